"""What people feel, do or suffer under a regimen, by every rival way, against the same people without any drug.

Nothing here is an outcome of its own making: each rival's curve is read off the same course as blood and receptors, and
carries the certainty of the links that it stands behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.agreement.certainty import GRADES, find_weakest, grade_way
from neurodose.agreement.chain import ChainLink, find_way, is_driven
from neurodose.library.circuit import Circuit
from neurodose.library.combination import find_stage
from neurodose.library.drug import Drug
from neurodose.library.response import Response
from neurodose.modelling.system import System
from neurodose.reports.quantity import Curve
from neurodose.reports.span import Told, span
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course
from neurodose.sources import Certainty
from neurodose.units import Unit, choose_unit, percent

SLIGHT = 0.01  # of the largest change that a rival sees: what is smaller is none
MORE = 1.2  # times the change while it is taken: what comes later is told from there on
ROUNDING = 1e-9  # coherent units: below it a change is what a solver leaves


@dataclass(frozen=True, eq=False)
class Way:
    """One rival's answer; of a circuit, one of its outputs.

    name:   of the rival, or the output in words; curve: where it is read
    change: against no drug, when the next dose would be due; level: under the drug, at that moment
    later:  the largest change after that, as far as was simulated
    trend:  +1 where the median person's mean change until then goes up, −1 where it goes down, 0 where there is none
    links:  those it stands behind; stands_on: what stands behind its last step
    """

    name: str
    curve: Curve
    level: Told
    change: Told
    later: Told
    trend: int
    links: tuple[ChainLink, ...]
    stands_on: str = ""

    @property
    def is_more_later(self) -> bool:
        """Whether more is to be seen once it has ended than while it was taken."""
        return abs(self.later.people.middle) > MORE * abs(self.change.people.middle) + ROUNDING

    @property
    def certainty(self) -> Certainty:
        return find_weakest(link.certainty for link in self.links)

    @property
    def weakest(self) -> tuple[ChainLink, ...]:
        """The links that hold it down."""
        return tuple(link for link in self.links if link.certainty == self.certainty)


@dataclass(frozen=True, eq=False)
class Followed:
    """A circuit or response as a regimen moves it.

    ways:    by each rival that this body has, the one that answers first in front; missing: rivals that it lacks
    """

    stage: Circuit | Response
    ways: tuple[Way, ...]
    missing: tuple[str, ...] = ()

    @property
    def is_response(self) -> bool:
        return isinstance(self.stage, Response)

    @property
    def is_moved(self) -> bool:
        """Whether there is something to see: of a response where a rival leads there, of a circuit a change."""
        return bool(self.ways) if self.is_response else any(way.trend or way.is_more_later for way in self.ways)

    @property
    def higher_is(self) -> str:
        """Better or worse, for the person; of a circuit neither."""
        return self.stage.higher_is if isinstance(self.stage, Response) else ""

    @property
    def told_in(self) -> str:
        """What the figures of a response count, where its meaning does not say so."""
        return self.stage.told_in if isinstance(self.stage, Response) else ""

    @property
    def are_opposed(self) -> bool:
        """Whether rivals lead to opposite ends: to better and to worse."""
        return self.is_response and {1, -1} <= {way.trend for way in self.ways}

    @property
    def certainty(self) -> Certainty:
        """Of the way that answers first, a step less where rivals are opposed; the lowest where none leads there."""
        if not self.ways:
            return GRADES[-1]
        return grade_way([self.ways[0].certainty], are_rivals_opposed=self.are_opposed)

    def judge(self, way: Way) -> str:
        """What a way's change is for the person: better, worse, or none."""
        if not way.trend or not self.higher_is:
            return {1: "up", -1: "down", 0: "no change"}[way.trend]
        return "better" if (way.trend > 0) is (self.higher_is == "better") else "worse"


def find_addresses(drug: Drug, system: System) -> list[str]:
    """What has to be kept of a course to follow the stages of a drug."""
    return [address for stage in drug.stages for address in stage.outputs.values() if address in system.outputs]


def follow_stages(
    drug: Drug, chain: Sequence[ChainLink], spread: Spread, without: Spread, due: float
) -> tuple[Followed, ...]:
    """Every circuit and response of a body, in the order of the chain.

    without: of the same people with the same draws and no drug; due: hours when the next dose would be
    """
    system = spread.people.system
    return tuple(_follow(stage, chain, system, spread, without, due) for stage in drug.stages)


def _follow(
    stage: Circuit | Response, chain: Sequence[ChainLink], system: System, spread: Spread, without: Spread, due: float
) -> Followed:
    if isinstance(stage, Response):
        named = {link.name: (link.output, link.stands_on) for link in stage.links}
    else:
        named = {words: (address, "") for words, address in stage.outputs.items()}
    held = {name: found for name, found in named.items() if found[0] in system.outputs}
    if isinstance(stage, Response):
        every = find_stage(stage.name)
        assert isinstance(every, Response)
        named = {link.name: ("", "") for link in every.links}  # those that know nothing here as well
        held = {name: found for name, found in held.items() if is_driven(chain, system, found[0])}
    curves = {name: Curve((address,), find_unit(system, address)) for name, (address, _) in held.items()}
    trends = find_trends({n: _mean_change(c, spread.people, without.people, due) for n, c in curves.items()})
    ways = tuple(
        Way(
            name,
            curve,
            _tell(stage, name, curve, spread, None, due),
            _tell(stage, name, curve, spread, without, due),
            _tell(stage, name, curve, spread, without, due, is_later=True),
            trends[name],
            find_way(chain, system, held[name][0]),
            held[name][1],
        )
        for name, curve in curves.items()
    )
    return Followed(stage, ways, tuple(name for name in named if name not in held))


def find_unit(system: System, address: str) -> Unit:
    """The unit in which an output is shown."""
    output = system.output(address)
    return output.unit or choose_unit(output.expression.dimension)


def find_trends(changes: Mapping[str, float]) -> dict[str, int]:
    """Up, down or neither, by rival: beside the largest change, a slight one is none."""
    largest = max((abs(change) for change in changes.values()), default=0.0)
    least = max(ROUNDING, SLIGHT * largest)
    return {name: int(np.sign(change)) if abs(change) > least else 0 for name, change in changes.items()}


def _mean_change(curve: Curve, course: Course, without: Course, due: float) -> float:
    """Mean over time until the next dose would be due, of the median person."""
    times = curve.find_times(course, 0.0, due)
    change = curve.read(course, 0.0, due) - curve.read(without, 0.0, due)
    return float(np.trapezoid(np.median(change, axis=0), times) / (times[-1] - times[0]))


def _tell(
    stage: Circuit | Response,
    name: str,
    curve: Curve,
    spread: Spread,
    without: Spread | None,
    due: float,
    *,
    is_later: bool = False,
) -> Told:
    """A level or a change when the next dose would be due, or the largest after that, by what makes it differ."""
    last = None if is_later else due

    def read(course: Course, other: Course | None) -> np.ndarray:
        if other is None:
            return curve.read(course, due, due)[:, -1]
        course, other = find_same(course, other)
        change = curve.read(course, due, last) - curve.read(other, due, last)
        return np.take_along_axis(change, np.abs(change).argmax(axis=1)[:, None], axis=1)[:, 0]

    by = f", by {name}" if isinstance(stage, Response) else f": {name}"
    unit = "" if str(curve.unit) == "1" else str(curve.unit)
    if without is not None and curve.unit == percent:
        unit = "points"
    when = "largest after the next dose would be due" if is_later else "when the next dose would be due"
    return Told(
        f"{stage.meaning}{by}, {when}{'' if without is None else ', against no drug'}",
        2,
        unit,
        span(read(spread.people, without and without.people)),
        span(read(spread.values, without and without.values)),
        {n: float(read(c, without and without.structures[n])[0]) for n, c in spread.structures.items()},
        span(np.concatenate([read(c, without and without.together[n]) for n, c in spread.together.items()])),
    )


def find_same(course: Course, other: Course) -> tuple[Course, Course]:
    """Those people whose solves went well in both of two courses."""
    both = np.intersect1d(course.people.identity, other.people.identity)
    return course.some(np.isin(course.people.identity, both)), other.some(np.isin(other.people.identity, both))


def find_last_change(followed: Iterable[Followed], course: Course, without: Course, little: float) -> float:
    """Hours until which anything that is followed still differs from no drug by more than a little of its most."""
    latest = 0.0
    for way in (way for one in followed for way in one.ways):
        change = np.median(np.abs(way.curve.read(course) - way.curve.read(without)), axis=0)
        seen = course.times[change > little * change.max()] if change.max() > ROUNDING else course.times[:1]
        latest = max(latest, float(seen.max()))
    return latest
