"""Shares: each between none and all, in everybody; and of one thing together no more than all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from neurodose.modelling.parameter import Parameter
from neurodose.modelling.system import System
from neurodose.populations.people import People
from neurodose.slips.disposition import find_passages, values_at_start
from neurodose.slips.finding import Finding, Severity
from neurodose.symbols.evaluation import evaluate
from neurodose.units import NONE

CHECK = "share"
# A share by the words of its meaning; a ratio of two shares or a change of one is none.
WORDS = re.compile(r"^(usual |unbound |typical )?(share|fraction|bioavailability|extraction)\b")
NO_SHARE = re.compile(r"\bover\b|\bratio\b|\btimes\b|\bagainst\b|exponent|per cent of")
NOBODY = 0.002  # of people: fewer are the tail of any log-normal
SOME = 0.05  # of people in whom a share above 1 is no longer the tail of a distribution but its error
ROUNDING = 1e-9


def is_share(parameter: Parameter) -> bool:
    """Whether a parameter is a share of something, by its meaning."""
    said = parameter.meaning.casefold()
    return parameter.value.dimension == NONE and bool(WORDS.search(said)) and not NO_SHARE.search(said)


def check_shares(parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    """Findings on typical values of shares, each by itself and those of one thing together."""
    shares = {address: p for address, p in parameters.items() if is_share(p)}
    for address, parameter in shares.items():
        value = float(parameter.value.coherent)
        if not 0 <= value <= 1:
            is_percent = 1 < value <= 100
            yield Finding(
                CHECK,
                "error",
                address,
                f"{parameter.meaning}: {parameter.value} of one thing",
                f"{value:g}, where a share lies between 0 and 1",
                f"as per cent it would be {value / 100:g}" if is_percent else "no share is so",
                "write it as a share, or with its unit: 94.9 * percent",
            )
    yield from _check_sums(shares)


def _check_sums(shares: Mapping[str, Parameter]) -> Iterator[Finding]:
    """Shares of one thing that stand in one group of the table and cannot be shares of it together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for address, parameter in shares.items():
        whole = re.match(r"(?:share|fraction) of (.+?)(?:,| that\b| by\b| which\b| as\b| in\b|$)", parameter.meaning)
        if whole is not None and " if " not in parameter.meaning:
            groups.setdefault((address.rpartition(".")[0], whole[1]), []).append(address)
    for (_, whole), addresses in groups.items():
        values = [float(shares[a].value.coherent) for a in addresses]
        if len(addresses) > 1 and sum(values) > 1 + ROUNDING and all(0 <= v <= 1 for v in values):
            told = ", ".join(f"{a} {v:g}" for a, v in zip(addresses, values, strict=True))
            yield Finding(
                CHECK,
                "warning",
                addresses[0],
                f"shares of {whole} add up to {sum(values):.3g}",
                told,
                "parts of one thing are no more than all of it, unless one is a part of another",
                "make them parts of one whole, or say in their meanings what each is a share of",
            )


def check_ways(system: System, people: Mapping[str, People]) -> Iterator[Finding]:
    """Findings on shares inside a model: doses of which more than all arrives, and flows that run backwards because
    what is left of a whole is negative; in typical people, and in each population.
    """
    for name, some in people.items():
        values = values_at_start(system, some)
        for address, entrance in {**system.routes, **system.entrances}.items():
            share = system.complete(entrance).share
            if share is not None:
                found = np.broadcast_to(np.asarray(evaluate([share], values)[0], dtype=float), len(some))
                yield from _judge(
                    address,
                    "a dose of which more than all, or less than none, arrives",
                    str(share),
                    (found > 1 + ROUNDING) | (found < -ROUNDING),
                    name,
                    found,
                )
        for passage in find_passages(system, some):
            scale = max(abs(p) for p in passage.constant) or 1.0
            backwards = passage.constant < -ROUNDING * scale
            flow = passage.flow
            if backwards.any():
                what = f"what {flow.meaning} from {flow.source} runs backwards"
                yield from _judge(flow.source or "", what, str(flow.rate), backwards, name, passage.constant)


def _judge(where: str, what: str, formula: str, wrong: np.ndarray, who: str, found: np.ndarray) -> Iterator[Finding]:
    part = float(np.mean(wrong))
    if part <= NOBODY:
        return
    severity: Severity = "error" if part >= SOME else "warning"
    worst = found[np.argmax(np.abs(found - 0.5) * wrong)]
    told = who if len(found) == 1 else f"{part:.1%} of {len(found)} people of “{who}”"
    yield Finding(
        CHECK,
        severity,
        where,
        what,
        f"{told}, down or up to {worst:.3g}; the formula: {formula}",
        "shares of one whole add up to more than all of it, or one is above 1",
        "lower the shares or their spread, or draw one and give the rest to the others",
    )


def check_people(parameters: Mapping[str, Parameter], people: Mapping[str, People]) -> Iterator[Finding]:
    """Findings on how many people of each population would have a share above one or below zero."""
    shares: Sequence[str] = [a for a, p in parameters.items() if is_share(p)]
    for name, some in people.items():
        for address in (a for a in shares if a in some.columns):
            column = some.columns[address]
            part = float(np.mean((column > 1) | (column < 0)))
            if part > NOBODY:
                parameter = parameters[address]
                spread = parameter.between_people
                yield Finding(
                    CHECK,
                    "error" if part >= SOME else "warning",
                    address,
                    f"{parameter.meaning}: {part:.1%} of people have more than all, or less than none",
                    f"typical {parameter.value}; {spread.label if spread else 'by the population'}; "
                    f"of {len(some)} people of “{name}” the largest has {column.max():.3g}",
                    "a log-normal spread knows no upper end",
                    "bound it in the population, with minimum(…, 1), or spread its odds",
                )
