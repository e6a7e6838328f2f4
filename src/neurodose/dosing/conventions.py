"""What a record may hold, by NONMEM's rules: each rule once, and every breach is an error that names the record.

A value of the programs' own that NONMEM does not have is either read with the meaning its makers give it (EVID 5, 6
and 8) or refused; nothing is put right in silence. Where several records break rules, the first of the file is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neurodose.errors import DatasetError

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
MOST_DOSES = 2**31  # ADDL beyond this is no number of doses
# EVID: NONMEM's 0 to 4; 5 and 6 are rxode2's for a compartment replaced and multiplied, 8 is mrgsolve's for replaced.
EVENTS = (0, 1, 2, 3, 4, 5, 6, 8)
OBSERVED = (0, 100)  # MDV; 100 and 101 are 0 and 1 of records that NONMEM leaves out of an estimation


@dataclass(frozen=True)
class Draft:
    """Records as numbers, before they are known to be legal: arrays (records,), missing values as zeros.

    lacks_amount: where AMT is blank, or there is no such column; lacks_time: where TIME is blank
    starts:       where a person's first record is
    where:        of a record by its number: "line 12, person 3"
    has_amounts:  whether there is a column AMT; dose_column: the name of one that may be meant, where there is not
    """

    time: Array
    event: Array
    amount: Array
    rate: Array
    interval: Array
    additional: Array
    steady: Array
    missing: Array
    lacks_amount: Mask
    lacks_time: Mask
    starts: Mask
    where: Callable[[int], str]
    has_amounts: bool
    dose_column: str | None

    @property
    def gives(self) -> Mask:
        return np.isin(self.event, (1, 4))

    def say_no_column(self) -> str:
        return "" if self.has_amounts else ": there is no column AMT"

    @property
    def is_constant(self) -> Mask:
        """The steady state of an infusion that has always run, or, with a rate of 0, of the body without a dose."""
        return self.gives & (self.steady > 0) & (self.amount == 0)


@dataclass(frozen=True)
class Breach:
    """A rule that a record breaks: which records do, the column, and what is to be said of one of them."""

    column: str
    is_broken: Mask
    say: Callable[[int], str]
    hint: str
    exists: str | None = None


def check(draft: Draft) -> None:
    """Raises DatasetError with the line, person and column of the first record that breaks a rule."""
    broken = [(int(np.argmax(b.is_broken)), b) for b in _find_breaches(draft) if b.is_broken.any()]
    if broken:
        record, breach = min(broken, key=lambda pair: pair[0])
        where = f"{draft.where(record)}, column {breach.column}"
        raise DatasetError(breach.say(record), where=where, exists=breach.exists, hint=breach.hint)


def _find_breaches(draft: Draft) -> Iterator[Breach]:
    yield from _check_codes(draft)
    yield from _check_time(draft)
    yield from _check_amounts(draft)
    yield from _check_steady_states(draft)
    yield from _check_repetition(draft)
    yield from _check_what_gives_nothing(draft)


def _check_codes(d: Draft) -> Iterator[Breach]:
    yield Breach(
        "EVID",
        ~np.isin(d.event, EVENTS),
        lambda i: f"EVID is {d.event[i]:g}",
        "0 is an observation, 1 a dose, 2 another event, 3 a reset, 4 a reset and dose; 5 replaces and 6 multiplies",
    )
    yield Breach(
        "MDV",
        ~np.isin(d.missing, (0, 1, 100, 101)),
        lambda i: f"MDV is {d.missing[i]:g}",
        "write 0 where DV is an observation, 1 where it is not",
    )
    yield Breach(
        "SS",
        ~np.isin(d.steady, (0, 1, 2, 3)),
        lambda i: f"SS is {d.steady[i]:g}",
        "1 puts the steady state in place of what is there, 2 adds it, 3 is 1 with a first guess",
    )


def _check_time(d: Draft) -> Iterator[Breach]:
    yield Breach(
        "TIME", d.lacks_time, lambda i: "TIME is missing", "say when it was: a blank is not taken for time 0 here"
    )
    goes_back = np.zeros(len(d.time), dtype=bool)
    goes_back[1:] = np.diff(d.time) < 0
    yield Breach(
        "TIME",
        goes_back & ~d.starts & ~np.isin(d.event, (3, 4)),
        lambda i: f"time goes back from {d.time[i - 1]:g} to {d.time[i]:g}",
        "put the records in order of time; only a reset (EVID 3 or 4) may begin at an earlier time",
    )
    yield Breach(
        "TIME",
        ~d.lacks_time & (d.time < 0),
        lambda i: f"TIME is {d.time[i]:g}, below 0",
        "a history begins at 0 or later: add the same number to all times of this person",
    )


def _check_amounts(d: Draft) -> Iterator[Breach]:
    yield Breach(
        "AMT", d.amount < 0, lambda i: f"AMT is {d.amount[i]:g}, below 0", "an amount is above 0, or 0 where none is"
    )
    yield Breach(
        "AMT",
        d.gives & (d.amount == 0) & (d.steady == 0),
        lambda i: "AMT is 0 on a dose" if not d.lacks_amount[i] else f"AMT is missing on a dose{d.say_no_column()}",
        f'a column is called {d.dose_column}: if it holds the amounts, say columns={{"{d.dose_column}": "AMT"}}'
        if d.dose_column
        else "give each dose (EVID 1 or 4) its amount; only a constant infusion at steady state (SS above 0) has none",
    )
    yield Breach(
        "RATE",
        (d.rate < 0) & ~np.isin(d.rate, (-1, -2)),
        lambda i: f"RATE is {d.rate[i]:g}",
        "0 is a bolus, above 0 an infusion; -1 is a rate and -2 a duration that the model says",
    )


def _check_steady_states(d: Draft) -> Iterator[Breach]:
    constant, steady = d.is_constant, d.gives & (d.steady > 0)
    yield Breach(
        "AMT",
        constant & (d.interval > 0),
        lambda i: f"AMT is {'missing' if d.lacks_amount[i] else '0'} on a dose that repeats every {d.interval[i]:g}",
        "give the amount; a constant infusion at steady state has AMT 0 and II 0",
    )
    yield Breach(
        "II",
        steady & (d.amount > 0) & (d.interval == 0),
        lambda i: f"SS is {d.steady[i]:g} and II is 0",
        "say after which interval the dose repeats; only a constant infusion (AMT 0) has none",
        "the steady state of a dose is that of the same dose given every II",
    )
    yield Breach(
        "ADDL",
        constant & (d.additional != 0),
        lambda i: f"ADDL is {d.additional[i]:g} on a constant infusion at steady state",
        "it ends at its record: write what follows as further records",
    )
    yield Breach(
        "RATE",
        constant & (d.rate == -2),
        lambda i: "RATE is -2 on a constant infusion at steady state",
        "it has a rate and no duration: write the rate, or -1",
    )


def _check_repetition(d: Draft) -> Iterator[Breach]:
    yield Breach("II", d.interval < 0, lambda i: f"II is {d.interval[i]:g}, below 0", "an interval is above 0")
    yield Breach(
        "ADDL",
        (d.additional < 0),
        lambda i: f"ADDL is {d.additional[i]:g}, below 0",
        "ask for the steady state with SS 1 and II; write 0 for no further doses",
        "NONMEM 7.5 takes it as a search for the steady state that moves later records in time; others take it as 0",
    )
    yield Breach(
        "ADDL",
        (d.additional % 1 != 0) | (d.additional >= MOST_DOSES),
        lambda i: f"ADDL is {d.additional[i]:g}",
        "it is a number of doses: write a whole number",
    )
    yield Breach(
        "II",
        d.gives & (d.additional > 0) & (d.interval == 0) & ~d.is_constant,
        lambda i: f"ADDL is {d.additional[i]:g} and II is 0",
        "say after which interval each of the additional doses follows",
    )
    yield Breach(
        "II",
        d.gives & (d.interval > 0) & (d.additional == 0) & (d.steady == 0),
        lambda i: f"II is {d.interval[i]:g}, and neither ADDL nor SS says what repeats",
        "write how many doses follow (ADDL), or SS, or an II of 0; was a column misspelt?",
        "NONMEM refuses it too",
    )


def _check_what_gives_nothing(d: Draft) -> Iterator[Breach]:
    nothing = np.isin(d.event, (0, 2, 3))
    why = "NONMEM refuses it too: it might be a dose whose EVID is wrong"
    hint = "write EVID 1 if it is a dose, else 0"
    yield Breach(
        "AMT",
        nothing & (d.amount != 0),
        lambda i: f"AMT is {d.amount[i]:g} on a record that is no dose (EVID {d.event[i]:g})",
        hint,
        why,
    )
    yield Breach(
        "SS",
        nothing & (d.steady != 0) & np.isin(d.steady, (1, 2, 3)),
        lambda i: f"SS is {d.steady[i]:g} on a record that is no dose (EVID {d.event[i]:g})",
        hint,
        why,
    )
    yield Breach(
        "ADDL",
        (d.event == 3) & (d.additional > 0),
        lambda i: f"ADDL is {d.additional[i]:g} on a reset",
        "a reset happens once: write each as a record",
    )
    changes = np.isin(d.event, (5, 6, 8))
    for name, column in {"RATE": d.rate, "II": d.interval, "ADDL": d.additional, "SS": d.steady}.items():
        yield Breach(
            name,
            changes & (column != 0),
            _say_of_a_change(name, column, d.event),
            "a compartment is replaced or multiplied at once and once: it takes AMT alone",
        )


def _say_of_a_change(name: str, column: Array, event: Array) -> Callable[[int], str]:
    return lambda i: f"{name} is {column[i]:g} on a record of EVID {event[i]:g}"
