"""What an effect is held against: 1,000 people at a baseline, points of a scale, or no effect alone.

    yardstick = find_yardstick(pool, asked)
    yardstick.read(pool.estimate)       # 64: better off, of 1,000 people; negative: worse off
    yardstick.zone(pool.estimate)       # 1: a difference that matters, for the better; 0: little or none; −1: worse

Readings are positive where people are better off, whatever is counted, so that no rule asks twice which way is good.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from statistics import median
from typing import Literal

import numpy as np

from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.absolute import PEOPLE, find_risk
from neurodose.evidence.grading.pooled import Gradable
from neurodose.evidence.measure import Measure
from neurodose.records.question import AskedOutcome

RISKS = ("RR", "OR", "HR", "RD")
LOGARITHM = "of the logarithm of the ratio"
TYPICAL = "typical"  # the baseline by which an outcome is judged, where several are stated
CROSSOVER_COLUMN, CROSSOVER = "design", "randomised crossover"
Zone = Literal[-1, 0, 1]


@dataclass(frozen=True)
class Yardstick:
    """measure: of the effects; is_more_wanted: of what is counted
    unit:      of readings, in words; matters: smallest difference that does, in that unit; None: no effect is the mark
    baseline:  risk without treatment, baseline_name: whose; factor: from the scale of the effects to the unit
    """

    measure: Measure
    is_more_wanted: bool
    unit: str
    matters: float | None = None
    baseline: float | None = None
    baseline_name: str = ""
    factor: float = 1.0

    def read(self, value: float) -> float:
        """A value of the scale on which effects add up, in the unit; positive where people are better off."""
        if self.baseline is None:
            more = self.factor * value
        else:
            risk = min(max(find_risk(self.measure, value, self.baseline), 0.0), 1.0)
            more = PEOPLE * (risk - self.baseline)
        return more if self.is_more_wanted else -more

    def read_interval(self, ends: tuple[float, float]) -> tuple[float, float]:
        """Worse end first."""
        low, high = sorted(map(self.read, ends))
        return low, high

    @property
    def marks(self) -> tuple[float, ...]:
        """Where a decision would change: at a difference that matters to either side; else at no effect."""
        return (0.0,) if self.matters is None else (-self.matters, self.matters)

    def count_crossed(self, ends: tuple[float, float]) -> int:
        low, high = self.read_interval(ends)
        return sum(low < mark < high for mark in self.marks)

    def zone(self, value: float) -> Zone:
        read = self.read(value)
        if self.matters is None:
            return 0 if read == 0 else 1 if read > 0 else -1
        return 1 if read >= self.matters else -1 if read <= -self.matters else 0

    def target(self, value: float) -> str:
        """What a certainty about this effect is a certainty of."""
        if self.matters is None:
            return "any difference"
        return "a difference that matters" if self.zone(value) else "little or no difference"

    def write(self, reading: float) -> str:
        """A reading in words, without its sign."""
        if self.unit == LOGARITHM:
            return f"a ratio of {exp(reading if self.is_more_wanted else -reading):.2f}"
        return f"{abs(reading):.0f} {self.unit}" if self.baseline is not None else f"{abs(reading):.3g} {self.unit}"


def find_yardstick(pool: Gradable, asked: AskedOutcome) -> Yardstick:
    """The one that an outcome asks for, as far as what is stated allows; no effect alone where nothing is stated."""
    measure, matters = pool.measure, asked.threshold
    is_more = asked.better == "more"
    if measure.symbol in RISKS:
        name, risk = find_baseline(pool.effects, asked)
        if risk is not None and (matters.per_1000 is not None or matters.ratio is None):
            return Yardstick(measure, is_more, "of 1,000 people", matters.per_1000, risk, name)
    if measure.symbol == "RD":
        return Yardstick(measure, is_more, "of 1,000 people", matters.per_1000, factor=PEOPLE)
    if measure.symbol == "SMD":
        if matters.sd is None and matters.points and asked.scale_sd:
            unit = asked.scale or "points"
            return Yardstick(measure, is_more, unit, matters.points, factor=asked.scale_sd)
        return Yardstick(measure, is_more, "standard deviations", matters.sd)
    if measure.symbol == "MD":
        return Yardstick(measure, is_more, asked.scale or "points", matters.points)
    if measure.is_ratio:
        ratio = abs(log(matters.ratio)) if matters.ratio else None
        return Yardstick(measure, is_more, LOGARITHM, ratio)
    return Yardstick(measure, is_more, asked.scale or "of the measure", matters.points)


def find_baseline(effects: Effects, asked: AskedOutcome) -> tuple[str, float | None]:
    """The risk without treatment by which an outcome is judged: the typical one of those stated, else the middle one,
    else the median of what control arms had.
    """
    if asked.baselines:
        return find_stated(asked)
    seen = control_risks(effects)
    return ("median of the control arms", median(seen)) if seen else ("", None)


def find_stated(asked: AskedOutcome) -> tuple[str, float]:
    """Of the stated risks, the typical one, else the middle one."""
    stated = asked.baselines
    middle = sorted(stated, key=lambda name: stated[name])[(len(stated) - 1) // 2]
    name = TYPICAL if TYPICAL in stated else middle
    return name, stated[name]


def control_risks(effects: Effects) -> list[float]:
    """What share of each control arm had the outcome, where it was counted."""
    arms = effects.arms
    if not (len(arms.events) and len(arms.totals)):
        return []
    events, totals = np.asarray(arms.events, float)[:, 1], np.asarray(arms.totals, float)[:, 1]
    known = np.isfinite(events) & np.isfinite(totals) & (totals > 0)
    return [float(risk) for risk in events[known] / totals[known]]


def people_of(effects: Effects) -> np.ndarray | None:
    """People behind each effect, both arms together, which in crossover trials are the same people; None where a study
    does not say.
    """
    sizes = np.full(len(effects), np.nan)
    if len(effects.arms.totals):
        totals = np.asarray(effects.arms.totals, float)
        sizes = np.where(are_same_people(effects), totals.max(axis=1), totals.sum(axis=1))
    if "n" in effects.columns:
        told = np.array([float(n) if n not in (None, "") else np.nan for n in effects.columns["n"]])
        told = np.where(are_same_people(effects), told / 2, told)
        sizes = np.where(np.isfinite(sizes), sizes, told)
    return sizes if bool(np.all(np.isfinite(sizes))) else None


def are_same_people(effects: Effects) -> np.ndarray:
    """Of which effects both arms are the same people, who had one treatment after the other."""
    if CROSSOVER_COLUMN not in effects.columns:
        return np.zeros(len(effects), bool)
    return np.array([str(design) == CROSSOVER for design in effects.columns[CROSSOVER_COLUMN]])


def count_people(effects: Effects) -> int | None:
    """People behind all effects together; None where a study does not say."""
    sizes = people_of(effects) if len(effects) else None
    return None if sizes is None else round(float(sizes.sum()))
