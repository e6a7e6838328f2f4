"""Naltrexone against relapse to opioids: tablets, a depot, an implant, and what tablets would do if they were taken.

    python -m examples.oral_depot_relapse [folder]

24 weeks of people who have been detoxified (Krupitsky 2011, 2012). Tablets as people took them in a trial; tablets
every other day, all of them taken under somebody's eyes; a depot every four weeks; an implant every two months;
placebo.

It is a question about a model, not advice. Bands are values that nobody is sure of, of placebo and implant alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS
from examples.virtual_trials import of_trials, run_trial
from neurodose import Course
from neurodose.figures.curves import Curve, Graph, draw_curves

DAYS = 168
TOLD = "opioid_relapse.start.taken_as_told"
ARMS = {
    "placebo": (None, 0.0),
    "tablets, as in a trial": ("50 mg every 24 h x 168", 0.0),
    "tablets, half of them, taken": ("50 mg every 48 h x 84", 1.0),
    "depot": ("380 mg by depot every 28 day x 6", 0.0),
    "implant": ("1000 mg base by implant every 60 day x 3", 0.0),
}
COUNTED = {"placebo": "10.8", "tablets, as in a trial": "15.7", "implant": "52.9"}  # of 102 each, % (Krupitsky 2012)
WITH_BANDS = ("placebo", "implant")  # more would hide one another
LINKS = {"trials": "by trials", "mechanism": "by circuits"}
STABLE, LOST = "stable", "loss_of_effect"

SECTION = """## Naltrexone against relapse to opioids: tablets, depot, implant

{figure}

By mouth naltrexone blocks as well as a depot does: an opioid loses {tablets} % of its effect under tablets, {depot} %
under the depot. **What fails is taking them.** In the trial that compared the two, 16 of 102 people on tablets stayed
without relapse, 11 on placebo and 54 with an implant; the model lets people stop tablets at the rate that gives this.
Half of the tablets, if each is taken, do nearly as much as a depot ({half} %), since one blocks for two days.

{table}

Circuits say the same of blockade with other numbers, of which nobody has measured one. Two trials of one group stand
behind all of this, in a country where nobody is given an agonist; who has not been detoxified is not in it, and some
{lost} of such people may be lost before the first dose. **After naltrexone tolerance is gone**, and an opioid taken as
before can kill: of that this figure says nothing.
"""


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    courses = {name: follow(name) for name in ARMS}
    counted = Curve(
        "counted", np.full(len(COUNTED), DAYS / 7), np.array([float(n) for n in COUNTED.values()]), is_marks=True
    )
    graphs = [
        Graph(words, [*(_curve(name, c, link) for name, c in courses.items()), counted])
        for link, words in LINKS.items()
    ]
    lost = {name: f"{100 * np.median(c.values[LOST][:, 28:]):.2g}" for name, c in courses.items()}
    rows = [
        [name, *(write_range(*np.quantile(_at_end(c, link), LEVELS)) for link in LINKS), COUNTED.get(name, "")]
        for name, c in courses.items()
    ]
    return fill_in(
        SECTION,
        figure=save(folder, "oral-depot-relapse.svg",
                    draw_curves(graphs, "weeks", "in treatment without relapse (%)", limits=(0, 100)),
                    "In treatment for opioid use without relapse, by route"),
        tablets=lost["tablets, as in a trial"],
        depot=lost["depot"],
        half=f"{np.median(_at_end(courses['tablets, half of them, taken'], 'trials')):.2g}",
        lost="three of ten",
        table=write_table(["", *(f"{words}, at 24 weeks (%)" for words in LINKS.values()), "counted"], rows),
    ).rstrip()  # fmt: skip


def follow(name: str) -> Course:
    """People of each draw, day by day."""
    given, told = ARMS[name]
    outputs = [*(f"opioid_relapse.{link}.{STABLE}" for link in LINKS), LOST]
    return run_trial("naltrexone", "opioid_relapse", given, DAYS, outputs, {TOLD: told})


def _at_end(course: Course, link: str) -> np.ndarray:
    """Share of people that are in treatment without relapse at the end (draws,), per cent."""
    return 100 * of_trials(course, f"opioid_relapse.{link}.{STABLE}")[:, -1]


def _curve(name: str, course: Course, link: str) -> Curve:
    """The middle over time; and its ends, of some."""
    low, middle, high = np.quantile(100 * of_trials(course, f"opioid_relapse.{link}.{STABLE}"), LEVELS, axis=0)
    ends = (low, high) if name in WITH_BANDS else (None, None)
    return Curve(name, np.arange(DAYS + 1) / 7, middle, *ends)


if __name__ == "__main__":
    run(show)
