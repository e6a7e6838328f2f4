"""An endpoint says how people are counted or scored: by which words it goes, and where a body holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Counted = Literal["score", "share of days", "event", "level"]


@dataclass(frozen=True)
class Endpoint:
    """How a trial counts or scores a response.

    words:   what it is called, each way ("heavy drinking days", "days of heavy drinking")
    outputs: addresses of what is expected of one person, by the name of the link
    counted: a score at a moment, a share of days, an event (the output is the probability that it has happened since
             the start), or a level (any other quantity)
    noise:   address of the parameter that holds the spread of one reading beyond what the model has; none: no more

    A level in a unit of time gathers (days of abstinence, time to relapse), and is read at the end of the window that
    is asked for; scores, shares and other levels are averaged over it.
    """

    words: tuple[str, ...]
    outputs: Mapping[str, str]
    counted: Counted = "score"
    noise: str = ""
