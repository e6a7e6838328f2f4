"""Baclofen that ends at once after four weeks: what is lacking, for how long, by which link; and an end in steps.

    python -m examples.baclofen_abrupt_stop [folder]

A typical person takes 10, 27 or 60 mg three times a day for 28 days, or has a pump into lumbar CSF, and then nothing.
No scale of this withdrawal is validated: 100 is the worst, and what stands at 50 is an assumption. A hard stop comes
first.

It is a question about a model, not advice, and no schedule for ending it: that is a doctor's. The bands are values that
nobody is sure of, not people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, find_drug, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import combine
from neurodose.library.hard_stops import find_hard_stops
from neurodose.units import h, percent

DAYS, AFTER = 28, 21
DOSES = (10, 27, 60)  # mg, three times a day
PLANS = {f"{dose} mg x 3": f"{dose} mg every 8 h x {3 * DAYS}" for dose in DOSES}
PUMP = f"0.0125 mg by intrathecal every 1 h x {24 * DAYS}"
IN_STEPS = f"{PLANS['60 mg x 3']} then 45 mg every 8 h x 15 then 30 mg every 8 h x 15 then 15 mg every 8 h x 15"
RIVALS = {
    "what opposed it": "baclofen_withdrawal.by_opposition.severity",
    "lost receptors": "baclofen_withdrawal.by_receptors.severity",
}
LAST = 24 * DAYS - 8  # hours: the last dose by mouth

SECTION = """## Baclofen that ends at once

*Hard stop first*: {stop}.

{figure}

Day 0 is that of the last dose. Two links disagree on nearly all of it.
If a whole person adapts to baclofen and the adaptation outlasts it, withdrawal
begins within a day of the last dose, is worst after {worst} h at 60 mg three times a day, and has gone within two or
three weeks. If it is only that cells have lost receptors, as rats do, hardly anything would be noticed; but seizures
and delirium were reported, so the second cannot be all. How large the first is has been assumed. **Neither is set by an
outcome**, and reports give no rates.

{table}

In brackets the 95 % interval that unsure values leave. A pump into CSF gives the brain little and the cord much: by
adaptation of the cord its stop is as bad as that of the highest doses by mouth. An end in steps over two weeks leaves
less lacking, because what opposes goes as the dose goes; how fast it goes is not known, so that no schedule follows."""

body = combine("baclofen", responses=("baclofen_withdrawal",))


def stop(plan: str, *, until: float = 24 * (DAYS + AFTER)) -> Course:
    """A typical person for each draw of all values, from a day before the end of 28 days."""
    people = make_people(body, draw_values(body))
    times = np.unique([0.0, *np.arange(LAST - 16, until + 0.1, 2)])
    course = simulate(body.model, read_regimen(plan), people, at=times * h, outputs=list(RIVALS.values()))
    course.status.raise_if_failed()
    return course


def find_worst(course: Course, output: str) -> np.ndarray:
    """The highest severity, of 100 (draws,)."""
    return course[output].to(percent).values.max(axis=1)


def find_when(course: Course) -> np.ndarray:
    """Hours from the last dose until it is worst, by what opposed it (draws,)."""
    return course.times[course[RIVALS["what opposed it"]].values.argmax(axis=1)] - LAST


def band(label: str, course: Course, output: str) -> Band:
    seen = course.times > 0
    values = np.quantile(course[output].to(percent).values[:, seen], LEVELS, axis=0)
    return Band(label, course.times[seen] - LAST, values, LEVELS)


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    courses = {name: stop(plan) for name, plan in PLANS.items()}
    panels = [Panel(name, [band(n, course, o) for n, o in RIVALS.items()]) for name, course in courses.items()]
    figure = draw_panels(panels, "withdrawal (% of the worst)", limits=(0, 100))
    courses["a pump, 0.3 mg a day"] = stop(PUMP)
    courses["60 mg x 3, ended in steps"] = stop(IN_STEPS, until=24 * (DAYS + 15 + AFTER))
    rows = [
        [name, *(write_range(*np.quantile(find_worst(course, o), LEVELS)) for o in RIVALS.values())]
        for name, course in courses.items()
    ]
    single = find_drug("baclofen")
    stops = find_hard_stops(single, read_regimen(PLANS["60 mg x 3"]))
    return fill_in(
        SECTION,
        stop="; ".join(map(str, stops)),
        figure=save(folder, "baclofen-stop.svg", figure, "Withdrawal after 28 days of baclofen by two links"),
        worst=write_range(*np.quantile(find_when(courses["60 mg x 3"]), LEVELS)),
        table=write_table(["worst, of 100", *RIVALS], rows),
    )


if __name__ == "__main__":
    run(show)
