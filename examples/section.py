"""How an example is written down: figures in a folder, and a section of docs/examples.md that shows them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from textwrap import fill

FIGURES = Path(__file__).parents[1] / "docs" / "figures"
WIDTH = 120  # letters of a line


def save(folder: Path, name: str, drawing: str, words: str) -> str:
    """Writes a figure into a folder; returns the line that shows it on the page, with what it shows in words."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(drawing, encoding="utf-8")
    return f"![{words}](figures/{name})"


def write_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of a page: names stand left, numbers right."""
    lines = [head, [":--", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def fill_in(section: str, **values: object) -> str:
    """A section with its values, its prose in lines of a page."""
    paragraphs = section.format(**values).split("\n\n")
    return "\n\n".join(
        p if p.startswith(("#", "|", "!")) else fill(p, WIDTH, break_long_words=False, break_on_hyphens=False)
        for p in paragraphs
    )


def write_range(low: float, middle: float, high: float) -> str:
    """A number and the two ends between which it lies: "3.27 (2.31 to 4.6)"."""
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def write_marks(marks: Iterable[str]) -> str:
    """What of the questions asked lies beyond what set the models, each once."""
    return f"*Beyond what set the models*: {'; '.join(dict.fromkeys(marks)) or 'nothing'}."


def run(show: Callable[[Path], str]) -> None:
    """An example on the command line: its figures go into the folder named, or docs/figures; its section is printed."""
    print(show(Path(sys.argv[1]) if len(sys.argv) > 1 else FIGURES))
