"""Figures of each drug that is given: in blood, in cerebrospinal fluid, in the brain, and what it does to enzymes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neurodose.figures.bands import draw_figure, draw_panels
from neurodose.reports.figure import OUTER, SPLIT, Figure, band, bound_decades, in_days, say_stretch, split
from neurodose.reports.outputs import Exposure, Outputs
from neurodose.reports.quantity import Curve
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course
from neurodose.units import Unit

DECADES_LATER = 4  # that a figure over all of the time shows at most
SEEN = 0.05  # of the highest curve: one below it is not to be seen on an even scale


def draw_exposure(e: Exposure, outputs: Outputs, spread: Spread, until: float) -> Iterator[Figure]:
    """A drug and what it becomes, in blood after its last dose, in cerebrospinal fluid, and unbound in the brain."""
    course, of = spread.people, f": {e.name}" if len(outputs.exposures) > 1 else ""
    begin, end = e.last, e.due
    bands = [band(course, Curve((a,), e.unit), words, begin, end) for words, a in e.levels.items()]
    since = "From its last dose until the next would be due."
    yield Figure(
        f"{e.place.capitalize()}{of}",
        draw_figure(
            bands, f"concentration in {e.place} ({e.unit})", is_log=True, days=False, limits=bound_decades(bands)
        ),
        f"{since} Bands hold the middle half and nine in ten of the people.",
    )
    yield from _draw_later(e.csf, e.unit, f"Cerebrospinal fluid{of}", "in cerebrospinal fluid", course, until)
    yield from _draw_later(e.brain, e.brain_unit, f"Brain{of}", f"unbound {e.where}", course, until)
    panels = split(spread, e.level, begin, end)
    yield Figure(
        f"Where the spread comes from: {e.name} in {e.place}",
        draw_panels(
            panels, f"{e.name} in {e.place} ({e.unit})", is_log=True, days=False,
            limits=bound_decades([band for panel in panels for band in panel.bands]),
        ),
        f"{since} {SPLIT}",
    )  # fmt: skip


def _draw_later(
    addresses: Mapping[str, str], unit: Unit, title: str, where: str, course: Course, until: float
) -> Iterator[Figure]:
    """Substances from the first dose on; in decades where the least would not be seen beside the most."""
    bands = [band(course, Curve((a,), unit), words, 0.0, until) for words, a in addresses.items()]
    if not bands:
        return
    tops = [float(band.quantiles.max()) for band in bands]
    is_log = min(tops) < SEEN * max(tops) and len(bands) > 1
    limits = (max(tops) / 10**DECADES_LATER, 1.5 * max(tops)) if is_log and max(tops) > 0 else None
    drawing = draw_figure(bands, f"{where} ({unit})", days=in_days(until), is_log=limits is not None, limits=limits)
    yield Figure(title, drawing, say_stretch(course, until))


def draw_activities(outputs: Outputs, course: Course, until: float) -> Iterator[Figure]:
    bands = [band(course, outputs.activity(words), words, 0.0, until, levels=OUTER) for words in outputs.activities]
    whose = "the usual" if outputs.steady else "that before the first dose"
    if bands:
        yield Figure(
            "Enzymes and pumps",
            draw_figure(bands, f"activity, of {whose} (%)", days=in_days(until)),
            f"What is left of their activity while something in the body inhibits them. {say_stretch(course, until)}",
        )
