"""A funnel plot: effects against their errors, with contours of significance, and the studies that trim and fill adds.

Without small-study effects, studies scatter evenly around the pooled effect, the wider the larger their errors. Shades
are where a study differs from no effect with p below 0.10, 0.05 and 0.01 (Peters and others 2008): where studies are
missing in the white alone, it is significance that decided whether they were published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.evidence.effects import Effects
from neurodose.figures.axes import SAMPLE, SIZE, TICK, Axes, Drawing, measure
from neurodose.figures.bands import BELOW
from neurodose.figures.colours import COLOURS, INK
from neurodose.figures.legend import SMALL
from neurodose.figures.scale import Scale

WIDTH, HEIGHT = 518.4, 330.0
TOP = 26.0  # for the legend
# Normal quantiles of two-sided p = 0.10, 0.05, 0.01, and the shade of what lies beyond each.
CONTOURS = ((1.6449, 0.06, "p < 0.10"), (1.9600, 0.08, "p < 0.05"), (2.5758, 0.10, "p < 0.01"))
REACH = 1.9600  # of the funnel around the pooled effect
MARK = 3.4


@dataclass(frozen=True, eq=False)
class Filled:
    """What trim and fill adds: estimates and standard errors, on the scale on which effects add up."""

    estimates: np.ndarray
    errors: np.ndarray


def draw_funnel(effects: Effects, estimate: float, filled: Filled | Effects | None = None) -> str:
    """The funnel of some effects around a pooled estimate (of the scale on which they add up), as an <svg> element.

    filled: what trim and fill adds: `imputed` of its result
    """
    ratio, largest = effects.measure.is_ratio, 1.08 * _largest(effects, filled)
    across = _make_scale(effects, estimate, filled, largest)
    drawing = Drawing(WIDTH, HEIGHT)
    left = 4 * TICK + measure("0.00") + 1.4 * SIZE
    axes = Axes(drawing, left, TOP, WIDTH - left - SIZE, HEIGHT - TOP - BELOW, across, Scale(largest, 0.0))
    errors = Scale(0.0, largest).find_ticks(5)
    axes.frame(errors, "standard error", effects.measure.name)
    _shade(axes, largest, ratio)
    _draw_funnel(axes, estimate, largest, ratio)
    _draw_marks(axes, effects.estimates, effects.errors, ratio, effects.remembered)
    if filled is not None:
        _draw_marks(axes, filled.estimates, filled.errors, ratio, None)
    _draw_legend(drawing, any(effects.remembered), filled is not None and len(filled.estimates) > 0)
    return drawing.finish(_say(effects, estimate, filled))


def _largest(effects: Effects, filled: Filled | Effects | None) -> float:
    more = filled.errors if filled is not None else np.empty(0)
    return float(np.max(np.concatenate([effects.errors, more])))


def _make_scale(effects: Effects, estimate: float, filled: Filled | Effects | None, largest: float) -> Scale:
    """All studies and the foot of the funnel."""
    more = filled.estimates if filled is not None else np.empty(0)
    held = np.concatenate([effects.estimates, more, [estimate - REACH * largest, estimate + REACH * largest, 0.0]])
    room = 0.04 * float(np.ptp(held))
    low, high = float(held.min()) - room, float(held.max()) + room
    return Scale(float(np.exp(low)), float(np.exp(high)), is_log=True) if effects.measure.is_ratio else Scale(low, high)


def _show(values: object, ratio: bool) -> np.ndarray:
    held = np.asarray(values, float)
    return np.exp(held) if ratio else held


def _shade(axes: Axes, largest: float, ratio: bool) -> None:
    """What differs from no effect, on both sides: cut where the axes end."""
    heights = np.linspace(0.0, largest, 60)
    for quantile, opacity, _ in CONTOURS:
        for side, end in ((-1, axes.x.low), (1, axes.x.high)):
            edge = _show(side * quantile * heights, ratio)
            edge = np.clip(edge, axes.x.low, axes.x.high)
            xs = np.concatenate([edge, [end, end]])
            ys = np.concatenate([heights, [largest, 0.0]])
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in axes.trace(xs, ys).tolist())
            axes.drawing.add("polygon", points=points, fill=INK, fill_opacity=opacity)


def _draw_funnel(axes: Axes, estimate: float, largest: float, ratio: bool) -> None:
    axes.line(_show([estimate, estimate], ratio), [0.0, largest], COLOURS[0], 1.4)
    for side in (-1, 1):
        ends = _show([estimate, estimate + side * REACH * largest], ratio)
        if ratio:
            ends = _show(np.linspace(estimate, estimate + side * REACH * largest, 40), ratio)
        axes.line(ends, np.linspace(0.0, largest, len(ends)), COLOURS[0], 1.0, stroke_dasharray="4 3")


def _draw_marks(
    axes: Axes, estimates: np.ndarray, errors: np.ndarray, ratio: bool, remembered: Sequence[bool] | None
) -> None:
    """Studies as points, hollow where remembered; those that are filled in as squares."""
    for at, (x, y) in enumerate(axes.trace(_show(estimates, ratio), errors).tolist()):
        if remembered is None:
            side = {"x": x - MARK, "y": y - MARK, "width": 2 * MARK, "height": 2 * MARK}
            axes.drawing.add("rect", **side, fill="#FFFFFF", stroke=COLOURS[1], stroke_width=1.4)
        else:
            fill = "#FFFFFF" if remembered[at] else INK
            axes.drawing.add("circle", cx=x, cy=y, r=MARK, fill=fill, stroke=INK, stroke_width=1.2)


def _draw_legend(drawing: Drawing, has_remembered: bool, has_filled: bool) -> None:
    x, y = TICK, TOP / 2
    marks = [("study", "circle", INK, INK)]
    marks += [("remembered, not read", "circle", "#FFFFFF", INK)] * has_remembered
    marks += [("filled in", "square", "#FFFFFF", COLOURS[1])] * has_filled
    for words, shape, fill, stroke in marks:
        style = {"fill": fill, "stroke": stroke, "stroke_width": 1.2}
        if shape == "circle":
            drawing.add("circle", cx=x + MARK, cy=y, r=MARK, **style)
        else:
            drawing.add("rect", x=x, y=y - MARK, width=2 * MARK, height=2 * MARK, **style)
        drawing.write(words, x + 2 * MARK + TICK, y, size=SMALL)
        x += 2 * MARK + 5 * TICK + measure(words, SMALL)
    shade = 0.0
    for _, opacity, words in CONTOURS:
        shade += opacity
        drawing.add("rect", x=x, y=y - 4, width=SAMPLE, height=8.0, fill=INK, fill_opacity=shade)
        drawing.write(words, x + SAMPLE + TICK, y, size=SMALL)
        x += SAMPLE + 4 * TICK + measure(words, SMALL)


def _say(effects: Effects, estimate: float, filled: Filled | Effects | None) -> str:
    more = "" if filled is None else f", {len(filled.estimates)} filled in"
    middle = effects.measure.show(estimate)
    return f"Funnel plot of {len(effects)} studies{more}, {effects.measure.name}, around {middle:.3g}."
