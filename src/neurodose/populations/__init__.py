"""Who takes it: how people differ, and the virtual people drawn from that.

A function under `@population` receives a person `i` and a table of parameters `p` and says what this person has. Held
here: distributions (`distribution`), tables of people (`people`), how such a function becomes one (`virtual`), the
medians of a study (`medians`), and what changes in people's time (`timeline`, `changes`).
Not held here: which numbers are typical (`modelling.parameter` and the drugs of `library`), random streams (`seeds`),
what a change does (`simulation`).
Start with `virtual.py`, then `distribution.py`.
"""

from __future__ import annotations

from neurodose.populations.distribution import Choice, LogNormal, Normal, Uniform
from neurodose.populations.people import People, people_from, typical_people
from neurodose.populations.timeline import Series, Timeline
from neurodose.populations.virtual import Population, population

__all__ = [
    "Choice", "LogNormal", "Normal", "People", "Population", "Series", "Timeline", "Uniform", "people_from",
    "population", "typical_people",
]  # fmt: skip
