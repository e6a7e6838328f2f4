"""Naltrexone in somebody who drinks kratom every day, against an end of kratom, and against nobody's kratom.

    python -m examples.kratom_precipitated_withdrawal [folder]

276 mg of mitragynine a day, in three drinks, for four weeks, which is what daily users in Malaysia drink (Singh 2014,
276.5 mg a day). Then 50 mg of naltrexone four hours after the last drink; or no more kratom; or the same naltrexone in
somebody who never drank any. Withdrawal is told in points of a scale of 48 (COWS) above what each has at rest.

It is a question about a model, not advice: its hard stop stands first. The bands are values that nobody is sure of.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import combine
from neurodose.library.hard_stops import find_hard_stops
from neurodose.units import h, one, percent

NALTREXONE_AT = 4 + 83 * 8  # hours: four after the last of 84 drinks
KRATOM = "92 mg base of mitragynine by mitragynine.tea every 8 h x 84"
NALTREXONE = f"50 mg of naltrexone at {NALTREXONE_AT} h"
PLANS = {
    "naltrexone on top": f"{KRATOM} and {NALTREXONE}",
    "kratom ends": KRATOM,
    "naltrexone, no kratom": NALTREXONE,
}
FACTOR = "opioid_adaptation.in_living_cells.mitragynine"
TIGHTER = 3  # times, in the one question that is a "what if"; by 30 times naltrexone would hardly get in
WHAT_IF = f"if {TIGHTER} times tighter"
ASSAYS = {"partial agonist (BRET)": "favourites", "antagonist (GTP binding)": "mitragynine: antagonist at mu"}
HOURS = np.arange(0, 96.1, 1.0)  # after naltrexone, or where it would have been
SCORES = {"gap": "withdrawal.score", "threshold": "withdrawal.score_by_threshold"}
DEPENDENCE = "opioid_adaptation.dependence"
MILD = 5  # points of the scale at which withdrawal is called mild

SECTION = """## Naltrexone in a daily drinker of kratom

{stops}

{withdrawal}

By what is known of mu receptors, four weeks of 276 mg of mitragynine a day (14 g of leaf in tea) leave a dependence of
{dependence} % of the largest (a heavy user of heroin comes to some 75 %): the typical user hardly feels the naltrexone,
and what is unsure leaves room for a fall into withdrawal within hours ({worst} points above rest; {mild} is called
mild). It is worse and sooner than where kratom ends by itself, since the antagonist takes at once what tissue would
give back for days. In somebody who never drank any there is nothing to precipitate.

{table}

**This is no all-clear.** Users of kratom come to depend on it (2 % of 2,798 leaf users had a moderate or severe use
disorder, Garcia-Romeu 2020), and the chain cannot say how many: how tightly living cells hold what kratom is, nobody
has seen, pseudoindoxyl and the other alkaloids of the leaf were not followed in people, and receptors other than mu
are not in this. Were all of it held {tighter} times tighter than assays say, naltrexone would cost {if_tighter} points
(right); much tighter, and naltrexone could not take its place. No trial of naltrexone in users of kratom was found.
Products of 7-hydroxymitragynine are not in this at all.
"""


def take(plan: str, assay: str, *, tighter: float | None = None) -> Course:
    """A typical person for each draw of all values, before the first drink and after the naltrexone.

    tighter: how many times tighter than said mu receptors hold what kratom is; None: as unsure as that is
    """
    body = combine("mitragynine", "naltrexone", responses=("withdrawal",))
    values = draw_values(body)
    if tighter is not None:
        values[FACTOR] = np.full_like(values[FACTOR], 1 / tighter)
    course = simulate(
        body.structures[ASSAYS[assay]],
        read_regimen(PLANS[plan]),
        make_people(body, values),
        at=np.concatenate([[0], NALTREXONE_AT + HOURS]) * h,
        outputs=[*SCORES.values(), DEPENDENCE],
    )
    course.status.raise_if_failed()
    return course


def find_rise(course: Course, link: str) -> np.ndarray:
    """Points above what each person has at rest (draws, hours)."""
    scores = course[SCORES[link]].to(one).values
    return np.round(scores[:, 1:] - scores[:, :1], 6) + 0.0  # what is less is rounding


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    body = combine("mitragynine", "naltrexone", responses=("withdrawal",))
    favourite = next(iter(ASSAYS))
    courses = {(plan, assay): take(plan, assay) for plan in PLANS for assay in ASSAYS}
    courses[WHAT_IF, favourite] = take("naltrexone on top", favourite, tighter=TIGHTER)
    panels = [
        Panel(
            plan, [Band("COWS", HOURS, np.quantile(find_rise(courses[plan, favourite], "gap"), LEVELS, axis=0), LEVELS)]
        )
        for plan in (*PLANS, WHAT_IF)
    ]
    rows = [
        [
            plan,
            assay,
            *(write_range(*np.quantile(find_rise(courses[plan, assay], k).max(axis=1), LEVELS)) for k in SCORES),
        ]
        for plan, assay in courses
    ]
    before = courses["naltrexone on top", favourite]
    stops = find_hard_stops(body, read_regimen(PLANS["naltrexone on top"]))
    worst = np.quantile(find_rise(before, "gap").max(axis=1), LEVELS[-1])
    return fill_in(
        SECTION,
        stops="\n\n".join(f"**Hard stop.** {stop}." for stop in stops),
        withdrawal=save(folder, "kratom-withdrawal.svg",
                        draw_panels(panels, "COWS above rest (points)", days=False),
                        "Withdrawal under naltrexone after daily kratom, after its end, and without kratom"),
        dependence=write_range(*np.quantile(np.maximum(before[DEPENDENCE].to(percent).values[:, 1], 0), LEVELS)),
        worst=f"up to {worst:.0f}",
        mild=MILD,
        tighter=TIGHTER,
        if_tighter=write_range(*np.quantile(find_rise(courses[WHAT_IF, favourite], "gap").max(axis=1), LEVELS)),
        table=write_table(["", "assay of mitragynine", *(f"worst, by the {link}" for link in SCORES)], rows),
    ).rstrip()  # fmt: skip


if __name__ == "__main__":
    run(show)
