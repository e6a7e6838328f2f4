"""What was the law, where and when: a row a place, a bar a record, a colour for what it says.

A bar that begins or ends without a frame is one whose day nobody knows. What was only announced is hollow. Beyond the
last day for which a source vouches a bar is pale: nothing says that it ended, and nothing that it still holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from neurodose.figures.axes import SIZE, TICK, Drawing, measure
from neurodose.figures.colours import GRID, INK
from neurodose.records.approval import STANCES, Status

WIDTH, LANE, GAP, TOP = 720.0, 17.0, 7.0, 24.0
SMALL = 8.5
BACK = 18  # years before the day asked about that are drawn at most: what began earlier stands at the edge
# Okabe and Ito's colours; the word stands in or beside each bar, for those who do not tell them apart.
COLOURS = {"forbidden": "#E69F00", "allowed": "#56B4E9", "neither": "#C8C8C8"}
SURE, PALE = 0.85, 0.3


@dataclass(frozen=True)
class StatusSpan:
    """One record in time.

    begins, ends: as far as drawn; is_begin_known, is_end_known: whether these days are known
    vouched_to: the last day for which a source vouches; the bar is pale after it, and all of it where there is none
    """

    status: Status
    begins: date
    ends: date
    is_begin_known: bool = True
    is_end_known: bool = True
    vouched_to: date | None = None


@dataclass(frozen=True)
class Track:
    """The records of one place."""

    label: str
    spans: tuple[StatusSpan, ...]


def draw_timeline(tracks: Sequence[Track], on: date, words: str = "") -> str:
    """The rows of some places with a line at the day asked about, as an <svg> element; words: what it shows."""
    low, high = _find_ends(tracks, on)
    left = 2 * TICK + max((measure(track.label) for track in tracks), default=0.0)
    laid = [_lay_out(track, low, high, WIDTH - left) for track in tracks]
    heights = [max(1, len(lanes)) * LANE + GAP for lanes in laid]
    drawing = Drawing(WIDTH + TICK, TOP + sum(heights) + TICK)
    scale = _Scale(left, WIDTH, low, high)
    _draw_years(drawing, scale, TOP + sum(heights))
    y = TOP
    for track, lanes, height in zip(tracks, laid, heights, strict=True):
        drawing.add("path", d=f"M{TICK} {y:.1f}H{WIDTH:.1f}", stroke=GRID, stroke_width=1)
        drawing.write(track.label, TICK, y + height / 2)
        if not track.spans:
            drawing.write("no day is known", left + TICK, y + height / 2, size=SMALL)
        for number, lane in enumerate(lanes):
            for span in lane:
                _draw_span(drawing, scale, span, y + GAP / 2 + LANE * number)
        y += height
    x = scale.place(on)
    drawing.add("path", d=f"M{x:.1f} {TOP - TICK:.1f}V{y:.1f}", stroke="#D55E00", stroke_width=1.4)
    return drawing.finish(words)


@dataclass(frozen=True)
class _Scale:
    left: float
    right: float
    low: date
    high: date

    def place(self, day: date) -> float:
        share = (day - self.low).days / max(1, (self.high - self.low).days)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))


def _find_ends(tracks: Sequence[Track], on: date) -> tuple[date, date]:
    """From the year of the first bar, or some years before the day asked about, to the year after the last bar."""
    days = [day for track in tracks for span in track.spans for day in (span.begins, span.ends)] + [on]
    return date(max(min(days).year, on.year - BACK), 1, 1), date(max(days).year + 1, 1, 1)


def _lay_out(track: Track, low: date, high: date, width: float) -> list[list[StatusSpan]]:
    """Bars in lanes, so that neither they nor the words beside them meet."""
    day = (high - low).days / width  # days of a point
    lanes, ends = list[list[StatusSpan]](), list[float]()
    for span in sorted(track.spans, key=lambda span: (span.begins, span.ends)):
        begins = max(0, (span.begins - low).days)
        stops = max((span.ends - low).days, begins + (measure(span.status, SMALL) + 4 * TICK) * day)
        free = next((at for at, end in enumerate(ends) if end <= begins), None)
        if free is None:
            lanes.append([])
            ends.append(0.0)
            free = len(lanes) - 1
        lanes[free].append(span)
        ends[free] = stops
    return lanes


def _draw_span(drawing: Drawing, scale: _Scale, span: StatusSpan, y: float) -> None:
    x1, x2 = scale.place(span.begins), max(scale.place(span.ends), scale.place(span.begins) + 2)
    colour, height = COLOURS[STANCES[span.status]], LANE - 3
    if span.status == "proposed":
        drawing.add("rect", x=x1, y=y, width=x2 - x1, height=height, fill="none", stroke=INK, stroke_width=0.8,
                    stroke_dasharray="3 2")  # fmt: skip
    else:
        middle = x1 if span.vouched_to is None else min(x2, max(x1, scale.place(span.vouched_to)))
        for start, end, opacity in ((x1, middle, SURE), (middle, x2, PALE)):
            if end > start:
                drawing.add("rect", x=start, y=y, width=end - start, height=height, fill=colour, fill_opacity=opacity)
    for x, day, is_known in ((x1, span.begins, span.is_begin_known), (x2, span.ends, span.is_end_known)):
        if is_known and scale.low <= day <= scale.high:
            drawing.add("path", d=f"M{x:.1f} {y:.1f}v{height:.1f}", stroke=INK, stroke_width=1.2)
    right = scale.right - x1 < measure(span.status, SMALL) + 2 * TICK
    drawing.write(span.status, scale.right if right else x1 + TICK, y + height / 2,
                  anchor="end" if right else "start", size=SMALL)  # fmt: skip


def _draw_years(drawing: Drawing, scale: _Scale, bottom: float) -> None:
    """As many years as have room."""
    years = range(scale.low.year, scale.high.year + 1)
    room = int((scale.right - scale.left) / (4 * SIZE))
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 500) if len(years) / size <= room or size == 500)
    for year in (year for year in years if year % step == 0):
        x = scale.place(date(year, 1, 1))
        drawing.add("path", d=f"M{x:.1f} {TOP:.1f}V{bottom:.1f}", stroke=GRID, stroke_width=0.8)
        drawing.write(str(year), x, TOP - SIZE, anchor="middle", size=SMALL)
