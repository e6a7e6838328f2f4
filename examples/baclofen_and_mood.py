"""Does baclofen lift mood? Two mechanisms of opposite sign, and trials that saw nothing, beside placebo for 12 weeks.

    python -m examples.baclofen_and_mood [folder]

30 mg a day, or nothing, to somebody as severely depressed as people in trials are, who is in a study. GABA-B receptors
of the brain lift mood or lower it: antagonists help rodents, agonists calm them, and nobody knows of people. Trials in
alcohol use disorder scored depression beside drinking and saw no effect (Rose and Jones 2018).

It is a question about a model, not advice. The bands are values that nobody is sure of, not people.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import combine
from neurodose.library.drug import Drug
from neurodose.populations.people import People
from neurodose.units import NONE, day

IN_A_STUDY = "mood.study.in_a_study"
DOSES, WEEKS = "10 mg every 8 h x 252", 12
DAYS = np.arange(0, 7 * WEEKS + 1, 2.0)
RIVALS = {
    "trials": "as trials saw it",
    "mechanism": "if GABA-B lifts mood",
    "opposed": "if GABA-B lowers it",
}

SECTION = """## Does baclofen lift mood?

{figure}

Placebo alone takes {placebo} points off MADRS in {weeks} weeks: time, expectation and care, which trials of
antidepressants and waiting lists taught. What baclofen does beside it **nobody knows, not even by its sign**: by one
mechanism it takes {up} points more off, by its opposite it adds {down}, and trials in alcohol use disorder, none of
which was in depression itself, saw nothing on average ({seen} points, 95 % from {low} to {high}). An antidepressant
is some 2 to 3 points better than placebo.

{table}

The two mechanisms **disagree in direction**, so neither answers; the trials answer first, and their interval holds
both. All of it is of very low certainty: no trial of baclofen in depression exists, the size of both mechanisms is
assumed, and so is how fast mood follows. Beside an antidepressant the answer is unknown: {unknown}.
"""


def put_into_study(people: People, *others: str) -> People:
    """The same people in a study from time 0 on; others: further conditions of the same meaning, by address."""
    told = {address: np.ones(len(people)) for address in (IN_A_STUDY, *others)}
    return replace(
        people,
        columns={**people.columns, **told},
        dimensions={**people.dimensions, **dict.fromkeys(told, NONE)},
        notes={**people.notes, **dict.fromkeys(told, "told")},
    )


def follow(body: Drug, people: People, doses: str | None) -> Course:
    """MADRS of a typical person in a study for each draw of all values."""
    outputs = [f"mood.madrs_by_{name}" for name in RIVALS]
    plan = None if doses is None else read_regimen(doses)
    course = simulate(body.model, plan, people, at=DAYS * day, outputs=outputs)
    course.status.raise_if_failed()
    return course


def find_difference(treated: Course, untreated: Course, rival: str) -> np.ndarray:
    """MADRS at the end less that under placebo (draws,): what is below nothing is better."""
    name = f"mood.madrs_by_{rival}"
    return treated.values[name][:, -1] - untreated.values[name][:, -1]


def make_panel(title: str, arms: dict[str, Course], rival: str) -> Panel:
    name = f"mood.madrs_by_{rival}"
    return Panel(
        title,
        [Band(arm, 24 * DAYS, np.quantile(c.values[name], LEVELS, axis=0), LEVELS) for arm, c in arms.items()],
    )


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    body = combine("baclofen", responses=("mood",))
    people = put_into_study(make_people(body, draw_values(body)))
    arms = {"baclofen": follow(body, people, DOSES), "placebo": follow(body, people, None)}
    panels = [make_panel(title, arms, rival) for rival, title in RIVALS.items()]
    gaps = {rival: find_difference(arms["baclofen"], arms["placebo"], rival) for rival in RIVALS}
    start, end = (np.median(arms["placebo"].values["mood.madrs_by_trials"][:, k]) for k in (0, -1))
    rows = [
        [RIVALS[rival], write_range(*np.quantile(gap, LEVELS)), f"{100 * np.mean(gap < 0):.0f} %"]
        for rival, gap in gaps.items()
    ]
    beside = combine("baclofen", "antidepressant", responses=("mood",)).links
    return fill_in(
        SECTION,
        figure=save(folder, "baclofen-mood.svg", draw_panels(panels, "MADRS", limits=(0, 40)),
                    "MADRS under baclofen and under placebo, by what trials saw and by two mechanisms"),
        placebo=f"{start - end:.0f}",
        weeks=WEEKS,
        up=f"{-np.median(gaps['mechanism']):.1f}",
        down=f"{np.median(gaps['opposed']):.1f}",
        seen=f"{np.median(gaps['trials']):.1f}".replace("-0.0", "0.0"),
        low=f"{np.quantile(gaps['trials'], LEVELS[0]):.1f}",
        high=f"{np.quantile(gaps['trials'], LEVELS[-1]):.1f}",
        unknown=next(link.why for link in beside if link.place == "mood"),
        table=write_table(["", "MADRS less that under placebo", "of draws in which baclofen is better"], rows),
    ).rstrip()  # fmt: skip


if __name__ == "__main__":
    run(show)
