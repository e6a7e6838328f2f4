"""What a dossier tells of: which drugs are given, what they become, where they act, and where all of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from neurodose.dosing.regimen import Plan
from neurodose.errors import DoseError
from neurodose.library.drug import Drug
from neurodose.library.interactions import WAYS
from neurodose.library.pharmacology import Pharmacology
from neurodose.modelling.system import System
from neurodose.reports.quantity import Curve
from neurodose.reports.sites import Site, find_sites
from neurodose.simulation.course import Course
from neurodose.simulation.landing import find_landings
from neurodose.units import L, Unit, g, mg, mL, mM, ng, nM, percent, uM

IN_FULL = ("mu", "gaba_b", "gaba_b_in_the_cord")  # receptors that are told of in full; without them a drug's first
ALONE = 24.0  # hours that a single dose is looked at: as if the next were due a day later
SHOWN = ((1e5, g / L), (1e4, mg / L), (0.0, ng / mL))  # units in blood, by the least ng/mL they are for
UNBOUND = ((1e6, mM), (1e4, uM), (0.0, nM))  # and in the brain, by the least nM


@dataclass(frozen=True)
class Exposure:
    """A drug that is given, and what becomes of it.

    place:     where its level is measured: plasma or blood
    levels:    addresses there by substance, the drug first; csf: in cerebrospinal fluid; brain: unbound, in the brain
    last, due: hours of its last dose, and when the next one would be due
    where:     what its level in the brain is near to, in words
    """

    name: str
    place: str
    where: str
    levels: Mapping[str, str]
    csf: Mapping[str, str]
    brain: Mapping[str, str]
    last: float
    due: float
    unit: Unit = ng / mL
    brain_unit: Unit = nM

    @property
    def level(self) -> Curve:
        """The drug itself, where its level is measured."""
        return Curve((next(iter(self.levels.values())),), self.unit)

    @property
    def near_receptors(self) -> Curve:
        """The drug itself, unbound in the brain."""
        return Curve((next(iter(self.brain.values())),), self.brain_unit)


@dataclass(frozen=True)
class Outputs:
    """What a dossier of a regimen tells of.

    exposures:  of the drugs that are given; absent: drugs of the combination that are not; steady: what is taken
                steadily beside them, for its effect on an enzyme
    sites:      receptors that are told of in full; receptors: every kind
    activities: of enzymes and pumps that drugs change, by what they are called
    last, due:  hours of the last dose of all, and when the next of some drug would be due
    everywhere: what each structure has
    """

    exposures: tuple[Exposure, ...]
    absent: tuple[str, ...]
    steady: tuple[str, ...]
    sites: tuple[Site, ...]
    receptors: tuple[Site, ...]
    activities: Mapping[str, str]
    last: float
    due: float
    everywhere: frozenset[str]

    @property
    def addresses(self) -> list[str]:
        """All that has to be kept of a course of the structure asked for."""
        found = [address for e in self.exposures for part in (e.levels, e.csf, e.brain) for address in part.values()]
        found += [address for site in self.sites for address in site.addresses]
        found += [address for site in self.receptors for address in site.measure.addresses]
        return list(dict.fromkeys([*found, *self.activities.values()]))

    def activity(self, words: str) -> Curve:
        """What is left of an enzyme or pump: of what a person has before the first dose; of the usual, where something
        has been at it for long.
        """
        return Curve((self.activities[words],), percent, is_relative=not self.steady)

    @property
    def compared(self) -> list[str]:
        """What has to be kept of the courses of all structures, to compare them."""
        return [address for address in self.addresses if address in self.everywhere]

    def shown(self, course: Course) -> Outputs:
        """The same, in units that suit the levels of most people."""
        return replace(self, exposures=tuple(_choose_units(e, course) for e in self.exposures))


def choose_outputs(drug: Drug, structure: str, plan: Plan) -> Outputs:
    """What a dossier tells of a regimen, by one structure: each drug given, and its receptors.

    Raises DoseError for a dose that finds no place.
    """
    system = drug.structures[structure].system
    times = _find_times(drug, system, plan)
    exposures = tuple(_follow(drug, part, *times[part.name]) for part in drug.parts if part.name in times)
    sites = find_sites(drug, structure, times)
    told = [target for target in IN_FULL if target in sites and sites[target].held] or list(sites)[:1]
    return Outputs(
        exposures,
        tuple(part.name for part in drug.parts if part.name not in times and part.concentrations),
        tuple(part.name for part in drug.parts if not part.concentrations),
        tuple(sites[target] for target in told),
        tuple(sites.values()),
        _find_activities(system),
        plan.last,
        max(due for _, due in times.values()),
        frozenset.intersection(*(frozenset(model.system.outputs) for model in drug.structures.values())),
    )


def _find_times(drug: Drug, system: System, plan: Plan) -> dict[str, tuple[float, float]]:
    """By drug that is given: hours of its last dose, and when its next one would be due."""
    land = find_landings(system)
    times: dict[str, list[float]] = {}
    for given in plan.given():
        state = system.states[land(given).state].address
        times.setdefault(find_owner(drug, state), []).append(given.time)
    if not times:
        raise DoseError("nothing is given", where="regimen")
    return {name: (found[-1], found[-1] + _interval(found)) for name, found in times.items()}


def find_owner(drug: Drug, address: str) -> str:
    """Which drug an address belongs to: parts of a combination are named by theirs."""
    return drug.parts[0].name if len(drug.parts) == 1 else address.split(".")[0]


def _interval(times: list[float]) -> float:
    """Hours between the last two doses of a drug; a day where there is one."""
    earlier = [time for time in times if time < times[-1]]
    return times[-1] - earlier[-1] if earlier else ALONE


def _follow(drug: Drug, part: Pharmacology, last: float, due: float) -> Exposure:
    """Where a drug and what it becomes are found."""
    found: dict[str, dict[str, str]] = {"plasma": {}, "blood": {}, "csf": {}, "brain": {}}
    for words in part.concentrations:
        substance, place = words.rsplit(" in ", 1)
        found[place][substance] = drug.concentrations[words]
    place = "plasma" if found["plasma"] else "blood"
    binds = any(structure.targets for structure in part.structures.values())
    where = "near the receptors" if binds else "in the brain"
    return Exposure(part.name, place, where, found[place], found["csf"], found["brain"], last, due)


def _find_activities(system: System) -> dict[str, str]:
    """Enzymes and pumps that something in the body changes."""
    found = {words: way if way in system.outputs else f"{way}.activity" for way, words in WAYS.items()}
    return {words: address for words, address in found.items() if address in system.outputs}


def _choose_units(exposure: Exposure, course: Course) -> Exposure:
    def choose(curve: Curve, units: Iterable[tuple[float, Unit]]) -> Unit:
        peak = float(np.median(curve.read(course, exposure.last, exposure.due).max(axis=1)))
        return next(unit for least, unit in units if peak >= least)

    unit = choose(exposure.level, SHOWN)
    return replace(exposure, unit=unit, brain_unit=choose(exposure.near_receptors, UNBOUND))
