"""A dossier: a question put to a model, the answer, and everything that stands behind it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from neurodose.agreement.confrontation import Confrontation, confront
from neurodose.dosing.regimen import Plan
from neurodose.errors import DoseError
from neurodose.library.drug import Drug
from neurodose.modelling.writing import Methods
from neurodose.reports.answer import Answer, answer
from neurodose.reports.drawings import Figure, draw_figures
from neurodose.simulation.course import Course
from neurodose.simulation.simulate import simulate
from neurodose.units import day, h

WASHOUT = 14 * day  # long enough for blockade to wear off in nearly everyone
CONFRONTED = 200  # people who meet each observation: enough for its quantiles, few enough to be quick
MOST_MOMENTS = 1500  # output times of the whole course, hourly for up to two months
FINE = 0.25  # hours between output times after the last dose, where plasma peaks

Report = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Dossier:
    """Everything the page holds, before it is a page."""

    drug: Drug
    plan: Plan
    people: int
    seed: int
    course: Course
    answer: Answer
    figures: tuple[Figure, ...]
    confrontations: tuple[Confrontation, ...]
    methods: Methods

    @property
    def command(self) -> str:
        """What to type to get the same again."""
        dose = shlex.quote(str(self.plan))
        return f"neurodose dossier {self.drug.name} --dose {dose} --people {self.people} --seed {self.seed}"


def make_dossier(drug: Drug, plan: Plan, *, people: int, seed: int, report: Report | None = None) -> Dossier:
    """Simulates the regimen in virtual people, meets the drug's observations, and gathers the answer, figures and
    methods.

    report: told what is being done and which share of it is done. Raises SolverError if a person's solve fails.
    """
    report = report or (lambda what, share: None)
    virtual = drug.people.sample(people, seed=seed)
    outputs = [
        drug.plasma,
        drug.metabolite,
        drug.brain,
        drug.displacement,
        *drug.shares,
        drug.dose_ratio,
        drug.loss_of_effect,
    ]
    course = simulate(
        drug.model, plan, virtual, at=_choose_moments(plan) * h, outputs=outputs,
        progress=lambda share: report(f"simulating {people} people", share),
    )  # fmt: skip
    course.status.raise_if_failed()
    met = confront(
        drug.model,
        virtual[:CONFRONTED],
        drug.observations,
        lambda share: report("meeting observations", share),
    )
    told = answer(drug, plan, course, plan.last + _interval(plan))
    return Dossier(
        drug,
        plan,
        people,
        seed,
        course,
        told,
        draw_figures(drug, plan, course, met, plan.last + _interval(plan)),
        met,
        course.methods(),
    )


def _choose_moments(plan: Plan) -> np.ndarray:
    """Output times in hours: evenly from the first dose to the end of washout, and closely through the last dosing
    interval.
    """
    end, interval = plan.last + WASHOUT.coherent, _interval(plan)
    even = np.arange(0.0, end, np.ceil(end / MOST_MOMENTS))
    close = plan.last + np.linspace(0.0, interval, 1 + int(np.ceil(interval / FINE)))
    return np.unique(
        np.concatenate([even[~np.isin(even, close)], close[:: max(1, len(close) // MOST_MOMENTS)], close[-1:], [end]])
    )


def _interval(plan: Plan) -> float:
    """Hours from the last dose to when the next one would be due; a day after a single dose."""
    given = plan.given()
    if not given:
        raise DoseError("nothing is given", where="regimen")
    earlier = [g.time for g in given if g.time < plan.last]
    return plan.last - earlier[-1] if earlier else 24.0
