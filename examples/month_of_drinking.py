"""A month of drinking days under naltrexone, baclofen and placebo: what trials say, and what circuits promise.

    python -m examples.month_of_drinking [folder]

People with alcohol use disorder who have been abstinent for some days begin treatment, with medical management: 50 mg
of naltrexone a day, 10 mg of baclofen three times a day, or pills of nothing. Bands are people, a quarter to three
quarters of them; the table is of unsure values.

It is a question about a model, not advice.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS
from examples.virtual_trials import of_trials, run_trial
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import combine
from neurodose.units import day

DAYS, PEOPLE, SEED = 28, 1000, 7
ARMS = {
    "placebo": ("naltrexone", None),
    "naltrexone, 50 mg a day": ("naltrexone", "50 mg every 24 h x 28"),
    "baclofen, 30 mg a day": ("baclofen", "10 mg every 8 h x 84"),
}
LINKS = {"trials": "by trials", "mechanism": "by circuits"}
SHOWN = {"drinking_days": "drinking days", "heavy_days": "heavy drinking days"}
QUARTERS = (0.25, 0.5, 0.75)

SECTION = """## A month of drinking under naltrexone, baclofen and placebo

{figure}

Each person has a chance that a day is a drinking day; it grows as more of them have had a first drink. People differ
far more than drugs do: half of them lie within the bands. On placebo {placebo} % of the days of this month are
drinking days, on naltrexone {naltrexone} %, on baclofen {baclofen} %, as trials have it.

{table}

*What trials say of naltrexone is narrow*: 28 trials agree that it takes away a sixth of relapses to heavy drinking, and
hardly a first drink. *What they say of baclofen is wide*: three small trials saw about three times as many people
abstinent, larger ones saw no difference, so a further trial may see anything from much benefit to some harm. **What
circuits say is a promise**: naltrexone leaves a drink next to nothing of its dopamine, and if drinking followed that
as assumed it would fall by far more than it did in any large trial. Nobody has measured these weights; and where the
body's own opioids are taken to do much at rest, a drink may even give more under naltrexone, since there is then room
for it.
"""


def follow_people(name: str) -> Course:
    """A thousand people with values as they stand."""
    drug, sentence = ARMS[name]
    body = combine(drug, responses=("drinking",))
    plan = None if sentence is None else read_regimen(sentence)
    outputs = [f"drinking.trials.{output}" for output in SHOWN]
    people = body.people.sample(PEOPLE, seed=SEED)
    return simulate(body.model, plan, people, at=np.arange(DAYS + 1) * day, outputs=outputs)


def draw_people(courses: dict[str, Course]) -> str:
    """Drinking days and heavy drinking days of people, arm by arm."""
    hours = 24.0 * np.arange(DAYS + 1)
    return draw_panels(
        [
            Panel(
                name,
                [
                    Band(words, hours, 100 * np.quantile(c.values[f"drinking.trials.{o}"], QUARTERS, axis=0), QUARTERS)
                    for o, words in SHOWN.items()
                ],
            )
            for name, c in courses.items()
        ],
        "chance that a day is one (%)",
        limits=(0, 40),
    )


def tabulate() -> str:
    """Drinking days and heavy drinking days of the month, by link and arm, as unsure as values are."""
    outputs = [f"drinking.{link}.{output}" for link in LINKS for output in SHOWN]
    courses = {name: run_trial(drug, "drinking", given, DAYS, outputs, {}) for name, (drug, given) in ARMS.items()}
    none = courses.pop("placebo")
    rows = [["placebo", *(_range(none, "trials", output) for output in SHOWN), ""]]
    for name, course in courses.items():
        for link, words in LINKS.items():
            ratio = _share(course, link, "heavy_days") / _share(none, link, "heavy_days")
            rows.append([f"{name}, {words}", *(_range(course, link, output) for output in SHOWN),
                         write_range(*np.quantile(ratio, LEVELS))])  # fmt: skip
    return write_table(["", *(f"{words} (%)" for words in SHOWN.values()), "heavy days, over placebo"], rows)


def _share(course: Course, link: str, output: str) -> np.ndarray:
    """Share of the month's days (draws,), per cent."""
    return 100 * of_trials(course, f"drinking.{link}.{output}").mean(axis=1)


def _range(course: Course, link: str, output: str) -> str:
    return write_range(*np.quantile(_share(course, link, output), LEVELS))


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    courses = {name: follow_people(name) for name in ARMS}
    means = [100 * course.values["drinking.trials.drinking_days"].mean() for course in courses.values()]
    return fill_in(
        SECTION,
        figure=save(folder, "month-of-drinking.svg", draw_people(courses), "Drinking days of a month, arm by arm"),
        placebo=f"{means[0]:.2g}",
        naltrexone=f"{means[1]:.2g}",
        baclofen=f"{means[2]:.2g}",
        table=tabulate(),
    ).rstrip()


if __name__ == "__main__":
    run(show)
