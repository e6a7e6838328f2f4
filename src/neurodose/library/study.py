"""Being in a study: people get better in it by themselves and because something is done, whatever they take.

What a study does has a course of its own in each response. It is switched on by the question alone: outside of a study
rest stays rest.
"""

from __future__ import annotations

from typing import Any

from neurodose.bounds import SHARE
from neurodose.modelling.parameter import Condition, Parameters
from neurodose.modelling.pool import Pool
from neurodose.symbols import Expression


class Study(Parameters, shared=True):
    """What the question says of a study; in a body that holds several responses it is one."""

    in_a_study = Condition(
        0, "whether people are in a study, from time 0 on: 1, or 0 where they are not", possible=SHARE
    )


def follow_study(p: Any, rate: Any) -> Pool:
    """How far a study has had its effect (0 at its start, 1 in the end); p: the numbers of `Study`, rate: at which."""
    return Pool(production=rate * p.in_a_study, loss=rate, start=0, meaning="how far the study has had its effect")


def give_low(level: Any, enough: Any, too_much: Any) -> Expression:
    """How far a drug is given as studies of a low dose gave it (0 to 1): hardly below, and hardly at usual doses.

    level: its concentration; enough, too_much: concentrations that halve it from below and from above
    """
    return level / (level + enough) / (1 + (level / too_much) ** 2)
