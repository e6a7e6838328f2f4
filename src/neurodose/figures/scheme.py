"""A model as boxes and arrows: where a substance can be, where it goes from there, and what it acts on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Literal

from neurodose.figures.axes import SAMPLE, SIZE, TICK, Drawing, measure
from neurodose.figures.colours import COLOURS, INK
from neurodose.figures.columns import Columns, Node, Pair, arrange, rank

Shape = Literal["route", "place", "own", "receptor"]
Kind = Literal["moves", "becomes", "acts"]

SMALL, TINY = 8.5, 7.5  # sizes of letters: under a title, beside a stub
HEIGHT, NARROWEST, BESIDE = 34.0, 66.0, 9.0  # of boxes; and what stays free on both sides of their words
STUB, GAP = 15.0, 13.0  # length of an arrow out of the body, and what stays free between boxes of a column
BETWEEN, EDGE = 46.0, 14.0  # columns; the sheet's edge
PASSING = 6.0  # height that an arrow takes in a column it passes
HEAD, PORT = 5.5, 6.0  # length of an arrow's head, and what each arrow takes of a box's side
GREY, PAPER = "#777777", "#FFFFFF"
DASHED: dict[str, Any] = {"stroke_dasharray": "4 3", "stroke_width": 1.0}
FULL: dict[str, Any] = {"stroke_width": 1.5}
LINES: dict[Kind, str] = {
    "moves": "is carried on",
    "becomes": "becomes another substance",
    "acts": "follows or acts on",
}


@dataclass(frozen=True)
class Box:
    """A place that holds something, a way in, or a receptor.

    title:   its address; note: what it holds, in small letters
    group:   the substance that gives it its colour, or none
    floor:   boxes of a higher floor stand further right
    comes, goes: what is made here from nothing, and what leaves the body from here, in a word each
    """

    name: str
    title: str
    note: str
    shape: Shape
    floor: int
    group: str = ""
    comes: str = ""
    goes: str = ""

    @property
    def width(self) -> float:
        return max(NARROWEST, measure(self.title), measure(self.note, SMALL)) + 2 * BESIDE

    def measure_height(self, side: float) -> float:
        """Of a box with a side of this height, with the arrows above and below it."""
        return side + STUB * (bool(self.comes) + bool(self.goes))


@dataclass(frozen=True)
class Arrow:
    """From one box to another, or to and fro; words: what a reader who points at it is told."""

    source: str
    target: str
    kind: Kind
    both: bool = False
    words: str = ""


Ports = Mapping[tuple[Node, Pair], float]


def draw_scheme(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """The scheme as an <svg> element. Between two boxes there is at most one arrow."""
    layout = _lay_out({box.name: box for box in boxes}, [(a.source, a.target) for a in arrows])
    legend_top = layout.bottom + 1.5 * EDGE
    width = max(layout.left[-1] + layout.widths[-1], EDGE + _measure_legend(layout)) + EDGE
    drawing = Drawing(round(width, 1), round(legend_top + 4.4 * SIZE, 1))
    drawing.add("rect", width=drawing.width, height=drawing.height, fill=PAPER)
    ports = layout.find_ports(arrows)
    for arrow in sorted(arrows, key=lambda a: a.kind != "acts"):
        _draw_arrow(drawing, layout, arrow, ports)
    for box in boxes:
        _draw_box(drawing, layout, box)
    _draw_legend(drawing, layout, legend_top)
    return drawing.finish()


@dataclass(frozen=True, eq=False)
class _Layout:
    """Where everything stands on the sheet.

    sides: heights of the boxes themselves; colours: by substance
    """

    boxes: Mapping[Node, Box]
    sides: Mapping[Node, float]
    placed: Columns
    colours: Mapping[str, str]

    @cached_property
    def widths(self) -> list[float]:
        """Of the columns."""
        held = [[self.boxes[n].width for n in column if n in self.boxes] for column in self.placed.held]
        return [max(widths, default=NARROWEST) for widths in held]

    @cached_property
    def left(self) -> list[float]:
        """Where each column begins."""
        return [EDGE + sum(self.widths[:k]) + k * BETWEEN for k in range(len(self.widths))]

    @cached_property
    def column(self) -> dict[Node, int]:
        return {n: k for k, column in enumerate(self.placed.held) for n in column}

    @cached_property
    def bottom(self) -> float:
        heights = {n: box.measure_height(self.sides[n]) for n, box in self.boxes.items()}
        return EDGE + max(self.placed.middle[n] + height / 2 for n, height in heights.items())

    def middle(self, node: Node) -> float:
        """The height of the middle of a box (without the arrows above and below), or of a place that is passed."""
        box, y = self.boxes.get(node), EDGE + self.placed.middle[node]
        return y if box is None else y + STUB * (bool(box.comes) - bool(box.goes)) / 2

    def ends(self, node: Node) -> tuple[float, float]:
        """Left and right end of a box, or of the column that an arrow passes."""
        column = self.column[node]
        width = self.boxes[node].width if node in self.boxes else self.widths[column]
        left = self.left[column] + (self.widths[column] - width) / 2
        return left, left + width

    def find_ports(self, arrows: Sequence[Arrow]) -> Ports:
        """Where each arrow meets each of its boxes: spread over the side, in the order of where they come from."""
        meets: dict[tuple[Node, bool], list[tuple[float, Pair]]] = {}
        for arrow in arrows:
            pair = arrow.source, arrow.target
            way = self.placed.ways[pair]
            for end, following, is_right in ((way[0], way[1], True), (way[-1], way[-2], False)):
                meets.setdefault((end, is_right), []).append((self.middle(following), pair))
        ports = {}
        for (name, _), met in meets.items():
            top = self.middle(name) - self.sides[name] / 2
            for number, (_, pair) in enumerate(sorted(met, key=lambda m: m[0]), 1):
                ports[name, pair] = top + self.sides[name] * number / (len(met) + 1)
        return ports

    def colour_of(self, arrow: Arrow) -> str:
        """Of what arrives; of what leaves, where nothing changes."""
        if arrow.kind == "acts":
            return GREY
        ends = (arrow.target, arrow.source) if arrow.kind == "becomes" else (arrow.source, arrow.target)
        known = [self.colours[group] for end in ends if (group := self.boxes[end].group)]
        return known[0] if known else INK


def _lay_out(boxes: Mapping[Node, Box], pairs: Sequence[Pair]) -> _Layout:
    ranks = rank(list(boxes), pairs, {name: box.floor for name, box in boxes.items()})
    sides = {name: _measure_side(name, ranks, pairs) for name in boxes}
    heights = {name: box.measure_height(sides[name]) for name, box in boxes.items()}
    placed = arrange(ranks, pairs, heights, apart=GAP, passing=PASSING)
    groups = dict.fromkeys(box.group for box in boxes.values() if box.group)
    return _Layout(boxes, sides, placed, {g: COLOURS[n % len(COLOURS)] for n, g in enumerate(groups)})


def _measure_side(name: Node, ranks: Mapping[Node, int], pairs: Sequence[Pair]) -> float:
    """The height of a box: where many arrows meet one side of it, they need room."""
    others = [b if a == name else a for a, b in pairs if name in (a, b)]
    right = sum(ranks[other] > ranks[name] for other in others)
    return max(HEIGHT, PORT * (1 + max(right, len(others) - right)))


def _draw_arrow(drawing: Drawing, layout: _Layout, arrow: Arrow, ports: Ports) -> None:
    """Level out of one box, through the places it passes, level into the other."""
    pair = arrow.source, arrow.target
    way = layout.placed.ways[pair]
    is_turned = way[0] != arrow.source  # drawn from left to right, it leads from right to left
    has_right, has_left = arrow.both or not is_turned, arrow.both or is_turned
    (_, start), start_y = layout.ends(way[0]), ports[way[0], pair]
    (end, _), end_y = layout.ends(way[-1]), ports[way[-1], pair]
    x, y = start + HEAD * has_left, start_y
    path = f"M{x:.1f} {y:.1f}"
    for node in way[1:-1]:
        (left, right), level = layout.ends(node), layout.middle(node)
        path += _bend(x, y, left, level) + f"H{right:.1f}"
        x, y = right, level
    path += _bend(x, y, end - HEAD * has_right, end_y)
    colour = layout.colour_of(arrow)
    mark = Drawing(0, 0)
    mark.add("title", escape(arrow.words, quote=False))
    mark.add("path", d=path, fill="none", stroke=colour, **(DASHED if arrow.kind == "acts" else FULL))
    if has_right:
        _draw_head(mark, end, end_y, -HEAD, colour)
    if has_left:
        _draw_head(mark, start, start_y, HEAD, colour)
    if arrow.kind == "becomes":
        cx, cy = (end - 3, end_y) if is_turned else (start + 3, start_y)
        mark.add("circle", cx=round(cx, 1), cy=round(cy, 1), r=3, fill=colour)
    drawing.add("g", "".join(mark.parts))


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    """A curve that leaves and arrives level."""
    half = (x + to_x) / 2
    return f"C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _draw_head(drawing: Drawing, x: float, y: float, back: float, colour: str) -> None:
    """The head of an arrow whose point is at x, with its body so far back."""
    drawing.add("path", d=f"M{x:.1f} {y:.1f}l{back:.1f} -3v6z", fill=colour)


def _draw_box(drawing: Drawing, layout: _Layout, box: Box) -> None:
    (left, right), y, side = layout.ends(box.name), layout.middle(box.name), layout.sides[box.name]
    colour, ink = layout.colours.get(box.group, GREY), PAPER if box.shape == "receptor" else INK
    frame: dict[str, Any] = {
        "x": round(left, 1),
        "y": round(y - side / 2, 1),
        "width": round(right - left, 1),
        "height": side,
    }
    match box.shape:
        case "receptor":
            drawing.add("rect", **frame, rx=3, fill=INK)
        case "route":
            drawing.add("rect", **frame, rx=side / 2, fill=PAPER, stroke=INK, stroke_width=1)
        case _:
            drawing.add("rect", **frame, rx=3, fill=PAPER)
            drawing.add("rect", **frame, rx=3, fill=colour, fill_opacity=0.13, stroke=colour, stroke_width=1.3)
    middle = (left + right) / 2
    for words, height, size in ((box.title, y - 6.5 * bool(box.note), SIZE), (box.note, y + 7.5, SMALL)):
        style: dict[str, Any] = {"dy": "0.35em", "text_anchor": "middle", "font_size": size, "fill": ink}
        drawing.add("text", escape(words, quote=False), x=round(middle, 1), y=round(height, 1), **style)
    for words, top in ((box.comes, y - side / 2 - STUB), (box.goes, y + side / 2)):
        if words:
            drawing.add("path", d=f"M{middle:.1f} {top + 1:.1f}v{STUB - 5:.1f}", stroke=colour, stroke_width=1.2)
            drawing.add("path", d=f"M{middle - 2.6:.1f} {top + STUB - 5:.1f}h5.2l-2.6 4.5z", fill=colour)
            drawing.write(words, round(middle + 6, 1), round(top + STUB / 2, 1), size=TINY)


def _measure_legend(layout: _Layout) -> float:
    """How wide the wider of its two lines is."""
    return max(sum(map(_measure_entry, words)) for words in (LINES.values(), layout.colours))


def _measure_entry(words: str) -> float:
    return SAMPLE + TICK + measure(words, SMALL) + 2 * SIZE


def _draw_legend(drawing: Drawing, layout: _Layout, y: float) -> None:
    """What the lines mean, and below it which colour is which substance."""
    x = EDGE
    for kind, words in LINES.items():
        style = DASHED if kind == "acts" else FULL
        drawing.add("path", d=f"M{x:.1f} {y:.1f}h{SAMPLE - HEAD:.1f}", stroke=GREY, **style)
        _draw_head(drawing, x + SAMPLE, y, -HEAD, GREY)
        if kind == "becomes":
            drawing.add("circle", cx=round(x + 3, 1), cy=round(y, 1), r=3, fill=GREY)
        drawing.write(words, round(x + SAMPLE + TICK, 1), round(y, 1), size=SMALL)
        x += _measure_entry(words)
    x, y = EDGE, y + 2 * SIZE
    for words, colour in layout.colours.items():
        drawing.add("rect", x=round(x, 1), y=round(y - 4, 1), width=SAMPLE, height=8, rx=2, fill=colour)
        drawing.write(words, round(x + SAMPLE + TICK, 1), round(y, 1), size=SMALL)
        x += _measure_entry(words)
