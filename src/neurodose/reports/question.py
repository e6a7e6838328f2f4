"""What is asked of every course: exposure of each drug that is given, and what happens at the first receptor of each.

A figure is asked only where it means something: of blockade where a drug blocks and none drives the receptor, of
effects where one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from neurodose.reports.outputs import Exposure, Outputs
from neurodose.reports.quantity import Curve
from neurodose.reports.sites import CELLS, Site
from neurodose.simulation.course import Course
from neurodose.units import one, percent

BLOCKED = 80.0  # per cent; the share of available receptors that must be gone before heroin is blocked (Greenwald 2014)


@dataclass(frozen=True)
class Asked:
    """One figure per person: what it is called, its digits in a sentence and its unit, and how a course tells it.

    name: how sentences find it; addresses: of the outputs it is read off
    """

    name: str
    label: str
    digits: int
    unit: str
    addresses: tuple[str, ...]
    read: Callable[[Course], np.ndarray]


def ask(outputs: Outputs) -> tuple[Asked, ...]:
    """Every figure that means something for this regimen, in the order of the chain from blood to cell."""
    found = [asked for exposure in outputs.exposures for asked in _ask_exposure(exposure)]
    found += [_ask_activity(words, outputs) for words in outputs.activities]
    found += [asked for site in outputs.sites for asked in _ask_site(site, outputs)]
    return tuple(asked for asked in found if outputs.everywhere.issuperset(asked.addresses))


def _ask_exposure(exposure: Exposure) -> Iterator[Asked]:
    """Levels after the last dose of this drug, until its next one would be due."""
    begin, end, interval = exposure.last, exposure.due, f"{exposure.due - exposure.last:g} h"
    drug, place, unit = exposure.name, exposure.place, str(exposure.unit)
    for number, (substance, address) in enumerate(exposure.levels.items()):
        level = Curve((address,), exposure.unit)
        label = f"{substance} in {place}, peak after the last dose"
        yield _peak(f"peak of {substance}", label, 2, level, begin, end)
        if number == 0:
            label = f"{substance} in {place}, {interval} after the last dose"
            yield Asked(f"trough of {substance}", label, 2, unit, level.addresses, _at(level, end))
    for substance, address in exposure.csf.items():
        label = f"{substance} in cerebrospinal fluid, peak after the last dose"
        yield _peak(f"csf of {substance}", label, 2, Curve((address,), exposure.unit), begin, end)
    if exposure.brain:
        near = exposure.near_receptors
        yield Asked(
            f"brain of {drug}", f"{drug} {exposure.where}, unbound, mean over {interval}", 2,
            str(exposure.brain_unit), near.addresses, lambda course: near.read(course, begin, end).mean(axis=1),
        )  # fmt: skip


def _ask_activity(words: str, outputs: Outputs) -> Asked:
    left = outputs.activity(words)
    whose = "that before the first" if left.is_relative else "the usual"
    label = f"{words}, lowest activity after the last dose, of {whose}"
    return Asked(
        f"activity of {words}", label, 2, "%", left.addresses,
        lambda course: left.read(course, outputs.last, outputs.due).min(axis=1),
    )  # fmt: skip


def _ask_site(site: Site, outputs: Outputs) -> Iterator[Asked]:
    begin, end = outputs.last, outputs.due
    later, taken = f"{end - begin:g} h after the last dose", site.measure
    receptors = f"{site.phrase} {site.taken}"
    yield _peak(f"{site.name} highest", f"{receptors}, highest", 3, taken, begin, end)
    yield Asked(f"{site.name} later", f"{receptors}, {later}", 3, "%", taken.addresses, _at(taken, end))
    if len(site.held) > 1:
        for drug, shares in site.held.items():
            held = Curve(tuple(shares.values()), percent)
            label = f"{site.phrase} held by {drug}"
            yield _peak(f"{site.name} held by {drug}", f"{label}, highest", 3, held, begin, end)
            yield Asked(
                f"{site.name} held by {drug} later", f"{label}, {later}", 3, "%", held.addresses, _at(held, end)
            )
    if site.is_blocked_only and site.challenge:
        label = f"time above {BLOCKED:.0f} % after the last dose"
        yield Asked(
            f"{site.name} hours blocked", label, 2, "h", taken.addresses,
            lambda course: hours_above(course.times, taken.read(course), begin, BLOCKED),
        )  # fmt: skip
    if site.blockers and site.is_seen_by_pet:
        yield from _ask_dose_ratio(site, begin, end, later)
    if site.is_blocked_only and site.challenge:
        agonist, address = site.challenge
        loss = Curve((address,), percent)
        label = f"loss of effect of {agonist}, {later}"
        yield Asked(f"{site.name} loss of effect", label, 3, "%", loss.addresses, _at(loss, end))
    if site.agonists:
        yield from _ask_effects(site, begin, end, later)


def _ask_dose_ratio(site: Site, begin: float, end: float, later: str) -> Iterator[Asked]:
    """1 + receptors that blockers hold / receptors that nobody holds; where an agonist is given, at its dose too."""
    held, free = Curve(site.blockers, one), Curve((site.free,), one)
    blockers = [drug for drug, shares in site.held.items() if set(shares.values()) & set(site.blockers)]
    label = f"dose ratio at {site.name}" + (f" by {' and '.join(blockers)}" if site.agonists else "")

    def read(time: float) -> Callable[[Course], np.ndarray]:
        return lambda course: 1 + _at(held, time)(course) / _at(free, time)(course)

    addresses = (*held.addresses, *free.addresses)
    if site.agonists:
        yield Asked(f"{site.name} dose ratio at the dose", f"{label}, at the last dose", 2, "", addresses, read(begin))
    yield Asked(f"{site.name} dose ratio", f"{label}, {later}", 2, "", addresses, read(end))


def _ask_effects(site: Site, begin: float, end: float, later: str) -> Iterator[Asked]:
    for number, (seen, address) in enumerate(site.effects.items()):
        effect = Curve((address,), percent)
        label = _say_effect(site, seen)
        yield _peak(f"{site.name} effect on {seen}", f"{label}, highest", 2, effect, begin, end)
        yield Asked(
            f"{site.name} effect on {seen} later", f"{label}, {later}", 2, "%", effect.addresses, _at(effect, end)
        )
        if number == 0:
            label = f"{label}, largest change from before the first dose"
            yield Asked(
                f"{site.name} change", label, 2, "points", effect.addresses, _largest_change(effect, begin, end)
            )
    first = _say_effect(site, next(iter(site.effects)))
    if site.adapted is not None:
        label = f"{first} of cells that adapt, highest"
        yield _peak(f"{site.name} adapted", label, 2, Curve((site.adapted,), percent), begin, end)
    if site.tone is not None:
        tone = Curve((site.tone,), percent)
        label = f"{first} of the body's own ligands, before the first dose"
        yield Asked(f"{site.name} tone", label, 2, "%", tone.addresses, _at(tone, 0.0))


def _say_effect(site: Site, seen: str) -> str:
    return f"effect at {site.phrase}" if seen == CELLS else f"effect on {seen}"


def _largest_change(curve: Curve, begin: float, end: float) -> Callable[[Course], np.ndarray]:
    """How far a curve has gone from its start at most, up or down."""

    def read(course: Course) -> np.ndarray:
        change = curve.read(course, begin, end) - curve.read_start(course)
        return np.take_along_axis(change, np.abs(change).argmax(axis=1)[:, None], axis=1)[:, 0]

    return read


def _peak(name: str, label: str, digits: int, curve: Curve, begin: float, end: float) -> Asked:
    def read(course: Course) -> np.ndarray:
        return curve.read(course, begin, end).max(axis=1)

    return Asked(name, label, digits, str(curve.unit), curve.addresses, read)


def _at(curve: Curve, time: float) -> Callable[[Course], np.ndarray]:
    return lambda course: curve.read(course, time, time)[:, -1]


def hours_above(times: np.ndarray, values: np.ndarray, since: float, threshold: float) -> np.ndarray:
    """Hours from a time until each person's curve (people, times) has fallen below a threshold for good; 0 if it never
    was above, infinite if it does not fall.
    """
    later = times >= since
    times, above = times[later], values[:, later] >= threshold
    falls = len(times) - above[:, ::-1].argmax(axis=1)  # the first moment after the last one above
    hours = np.append(times, np.inf)[falls] - since
    return np.where(above.any(axis=1), hours, 0.0)
