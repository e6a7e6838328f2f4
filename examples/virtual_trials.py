"""Virtual people for each draw of all values: what people differ in, and what nobody is sure of, kept apart.

The mean over the people of one draw is what a large trial would see if that draw were true; its spread over draws is
how unsure the answer is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from examples.unsure import SEED, draw_values
from neurodose import Course, People, read_regimen, simulate
from neurodose.library import combine
from neurodose.library.drug import Drug
from neurodose.units import day

DRAWS, EACH = 60, 16  # draws of all values; people of each


def run_trial(
    drug: str, response: str, sentence: str | None, days: int, outputs: Sequence[str], told: Mapping[str, float]
) -> Course:
    """People of each draw, day by day; the same people whatever they are given. told: what the question sets."""
    body = combine(drug, responses=(response,))
    plan = None if sentence is None else read_regimen(sentence)
    return simulate(body.model, plan, make_many(body, told), at=np.arange(days + 1) * day, outputs=list(outputs))


def make_many(body: Drug, told: Mapping[str, float]) -> People:
    """EACH people of each draw of values, draw by draw."""
    fixed = {address: np.full(DRAWS * EACH, value) for address, value in told.items()}
    values = {address: np.repeat(drawn, EACH) for address, drawn in _draw(body).items()}
    return body.people.sample(DRAWS * EACH, seed=SEED, typical=values | fixed)


@cache
def _draw(body: Drug) -> dict[str, np.ndarray]:
    return draw_values(body, DRAWS)


def of_trials(course: Course, output: str) -> np.ndarray:
    """Means over the people of each draw (draws, times), coherent."""
    return course.values[output].reshape(DRAWS, EACH, -1).mean(axis=1)
