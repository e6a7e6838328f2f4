"""A figure of a dossier: a drawing with what it shows in a sentence, and the stretch of time that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.figures.bands import Band, Panel
from neurodose.reports.outputs import Outputs
from neurodose.reports.quantity import Curve
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
OUTER = (0.05, 0.5, 0.95)
GONE = 0.02  # of its highest level: below it nothing is to be seen in a figure
SPARSE = 6  # of so many moments one is looked at for that
HOURS = 72.0  # up to so many a figure counts hours, beyond them days
DECADES = 5  # that a figure shows at most
SPLIT = (
    "People: nine in ten virtual people of the structure asked for, with the values as they stand. Values: its typical "
    "person, with values as unsure as they are. Structures: the typical person of each rival. Together: people with "
    "unsure values, of each rival as many as it counts."
)


@dataclass(frozen=True)
class Figure:
    """A drawing with what it shows in a sentence."""

    title: str
    svg: str
    caption: str


def find_end(course: Course, outputs: Outputs) -> float:
    """Until when something is to be seen, in hours: in full days, not before the next dose would be due."""
    curves = [Curve((a,), e.brain_unit) for e in outputs.exposures for a in e.brain.values()]
    curves += [site.measure for site in outputs.sites]
    latest = outputs.due
    some = slice(None, None, -SPARSE)  # backward, so that the last moment is among them
    for curve in curves:
        high = np.quantile(curve.read(course)[:, some], OUTER[-1], axis=0)
        seen = course.times[some][high > GONE * high.max()] if high.max() > 0 else course.times[:1]
        latest = max(latest, float(seen.max()))
    return min(24.0 * np.ceil(latest / 24), float(course.times[-1]))


def in_days(until: float) -> bool:
    return until > HOURS


def say_stretch(course: Course, until: float) -> str:
    last = "two weeks after the last one" if until >= course.times[-1] else "when little is left"
    return f"From the first dose to {last}."


def bound_decades(bands: Sequence[Band]) -> tuple[float, float] | None:
    """The ends of a scale in decades, where curves fall so far that their tops would not be seen."""
    values = np.concatenate([np.ravel(band.quantiles) for band in bands])
    values = values[values > 0]
    if not len(values) or values.min() * 10**DECADES >= values.max():
        return None
    return values.max() / 10**DECADES, 1.5 * values.max()


def split(spread: Spread, curve: Curve, first: float, last: float) -> list[Panel]:
    """One quantity by what makes it differ."""
    people = band(spread.people, curve, "people", first, last, levels=OUTER)
    values = band(spread.values, curve, "values", first, last, levels=OUTER)
    short = shorten(spread.structures)
    rivals = [band(c, curve, short[name], first, last, levels=(0.5,)) for name, c in spread.structures.items()]
    gathered = spread.gather(lambda course: curve.read(course, first, last))
    together = Band("together", people.times, np.quantile(gathered, OUTER, axis=0), OUTER)
    return [
        Panel("people", [people]),
        Panel("values", [values]),
        Panel("structures", rivals),
        Panel("together", [together]),
    ]


def shorten(names: Iterable[str]) -> dict[str, str]:
    """Names of rivals as a small drawing has room for them: without the drug, where they stay apart."""
    short = {name: name.split(": ")[-1] for name in names}
    found = list(short.values())
    return {name: said if found.count(said) == 1 else name for name, said in short.items()}


def band(
    course: Course, curve: Curve, label: str, first: float, last: float, levels: tuple[float, ...] = BANDS
) -> Band:
    return Band(
        label,
        curve.find_times(course, first, last) - first,
        np.quantile(curve.read(course, first, last), levels, axis=0),
        levels,
    )
