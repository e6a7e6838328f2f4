"""All examples at once: their figures, and the page that shows them.

    python -m examples

writes docs/figures/ and docs/examples.md again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from examples import (
    alcohol_dopamine,
    baclofen_abrupt_stop,
    baclofen_and_mood,
    baclofen_by_kidney,
    baclofen_mood_sobol,
    baclofen_overdose,
    baclofen_spasticity_and_mood,
    baclofen_who_responds,
    combine_arms,
    cue_and_relapse,
    evidence_beside_mechanism,
    heroin_after_naltrexone,
    kratom_mood_and_anxiety,
    kratom_precipitated_withdrawal,
    kratom_tea,
    kratom_window,
    kratom_with_probes,
    low_dose_naltrexone_tlr4,
    month_of_drinking,
    morphine_under_naltrexone,
    naltrexone_shares,
    naltrexone_side_by_side,
    opioid_liking_by_route,
    oral_depot_relapse,
)
from examples.section import FIGURES

CHAPTERS = {
    "From a dose to receptors": (
        baclofen_by_kidney,
        kratom_tea,
        kratom_with_probes,
        naltrexone_side_by_side,
        morphine_under_naltrexone,
    ),
    "Circuits": (alcohol_dopamine, cue_and_relapse, low_dose_naltrexone_tlr4),
    "What people do and feel": (
        month_of_drinking,
        combine_arms,
        oral_depot_relapse,
        opioid_liking_by_route,
        baclofen_spasticity_and_mood,
        baclofen_who_responds,
        baclofen_and_mood,
        kratom_mood_and_anxiety,
    ),
    "Trials beside it": (evidence_beside_mechanism,),
    "Harm": (
        kratom_window,
        kratom_precipitated_withdrawal,
        heroin_after_naltrexone,
        baclofen_overdose,
        baclofen_abrupt_stop,
    ),
    "Why": (naltrexone_shares, baclofen_mood_sobol),
}
SHOWN = tuple(example for chapter in CHAPTERS.values() for example in chapter)
OPENING = """# Examples

Each is a short file in [examples](../examples) that draws what stands here; `python -m examples` draws all of them
again, and writes this page. They are questions about models, not advice to anybody. Bands are 95 % of what unsure
values leave open, unless people are named. The further from the receptor, the weaker the chain: each says where it
stands on trials, where on rats, and where on nothing."""
CLOSING = """Two more have no figure: [naltrexone_missed_doses.py](../examples/naltrexone_missed_doses.py) counts the
hours that missed doses leave unblocked, and [naltrexone.toml](../examples/naltrexone.toml) is a protocol file."""


def write_page(folder: Path) -> str:
    """The page; figures go into a folder."""
    sections = {example: f"{example.show(folder)}\n\nDrawn by {name_file(example)}." for example in SHOWN}
    return "\n\n".join((OPENING, write_contents(sections), *sections.values(), CLOSING)) + "\n"


def write_contents(sections: Mapping[ModuleType, str]) -> str:
    """What the page shows, by chapter, each with its place."""
    headings = {example: section.splitlines()[0].removeprefix("## ") for example, section in sections.items()}
    links = {example: f"[{words}](#{find_anchor(words)})" for example, words in headings.items()}
    return "\n".join(f"- **{name}**: {'; '.join(links[one] for one in chapter)}" for name, chapter in CHAPTERS.items())


def find_anchor(heading: str) -> str:
    """The anchor that a heading has on a page: its letters and figures, small, with lines for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def name_file(example: ModuleType) -> str:
    """The file of an example, as a link."""
    name = Path(str(example.__file__)).name
    return f"[{name}](../examples/{name})"


if __name__ == "__main__":
    (FIGURES.parent / "examples.md").write_text(write_page(FIGURES), encoding="utf-8")
