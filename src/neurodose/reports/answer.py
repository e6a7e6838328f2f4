"""The answer in plain words: sentences with intervals, made from a course and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodose.dosing.regimen import Plan
from neurodose.library.drug import Drug
from neurodose.reports.outputs import Outputs
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
        low, middle, high = (_round(v, digits) for v in (self.low, self.middle, self.high))
        return f"{middle}{' ' if unit else ''}{unit} ({low} to {high})"


def _round(value: float, digits: int) -> str:
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
class Answer:
    """What a regimen does, figure by figure; `sentences` are what a reader sees first."""

    peak: Span
    trough: Span
    metabolite_peak: Span
    brain: Span
    highest: Span
    at_due: Span
    hours_blocked: Span
    share_blocked: float
    dose_ratio: Span
    loss_of_effect: Span
    sentences: tuple[str, ...]


def answer(drug: Drug, outputs: Outputs, plan: Plan, course: Course, until: float) -> Answer:
    """Reads the last dosing interval and the time after it off a course; until is the end of that interval, hours."""
    first, last = plan.last * h, until * h

    def curve(name: str, unit: Unit) -> Curve:
        return course[name].to(unit)

    plasma, other = curve(outputs.plasma, ng / mL), curve(outputs.metabolite, ng / mL)
    seen = curve(outputs.displacement, percent)
    at_due = seen.at(last).values[:, 0]
    told = {
        "peak": span(plasma.between(first, last).values.max(axis=1)),
        "trough": span(plasma.at(last).values[:, 0]),
        "metabolite_peak": span(other.between(first, last).values.max(axis=1)),
        "brain": span(curve(outputs.brain, nM).between(first, last).values.mean(axis=1)),
        "highest": span(seen.between(first, last).values.max(axis=1)),
        "at_due": span(at_due),
        "hours_blocked": span(_hours_above(seen, plan.last, BLOCKED)),
        "dose_ratio": span(course[outputs.dose_ratio].at(last).values[:, 0]),
        "loss_of_effect": span(curve(outputs.loss_of_effect, percent).at(last).values[:, 0]),
    }
    share = float((at_due >= BLOCKED).mean())
    return Answer(share_blocked=share, sentences=_write(drug, outputs, told, share, course, until - plan.last), **told)


def _hours_above(curve: Curve, since: float, threshold: float) -> np.ndarray:
    """Hours from a time until each person's curve has fallen below a threshold for good; 0 if it never was above,
    infinite if it does not fall.
    """
    later = curve.times >= since
    times, above = curve.times[later], curve.values[:, later] >= threshold
    falls = len(times) - above[:, ::-1].argmax(axis=1)  # the first moment after the last one above
    hours = np.append(times, np.inf)[falls] - since
    return np.where(above.any(axis=1), hours, 0.0)


def _say_end(blocked: Span) -> str:
    """When the block wears off, in words."""
    if blocked.high == 0:
        return f"Hardly anybody reaches {BLOCKED:.0f} %."
    if not np.isfinite(blocked.middle):
        return f"When the simulation ends, most people are still above {BLOCKED:.0f} %."
    return f"It stays above {BLOCKED:.0f} % until {blocked.say(2, 'h')} after the last dose."


def _write(
    drug: Drug, outputs: Outputs, told: dict[str, Span], share: float, course: Course, interval: float
) -> tuple[str, ...]:
    later, people = f"{interval:g} h after the last dose", len(course.people)
    say = {
        name: told[name].say(digits, unit)
        for name, digits, unit in (
            ("peak", 2, "ng/mL"),
            ("trough", 2, "ng/mL"),
            ("metabolite_peak", 2, "ng/mL"),
            ("brain", 2, "nM"),
            ("highest", 3, "%"),
            ("at_due", 3, "%"),
            ("dose_ratio", 2, ""),
            ("loss_of_effect", 3, "%"),
        )
    }
    parameters = course.system.parameters.values()
    assumed = sum(p.is_assumed for p in parameters)
    return (
        f"Blood: after the last dose, {drug.name} in plasma peaks at {say['peak']} and has fallen to {say['trough']} "
        f"{interval:g} h later; {outputs.metabolite_name} peaks at {say['metabolite_peak']}.",
        f"Brain: the unbound concentration near the receptors averages {say['brain']} over that time.",
        f"Receptor: PET would read at most {say['highest']} of the {outputs.receptor} receptors as no longer "
        f"available, and {say['at_due']} {later}, when {100 * share:.0f} % of people are at {BLOCKED:.0f} % or above. "
        f"{_say_end(told['hours_blocked'])}",
        f"What that means for an opioid: {later} the same effect takes {say['dose_ratio']} times as much of it, and a "
        f"dose of {outputs.agonist} that alone would hold half of the receptors loses "
        f"{say['loss_of_effect']} of its effect. More opioid can overcome the block.",
        f"How sure: {assumed} of the {len(parameters)} values behind this rest on an assumption, alone or beside a "
        f"source. Each figure is the median of {people} virtual people, with the limits between which nine in ten lie. "
        "These limits are the spread between people only: how unsure the values themselves are, and rival structures, "
        "are not in them; they are in the intervals beside what was observed.",
    )
