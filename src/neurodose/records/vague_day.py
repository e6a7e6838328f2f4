"""A day as far as it is known: a source may tell the year alone, and then nobody knows more than that.

read_day("2016-05-10"), read_day("2016-05"), read_day("2016")
read_day("2016").earliest, read_day("2016").latest      # 1 January, 31 December
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from neurodose.errors import ApprovalError

WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
FIRST_YEAR, LAST_YEAR = 1800, 2200  # laws of drugs are younger, and none is made for later


@dataclass(frozen=True)
class VagueDay:
    """A day, month or year as it was written, with the first and the last day that it can mean."""

    text: str
    earliest: date
    latest: date

    @property
    def is_exact(self) -> bool:
        return self.earliest == self.latest

    def __str__(self) -> str:
        return self.text


def read_day(text: str) -> VagueDay:
    """A day, month or year; raises ApprovalError for what is none."""
    found = WRITTEN.fullmatch(text.strip())
    hint = "write a day as 2016-05-10, a month as 2016-05, a year as 2016: as much of it as is known"
    if found is None:
        raise ApprovalError(f'"{text}" is no date', hint=hint)
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ApprovalError(f'"{text}" is no date', exists=f"years go from {FIRST_YEAR} to {LAST_YEAR}", hint=hint)
    try:
        earliest = date(year, month or 1, day or 1)
        last_month = month or 12
        latest = date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        raise ApprovalError(f'"{text}" is no date of the calendar', hint=hint) from None
    return VagueDay(_write(earliest, month, day), earliest, latest)


def _write(earliest: date, month: int | None, day: int | None) -> str:
    return earliest.isoformat()[: 10 if day else 7 if month else 4]


def read_one_day(said: str | date, what: str) -> date:
    """A day of the calendar, and no month or year; raises ApprovalError for anything else.

    what: it is, for the message ("the day asked about")
    """
    from datetime import datetime

    if isinstance(said, datetime):
        return said.date()
    if isinstance(said, date):
        return said
    if not isinstance(said, str):
        raise ApprovalError(f"{what} is {said!r}", hint='write it as a text, "2026-11-01", or give a datetime.date')
    found = read_day(said)
    if not found.is_exact:
        raise ApprovalError(f'{what} is "{said}", which is more than one day', hint=f"write {found.earliest}")
    return found.earliest
