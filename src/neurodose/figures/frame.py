"""The room around axes: at each side as much as the words there take.

matplotlib's own layout draws a figure, looks at it and draws it again. Here each side is reckoned from its longest
label, which is as good, as the fonts of whoever looks at the figure are not known in any case.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

POINTS = 72  # to an inch; all that follows is in points
LINE = 1.2  # height of a line, by the size of its letters
EDGE = 3.0  # what stays free at each edge
BETWEEN = 9.0  # axes that stand side by side
TICK = 7.0  # a tick and what stays free between it and its label
TITLE = 6.0  # what stays free below a title


def set_frame(figure: Any) -> None:
    """Places the axes of a figure side by side, with room for their numbers, labels and titles."""
    row = figure.axes
    size = row[0].xaxis.label.get_size()
    width, height = (POINTS * side for side in figure.get_size_inches())
    ticks_left = TICK + max((_measure(said, size) for said in _read_ticks(row[0].yaxis)), default=0.0)
    ticks_below = TICK + LINE * size
    left = EDGE + ticks_left + _find_height(row[0].yaxis.label, row[0].yaxis.labelpad)
    bottom = EDGE + ticks_below + max(_find_height(axes.xaxis.label, axes.xaxis.labelpad) for axes in row)
    right = EDGE + max((_measure(said, size) / 2 for said in _read_ticks(row[-1].xaxis)[-1:]), default=0.0)
    top = EDGE + max(LINE * size / 2, *(_find_height(axes._left_title, TITLE) for axes in row))
    across = (width - left - right - BETWEEN * (len(row) - 1)) / len(row)
    upright = height - bottom - top
    figure.set_layout_engine("none")
    for number, axes in enumerate(row):
        begin = left + number * (across + BETWEEN)
        axes.set_position((begin / width, bottom / height, across / width, upright / height))
        # A place that is said is not looked for.
        axes.xaxis.set_label_coords(0.5, -(ticks_below + axes.xaxis.labelpad) / upright)
        axes.yaxis.set_label_coords(-(ticks_left + axes.yaxis.labelpad) / across, 0.5)
        axes.set_title(axes.get_title("left"), loc="left", y=1.0)


def _read_ticks(axis: Any) -> list[str]:
    """The labels that an axis shows."""
    low, high = sorted(axis.get_view_interval())
    places = [place for place in axis.get_majorticklocs() if low <= place <= high]
    return axis.get_major_formatter().format_ticks(places)


def _find_height(words: Any, pad: float) -> float:
    text = words.get_text()
    return LINE * words.get_size() * (1 + text.count("\n")) + pad if text else 0.0


@lru_cache(maxsize=1024)
def _measure(text: str, size: float) -> float:
    """The width of a line of text."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    return text_to_path.get_text_width_height_descent(text, FontProperties(size=size), False)[0]
