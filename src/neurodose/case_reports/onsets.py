"""How long after a drug was begun an event came, in the reports that tell both days.

FDA's table of therapy names the drug by its number on the report; the earliest start of the drug counts. Days are whole
ones: a month or a year alone tells no time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from neurodose.case_reports.cases import ROLES, Cases
from neurodose.case_reports.counting import NamedCases, Translated, has_name
from neurodose.errors import EvidenceError
from neurodose.evidence.signals.time_to_onset import fit_onset

Array = np.ndarray
Row = dict[str, Any]
LONGEST = 50 * 365  # days: what is longer is a slip of a year


def find_onsets(
    named: NamedCases, translated: Translated, drug: str, roles: tuple[str, ...], events: list[str]
) -> list[Row]:
    """The shape of the times to each event; an event with too few times says so in its row."""
    days = _measure_days(named.cases, translated, drug, roles)
    if days is None:
        return []
    rows = []
    for event in events:
        has = has_name(named.happened, named.events.index(event))
        times = days[named.rows[has]]
        rows.append({"event": event, "cases": int((has & named.where(drug)).sum()), **_fit(times[times >= 0])})
    return [row for row in rows if row["dated"]]


def _fit(times: Array) -> Row:
    row: Row = {"dated": len(times), "median_days": float(np.median(times)) if len(times) else None}
    try:
        onset = fit_onset(times)
    except EvidenceError as error:
        return row | {"shape": None, "shape_low": None, "shape_high": None, "kind": "", "why_not": error.what}
    low, high = onset.shape_interval
    return row | {"shape": onset.shape, "shape_low": low, "shape_high": high, "kind": onset.kind, "why_not": ""}


def _measure_days(cases: Cases, translated: Translated, drug: str, roles: tuple[str, ...]) -> Array | None:
    """Days from the first start of a drug to the event, of each report; −1 where one of the two is not told."""
    drugs, starts = cases.drugs, cases.starts
    if starts is None or drugs.place is None or drugs.role is None:
        return None
    labels, pairs = translated
    number = labels.index(drug)
    is_name = np.zeros(len(drugs.names), bool)
    is_name[[at for at, label in pairs if label == number]] = True
    wanted = is_name[drugs.name] & np.isin(drugs.role, [ROLES.index(role) for role in roles])
    keys = np.unique(_join(drugs.report[wanted], drugs.place[wanted]))
    told = np.isin(_join(starts.report, starts.place), keys)
    first = np.full(len(cases), np.iinfo(np.int32).max, np.int64)
    np.minimum.at(first, starts.report[told].astype(np.int64), starts.day[told].astype(np.int64))
    found = np.full(len(cases), -1, np.int64)
    both = np.flatnonzero((first < np.iinfo(np.int32).max) & _is_whole(cases.event_day))
    days = count_days(cases.event_day[both]) - count_days(first[both])
    found[both] = np.where((days >= 0) & (days <= LONGEST), days, -1)
    return found


def _join(report: Array, place: Array) -> Array:
    return report.astype(np.uint64) << np.uint64(32) | place.astype(np.uint64)


def _is_whole(day: Array) -> Array:
    """Whether YYYYMMDD has a month and a day."""
    return (day // 100 % 100 > 0) & (day % 100 > 0) & (day % 100 <= 31)


def count_days(day: Array) -> Array:
    """Days since 1970 of YYYYMMDD."""
    whole = np.asarray(day, np.int64)
    months = (whole // 10000 - 1970) * 12 + whole // 100 % 100 - 1
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + whole % 100 - 1
