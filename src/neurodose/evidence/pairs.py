"""Reports become counts: how many name a drug, an event, both; each report once, however often it names them.

    pairs = count_pairs(ids, drugs, events)                     # one row a mention, three lists of one length
    pairs = count_pairs(ids, drugs, events, strata=sexes)       # expectations are then a sum over strata
    found = disproportionality(pairs.observed, pairs.drug, pairs.event, pairs.total, expected=pairs.expected)

Within a stratum independence expects (reports with the drug) × (reports with the event) / (reports). Summed over strata
that is what is expected if sex, age or year make both more frequent and the drug does nothing (Mantel and Haenszel
1959).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every pair that a report names, in the order of drugs and then of events.

    drugs, events: names, (n,); observed: reports with both; drug, event: with the one, with the other; total: all
    reports
    expected: of independence, summed over strata where there are some; strata: how many reports each has
    """

    drugs: Array
    events: Array
    observed: Array
    drug: Array
    event: Array
    expected: Array
    total: int
    strata: tuple[tuple[str, int], ...] = ()

    def __len__(self) -> int:
        return len(self.observed)

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
    seen = np.unique(np.stack([report, drug, event]), axis=1)
    keys, observed = np.unique(seen[1] * len(event_names) + seen[2], return_counts=True)
    at_drug, at_event = keys // len(event_names), keys % len(event_names)
    by_drug = _count_by(np.unique(seen[[0, 1]], axis=1), stratum, len(names), len(drug_names))
    by_event = _count_by(np.unique(seen[[0, 2]], axis=1), stratum, len(names), len(event_names))
    sizes = np.bincount(stratum, minlength=len(names))
    expected = np.sum(by_drug[:, at_drug] * by_event[:, at_event] / sizes[:, None], axis=0)
    return Pairs(
        drug_names[at_drug], event_names[at_event], observed, by_drug.sum(axis=0)[at_drug],
        by_event.sum(axis=0)[at_event], expected, len(report_names), tuple(zip(names, (int(size) for size in sizes),
        strict=True)) if len(names) > 1 else (),
    )  # fmt: skip


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


def _count_by(mentions: Array, stratum: Array, strata: int, kinds: int) -> Array:
    """Reports of each stratum that name each kind, (strata, kinds); mentions: (2, n) of report and kind, each once."""
    flat = stratum[mentions[0]] * kinds + mentions[1]
    return np.bincount(flat, minlength=strata * kinds).reshape(strata, kinds).astype(float)
