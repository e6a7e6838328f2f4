"""What a person is given, and when: doses as sentences, and the table of events they become.

Held here: a dose and a regimen with their verbs (`regimen`), the sentence that reads back as a regimen
(`sentence`, with its `reader` and the `wording` of numbers and names), what a dose may hold at all (`legal`),
the event table that back ends march through (`events`), and events written by hand (`script`).
Not held here: compartments and salts, of which dosing knows only the names (`modelling` says what they mean),
the primitives of the event table (`solvers/primitives.py`), and people (`populations`).
Start with `regimen.py`, then `events.py`.

A regimen is read and written without NumPy; only the event table needs it, so it is imported by its own name.
"""

from __future__ import annotations

from neurodose.dosing.regimen import Dose, Regimen
from neurodose.dosing.sentence import read_regimen

__all__ = ["Dose", "Regimen", "read_regimen"]
