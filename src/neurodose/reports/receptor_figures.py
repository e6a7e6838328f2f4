"""Figures of receptors: how much of them is taken, what the cells do, who holds them, and every kind side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from neurodose.figures.bands import Band, Panel, Point, draw_figure, draw_panels
from neurodose.reports.figure import BANDS, OUTER, SPLIT, Figure, band, in_days, say_stretch, split
from neurodose.reports.outputs import Outputs
from neurodose.reports.quantity import Curve
from neurodose.reports.sites import CELLS, Site
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course
from neurodose.units import percent

SHARE = (0.0, 102.0)  # per cent, with room for the line at 100
LITTLE = 25.0  # per cent: shares that never reach it have a scale of their own
PET = "Share of the receptors available at baseline that no longer are."
MEASURED = (
    " Points are people who were scanned after the regimen named; those after one dose stand at their hours after the "
    "last dose here, where more has gathered. The last figure meets each under its own regimen."
)
# What is drawn of every kind of receptor, by whether there are some that PET does not see, and some that it does.
EACH_KIND = {
    (False,): ("receptors held", "The share that drugs hold"),
    (True,): ("receptors no longer available", "As PET reads it"),
    (False, True): (
        "receptors no longer available, or held",
        "Opioid receptors as PET reads them, of others the share that drugs hold",
    ),
}


def draw_site(site: Site, outputs: Outputs, spread: Spread, until: float, points: Sequence[Point]) -> Iterator[Figure]:
    """How much of a receptor is taken, what the cells do, who holds it, and where the spread comes from."""
    course, stretch = spread.people, say_stretch(spread.people, until)
    taken, days = f"{site.phrase} {site.taken} (%)", in_days(until)
    seen = [band(course, site.measure, "predicted", 0.0, until, levels=BANDS)]
    yield Figure(
        f"Receptor, as PET reads it{_of(site, outputs)}" if site.is_seen_by_pet else f"Receptor: {site.phrase}",
        draw_figure(seen, taken, points=points, limits=_bound(seen, points), days=days),
        PET + (MEASURED if points else "") if site.is_seen_by_pet else f"Share of all that drugs hold. {stretch}",
    )
    if site.agonists:
        yield from _draw_effects(site, course, until)
    panels = split(spread, site.measure, 0.0, until)
    yield Figure(
        f"Where the spread comes from: {site.phrase}",
        draw_panels(panels, taken, limits=_bound(_bands(panels)), days=days),
        f"{stretch} {SPLIT}",
    )
    effect = Curve((next(iter(site.effects.values())),), percent) if site.agonists and site.effects else None
    if effect is not None and outputs.everywhere.issuperset(effect.addresses):
        panels = split(spread, effect, 0.0, until)
        yield Figure(
            f"Where the spread comes from: {_say_effect(site)}",
            draw_panels(panels, "effect, of the largest (%)", limits=_bound(_bands(panels)), days=days),
            f"{stretch} {SPLIT}",
        )
    shares = {words: a for held in site.held.values() for words, a in held.items()} | dict(site.own)
    bands = [band(course, Curve((a,), percent), words, 0.0, until, levels=OUTER) for words, a in shares.items()]
    yield Figure(
        f"{site.phrase[0].upper()}{site.phrase[1:]}, by ligand",
        draw_figure(bands, f"share of all {site.phrase} held (%)", limits=_bound(bands), days=days),
        "Who holds the receptors, of all there are."
        + (" PET reads the loss of those that were free at baseline, where the body's own ligands hold some."
           if site.is_seen_by_pet else ""),
    )  # fmt: skip


def _draw_effects(site: Site, course: Course, until: float) -> Iterator[Figure]:
    """Bands of what all ligands do; what adapts, and the body's own, as their medians."""
    first = next(iter(site.effects), CELLS)
    of = "" if first == CELLS else f"{first}, "
    named = {("all ligands" if seen == CELLS else seen): a for seen, a in site.effects.items()}
    lines = {f"{of}cells that adapt": site.adapted, f"{of}the body's own ligands": site.tone}
    bands = [band(course, Curve((a,), percent), words, 0.0, until, levels=OUTER) for words, a in named.items()]
    bands += [band(course, Curve((a,), percent), w, 0.0, until, levels=(0.5,)) for w, a in lines.items() if a]
    yield Figure(
        f"Effect: {site.phrase}",
        draw_figure(bands, "effect, of the largest (%)", limits=_bound(bands), days=in_days(until)),
        "What all ligands together do, of the largest effect there is. Bands hold nine in ten of the people. Lines "
        "without a band are medians: of cells that adapt, and of what the body's own ligands do beside the drug. "
        f"{say_stretch(course, until)}",
    )


def draw_kinds(outputs: Outputs, course: Course, until: float) -> Iterator[Figure]:
    """Every kind of receptor, where there are several."""
    if len(outputs.receptors) < 2:
        return
    bands = [band(course, site.measure, site.name, 0.0, until, levels=OUTER) for site in outputs.receptors]
    by_pet = {site.is_seen_by_pet for site in outputs.receptors}
    words, told = EACH_KIND[tuple(sorted(by_pet))]
    yield Figure(
        "Receptors, each kind",
        draw_figure(bands, f"{words} (%)", limits=_bound(bands), days=in_days(until)),
        f"{told}. Bands hold nine in ten of the people.",
    )


def _bound(bands: Iterable[Band], points: Sequence[Point] = ()) -> tuple[float, float]:
    """A scale of per cent: all of it, or as much as lets small shares be seen."""
    top = max([float(one.quantiles.max()) for one in bands] + [point.value for point in points])
    return SHARE if top > LITTLE or top <= 0 else (0.0, 1.1 * top)


def _bands(panels: Iterable[Panel]) -> list[Band]:
    return [one for panel in panels for one in panel.bands]


def _of(site: Site, outputs: Outputs) -> str:
    return f": {site.phrase}" if len(outputs.sites) > 1 else ""


def _say_effect(site: Site) -> str:
    first = next(iter(site.effects))
    return f"effect at {site.phrase}" if first == CELLS else f"effect on {first}"
