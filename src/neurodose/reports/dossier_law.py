"""Law and approvals, as a dossier tells them: the status that is recorded in each place, how old that is, and what is
amber.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from neurodose.errors import ApprovalError
from neurodose.library.approvals import read_days, survey_law
from neurodose.library.approvals.law import Law, say_scope
from neurodose.library.approvals.substances import find_substance
from neurodose.library.drug import Drug
from neurodose.reports.document import Block, Cell, Section, Table, Words
from neurodose.reports.legal import NOTICE
from neurodose.reports.legal_rows import say_age

HEAD = ("Substance", "Place", "Status", "What", "Age", "With care, because")


def tell_law(
    drug: Drug, condition: str | None, on: str | date | None = None, known_on: str | date | None = None
) -> Section:
    """The section.

    condition: approvals are told of for it, where one is named; on, known_on: the day of which the law is told, and the
    day of knowledge, as `find_law` has them
    Raises ApprovalError for what is no day.
    """
    days = day, known = read_days(on, known_on)
    title = f"Law and approvals on {day}" + (f", as known here on {known}" if known != day else "")
    return Section("law", title, tuple(_tell(drug, condition, days)))


def _tell(drug: Drug, condition: str | None, days: tuple[date, date]) -> Iterator[Block]:
    laws = [law for part in drug.parts for law in _survey(part.name, condition, days)]
    if not laws:
        names = " and ".join(part.name for part in drug.parts)
        yield Words(f"Unknown: nothing is recorded of {names} in any place. That is no word on its law.")
    else:
        about = f" Approvals: for {condition}." if condition else ""
        yield Table(HEAD, tuple(map(_row, laws)), f"Age: since anything vouched for it.{about} A place that is not in "
                    "the table is unknown.")  # fmt: skip
    yield Words(NOTICE, "faint")


def _survey(name: str, condition: str | None, days: tuple[date, date]) -> Iterator[Law]:
    """Of a drug by its own name, and of what it is in by nature: who has leaf has its alkaloid."""
    try:
        found = find_substance(name)
    except ApprovalError:  # nothing is recorded of it
        return
    for substance in dict.fromkeys(
        (found.name, *(one for one in found.related if name in find_substance(one).related))
    ):
        yield from survey_law(substance, on=days[0], known_on=days[1], indication=condition)


def _row(law: Law) -> tuple[str | Cell, ...]:
    status = Cell(f"{law.status} ⚠", "badge") if law.is_amber else law.status
    said = (f"{one.record.status}: {scope}" if (scope := say_scope(one.record)) else "" for one in law.sure)
    what = "; ".join(dict.fromkeys(part for part in said if part)) if law.is_known else "; ".join(law.reasons)
    return law.asked.substance, str(law.asked.place), status, what, say_age(law.age), "; ".join(law.cares)
