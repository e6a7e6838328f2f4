"""What trials gave of naltrexone and baclofen in alcohol use disorder, beside what the models expect of these trials.

    python -m examples.evidence_beside_mechanism [folder]

Each trial of a pool is run again in virtual people: the same arms, for as long, on the same scale. Two links answer,
and no trial that set a link is shown as its prediction. What is simulated is kept in the library
(`neurodose beside --all`); here it is laid beside the pools as they are now.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from examples.section import fill_in, run, save, write_range, write_table
from neurodose.agreement.beside import Laid
from neurodose.figures.beside import make_forests
from neurodose.figures.forest_drawing import draw_forest
from neurodose.reports.beside import list_flags, make_rows
from neurodose.reports.beside_pages import ask_beside

CONDITION = "alcohol use disorder"
DRUGS = ("naltrexone", "baclofen")

SECTION = """## What trials gave, and what the mechanism promises

{figure}

Squares are what a link of the model expects of the very comparisons that the trials made, with the 95 % interval of all
that is unsure in it; diamonds are the trials, hollow where a number is remembered. The link by mechanism (reward of a
drink, its learned value, cues) knows of no trial what the drug did in it; the link by trials is drawn without those
shown.

{second}

{table}

{flags} Mechanism leaves far more open than trials do, so that a slight promise of more is no proof against it. All
outcomes and questions, with what was left out and why, stand on
[the page of evidence beside mechanism](evidence-beside-mechanism.md).
"""


def draw(folder: Path, name: str, laid: Sequence[Laid], words: str) -> str:
    """The axis on which most outcomes with a pool stand together."""
    rows = [row for one in laid for row in make_rows(one) if row.trials is not None]
    return save(folder, name, draw_forest(max(make_forests(rows), key=lambda forest: len(forest.groups))), words)


def list_numbers(drug: str, laid: Sequence[Laid]) -> list[list[str]]:
    """Each outcome with a pool: what trials gave, and what each link expects."""
    rows = []
    for one in laid:
        told = one.trials.shown
        if told is not None and one.is_shown:
            held = {link.name: link.shown for link in one.links}
            cells = [
                write_range(span[1], span[0], span[2]) if (span := held.get(name)) else "left out"
                for name in ("trials", "mechanism")
            ]
            rows.append(
                [f"{drug}: {one.title} ({one.trials.measure.symbol})", write_range(told[1], told[0], told[2]), *cells]
            )
    return rows


def show(folder: Path) -> str:
    """Writes the figures into a folder; returns the section of the page."""
    laid = {drug: ask_beside(drug, CONDITION, is_simulated=False)[1] for drug in DRUGS}
    flags = [f"{drug}, {flag}" for drug, some in laid.items() for flag in list_flags(some) if flag.link == "mechanism"]
    return fill_in(
        SECTION,
        figure=draw(folder, "beside-naltrexone.svg", laid["naltrexone"], "Trials of naltrexone beside two links"),
        second=draw(folder, "beside-baclofen.svg", laid["baclofen"], "Trials of baclofen beside two links"),
        table=write_table(
            ["", "trials gave", "link by trials", "link by mechanism"],
            [row for drug, some in laid.items() for row in list_numbers(drug, some)],
        ),
        flags=f"Flagged: {'; '.join(flags)}." if flags else "Nothing is flagged.",
    ).rstrip()


if __name__ == "__main__":
    run(show)
