"""Baclofen swallowed in harm: how deep, how long and how sure, by kidneys and with alcohol on top.

    python -m examples.baclofen_overdose [folder]

One dose of 50 to 800 mg, taken by somebody who is not used to it, with usual, half and failing kidneys, alone and with
100 g of ethanol. A hard stop comes first. The curve is shown as harm; it is never turned into a dose.

It is a question about a model, not advice: whoever has swallowed too much needs an emergency department. The bands are
values that nobody is sure of, not people.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, Dose, find_drug, simulate
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library import combine
from neurodose.library.hard_stops import find_hard_stops
from neurodose.library.scope import find_marks
from neurodose.units import g, h, mg, one, percent

FILTRATIONS = {"usual kidneys": 100, "half of them": 50, "failing (10 mL/min)": 10}
DOSES = (50, 100, 150, 200, 300, 400, 600, 800)  # mg at once
ALCOHOL = 100  # g
ADDITIVE, SURFACE = "sedation.additive", "sedation.supra_additive"
UNTIL, CRCL = 72, "kidney.CrCL"
MILLILITRES = 0.06  # L/h in one mL/min

SECTION = """## Baclofen swallowed in harm, by kidneys and with alcohol

*Hard stop first*: {stop}.

{figure}

The curves are the probability that somebody who is not used to baclofen has been unconscious (no answer to a voice).
They were set so that about half of people are after 340 mg, the median of a series in an emergency department of whom
all recovered (140 to 800 mg); above 200 mg a review wants people watched. How deep anybody was is not in either, and
the bands say so: at 200 mg the probability is {at_200} %, with {alcohol} g of alcohol {with_alcohol} % if the two add
up, and {with_more} % if they do more than that. For one person they are of no use.

{table}

Of 340 mg in 72 hours. Failing kidneys hardly change the highest level of one dose; they prolong it, and are taken to
make the brain sensitive as well: that assumption is nearly all of what lies between the drawings.
In France 46 of 111 self-poisonings were severe and 4 people died (Boels 2017), among
the very people whom baclofen is given to; what they took, and what with, is not told.

{marks}"""

body = combine("baclofen", "ethanol", responses=("sedation",))


def take(doses: tuple[float, ...], filtration: float, alcohol: float = 0, *, every: float = 0.5) -> Course:
    """A typical person for each draw of all values and each dose (draws × doses people, draw by draw)."""
    values = draw_values(body)
    draws = len(next(iter(values.values())))
    each = {a: np.repeat(v, len(doses)) for a, v in values.items()}
    people = make_people(body, each)
    people = replace(people, columns={**people.columns, CRCL: np.full(draws * len(doses), filtration * MILLILITRES)})
    plan = [Dose(d * mg, route="baclofen.mouth") for d in doses] * draws
    if alcohol:
        plan = [swallowed & Dose(alcohol * g, route="ethanol.mouth") for swallowed in plan]
    course = simulate(
        body.model, plan, people, until=UNTIL * h, every=every * h,
        outputs=[f"{rival}.{n}" for rival in (ADDITIVE, SURFACE) for n in ("coma", "glasgow")],
    )  # fmt: skip
    course.status.raise_if_failed()
    return course


def find_coma(filtration: float, alcohol: float = 0, rival: str = ADDITIVE) -> np.ndarray:
    """Probability of having been unconscious, per cent (draws, doses)."""
    course = take(DOSES, filtration, alcohol)
    return course[f"{rival}.coma"].to(percent).values[:, -1].reshape(-1, len(DOSES))


def curve(label: str, found: np.ndarray) -> Curve:
    low, middle, high = np.quantile(found, LEVELS, axis=0)
    return Curve(label, np.array(DOSES), middle, low, high)


def tell_course(filtration: float, alcohol: float = 0) -> list[str]:
    """Lowest Glasgow score, hours below 9 and hours until 14 again, of 340 mg."""
    course = take((340,), filtration, alcohol, every=0.25)
    score = course[f"{ADDITIVE}.glasgow"].to(one).values
    below = (score < 9).sum(axis=1) * 0.25
    ends = score.shape[1] - 1 - np.argmax(score[:, ::-1] < 14, axis=1)
    last = np.where((score < 14).any(axis=1), course.times[ends], 0)
    return [write_range(*np.quantile(found, LEVELS)) for found in (score.min(axis=1), below, last)]


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    alone = {name: find_coma(filtration) for name, filtration in FILTRATIONS.items()}
    together = {name: find_coma(filtration, ALCOHOL) for name, filtration in FILTRATIONS.items()}
    graphs = [
        Graph(name, [curve("baclofen", found), curve(f"with {ALCOHOL} g of alcohol", together[name])])
        for name, found in alone.items()
    ]
    figure = draw_curves(graphs, "baclofen at once (mg)", "unconscious at some time (%)",
                         is_log_across=True, limits=(0, 119))  # fmt: skip
    at = DOSES.index(200)
    plan = Dose(340 * mg, route="mouth")
    more = find_coma(FILTRATIONS["usual kidneys"], ALCOHOL, SURFACE)
    alone_at, sum_at, more_at = (
        write_range(*np.quantile(found[:, at], LEVELS))
        for found in (alone["usual kidneys"], together["usual kidneys"], more)
    )
    rows = [[name, *tell_course(filtration)] for name, filtration in FILTRATIONS.items()]
    rows.append([f"usual kidneys, {ALCOHOL} g of alcohol", *tell_course(100, ALCOHOL)])
    single = find_drug("baclofen")
    stops = find_hard_stops(single, plan, "adults with kidney impairment")
    return fill_in(
        SECTION,
        stop="; ".join(map(str, stops)),
        figure=save(folder, "baclofen-overdose.svg", figure, "Probability of unconsciousness by dose of baclofen"),
        at_200=alone_at,
        alcohol=ALCOHOL,
        with_alcohol=sum_at,
        with_more=more_at,
        table=write_table(["", "lowest Glasgow score", "hours below 9", "hours until 14 again"], rows),
        marks=write_marks(find_marks(single, plan)),
    )


if __name__ == "__main__":
    run(show)
