"""Figures of one arm and one source belong together: they were measured in the same people and have to agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from neurodose.dosing.regimen import Given
from neurodose.dosing.sentence import read_regimen
from neurodose.errors import NeurodoseError
from neurodose.modelling.substance import Substance
from neurodose.modelling.system import System
from neurodose.records.observation import Observation
from neurodose.units import DIMENSIONS, nM, nmol

AMOUNT = DIMENSIONS.index("amount")
BY_VEIN = ("vein", "intravenous", "iv")


@dataclass(frozen=True, eq=False)
class Arm:
    """Observations of one source in one group of people by one route, and what is known of the drug.

    drug: as the entries name it; source: "Meyer 1984"; route: as the regimens say it, "" where they do not
    system: of the drug's favourite structure, where the library has one
    """

    drug: str
    source: str
    route: str
    observations: tuple[Observation, ...]
    system: System | None = None

    def of(self, substance: str | None, *kinds: str) -> Iterator[Observation]:
        """The figures of one substance and of these kinds; a limit ("over 49 h") is none."""
        wanted = (o for o in self.observations if o.quantity.kind in kinds and not o.limit)
        return (o for o in wanted if (o.quantity.substance or "").casefold() == (substance or "").casefold())

    @property
    def substances(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(o.quantity.substance.casefold() for o in self.observations if o.quantity.substance))

    @property
    def is_by_vein(self) -> bool:
        return self.route in BY_VEIN

    def substance(self, name: str | None) -> Substance | None:
        """A substance of the drug's model by its name in the entries."""
        known = {} if self.system is None else {n.casefold(): s for n, s in self.system.substances.items()}
        return known.get((name or "").casefold())

    def moles(self, observation: Observation) -> float | None:
        """A concentration or an area of it in nmol, whatever it is written in; None where the molar mass is unknown."""
        value = observation.value
        if value.dimension[AMOUNT] == nM.dimension[AMOUNT]:
            return float(value.coherent)
        substance = self.substance(observation.quantity.substance)
        return None if substance is None else float(value.coherent) / float(substance.molar_mass.coherent)

    def dose(self, observation: Observation) -> float | None:
        """The last dose in nmol of the drug; None for placebo, or where its molar mass is not known."""
        given = last_dose(observation)
        substance = self.substance(self.drug)
        if given is None:
            return None
        if given.amount.dimension == nmol.dimension:
            return float(given.amount.coherent)
        if substance is None:
            return None
        try:
            return substance.count_moles(given.amount, given.salt or self.form(given))
        except NeurodoseError:
            return None

    def form(self, given: Given) -> str | None:
        """The salt in which products of the route are labelled, where the library has the drug."""
        if self.system is None:
            return None
        try:
            return self.system.entrance(given.route, given.into, given.drug).form
        except NeurodoseError:
            return None


def group(observations: Iterable[Observation], systems: Mapping[str, System]) -> tuple[Arm, ...]:
    """The arms of a record file. Ratios of two arms belong to none.

    systems: by drug, of those that the library has
    """
    found: dict[tuple[str, ...], list[Observation]] = {}
    for o in observations:
        if not o.is_ratio and not o.quantity.row.is_outcome:
            found.setdefault((o.drug, o.source.label, find_route(o), o.people, o.who), []).append(o)
    return tuple(Arm(k[0], k[1], k[2], tuple(held), systems.get(k[0])) for k, held in found.items())


def last_dose(observation: Observation) -> Given | None:
    """The last dose of an entry's regimen; None for placebo, or where it is not yet a regimen."""
    if observation.arm.is_without_drug:
        return None
    try:
        return read_regimen(observation.regimen).given()[-1]
    except NeurodoseError:
        return None


def is_single(observation: Observation) -> bool:
    given = last_dose(observation)
    return given is not None and given.number == 1 and not given.steady


def find_route(observation: Observation) -> str:
    given = last_dose(observation)
    return (given.route or given.into or "") if given is not None else ""
