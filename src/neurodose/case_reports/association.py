"""One drug in one stream of reports: which events are reported with it more often than by themselves, and how firmly.

    found = associate(cases, naming, Asked("kratom", comparators=("tramadol",), by="sex"))
    found.rows           # each event: counts, PRR, ROR, IC, EBGM with their intervals
    found.variants       # the same with older versions, other roles, without probable duplicates

Everything is an association among reports. Nothing here is a rate, and no drug is ranked by it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from neurodose.case_reports.cases import AGES, OUTCOMES, SEXES, SUSPECT, Cases
from neurodose.case_reports.counting import (
    DrugCounts,
    NamedCases,
    count_drug,
    count_over_time,
    count_pairs_of,
    has_name,
    name_cases,
)
from neurodose.case_reports.naming import Naming, Synonym
from neurodose.case_reports.stimulation import Jump, find_jumps
from neurodose.case_reports.unknown_events import Unknown, find_unknown, fold_event, say_event
from neurodose.case_reports.versions import find_probable_duplicates
from neurodose.errors import CaseReportError, EvidenceError, EvidenceWarning
from neurodose.evidence.signals.disproportionality import Disproportionality, disproportionality
from neurodose.evidence.signals.gamma_mixture import GammaMixture
from neurodose.evidence.signals.gamma_mixture_fit import fit_prior
from neurodose.evidence.signals.shrinkage import Shrunken, shrinkage
from neurodose.evidence.signals.stratified import tell_change
from neurodose.evidence.signals.trends import Trend, find_trend

LEAST = 3  # cases of a pair that is told: below that every ratio is chance
TOP = 5  # events that are looked at more closely
RATIOS = ("prr", "ror", "stratified_prr", "stratified_ror")  # infinite where no other case names the event
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """drug: as somebody calls it; comparators: other drugs, as they are called; by: strata ("sex", "age", "year",
    "quarter", several with commas) over which expectations are summed, PRR and ROR pooled, and which are told apart
    roles: in which a drug counts; least: cases of a pair that is told; events: those that are wanted, none: all
    """

    drug: str
    comparators: tuple[str, ...] = ()
    by: str | None = None
    roles: tuple[str, ...] = SUSPECT
    least: int = LEAST
    events: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Measured:
    """Events of a drug with all measures; shrunken: None where no prior could be fitted; why_not: why"""

    counts: DrugCounts
    measures: Disproportionality
    shrunken: Shrunken | None = None
    why_not: str = ""

    def rows(self, least: int, events: Sequence[str] = ()) -> list[Row]:
        """One row an event, the firmest first: by the lower end of the information component.

        least: cases that an event must have; events: these alone, whatever their cases
        """
        order = np.argsort(-self.measures.ic_low, kind="stable")
        asked = set(map(fold_event, events))
        chosen = [at for at in order if self.counts.events[at] in asked] if asked else (
            order[self.counts.observed[order] >= least])  # fmt: skip
        return [self._row(int(at)) for at in chosen]

    def _row(self, at: int) -> Row:
        m, s = self.measures, self.shrunken
        row: Row = {"event": say_event(self.counts.events[at]), "cases": int(m.observed[at]),
                    "expected": float(m.expected[at])}  # fmt: skip
        for name in ("prr", "ror", "ic"):
            row |= {f"{name}{end}": float(getattr(m, f"{name}{end}")[at]) for end in ("", "_low", "_high")}
        row |= self._stratified(at)
        row["infinite"] = [name for name in RATIOS if np.isinf(row.get(name, 0.0))]
        row["chi2"] = float(m.chi2_yates[at])
        row |= {name: None if s is None else float(getattr(s, name)[at]) for name in ("ebgm", "eb05", "eb95")}
        return row | {"above": ", ".join(name_criteria(row))}

    def _stratified(self, at: int) -> Row:
        """What is pooled over strata, where there are some, and how its PRR is apart from the crude one."""
        m, pooled = self.measures, self.measures.stratified
        if pooled is None:
            return {}
        ends = [float(column[at]) for column in (m.prr, m.prr_low, pooled.prr, pooled.prr_low)]
        return pooled.row(at) | {"changed_by_strata": tell_change(*ends)}


@dataclass(frozen=True, eq=False)
class Variant:
    """The same question with another choice: what is different, how many cases name the drug, and its events."""

    name: str
    cases: int
    measured: Measured


@dataclass(frozen=True, eq=False)
class Found:
    """What the reports of a stream say of a drug. Every part is a table of plain numbers.

    drug: its label; entry: of the synonyms, where there is one; written: how reports call it, with how often
    groups: events by stratum; against: each comparator; variants: other choices; duplicates: probable ones among all
    notes: what is to be known of the prior
    over_time: (quarter, cases of the drug, all cases); trends: of its firmest events
    unknown: events asked about that no case of any drug names
    """

    cases: Cases
    asked: Asked
    drug: str
    entry: Synonym | None
    named: int
    measured: Measured
    prior: GammaMixture | None
    pairs: int
    written: tuple[tuple[str, int], ...] = ()
    groups: tuple[tuple[str, Variant], ...] = ()
    against: tuple[Variant, ...] = ()
    variants: tuple[Variant, ...] = ()
    duplicates: int = 0
    over_time: tuple[tuple[str, int, int], ...] = ()
    trends: tuple[tuple[str, Trend], ...] = ()
    jumps: tuple[Jump, ...] = ()
    people: tuple[Row, ...] = ()
    as_indication: tuple[Row, ...] = ()
    masked: tuple[Row, ...] = ()
    onsets: tuple[Row, ...] = ()
    notes: tuple[str, ...] = field(default=())
    unknown: tuple[Unknown, ...] = field(default=())

    @cached_property
    def rows(self) -> list[Row]:
        """Each event with at least so many cases as asked."""
        return self.measured.rows(self.asked.least, self.asked.events)

    @property
    def firm(self) -> list[Row]:
        """Events that are reported with the drug more often than expected beyond chance: IC's lower end above 0."""
        return [row for row in self.rows if row["ic_low"] > 0]


def associate(cases: Cases, naming: Naming, asked: Asked) -> Found:
    """What the reports of a stream say of a drug.

    Raises CaseReportError where no report names the drug, or a comparator, in the roles that count, and where no case
    names any of the events that are asked about.
    """
    drug = naming.resolve(asked.drug)
    translated = naming.read_all(cases.drugs.names)
    named = name_cases(cases, translated, roles=asked.roles)
    others = [naming.resolve(one) for one in asked.comparators]
    for one in (drug, *others):
        named.where(one)  # refused before anything is counted
    unknown = find_unknown(named, asked.events)
    pairs = count_pairs_of(named, asked.by)
    prior, why_not, notes = _fit(pairs.observed, pairs.expected)
    measured = _measure(count_drug(named, drug, asked.by), prior, why_not)
    twins = find_probable_duplicates(cases)
    choices = (
        ("older versions count too", {"kept": ~cases.is_retracted}),
        ("without probable duplicates", {"kept": cases.is_latest & ~twins}),
        ("as primary suspect alone", {"roles": ("PS",)}),
        ("in any role", {"roles": ("PS", "SS", "I", "C", "?")}),
    )
    variants = [_vary(name, cases, translated, drug, asked, told) for name, told in choices]
    top = [row["event"].upper() for row in measured.rows(asked.least, asked.events)[:TOP]]
    over_time = tuple(count_over_time(named, drug))
    from neurodose.case_reports.onsets import find_onsets
    from neurodose.case_reports.particulars import describe_people, find_as_indication, find_masked

    return Found(
        cases, asked, drug, naming.find(drug), len(named), measured, prior, len(pairs),
        _list_written(cases, translated, drug), _group(named, drug, asked),
        tuple(_compare(named, drug, one, asked) for one in others),
        tuple(one for one in variants if one is not None), int(twins.sum()), over_time,
        tuple((event, _follow(named, drug, event)) for event in top) if len(over_time) > 1 else (),
        tuple(find_jumps(over_time)), tuple(describe_people(named, drug)), tuple(find_as_indication(named, drug, top)),
        tuple(find_masked(named, pairs, drug, top)),
        tuple(find_onsets(named, translated, drug, asked.roles, top)), notes, unknown,
    )  # fmt: skip


def _fit(observed: np.ndarray, expected: np.ndarray) -> tuple[GammaMixture | None, str, tuple[str, ...]]:
    """The prior of all pairs, or why there is none, and what is to be known of it."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", EvidenceWarning)
        try:
            prior = fit_prior(observed, expected)
        except EvidenceError as error:
            return None, error.what, ()
    return prior, "", tuple(dict.fromkeys(str(one.message) for one in said))


def _measure(counts: DrugCounts, prior: GammaMixture | None = None, why_not: str = "") -> Measured:
    measures = disproportionality(counts.observed, counts.drug, counts.event, counts.total, expected=counts.expected)
    measures = replace(measures, stratified=counts.stratified)
    shrunken = shrinkage(counts.observed, counts.expected, prior) if prior is not None else None
    return Measured(counts, measures, shrunken, why_not)


def _vary(name: str, cases: Cases, translated: Any, drug: str, asked: Asked, told: dict[str, Any]) -> Variant | None:
    """The same with another choice; None where nothing is left by it."""
    try:
        named = name_cases(cases, translated, roles=told.get("roles", asked.roles), kept=told.get("kept"))
        counts = count_drug(named, drug, asked.by)
    except CaseReportError:
        return None
    return Variant(name, counts.drug, _measure(counts))


def _group(named: NamedCases, drug: str, asked: Asked) -> tuple[tuple[str, Variant], ...]:
    """The events within each stratum that names the drug."""
    if asked.by is None:
        return ()
    place, names = named.stratify(asked.by)
    is_drug = named.where(drug)
    found = []
    for at, name in enumerate(names):
        if (is_drug & (place == at)).any():
            counts = count_drug(named.select(place == at), drug)
            found.append((name, Variant(name, counts.drug, _measure(counts))))
    return tuple(found)


def _compare(named: NamedCases, drug: str, other: str, asked: Asked) -> Variant:
    if (named.where(drug) <= named.where(other)).all():
        raise CaseReportError(f"every case of {drug} names {other} too: the two cannot be compared")
    counts = count_drug(named, drug, asked.by, against=other)
    return Variant(other, counts.drug, _measure(counts))


def _follow(named: NamedCases, drug: str, event: str) -> Trend:
    """A pair quarter by quarter, from the first with a case of the drug."""
    quarter = named.cases.quarter[named.rows].astype(np.int64)
    is_drug = named.where(drug)
    has_event = has_name(named.happened, named.events.index(event))
    known = quarter >= 0
    first = int(quarter[known & is_drug].min()) if (known & is_drug).any() else int(quarter[known].min())
    used = known & (quarter >= first)
    at, size = quarter[used] - first, int(quarter[used].max()) - first + 1
    told = [np.bincount(at, mask[used], size) for mask in (is_drug & has_event, is_drug, has_event, used)]
    there = told[3] > 0
    from neurodose.case_reports.cases import name_quarter

    names = [name_quarter(first + k) for k in range(size) if there[k]]
    return find_trend(names, *(column[there] for column in told))


def _list_written(cases: Cases, translated: Any, drug: str) -> tuple[tuple[str, int], ...]:
    """How reports call a drug, the most frequent first, and how many mentions have that name."""
    labels, pairs = translated
    if drug not in labels:
        return ()
    number = labels.index(drug)
    mentions = np.bincount(cases.drugs.name, minlength=len(cases.drugs.names))
    names = [(" / ".join(part for part in cases.drugs.names[at] if part), int(mentions[at])) for at, label in pairs
             if label == number]  # fmt: skip
    return tuple(sorted(names, key=lambda one: (-one[1], one[0])))


def name_criteria(row: Row) -> list[str]:
    """Which of the usual lines a pair is above; none of them is a threshold of harm."""
    found = []
    if row["prr"] >= 2 and row["chi2"] >= 4 and row["cases"] >= LEAST:
        found.append("PRR")
    if row["ror_low"] > 1:
        found.append("ROR")
    if row["ic_low"] > 0:
        found.append("IC")
    if row["eb05"] is not None and row["eb05"] >= 2:
        found.append("EBGM")
    return found


__all__ = ["AGES", "OUTCOMES", "SEXES", "Asked", "Found", "Measured", "Variant", "associate", "say_event"]
