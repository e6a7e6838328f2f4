"""All examples at once: their figures, and the page that shows them.

    python -m examples

writes docs/figures/ and docs/examples.md again.
"""

from __future__ import annotations

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

SHOWN = (
    baclofen_by_kidney,
    kratom_tea,
    kratom_with_probes,
    naltrexone_side_by_side,
    morphine_under_naltrexone,
    alcohol_dopamine,
    baclofen_and_mood,
    low_dose_naltrexone_tlr4,
    kratom_mood_and_anxiety,
    opioid_liking_by_route,
    kratom_window,
    kratom_precipitated_withdrawal,
    heroin_after_naltrexone,
    baclofen_spasticity_and_mood,
    baclofen_who_responds,
    baclofen_abrupt_stop,
    baclofen_overdose,
    month_of_drinking,
    combine_arms,
    cue_and_relapse,
    oral_depot_relapse,
    naltrexone_shares,
    baclofen_mood_sobol,
)
OPENING = """# Six examples

Each is a short file in [examples](../examples) that draws what stands here; `python -m examples` draws all of them
again, and writes this page. They are questions about models, not advice to anybody. Bands are 95 % of what unsure
values leave open, unless people are named."""
CLOSING = """Two more have no figure: [naltrexone_missed_doses.py](../examples/naltrexone_missed_doses.py) counts the
hours that missed doses leave unblocked, and [naltrexone.toml](../examples/naltrexone.toml) is a protocol file."""


def write_page(folder: Path) -> str:
    """The page; figures go into a folder."""
    sections = [f"{example.show(folder)}\n\nDrawn by {name_file(example)}." for example in SHOWN]
    return "\n\n".join((OPENING, *sections, CLOSING)) + "\n"


def name_file(example: ModuleType) -> str:
    """The file of an example, as a link."""
    name = Path(str(example.__file__)).name
    return f"[{name}](../examples/{name})"


if __name__ == "__main__":
    (FIGURES.parent / "examples.md").write_text(write_page(FIGURES), encoding="utf-8")
