"""A dossier: a question put to a model, the answer, and everything that stands behind it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from neurodose.agreement.confrontation import Confrontation, confront
from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan
from neurodose.errors import DoseError
from neurodose.figures.bands import Band, Point, draw_figure
from neurodose.figures.intervals import Row, draw_intervals
from neurodose.figures.style import write_svg
from neurodose.library.drug import Drug
from neurodose.modelling.writing import Methods
from neurodose.records.observation import Observation
from neurodose.reports.answer import Answer, answer
from neurodose.simulation.course import Course
from neurodose.simulation.simulate import simulate
from neurodose.units import Unit, day, h, mL, ng, nM, percent

WASHOUT = 14 * day  # long enough for blockade to wear off in nearly everyone
CONFRONTED = 200  # people who meet each observation: enough for its quantiles, few enough to be quick
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Figure:
    """A drawing with what it shows in a sentence."""

    title: str
    svg: str
    caption: str


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
        return f"neurodose dossier {self.drug.name} --dose {shlex.quote(str(self.plan))} --people {self.people} --seed {self.seed}"


def make_dossier(drug: Drug, plan: Plan, *, people: int, seed: int, report: Report | None = None) -> Dossier:
    """Simulates the regimen in virtual people, meets the drug's observations, and gathers the answer, figures and methods.

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
    end = (plan.last * h + WASHOUT).to(h)
    course = simulate(
        drug.model, plan, virtual, until=end, every=1 * h, outputs=outputs,
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
    return Dossier(drug, plan, people, seed, course, told, _draw(drug, plan, course, met), met, course.methods())


def _interval(plan: Plan) -> float:
    """Hours from the last dose to when the next one would be due; a day after a single dose."""
    given = plan.given()
    if not given:
        raise DoseError("nothing is given", where="regimen")
    earlier = [g.time for g in given if g.time < plan.last]
    return plan.last - earlier[-1] if earlier else 24.0


def _draw(drug: Drug, plan: Plan, course: Course, met: tuple[Confrontation, ...]) -> tuple[Figure, ...]:
    def band(name: str, unit: Unit, label: str, first: float, last: float, levels: tuple[float, ...] = BANDS) -> Band:
        curve = course[name].to(unit).between(first * h, last * h)
        return Band(label, curve.times - first, curve.quantiles(*levels).value, levels)

    metabolite = course.system.output(drug.metabolite).expression.substance
    start, end, gone = plan.last, plan.last + _interval(plan), course.times[-1]
    plasma = [
        band(drug.plasma, ng / mL, drug.name, start, end),
        band(drug.metabolite, ng / mL, str(metabolite), start, end),
    ]
    seen = [band(drug.displacement, percent, "PET reading", 0, gone)]
    shares = [band(n, percent, n.split("share_of_")[-1], 0, gone, (0.05, 0.5, 0.95)) for n in drug.shares]
    return (
        Figure("Plasma", write_svg(draw_figure(plasma, "concentration in plasma (ng/mL)", is_log=True, days=False)),
               "After the last dose, until the next would be due. Bands hold the middle half and nine in ten of the people."),
        Figure("Brain", write_svg(draw_figure([band(drug.brain, nM, drug.name, 0, gone)], "unbound near the receptors (nM)")),
               "From the first dose to two weeks after the last one."),
        Figure("Receptor, as PET reads it",
               write_svg(draw_figure(seen, f"{drug.receptor}s no longer available (%)", points=_points(plan, met), limits=(0, 102))),
               "Share of receptors available at baseline that no longer is. Points are people who were scanned; see the next figure for each "
               "under its own regimen."),
        Figure("Receptor, by ligand", write_svg(draw_figure(shares, "share of all receptors held (%)", limits=(0, 102))),
               "Who holds the receptors. This is not what PET reads: the body's own ligand holds some at baseline."),
        Figure("Observed beside predicted", write_svg(draw_intervals([_row(c) for c in met], "receptors no longer available (%)")),
               f"Each observation under its own regimen, in {CONFRONTED} virtual people or as many as there are."),
    )  # fmt: skip


def _row(met: Confrontation) -> Row:
    seen = met.observation
    when = f"{seen.after:g} h" if seen.after == seen.to else f"{seen.after:g} to {seen.to:g} h"
    label = f"{seen.id}  {seen.regimen.replace(' hydrochloride', '')}, {when}  ({seen.source.label}, n = {seen.n})"
    return Row(label, seen.value, seen.error, met.middle, met.low, met.high)


def _points(plan: Plan, met: tuple[Confrontation, ...]) -> list[Point]:
    """The observations whose regimen begins this one, each at its own time."""
    points = []
    for one in met:
        seen, place = one.observation, _place(plan, one.observation)
        if place is not None:
            points.append(
                Point(
                    *place,
                    seen.value,
                    seen.error,
                    f"{seen.id} {seen.source.label}, after {seen.regimen.replace(' hydrochloride', '')}",
                )
            )
    return points


def _place(plan: Plan, seen: Observation) -> tuple[float, float] | None:
    """Where an observation belongs on this regimen's axis: before the next dose that would disturb it, or, of a single dose, after the last."""
    taken, ours = read_regimen(seen.regimen).given(), plan.given()
    if any((a.time, a.amount) != (b.time, b.amount) for a, b in zip(taken, ours, strict=False)) or len(taken) > len(
        ours
    ):
        return None
    following = ours[len(taken)].time if len(ours) > len(taken) else float("inf")
    if taken[-1].time + seen.to <= following:
        return taken[-1].time + seen.after, taken[-1].time + seen.to
    return (plan.last + seen.after, plan.last + seen.to) if len(taken) == 1 else None
