"""When something was measured: "4 h", "under 8 h", "48 to 168 h", "0 h to infinity", "14 day after first dose"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Literal

from neurodose.errors import ObservationError, UnitError
from neurodose.units import h, read_quantity

Anchor = Literal["first", "last"]
ANCHOR = re.compile(r"\s*after\s+(?:the\s+)?(first|last)\s+dose\s*$", re.IGNORECASE)
SPAN = re.compile(r"(?:from\s+)?(?P<start>\S.*?)\s*(?:\bto\b|–|(?<=\w)\s*-)\s*(?P<end>\S.*)", re.IGNORECASE)
UNDER = re.compile(r"(?:under|within|<)\s*(?P<end>\S.*)", re.IGNORECASE)
INFINITY = re.compile(r"infinity|∞", re.IGNORECASE)
EXAMPLES = '"4 h", "under 8 h", "48 to 168 h", "0 h to infinity", "0 to 12 week after first dose"'


@dataclass(frozen=True)
class Window:
    """A moment or a stretch of time, in hours after the first or the last dose; its end may be infinite.

    is_said: whether its text says from which dose it counts
    """

    start_h: float
    end_h: float
    anchor: Anchor = "last"
    is_said: bool = field(default=True, compare=False)

    @property
    def is_moment(self) -> bool:
        return self.start_h == self.end_h

    def __str__(self) -> str:
        """As an entry writes it, in hours."""
        span = f"{self.start_h:g} h" if self.is_moment else f"{self.start_h:g} to {self.end_h:g} h"
        span = f"{self.start_h:g} h to infinity" if math.isinf(self.end_h) else span
        return f"{span} after {self.anchor} dose"


ALWAYS = Window(0.0, math.inf)


def read_window(text: str) -> Window:
    """Reads a time or a stretch of time, counted from the last dose unless it says the first.

    Raises ObservationError where a unit is missing, where it is no time, or where it ends before it begins.
    """
    plain = re.sub(r"\s+", " ", text.strip())
    anchor = ANCHOR.search(plain)
    rest = plain[: anchor.start()] if anchor else plain
    said: Anchor = "first" if anchor and anchor[1].lower() == "first" else "last"
    if match := UNDER.fullmatch(rest):
        start, end = 0.0, _read_hours(match["end"], text)
    elif match := SPAN.fullmatch(rest):
        start, end = _read_span(match["start"], match["end"], text)
    else:
        start = end = _read_hours(re.sub(r"^at\s+", "", rest, flags=re.IGNORECASE), text)
    if not (0 <= start <= end and math.isfinite(start)):
        raise ObservationError(
            f'the time "{text}" runs from {start:g} h to {end:g} h',
            hint="hours count from a dose: 0 or more, and they do not end before they begin",
        )
    return Window(start, end, said, is_said=anchor is not None)


def _read_span(start: str, end: str, text: str) -> tuple[float, float]:
    """Both ends; the first may leave its unit to the second ("48 to 168 h")."""
    if INFINITY.fullmatch(end):
        return (0.0 if start == "0" else _read_hours(start, text)), math.inf
    last = _read_hours(end, text)
    if re.fullmatch(r"[\d.]+", start):
        unit = end.lstrip("+-.0123456789 ")
        start = f"{start} {unit}"
    return _read_hours(start, text), last


def _read_hours(part: str, text: str) -> float:
    try:
        found = read_quantity(part)
    except UnitError as error:
        raise ObservationError(
            f'the time "{text}" cannot be read', exists=error.what, hint=f"write, for example, {EXAMPLES}"
        ) from None
    if found.dimension != h.dimension:
        said = "has no unit" if re.search(r"[\d.]$", part.strip()) else "is not in a unit of time"
        raise ObservationError(f'the time "{text}" {said}', hint=f"write, for example, {EXAMPLES}")
    return float(found.coherent)
