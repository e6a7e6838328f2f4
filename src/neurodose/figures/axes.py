"""A drawing as text: axes in a rectangle, bands, lines and measured points in them, words around them.

A drawing is an <svg> element that stands in a page by itself. Lengths are in points, from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from neurodose.figures.colours import GRID, INK
from neurodose.figures.scale import Scale

SIZE = 10.0  # of letters
LINE = 1.2  # height of a line, by the size of its letters
# Breadth of a letter, by its size: about, as fonts differ, and the reader's is not known.
NARROW, WIDE, USUAL = (" ,.:;'|()ijlt", 0.36), ("0123456789%mwMWABCDGHNOQ", 0.66), 0.58
TICK = 3.5  # length of a tick, and what stays free beside it
APART = 52.0, 30.0  # numbers beside the level axis, and beside the upright one
SAMPLE = 18.0  # length of a mark in a legend
FONT = "DejaVu Sans, Verdana, Arial, sans-serif"


def measure(text: str, size: float = SIZE) -> float:
    """About how wide a line of text is."""
    return size * sum(next((w for letters, w in (NARROW, WIDE) if letter in letters), USUAL) for letter in text)


@dataclass
class Drawing:
    """What has been drawn so far on a sheet of this width and height."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def add(self, tag: str, inside: str | None = None, **attributes: Any) -> None:
        """One element; an attribute `stroke_width` is called stroke-width."""
        said = "".join(f' {n.replace("_", "-")}="{_say(v)}"' for n, v in attributes.items() if v is not None)
        self.parts.append(f"<{tag}{said}/>" if inside is None else f"<{tag}{said}>{inside}</{tag}>")

    def write(
        self, text: str, x: float, y: float, *, anchor: str = "start", size: float = SIZE, upwards: bool = False
    ) -> None:
        """A line of text whose middle is at height y, or that reads upwards with its middle at x."""
        turned = f"rotate(-90 {x:.1f} {y:.1f})" if upwards else None
        self.add(
            "text", escape(text, quote=False), x=x, y=y, dy="0.35em", text_anchor=anchor, font_size=size,
            transform=turned,
        )  # fmt: skip

    def finish(self, words: str = "") -> str:
        """The drawing as an <svg> element; words: what it shows, for readers who do not see it."""
        said = f'viewBox="0 0 {self.width:g} {self.height:g}" font-family="{FONT}" fill="{INK}"'
        told = [f"<title>{escape(words, quote=False)}</title>"] if words else []
        said += ' role="img"' if words else ""
        return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {said}>', *told, *self.parts, "</svg>", ""])


@dataclass(frozen=True)
class Axes:
    """A rectangle of a drawing in which two scales meet."""

    drawing: Drawing
    left: float
    top: float
    width: float
    height: float
    x: Scale
    y: Scale

    def trace(self, xs: Any, ys: Any) -> np.ndarray:
        """Where points stand in the drawing (points, 2)."""
        across, up = self.left + self.width * self.x.place(xs), self.top + self.height * (1 - self.y.place(ys))
        return np.column_stack(np.broadcast_arrays(across, up))

    def frame(self, ticks: Sequence[tuple[float, str]] | None, label: str, name: str, *, is_first: bool = True) -> None:
        """Grid, ticks with their numbers, and what the axes show. Draw it first: all else lies above.

        ticks: of the upright axis, if not those of its scale; label, name: of the upright axis and of the level one
        is_first: whether numbers and label of the upright axis are written
        """
        bottom, d = self.top + self.height, self.drawing
        across = self.x.find_ticks(int(self.width / APART[0]))
        up = self.y.find_ticks(int(self.height / APART[1])) if ticks is None else ticks
        line = {"stroke": GRID, "stroke_width": 0.8}
        for (x, _), (_, said) in zip(self.trace([v for v, _ in across], self.y.low), across, strict=True):
            d.add("path", d=f"M{x:.1f} {self.top:.1f}V{bottom:.1f}", **line)
            d.add("path", d=f"M{x:.1f} {bottom:.1f}v{TICK}", stroke=INK, stroke_width=0.8)
            d.write(said, x, bottom + 2 * TICK + SIZE / 2, anchor="middle")
        for (_, y), (_, said) in zip(self.trace(self.x.low, [v for v, _ in up]), up, strict=True):
            if ticks is None:
                d.add("path", d=f"M{self.left:.1f} {y:.1f}h{self.width:.1f}", **line)
            d.add("path", d=f"M{self.left:.1f} {y:.1f}h{-TICK}", stroke=INK, stroke_width=0.8)
            if is_first:
                d.write(said, self.left - 2 * TICK, y, anchor="end")
        corner = f"M{self.left:.1f} {self.top:.1f}V{bottom:.1f}h{self.width:.1f}"
        d.add("path", d=corner, fill="none", stroke=INK, stroke_width=0.8)
        d.write(name, self.left + self.width / 2, bottom + 4 * TICK + 1.5 * SIZE, anchor="middle")
        for number, words in enumerate(reversed(label.split("\n")) if is_first and label else ()):
            x = SIZE * (LINE * label.count("\n") - LINE * number + 0.8)
            d.write(words, x, self.top + self.height / 2, anchor="middle", upwards=True)

    def band(self, xs: Any, low: Any, high: Any, colour: str, opacity: float) -> None:
        """What lies between two curves."""
        there, back = self.trace(xs, low), self.trace(xs, high)[::-1]
        self._shape("polygon", np.concatenate([there, back]), fill=colour, fill_opacity=opacity)

    def line(self, xs: Any, ys: Any, colour: str, width: float = 1.4, **style: Any) -> None:
        """A curve, or a straight line."""
        self._shape("polyline", self.trace(xs, ys), fill="none", stroke=colour, stroke_width=width, **style)

    def point(self, x: float, y: float, xs: tuple[float, float] | None, ys: tuple[float, float] | None) -> None:
        """A measured figure with how far it reaches across and up, each as its two ends."""
        (middle,) = self.trace(x, y)
        for ends, (a, b) in ((xs, (0.0, 2.5)), (ys, (2.5, 0.0))):
            if ends is not None:
                (x1, y1), (x2, y2) = self._bound(self.trace(*((ends, y) if ends is xs else (x, ends))))
                caps = "".join(f"M{x - a:.1f} {y - b:.1f}l{2 * a} {2 * b}" for x, y in ((x1, y1), (x2, y2)))
                self.drawing.add("path", d=f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}{caps}", stroke=INK, stroke_width=1)
        self.drawing.add("circle", cx=middle[0], cy=middle[1], r=2.3)

    def _shape(self, tag: str, points: np.ndarray, **style: Any) -> None:
        """A shape through some points."""
        said = " ".join(f"{x:.1f},{y:.1f}" for x, y in self._bound(points).tolist())
        self.drawing.add(tag, points=said, **style)

    def _bound(self, points: np.ndarray) -> np.ndarray:
        """Those points that have a place, within the axes: what lies beyond them stands at their edge."""
        known = points[~np.isnan(points).any(axis=1)]
        return np.clip(known, (self.left, self.top), (self.left + self.width, self.top + self.height))


def _say(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else escape(str(value))
