"""Mechanisms are switches: each is a condition of the model that is 1, and 0 where the question turns it off.

A drug's part at a target or an enzyme is a mechanism of every body that has something behind its receptors; circuits
and responses name their own (`Mechanism`). Nothing is compiled again to turn one off, and people may differ in it.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.modelling.parameter import Condition, Parameters
from neurodose.modelling.system import System

SWITCHES = "acts"  # where the switches of drugs stand in the table of a body


class Mechanism(Condition):
    """Something that can be turned off: 1 as it is, 0 where it is not."""

    def __init__(self, meaning: str) -> None:
        super().__init__(1, meaning, possible=SHARE)


def find_mechanisms(system: System) -> dict[str, str]:
    """What can be turned off in a model: addresses with what they are in words."""
    return {a: p.meaning for a, p in system.parameters.items() if isinstance(p, Mechanism)}


def make_switches(meanings: dict[str, str]) -> type[Parameters]:
    """A table of mechanisms by name."""
    return type("Acts", (Parameters,), {"__doc__": "What drugs do."} | {n: Mechanism(m) for n, m in meanings.items()})
