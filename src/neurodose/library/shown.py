"""A symptom as rating scales show it: better by so many standard deviations, from where a person began.

One severity stands behind all scales of a symptom. A scale has its usual score at the start, and so many log odds for
one standard deviation between ill people at the end of a trial; it is never left (`rating_scales`).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.rating_scales import RatingScale, find_severity, show_severity
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.symbols import Expression, log


def show_on(scale: RatingScale, *, start: Parameter, step: Parameter, noise: Parameter) -> type[Parameters]:
    """The numbers of one scale: its ends, the usual score at the start, what one standard deviation is on it, and what
    a single reading adds of its own (`start_of`, `step_of`, `noise_of`).
    """
    held = {"ends": scale.ends, "at_start": start, "step": step, "noise": noise}
    return type("Shown", (Parameters,), {"__doc__": f"What {scale.name} shows."} | held)


def start_of(score: float, basis: tuple[Source, ...], reason: str, between: tuple[float, float]) -> Parameter:
    """The usual score as a trial begins."""
    meaning = "score of the usual person as a trial begins"
    return Parameter(score, meaning, (*basis, Assumption(reason, between)), "moderate")


def step_of(odds: float, basis: tuple[Source, ...], between: tuple[float, float]) -> Parameter:
    """How far one standard deviation reaches, in log odds of the share of the scale."""
    meaning = "log odds of the scale that are one standard deviation between ill people"
    return Parameter(odds, meaning, (*basis, Assumption("as scores differ at the end of trials", between)), "low")


def noise_of(points: float, between: tuple[float, float]) -> Parameter:
    """What one reading adds of its own, as a standard deviation in points."""
    return Parameter(points, "error of one reading, in points", Assumption("as two readings of one person", between))


def score(better: Any, severity: Any, scale: Any) -> Expression:
    """The score of a person.

    better: than at the start, in standard deviations; severity: at the start, of the usual (e-fold is one of them)
    """
    return show_severity(find_severity(scale.at_start, scale.ends) + scale.step * (log(severity) - better), scale.ends)
