"""Where the spread of a prediction comes from: people differ, values are unsure, structures rival one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.agreement.study import Estimates, draw_typical, weigh_structures
from neurodose.dosing.regimen import Plan
from neurodose.estimation.typical import make_typical
from neurodose.library.drug import Drug
from neurodose.populations.people import join_people
from neurodose.simulation.course import Course
from neurodose.simulation.simulate import simulate
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.units import Quantity, h

VARIANTS = 200  # of the typical person: enough for the ends of a band that holds nine in ten
TOGETHER = 400  # people with values of their own draw, of all structures
METHOD = Rodas5P(rtol=1e-4)  # finer than any of the spreads told here


@dataclass(frozen=True, eq=False)
class Spread:
    """Courses of one regimen that differ by one thing each, and by all of them.

    people:     virtual people of one structure, with the values as they stand
    values:     its typical person, once for each draw of values that are as unsure as they are
    structures: the typical person of each rival, with the values that it stands on
    together:   people with values of their own draw, of each rival as many as it counts
    """

    people: Course
    values: Course
    structures: Mapping[str, Course]
    together: Mapping[str, Course]

    def gather(self, read: Callable[[Course], np.ndarray]) -> np.ndarray:
        """What `read` finds in each of the people of all structures together (people, …)."""
        return np.concatenate([read(course) for course in self.together.values()])


def find_spread(
    drug: Drug,
    plan: Plan | None,
    people: Course,
    *,
    structure: str,
    population: str,
    outputs: Sequence[str],
    calibrated: Mapping[str, Mapping[str, Quantity]],
    estimates: Estimates,
    seed: int,
    report: Callable[[float], None],
) -> Spread:
    """What the course of some people leaves out: unsure values, and rivals.

    people:     the course of `structure`, at whose times all others are looked at
    outputs:    what is looked at: addresses that every structure has
    calibrated: by structure, the values that it has in place of the table's
    """
    whose = drug.populations[population]
    counts = share_out(weigh_structures(tuple(drug.structures), estimates), TOGETHER)
    values, structures, together = people, {}, {}
    for number, (name, model) in enumerate(drug.structures.items(), 1):
        listed, variants = whose.table.listed(), VARIANTS if name == structure else 0
        drawn = draw_typical(drug, name, estimates.get(name), max(variants, counts[name]), seed)
        unsure = {address: draws for address, draws in drawn.items() if address in listed}
        stands = {a: np.array([calibrated[name].get(a, listed[a].value).coherent]) for a in unsure}
        groups = [make_typical(whose, stands)]
        groups += [make_typical(whose, {a: draws[:variants] for a, draws in unsure.items()})] if variants else []
        groups += [whose.sample(counts[name], seed=seed, typical={a: d[: counts[name]] for a, d in unsure.items()})]
        # One march for all of them: what they share costs more than what each adds.
        course = simulate(model, plan, join_people(groups), at=people.times * h, outputs=outputs, method=METHOD)
        structures[name] = course.some(slice(0, 1)).finished()
        values = course.some(slice(1, 1 + variants)).finished() if variants else values
        together[name] = course.some(slice(1 + variants, None)).finished()
        report(number / len(drug.structures))
    return Spread(people, values, structures, together)


def share_out(weights: Mapping[str, float], count: int) -> dict[str, int]:
    """How many of some people each structure gets; each at least one."""
    return {name: max(1, round(weight * count)) for name, weight in weights.items()}
