"""Answers about the law as rows of a file: CSV and JSON, with everything that stands behind them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from neurodose.library.approvals.law import Law
from neurodose.library.approvals.standing import Standing
from neurodose.records.approval import LawSource

DAYS = ("valid_from", "valid_to", "seen_until")
# Spreadsheets take what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t")


def say_age(days: int | None) -> str:
    """An age in words: days up to three months, then months, then years."""
    if days is None:
        return "not known"
    if days < 90:
        return f"{days} days"
    return f"{days / 30.44:.0f} months" if days < 730 else f"{days / 365.25:.1f} years"


def say_when(one: Standing) -> str:
    """From when to when it held, as far as known."""
    record = one.record
    begins = f"from {record.valid_from}" if record.valid_from else "since when is not known"
    ends = f" to {record.valid_to}" if record.valid_to else f", seen until {record.seen_until}" if record.seen_until \
        else ""  # fmt: skip
    return begins + ends


def list_rows(laws: Iterable[Law]) -> Iterator[dict[str, Any]]:
    """A row a place and record, and a row for a place of which nothing is known."""
    for law in laws:
        head = {"substance": law.asked.substance, "place": law.asked.place.code, "place_name": law.asked.place.name,
                "on": law.asked.on.isoformat(), "known_on": law.asked.known_on.isoformat(),
                "act": law.asked.act or "", "form": law.asked.form or "", "indication": law.asked.indication or "",
                "answer": law.status, "answer_is_amber": law.is_amber}  # fmt: skip
        groups = {"here": law.here, "above": law.above, "other days": law.past, "other acts, forms or uses": law.aside,
                  "written down later": law.later}  # fmt: skip
        rows = [head | {"lane": lane} | _flatten(one) for lane, held in groups.items() for one in held]
        yield from rows or [head | {"lane": "nothing recorded"}]


def _flatten(one: Standing) -> dict[str, Any]:
    held = describe(one)
    held["sources"] = " | ".join(source.citation for source in one.record.sources)
    return {key: "; ".join(map(str, value)) if isinstance(value, list) else value for key, value in held.items()}


def describe(one: Standing) -> dict[str, Any]:
    """A record on a day, as plain values."""
    record = one.record
    days = {key: str(day) if (day := getattr(record, key)) else None for key in DAYS}
    return {
        "record": record.id, "record_place": record.place, "status": record.status, "holds": one.holds,
        "why": one.why, "forms": list(record.forms), "acts": list(record.acts), "record_indication": record.indication,
        "thresholds": [str(threshold) for threshold in record.thresholds], "age_limit": record.age_limit, **days,
        "words": record.words, "recorded_on": record.recorded_on.isoformat(), "age_days": one.age,
        "amber": list(one.ambers), "confidence": record.confidence, "note": record.note,
        "sources": [describe_source(source) for source in record.sources],
    }  # fmt: skip


def describe_source(source: LawSource) -> dict[str, Any]:
    return {
        "issuer": source.issuer, "title": source.title, "kind": source.kind, "reading": source.reading,
        "published": str(source.published) if source.published else None,
        "as_of": str(source.as_of) if source.as_of else None, "address": source.address,
    }  # fmt: skip


def describe_law(law: Law) -> dict[str, Any]:
    """An answer as plain values."""
    asked = law.asked
    return {
        "substance": asked.substance, "place": asked.place.code, "place_name": asked.place.name,
        "on": asked.on.isoformat(), "known_on": asked.known_on.isoformat(), "act": asked.act, "form": asked.form,
        "indication": asked.indication, "status": law.status, "statuses": list(law.statuses), "says": law.says,
        "is_known": law.is_known, "is_partial": law.is_partial, "amber": law.is_amber,
        "age_days": law.age, "reasons": list(law.reasons),
        "conflicts": [[a.record.id, b.record.id] for a, b in law.conflicts],
        "differs_from_above": [[a.record.id, b.record.id] for a, b in law.tensions],
        "announced": [one.record.id for one in law.pending],
        "records": [describe(one) for one in law.here],
        "above": [describe(one) for one in law.above],
        "other_days": [describe(one) for one in law.past],
        "other_acts_forms_or_uses": [describe(one) for one in law.aside],
        "written_down_later": [describe(one) for one in law.later],
    }  # fmt: skip


def write_json(laws: Iterable[Law], notice: str) -> str:
    return json.dumps({"answers": [describe_law(law) for law in laws], "notice": notice}, indent=2,
                      ensure_ascii=False) + "\n"  # fmt: skip


def write_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows with the columns of all of them."""
    held = list(rows)
    columns = list(dict.fromkeys(column for row in held for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _guard(value) for key, value in row.items()} for row in held)
    return text.getvalue()


def _guard(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
