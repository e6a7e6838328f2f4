"""The figures of a dossier: blood, brain, receptors, and what was observed beside what is predicted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from neurodose.agreement.rule import Verdict
from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan
from neurodose.figures.bands import Point
from neurodose.figures.intervals import Row, draw_intervals
from neurodose.library.drug import Drug
from neurodose.measurement.phrase import find_output
from neurodose.modelling.system import System
from neurodose.records.observation import Observation
from neurodose.reports.exposure_figures import draw_activities, draw_exposure
from neurodose.reports.figure import Figure, find_end
from neurodose.reports.outputs import Outputs
from neurodose.reports.receptor_figures import draw_kinds, draw_site
from neurodose.reports.spread import Spread
from neurodose.simulation.landing import find_landings


def draw_figures(
    drug: Drug, outputs: Outputs, plan: Plan, spread: Spread, verdicts: tuple[Verdict, ...]
) -> tuple[Figure, ...]:
    """What a reader sees first: blood and brain of each drug, then each receptor, then what was observed."""
    until = find_end(spread.people, outputs)
    shown = _select(drug, verdicts, [site.displacement for site in outputs.receptors])
    found = [figure for e in outputs.exposures for figure in draw_exposure(e, outputs, spread, until)]
    found += draw_activities(outputs, spread.people, until)
    for site in outputs.sites:
        points = _points(spread.people.system, plan, _select(drug, verdicts, [site.displacement]))
        found += draw_site(site, outputs, spread, until, points)
    found += draw_kinds(outputs, spread.people, until)
    rows = [_row(v) for v in shown if v.predicted is not None]
    if rows:
        found.append(
            Figure(
                "Observed beside predicted",
                draw_intervals(rows, "receptors no longer available (%)"),
                "Each observation under its own regimen, beside the means of virtual studies of its size by all "
                "structures (bar: 95 %) and by each alone (thin lines). The bars hold spread between people, how "
                "unsure the values are, and the rival structures. Points are what was observed, with the error that "
                "was published.",
            )
        )
    return tuple(found)


def _select(drug: Drug, verdicts: tuple[Verdict, ...], outputs: Iterable[str]) -> list[Verdict]:
    """The verdicts on observations of these outputs."""
    wanted = set(outputs)
    return [v for v in verdicts if find_output(drug, v.observation.quantity) in wanted]


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
