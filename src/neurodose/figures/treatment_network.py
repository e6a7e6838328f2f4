"""A network of treatments: who was compared with whom, in how many studies and people.

The area of a circle goes with the people who had the treatment, the width of a line with the studies that compared two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, dist, pi, sin, sqrt
from textwrap import wrap

from neurodose.evidence.networks.network import Network
from neurodose.figures.axes import SIZE, Drawing, measure
from neurodose.figures.colours import COLOURS, INK

RADIUS, PER_TREATMENT = 92.0, 4.0  # of the ring, and by how much it grows with each treatment past eight
LARGEST, SMALLEST, UNKNOWN = 17.0, 4.0, 7.0  # radii of circles
WIDEST, NARROWEST = 9.0, 1.2  # of lines
LETTERS, LINE, BESIDE = 20, 11.5, 6.0  # of a line of a name; its height; between a circle and its name
ALONG, ROOM = (0.4, 0.6, 0.3, 0.7, 0.5, 0.22, 0.78), 18.0  # where a number may stand; how far apart is enough
SEVERAL = 6  # studies of a line that is as wide as lines get, unless some have more
FEW = 20  # treatments, up to which the number of studies stands on each line
SMALL = 8.5


def draw_network(net: Network) -> str:
    """A fitted network as an <svg> element."""
    people = {node.treatment: node.people for node in net.nodes}
    return draw_treatments(people, {pair: len(edge.studies) for pair, edge in net.edges.items()})


def draw_treatments(treatments: Mapping[str, float | None], edges: Mapping[tuple[str, str], int]) -> str:
    """The network as an <svg> element.

    treatments: people of each, in the order around the ring; None where that is not known
    edges:      studies of each pair that was compared
    """
    names = list(treatments)
    ring = RADIUS + PER_TREATMENT * max(0, len(names) - 8)
    wide = max((measure(part) for name in names for part in wrap(name, LETTERS)), default=0.0)
    width, height = 2 * (ring + LARGEST + BESIDE + wide) + SIZE, 2 * (ring + LARGEST) + 4 * LINE
    drawing = Drawing(round(width, 1), round(height, 1))
    middle = width / 2, height / 2
    turn = 2 * pi / max(1, len(names))
    at = {n: (middle[0] + ring * sin(k * turn), middle[1] - ring * cos(k * turn)) for k, n in enumerate(names)}
    _draw_edges(drawing, at, edges, len(names) <= FEW)
    for number, name in enumerate(names):
        radius = _radius(treatments[name], [p for p in treatments.values() if p])
        _draw_node(drawing, name, at[name], radius, number * turn)
    return drawing.finish(_say(treatments, edges))


def _radius(people: float | None, all_people: Sequence[float]) -> float:
    if not people or not all_people:
        return UNKNOWN
    return max(SMALLEST, LARGEST * sqrt(people / max(all_people)))


def _draw_edges(
    drawing: Drawing, at: Mapping[str, tuple[float, float]], edges: Mapping[tuple[str, str], int], numbered: bool
) -> None:
    most = max([SEVERAL, *edges.values()])
    for (a, b), studies in edges.items():
        (x1, y1), (x2, y2) = at[a], at[b]
        wide = NARROWEST + (WIDEST - NARROWEST) * (studies - 1) / (most - 1)
        drawing.add("path", d=f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", stroke="#9a9a9a", stroke_width=wide)
    placed: list[tuple[float, float]] = []
    for (a, b), studies in edges.items() if numbered else ():
        x, y = _find_room(at[a], at[b], placed)
        placed.append((x, y))
        long = measure(str(studies), SMALL)
        drawing.add("rect", x=x - long / 2 - 2, y=y - 6, width=long + 4, height=12.0, rx=3, fill="#FFFFFF")
        drawing.write(str(studies), x, y, anchor="middle", size=SMALL)


def _find_room(
    start: tuple[float, float], end: tuple[float, float], placed: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """The place along a line that is furthest from numbers that stand already; near the middle, where there is room."""
    places = [tuple(p + share * (q - p) for p, q in zip(start, end, strict=True)) for share in ALONG]
    return max(places, key=lambda place: min([dist(place, other) for other in placed] + [ROOM]))  # pyright: ignore[reportReturnType]


def _draw_node(drawing: Drawing, name: str, at: tuple[float, float], radius: float, angle: float) -> None:
    """A circle, and its name outside of the ring."""
    x, y = at
    drawing.add("circle", cx=x, cy=y, r=radius, fill=COLOURS[0], stroke=INK, stroke_width=0.8)
    lines = wrap(name, LETTERS)
    across, up = sin(angle), cos(angle)
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    x += (radius + BESIDE) * across
    y -= (radius + BESIDE + LINE / 2) * up
    shift = (len(lines) - 1) * (up > 0 if anchor == "middle" else 0.5)
    for number, words in enumerate(lines):
        drawing.write(words, x, y + LINE * (number - shift), anchor=anchor)


def _say(treatments: Mapping[str, float | None], edges: Mapping[tuple[str, str], int]) -> str:
    pairs = "; ".join(f"{a} and {b}: {n}" for (a, b), n in edges.items())
    return f"Network of {len(treatments)} treatments. Studies that compared two: {pairs}."
