"""Whatever lies in a folder is told apart and read: quarterly files, tables of CAERS, JSON of openFDA.

Cases of different streams are never added up: the same case may stand in two of them, and who reports to them differs.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from neurodose.case_reports.blocks import LOOKED_AT, UNREADABLE, tell_binary
from neurodose.case_reports.cases import Cases
from neurodose.case_reports.foods import read_foods
from neurodose.case_reports.losses import Account, Tally
from neurodose.case_reports.members import ARCHIVE, ENDINGS, PACKED, Member, find_members
from neurodose.case_reports.open_fda import read_open_fda
from neurodose.case_reports.own_files import pass_over_own
from neurodose.case_reports.quarterly import Progress, read_quarterly
from neurodose.errors import CaseReportError

MOST = 5  # files that are told of where none could be read


def read_cases(*places: str | Path, progress: Progress | None = None) -> list[Cases]:
    """The cases of files, folders and archives, one `Cases` a stream, the largest first.

    What could not be read stands in `cases.account`. Raises CaseReportError where nothing can be read, and where the
    library that reads tables quickly is not installed.
    """
    check_installed()
    tally = Tally()
    members = pass_over_own(find_members(tuple(Path(place) for place in places), tally), tally)
    found = [read_quarterly(members, tally, progress), read_foods(members, tally), *read_open_fda(members, tally)]
    streams = [cases for cases in found if cases is not None and len(cases)]
    if not streams:
        raise CaseReportError(
            f"no reports can be read in {', '.join(str(place) for place in places)}",
            exists=_say_held(members, tally),
            hint="give FDA's quarterly files (DEMO26Q2.txt …), CAERS tables (.csv), JSON of openFDA, or archives",
        )
    account = tally.close()
    return [replace(cases, account=_share(account, cases, len(streams) == 1)) for cases in
            sorted(streams, key=len, reverse=True)]  # fmt: skip


def check_installed() -> None:
    """Raises CaseReportError where polars is not there."""
    if find_spec("polars") is None:
        raise CaseReportError(
            "tables of reports are read with polars, which is not installed", hint='pip install "neurodose[polars]"'
        )


def _share(account: Account, cases: Cases, is_only: bool) -> Account:
    """The account of one stream: rows and losses of its own tables, faults and remarks of all."""
    if is_only:
        return account
    return replace(
        account, rows=tuple(row for row in account.rows if any(file in row[0] for file in cases.files)),
        lost=tuple(loss for loss in account.lost if any(file in loss.table for file in cases.files)),
    )  # fmt: skip


def _say_held(members: list[Member], tally: Tally) -> str:
    """What was there instead: a file that was not even opened is looked at, since its name alone told nothing."""
    told = [*tally.faults, *(str(loss) for loss in tally.close().lost)]
    known = tuple(said.split(":")[0] for said in told)
    told += [
        *tally.remarks,
        *(_say_what(one) for one in members if not any(said.startswith(one.name) for said in known)),
    ]
    more = f"; and {len(told) - MOST:,} more" if len(told) > MOST else ""
    return "; ".join(told[:MOST]) + more or f"there is no file that ends in {', '.join(ENDINGS)}, {ARCHIVE} or {PACKED}"


def _say_what(member: Member) -> str:
    try:
        with member.open() as file:
            start = file.read(LOOKED_AT)
    except UNREADABLE as problem:
        return f"{member.name} cannot be opened: {problem}"
    if not start.strip():
        return f"{member.name} is empty"
    said = tell_binary(start)
    return (
        f"{member.name} is no text but {said}"
        if said
        else f"{member.name} is text, but no table of reports has such a name"
    )
