"""Events that are asked about and that no case has: a slip of the spelling, or another term than the dictionary's.

To be told that an event is not reported more often than expected would be an answer to another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.case_reports.counting import NamedCases
from neurodose.errors import CaseReportError
from neurodose.wording import say_count

ALIKE = 0.7  # of the letters of two spellings that must be the same in order for the one to be offered for the other


@dataclass(frozen=True)
class Unknown:
    """event: as it was asked about; near: the term most like it that cases have, "" where none is"""

    event: str
    near: str = ""

    def __str__(self) -> str:
        return f'"{self.event}" (did you mean "{self.near}"?)' if self.near else f'"{self.event}"'


def find_unknown(named: NamedCases, events: Sequence[str]) -> tuple[Unknown, ...]:
    """Events that none of the cases has, whatever was taken, with the nearest spelling.

    Raises CaseReportError where events are asked about and all are such: there is nothing to be told.
    """
    if not events:
        return ()
    known = {named.events[at] for at in np.unique(named.happened.indices)}
    unknown = tuple(Unknown(one, _find_near(fold_event(one), known)) for one in events if fold_event(one) not in known)
    if len(unknown) < len(events):
        return unknown
    near = " or ".join(dict.fromkeys(f'"{one.near}"' for one in unknown if one.near))
    quoted = ", ".join(f'"{one.event}"' for one in unknown)
    raise CaseReportError(
        f"no case of {named.cases.stream} names an event {quoted}",
        exists=f"{say_count(len(named), 'case names', 'cases name')} {say_count(len(known), 'event')}",
        hint=f"did you mean {near}?" if near else "events are MedDRA's preferred terms, spelled as in Britain",
    )


def _find_near(event: str, known: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(event, sorted(known), n=1, cutoff=ALIKE)
    return say_event(near[0]) if near else ""


def fold_event(name: str) -> str:
    """An event as cases have it, in whatever letters and blanks it was asked about."""
    return " ".join(name.split()).upper()


def say_event(name: str) -> str:
    """An event as it is told: MedDRA's terms are written like sentences."""
    return name[:1] + name[1:].lower()
