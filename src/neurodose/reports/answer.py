"""The answer in plain words: sentences with intervals, made from courses and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.dosing.regimen import Plan
from neurodose.library.drug import Drug
from neurodose.modelling.parameter import Condition
from neurodose.reports.links import Link
from neurodose.reports.outputs import Outputs
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course
from neurodose.simulation.curve import Curve
from neurodose.units import Unit, h, mL, ng, nM, percent

BLOCKED = 80.0  # per cent; the share of available receptors that must be gone before heroin is blocked (Greenwald 2014)
MIDDLE = (0.05, 0.5, 0.95)
SMALLEST = 0.001  # in the units of the answer: what is smaller than this is of no consequence, or rounding


@dataclass(frozen=True)
class Span:
    """A figure for most people: the median, and between which limits nine in ten lie."""

    low: float
    middle: float
    high: float

    def say(self, digits: int = 2, unit: str = "") -> str:
        """The span in a sentence: "11 ng/mL (4.9 to 24)"."""
        low, middle, high = (say_number(v, digits) for v in (self.low, self.middle, self.high))
        return f"{middle}{' ' if unit else ''}{unit} ({low} to {high})"


def say_number(value: float, digits: int) -> str:
    """A number in so many digits, as a sentence has it."""
    if not np.isfinite(value):
        return "longer than was simulated"
    if abs(value) < SMALLEST:
        return "0" if value <= 0 else f"under {SMALLEST:g}"
    places = max(0, digits - 1 - int(np.floor(np.log10(abs(value)))))
    return f"{value:,.{places}f}".replace(",", " ")


def span(values: np.ndarray) -> Span:
    """The span of one figure per person (people,)."""
    if np.isfinite(values).all():
        return Span(*np.quantile(values, MIDDLE))
    # Nothing lies between two that never end, so each limit is one person's figure.
    return Span(*np.sort(values)[np.rint(np.multiply(MIDDLE, len(values) - 1)).astype(int)])


@dataclass(frozen=True)
class Told:
    """One figure of the answer: what it is called, and its span by what makes it differ.

    structures: the typical person's figure by each rival
    """

    label: str
    digits: int
    unit: str
    people: Span
    values: Span
    structures: Mapping[str, float]
    together: Span

    def __str__(self) -> str:
        """As a sentence has it: how people differ."""
        return self.people.say(self.digits, self.unit)


@dataclass(frozen=True)
class Answer:
    """What a regimen does, figure by figure; `sentences` are what a reader sees first."""

    peak: Told
    trough: Told
    metabolite_peak: Told
    brain: Told
    highest: Told
    at_due: Told
    hours_blocked: Told
    dose_ratio: Told
    loss_of_effect: Told
    share_blocked: float
    sentences: tuple[str, ...]

    @property
    def figures(self) -> tuple[Told, ...]:
        """Every figure, in the order of the chain."""
        return tuple(value for value in vars(self).values() if isinstance(value, Told))


def answer(drug: Drug, outputs: Outputs, plan: Plan, spread: Spread, until: float, links: Sequence[Link]) -> Answer:
    """Reads the last dosing interval and the time after it off courses; until is the end of that interval, hours."""

    def read(course: Course) -> dict[str, np.ndarray]:
        return read_figures(course, outputs, plan.last, until)

    people, values = read(spread.people), read(spread.values)
    typical = {name: read(course) for name, course in spread.structures.items()}
    together = [read(course) for course in spread.together.values()]
    told = {
        name: Told(
            label, digits, unit, span(people[name]), span(values[name]),
            {rival: float(figures[name][0]) for rival, figures in typical.items()},
            span(np.concatenate([figures[name] for figures in together])),
        )
        for name, label, digits, unit in _name_figures(drug, outputs, until - plan.last)
    }  # fmt: skip
    share = float((people["at_due"] >= BLOCKED).mean())
    sentences = _write(drug, outputs, told, share, spread.people, until - plan.last, links)
    return Answer(share_blocked=share, sentences=sentences, **told)


def read_figures(course: Course, outputs: Outputs, last: float, until: float) -> dict[str, np.ndarray]:
    """The figures of the answer for each person (people,), by name. last, until: the last dosing interval, hours."""

    def curve(name: str, unit: Unit) -> Curve:
        return course[name].to(unit)

    begin, end = last * h, until * h
    plasma, other = curve(outputs.plasma, ng / mL), curve(outputs.metabolite, ng / mL)
    seen = curve(outputs.displacement, percent)
    return {
        "peak": plasma.between(begin, end).values.max(axis=1),
        "trough": plasma.at(end).values[:, 0],
        "metabolite_peak": other.between(begin, end).values.max(axis=1),
        "brain": curve(outputs.brain, nM).between(begin, end).values.mean(axis=1),
        "highest": seen.between(begin, end).values.max(axis=1),
        "at_due": seen.at(end).values[:, 0],
        "hours_blocked": _hours_above(seen, last, BLOCKED),
        "dose_ratio": course[outputs.dose_ratio].at(end).values[:, 0],
        "loss_of_effect": curve(outputs.loss_of_effect, percent).at(end).values[:, 0],
    }


def _name_figures(drug: Drug, outputs: Outputs, interval: float) -> tuple[tuple[str, str, int, str], ...]:
    """Each figure with its label, its digits in a sentence and its unit."""
    later, receptors = f"{interval:g} h after the last dose", f"{outputs.receptor} receptors no longer available"
    return (
        ("peak", f"{drug.name} in plasma, peak after the last dose", 2, "ng/mL"),
        ("trough", f"{drug.name} in plasma, {later}", 2, "ng/mL"),
        ("metabolite_peak", f"{outputs.metabolite_name} in plasma, peak after the last dose", 2, "ng/mL"),
        ("brain", f"{drug.name} near the receptors, unbound, mean over {interval:g} h", 2, "nM"),
        ("highest", f"{receptors}, highest", 3, "%"),
        ("at_due", f"{receptors}, {later}", 3, "%"),
        ("hours_blocked", f"time above {BLOCKED:.0f} % after the last dose", 2, "h"),
        ("dose_ratio", f"dose ratio at {outputs.receptor}, {later}", 2, ""),
        ("loss_of_effect", f"loss of effect of {outputs.agonist}, {later}", 3, "%"),
    )


def _hours_above(curve: Curve, since: float, threshold: float) -> np.ndarray:
    """Hours from a time until each person's curve has fallen below a threshold for good; 0 if it never was above,
    infinite if it does not fall.
    """
    later = curve.times >= since
    times, above = curve.times[later], curve.values[:, later] >= threshold
    falls = len(times) - above[:, ::-1].argmax(axis=1)  # the first moment after the last one above
    hours = np.append(times, np.inf)[falls] - since
    return np.where(above.any(axis=1), hours, 0.0)


def _say_end(blocked: Told) -> str:
    """When the block wears off, in words."""
    if blocked.people.high == 0:
        return f"Hardly anybody reaches {BLOCKED:.0f} %."
    if not np.isfinite(blocked.people.middle):
        return f"When the simulation ends, most people are still above {BLOCKED:.0f} %."
    return f"It stays above {BLOCKED:.0f} % until {blocked} after the last dose."


def _say_together(told: Told) -> str:
    """Between which limits nine in ten lie once values are unsure and structures rival."""
    low, high = (say_number(limit, told.digits) for limit in (told.together.low, told.together.high))
    return f"{low} to {high}{' ' if told.unit else ''}{told.unit}"


def _write(
    drug: Drug,
    outputs: Outputs,
    told: Mapping[str, Told],
    share: float,
    course: Course,
    interval: float,
    links: Sequence[Link],
) -> tuple[str, ...]:
    later, people = f"{interval:g} h after the last dose", len(course.people)
    parameters = [p for p in course.system.parameters.values() if not isinstance(p, Condition)]
    assumed = sum(p.is_assumed for p in parameters)
    certainty = ", ".join(f"{link.name} {link.certainty}" for link in links)
    return (
        f"Blood: after the last dose, {drug.name} in plasma peaks at {told['peak']} and has fallen to {told['trough']} "
        f"{interval:g} h later; {outputs.metabolite_name} peaks at {told['metabolite_peak']}.",
        f"Brain: the unbound concentration near the receptors averages {told['brain']} over that time.",
        f"Receptor: PET would read at most {told['highest']} of the {outputs.receptor} receptors as no longer "
        f"available, and {told['at_due']} {later}, when {100 * share:.0f} % of people are at {BLOCKED:.0f} % or above. "
        f"{_say_end(told['hours_blocked'])}",
        f"What that means for an opioid: {later} the same effect takes {told['dose_ratio']} times as much of it, and a "
        f"dose of {outputs.agonist} that alone would hold half of the receptors loses "
        f"{told['loss_of_effect']} of its effect. More opioid can overcome the block.",
        f"How people differ: each figure is the median of {people} virtual people, with the limits between which nine "
        "in ten lie. With values as unsure as they are and every rival structure, nine in ten lie at "
        f"{_say_together(told['peak'])} at the peak in plasma, and at {_say_together(told['at_due'])} of the "
        f"receptors {later}.",
        f"How sure each link is: {certainty}. {assumed} of the {len(parameters)} values behind this rest on an "
        "assumption, alone or beside a source. What follows the receptors, in circuits and symptoms, is not in this "
        "model.",
    )
