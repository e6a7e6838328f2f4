"""The answer: every figure of it by what makes it differ, made from courses and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neurodose.reports.outputs import Outputs
from neurodose.reports.question import BLOCKED, Asked, ask
from neurodose.reports.span import Told, span
from neurodose.reports.spread import Spread
from neurodose.simulation.course import Course


@dataclass(frozen=True)
class Answer:
    """What a regimen does, figure by figure.

    told:    by name, in the order of the chain: "peak of naltrexone", "mu highest"
    blocked: by receptor that drugs block, the share of people in whom the block holds until the next dose is due
    """

    told: Mapping[str, Told]
    blocked: Mapping[str, float]

    @property
    def figures(self) -> tuple[Told, ...]:
        """Every figure, in the order of the chain."""
        return tuple(self.told.values())

    def __getitem__(self, name: str) -> Told:
        return self.told[name]

    def __contains__(self, name: object) -> bool:
        return name in self.told


def answer(outputs: Outputs, spread: Spread, compared: Mapping[str, Told]) -> Answer:
    """Reads the last dosing interval and the time after it off courses.

    compared: what has been told already, of drugs beside what each would be by itself; by name
    """
    asked = ask(outputs)
    people, values = read_figures(asked, spread.people), read_figures(asked, spread.values)
    typical = {rival: read_figures(asked, course) for rival, course in spread.structures.items()}
    together = [read_figures(asked, course) for course in spread.together.values()]
    told = {
        one.name: Told(
            one.label, one.digits, one.unit, span(people[one.name]), span(values[one.name]),
            {rival: float(figures[one.name][0]) for rival, figures in typical.items()},
            span(np.concatenate([figures[one.name] for figures in together])),
        )
        for one in asked
    }  # fmt: skip
    blocked = {
        site.name: float((people[f"{site.name} later"] >= BLOCKED).mean())
        for site in outputs.sites
        if f"{site.name} hours blocked" in people
    }
    return Answer({**compared, **told}, blocked)


def read_figures(asked: tuple[Asked, ...], course: Course) -> dict[str, np.ndarray]:
    """The figures of the answer for each person (people,), by name."""
    return {one.name: one.read(course) for one in asked}
