"""Figures of responses: each rival beside the others, under the drug and without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.reports.figure import GONE, OUTER, Figure, band, in_days
from neurodose.reports.response_sentences import say_opposed
from neurodose.reports.responses import Followed, find_last_change
from neurodose.simulation.course import Course


def draw_responses(followed: Sequence[Followed], course: Course, without: Course, until: float) -> Iterator[Figure]:
    """One figure for each circuit and response, and for each unit in it. until: hours that others show at least"""
    last = find_last_change(followed, course, without, GONE)
    until = min(max(until, last), float(course.times[-1]))
    for one in followed:
        if one.is_moved:
            for unit in dict.fromkeys(str(way.curve.unit) for way in one.ways):
                yield _draw(one, unit, course, without, until)


def _draw(one: Followed, unit: str, course: Course, without: Course, until: float) -> Figure:
    panels = []
    for way in (way for way in one.ways if str(way.curve.unit) == unit):
        drawn: list[Band] = [band(course, way.curve, "under the drug", 0.0, until, levels=OUTER)]
        drawn.append(band(without, way.curve, "no drug", 0.0, until, levels=(0.5,)))
        panels.append(Panel(f"by {way.name}" if one.is_response else way.name, drawn))
    label = one.stage.meaning + (f" ({unit})" if unit != "1" else "")
    opposed = f" {say_opposed(one)}." if one.are_opposed else ""
    return Figure(
        f"{'Response' if one.is_response else 'Circuit'}: {one.stage.meaning}",
        draw_panels(panels, label, days=in_days(until)),
        "Nine in ten virtual people with the values as they stand, and the same people without any drug (median)."
        + (f" The answer is of {one.certainty} certainty." if one.is_response else "") + opposed,
    )  # fmt: skip
