"""What became of people: an outcome of a trial as what has to be simulated for it, and how it is read off a course.

People who are given nothing are simulated too: what goes on without a drug is the response's. Where one arm has no
doses, its times count as those of the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan
from neurodose.errors import DoseError, ObservationError
from neurodose.library import STEADY
from neurodose.library.drug import Drug
from neurodose.measurement.arm import find_plans, find_population
from neurodose.measurement.circumstances import find_circumstances, find_told
from neurodose.measurement.reading import HORIZON, MOMENTS
from neurodose.measurement.topic import Match
from neurodose.populations.virtual import Population
from neurodose.records.observation import Arm, Observation
from neurodose.records.window import Window
from neurodose.simulation.course import Course
from neurodose.simulation.landing import find_landings
from neurodose.units import Unit, choose_unit, day, h, mm, one, percent

LONGEST = 5 * 365 * 24.0  # hours: no trial of these drugs was as long, so that more is a slip of units
LENGTHS = ("mm", "cm")  # of a mark on a visual analogue scale of 100 mm

Scaling = Literal["as it is", "per cent of before", "days of the window", "share of the window", "mm"]


@dataclass(frozen=True, eq=False)
class OutcomeArm:
    """One group: what it was given, who it was, and when it was looked at.

    start, end: hours from the start, of the window; n: people; plan: None where nothing was given
    told: values that the study tells of its people or of what it did, by address, coherent
    """

    plan: Plan | None
    population: Population
    start: float
    end: float
    n: int
    told: Mapping[str, float] = field(default_factory=dict)

    @property
    def design(self) -> tuple[object, ...]:
        """What has to be equal for two arms to share a simulation."""
        return str(self.plan), self.population.name, tuple(sorted(self.told.items()))

    @property
    def before(self) -> float:
        """When a change begins: at the start of a window, and of a moment at the start of the study."""
        return self.start if self.start < self.end else 0.0


@dataclass(frozen=True, eq=False)
class Outcome:
    """An outcome that a response answers.

    match: the endpoint; arms: that which is told of, and the other if there is one; unit: of the figure
    scaling: how a figure of the model becomes one of the source
    """

    observation: Observation
    match: Match
    arms: tuple[OutcomeArm, ...]
    unit: Unit
    scaling: Scaling

    @property
    def is_change(self) -> bool:
        kinds = self.observation.quantity.kind == "change", self.match.direction, self.match.fall
        return any(said not in (None, False) for said in kinds)

    @property
    def sign(self) -> int:
        """Which way a change counts: 1 for later less earlier."""
        if self.match.direction == "better":
            return 1 if self.match.is_higher_better else -1
        return -1 if self.match.direction == "earlier less later" else 1

    @property
    def is_event(self) -> bool:
        return self.match.endpoint.counted == "event"

    def outputs(self, drug: Drug) -> dict[str, str]:
        """Addresses by link, of the links that speak of these drugs."""
        return find_outputs(drug, self.match)

    def is_gathered(self, output: str, drug: Drug) -> bool:
        """Whether it gathers from the start, so that its end tells: an event, and a level in a unit of time."""
        return self.is_event or drug.system.output(output).expression.dimension == h.dimension

    def moments(self, arm: OutcomeArm) -> np.ndarray:
        """Output times needed, in hours."""
        window = np.linspace(arm.start, arm.end, 1 if arm.start == arm.end else MOMENTS)
        return np.unique([*window, arm.before]) if self.is_change else window

    def read(self, course: Course, arm: OutcomeArm, output: str, drug: Drug) -> np.ndarray:
        """Of each person (2, people): the figure, and what it was before, in the unit of the figure."""
        scaled = self._scale(course, arm, output)
        columns = np.searchsorted(course.times, self.moments(arm))
        ends = self.is_change or self.is_gathered(output, drug)
        later = scaled[:, columns[-1]] if ends else scaled[:, columns].mean(axis=1)
        return np.array([later, scaled[:, np.searchsorted(course.times, arm.before)] if self.is_change else later])

    def scale_noise(self, spread: np.ndarray) -> np.ndarray:
        """A spread of readings, coherent, in the unit of the figure."""
        match self.scaling:
            case "mm":
                return np.asarray(self.unit.from_coherent(spread * float((1 * mm).coherent)))
            case "as it is":
                return np.asarray(self.unit.from_coherent(spread)) * self.match.days
            case "per cent of before":
                return spread
            case _:
                return np.zeros_like(spread)  # of a window the noise of days has gone

    def _scale(self, course: Course, arm: OutcomeArm, output: str) -> np.ndarray:
        window = arm.end - arm.start
        match self.scaling:
            case "days of the window":
                return course[output].to(one).values * self.unit.from_coherent(window)
            case "share of the window":
                return self.unit.from_coherent(course[output].to(h).values / window)
            case "mm":
                return self.unit.from_coherent(course[output].to(one).values * float((1 * mm).coherent))
            case "as it is" if not self.is_event:
                return course[output].to(self.unit).values * self.match.days
            case _:
                return course[output].coherent


def prepare_outcome(drug: Drug, observation: Observation, match: Match) -> Outcome | str:
    """An outcome ready to be simulated in a body that has its response, or in words why it cannot be.

    Raises ObservationError for what is wrong with the entry itself.
    """
    output = next(iter(find_outputs(drug, match).values()), None)
    if output is None:
        return f"no link of {match.stage.name} speaks of “{match.words}” under {drug.name}"
    unit = _choose_unit(drug, observation, output)
    scaling = _choose_scaling(drug, observation, match, output, unit)
    if scaling is None:
        return f"“{match.words}” is in another unit than {observation.value}"
    arms = [observation.arm] + ([observation.versus] if observation.versus is not None else [])
    plans = [_find_plan(drug, arm) for arm in arms]
    unable = next((plan for plan in plans if isinstance(plan, str)), None)
    if unable is not None:
        return unable
    able = [plan for plan in plans if not isinstance(plan, str)]
    timed = next((own for _, own in able if own is not None), None)
    found = []
    for arm, (plan, own) in zip(arms, able, strict=True):
        made = _make_arm(drug, arm, plan, own or timed, _count(observation, arm))
        if isinstance(made, str):
            return made
        found.append(made)
    if len(found) > 1 and (found[0].design, found[0].start, found[0].end) == (
        found[1].design, found[1].start, found[1].end
    ):  # fmt: skip
        return "the two arms differ in nothing that the model knows of"
    return Outcome(observation, match, tuple(found), unit, scaling)


def find_outputs(drug: Drug, match: Match) -> dict[str, str]:
    """Addresses by link; a link may say nothing of the drugs of a body."""
    return {link: output for link, output in match.outputs.items() if output in drug.system.outputs}


def _find_plan(drug: Drug, arm: Arm) -> tuple[Plan | None, Plan | None] | str:
    """All that is given, and the doses from which times count; None for nothing. Or why it cannot be given."""
    held = [part.name for part in drug.parts]
    others = [name for name in arm.with_ or {} if name not in held and not find_circumstances(drug.system, name)]
    if others:
        return f"the model holds no {' and no '.join(others)}"
    unread = _find_unread(arm, held)
    if unread:
        return f"what was taken beside it cannot be given: {unread}"
    try:
        if arm.is_without_drug:
            said = [(n, text) for n, text in (arm.with_ or {}).items() if n in held and n not in STEADY]
            plans = [read_regimen(text).of(name) for name, text in said]
            plan = own = None if not plans else plans[0] if len(plans) == 1 else plans[0] & plans[1]
        else:
            plan, own = find_plans(drug, arm)
        if plan is not None:
            list(map(find_landings(drug.system), plan.given()))
    except DoseError as error:
        raise ObservationError(error.what, where=error.where, exists=error.exists, hint=error.hint) from None
    return plan, own


def _find_unread(arm: Arm, held: Sequence[str]) -> str:
    """What a source says of another drug that is no sentence of a dose: such as one whose dose was not seen."""
    for name, sentence in (arm.with_ or {}).items():
        try:
            if name in held and name not in STEADY:
                read_regimen(sentence)
        except DoseError:
            return f"{name} “{sentence}”"
    return ""


def _make_arm(drug: Drug, arm: Arm, plan: Plan | None, timed: Plan | None, n: int) -> OutcomeArm | str:
    told, covariates = find_told(drug.system, arm)
    population = find_population(drug, arm, covariates)
    if isinstance(population, str):
        return population
    start, end = _place(arm.window, timed)
    return OutcomeArm(plan, population, start, end, n, told)


def _place(window: Window, plan: Plan | None) -> tuple[float, float]:
    """Both ends of a window in hours from the start; without any dose they count from there."""
    dose = 0.0 if plan is None else plan.last if window.anchor == "last" else plan.first
    end = window.end_h if math.isfinite(window.end_h) else window.start_h + HORIZON
    if dose + end > LONGEST:
        raise ObservationError(
            f"the time {window} is beyond what is simulated",
            exists=f"no outcome is simulated beyond {LONGEST / 24 / 365:g} years",
            hint="look whether time and regimen belong together",
        )
    return dose + window.start_h, dose + end


def _count(observation: Observation, arm: Arm) -> int:
    """People of an arm: its own; half of both where a comparison tells of both together."""
    if observation.versus is None:
        return observation.size
    if arm is observation.versus:
        return arm.n or _count(observation, observation.arm)
    if observation.quantity.row.is_comparison and observation.versus.n is None:
        return max(1, observation.size // 2)
    return observation.size


def _choose_unit(drug: Drug, observation: Observation, output: str) -> Unit:
    """The unit of the figure of one arm: that of the value, but of ratios that of the output."""
    held = drug.system.output(output)
    is_plain = observation.is_ratio or observation.quantity.row.units == ("1",)
    return (held.unit or choose_unit(held.expression.dimension)) if is_plain else observation.unit


def _choose_scaling(drug: Drug, observation: Observation, match: Match, output: str, unit: Unit) -> Scaling | None:
    held, counted = drug.system.output(output), match.endpoint.counted
    dimension = held.expression.dimension
    if match.fall is not None:
        return "per cent of before"
    is_change = observation.quantity.kind == "change" or match.direction is not None
    is_relative = str(unit) == "%" and counted != "share of days" and held.unit != percent
    if is_relative and is_change:
        return "per cent of before"
    if dimension == unit.dimension or observation.is_ratio:
        return "as it is"
    if dimension == one.dimension and unit.dimension == day.dimension and counted == "share of days":
        return "days of the window"
    if dimension == day.dimension and unit.dimension == one.dimension:
        return "share of the window"
    return "mm" if dimension == one.dimension and str(unit) in LENGTHS else None
