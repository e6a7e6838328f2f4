"""The arms of observations become simulations; arms that took the same share one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan, Regimen
from neurodose.errors import DoseError, ObservationError, PopulationError, unknown_name
from neurodose.library import STEADY
from neurodose.library.drug import Drug
from neurodose.measurement.phrase import choose_reading, find_output
from neurodose.measurement.reading import Reading
from neurodose.modelling.model import Model
from neurodose.modelling.system import System
from neurodose.populations.people import People
from neurodose.populations.virtual import Population
from neurodose.records.observation import Arm
from neurodose.simulation.landing import find_landings
from neurodose.simulation.simulate import simulate
from neurodose.units import Quantity, Unit, h

USUAL_WORDS = {"creatinine_clearance": "crcl", "egfr": "crcl", "gfr": "crcl"}  # of covariates


@dataclass(frozen=True, eq=False)
class Measured:
    """An arm that a model can speak to: what is given to whom, how many they are, and how its figure is read."""

    plan: Plan
    population: Population
    reading: Reading
    unit: Unit
    size: int = 1

    @property
    def design(self) -> tuple[str, str]:
        """What has to be equal for two arms to share a simulation."""
        return str(self.plan), self.population.name


def prepare(drug: Drug, system: System, arm: Arm, unit: Unit) -> Measured | str:
    """An arm ready to be simulated, or in words why the model cannot speak to it.

    Raises ObservationError for what is wrong with the entry itself: an unknown population, a regimen that cannot be
    read or given, a covariate of another unit, a time beyond what is simulated.
    """
    if arm.people not in drug.populations:
        raise unknown_name(ObservationError, "population", arm.people, drug.populations, owner=drug.name)
    if arm.quantity.row.is_outcome:
        return f"“{arm.quantity}” is what became of people: the model ends at the receptor"
    if arm.is_without_drug:
        return "nothing is given: the model has no course of its own without a drug"
    held = [part.name for part in drug.parts]
    others = [name for name in arm.with_ or {} if name not in drug.challenges and name not in held]
    if others:
        return f"the model holds no {' and no '.join(others)}"
    try:
        plan, own = find_plans(drug, arm)
        given = sum(landing.amount for landing in map(find_landings(system), own.given()))
        if own is not plan:
            list(map(find_landings(system), plan.given()))
    except DoseError as error:
        raise ObservationError(error.what, where=error.where, exists=error.exists, hint=error.hint) from None
    population = find_population(drug, arm)
    if isinstance(population, str):
        return population
    reading = choose_reading(drug, arm.quantity, arm.time, own, given)
    return reading if isinstance(reading, str) else Measured(plan, population, reading, unit, arm.n or 1)


def find_plans(drug: Drug, arm: Arm) -> tuple[Plan, Plan]:
    """All that is given in an arm; and of it the doses of the drug that is observed, from which its times count.

    A dose that names no drug is of the one that the entry is about, which stands first in the body.
    """
    plan: Plan = read_regimen(arm.regimen)
    if len(drug.parts) < 2:
        return plan, plan
    held = [part.name for part in drug.parts]
    plan = plan.of(held[0])
    for name, sentence in (arm.with_ or {}).items():
        if name in held and name not in STEADY:  # what is taken steadily has no doses here
            plan = plan & read_regimen(sentence).of(name)
    observed = (find_output(drug, arm.quantity) or "").partition(".")[0]
    about = observed if observed in held else held[0]
    own = tuple(dose for dose in plan.parts() if dose.drug == about)
    return plan, Regimen(own) if own else plan


def find_population(drug: Drug, arm: Arm, told: Mapping[str, Quantity] | None = None) -> Population | str:
    """The population of an arm with the arm's medians, or in words why it cannot have them.

    told: its covariates, unless all of the arm's are meant
    Raises ObservationError for a population that the drug does not have, and for a median that cannot be.
    """
    if arm.people not in drug.populations:
        raise unknown_name(ObservationError, "population", arm.people, drug.populations, owner=drug.name)
    population, covariates = drug.populations[arm.people], dict((arm.covariates or {}) if told is None else told)
    found = {name: _find_address(population, name) for name in covariates}
    lacking = [name for name, address in found.items() if address is None]
    if lacking:
        known = population.table.listed()
        own = [a.replace("_", " ") for a in population.formulas if a not in known]
        has = f"; its people have {' and '.join(own)}" if own else ""
        return f"the population “{arm.people}” cannot be given another {' or '.join(lacking)}{has}"
    medians = {address: covariates[name] for name, address in found.items() if address is not None}
    if len(medians) < len(covariates):
        raise ObservationError(
            "a covariate is given twice", exists=f"covariates: {', '.join(covariates)}", hint="leave one of them out"
        )
    try:
        return population.having(medians) if medians else population
    except PopulationError as error:
        raise ObservationError(error.what, where=error.where, exists=error.exists, hint=error.hint) from None


def _find_address(population: Population, name: str) -> str | None:
    """Where a population holds what a covariate names: by its whole address ("kidney.CrCL") or by its last word, where
    one thing alone ends in it ("CrCL"); creatinine clearance and filtration are called by their usual words too.
    """
    word = name.strip().casefold().replace(" ", "_")
    held = {address.casefold(): address for address in population.formulas}
    for said in (word, USUAL_WORDS.get(word, word)):
        ends = [address for folded, address in held.items() if folded.rpartition(".")[2] == said]
        if said in held or len(ends) == 1:
            return held[said] if said in held else ends[0]
    return None


def measure(
    model: Model, arms: Sequence[Measured], people_for: Callable[[Population, int], People]
) -> list[np.ndarray]:
    """The figure of each person (people,) for each arm; arms of one design share people and simulation.

    people_for: the people of a population, given the largest size among the arms that share them
    A person whose solve fails has NaN.
    """
    figures: dict[int, np.ndarray] = {}
    designs: dict[tuple[str, str], list[int]] = {}
    for number, arm in enumerate(arms):
        designs.setdefault(arm.design, []).append(number)
    shared = _share_systems(model.system, [[arms[n].reading for n in members] for members in designs.values()])
    for members, (system, outputs) in zip(designs.values(), shared, strict=True):
        some = [arms[n] for n in members]
        for number, figure in zip(members, _measure_design(system, outputs, some, people_for), strict=True):
            figures[number] = figure
    return [figures[n] for n in range(len(arms))]


def _share_systems(system: System, designs: Sequence[Sequence[Reading]]) -> list[tuple[System, list[str]]]:
    """The system that each design is simulated with, and the outputs that are looked at.

    Designs that integrate the same areas look at the same outputs too, so that one program serves them all: to look at
    more costs less than to compile again. A further area would be a further state, and so another step.
    """
    integrated = [tuple(dict.fromkeys(r.output for r in readings if r.is_area)) for readings in designs]
    looked: dict[tuple[str, ...], dict[str, None]] = {}
    for areas, readings in zip(integrated, designs, strict=True):
        looked.setdefault(areas, {}).update(dict.fromkeys(name for r in readings for name in r.looked))
    return [(system.with_areas(areas) if areas else system, list(looked[areas])) for areas in integrated]


def _measure_design(
    system: System,
    outputs: Sequence[str],
    arms: Sequence[Measured],
    people_for: Callable[[Population, int], People],
) -> list[np.ndarray]:
    moments = np.unique(np.concatenate([a.reading.moments() for a in arms]))
    people = people_for(arms[0].population, max(a.size for a in arms))
    course = simulate(system, arms[0].plan, people, at=moments * h, outputs=outputs)
    with np.errstate(all="ignore"):
        return [a.reading.read(course, a.unit) for a in arms]
