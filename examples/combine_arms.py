"""COMBINE's arms again: psychosocial care beside naltrexone, and what was counted of 1,383 people beside what is said.

    python -m examples.combine_arms [folder]

Sixteen weeks of 100 mg of naltrexone or placebo, all with medical management, with or without a combined behavioural
intervention (Anton 2006). What trials say was set by other trials of naltrexone too; days abstinent of the arm on
placebo alone, and what the intervention does alone, were set with these figures.

It is a question about a model, not advice.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS
from examples.virtual_trials import of_trials, run_trial
from neurodose.figures.intervals import Row, draw_intervals

DAYS = 112
GIVEN = "100 mg every 24 h x 112"
ARMS = {
    "placebo": (None, 0, 75.1),
    "naltrexone": (GIVEN, 0, 80.6),
    "placebo and behavioural therapy": (None, 1, 79.2),
    "naltrexone and behavioural therapy": (GIVEN, 1, 77.1),
}  # what is given, whether the intervention, days abstinent that were counted (%)
WELL = {"placebo": 58, "naltrexone": 74}  # with a good outcome (%)
LINKS = ("trials", "mechanism")

SECTION = """## COMBINE's arms: care beside the drug

{figure}

{table}

Naltrexone helps as trials said, a little less than it did here. **The two together do no better than either**: that is
what COMBINE counted, and the model takes it over as an overlap, a share of naltrexone's effect that is lost where the
intervention is given, with all of its doubt (Heinälä 2001 saw naltrexone help only with training of skills). Circuits
have no such overlap: by them both would add up, and more than they did. A good outcome rises by {well} points by
trials and by 16 in COMBINE. With the arms of 302 to 309 people a share of days is counted to some 1.6 points, so none
of these differences is far from chance.
"""


def find_days(name: str) -> dict[str, np.ndarray]:
    """Days abstinent of each draw (draws,), per cent, by link; and a good outcome."""
    given, cared, _ = ARMS[name]
    outputs = [f"drinking.{link}.{what}" for link in LINKS for what in ("days_abstinent", "good")]
    course = run_trial("naltrexone", "drinking", given, DAYS, outputs, {"drinking.care.CBI": float(cared)})
    found = {link: 100 * of_trials(course, f"drinking.{link}.days_abstinent").mean(axis=1) for link in LINKS}
    return found | {f"good by {link}": 100 * of_trials(course, f"drinking.{link}.good")[:, -1] for link in LINKS}


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    found = {name: find_days(name) for name in ARMS}
    rows = [
        Row(name, ARMS[name][2], None, *_order(f["trials"]), {"by circuits": _ends(f["mechanism"])})
        for name, f in found.items()
    ]
    drawing = draw_intervals(rows, "days abstinent of 16 weeks (%)")
    table = write_table(
        ["", "days abstinent (%)", "by circuits", "counted", "good outcome (%)", "counted"],
        [
            [name, write_range(*np.quantile(f["trials"], LEVELS)), write_range(*np.quantile(f["mechanism"], LEVELS)),
             f"{ARMS[name][2]:g}", write_range(*np.quantile(f["good by trials"], LEVELS)), f"{WELL.get(name, '')}"]
            for name, f in found.items()
        ],
    )  # fmt: skip
    well = np.median(found["naltrexone"]["good by trials"] - found["placebo"]["good by trials"])
    return fill_in(
        SECTION,
        figure=save(folder, "combine-arms.svg", drawing, "Days abstinent in COMBINE's arms, counted and predicted"),
        table=table,
        well=f"{well:.2g}",
    ).rstrip()


def _order(values: np.ndarray) -> tuple[float, float, float]:
    """Middle, low and high."""
    low, middle, high = np.quantile(values, LEVELS)
    return float(middle), float(low), float(high)


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, _, high = np.quantile(values, LEVELS)
    return float(low), float(high)


if __name__ == "__main__":
    run(show)
