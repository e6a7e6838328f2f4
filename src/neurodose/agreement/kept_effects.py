"""Simulated effects kept as text, by digits that stand for the model and the trials that they were simulated with.

To simulate trials takes minutes, and a page is to be made in seconds. What is kept is used where the digits still
agree; where the model, its values or the trials have changed since, nothing passes for what they would give now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from neurodose.agreement.simulated_effects import Simulation

FOLDER = "simulated_trials"  # of the library
DIGITS = 4  # of each effect: simulation is not as sure as that


@cache
def read_kept(question: str) -> Mapping[str, Simulation]:
    """What the library keeps of a question, by its digits; nothing where nothing was kept."""
    record = files("neurodose.library").joinpath(FOLDER, f"{question}.json")
    if not record.is_file():
        return {}
    held = json.loads(record.read_text(encoding="utf-8"))
    return {one["digest"]: _read(one) for one in held["simulations"]}


def _read(one: Mapping[str, Any]) -> Simulation:
    read = {
        link: {id: np.array([np.nan if x is None else x for x in worlds], float) for id, worlds in each.items()}
        for link, each in one["effects"].items()
    }
    return Simulation(read, np.array(one["weights"], float))


def write_kept(simulations: Mapping[str, tuple[str, Simulation]]) -> str:
    """Text to be kept: by digits, the name of the outcome and its simulation."""
    rows = [
        {
            "digest": digest,
            "outcome": name,
            "weights": [_round(x) for x in one.weights],
            "effects": {link: {id: _list(worlds) for id, worlds in each.items()} for link, each in one.effects.items()},
        }
        for digest, (name, one) in simulations.items()
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f'{{"format": 1, "simulations": [\n{lines}\n]}}\n'


def _list(worlds: Sequence[float] | np.ndarray) -> list[float | None]:
    return [_round(x) if np.isfinite(x) else None for x in worlds]


def _round(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")
