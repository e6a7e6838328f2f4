"""A calibration run is kept as a text file: values with units, their joint uncertainty, residuals, for each structure.

The same run gives the same bytes; what is read back draws the same numbers.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurodose.errors import EstimationError, UnitError, unknown_name
from neurodose.estimation.estimate import Estimate
from neurodose.estimation.prior import Prior
from neurodose.estimation.scale import read_scale, to_scale
from neurodose.estimation.target import Target
from neurodose.modelling.system import System
from neurodose.units import Quantity, read_quantity, read_unit

FORMAT = 1
DIGITS = 8  # of every number in the file: far below any uncertainty, above what differs between processors


@dataclass(frozen=True, eq=False)
class Run:
    """One calibration of a drug, with one estimate for each structure.

    name: the date and a short hash of data, priors and models: the same question has the same hash
    """

    drug: str
    name: str
    date: datetime.date
    seed: int
    estimates: tuple[Estimate, ...]

    def estimate(self, structure: str) -> Estimate:
        """The estimate of a structure; raises EstimationError that lists those there are."""
        for found in self.estimates:
            if found.structure == structure:
                return found
        raise unknown_name(
            EstimationError, "structure", structure, (e.structure for e in self.estimates), owner=f"run {self.name}"
        )


def name_run(
    drug: str, date: datetime.date, seed: int, estimates: Iterable[Estimate], systems: Mapping[str, System]
) -> Run:
    """A run with its name. The hash covers structures, equations, fixed values, targets and priors, and not what was
    found, so that setting the values found and asking again gives the same name.
    """
    estimates = tuple(estimates)
    told = [f"{drug} {seed}"]
    for estimate in estimates:
        told += [estimate.structure, *(repr(t) for t in estimate.targets)]
        told += [f"{p.address} {_number(p.middle)} {_number(p.low)} {_number(p.high)}" for p in estimate.priors]
        told += _describe(systems[estimate.structure], estimate.addresses)
    digest = hashlib.blake2b("\n".join(told).encode(), digest_size=4).hexdigest()
    return Run(drug, f"{date.isoformat()}-{digest}", date, seed, estimates)


def _describe(system: System, free: tuple[str, ...]) -> list[str]:
    from neurodose.symbols.notation import write_text

    lines = [f"{s.address}: {write_text(s.rate)}; {write_text(s.start)}" for s in system.states]
    lines += [f"{a} = {write_text(o.expression)}" for a, o in system.outputs.items()]
    return lines + [f"{a} {_number(p.value.coherent)}" for a, p in system.parameters.items() if a not in free]


def _number(value: float) -> str:
    """A number as the file holds it."""
    return f"{float(value):.{DIGITS}g}"


def _decimal(value: float) -> str:
    """The same as a decimal of TOML, which wants a point or an exponent."""
    text = _number(value)
    return text if any(c in text for c in ".einf") else f"{text}.0"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _measured(prior: Prior, value: float) -> str:
    shown = prior.show(value)
    return _text(f"{_number(shown.value)} {shown.unit}".removesuffix(" 1"))


def write_run(run: Run) -> str:
    """The run as a TOML text."""
    lines = [
        "# Written by `neurodose calibrate`; the report beside it tells the same in words. Not to be edited by hand.",
        f"format = {FORMAT}",
        f"drug = {_text(run.drug)}",
        f"run = {_text(run.name)}",
        f"date = {run.date.isoformat()}",
        f"seed = {run.seed}",
    ]
    for estimate in run.estimates:
        lines += ["", *_write_estimate(estimate)]
    return "\n".join(lines) + "\n"


def _write_estimate(estimate: Estimate) -> list[str]:
    lines = [
        "[[structure]]",
        f"name = {_text(estimate.structure)}",
        f"converged = {str(estimate.is_converged).lower()}",
        f"message = {_text(estimate.message)}",
        f"rank = {estimate.rank}",
        f"combinations = [{', '.join(_text(c) for c in estimate.combinations)}]",
    ]
    if estimate.is_converged:
        rows = ",\n".join(f"    [{', '.join(_decimal(x) for x in row)}]" for row in estimate.covariance)
        lines += ["# joint uncertainty on the scales of the parameters, in their order", f"covariance = [\n{rows},\n]"]
    for name, reason in estimate.set_aside.items():
        lines += ["", "[[structure.set_aside]]", f"id = {_text(name)}", f"why = {_text(reason)}"]
    for number, prior in enumerate(estimate.priors):
        lines += ["", *_write_parameter(estimate, number, prior)]
    for number, target in enumerate(estimate.targets):
        lines += ["", *_write_target(estimate, number, target)]
    return lines


def _write_parameter(estimate: Estimate, number: int, prior: Prior) -> list[str]:
    lines = ["[[structure.parameter]]", f"address = {_text(prior.address)}", f"meaning = {_text(prior.meaning)}"]
    if estimate.is_converged:
        low, high = (f"{q.value:.4g}" for q in estimate.interval(prior.address))
        lines += [
            f"value = {_measured(prior, estimate.values[prior.address])}",
            f"# 95 %: {low} to {high}; {estimate.narrowing[prior.address]:.3f} of the width known before is left",
            f"determined = {_text(estimate.determined[prior.address])}",
        ]
    return [
        *lines,
        f"scale = {_text(prior.scale)}",
        f"unit = {_text(prior.unit.symbol)}",
        f"before = [{', '.join(_measured(prior, x) for x in (prior.low, prior.middle, prior.high))}]",
        f"origin = {_text(prior.origin)}",
    ]


def _write_target(estimate: Estimate, number: int, target: Target) -> list[str]:
    lines = [
        "[[structure.observation]]",
        f"id = {_text(target.name)}",
        f"observed = {_decimal(target.value)}",
        f"sd = {_decimal(target.sd)}",
        f"scale = {_text(target.scale)}",
        f"unit = {_text(target.unit)}",
        f"said = {_text(target.said)}",
    ]
    if estimate.is_converged:
        lines += [
            f"predicted = {_decimal(estimate.predicted[number])}",
            f"residual = {_decimal(estimate.residuals[target.name])}",
        ]
    return lines


def read_run(text: str, name: str) -> Run:
    """A run from its file; raises EstimationError naming the file and the entry where it cannot be read."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EstimationError(f"{name} cannot be read: {error}", where=name) from None
    if content.get("format") != FORMAT:
        raise EstimationError(
            f"{name} has the format {content.get('format')!r}",
            where=name,
            exists=f"this version reads format {FORMAT}",
            hint="write it again with `neurodose calibrate`, or take a newer neurodose",
        )
    try:
        structures = [
            _read_estimate(entry, f"{name}, structure {n}") for n, entry in enumerate(content["structure"], 1)
        ]
        return Run(content["drug"], content["run"], content["date"], content["seed"], tuple(structures))
    except KeyError as missing:
        raise EstimationError(f"the run lacks {missing.args[0]}", where=name, hint=AGAIN) from None
    except (TypeError, ValueError, AttributeError) as error:
        raise EstimationError(f"the run cannot be read: {error}", where=name, hint=AGAIN) from None


AGAIN = "write it again with `neurodose calibrate`"


def _read_estimate(entry: Mapping[str, Any], where: str) -> Estimate:
    parameters, observations = entry["parameter"], entry["observation"]
    priors = tuple(_read_prior(p, f"{where}, parameter {n}") for n, p in enumerate(parameters, 1))
    count, is_converged = len(priors), entry["converged"]
    covariance = np.array(entry["covariance"], dtype=float) if is_converged else np.full((count, count), np.nan)
    if covariance.shape != (count, count):
        raise EstimationError(
            f"the covariance has the shape {covariance.shape}",
            where=where,
            exists=f"there are {count} parameters",
            hint=AGAIN,
        )
    values = [
        _read_value(p["value"], prior, where) if is_converged else np.nan
        for p, prior in zip(parameters, priors, strict=True)
    ]
    return Estimate(
        structure=entry["name"],
        priors=priors,
        targets=tuple(_read_target(o) for o in observations),
        point=np.array([float(to_scale(p.scale, x)) for p, x in zip(priors, values, strict=True)]),
        covariance=covariance,
        predicted=np.array([o["predicted"] if is_converged else np.nan for o in observations], dtype=float),
        determined={p["address"]: p["determined"] for p in parameters} if is_converged else {},
        combinations=tuple(entry["combinations"]),
        rank=entry["rank"],
        is_converged=is_converged,
        message=entry["message"],
        set_aside={e["id"]: e["why"] for e in entry.get("set_aside", [])},
    )


def _read_prior(entry: Mapping[str, Any], where: str) -> Prior:
    unit, scale = read_unit(entry["unit"]), read_scale(entry["scale"], where)
    blank = Prior(entry["address"], 0.0, 0.0, 0.0, scale, unit, entry["origin"], entry["meaning"])
    low, middle, high = (_read_value(text, blank, where) for text in entry["before"])
    return Prior(entry["address"], middle, low, high, scale, unit, entry["origin"], entry["meaning"])


def _read_value(text: str, prior: Prior, where: str) -> float:
    number, _, unit = text.partition(" ")
    try:
        found = Quantity(float(number), read_unit(unit)) if "inf" in number else read_quantity(text)
        return float(found.to(prior.unit).coherent)
    except UnitError as error:
        raise EstimationError(error.what, where=f"{where}, {prior.address}", exists=error.exists, hint=AGAIN) from None


def _read_target(entry: Mapping[str, Any]) -> Target:
    return Target(entry["id"], entry["observed"], entry["sd"], entry["scale"], entry["unit"], entry["said"])
