"""Liking of morphine and heroin by route, and under depot naltrexone: how fast it comes, and what is left of it.

    python -m examples.opioid_liking_by_route [folder]

Morphine (10 mg) and heroin (as much) by vein, as smoke and swallowed; and 25 mg of heroin by vein one to six weeks
after 380 mg of naltrexone as a depot, as in the trial that had it blocked where plasma held 2 ng/mL (Castillo 2024).
Two links rival one another: receptors that naltrexone leaves, as trials have it, and competition in living cells.

It is a question about a model, not advice: nobody should try to get past a blockade, and breathing is not shown here.
The band is of values that nobody is sure of, not of people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library import combine
from neurodose.library.drug import Drug
from neurodose.library.scope import find_marks
from neurodose.units import h, mL, ng

DRAWS = 100
ROUTES = {
    "morphine by vein": ("morphine", "10 mg by vein"),
    "morphine, an hour's infusion": ("morphine", "10 mg by vein over 1 h"),
    "morphine swallowed": ("morphine", "10 mg by mouth"),
    "heroin by vein": ("heroin", "10 mg by vein"),
    "heroin smoked": ("heroin", "10 mg by smoke"),
    "heroin swallowed": ("heroin", "10 mg by mouth"),
}
HOURS = np.array([0, *np.geomspace(0.01, 6, 90)])
WEEKS = (1, 2, 3, 4, 5, 6)  # after the depot
AFTER = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2])  # hours from heroin, in which its peak is looked for
MECHANISM, TRIALS = "liking.mechanism", "liking.trials"
RISE, HIGHEST = "liking.abuse_liability.climbing_mechanism", "liking.abuse_liability.highest_mechanism"
PLASMA = "naltrexone.parent.plasma.concentration"

SECTION = """## Liking by route, and under depot naltrexone

{routes}

What is liked is an effect at mu that is new, the more the quicker it comes: heroin by vein climbs by {heroin_rise} mm
a minute, morphine by {morphine_rise}, and what is swallowed by less than {swallowed_rise}. The height of the scale and
how much counts as new were set by ratings of comparators (5 to 20 mg of morphine by vein are told apart, an hour's
infusion is liked less than one of two minutes), remembered in part. Each number is taken to be unsure by itself, and
nobody has fitted them to ratings together: so the bands (of what goes in by vein) are wider than ratings are.

{table}

{blocked}

**Where plasma holds 2 ng/mL of naltrexone, 25 mg of heroin are liked by less than 20 mm**: the trial saw that, and the
link by receptors that are left was set with it. Competition in living cells was not; three weeks after the depot it
gives {competing} mm, and as the depot runs out it gives {late} mm at {late_level} ng/mL. The two part where naltrexone
is almost gone: by the share of receptors left a blockade outlasts what was seen (below 2 ng/mL liking varied), by
competition a large dose gets past it. Neither knows what breathing does then.

{marks}"""


def run_bodies(drug: Drug, sentence: str, hours: np.ndarray, outputs: list[str]) -> Course:
    """A typical person for each draw of all values."""
    people = make_people(drug, draw_values(drug, DRAWS))
    course = simulate(drug.model, read_regimen(sentence), people, at=hours * h, outputs=outputs)
    course.status.raise_if_failed()
    return course


def take(name: str) -> Course:
    drug, sentence = ROUTES[name]
    return run_bodies(combine(drug, responses=("liking",)), sentence, HOURS, [MECHANISM, RISE, HIGHEST])


def draw_route(course: Course, words: str) -> Band:
    """The median over draws; by vein, how unsure it is as well."""
    levels = LEVELS if words == "by vein" else (0.5,)
    return Band(words, HOURS, np.quantile(course.values[MECHANISM], levels, axis=0), levels)


def challenge(week: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Naltrexone in plasma (ng/mL) and the highest liking by each link, (draws,) each: heroin so long after a depot."""
    begin = 168 * week
    plan = f"380 mg of naltrexone by naltrexone.depot and 25 mg of heroin by heroin.vein at {begin} h"
    course = run_bodies(both, plan, np.array([0, begin, *(begin + AFTER)]), [TRIALS, MECHANISM, PLASMA])
    level = course[PLASMA].to(ng / mL).values[:, 1]
    return level, {name: course.values[name].max(axis=1) for name in (TRIALS, MECHANISM)}


def draw_blockade(found: dict[int, tuple[np.ndarray, dict[str, np.ndarray]]]) -> str:
    """Liking by weeks since the depot, each link."""
    curves = []
    for output, words in ((TRIALS, "by receptors left (trials)"), (MECHANISM, "by competition")):
        low, middle, high = np.array([np.quantile(scores[output], LEVELS) for _, scores in found.values()]).T
        curves.append(Curve(words, np.array(WEEKS, dtype=float), middle, low, high))
    ends = np.array([1.0, 6.0])
    graph = Graph("25 mg of heroin by vein, after 380 mg of depot naltrexone", curves,
                  [Curve("20 mm", ends, np.array([20.0, 20.0]))])  # fmt: skip
    return draw_curves([graph], "weeks since the depot", "highest liking (mm)", limits=(0, 100))


def show(folder: Path) -> str:
    """Writes both figures into a folder; returns the section of the page."""
    courses = {name: take(name) for name in ROUTES}
    panels = [
        Panel(drug, [draw_route(c, name.removeprefix(drug).strip(" ,")) for name, c in courses.items() if drug in name])
        for drug in ("morphine", "heroin")
    ]
    found = {week: challenge(week) for week in WEEKS}
    rises = {name: np.median(course.values[RISE].max(axis=1)) / 60 for name, course in courses.items()}
    level, scores = found[WEEKS[-2]]
    return fill_in(
        SECTION,
        routes=save(folder, "liking-by-route.svg", draw_panels(panels, "drug liking (mm)", days=False),
                    "Liking of morphine and heroin by route"),
        blocked=save(folder, "liking-blocked.svg", draw_blockade(found), "Liking of heroin after depot naltrexone"),
        heroin_rise=f"{rises['heroin by vein']:.2g}",
        morphine_rise=f"{rises['morphine by vein']:.2g}",
        swallowed_rise=f"{max(v for n, v in rises.items() if 'swallowed' in n) + 0.05:.1f}",
        competing=_tell(found[3][1][MECHANISM]),
        late=_tell(scores[MECHANISM]),
        late_level=f"{np.median(level):.2g}",
        table=write_table(
            ["10 mg", "highest liking (mm)", "climbs at most by (mm a minute)"],
            [[name, *(_tell(values) for values in (c.values[MECHANISM].max(axis=1), c.values[RISE].max(axis=1) / 60))]
             for name, c in courses.items()],
        ),
        marks=write_marks(
            mark for drug, plan in ROUTES.values() for mark in find_marks(combine(drug), read_regimen(plan))
        ),
    )  # fmt: skip


def _tell(values: np.ndarray) -> str:
    """Median and ends of a band, to a tenth."""
    return write_range(*np.round(np.quantile(values, LEVELS), 1))


both = combine("heroin", "naltrexone", responses=("liking",))

if __name__ == "__main__":
    run(show)
