"""One look for all figures; a figure never touches the user's own matplotlib settings."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from neurodose.figures.frame import set_frame

# Okabe and Ito's palette, which readers with any colour vision tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
INK, FAINT = "#222222", "#BBBBBB"

STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "grid.color": "#EEEEEE",
    "legend.frameon": False,
    "legend.fontsize": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "neurodose",
}


@contextmanager
def open_axes(width: float = 7.2, height: float = 3.6, columns: int = 1) -> Iterator[tuple[Any, list[Any]]]:
    """A figure without a window, and its axes side by side on one scale, in the house's style."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(1, columns, squeeze=False, sharey=True)[0]
        yield figure, list(axes)


def write_svg(figure: Any) -> str:
    """The figure as an <svg> element that stands in a page by itself, the same bytes every time."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    with matplotlib.rc_context(STYLE):
        if not figure.legends:  # for one outside the axes matplotlib finds the room
            set_frame(figure)
        # By itself the canvas draws once; through `savefig`, twice.
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    # A page scales its figures by itself; the drawing's own size would stop it.
    return re.sub(r'(<svg[^>]*?) width="[^"]*"| height="[^"]*pt"', r"\1", text, count=2)
