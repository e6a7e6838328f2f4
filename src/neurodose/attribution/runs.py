"""People live through the regimens of a question, and each link's answer is read off them: nothing else is kept."""

from __future__ import annotations

import numpy as np

from neurodose.attribution.question import Question
from neurodose.populations.people import People
from neurodose.simulation.simulate import simulate
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.units import Unit, choose_unit, h

QUICK = Rodas5P(rtol=1e-4)  # finer than any spread that is asked about


def answer(question: Question, structure: str, people: People, *, is_quick: bool = False) -> np.ndarray:
    """The answers of people (people, links), in the unit of each output; not a number where a solve failed.

    is_quick: whether steps may be coarser than usual, for a spread
    """
    model, reading = question.drug.structures[structure], question.reading
    names = list(dict.fromkeys(question.outputs.values()))
    method = QUICK if is_quick and not model.system.is_linear else None
    found = None
    for plan in question.plans:
        course = simulate(model, plan, people, at=reading.moments * h, outputs=names, method=method)
        read = {name: reading.read(course[name].values) for name in names}
        column = np.column_stack([read[name] for name in question.outputs.values()])
        found = column if found is None else found - column
    assert found is not None
    return np.where(np.isfinite(found), found, np.nan)


def find_unit(question: Question) -> Unit:
    """The unit in which the first link answers."""
    output = question.drug.structures[question.structure].system.output(next(iter(question.outputs.values())))
    return output.unit or choose_unit(output.expression.dimension)
