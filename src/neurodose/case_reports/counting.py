"""Cases become counts: how many name a drug, an event, both. Each case counts once, however often it names them.

    counts = count_pairs_of(cases, naming)             # every pair that is reported
    one = count_drug(cases, naming, "kratom")          # every event beside one drug: quick, in any part of the cases

The table of pairs is the product of two tables of yes and no, cases by drugs and cases by events: its size is that of
the answer. Counted are cases that name a drug in a role that is counted, and an event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from neurodose.case_reports.cases import AGES, ROLES, SEXES, SUSPECT, Cases, Mentions, name_quarter
from neurodose.case_reports.naming import Naming
from neurodose.errors import CaseReportError
from neurodose.evidence.signals.pairs import Pairs
from neurodose.evidence.signals.stratified import Stratified, Stratum, pool_strata
from neurodose.wording import say_count

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = np.ndarray
Translated = tuple[list[str], list[tuple[int, int]]]  # as `Naming.read_all` gives it
STRATA = ("sex", "age", "year", "quarter")


@dataclass(frozen=True, eq=False)
class NamedCases:
    """Cases whose names are read: two tables of yes and no over the same rows.

    rows: numbers of the reports; drugs, events: labels; taken, happened: (rows, labels), sparse
    """

    cases: Cases
    rows: Array
    drugs: list[str]
    events: list[str]
    taken: csr_array
    happened: csr_array

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, drug: str) -> Array:
        """Which rows name a drug; raises CaseReportError where none does."""
        found = has_name(self.taken, self._places[drug]) if drug in self._places else np.zeros(0, bool)
        if not found.any():
            raise CaseReportError(f"no case of {self.cases.stream} names {drug}",
                                  exists=f"{say_count(len(self), 'case names', 'cases name')} "
                                         f"{say_count(len(self.drugs), 'drug')}",
                                  hint="look at the roles that are counted, and at the spelling")  # fmt: skip
        return found

    @property
    def _places(self) -> dict[str, int]:
        return {label: at for at, label in enumerate(self.drugs)}

    def select(self, kept: Array) -> NamedCases:
        """Some of the rows."""
        return replace(self, rows=self.rows[kept], taken=self.taken[kept], happened=self.happened[kept])

    def stratify(self, by: str) -> tuple[Array, tuple[str, ...]]:
        """The stratum of each row, and names of strata; by: "sex", "age", "year", "quarter", or several: "sex, age"."""
        place, names = np.zeros(len(self), np.int64), ("",)
        for one in (word.strip() for word in by.split(",")):
            number, labels = self._stratify_by(one)
            place = place * len(labels) + number
            names = tuple(f"{before}, {label}".lstrip(", ") for before in names for label in labels)
        used, place = np.unique(place, return_inverse=True)
        return place, tuple(names[at] for at in used)

    def _stratify_by(self, by: str) -> tuple[Array, tuple[str, ...]]:
        cases = self.cases
        if by == "sex":
            return cases.sex[self.rows].astype(np.int64), SEXES
        if by == "age":
            return cases.age_group[self.rows].astype(np.int64), AGES
        if by in ("year", "quarter"):
            quarter = cases.quarter[self.rows].astype(np.int64)
            time = np.where(quarter < 0, -1, quarter // 4) if by == "year" else quarter
            used, place = np.unique(time, return_inverse=True)
            say = (lambda number: "unknown" if number < 0 else str(number)) if by == "year" else name_quarter
            return place, tuple(say(int(number)) for number in used)
        raise CaseReportError(f'cases are not told apart by "{by}"', exists=f"there are: {', '.join(STRATA)}")


@dataclass(frozen=True, eq=False)
class PairCounts:
    """Every pair that a case names: places of drug and event, and how many cases; with what each has by itself.

    drug_at, event_at, observed: (pairs,); drug, event: cases with each label; total: cases that are counted
    expected: of independence, a sum over strata where there are some; strata: cases of each
    """

    drugs: list[str]
    events: list[str]
    drug_at: Array
    event_at: Array
    observed: Array
    drug: Array
    event: Array
    total: int
    expected: Array
    strata: tuple[tuple[str, int], ...] = ()

    def __len__(self) -> int:
        return len(self.observed)

    def of(self, drug: str) -> Array:
        """Places of the pairs of a drug."""
        return np.flatnonzero(self.drug_at == self.drugs.index(drug)) if drug in self.drugs else np.zeros(0, int)

    def take(self, places: Array) -> Pairs:
        """Some pairs with their names, as `evidence` has them: all of some million would be mostly names."""
        drug, event = self.drug_at[places], self.event_at[places]
        return Pairs(
            np.array(self.drugs, object)[drug], np.array(self.events, object)[event], self.observed[places],
            self.drug[drug], self.event[event], self.expected[places], self.total, self.strata,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class DrugCounts:
    """One drug beside every event that it is named with: observed, event: (events,); drug, total: numbers; expected:
    of independence, a sum over strata where there are some; stratified: PRR and ROR pooled over those
    """

    events: list[str]
    observed: Array
    event: Array
    drug: int
    total: int
    expected: Array
    stratified: Stratified | None = None


def name_cases(
    cases: Cases, naming: Naming | Translated, *, roles: tuple[str, ...] = SUSPECT, kept: Array | None = None
) -> NamedCases:
    """The cases that count, their names read.

    naming: what names mean, or their meaning as it was read before; roles: of a drug on the report, of `ROLES`
    kept: which reports count, (n,); default the newest version of each case
    Raises CaseReportError where no case names both a drug in these roles and an event.
    """
    is_kept = cases.is_latest if kept is None else kept
    labels, pairs = naming if isinstance(naming, tuple) else naming.read_all(cases.drugs.names)
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise CaseReportError(f"no drug has the role {unknown[0]}", exists=f"roles are: {', '.join(ROLES)}")
    numbers = [ROLES.index(role) for role in roles]
    wanted = None if cases.drugs.role is None or len(numbers) == len(ROLES) else np.isin(cases.drugs.role, numbers)
    written = _make_table(cases.drugs, len(cases), wanted)
    taken = _binary(written @ _translate(len(cases.drugs.names), len(labels), pairs))
    event_names = [name.upper() for name in cases.events.names]
    happened = _make_table(cases.events, len(cases), None)
    counted = is_kept & (np.diff(taken.indptr) > 0) & (np.diff(happened.indptr) > 0)
    rows = np.flatnonzero(counted)
    if not len(rows):
        raise CaseReportError(
            "no case names both a drug and an event",
            exists="; ".join([f"{int(is_kept.sum()):,} cases, {len(cases.drugs):,} mentions of drugs, "
                              f"{len(cases.events):,} of events", *cases.account.faults]),
            hint=f"the roles that are counted are {', '.join(roles)}",
        )  # fmt: skip
    return NamedCases(cases, rows, labels, event_names, taken[rows], happened[rows])


def _make_table(mentions: Mentions, reports: int, wanted: Array | None) -> csr_array:
    from scipy.sparse import coo_array

    report, name = (
        (mentions.report, mentions.name) if wanted is None else (mentions.report[wanted], mentions.name[wanted])
    )
    ones = np.ones(len(report), np.int32)
    shape = (reports, len(mentions.names))
    return _binary(coo_array((ones, (report.astype(np.int32), name.astype(np.int32))), shape=shape).tocsr())


def _translate(names: int, labels: int, pairs: list[tuple[int, int]]) -> csr_array:
    from scipy.sparse import coo_array

    at = np.array(pairs, np.int32).reshape(-1, 2)
    return coo_array((np.ones(len(at), np.int32), (at[:, 0], at[:, 1])), shape=(names, max(labels, 1))).tocsr()


def _binary(table: csr_array) -> csr_array:
    table.sum_duplicates()
    table.data[:] = 1
    return table


def count_pairs_of(named: NamedCases, by: str | None = None, *, least: int = 1) -> PairCounts:
    """Every pair that is reported.

    by: strata over which expectations are summed ("sex, age"); least: pairs with fewer cases are not listed
    """
    together = (named.taken.T.tocsr() @ named.happened).tocoo()
    listed = together.data >= least
    drug_at, event_at, observed = together.row[listed], together.col[listed], together.data[listed]
    del together
    drug, event = _sum(named.taken), _sum(named.happened)
    if by is None:
        expected, strata = drug[drug_at] * (event[event_at] / len(named)), ()
    else:
        place, names = named.stratify(by)
        expected, sizes = np.zeros(len(observed)), np.bincount(place, minlength=len(names))
        for at in range(len(names)):
            inside = place == at
            drugs, events = _sum(named.taken[inside]), _sum(named.happened[inside])
            expected += drugs[drug_at] * (events[event_at] / sizes[at])
        strata = tuple(zip(names, map(int, sizes), strict=True))
    return PairCounts(
        named.drugs, named.events, drug_at, event_at, observed, drug.astype(np.int64), event.astype(np.int64),
        len(named), expected, strata,
    )  # fmt: skip


def count_drug(named: NamedCases, drug: str, by: str | None = None, *, against: str | None = None) -> DrugCounts:
    """Every event that is reported with a drug.

    by: strata over which expectations are summed, and PRR and ROR pooled; against: a comparator: only cases that name
    one of the two count, and none that names both
    Raises CaseReportError where no case names the drug, or the comparator.
    """
    if against is not None:
        # Who takes both tells nothing of the difference between them.
        named = named.select(named.where(drug) ^ named.where(against))
    is_drug = named.where(drug)
    observed = _sum(named.happened[is_drug])
    at = np.flatnonzero(observed)
    event = _sum(named.happened)
    drug_cases, events = int(is_drug.sum()), [named.events[k] for k in at]
    if by is None:
        expected = drug_cases * (event[at] / len(named))
        return DrugCounts(events, observed[at], event[at], drug_cases, len(named), expected)
    place, names = named.stratify(by)
    strata = [_count_stratum(named, is_drug, place == stratum, at) for stratum in range(len(names))]
    expected = np.sum([one.drug * (one.event / one.total) for one in strata], axis=0)
    pooled = pool_strata(strata, len(at))
    return DrugCounts(events, observed[at], event[at], drug_cases, len(named), expected, pooled)


def _count_stratum(named: NamedCases, is_drug: Array, inside: Array, events: Array) -> Stratum:
    """Some events beside one drug, in the cases of a stratum."""
    with_event, with_both = (_sum(named.happened[rows])[events] for rows in (inside, inside & is_drug))
    return Stratum(with_both, (is_drug & inside).sum(), with_event, inside.sum())


def count_over_time(named: NamedCases, drug: str, by: str = "quarter") -> list[tuple[str, int, int]]:
    """How many cases came in, and how many of them name a drug, quarter by quarter; a quarter without any is there."""
    is_drug, quarter = named.where(drug), named.cases.quarter[named.rows].astype(np.int64)
    time = quarter // 4 if by == "year" else quarter
    known = quarter >= 0
    if not known.any():
        return []
    first = int(time[known].min())
    total = np.bincount(time[known] - first)
    with_drug = np.bincount(time[known & is_drug] - first, minlength=len(total))
    say = str if by == "year" else name_quarter
    return [(say(first + at), int(with_drug[at]), int(total[at])) for at in range(len(total))]


def has_name(table: csr_array, name: int) -> Array:
    """Which rows have a name, by its number."""
    has = np.zeros(len(table.indptr) - 1, bool)
    has[table[:, [name]].tocoo().row] = True
    return has


def _sum(table: csr_array) -> Array:
    """How many rows have each label."""
    return np.bincount(table.indices, minlength=table.shape[1]).astype(float)  # pyright: ignore[reportOptionalSubscript]
