"""A case is reported again and again: the newest version of each counts, and none that was retracted.

Of the reports of a case that counts which FDA had last, then the highest version, then the highest number, in that
order. A report without a case number is a case of its own: an empty key must not make one case of all of them. The
lists of deleted cases reach back over all years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from neurodose.case_reports.blocks import read_blocks
from neurodose.case_reports.cases import Cases, Mentions
from neurodose.case_reports.losses import Tally
from neurodose.case_reports.members import Member
from neurodose.wording import Wording

if TYPE_CHECKING:
    from polars import DataFrame

Array = np.ndarray
NO_NUMBER = Wording("has no report number and is left out", "have no report number and are left out")


def read_deleted(members: list[Member], tally: Tally) -> Array:
    """Numbers of retracted cases of all lists, each once; a list has a number a line, some a header or blanks."""
    found: set[int] = set()
    for member in members:
        before = len(found)
        for block in read_blocks(member, tally):
            for line in block.text.split():
                digits = line.split(b"$")[0].strip(b'", ')
                if digits.isdigit():
                    found.add(int(digits))
        tally.remark(f"{member.name}: a list of deleted cases, {len(found) - before:,} that no other list had")
    return np.fromiter(sorted(found), np.int64, len(found))


def mark_versions(reports: DataFrame, deleted: Array) -> DataFrame:
    """One row a report number, with `is_latest` and `is_retracted`; a number under two cases stays where it is newest.

    reports: number, case (null where none is told), version, received, and whatever else
    """
    import polars as pl

    by_age = ["received", "version", "number"]
    own = reports.with_columns(pl.col("case").fill_null(-pl.col("number")))
    once = own.sort("number", "received", "version", nulls_last=False).unique("number", keep="last")
    told = once.with_columns(is_retracted=pl.Series(np.isin(once["case"].to_numpy(), deleted)))
    newest = told.sort("case", *by_age, nulls_last=False).with_columns(
        is_latest=(pl.col("case") != pl.col("case").shift(-1)).fill_null(True)
    )
    return newest.with_columns(is_latest=pl.col("is_latest") & ~pl.col("is_retracted"))


def find_probable_duplicates(cases: Cases) -> Array:
    """Reports of different cases that tell the same story: same sex, age, country, day of the event, drugs and events.

    Only reports that tell all of these are compared; of each such group the one with the lowest number is no duplicate.
    Two people can have the same story, so that these are probable, and are left in unless that is asked. True for a
    probable duplicate, (n,).
    """
    told = cases.is_latest & (cases.event_day > 9999_99) & ~np.isnan(cases.age) & (cases.sex < 2)
    drugs, events = (_sum_names(mentions, len(cases)) for mentions in (cases.drugs, cases.events))
    told &= (drugs != 0) & (events != 0)
    at = np.flatnonzero(told)
    if len(at) < 2:
        return np.zeros(len(cases), bool)
    keys = [cases.number[at], cases.sex[at], np.floor(cases.age[at]).astype(np.int64), cases.country[at],
            cases.event_day[at], drugs[at], events[at]]  # fmt: skip
    order = np.lexsort(keys)
    is_same = np.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys[1:]])
    found = np.zeros(len(cases), bool)
    found[at[order[1:][is_same]]] = True
    return found


def _sum_names(mentions: Mentions, reports: int) -> Array:
    """A number for the set of names of each report: the same set, in any order, has the same."""
    keys = np.sort(mentions.report.astype(np.uint64) << np.uint64(32) | mentions.name.astype(np.uint64))
    keys = keys[np.diff(keys, prepend=np.uint64(2**64 - 1)) != 0]
    name = (keys & np.uint64(0xFFFFFFFF)) + np.uint64(1)
    with np.errstate(over="ignore"):
        mixed = name * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
        sums = np.zeros(reports, np.uint64)
        np.add.at(sums, (keys >> np.uint64(32)).astype(np.int64), mixed)
    return sums
