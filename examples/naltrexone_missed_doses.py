"""Naltrexone three times a week, with missed doses: for how long is less than 80 % of mu receptors blocked?

    python examples/naltrexone_missed_doses.py

100 mg on Monday, 100 mg on Wednesday, 150 mg on Friday, as tablets, for so long that every week is like the one before.
From then on each dose is missed with a probability, by nobody's intention and whatever happened to the dose before.
The table tells the hours of each week in which the predicted displacement of a PET tracer at mu is under 80 %: the
mean of virtual adults, and in brackets what one in twenty of them exceeds.

It is a question about a model, not advice. What spreads are people; how unsure the model's values are comes on top
(docs/agreement-naltrexone.md says what the model meets and misses).
"""

from __future__ import annotations

import numpy as np

from neurodose import Course, Dose, Visits, find_drug, find_steady_state, simulate
from neurodose.populations.people import People
from neurodose.units import day, h, mg, percent, week

WEEKLY = Dose(100 * mg) & Dose(100 * mg, at=2 * day) & Dose(150 * mg, at=4 * day)  # time 0 is Monday's dose
DOSING_DAYS = (0, 2, 4)
BLOCKED = 80 * percent
LOOK_EVERY = 0.25 * h  # between two looks, also in the rise after a dose, displacement is nearly a line
MISSED = (0.0, 0.1, 0.2, 0.3)  # the probability that a dose is missed

naltrexone = find_drug("naltrexone")


def take(people: People, *, missed: float, weeks: int) -> Course:
    """The course of people who have always taken every dose, and from now on miss each with a probability."""
    each_dose = np.array([7 * number + of_week for number in range(weeks) for of_week in DOSING_DAYS]) * day
    return simulate(
        naltrexone.model,
        WEEKLY.repeated(every=1 * week, count=weeks),
        people,
        until=weeks * week,
        every=LOOK_EVERY,
        outputs=["mu.displacement"],
        start=find_steady_state(naltrexone.model, WEEKLY, people, every=1 * week),
        visits=Visits(each_dose, lambda visit: visit.skip(where=visit.draw("missed") < missed)),
    )


def count_hours(course: Course, weeks: int) -> np.ndarray:
    """The hours of each week (people, weeks) under the level, along straight lines from look to look."""
    blocked = course["mu.displacement"].to(percent).values
    before, after = blocked[:, :-1], blocked[:, 1:]
    low, high = np.minimum(before, after), np.maximum(before, after)
    level = BLOCKED.to(percent).value
    share = np.where(high > low, np.clip((level - low) / np.where(high > low, high - low, 1), 0, 1), low < level)
    return (share * np.diff(course.times)).reshape(len(blocked), weeks, -1).sum(axis=2)


def tabulate(count: int = 200, weeks: int = 8, *, seed: int = 7) -> dict[float, np.ndarray]:
    """The hours of each week under the level, (people, weeks), by the probability that a dose is missed."""
    people = naltrexone.people.sample(count, seed=seed)
    return {missed: count_hours(take(people, missed=missed, weeks=weeks), weeks) for missed in MISSED}


def write_table(hours: dict[float, np.ndarray]) -> str:
    """The table in words, by week and by the probability that a dose is missed."""
    count, weeks = next(iter(hours.values())).shape
    rows = {f"{number + 1}": [table[:, number] for table in hours.values()] for number in range(weeks)}
    rows["all"] = [table.mean(axis=1) for table in hours.values()]
    ever = [f"{np.mean(table.max(axis=1) > 0):.0%}" for table in hours.values()]
    lines = [
        f"Hours a week under {BLOCKED} displacement at mu: mean of {count} virtual adults (one in twenty has more)",
        "",
        "week" + "".join(f"{f'{missed:.0%} missed':>17}" for missed in hours),
        *(f"{name:<4}" + "".join(f"{_tell(cell):>17}" for cell in cells) for name, cells in rows.items()),
        "ever" + "".join(f"{share:>17}" for share in ever),
        "",
        "ever: the share of people who are under it at any time",
    ]
    return "\n".join(lines)


def _tell(hours: np.ndarray) -> str:
    return f"{hours.mean():.1f} ({np.quantile(hours, 0.95):.1f})"


if __name__ == "__main__":
    print(write_table(tabulate()))
