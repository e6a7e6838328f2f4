"""Reports that come one by one, from tables of products or JSON, become cases as the quarterly files do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from neurodose.case_reports.cases import NO_QUARTER, OLDEST, ROLES, SEXES, Cases, Mentions, say_odd_ages
from neurodose.case_reports.losses import Tally


@dataclass
class Report:
    """One version of one case. received, event_day: YYYYMMDD or 0; age: years or None; drugs: written, active, role"""

    case: str
    version: int = 0
    received: int = 0
    event_day: int = 0
    sex: str = "unknown"
    age: float | None = None
    country: str = ""
    drugs: list[tuple[str, str, str]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)


def gather(stream: str, reports: Iterable[Report], tally: Tally, files: tuple[str, ...]) -> Cases:
    """Cases of reports; of those with the same case number the newest counts."""
    held = list(reports)
    newest: dict[str, int] = {}
    for at, report in enumerate(held):
        best = held[newest[report.case]] if report.case in newest else None
        if best is None or (report.received, report.version) >= (best.received, best.version):
            newest[report.case] = at
    is_latest = np.zeros(len(held), bool)
    is_latest[list(newest.values())] = True
    places = {case: at for at, case in enumerate(newest)}
    countries = _Names()
    age = np.array([np.nan if report.age is None else report.age for report in held], np.float32)
    is_odd = (age < 0) | (age > OLDEST)
    tally.mend(say_odd_ages(stream), int(is_odd.sum()))
    drugs, events, outcomes = _Names(), _Names(), _Names()
    for at, report in enumerate(held):
        for written, active, role in report.drugs:
            drugs.add(at, (written.strip().upper(), active.strip().upper()), ROLES.index(role) if role in ROLES else 4)
        for event in report.events:
            events.add(at, event.strip().upper())
        for outcome in report.outcomes:
            outcomes.add(at, outcome.strip().upper())
    return Cases(
        stream,
        number=np.arange(len(held), dtype=np.int64),
        case=np.array([places[report.case] for report in held], np.int64),
        sex=np.array([SEXES.index(report.sex) for report in held], np.uint8),
        age=np.where(is_odd, np.float32(np.nan), age),
        is_child=np.zeros(len(held), bool),
        quarter=np.array([find_quarter(report.received) for report in held], np.int16),
        event_day=np.array([report.event_day for report in held], np.int32),
        country=np.array([countries.number(report.country.upper()) for report in held], np.int16),
        countries=tuple(countries.names), is_latest=is_latest, is_retracted=np.zeros(len(held), bool),
        drugs=drugs.close(has_roles=True), events=events.close(), outcomes=outcomes.close(), account=tally.close(),
        files=files,
    )  # fmt: skip


def find_quarter(day: int) -> int:
    """Year × 4 + quarter − 1 of YYYYMMDD, of the month's or the year's first where it tells no more; −1 for 0."""
    if day < 1900_00_00:
        return NO_QUARTER
    return day // 10000 * 4 + max(day // 100 % 100 - 1, 0) // 3


class _Names:
    """Mentions while they are gathered."""

    def __init__(self) -> None:
        self.names: dict = {}
        self._report: list[int] = []
        self._name: list[int] = []
        self._role: list[int] = []

    def number(self, name: object) -> int:
        return self.names.setdefault(name, len(self.names))

    def add(self, report: int, name: object, role: int = 0) -> None:
        if name and name != ("", ""):
            self._report.append(report)
            self._name.append(self.number(name))
            self._role.append(role)

    def close(self, *, has_roles: bool = False) -> Mentions:
        roles = np.array(self._role, np.uint8) if has_roles else None
        return Mentions(np.array(self._report, np.uint32), np.array(self._name, np.uint32), list(self.names), roles)
