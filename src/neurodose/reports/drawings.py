"""The figures of a dossier: blood, brain, receptors, and what was observed beside what is predicted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from neurodose.reports.outputs import CELLS, Curve, Exposure, Outputs, Site
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course
from neurodose.simulation.landing import find_landings
from neurodose.units import Unit, percent

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
OUTER = (0.05, 0.5, 0.95)
SHARE = (0.0, 102.0)  # per cent, with room for the line at 100
GONE = 0.01  # of its highest level: below it nothing is to be seen in a figure
HOURS = 72.0  # up to so many a figure counts hours, beyond them days
DECADES, DECADES_LATER = 5, 4  # that a figure shows at most
SEEN = 0.05  # of the highest curve: one below it is not to be seen on an even scale
SAME = 1e-9  # hours by which moments differ that are one
PET = "Share of the receptors available at baseline that no longer are."
MEASURED = (
    " Points are people who were scanned after the regimen named; those after one dose stand at their hours after the "
    "last dose here, where more has gathered. The last figure meets each under its own regimen."
)
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
    drug: Drug, outputs: Outputs, plan: Plan, spread: Spread, verdicts: tuple[Verdict, ...]
) -> tuple[Figure, ...]:
    """What a reader sees first: blood and brain of each drug, then each receptor, then what was observed."""
    until = _find_end(spread.people, outputs)
    shown = _select(drug, verdicts, [site.displacement for site in outputs.receptors])
    found = [figure for e in outputs.exposures for figure in _draw_exposure(e, outputs, spread, until)]
    found += _draw_activities(outputs, spread.people, until)
    for site in outputs.sites:
        points = _points(spread.people.system, plan, _select(drug, verdicts, [site.displacement]))
        found += _draw_site(site, outputs, spread, until, points)
    found += _draw_kinds(outputs, spread.people, until)
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


def _draw_exposure(e: Exposure, outputs: Outputs, spread: Spread, until: float) -> Iterator[Figure]:
    """A drug and what it becomes, in blood after its last dose, in cerebrospinal fluid, and unbound in the brain."""
    course, of = spread.people, f": {e.name}" if len(outputs.exposures) > 1 else ""
    begin, end = e.last, e.due
    bands = [_band(course, Curve((a,), e.unit), words, begin, end) for words, a in e.levels.items()]
    since = "From its last dose until the next would be due."
    yield Figure(
        f"{e.place.capitalize()}{of}",
        draw_figure(bands, f"concentration in {e.place} ({e.unit})", is_log=True, days=False, limits=_decades(bands)),
        f"{since} Bands hold the middle half and nine in ten of the people.",
    )
    yield from _draw_later(e.csf, e.unit, f"Cerebrospinal fluid{of}", "in cerebrospinal fluid", course, until)
    yield from _draw_later(e.brain, e.brain_unit, f"Brain{of}", "unbound near the receptors", course, until)
    panels = _split(spread, e.level, begin, end)
    yield Figure(
        f"Where the spread comes from: {e.name} in {e.place}",
        draw_panels(
            panels, f"{e.name} in {e.place} ({e.unit})", is_log=True, days=False,
            limits=_decades([band for panel in panels for band in panel.bands]),
        ),
        f"{since} {SPLIT}",
    )  # fmt: skip


def _draw_later(
    addresses: Mapping[str, str], unit: Unit, title: str, where: str, course: Course, until: float
) -> Iterator[Figure]:
    """Substances from the first dose on; in decades where the least would not be seen beside the most."""
    bands = [_band(course, Curve((a,), unit), words, 0.0, until) for words, a in addresses.items()]
    if not bands:
        return
    tops = [float(band.quantiles.max()) for band in bands]
    is_log = min(tops) < SEEN * max(tops) and len(bands) > 1
    limits = (max(tops) / 10**DECADES_LATER, 1.5 * max(tops)) if is_log and max(tops) > 0 else None
    drawing = draw_figure(bands, f"{where} ({unit})", days=_in_days(until), is_log=limits is not None, limits=limits)
    yield Figure(title, drawing, _say_stretch(course, until))


def _draw_activities(outputs: Outputs, course: Course, until: float) -> Iterator[Figure]:
    bands = [
        _band(course, Curve((a,), percent), words, 0.0, until, levels=OUTER) for words, a in outputs.activities.items()
    ]
    if bands:
        yield Figure(
            "Enzymes and pumps",
            draw_figure(bands, "activity, of the usual (%)", days=_in_days(until)),
            f"What is left of their activity while something in the body inhibits them. {_say_stretch(course, until)}",
        )


def _draw_site(site: Site, outputs: Outputs, spread: Spread, until: float, points: Sequence[Point]) -> Iterator[Figure]:
    """How much of a receptor is taken, what the cells do, who holds it, and where the spread comes from."""
    course, stretch = spread.people, _say_stretch(spread.people, until)
    taken, days = f"{site.phrase} {site.taken} (%)", _in_days(until)
    yield Figure(
        "Receptor, as PET reads it" if site.is_seen_by_pet else f"Receptor: {site.phrase}",
        draw_figure(
            [_band(course, site.measure, "predicted", 0.0, until)], taken, points=points, limits=SHARE, days=days
        ),
        PET + (MEASURED if points else "") if site.is_seen_by_pet else f"Share of all that drugs hold. {stretch}",
    )
    if site.agonists:
        yield Figure(
            f"Effect: {site.phrase}",
            draw_figure(_gather_effects(site, course, until), "effect, of the largest (%)", limits=SHARE, days=days),
            "What all ligands together do, of the largest effect there is, and what the body's own would do by "
            f"themselves beside the drug. Bands hold nine in ten of the people. {stretch}",
        )
    yield Figure(
        f"Where the spread comes from: {site.phrase}",
        draw_panels(_split(spread, site.measure, 0.0, until), taken, limits=SHARE, days=days),
        f"{stretch} {SPLIT}",
    )
    effect = Curve((next(iter(site.effects.values())),), percent) if site.agonists and site.effects else None
    if effect is not None and outputs.everywhere.issuperset(effect.addresses):
        yield Figure(
            f"Where the spread comes from: effect at {site.phrase}",
            draw_panels(_split(spread, effect, 0.0, until), "effect, of the largest (%)", limits=SHARE, days=days),
            f"{stretch} {SPLIT}",
        )
    shares = {words: a for held in site.held.values() for words, a in held.items()} | dict(site.own)
    bands = [_band(course, Curve((a,), percent), words, 0.0, until, levels=OUTER) for words, a in shares.items()]
    yield Figure(
        f"{site.phrase[0].upper()}{site.phrase[1:]}, by ligand",
        draw_figure(bands, f"share of all {site.phrase} held (%)", limits=SHARE, days=days),
        "Who holds the receptors, of all there are."
        + (" PET reads the loss of those that were free at baseline, where the body's own ligands hold some."
           if site.is_seen_by_pet else ""),
    )  # fmt: skip


def _gather_effects(site: Site, course: Course, until: float) -> list[Band]:
    named = {("all ligands" if seen == CELLS else seen): address for seen, address in site.effects.items()}
    named |= {"all ligands, cells that adapt": site.adapted} if site.adapted else {}
    named |= {"the body's own": site.tone} if site.tone else {}
    return [_band(course, Curve((a,), percent), words, 0.0, until, levels=OUTER) for words, a in named.items()]


def _draw_kinds(outputs: Outputs, course: Course, until: float) -> Iterator[Figure]:
    """Every kind of receptor, where there are several."""
    if len(outputs.receptors) < 2:
        return
    bands = [_band(course, site.measure, site.name, 0.0, until, levels=OUTER) for site in outputs.receptors]
    is_pet = all(site.is_seen_by_pet for site in outputs.receptors)
    words = "receptors no longer available (%)" if is_pet else "receptors no longer available, or held (%)"
    told = "As PET reads it" if is_pet else "Opioid receptors as PET reads them, of others the share that drugs hold"
    yield Figure(
        "Receptors, each kind",
        draw_figure(bands, words, limits=SHARE, days=_in_days(until)),
        f"{told}. Bands hold nine in ten of the people.",
    )


def _find_end(course: Course, outputs: Outputs) -> float:
    """Until when something is to be seen, in hours: in full days, not before the next dose would be due."""
    curves = [Curve((a,), e.brain_unit) for e in outputs.exposures for a in e.brain.values()]
    curves += [site.measure for site in outputs.sites]
    latest = outputs.due
    for curve in curves:
        high = np.quantile(curve.read(course), OUTER[-1], axis=0)
        seen = course.times[high > GONE * high.max()] if high.max() > 0 else course.times[:1]
        latest = max(latest, float(seen[-1]))
    return min(24.0 * np.ceil(latest / 24), float(course.times[-1]))


def _in_days(until: float) -> bool:
    return until > HOURS


def _say_stretch(course: Course, until: float) -> str:
    last = "two weeks after the last one" if until >= course.times[-1] else "when little is left"
    return f"From the first dose to {last}."


def _decades(bands: Sequence[Band]) -> tuple[float, float] | None:
    """The ends of a scale in decades, where curves fall so far that their tops would not be seen."""
    values = np.concatenate([np.ravel(band.quantiles) for band in bands])
    values = values[values > 0]
    if not len(values) or values.min() * 10**DECADES >= values.max():
        return None
    return values.max() / 10**DECADES, 1.5 * values.max()


def _split(spread: Spread, curve: Curve, first: float, last: float) -> list[Panel]:
    """One quantity by what makes it differ."""
    people = _band(spread.people, curve, "people", first, last, levels=OUTER)
    values = _band(spread.values, curve, "values", first, last, levels=OUTER)
    rivals = [_band(c, curve, rival, first, last, levels=(0.5,)) for rival, c in spread.structures.items()]
    gathered = spread.gather(lambda course: curve.read(course, first, last))
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
    course: Course, curve: Curve, label: str, first: float, last: float, levels: tuple[float, ...] = BANDS
) -> Band:
    times = course.times[(course.times >= first - SAME) & (course.times <= last + SAME)]
    return Band(label, times - first, np.quantile(curve.read(course, first, last), levels, axis=0), levels)


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
