"""How an effect grows with its dose: one curve with its band, where a new study would lie, and what each study saw.

    draw_dose_response(fit.curve(), measure, points, unit="mg a day")     # of evidence/doses/dose_response.py

Beyond the doses that were studied the curve is dashed: nobody looked there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from neurodose.evidence.measure import Measure
from neurodose.figures.axes import SAMPLE, SIZE, TICK, Axes, Drawing
from neurodose.figures.axes import measure as measure_width
from neurodose.figures.bands import BELOW
from neurodose.figures.colours import COLOURS, INK
from neurodose.figures.legend import SMALL
from neurodose.figures.scale import Scale, span

WIDTH, HEIGHT, TOP = 518.4, 300.0, 24.0
LARGEST, SMALLEST = 6.5, 2.2  # radii of studies' points
REACH = 3.0  # how far beyond curve and points intervals are shown, as a share of what those need


class Along(Protocol):
    """One dose of a fitted curve, on the scale on which effects add up."""

    @property
    def dose(self) -> float: ...
    @property
    def estimate(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def prediction_low(self) -> float: ...
    @property
    def prediction_high(self) -> float: ...
    @property
    def is_outside(self) -> bool: ...


@dataclass(frozen=True)
class Seen:
    """What one study saw of one dose against its lowest: on the scale on which effects add up; error: standard."""

    study: str
    dose: float
    estimate: float
    error: float


def draw_dose_response(
    curve: Sequence[Along], measure: Measure, points: Sequence[Seen] = (), unit: str = "mg a day"
) -> str:
    """The curve as an <svg> element; points are as large as what they tell is sure."""
    drawing = Drawing(WIDTH, HEIGHT)
    doses = np.array([one.dose for one in curve])
    bands = {name: _show(measure, [getattr(one, name) for one in curve]) for name in
             ("estimate", "low", "high", "prediction_low", "prediction_high")}  # fmt: skip
    seen = _show(measure, [point.estimate for point in points])
    up = _make_scale(measure, bands, seen)
    left = 6 * TICK + measure_width("0.00") + 1.6 * SIZE
    across = span([doses, np.array([point.dose for point in points])], room=0.02)
    axes = Axes(drawing, left, TOP, WIDTH - left - SIZE, HEIGHT - TOP - BELOW, across, up)
    axes.frame(None, measure.name, f"dose, {unit}")
    axes.line([across.low, across.high], [measure.null, measure.null], INK, 0.9)
    axes.band(doses, bands["prediction_low"], bands["prediction_high"], COLOURS[0], 0.10)
    axes.band(doses, bands["low"], bands["high"], COLOURS[0], 0.25)
    _draw_curve(axes, curve, bands["estimate"])
    _draw_points(axes, points, seen)
    _draw_legend(drawing, bool(points), any(one.is_outside for one in curve))
    return drawing.finish(_say(curve, measure, points))


def _show(measure: Measure, values: Sequence[float]) -> np.ndarray:
    held = np.asarray(values, float)
    with np.errstate(over="ignore"):
        return np.exp(held) if measure.is_ratio else held


def _make_scale(measure: Measure, bands: dict[str, np.ndarray], seen: np.ndarray) -> Scale:
    """Curve, points and no effect; bands as far as they do not crowd these out."""
    change = np.log if measure.is_ratio else np.asarray
    core = change(np.concatenate([bands["estimate"], seen, [measure.null]]))
    room = REACH * (float(np.ptp(core)) or 0.2)
    with np.errstate(divide="ignore"):
        ends = change(np.concatenate([bands["prediction_low"], bands["prediction_high"], bands["low"], bands["high"]]))
    ends = ends[np.isfinite(ends)]
    low = max(min(core.min(), ends.min(initial=np.inf)), core.min() - room)
    high = min(max(core.max(), ends.max(initial=-np.inf)), core.max() + room)
    shown = np.array([low, high])
    return span([np.exp(shown) if measure.is_ratio else shown], is_log=measure.is_ratio)


def _draw_curve(axes: Axes, curve: Sequence[Along], estimates: np.ndarray) -> None:
    """Step by step: dashed where no study looked."""
    for at in range(len(curve) - 1):
        is_outside = curve[at].is_outside or curve[at + 1].is_outside
        style = {"stroke_dasharray": "4 3"} if is_outside else {}
        axes.line([curve[at].dose, curve[at + 1].dose], estimates[at : at + 2], COLOURS[0], 1.8, **style)


def _draw_points(axes: Axes, points: Sequence[Seen], seen: np.ndarray) -> None:
    if not points:
        return
    weights = np.array([1 / point.error for point in points])
    radii = SMALLEST + (LARGEST - SMALLEST) * weights / weights.max()
    places = axes.trace([point.dose for point in points], seen)
    for (x, y), radius in zip(places.tolist(), radii.tolist(), strict=True):
        axes.drawing.add("circle", cx=x, cy=y, r=radius, fill="#FFFFFF", fill_opacity=0.7, stroke=INK, stroke_width=1.2)


def _draw_legend(drawing: Drawing, has_points: bool, is_outside: bool) -> None:
    x, y = TICK, TOP / 2
    marks = [("mean, 95 %", {"stroke": COLOURS[0], "stroke_width": 8.0, "stroke_opacity": 0.35})]
    marks += [("a new study", {"stroke": COLOURS[0], "stroke_width": 8.0, "stroke_opacity": 0.12})]
    dashed = {"stroke": COLOURS[0], "stroke_width": 1.8, "stroke_dasharray": "4 3"}
    marks += [("beyond the doses studied", dashed)] if is_outside else []
    for words, style in marks:
        drawing.add("path", d=f"M{x:.1f} {y:.1f}h{SAMPLE}", **style)
        drawing.write(words, x + SAMPLE + TICK, y, size=SMALL)
        x += SAMPLE + 5 * TICK + measure_width(words, SMALL)
    if has_points:
        drawing.add("circle", cx=x + 5, cy=y, r=4.0, fill="#FFFFFF", stroke=INK, stroke_width=1.2)
        drawing.write("a dose of a study; larger: surer", x + 5 + 3 * TICK, y, size=SMALL)


def _say(curve: Sequence[Along], measure: Measure, points: Sequence[Seen]) -> str:
    last = curve[-1]
    told = f"{measure.show(last.estimate):.3g} at {last.dose:g}"
    return f"Dose-response curve of {measure.name}: {told}. {len(points)} doses of studies are shown."
