"""Approvals and laws as people write them down: one file in TOML, read whole or not at all; every fault has its file,
record, field and line.

    reading = read_approvals(text, "kratom.toml")
    reading.records, reading.faults

What may stand in a file is told in docs/legal.md. Nothing is guessed: what a record does not say stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar, get_args

from neurodose.errors import ApprovalError, ObservationError, unknown_name
from neurodose.records.approval import (
    ACTS,
    FORMS,
    SOURCE_KINDS,
    STATUSES,
    Approval,
    LawSource,
    LegalThreshold,
)
from neurodose.records.jurisdiction import find_jurisdiction
from neurodose.records.keys import Key, Written, plant, read_keys
from neurodose.records.sections import cut
from neurodose.records.study_reader import name_tables, refuse_format
from neurodose.records.vague_day import VagueDay, read_day, read_one_day
from neurodose.sources import Certainty, Reading

Read = TypeVar("Read")
TABLES: Mapping[str, bool] = {"source": True, "record": True, "record.threshold": True}
HEAD: Mapping[str, Key] = {"format": Key("1", "count"), "note": Key("what a reader should know")}
SOURCE: Mapping[str, Key] = {
    "id": Key("a name of its own in the file", required=True),
    "issuer": Key('who says so: "Legislature of Alabama"', required=True),
    "title": Key("what it is called", required=True),
    "kind": Key("what it is", "word", SOURCE_KINDS, required=True),
    "reading": Key("how it was read", "word", get_args(Reading), required=True),
    "published": Key('when: "2016-05-10", "2016-05" or "2016"'),
    "as_of": Key("the last day for which it vouches, where that is not when it was published"),
    "address": Key("where it stands"),
}
RECORD: Mapping[str, Key] = {
    "id": Key("a name of its own", required=True),
    "substances": Key('as the library calls them: ["kratom", "mitragynine"]', "texts", required=True),
    "place": Key('a code or an English name: "US-AL"', required=True),
    "status": Key("what is so", "word", STATUSES, required=True),
    "words": Key("what the law says, in your own words", required=True),
    "sources": Key("ids of sources of this file", "texts", required=True),
    "recorded_on": Key('the day on which it is written down here: "2026-11-22"', required=True),
    "confidence": Key("that it was so", "word", get_args(Certainty), required=True),
    "forms": Key("forms it is about; none if the source does not tell them apart", "texts"),
    "acts": Key("acts it is about; none if the source does not tell them apart", "texts"),
    "indication": Key("what for, of a medicine"),
    "age_limit": Key("years", "count"),
    "valid_from": Key("the first day on which it held, as far as known"),
    "valid_to": Key("the first day on which it held no more"),
    "seen_until": Key("the last day for which this may be said"),
    "replaces": Key("ids of records that this one corrects", "texts"),
    "note": Key("what a reader should know"),
}
THRESHOLD: Mapping[str, Key] = {
    "value": Key("a number", "number", required=True),
    "unit": Key('its unit: "%", "mg"', required=True),
    "basis": Key('of what: "of 7-hydroxymitragynine by dry weight of leaf"', required=True),
}
DAYS = ("valid_from", "valid_to", "seen_until")


@dataclass(frozen=True)
class ApprovalReading:
    """What was read from a file: its records, where nothing is wrong with the file, and what is wrong."""

    records: tuple[Approval, ...]
    faults: tuple[ObservationError, ...]

    def take(self) -> tuple[Approval, ...]:
        """The records; raises the first fault."""
        if self.faults:
            raise self.faults[0]
        return self.records


def read_approvals(text: str, name: str) -> ApprovalReading:
    """The records of a file (TOML; see docs/legal.md). Raises nothing: faults are ApprovalErrors in the reading.

    name: of the file, for its faults
    """
    root, faults = plant(cut(text, ""), name, TABLES, ApprovalError)
    if faulty := refuse_format(root, name):
        return ApprovalReading((), (ApprovalError(faulty.what, where=faulty.where, exists=faulty.exists,
                                                  hint=faulty.hint),))  # fmt: skip
    _name_by_id(root, name)
    read_keys(root.entry, HEAD, "a file of approvals")
    sources = _read_sources(root)
    records = [record for one in root.all("record") if (record := _read_record(one, sources)) is not None]
    _check_ids(root, records)
    if not root.all("record"):
        root.entry.refuse("", "the file holds no [[record]]", hint="write [[record]] above each record")
    for written in root.walk():
        faults.extend(written.entry.faults)
    return ApprovalReading(() if faults else tuple(records), tuple(faults))


def _name_by_id(root: Written, file: str) -> None:
    """Faults say of which record or source they are."""
    name_tables(root, "")
    for one in root.below:
        kind, label = one.path, one.entry.table.get("id")
        named = label if isinstance(label, str) else ""
        one.entry.place = replace(one.entry.place, file=file, kind=kind, name=named)
        for below in one.below:
            below.entry.place = replace(below.entry.place, kind=f"record {named}, threshold", name="")


def _read_sources(root: Written) -> dict[str, LawSource]:
    found = dict[str, LawSource]()
    for one in root.all("source"):
        entry, said = one.entry, read_keys(one.entry, SOURCE, "a source")
        for key in ("published", "as_of"):
            if key in said:
                said[key] = _attempt(one, key, lambda text=said[key]: read_day(text))
        if said.get("id") in found:
            entry.refuse("id", f"two sources are called {said['id']}", hint="rename one of them")
        if not entry.faults:
            found[said["id"]] = LawSource(**said)
        elif "id" in said:
            # A faulty source is told once, and not again by each record that cites it.
            found.setdefault(said["id"], LawSource(said["id"], "", "", "secondary"))
    return found


def _attempt(written: Written, key: str, read: Callable[[], Read]) -> Read | None:
    return written.entry.attempt(key, read)


def _read_record(written: Written, sources: Mapping[str, LawSource]) -> Approval | None:
    entry, said = written.entry, read_keys(written.entry, RECORD, "a record")
    for key in DAYS:
        if key in said:
            said[key] = _attempt(written, key, lambda text=said[key]: read_day(text))
    if "recorded_on" in said:
        text = said["recorded_on"]
        said["recorded_on"] = _attempt(written, "recorded_on", lambda: read_one_day(text, "recorded_on"))
    if "place" in said:
        place = _attempt(written, "place", lambda: find_jurisdiction(said["place"]))
        said["place"] = place.code if place else ""
    for key, known in (("forms", FORMS), ("acts", ACTS), ("sources", tuple(sources))):
        _check_words(written, key, said.get(key, ()), known)
    said["substances"] = tuple(" ".join(one.casefold().split()) for one in said.get("substances", ()))
    if not all(said["substances"]) or not said["substances"]:
        entry.refuse("substances", "the record is about no substance", hint=f"name one: {RECORD['substances'].meaning}")
    if "sources" in said and not said["sources"]:
        entry.refuse("sources", "the record has no source", hint="nothing is recorded without one")
    said["thresholds"] = tuple(found for one in written.all("threshold") if (found := _read_threshold(one)))
    _check_order(written, said)
    if any(one.entry.faults for one in written.walk()):
        return None
    said["sources"] = tuple(sources[id] for id in said["sources"])
    names = {field.name for field in fields(Approval)}
    return Approval(**{key: value for key, value in said.items() if key in names}, at=entry.place)


def _check_words(written: Written, key: str, said: tuple[str, ...], known: tuple[str, ...]) -> None:
    for word in said:
        if word not in known:
            error = unknown_name(ApprovalError, key.removesuffix("s"), word, known, owner="it")
            written.entry.refuse(key, error.what, error.exists, error.hint)


def _read_threshold(written: Written) -> LegalThreshold | None:
    said = read_keys(written.entry, THRESHOLD, "a threshold")
    if said.get("value", 1) <= 0:
        written.entry.refuse("value", f"value is {said['value']:g}", hint="a threshold is above zero")
    return None if written.entry.faults else LegalThreshold(**said)


def _check_order(written: Written, said: Mapping[str, Any]) -> None:
    """Nothing ends before it begins, and nothing is written down before it was said."""
    begins: VagueDay | None = said.get("valid_from")
    for key, does in (("valid_to", "ends"), ("seen_until", "was last seen")):
        ends: VagueDay | None = said.get(key)
        if begins and ends and ends.latest < begins.earliest:
            what = f"it {does} in {ends}, before it begins in {begins}"
            written.entry.refuse(key, what, hint="look at both dates again")
    day, seen = said.get("recorded_on"), said.get("seen_until")
    if isinstance(day, date) and seen and seen.earliest > day:
        written.entry.refuse("seen_until", f"it was seen until {seen}, after it was recorded on {day}",
                             hint="nobody sees ahead: seen_until is at most recorded_on")  # fmt: skip
    if said.get("age_limit", 18) > 120:
        written.entry.refuse("age_limit", f"age_limit is {said['age_limit']}", hint="it is in years")


def _check_ids(root: Written, records: list[Approval]) -> None:
    """Every record of a file has an id of its own."""
    seen = set[str]()
    for one in root.all("record"):
        label = one.entry.table.get("id")
        if label in seen:
            one.entry.refuse("id", f"two records are called {label}", hint="rename one of them")
        if isinstance(label, str):
            seen.add(label)


def check_together(records: tuple[Approval, ...]) -> None:
    """Records of several files fit together: every id is there once, and what is replaced exists and is older.

    Raises ApprovalError.
    """
    known = dict[str, Approval]()
    for record in records:
        if record.id in known:
            other = f"the other stands in {known[record.id].at}"
            raise ApprovalError(f"two records are called {record.id}", where=str(record.at), exists=other,
                                hint="rename one of them")  # fmt: skip
        known[record.id] = record
    for record in records:
        for id in record.replaces:
            if id not in known:
                raise unknown_name(ApprovalError, "record", id, known, where=f"{record.at}, replaces")
            if known[id].recorded_on > record.recorded_on:
                raise ApprovalError(f"{record.id} replaces {id}, which was recorded after it", where=str(record.at),
                                    hint="a record is replaced by a later one")  # fmt: skip
