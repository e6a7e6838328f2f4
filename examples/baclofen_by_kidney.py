"""Baclofen from usual kidneys to dialysis: how high it rises, how long that takes, and what four hours of it take.

    python -m examples.baclofen_by_kidney [folder]

One typical person with a creatinine clearance of 120, 60, 30 and 10 mL/min takes 5 or 20 mg three times a day. The
bands are not people. They are the one number that decides here, the share of clearance by the kidney: papers put the
rest, which a failing kidney leaves, at 7 to 43 %. All else stands as in the library.

It is a question about a model, not advice: whoever has lost kidney function and takes baclofen has a doctor to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_range, write_table
from examples.unsure import DRAWS, LEVELS, draw_values
from neurodose import Course, Dose, find_drug, people_from, simulate
from neurodose.figures.bands import Band, Panel, draw_figure, draw_panels
from neurodose.library.scope import find_marks
from neurodose.populations import Series
from neurodose.units import L, day, h, mg, minute, mL

FILTRATIONS = (120, 60, 30, 10)  # creatinine clearance, mL/min
LEFT_ON_DIALYSIS = 5  # mL/min
DOSES = (5, 20)  # mg, three times a day; what lies between follows in proportion
SESSIONS = tuple(24.0 * day_ + 10 for day_ in (7, 9, 11))  # hours at which a dialyser begins, 2 h after a dose
LASTING = 4  # hours of each
LOOKS_EVERY = 0.1  # hours, where means are taken
PLASMA, HELD = "plasma.concentration", ["plasma", "tissue", "dialysate"]
KEPT = [PLASMA, "apparent_clearance", *HELD]

SECTION = """## Baclofen from usual kidneys to dialysis

{rising}

From 120 to 10 mL/min the same dose gives {more:.2g} times the mean concentration, and it goes on rising for
{late:.2g} days where usual kidneys take {early:.2g}. The bands are how much of clearance is not the kidney's (7 to
43 % by three papers): at 120 mL/min they hardly show, and at 10 they are nearly all that the model does not know. No
paper behind it measured people with failing kidneys: below the filtration of its patients the lines are drawn, not
seen.

{table}

Of 10 mg three times a day; in brackets the 95 % interval that the share leaves. At a mean of 20 mg a day (5 to 60)
41 people with failing kidneys were published who had encephalopathy (El-Husseini 2011).

{dialysis}

Four hours of a dialyser, begun two hours after a dose, take {removed} % of what is in the body. Plasma falls by
{falls} %, where by itself it would fall by {by_itself:.2g}; some of that comes back from tissue within two hours. The
dialyser's clearance is theory (125 mL/min; 95 to 180 could be), and nothing of it was measured with baclofen. It is
no advice about any dose.

{marks}"""

baclofen = find_drug("baclofen")


@dataclass(frozen=True, eq=False)
class Rise:
    """What 10 mg three times a day come to, (draws,) each.

    mean: in plasma at the end, mg/L; over_first: against the mean of the first 8 h; until: days to 95 % of it
    """

    clearance: np.ndarray
    mean: np.ndarray
    over_first: np.ndarray
    until: np.ndarray


def draw_shares() -> np.ndarray:
    """The kidney's share of clearance, as unsure as observations and sources leave it (draws,)."""
    return draw_values(baclofen)["kidney.share"]


def plan_of(dose: float, days: float) -> Dose:
    """So many mg every 8 h."""
    return Dose(dose * mg, route="mouth", every=8 * h, count=int(3 * days))


def take(dose: float, filtration: float, *, days: float, every: float = 0.5, running: Series | None = None) -> Course:
    """The course of a typical person who takes so many mg every 8 h, once for each share that the kidney may have.

    every: hours between looks; running: 1 while a dialyser runs, else 0; None: there is none
    """
    people = people_from(
        {"kidney.CrCL": np.full(DRAWS, filtration) * mL / minute, "kidney.share": draw_shares()},
        over_time=None if running is None else {"dialysis.running": running},
    )
    course = simulate(baclofen.model, plan_of(dose, days), people, until=days * day, every=every * h, outputs=KEPT)
    course.status.raise_if_failed()
    return course


def take_with_dialyser(dose: float = 5, days: float = 14) -> Course:
    """The same on dialysis, by its schedule."""
    switched = np.array([0.0, *(at + late for at in SESSIONS for late in (0.0, LASTING))])
    running = Series(switched * h, [0.0, *[1.0, 0.0] * len(SESSIONS)])
    return take(dose, LEFT_ON_DIALYSIS, days=days, running=running)


def find_rise(filtration: float) -> Rise:
    course = take(10, filtration, days=21, every=LOOKS_EVERY)
    plasma = course[PLASMA].to(mg / L).values[:, :-1]
    means = plasma.reshape(DRAWS, -1, round(8 / LOOKS_EVERY)).mean(axis=2)  # of each 8 h
    end = means[:, -1:]
    return Rise(
        course["apparent_clearance"].to(L / h).values[:, 0],
        end[:, 0],
        end[:, 0] / means[:, 0],
        (np.argmax(means >= 0.95 * end, axis=1) + 1) / 3,
    )


def find_removed(course: Course, begin: float) -> np.ndarray:
    """What one session takes, of all that has been absorbed and is in the body as it begins (draws,)."""
    before, after = ({n: course[n].at(t * h).values[:, 0] for n in HELD} for t in (begin, begin + LASTING))
    return (after["dialysate"] - before["dialysate"]) / (before["plasma"] + before["tissue"])


def find_fall(course: Course, begin: float) -> np.ndarray:
    """The share by which plasma falls within as many hours (draws,)."""
    before, after = (course[PLASMA].at(t * h).values[:, 0] for t in (begin, begin + LASTING))
    return 1 - after / before


def band(label: str, course: Course) -> Band:
    values = np.quantile(course[PLASMA].to(mg / L).values, LEVELS, axis=0)
    return Band(label, course.times, values, LEVELS)


def show(folder: Path) -> str:
    """Writes both figures into a folder; returns the section of the page."""
    panels = [
        Panel(f"{filtration} mL/min", [band(f"{dose} mg x 3", take(dose, filtration, days=5)) for dose in DOSES])
        for filtration in FILTRATIONS
    ]
    rising = draw_panels(panels, "baclofen in plasma (mg/L)", is_log=True, limits=(0.01, 2))
    on_dialysis, without = take_with_dialyser(), take(5, LEFT_ON_DIALYSIS, days=14)
    taken = draw_figure([band("no dialysis", without), band("4 h on days 7, 9, 11", on_dialysis)],
                        "baclofen in plasma (mg/L)")  # fmt: skip
    rises = {filtration: find_rise(filtration) for filtration in (*FILTRATIONS, LEFT_ON_DIALYSIS)}
    removed = find_removed(on_dialysis, SESSIONS[0])
    falls, by_itself = (find_fall(course, SESSIONS[0]) for course in (on_dialysis, without))
    rows = [
        [f"{name} mL/min", *(write_range(*np.quantile(found, LEVELS)) for found in vars(rise).values())]
        for name, rise in rises.items()
    ]
    head = ["creatinine clearance", "CL/F (L/h)", "mean in plasma (mg/L)", "over the first 8 h", "days to 95 %"]
    usual, least = rises[FILTRATIONS[0]], rises[FILTRATIONS[-1]]
    return fill_in(
        SECTION,
        rising=save(folder, "baclofen-by-kidney.svg", rising, "Baclofen in plasma by dose and creatinine clearance"),
        more=np.median(least.mean / usual.mean),
        late=np.median(least.until),
        early=np.median(usual.until),
        table=write_table(head, rows),
        dialysis=save(folder, "baclofen-dialysis.svg", taken, "Baclofen in plasma with and without dialysis"),
        removed=write_range(*(100 * np.quantile(removed, LEVELS))),
        falls=write_range(*(100 * np.quantile(falls, LEVELS))),
        by_itself=100 * np.median(by_itself),
        marks=write_marks(find_marks(baclofen, plan_of(10, 5), "adults with kidney impairment")),
    )


if __name__ == "__main__":
    run(show)
