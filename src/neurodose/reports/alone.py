"""What a drug would be by itself: the same people with the same values, without the drugs that change how it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neurodose.dosing.regimen import Plan, Regimen
from neurodose.library.drug import Drug
from neurodose.library.interactions import WAYS
from neurodose.modelling.system import System
from neurodose.reports.outputs import Exposure, Outputs, find_owner
from neurodose.reports.span import Told, span
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course
from neurodose.simulation.landing import find_landings


@dataclass(frozen=True)
class Victim:
    """A drug whose clearance others change, when both are given.

    doers: drugs that change it; plan: its own doses alone
    """

    exposure: Exposure
    doers: tuple[str, ...]
    plan: Plan


def find_victims(drug: Drug, outputs: Outputs, plan: Plan, system: System) -> tuple[Victim, ...]:
    """The drugs that are given with one that, in the model, changes an enzyme or pump they depend on."""
    given = {exposure.name: exposure for exposure in outputs.exposures}
    doers: dict[str, dict[str, None]] = {}
    for link in drug.links:
        doer, other = link.drugs
        if link.status == "modelled" and link.place in WAYS.values() and {doer, other} <= set(given):
            doers.setdefault(other, {})[doer] = None
    return tuple(Victim(given[name], tuple(others), _keep(drug, plan, system, name)) for name, others in doers.items())


def _keep(drug: Drug, plan: Plan, system: System, name: str) -> Plan:
    """The doses of one drug of a combination, at their times."""
    land = find_landings(system)

    def is_own(dose: Plan) -> bool:
        return find_owner(drug, system.states[land(dose.given()[0]).state].address) == name

    return Regimen(tuple(dose for dose in plan.parts() if is_own(dose)))


def compare(victim: Victim, spread: Spread, alone: Spread) -> tuple[str, Told]:
    """How many times its area the drug has beside the others, after its last dose: by name, and told.

    spread, alone: of the same people with the same draws, with the others and without
    """
    exposure = victim.exposure

    def divide(together: Course, by_itself: Course) -> np.ndarray:
        return _area(exposure, together) / _area(exposure, by_itself)

    def divide_each(together: Mapping[str, Course], by_itself: Mapping[str, Course]) -> dict[str, np.ndarray]:
        return {rival: divide(course, by_itself[rival]) for rival, course in together.items()}

    interval = f"{exposure.due - exposure.last:g} h after its last dose"
    return f"area of {exposure.name}", Told(
        f"{exposure.name} in {exposure.place}, area over {interval}, of that without {' and '.join(victim.doers)}",
        2,
        "",
        span(divide(spread.people, alone.people)),
        span(divide(spread.values, alone.values)),
        {rival: float(found[0]) for rival, found in divide_each(spread.structures, alone.structures).items()},
        span(np.concatenate(list(divide_each(spread.together, alone.together).values()))),
    )


def _area(exposure: Exposure, course: Course) -> np.ndarray:
    """Area under the level of each person (people,) from the last dose until the next would be due."""
    values = exposure.level.read(course, exposure.last, exposure.due)
    times = exposure.level.find_times(course, exposure.last, exposure.due)
    return np.trapezoid(values, times, axis=1)
