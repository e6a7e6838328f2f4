"""Beside the ratios of a drug: who its cases are, which events may be why it was taken, what hides behind others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from neurodose.case_reports.cases import AGES, OUTCOMES, SENDERS, SEXES, Mentions
from neurodose.case_reports.counting import NamedCases, PairCounts, count_drug, has_name
from neurodose.evidence.signals.disproportionality import disproportionality
from neurodose.evidence.signals.masking import find_masking

Array = np.ndarray
Row = dict[str, Any]
HIDING = 1.2  # times larger the expectation must be for another drug's reports to be told
SHARE = 0.1  # of the cases of a pair in which the event stands as an indication too


def describe_people(named: NamedCases, drug: str) -> list[Row]:
    """Sex, age and outcomes of the cases of a drug, and of all others."""
    is_drug = named.where(drug)
    cases = named.cases
    columns = [("sex", SEXES, cases.sex[named.rows]), ("age", AGES, cases.age_group[named.rows])]
    rows = [
        _compare(what, name, codes == at, is_drug) for what, names, codes in columns for at, name in enumerate(names)
    ]
    for what, mentions, codes in (("outcome", cases.outcomes, OUTCOMES), ("sender", cases.senders, SENDERS)):
        if mentions is not None:
            rows += [_compare(what, name, mask, is_drug) for name, mask in _list_codes(named, mentions, codes)]
    return [row for row in rows if row["cases"] or row["others"]]


def _list_codes(named: NamedCases, mentions: Mentions, codes: Mapping[str, str]) -> list[tuple[str, Array]]:
    """Each code by its meaning, and which cases have it."""
    found = []
    for at, code in enumerate(mentions.names):
        has = np.zeros(len(named.cases), bool)
        has[mentions.report[mentions.name == at]] = True
        found.append((codes.get(code, code.lower()), has[named.rows]))
    return sorted(found, key=lambda one: -int(one[1].sum()))


def _compare(what: str, name: str, mask: Array, is_drug: Array) -> Row:
    cases, others = int((mask & is_drug).sum()), int((mask & ~is_drug).sum())
    rest = int((~is_drug).sum())
    return {"what": what, "group": name, "cases": cases, "share": cases / int(is_drug.sum()), "others": others,
            "share_of_others": others / rest if rest else float("nan")}  # fmt: skip


def find_as_indication(named: NamedCases, drug: str, events: list[str]) -> list[Row]:
    """Events that stand as a reason for treatment in cases of the drug too: what was treated is then told as harm."""
    indications = named.cases.indications
    if indications is None:
        return []
    reports = named.rows[named.where(drug)]
    is_drug = np.zeros(len(named.cases), bool)
    is_drug[reports] = True
    numbers = {name: at for at, name in enumerate(indications.names)}
    found = []
    for event in events:
        if event in numbers:
            has = np.zeros(len(named.cases), bool)
            has[indications.report[indications.name == numbers[event]]] = True
            pair = np.zeros(len(named.cases), bool)
            pair[named.rows[has_name(named.happened, named.events.index(event))]] = True
            pair &= is_drug
            both, cases = int((pair & has).sum()), int(pair.sum())
            if cases and both / cases >= SHARE:
                found.append({"event": event, "cases": cases, "also_indication": both, "share": both / cases})
    return found


def find_masked(named: NamedCases, pairs: PairCounts, drug: str, events: list[str]) -> list[Row]:
    """Events of a drug of which another drug has so many reports that it raises what is expected of all others."""
    own = pairs.drugs.index(drug) if drug in pairs.drugs else -1
    found = []
    for event in events:
        at = np.flatnonzero((pairs.event_at == pairs.events.index(event)) & (pairs.drug_at != own))
        if not len(at):
            continue
        times = find_masking(
            pairs.observed[at], pairs.drug[pairs.drug_at[at]], pairs.event[pairs.event_at[at]], pairs.total
        )
        most = int(np.nanargmax(np.where(np.isfinite(times), times, -1)))
        if times[most] >= HIDING:
            other = pairs.drugs[pairs.drug_at[at[most]]]
            found.append(_unmask(named, drug, event, other, float(times[most])))
    return found


def _unmask(named: NamedCases, drug: str, event: str, other: str, times: float) -> Row:
    rows = []
    for kept in (named, named.select(~named.where(other))):
        counts = (
            count_drug(kept, drug) if (kept is named or not (named.where(drug) <= named.where(other)).all()) else None
        )
        if counts is None or event not in counts.events:
            rows.append((0, float("nan"), float("nan")))
            continue
        at = counts.events.index(event)
        measured = disproportionality(counts.observed, counts.drug, counts.event, counts.total)
        rows.append((int(counts.observed[at]), float(measured.ic[at]), float(measured.ic_low[at])))
    return {"event": event, "masking_drug": other, "times": times, "ic": rows[0][1], "ic_low": rows[0][2],
            "cases_without": rows[1][0], "ic_without": rows[1][1], "ic_low_without": rows[1][2]}  # fmt: skip
