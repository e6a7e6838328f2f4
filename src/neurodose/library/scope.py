"""Scope: what a drug's model was set with, by route: doses, times and people; and what of a question lies beyond it.

It is read off the drug's own observations: those that set the model, or all that it can be compared with where none
did. A prediction beyond it is no worse for that, but nothing measured stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import inf, isfinite

from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan
from neurodose.errors import DoseError
from neurodose.library.combination import put_together
from neurodose.library.drug import Drug
from neurodose.modelling.system import System
from neurodose.records.observation import Arm, Observation
from neurodose.units import Dimension, Quantity

DAY = 24.0
ROUNDING = 1e-6  # relative: of a salt weighed as another, of a time said in days
TAILS = (0.005, 0.995)  # of people drawn: whoever lies beyond is unlike those that the model was set with
DRAWN, SEED = 2000, 1


@dataclass(frozen=True)
class Extent:
    """What was given by one route, or is asked of it.

    route:  by name; state: where its doses land
    single: lowest and highest single dose, nmol
    daily:  the most that a regimen gives within 24 h, of the lowest and of the highest regimen, nmol
    longest: hours from the first dose by this route to when people were last looked at; infinite at steady state
    """

    route: str
    state: str
    single: tuple[float, float]
    daily: tuple[float, float]
    longest: float

    def joined(self, other: Extent) -> Extent:
        """Both together."""
        return Extent(
            self.route,
            self.state,
            (min(self.single[0], other.single[0]), max(self.single[1], other.single[1])),
            (min(self.daily[0], other.daily[0]), max(self.daily[1], other.daily[1])),
            max(self.longest, other.longest),
        )


@dataclass(frozen=True)
class Reach:
    """From where to where people lie by one covariate, coherent."""

    ends: tuple[float, float]
    dimension: Dimension


@dataclass(frozen=True, eq=False)
class Scope:
    """What a drug's model was set with, or compared with where it was set with no observation.

    verb:    "set with" or "compared with"; count: of observations
    extents: by the state in which doses land; populations: by name; covariates: medians that were told, by name
    """

    drug: Drug
    verb: str
    count: int
    extents: Mapping[str, Extent]
    populations: tuple[str, ...]
    covariates: Mapping[str, tuple[Quantity, ...]]

    def marks(
        self,
        plan: Plan,
        population: str | None = None,
        *,
        until: float | None = None,
        medians: Mapping[str, Quantity] | None = None,
    ) -> tuple[str, ...]:
        """In sentences, what of a question lies beyond this scope; none where all of it lies inside.

        population: by the name that the drug knows it by; medians: that a study tells of it, by covariate
        until:      hours from the start to when people are last looked at; the last dose unless said
        Raises DoseError for a regimen that the model does not know how to give.
        """
        return self.mark(find_extents(self.drug.system, plan, self.drug.name, until), population, medians)

    def tell(self) -> tuple[str, ...]:
        """What was given by each route, for how long, and to whom, a sentence each; none where nothing was."""
        found = []
        for extent in self.extents.values():
            low, high = (self._show(amount, extent) for amount in extent.single)
            doses = f"single doses of {low}" + (f" to {high}" if high != low else "")
            daily = f", at most {self._show(extent.daily[1], extent)} within 24 h"
            time = f"; looked at for up to {_say_time(extent.longest)}"
            found.append(
                f"by {extent.route}: {doses}{daily}{time if isfinite(extent.longest) else '; at steady state'}"
            )
        people = f"people: {', '.join(self.populations)}"
        return (*found, people) if found else ()

    def mark(
        self, asked: Mapping[str, Extent], population: str | None = None, medians: Mapping[str, Quantity] | None = None
    ) -> tuple[str, ...]:
        """The same of what a regimen gives by each route, by the state in which doses land."""
        if not self.count:
            return (f"nothing that was measured in people after {self.drug.name} is in the library to compare with",)
        found = [mark for extent in asked.values() for mark in self._mark_extent(extent)]
        if population is not None and population not in self.populations:
            found.append(f"no observation in “{population}” is among the {self.count} that the model was {self.verb}")
        found += [mark for name, told in (medians or {}).items() for mark in self._mark_median(name, told)]
        return tuple(found)

    def _mark_extent(self, asked: Extent) -> Iterator[str]:
        known = self.extents.get(asked.state)
        if known is None:
            routes = " and ".join(f"by {extent.route}" for extent in self.extents.values())
            yield f"nobody was given it by {asked.route} in what the model was {self.verb}, only {routes}"
            return
        side = _find_side(asked.single, known.single)
        if side:
            one, other = asked.single[side > 0], known.single[side > 0]
            yield self._say_dose(f"a single dose of {self._show(one, known)} by {asked.route} lies", side, other, known)
        further = _find_side(asked.daily, known.daily)
        if further and further != side:
            one, other = asked.daily[further > 0], known.daily[further > 0]
            yield self._say_dose(f"{self._show(one, known)} a day by {asked.route} lie", further, other, known)
        if asked.longest > known.longest * (1 + ROUNDING):
            yield (
                f"{_say_time(asked.longest)} from the first dose by {asked.route} are longer than the "
                f"{_say_time(known.longest)} that the model was {self.verb}"
            )

    def _say_dose(self, asked: str, side: int, known: float, extent: Extent) -> str:
        where = "above" if side > 0 else "below"
        return f"{asked} {where} the {self._show(known, extent)} that the model was {self.verb}"

    def _show(self, amount: float, extent: Extent) -> str:
        """An amount as the labels of its route weigh it."""
        system = self.drug.system
        substance = system.states[system.state_index(extent.state)].symbol.substance
        entrance = next((e for e in system.routes.values() if e.state == extent.state), None)
        form = entrance.form if entrance is not None and entrance.form is not None else "base"
        weight = amount * substance.molar_mass_of(form).coherent  # mg
        said = f"{weight:.4g} mg" if weight >= 1 else f"{1000 * weight:.4g} µg"
        return said if form == "base" else f"{said} {form}"

    def _mark_median(self, name: str, told: Quantity) -> Iterator[str]:
        reach = self._reaches.get(_plain(name))
        if reach is None or reach.dimension != told.dimension:
            return
        low, high = reach.ends
        if not low <= told.coherent <= high:
            side, end = ("above", high) if told.coherent > high else ("below", low)
            reached = f"{float(told.unit.from_coherent(end)):.3g} {told.unit}".removesuffix(" 1")
            yield f"a median {name} of {told} lies {side} the {reached} of the people that the model was {self.verb}"

    @cached_property
    def _reaches(self) -> dict[str, Reach]:
        """From where to where nearly all people lie that the model was set with, by covariate."""
        import numpy as np

        found: dict[str, Reach] = {}
        for population in self.populations:
            people = self.drug.populations[population].sample(DRAWN, seed=SEED)
            for address, column in people.columns.items():
                name, dimension = _plain(address), people.dimensions[address]
                told = [q.coherent for q in self.covariates.get(name, ()) if q.dimension == dimension]
                ends = [*np.quantile(column, TAILS).tolist(), *told, *(found[name].ends if name in found else ())]
                found[name] = Reach((min(ends), max(ends)), dimension)
        return found


def find_marks(
    drug: Drug,
    plan: Plan,
    population: str | None = None,
    *,
    until: float | None = None,
    medians: Mapping[str, Quantity] | None = None,
) -> tuple[str, ...]:
    """What of a question lies beyond the scope of a drug, or of each that is in one body: as `Scope.marks`."""
    if len(drug.parts) < 2:
        return find_scope(drug).marks(plan, population, until=until, medians=medians)
    asked, found = find_extents(drug.system, plan, None, until), []
    for part in drug.parts:
        own = {e.state.removeprefix(f"{part.name}."): e for e in asked.values() if e.state.startswith(f"{part.name}.")}
        own = {state: replace(extent, state=state) for state, extent in own.items()}
        scope = find_scope(put_together(part))
        found += [f"{part.name}: {mark}" for mark in scope.mark(own, population, medians)]
    return tuple(found)


def find_marks_of(drug: Drug, observation: Observation) -> tuple[str, ...]:
    """The same of an observation, of both of its arms."""
    found: dict[str, None] = {}
    for arm in _find_arms(observation):
        plan: Plan = read_regimen(arm.regimen)
        if len(drug.parts) > 1:  # a dose that names no drug is of the one that the entry is about
            plan = plan.of(drug.parts[0].name)
        found |= dict.fromkeys(find_marks(drug, plan, arm.people, until=_find_end(arm, plan), medians=arm.covariates))
    return tuple(found)


@cache
def find_scope(drug: Drug) -> Scope:
    """The scope of a drug's model by the observations of the library; always the same one."""
    return make_scope(drug, drug.observations)


def make_scope(drug: Drug, observations: Sequence[Observation]) -> Scope:
    """The scope of a drug's model by these observations: by those that set it, or by all where none did."""
    able = [seen for seen in observations if not seen.quantity.row.is_outcome]
    setting = [seen for seen in able if seen.is_calibration]
    extents: dict[str, Extent] = {}
    covariates: dict[str, tuple[Quantity, ...]] = {}
    populations: dict[str, None] = {}
    counted: dict[str, None] = {}
    for seen in setting or able:
        for arm in _find_arms(seen):
            given = _find_given(drug, arm)
            if not given:
                continue  # what the model cannot be given, such as an implant, it was not set with
            counted[seen.id] = populations[arm.people] = None
            extents |= {state: e.joined(extents[state]) if state in extents else e for state, e in given.items()}
            for name, told in (arm.covariates or {}).items():
                covariates[_plain(name)] = (*covariates.get(_plain(name), ()), told)
    known = tuple(name for name in populations if name in drug.populations)
    return Scope(drug, "set with" if setting else "compared with", len(counted), extents, known, covariates)


def _find_arms(seen: Observation) -> list[Arm]:
    """The arms of an observation in which something was given."""
    return [arm for arm in (seen.arm, seen.versus) if arm is not None and not arm.is_without_drug]


def _find_given(drug: Drug, arm: Arm) -> dict[str, Extent]:
    """What an arm was given; nothing where the model does not know how."""
    try:
        plan = read_regimen(arm.regimen)
        return find_extents(drug.system, plan, drug.name, _find_end(arm, plan))
    except DoseError:
        return {}


def find_extents(system: System, plan: Plan, drug: str | None, until: float | None = None) -> dict[str, Extent]:
    """What a regimen gives of a drug by each route, by the state in which doses land.

    drug:  whose doses; of all where none is named
    until: hours from the start to when people are last looked at. Raises DoseError for what cannot be given.
    """
    doses: dict[str, list[tuple[float, float, bool]]] = {}
    names: dict[str, str] = {}
    for given in plan.given():
        if drug is not None and given.drug not in (None, drug):
            continue
        entrance = system.entrance(given.route, given.into, given.drug)
        substance = system.states[system.state_index(entrance.state)].symbol.substance
        amount = substance.count_moles(given.amount, given.salt or entrance.form)
        doses.setdefault(entrance.state, []).append((given.time, amount, given.steady > 0))
        route = next((name for name, way in system.routes.items() if way.state == entrance.state), given.into)
        names.setdefault(entrance.state, str(route).split(".")[-1].replace("_", " "))
    end = plan.last if until is None else max(until, plan.last)
    return {state: _measure(names[state], state, some, end) for state, some in doses.items()}


def _measure(route: str, state: str, doses: Sequence[tuple[float, float, bool]], end: float) -> Extent:
    amounts = [amount for _, amount, _ in doses]
    most = max(
        sum(amount for other, amount, _ in doses if time <= other < time + DAY * (1 - ROUNDING)) for time, _, _ in doses
    )
    longest = inf if any(steady for *_, steady in doses) else end - doses[0][0]
    return Extent(route, state, (min(amounts), max(amounts)), (most, most), longest)


def _find_end(arm: Arm, plan: Plan) -> float:
    """When the people of an arm were last looked at, in hours from the start."""
    window = arm.window
    anchor = plan.last if window.anchor == "last" else plan.first
    return anchor + window.end_h if isfinite(window.end_h) else plan.last


def _find_side(asked: tuple[float, float], known: tuple[float, float]) -> int:
    """1 where what is asked reaches above what is known, -1 where it reaches below, 0 inside."""
    if asked[1] > known[1] * (1 + ROUNDING):
        return 1
    return -1 if asked[0] < known[0] * (1 - ROUNDING) else 0


def _say_time(hours: float) -> str:
    if not isfinite(hours):
        return "a steady state"
    return f"{hours:.3g} h" if hours < 2 * DAY else f"{hours / DAY:.3g} days"


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_")
