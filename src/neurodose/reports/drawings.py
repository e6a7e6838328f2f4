"""The figures of a dossier: plasma, brain, receptor, and what was observed beside what is predicted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.agreement.rule import Verdict
from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan
from neurodose.figures.bands import Band, Panel, Point, draw_figure, draw_panels
from neurodose.figures.intervals import Row, draw_intervals
from neurodose.library.drug import Drug
from neurodose.measurement.phrase import find_output
from neurodose.modelling.system import System
from neurodose.records.observation import Observation
from neurodose.reports.outputs import Outputs
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course
from neurodose.simulation.landing import find_landings
from neurodose.units import Unit, h, mL, ng, nM, percent

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
OUTER = (0.05, 0.5, 0.95)
SHARE = (0.0, 102.0)  # per cent, with room for the line at 100
SPLIT = (
    "People: nine in ten virtual people of the structure asked for, with the values as they stand. Values: its typical "
    "person, with values as unsure as they are. Structures: the typical person of each rival. Together: people with "
    "unsure values, of each rival as many as it counts."
)


@dataclass(frozen=True)
class Figure:
    """A drawing with what it shows in a sentence."""

    title: str
    svg: str
    caption: str


def draw_figures(
    drug: Drug, outputs: Outputs, plan: Plan, spread: Spread, verdicts: tuple[Verdict, ...], due: float
) -> tuple[Figure, ...]:
    """What a reader sees first. due: hours at which a dose after the last one would be due."""
    course = spread.people
    substances = {outputs.plasma: drug.name, outputs.metabolite: outputs.metabolite_name}
    plasma = [_band(course, n, ng / mL, label, plan.last, due) for n, label in substances.items()]
    brain = [_band(course, outputs.brain, nM, drug.name)]
    seen = [_band(course, outputs.displacement, percent, "predicted")]
    each = [_band(course, n, percent, receptor, levels=OUTER) for receptor, n in outputs.displacements.items()]
    shares = [_band(course, n, percent, substance, levels=OUTER) for substance, n in outputs.shares.items()]
    receptors = f"{outputs.receptor} receptors"
    shown = _select(drug, verdicts, outputs.displacements.values())
    points = _points(course.system, plan, _select(drug, verdicts, [outputs.displacement]))
    return (
        Figure(
            "Plasma",
            draw_figure(plasma, "concentration in plasma (ng/mL)", is_log=True, days=False),
            "From the last dose until the next would be due. Bands hold the middle half and nine in ten of the people.",
        ),
        Figure(
            "Brain",
            draw_figure(brain, "unbound near the receptors (nM)"),
            "From the first dose to two weeks after the last one.",
        ),
        Figure(
            "Receptor, as PET reads it",
            draw_figure(seen, f"{receptors} no longer available (%)", points=points, limits=SHARE),
            "Share of the receptors available at baseline that no longer are. Points are people who were scanned after "
            "the regimen named; those after one dose stand at their hours after the last dose here, where more has "
            "gathered. The last figure meets each under its own regimen.",
        ),
        Figure(
            "Where the spread comes from: plasma",
            draw_panels(
                _split(spread, outputs.plasma, ng / mL, plan.last, due),
                f"{drug.name} in plasma (ng/mL)",
                is_log=True,
                days=False,
            ),
            f"From the last dose until the next would be due. {SPLIT}",
        ),
        Figure(
            f"Where the spread comes from: {receptors}",
            draw_panels(
                _split(spread, outputs.displacement, percent), f"{receptors} no longer available (%)", limits=SHARE
            ),
            f"From the first dose to two weeks after the last one. {SPLIT}",
        ),
        Figure(
            "Receptors, each kind",
            draw_figure(each, "receptors no longer available (%)", limits=SHARE),
            "The same reading at each kind of receptor. Bands hold nine in ten of the people.",
        ),
        Figure(
            "Receptor, by ligand",
            draw_figure(shares, f"share of all {receptors} held (%)", limits=SHARE),
            "Who holds the receptors, of all there are. PET reads the loss of those that were free at baseline, where "
            "the body's own ligands hold some.",
        ),
        Figure(
            "Observed beside predicted",
            draw_intervals([_row(v) for v in shown if v.predicted is not None], "receptors no longer available (%)"),
            "Each observation under its own regimen, beside the means of virtual studies of its size by all structures "
            "(bar: 95 %) and by each alone (thin lines). The bars hold spread between people, how unsure the values "
            "are, and the rival structures. Points are what was observed, with the error that was published.",
        ),
    )


def _split(spread: Spread, name: str, unit: Unit, first: float = 0.0, last: float | None = None) -> list[Panel]:
    """One quantity by what makes it differ."""
    people = _band(spread.people, name, unit, "people", first, last, levels=OUTER)
    values = _band(spread.values, name, unit, "values", first, last, levels=OUTER)
    rivals = [_band(c, name, unit, rival, first, last, levels=(0.5,)) for rival, c in spread.structures.items()]
    gathered = spread.gather(
        lambda course: course[name].to(unit).between(first * h, (first + people.times[-1]) * h).values
    )
    together = Band("together", people.times, np.quantile(gathered, OUTER, axis=0), OUTER)
    return [
        Panel("people", [people]),
        Panel("values", [values]),
        Panel("structures", rivals),
        Panel("together", [together]),
    ]


def _select(drug: Drug, verdicts: tuple[Verdict, ...], outputs: Iterable[str]) -> list[Verdict]:
    """The verdicts on observations of these outputs."""
    wanted = set(outputs)
    return [v for v in verdicts if find_output(drug, v.observation.quantity) in wanted]


def _band(
    course: Course,
    name: str,
    unit: Unit,
    label: str,
    first: float = 0.0,
    last: float | None = None,
    levels: tuple[float, ...] = BANDS,
) -> Band:
    end = course.times[-1] if last is None else last
    curve = course[name].to(unit).between(first * h, end * h)
    return Band(label, curve.times - first, curve.quantiles(*levels).value, levels)


def _row(verdict: Verdict) -> Row:
    """The observation and what is predicted of it, in per cent as all displacements are."""
    seen = verdict.observation
    label = f"{seen.id} {seen.quantity.receptor}: {_short(seen)}, {_say_time(seen)}"
    assert verdict.low is not None
    assert verdict.predicted is not None
    assert verdict.high is not None
    rivals = {name: (low, high) for name, (low, _, high) in verdict.by_structure.items()}
    return Row(label, seen.value.value, _error(seen), verdict.predicted, verdict.low, verdict.high, rivals)


def _error(seen: Observation) -> tuple[float, float] | None:
    """How far its error reaches down and up."""
    value = seen.value.value
    return None if seen.error is None else (value - seen.error.low, seen.error.high - value)


def _say_time(seen: Observation) -> str:
    return str(seen.time).removesuffix(f" after {seen.time.anchor} dose")


def _short(seen: Observation) -> str:
    return seen.regimen.replace(" hydrochloride", "").replace(" by mouth", "")


def _points(system: System, plan: Plan, verdicts: Sequence[Verdict]) -> list[Point]:
    """The observations whose regimen begins this one, each at its own time."""
    placed = [(v.observation, _place(system, plan, v.observation)) for v in verdicts]
    return [
        Point(*place, seen.value.value, _error(seen), f"{seen.id} {seen.source.label}, after {_short(seen)}")
        for seen, place in placed
        if place is not None
    ]


def _place(system: System, plan: Plan, seen: Observation) -> tuple[float, float] | None:
    """Where an observation belongs on this regimen's axis, in hours.

    Before the next dose that would disturb it; or, of a single dose, after the last; nowhere if it began otherwise.
    """
    regimen = read_regimen(seen.regimen)
    land = find_landings(system)
    taken, ours = ([(g.time, land(g)) for g in p.given()] for p in (regimen, plan))
    if taken != ours[: len(taken)]:
        return None
    following = ours[len(taken)][0] if len(ours) > len(taken) else float("inf")
    dose = regimen.last if seen.time.anchor == "last" else regimen.first
    if dose + seen.time.end_h <= following:
        return dose + seen.time.start_h, dose + seen.time.end_h
    return (plan.last + seen.time.start_h, plan.last + seen.time.end_h) if len(taken) == 1 else None
