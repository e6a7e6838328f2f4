"""Trials and simulated effects on one axis: a diamond for what trials gave, below it a line for each link of the model.

forests = make_forests(rows)      # one a measure: a risk ratio and a difference of points share no axis
draw_forest(forests[0])           # as any forest plot (forest_drawing.py), and in characters for a terminal
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from neurodose.evidence.measure import Measure
from neurodose.figures.forest import Diamond, Forest, Group, Line

Told = tuple[float, float, float]


@dataclass(frozen=True)
class BesideRow:
    """One outcome: what trials gave and what is simulated, all as told (middle, low, high).

    trials: None where they are told in words alone; prediction: where a new trial would lie; simulated: by link
    flag:   in words, what is to be seen; better: "more" or "less" of the outcome is wanted
    scale:  in what a difference is told ("% of days"): days and grams share no axis
    """

    title: str
    measure: Measure
    trials: Told | None
    simulated: dict[str, Told]
    prediction: tuple[float, float] | None = None
    name: str = "trials"
    flag: str = ""
    better: Literal["more", "less"] = "less"
    scale: str = field(default="", kw_only=True)
    remembered: bool = field(default=False, kw_only=True)


def make_forests(rows: Sequence[BesideRow]) -> tuple[Forest, ...]:
    """A forest plot for each measure and scale, and for each end that is wanted: what is better lies on one side."""
    kinds = dict.fromkeys((row.measure, row.scale, row.better) for row in rows)
    return tuple(_make([row for row in rows if (row.measure, row.scale, row.better) == kind]) for kind in kinds)


def _make(rows: Sequence[BesideRow]) -> Forest:
    measure, better, scale = rows[0].measure, rows[0].better, rows[0].scale
    sides = ("better", "worse") if better == "less" else ("worse", "better")
    name = f"{measure.name}, {scale}" if scale else measure.name
    return Forest(name, measure.is_ratio, measure.null, tuple(map(_group, rows)), favours=sides)


def _group(row: BesideRow) -> Group:
    lines = tuple(
        Line(f"simulated, by {link}", middle, (low, high)) for link, (middle, low, high) in row.simulated.items()
    )
    if row.trials is None:
        return Group(f"{row.title}: trials speak in words alone", lines, ())
    middle, low, high = row.trials
    has_prediction = row.prediction is not None
    pool = Diamond(
        row.name, middle, (low, high), row.prediction, row.flag, row.remembered, has_prediction=has_prediction
    )
    return Group(row.title, lines, (pool,))
