"""How certain each link of the chain is: what its values rest on, and how many observations of it pass.

A value belongs to the first link that needs it: to the brain belongs what moves the brain and not plasma.

The rule. A link is of high certainty until it loses a step, down to very low, for each of: more than half of its
values rest on an assumption, alone or beside a source; not half of the observations met here pass; none passes that
the model was not set with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from neurodose.agreement.rule import Verdict
from neurodose.library.drug import Drug
from neurodose.measurement.phrase import find_output
from neurodose.modelling.parameter import Condition, Parameter
from neurodose.modelling.system import System
from neurodose.sources import Source
from neurodose.symbols.expression import walk

PLACES = ("plasma", "blood", "csf", "brain")  # where a drug goes, in the order of the chain
LEVELS = ("high", "moderate", "low", "very low")
MOST_ASSUMED = 0.5  # of a link's values, before it is less certain
LEAST_PASSED = 0.5  # of a link's observations


@dataclass(frozen=True)
class Link:
    """One link: how many of its values rest on what, how many observations of it were met, and how many pass.

    predicted: how many of those that pass the model was not set with
    """

    name: str
    sourced: int
    mixed: int
    assumed: int
    met: int
    passed: int
    predicted: int

    @property
    def doubts(self) -> tuple[str, ...]:
        """What takes a step of certainty each, in words."""
        assumed, values = self.mixed + self.assumed, self.sourced + self.mixed + self.assumed
        found = (
            (assumed > MOST_ASSUMED * values, f"{assumed} of {values} values rest on an assumption"),
            (self.met == 0 or self.passed < LEAST_PASSED * self.met, self._count_passed()),
            (self.predicted == 0, "none passes that the model was not set with"),
        )
        return tuple(reason for is_so, reason in found if is_so)

    def _count_passed(self) -> str:
        return f"{self.passed} of {self.met} observations pass" if self.met else "no observation of it is met"

    @property
    def certainty(self) -> str:
        """High, moderate, low or very low, by the rule."""
        return LEVELS[len(self.doubts)]


def assess_links(drug: Drug, system: System, verdicts: Sequence[Verdict]) -> tuple[Link, ...]:
    """The links from plasma to receptor, as far as the drug has them. verdicts: on the observations that were met."""
    chain = {
        place: [address for name, address in drug.concentrations.items() if name.endswith(f" in {place}")]
        for place in PLACES
    } | {"receptors": [f"{address}.displacement" for address in drug.receptors.values()]}
    links, earlier = [], set()
    conditions = {address for address, p in system.parameters.items() if isinstance(p, Condition)}
    for name, outputs in ((name, outputs) for name, outputs in chain.items() if outputs):
        needed = find_parameters(system, outputs)
        seen = [v for v in verdicts if find_output(drug, v.observation.quantity) in outputs]
        values = [system.parameters[address] for address in sorted(needed - earlier) if address not in conditions]
        links.append(_count(name, values, seen))
        earlier |= needed
    return tuple(links)


def find_parameters(system: System, outputs: Iterable[str]) -> set[str]:
    """Addresses of the parameters that outputs depend on, through the states that move them."""
    equations = {state.address: state for state in system.states}
    nodes = walk([system.output(name).expression for name in outputs])
    reached: set[str] = set()
    found: set[str] = set()
    while nodes:
        found |= {node.content for node in nodes if node.operation == "parameter"}
        new = {node.content for node in nodes if node.operation == "state"} - reached
        reached |= new
        nodes = walk([e for address in sorted(new) for e in (equations[address].rate, equations[address].start)])
    return found


def _count(name: str, values: Sequence[Parameter], seen: Sequence[Verdict]) -> Link:
    """How many of a link's values have a source, an assumption, or both."""
    has_source = [any(isinstance(s, Source) for s in p.sources) for p in values]
    mixed = sum(sourced and p.is_assumed for sourced, p in zip(has_source, values, strict=True))
    sourced = sum(has_source) - mixed
    passing = [v.observation for v in seen if v.passes]
    predicted = sum(not observation.is_calibration for observation in passing)
    return Link(name, sourced, mixed, len(values) - sourced - mixed, len(seen), len(passing), predicted)
