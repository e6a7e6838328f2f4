"""Reports become counts: how many name a drug, an event, both; each report once, however often it names them.

    pairs = count_pairs(ids, drugs, events)                     # one row a mention, three lists of one length
    pairs = count_pairs(ids, drugs, events, strata=sexes)       # expectations are then a sum over strata
    found = pairs.measure()                                     # disproportionality of each, against those expectations
    found.stratified                                            # PRR and ROR pooled over the strata

Within a stratum independence expects (reports with the drug) × (reports with the event) / (reports). Summed over strata
that is what is expected if sex, age or year make both more frequent and the drug does nothing (Mantel and Haenszel
1959).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.signals.disproportionality import Disproportionality, disproportionality
from neurodose.evidence.signals.stratified import Stratified, Stratum, pool_strata

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every pair that a report names, in the order of drugs and then of events.

    drugs, events: names, (n,); observed: reports with both; drug, event: with the one, with the other; total: all
    reports
    expected: of independence, summed over strata where there are some; strata: how many reports each has; stratified:
    PRR and ROR pooled over them
    """

    drugs: Array
    events: Array
    observed: Array
    drug: Array
    event: Array
    expected: Array
    total: int
    strata: tuple[tuple[str, int], ...] = ()
    stratified: Stratified | None = None

    def __len__(self) -> int:
        return len(self.observed)

    def measure(self) -> Disproportionality:
        """How much more often each pair is reported than apart, against the expectation of the strata."""
        found = disproportionality(self.observed, self.drug, self.event, self.total, expected=self.expected)
        return replace(found, stratified=self.stratified)

    def find(self, drug: str, event: str) -> int | None:
        """The place of a pair; None where no report names both."""
        at = np.flatnonzero((self.drugs == drug) & (self.events == event))
        return int(at[0]) if len(at) else None


def count_pairs(ids: ArrayLike, drugs: ArrayLike, events: ArrayLike, strata: ArrayLike | None = None) -> Pairs:
    """Counts of a table of mentions.

    ids: of the report of each row, (rows,); drugs, events: what the row names; strata: of the report, the same in all
    of its rows
    Raises EvidenceError for lists of different lengths, for none, and for a report in two strata.
    """
    columns = [np.asarray(column).ravel() for column in (ids, drugs, events)]
    if strata is not None:
        columns.append(np.asarray(strata).ravel())
    if len({len(column) for column in columns}) != 1:
        sizes = ", ".join(str(len(column)) for column in columns)
        raise EvidenceError(f"lists of {sizes} rows do not go together", hint="give one of each for each row")
    if not len(columns[0]):
        raise EvidenceError("there is no report to be counted")
    report_names, report = np.unique(columns[0], return_inverse=True)
    drug_names, drug = np.unique(columns[1], return_inverse=True)
    event_names, event = np.unique(columns[2], return_inverse=True)
    names, stratum = _find_strata(report_names, report, columns[3] if strata is not None else None)
    report, drug, event = _once(report, drug, event)
    key = drug * len(event_names) + event
    keys, observed = np.unique(key, return_counts=True)
    at_drug, at_event = keys // len(event_names), keys % len(event_names)
    by_drug = _count_by(_once(report, drug), stratum, len(names), len(drug_names))
    by_event = _count_by(_once(report, event), stratum, len(names), len(event_names))
    sizes = np.bincount(stratum, minlength=len(names))
    expected = np.sum(by_drug[:, at_drug] * by_event[:, at_event] / sizes[:, None], axis=0)
    counted = Pairs(
        drug_names[at_drug], event_names[at_event], observed, by_drug.sum(axis=0)[at_drug],
        by_event.sum(axis=0)[at_event], expected, len(report_names),
    )  # fmt: skip
    if len(names) == 1:
        return counted
    pair = np.searchsorted(keys, key)
    tables = (Stratum(np.bincount(pair[stratum[report] == at], minlength=len(keys)), by_drug[at, at_drug],
                      by_event[at, at_event], sizes[at]) for at in range(len(names)))  # fmt: skip
    told = tuple(zip(names, (int(size) for size in sizes), strict=True))
    return replace(counted, strata=told, stratified=pool_strata(tables, len(keys)))


def count_by_stratum(ids: ArrayLike, drugs: ArrayLike, events: ArrayLike, strata: ArrayLike) -> dict[str, Pairs]:
    """Counts of each stratum alone (women, men; ages; years), by its name: what differs between them stays to be seen.

    Arguments and errors as of `count_pairs`.
    """
    columns = [np.asarray(column).ravel() for column in (ids, drugs, events, strata)]
    count_pairs(*columns)  # the same errors
    names = columns[3].astype(str)
    return {str(name): count_pairs(*(column[names == name] for column in columns[:3])) for name in np.unique(names)}


def _find_strata(reports: Array, report: Array, told: Array | None) -> tuple[Sequence[str], Array]:
    """Names of strata, and which each report is in."""
    if told is None:
        return ("all",), np.zeros(len(reports), int)
    names, place = np.unique(told, return_inverse=True)
    held = np.full(len(reports), -1)
    held[report] = place
    if np.any(held[report] != place):
        twice = reports[report[np.flatnonzero(held[report] != place)[0]]]
        raise EvidenceError("a report is in two strata", where=f"report {twice}", hint="say one for each report")
    return tuple(str(name) for name in names), held


def _once(*columns: Array) -> tuple[Array, ...]:
    """Rows that differ, each once: rows are told apart by one whole number, which sorts faster than rows do."""
    sizes = [int(column.max()) + 1 for column in columns]
    if float(np.prod([float(size) for size in sizes])) >= 2**63:
        return tuple(np.unique(np.stack(columns), axis=1))
    key = columns[0].astype(np.int64)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        key = key * size + column
    first = np.unique(key, return_index=True)[1]
    return tuple(column[first] for column in columns)


def _count_by(mentions: tuple[Array, ...], stratum: Array, strata: int, kinds: int) -> Array:
    """Reports of each stratum that name each kind, (strata, kinds); mentions: of report and kind, each once."""
    flat = stratum[mentions[0]] * kinds + mentions[1]
    return np.bincount(flat, minlength=strata * kinds).reshape(strata, kinds).astype(float)
