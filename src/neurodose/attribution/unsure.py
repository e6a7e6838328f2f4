"""What an answer is unsure of, as inputs between 0 and 1: values, how people differ, which structure, which link.

A value that stands by itself is drawn by its prior. Values that one calibration set, or that one assay measured, depend
on each other and are one input. Rows of the unit cube become people of each structure here, so that the same row means
the same person whichever structure it falls to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from neurodose.agreement.study import Estimates, weigh_structures
from neurodose.attribution.paths import find_behind
from neurodose.attribution.question import Question
from neurodose.errors import EstimationError
from neurodose.estimation.assay import name_assay
from neurodose.estimation.prior import Prior, prior_of, share_of_assay
from neurodose.estimation.scale import from_scale
from neurodose.estimation.typical import make_typical
from neurodose.modelling.parameter import Condition, Parameter
from neurodose.modelling.paths import find_felt
from neurodose.populations.distribution import Choice, Distribution, LogNormal, Normal, Uniform
from neurodose.populations.people import People
from neurodose.sensitivity.inputs import Joint
from neurodose.symbols import Expression
from neurodose.units import NONE

PEOPLE, STRUCTURES, LINKS, REST = "how people differ", "rival structures", "rival links", "all other values together"
LISTED = 6  # members of an input that are named
INSIDE = 2.0**-53  # of a probability: many quantiles are infinite at 0 and 1


@dataclass(frozen=True)
class Input:
    """Something that an answer is unsure of.

    name:    as it is told; columns: what it is drawn from
    stands_on: what is known of it, in words; is_value: whether it is of the model's numbers
    """

    name: str
    columns: tuple[str, ...]
    stands_on: str
    is_value: bool = True


@dataclass(frozen=True, eq=False)
class Unsure:
    """All that an answer is unsure of.

    priors:     of each value that has one, by address; estimates: of calibrations, by structure
    structures: what each counts; links: the rivals; inputs: in order
    fixed:      why some values are held, by address
    """

    question: Question
    priors: Mapping[str, Prior]
    parameters: Mapping[str, Parameter]
    estimates: Estimates
    structures: Mapping[str, float]
    links: tuple[str, ...]
    draws: tuple[Expression, ...]
    inputs: tuple[Input, ...]
    fixed: Mapping[str, str] = field(default_factory=dict)

    def choose(self, rows: Mapping[str, np.ndarray], kind: str) -> np.ndarray:
        """Which structure, or which link, each row has (rows,)."""
        count = len(next(iter(rows.values())))
        shares = list(self.structures.values()) if kind == STRUCTURES else [1 / len(self.links)] * len(self.links)
        if kind not in rows:
            return np.zeros(count, dtype=int)
        return np.searchsorted(np.cumsum(shares)[:-1], rows[kind], side="right")

    def make_people(self, structure: str, rows: Mapping[str, np.ndarray]) -> People:
        """The people that rows (probabilities by column) are in one structure."""
        whose = self.question.drug.populations[self.question.population]
        drawn = {
            node: _find_quantile(node.content.distribution, rows[_name_draw(node)])
            for node in self.draws
            if _name_draw(node) in rows
        }
        return make_typical(whose, self._find_values(structure, rows), drawn)

    def _find_values(self, structure: str, rows: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Typical values (rows,) by address: jointly from the calibration of the structure, by the prior elsewhere."""
        from scipy.special import ndtri

        scores = {name: ndtri(np.clip(u, INSIDE, 1 - INSIDE)) for name, u in rows.items()}
        estimate, found = self.estimates.get(structure), {}
        if estimate is not None:
            held = [n for n, a in enumerate(estimate.addresses) if a in scores and a in self.priors]
            if held:
                root = np.linalg.cholesky(estimate.covariance[np.ix_(held, held)])
                points = estimate.point[held, None] + root @ np.array([scores[estimate.addresses[n]] for n in held])
                found = {
                    estimate.addresses[n]: from_scale(estimate.priors[n].scale, x)
                    for n, x in zip(held, points, strict=True)
                }
        for address, prior in self.priors.items():
            if address not in found and address in scores:
                found[address] = _draw_prior(prior, self.parameters[address], scores, address)
        return found


def find_unsure(
    question: Question, estimates: Estimates, *, by_covariate: bool = False, structures: Iterable[str] | None = None
) -> Unsure:
    """All that an answer is unsure of, and can feel.

    by_covariate: whether each thing in which people differ is an input by itself, in place of one for all
    structures:   rivals; all of the drug's unless said
    """
    drug = question.drug
    rivals = tuple(structures or drug.structures)
    whose = drug.populations[question.population]
    behind = [find_behind(whose, find_felt(drug.structures[name].system, question.outputs.values())) for name in rivals]
    draws = tuple(dict.fromkeys(node for _, nodes in behind for node in nodes if not _is_of_occasion(node)))
    felt, listed = set[str]().union(*(addresses for addresses, _ in behind)), whose.table.listed()
    found = {name: estimate for name, estimate in estimates.items() if name in rivals}
    priors, fixed = {}, {}
    for address, parameter in listed.items():
        if address in felt and not isinstance(parameter, Condition):
            try:
                priors[address] = prior_of(address, parameter)
            except EstimationError as error:
                fixed[address] = error.what
    inputs = [*_find_values_together(question, priors, listed, found)]
    if draws and by_covariate:
        inputs += [_tell_draw(node) for node in draws]
    elif draws:
        names = tuple(_name_draw(node) for node in draws)
        inputs.append(Input(PEOPLE, names, f"{len(names)} things in which people differ", is_value=False))
    weights = weigh_structures(rivals, found)
    if len(rivals) > 1:
        told = ", ".join(f"{name} ({100 * share:.0f} %)" for name, share in weights.items())
        inputs.append(Input(STRUCTURES, (STRUCTURES,), told, is_value=False))
    links = tuple(question.outputs)
    if len(links) > 1:
        inputs.append(Input(LINKS, (LINKS,), f"{', '.join(links)}, each as likely", is_value=False))
    return Unsure(question, priors, listed, found, weights, links, draws, tuple(inputs), fixed)


def _find_values_together(
    question: Question, priors: Mapping[str, Prior], listed: Mapping[str, Parameter], estimates: Estimates
) -> Iterator[Input]:
    """Values as inputs: those that a calibration set, by its drug; those of one assay; all others one by one."""
    parts = [part.name for part in question.drug.parts]
    set_by: dict[str, list[str]] = {}
    for address in dict.fromkeys(a for e in estimates.values() for a in e.addresses if a in priors):
        home = address.partition(".")[0]
        set_by.setdefault(home if len(parts) > 1 and home in parts else parts[0], []).append(address)
    done = {address for members in set_by.values() for address in members}
    of_assay: dict[str, list[str]] = {}
    for address in priors:
        if address not in done and share_of_assay(listed[address]):
            of_assay.setdefault(name_assay(listed[address]), []).append(address)
    for drug, members in set_by.items():
        yield _unite(f"values of {drug} that its calibration set", members, f"observations of {drug} in people")
    for assay, members in of_assay.items():
        if len(members) > 1:
            yield _unite(f"affinities of {assay}", [*members, f"assay of {assay}"], "one assay in vitro")
            done |= set(members)
    for address, prior in priors.items():
        if address not in done:
            yield Input(address, (address,), tell_value(prior, listed[address]))


def _unite(name: str, members: list[str], stands_on: str) -> Input:
    shown = [member for member in members if not member.startswith("assay of ")]
    if len(shown) == 1:
        return Input(shown[0], tuple(members), stands_on)
    more = f" and {len(shown) - LISTED} more" if len(shown) > LISTED else ""
    told = f"{stands_on}: {', '.join(shown[:LISTED])}{more}"
    return Input(f"{name} ({len(shown)} together)", tuple(members), told)


def tell_value(prior: Prior, parameter: Parameter) -> str:
    """What a value is, where it may lie, and what that stands on."""
    low, middle, high = (prior.show(x).value for x in (prior.low, prior.middle, prior.high))
    unit = "" if prior.unit.symbol == "1" else f" {prior.unit}"
    basis = "; ".join(
        f"assumption: {s.reason}" if s in parameter.assumptions else s.label for s in parameter.sources
    )  # fmt: skip
    return f"{parameter.meaning}: {middle:.3g} ({low:.3g} to {high:.3g}){unit}; {basis}"


def gather_rest(inputs: Iterable[Input]) -> Input:
    """Several inputs as one, so that what is not asked about one by one still counts."""
    members = tuple(inputs)
    columns = tuple(column for one in members for column in one.columns)
    return Input(f"{REST} ({len(members)})", columns, "each by itself changed the answer less")


def as_quantiles(inputs: Iterable[Input]) -> dict[str, Joint]:
    """Inputs as the analyses take them: probabilities stay what they are until they become people."""
    return {one.name: Joint(one.columns, lambda u: u) for one in inputs}


def _draw_prior(prior: Prior, parameter: Parameter, scores: Mapping[str, np.ndarray], address: str) -> np.ndarray:
    score, share = scores[address], share_of_assay(parameter)
    of_assay = scores.get(f"assay of {name_assay(parameter)}") if share else None
    if of_assay is not None:
        score = np.sqrt(1 - share) * score + np.sqrt(share) * of_assay
    drawn = from_scale(prior.scale, prior.point + prior.sd * score)
    if parameter.possible is not None:
        drawn = np.clip(drawn, *parameter.possible.range.coherent)
    is_share = parameter.is_assumed and parameter.value.dimension == NONE
    # A share of which all is possible stays a share.
    return np.minimum(drawn, 1.0) if is_share and parameter.assumptions[0].range.coherent[1] == 1 else drawn


# How people differ -----------------------------------------------------------------------------------------------


def _name_draw(node: Expression) -> str:
    return f"between people: {node.content.name}"


def _is_of_occasion(node: Expression) -> bool:
    return node.content.distribution.each_occasion


def _tell_draw(node: Expression) -> Input:
    name = _name_draw(node)
    return Input(name, (name,), node.content.label, is_value=False)


def _find_quantile(distribution: Distribution, u: np.ndarray) -> np.ndarray:
    """Draws of a distribution at probabilities (rows,), coherent."""
    from scipy.special import ndtri

    inside = np.clip(u, INSIDE, 1 - INSIDE)
    if isinstance(distribution, LogNormal):
        return distribution.middle * np.exp(distribution.omega * ndtri(inside))
    if isinstance(distribution, Normal):
        sd = distribution.sd
        return distribution.middle + (sd if isinstance(sd, float | int) else sd.coherent) * ndtri(inside)
    if isinstance(distribution, Uniform):
        low, high = distribution.limits
        return low + (high - low) * u
    assert isinstance(distribution, Choice)
    edges = np.cumsum(list(distribution.shares.values()))[:-1]
    return np.asarray(list(distribution.shares), dtype=float)[np.searchsorted(edges, u, side="right")]
