"""The figures of a dossier: plasma, brain, receptor, and what was observed beside what is predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from neurodose.agreement.confrontation import Confrontation
from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan
from neurodose.figures.bands import Band, Point, draw_figure
from neurodose.figures.intervals import Row, draw_intervals
from neurodose.figures.style import write_svg
from neurodose.library.drug import Drug
from neurodose.records.observation import Observation
from neurodose.simulation.course import Course
from neurodose.units import Unit, h, mL, ng, nM, percent

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
OUTER = (0.05, 0.5, 0.95)
SHARE = (0.0, 102.0)  # per cent, with room for the line at 100


@dataclass(frozen=True)
class Figure:
    """A drawing with what it shows in a sentence."""

    title: str
    svg: str
    caption: str


def draw_figures(
    drug: Drug, plan: Plan, course: Course, met: tuple[Confrontation, ...], due: float
) -> tuple[Figure, ...]:
    """What a reader sees first. due: hours at which a dose after the last one would be due."""
    metabolite = course.system.output(drug.metabolite).expression.substance
    substances = {drug.plasma: drug.name, drug.metabolite: str(metabolite)}
    plasma = [_band(course, n, ng / mL, label, plan.last, due) for n, label in substances.items()]
    brain = [_band(course, drug.brain, nM, drug.name)]
    seen = [_band(course, drug.displacement, percent, "predicted")]
    shares = [_band(course, n, percent, n.split("share_of_")[-1], levels=OUTER) for n in drug.shares]
    return (
        _figure(
            "Plasma",
            draw_figure(plasma, "concentration in plasma (ng/mL)", is_log=True, days=False),
            "From the last dose until the next would be due. Bands hold the middle half and nine in ten of the people.",
        ),
        _figure(
            "Brain",
            draw_figure(brain, "unbound near the receptors (nM)"),
            "From the first dose to two weeks after the last one.",
        ),
        _figure(
            "Receptor, as PET reads it",
            draw_figure(seen, f"{drug.receptor}s no longer available (%)", points=_points(plan, met), limits=SHARE),
            "Share of the receptors available at baseline that no longer are. Points are people who were scanned after "
            "the regimen named; those after one dose stand at their hours after the last dose here, where more has "
            "gathered. The last figure meets each under its own regimen.",
        ),
        _figure(
            "Receptor, by ligand",
            draw_figure(shares, "share of all receptors held (%)", limits=SHARE),
            "Who holds the receptors, of all there are. PET reads the loss of those that were free at baseline, where "
            "the body's own ligand holds some.",
        ),
        _figure(
            "Observed beside predicted",
            draw_intervals([_row(c) for c in met], f"{drug.receptor}s no longer available (%)"),
            "Each observation under its own regimen. Points are what was observed, with SD or range where given.",
        ),
    )


def _figure(title: str, drawn: Any, caption: str) -> Figure:
    return Figure(title, write_svg(drawn), caption)


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


def _row(met: Confrontation) -> Row:
    seen = met.observation
    when = f"{seen.after:g} h" if seen.after == seen.to else f"{seen.after:g} to {seen.to:g} h"
    label = f"{seen.id}: {_short(seen)}, {when}"
    return Row(label, seen.value, seen.error, met.middle, met.low, met.high)


def _short(seen: Observation) -> str:
    return seen.regimen.replace(" hydrochloride", "")


def _points(plan: Plan, met: tuple[Confrontation, ...]) -> list[Point]:
    """The observations whose regimen begins this one, each at its own time."""
    placed = [(one.observation, _place(plan, one.observation)) for one in met]
    return [
        Point(*place, seen.value, seen.error, f"{seen.id} {seen.source.label}, after {_short(seen)}")
        for seen, place in placed
        if place is not None
    ]


def _place(plan: Plan, seen: Observation) -> tuple[float, float] | None:
    """Where an observation belongs on this regimen's axis, in hours.

    Before the next dose that would disturb it; or, of a single dose, after the last; nowhere if it began otherwise.
    """
    taken, ours = read_regimen(seen.regimen).given(), plan.given()
    pairs = zip(taken, ours, strict=False)
    if len(taken) > len(ours) or any((a.time, a.amount) != (b.time, b.amount) for a, b in pairs):
        return None
    following = ours[len(taken)].time if len(ours) > len(taken) else float("inf")
    if taken[-1].time + seen.to <= following:
        return taken[-1].time + seen.after, taken[-1].time + seen.to
    return (plan.last + seen.after, plan.last + seen.to) if len(taken) == 1 else None
