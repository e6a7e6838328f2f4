"""What a study tells of its people and of what it did, as values that a model's conditions take.

A response has conditions that a question sets: whether people are in a trial, which care they had beside the drug, how
severe it was at the start. A study tells them in words (`who`, `before`, `with`) or as covariates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from neurodose.bounds import SHARE
from neurodose.errors import ObservationError
from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Condition, Parameter
from neurodose.modelling.system import System
from neurodose.records.observation import Arm
from neurodose.units import Quantity

# Conditions that hold for everybody whose outcome was counted.
IN_TRIALS = re.compile(r"(is_)?in_(a_|the_)?(study|trial|treatment)")
# What is also said of a condition, by its last word.
OTHER_WORDS = {
    "cbi": ("combined behavioural intervention", "combined behavioral intervention", "behavioural therapy",
            "behavioral therapy", "behavioural intervention", "behavioral intervention"),
    "medical_management": ("medical management", "mm"),
    "still_drinking": ("who binge", "binge drinkers", "heavy drinkers", "active drinkers", "currently drinking",
                       "hazardous drinkers", "problem drinkers"),
}  # fmt: skip
DENIAL = r"(?:without|no)\s+(?:\w+\s+)?"


def find_told(system: System, arm: Arm) -> tuple[dict[str, float], dict[str, Quantity]]:
    """Values by address, coherent, that an arm tells of the model's conditions; and the covariates that are left.

    Raises ObservationError for a covariate in another unit than what it sets.
    """
    said = " ".join([arm.who, arm.before, *(arm.with_ or {})]).casefold()
    told = {address: value for address, value in ((a, _hear(a, said)) for a in _switches(system)) if value is not None}
    left = dict[str, Quantity]()
    for name, value in (arm.covariates or {}).items():
        address = _find_address(system.parameters, name)
        if address is None:
            left[name] = value
            continue
        if value.dimension != system.parameters[address].value.dimension:
            raise ObservationError(
                f"{name} is {value}, in a unit of something else",
                exists=f"{address}: {system.parameters[address].value}",
            )
        told[address] = float(value.coherent)
    return told, left


def find_circumstances(system: System, word: str) -> bool:
    """Whether a condition of the model goes by this name, so that it can be told as something beside a drug."""
    return any(_means(address, word.casefold()) for address in _switches(system))


def _switches(system: System) -> list[str]:
    """Conditions between 0 and 1 that a study can be heard to set, and that of being in one; no mechanism is one."""
    held = {a: p for a, p in system.parameters.items() if isinstance(p, Condition) and not isinstance(p, Mechanism)}
    return [a for a, p in held.items() if p.possible == SHARE or IN_TRIALS.fullmatch(a.rpartition(".")[2])]


def _hear(address: str, said: str) -> float | None:
    """What is said of a condition: 1, or 0 where it is denied; None where nothing is."""
    word = address.rpartition(".")[2]
    if IN_TRIALS.fullmatch(word):
        return 1.0
    for words in _names(word):
        if re.search(rf"\b{DENIAL}{re.escape(words)}\b", said):
            return 0.0
        if re.search(rf"\b{re.escape(words)}\b", said):
            return 1.0
    return None


def _names(word: str) -> tuple[str, ...]:
    return (word.replace("_", " ").casefold(), *OTHER_WORDS.get(word.casefold(), ()))


def _means(address: str, word: str) -> bool:
    return word.replace("_", " ") in _names(address.rpartition(".")[2])


def _find_address(parameters: Mapping[str, Parameter], name: str) -> str | None:
    """The parameter or condition of a circuit or response that a covariate names, by its address or its last word."""
    word = name.strip().casefold().replace(" ", "_")
    held = {address.casefold(): address for address, p in parameters.items() if isinstance(p, Condition)}
    ends = [address for folded, address in held.items() if folded.rpartition(".")[2] == word]
    return held.get(word) or (ends[0] if len(ends) == 1 else None)
