"""openFDA's JSON: `drug/event` (the cases of FAERS in their newest version) and `food/event` (those of CAERS).

A page or a whole download: an object with "results", a list, or an object a line. Where a file is cut off, the reports
that are whole are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from neurodose.case_reports.blocks import read_blocks
from neurodose.case_reports.cases import Cases
from neurodose.case_reports.foods import read_age, read_day
from neurodose.case_reports.losses import Tally
from neurodose.case_reports.members import Member
from neurodose.case_reports.rows_of_reports import Report, gather
from neurodose.wording import Wording

DRUGS, FOODS = "openFDA drug/event", "openFDA food/event"
LARGEST = 800_000_000  # bytes of one file: openFDA's own parts are smaller
UNITS = {"800": "decade", "801": "year", "802": "month", "803": "week", "804": "day", "805": "hour"}
SEXES = {"1": "male", "2": "female"}
ROLES = {"1": "PS", "2": "C", "3": "I"}
SERIOUS = {
    "seriousnessdeath": "DE", "seriousnesslifethreatening": "LT", "seriousnesshospitalization": "HO",
    "seriousnessdisabling": "DS", "seriousnesscongenitalanomali": "CA", "seriousnessother": "OT",
}  # fmt: skip
NO_REPORT = Wording("is no report and is left out", "are no reports and are left out")
CUT = Wording("is cut off or no JSON and is left out", "are cut off or no JSON and are left out")


def read_open_fda(members: list[Member], tally: Tally) -> list[Cases]:
    """The cases of JSON files, those about drugs and those about foods apart."""
    found: dict[str, list[Report]] = {DRUGS: [], FOODS: []}
    files: dict[str, list[str]] = {DRUGS: [], FOODS: []}
    for member in members:
        if member.ending not in (".json", ".jsonl", ".ndjson"):
            continue
        if member.size > LARGEST:
            tally.faults.append(
                f"{member.name} has {member.size / 1e6:.0f} MB; files up to {LARGEST / 1e6:.0f} MB are read"
            )
            continue
        for record in read_records(member, tally):
            stream, report = _read_record(record)
            tally.count(member.name, 1)
            if report is None:
                tally.lose(member.name, NO_REPORT, 1, (json.dumps(record)[:80],))
                continue
            found[stream].append(report)
            if member.name not in files[stream]:
                files[stream].append(member.name)
    return [gather(stream, reports, tally, tuple(files[stream])) for stream, reports in found.items() if reports]


def read_records(member: Member, tally: Tally) -> Iterator[Any]:
    """The objects of a file, one by one."""
    text = b"".join(block.text for block in read_blocks(member, tally)).decode()
    if not text.strip():
        return
    reader, at = json.JSONDecoder(), _find_first(text)
    if at < 0:
        tally.faults.append(f'{member.name} holds no reports of openFDA: it has no list of "results"')
        return
    while at < len(text):
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] in "]}":
            return
        try:
            record, at = reader.raw_decode(text, at)
        except json.JSONDecodeError:
            tally.count(member.name, 1)
            tally.lose(member.name, CUT, 1, (text[at : at + 80],))
            at = _skip(text, at)
            if at == len(text):
                tally.break_off(member.name, "report")
            continue
        yield record


def _find_first(text: str) -> int:
    """Where the first report begins; −1 where there is none."""
    start = text.lstrip()
    if start.startswith("["):
        return text.index("[") + 1
    at = text.find('"results"')
    if at >= 0:
        begun = text.find("[", at)
        return begun + 1 if begun >= 0 else -1
    is_line = start.startswith("{") and any(key in start[:100_000] for key in ('"safetyreportid"', '"report_number"'))
    return text.index("{") if is_line else -1


def _skip(text: str, at: int) -> int:
    """Where the next line begins that begins with an object; the end where there is none."""
    following = text.find("\n{", at)
    return following + 1 if following >= 0 else len(text)


def _read_record(record: Any) -> tuple[str, Report | None]:
    if isinstance(record, Mapping):
        if record.get("report_number"):
            return FOODS, _read_food(record)
        if record.get("safetyreportid"):
            return DRUGS, _read_drug(record)
    return DRUGS, None


def _read_food(record: Mapping[str, Any]) -> Report:
    consumer = _table(record.get("consumer"))
    sex = str(consumer.get("gender") or "").lower()
    return Report(
        str(record["report_number"]), 0, read_day(str(record.get("date_created") or "")),
        read_day(str(record.get("date_started") or "")),
        "female" if sex.startswith("f") else "male" if sex.startswith("m") else "unknown",
        read_age(str(consumer.get("age") or ""), str(consumer.get("age_unit") or "")),
        drugs=[(str(one.get("name_brand") or ""), "", _read_role(one)) for one in _tables(record.get("products"))],
        events=[str(word) for word in _list(record.get("reactions"))],
        outcomes=[str(word) for word in _list(record.get("outcomes"))],
    )  # fmt: skip


def _read_drug(record: Mapping[str, Any]) -> Report:
    patient = _table(record.get("patient"))
    version = str(record.get("safetyreportversion") or "0")
    unit = UNITS.get(str(patient.get("patientonsetageunit") or ""), "")
    return Report(
        str(record["safetyreportid"]), int(version) if version.isdigit() else 0,
        read_day(str(record.get("receivedate") or record.get("receiptdate") or "")), 0,
        SEXES.get(str(patient.get("patientsex")), "unknown"),
        read_age(str(patient.get("patientonsetage") or ""), unit),
        str(record.get("occurcountry") or record.get("primarysourcecountry") or ""),
        [_read_product(drug) for drug in _tables(patient.get("drug"))],
        [str(one.get("reactionmeddrapt") or "") for one in _tables(patient.get("reaction"))],
        [code for key, code in SERIOUS.items() if str(record.get(key)) == "1"],
    )  # fmt: skip


def _read_product(drug: Mapping[str, Any]) -> tuple[str, str, str]:
    active = str(_table(drug.get("activesubstance")).get("activesubstancename") or "")
    if not active:
        active = "\\".join(str(word) for word in _list(_table(drug.get("openfda")).get("substance_name")))
    return str(drug.get("medicinalproduct") or ""), active, ROLES.get(str(drug.get("drugcharacterization")), "?")


def _read_role(product: Mapping[str, Any]) -> str:
    return "C" if str(product.get("role")).lower().startswith("c") else "PS"


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _tables(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in _list(value) if isinstance(one, Mapping)]
