"""What a forest plot shows: each study with its interval and weight, what they say together, and where a new one would
lie.

    forest = make_forest({"": pool})                                        # of one pool
    forest = make_forest({"by mouth": oral, "depot": depot}, better="less") # subgroups, one below the other
    draw_forest(forest)      # an <svg> element (forest_drawing.py)
    write_forest(forest)     # lines of characters, for a terminal (forest_characters.py)

A study with a number that is remembered and was not read is drawn hollow, and so is every pool that holds one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, isfinite, isnan, log, log10
from typing import Any, Literal

import numpy as np

from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.synthesis import Pool
from neurodose.figures.scale import Scale

Interval = tuple[float, float]
BEYOND = 0.75  # how far beyond the estimates a scale goes for long intervals, as a share of what the estimates need
FEW_TICKS = 3  # with fewer numbers beside it a scale of ratios is written evenly
ENORMOUS = 1e5  # from here on numbers are told by their power of ten
NOTHING = 0.001  # tau² below it is told as less than this
FREE = 0.04  # of a scale, at each end
AMOUNTS = {"dose_mg": "mg a day", "weeks": "weeks"}  # columns of effects that are shown, and what stands above them


@dataclass(frozen=True)
class Line:
    """One study: estimate and interval as they are told, its share of the weight, and what is known beside them."""

    label: str
    estimate: float
    interval: Interval
    weight: float | None = None
    known: tuple[str, ...] = ()
    remembered: bool = False


@dataclass(frozen=True)
class Diamond:
    """A pool: estimate, interval, where a new study would lie (None: too few studies to say), how studies differ."""

    label: str
    estimate: float
    interval: Interval
    prediction: Interval | None = None
    note: str = ""
    remembered: bool = False
    has_prediction: bool = True


@dataclass(frozen=True)
class Group:
    """Studies that belong together, and what they say together."""

    title: str
    lines: tuple[Line, ...]
    diamonds: tuple[Diamond, ...]


@dataclass(frozen=True)
class Forest:
    """A forest plot as data: groups one below the other on one scale.

    name: of the measure ("risk ratio"); heads: of what is known of each study; favours: words left and right of no
    effect
    """

    name: str
    is_ratio: bool
    null: float
    groups: tuple[Group, ...]
    heads: tuple[str, ...] = ()
    favours: tuple[str, str] = ("", "")
    row: tuple[str, str] = ("study", "studies")  # what a line is, one and several

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def diamonds(self) -> list[Diamond]:
        return [diamond for group in self.groups for diamond in group.diamonds]

    @property
    def has_remembered(self) -> bool:
        return any(line.remembered for line in self.lines)

    @property
    def scale(self) -> Scale:
        """From low to high: all estimates and no effect are on it; intervals that are very long leave it."""
        held = [*self.lines, *self.diamonds]
        core = [self._along(v) for v in (self.null, *(mark.estimate for mark in held))]
        ends = [self._along(end) for mark in held for end in mark.interval]
        ends += [self._along(end) for d in self.diamonds for end in d.prediction or ()]
        widths = [self._along(mark.interval[1]) - self._along(mark.interval[0]) for mark in held]
        known = [width for width in widths if isfinite(width)]
        room = BEYOND * max(max(core) - min(core), float(np.median(known)) if known else 0.0) or 1.0
        low = max(min([*ends, *core]), min(core) - room)
        high = min(max([*ends, *core]), max(core) + room)
        free = FREE * (high - low) or 0.1
        low, high = low - free, high + free
        return Scale(exp(low), exp(high), is_log=True) if self.is_ratio else Scale(low, high)

    def find_ticks(self, count: int) -> list[tuple[float, str]]:
        """The numbers beside the scale."""
        scale = self.scale
        found = scale.find_ticks(count)
        if scale.is_log and len(found) < FEW_TICKS:
            found = [tick for tick in _between_powers(scale) if scale.low <= tick[0] <= scale.high]
        if len(found) < FEW_TICKS:
            found = [tick for tick in Scale(scale.low, scale.high).find_ticks(count) if not scale.is_log or tick[0] > 0]
        return found

    def _along(self, value: float) -> float:
        if not self.is_ratio:
            return value
        return log(value) if value > 0 else -np.inf

    @property
    def words(self) -> str:
        """The same in a sentence or two, for readers who do not see it."""
        shown = f"Forest plot of {len(self.lines)} {self.row[len(self.lines) != 1]}, {self.name}."
        pools = [f"{say_title(g, d)}: {say_interval(d.estimate, d.interval)}" for g in self.groups for d in g.diamonds]
        return " ".join([shown, *(f"{pool}." for pool in pools)])


def _between_powers(scale: Scale) -> Iterator[tuple[float, str]]:
    """1, 2 and 5 times every power of ten of a scale."""
    for power in range(floor(log10(scale.low)), ceil(log10(scale.high)) + 1):
        yield from ((float(f"{times}e{power}"), f"{float(f'{times}e{power}'):g}") for times in (1, 2, 5))


def say_title(group: Group, diamond: Diamond) -> str:
    return f"{group.title}, {diamond.label}" if group.title else diamond.label


def make_forest(
    pools: Mapping[str, Pooled],
    *,
    read_alone: Mapping[str, Pooled] | None = None,
    better: Literal["more", "less"] | None = None,
    treatment: str = "",
    control: str = "",
    total: Pooled | None = None,
) -> Forest:
    """The forest plot of one pool ({"": pool}) or of several, which are subgroups, by their titles.

    read_alone: the same pools without studies of which a number is remembered, by the same titles
    better: whether "more" or "less" of the outcome is wanted: which side favours whom; None: not said
    treatment, control: what is compared, as those words shall name it, else as the first effect names it
    total: of all groups together
    """
    first = next(iter(pools.values()))
    measure, heads = first.measure, _find_heads([pool.effects for pool in pools.values()])
    groups = [_make_group(title, pool, (read_alone or {}).get(title), heads) for title, pool in pools.items()]
    if total is not None:
        groups.append(Group("All together", (), tuple(_make_diamonds(total, None))))
    sides = _say_sides(first.effects, better, treatment, control)
    told = tuple(name for head in heads for name in HEADS[head])
    return Forest(measure.name, measure.is_ratio, measure.null, tuple(groups), told, sides)


def compare_pools(pools: Mapping[str, Pooled], *, better: Literal["more", "less"] | None = None) -> Forest:
    """Several pools one below the other without their studies: each study left out once, one more study each time,
    other estimators, published reviews beside ours."""
    first = next(iter(pools.values()))
    lines = tuple(Line(name, p.show(p.estimate), _show(p, p.interval)) for name, p in pools.items())
    sides = _say_sides(first.effects, better, "", "")
    return Forest(first.measure.name, first.measure.is_ratio, first.measure.null, (Group("", lines, ()),), (), sides)


def compare_estimates(
    estimates: Mapping[str, tuple[float, Interval]], pool: Pooled, *, better: Literal["more", "less"] | None = None
) -> Forest:
    """Estimates with their intervals, as they are told, one below the other: the pool without each of its studies."""
    lines = tuple(Line(name, estimate, interval) for name, (estimate, interval) in estimates.items())
    sides = _say_sides(pool.effects, better, "", "")
    whole = _make_diamond(pool, f"all {pool.k}", any(pool.effects.remembered))
    return Forest(pool.measure.name, pool.measure.is_ratio, pool.measure.null, (Group("", lines, (whole,)),), (), sides)


HEADS = {"events": ("treated", "control"), **{key: (name,) for key, name in AMOUNTS.items()}}


def _find_heads(held: Sequence[Effects]) -> tuple[str, ...]:
    """What at least one study of some says."""
    known = ["events"] if any(len(effects.arms.events) for effects in held) else []
    for key in AMOUNTS:
        if any(key in e.columns and np.isfinite(_numbers(e.columns[key])).any() for e in held):
            known.append(key)
    return tuple(known)


def _numbers(column: Any) -> np.ndarray:
    """A column as numbers: NaN where it holds words."""
    return np.array([_number(value) for value in np.asarray(column).tolist()], float)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan


def _make_group(title: str, pool: Pooled, read_alone: Pooled | None, heads: Sequence[str]) -> Group:
    lines = tuple(_make_lines(pool, heads))
    return Group(title, lines, tuple(_make_diamonds(pool, read_alone)))


def _make_lines(pool: Pooled, heads: Sequence[str]) -> Iterator[Line]:
    for at, row in enumerate(pool.table()):
        estimate, low, high = (float(row[key]) for key in ("estimate", "low", "high"))
        known = tuple(word for head in heads for word in _say_known(pool.effects, head, at))
        yield Line(str(row["study"]), estimate, (low, high), float(row["weight"]) / 100, known, bool(row["remembered"]))


def _say_known(effects: Effects, head: str, at: int) -> list[str]:
    """What stands beside a study under a head: "" where it does not say."""
    if head == "events":
        if not len(effects.arms.events):
            return ["", ""]
        pairs = zip(effects.arms.events[at], effects.arms.totals[at], strict=True)
        return [f"{events:g}/{total:g}" if np.isfinite(events + total) else "" for events, total in pairs]
    if head not in effects.columns:
        return [""]
    value = _number(effects.columns[head][at])
    return [f"{value:g}" if np.isfinite(value) else ""]


def _make_diamonds(pool: Pooled, read_alone: Pooled | None) -> Iterator[Diamond]:
    many = sum(pool.effects.remembered)
    if pool.k > 1 or read_alone is None:
        label = f"all {pool.k}" if pool.k > 1 else "one study alone"
        told = f", {many} remembered" if pool.k > 1 else ", remembered"
        yield _make_diamond(pool, f"{label}{told}" if many else label, many > 0)
    if many and read_alone is not None:
        yield _make_diamond(read_alone, f"read alone ({read_alone.k})", False)


def _make_diamond(pool: Pooled, label: str, remembered: bool) -> Diamond:
    """Without a row for a new study where one true effect is taken as common to all."""
    prediction = None if pool.prediction is None else _show(pool, pool.prediction)
    return Diamond(
        label, pool.show(pool.estimate), _show(pool, pool.interval), prediction, _say_spread(pool), remembered,
        has_prediction=prediction is not None or (pool.k > 1 and do_effects_differ(pool)),
    )  # fmt: skip


def do_effects_differ(pool: Pooled) -> bool:
    """Whether it is a pool of true effects that may differ between studies; else a new study has the same."""
    return isinstance(pool, Pool) and pool.fit.between != "none"


def _say_spread(pool: Pooled) -> str:
    if pool.k < 2:
        return ""
    ends = pool.i2_interval
    told = "" if ends is None else f" ({ends[0]:.0f} to {ends[1]:.0f})"
    spread = "< 0.001" if 0 < pool.tau2 < NOTHING else f"{pool.tau2:.2g}"
    return f"tau² {spread}, I² {pool.i2:.0f} %{told}"


def _show(pool: Pooled, ends: Interval) -> Interval:
    return pool.show(ends[0]), pool.show(ends[1])


def _say_sides(effects: Effects, better: str | None, treatment: str, control: str) -> tuple[str, str]:
    """What stands left and right of no effect."""
    treated = treatment or (effects.treatments[0] if effects.treatments else "treatment")
    compared = control or (effects.controls[0] if effects.controls else "control")
    if better is None:
        return f"less with {treated}", f"more with {treated}"
    fewer, more = f"favours {treated}", f"favours {compared}"
    return (fewer, more) if better == "less" else (more, fewer)


def say_value(value: float) -> str:
    """A number of a forest plot: 0.81, 12.4, 130; a minus as people write it; "–" where there is none."""
    if isnan(value):
        return "–"
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= ENORMOUS:
        return f"{value:.0e}".replace("e+0", "e").replace("-", "−")
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    said = f"{value:.{digits}f}"
    return said.lstrip("-") if float(said) == 0 else said.replace("-", "−")


def say_interval(estimate: float, interval: Interval) -> str:
    """An estimate with its ends; that there is no interval where an end cannot be computed, as of 0 or infinity."""
    if isnan(estimate):
        return say_value(estimate)
    if any(map(isnan, interval)):
        return f"{say_value(estimate)} (no interval)"
    return f"{say_value(estimate)} ({say_value(interval[0])} to {say_value(interval[1])})"
