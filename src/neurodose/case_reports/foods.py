"""CAERS and HFCS: reports about foods, supplements and cosmetics, one row a product of a report. Here kratom mostly is.

Three headers have been in use: "RA_Report #, RA_CAERS Created Date, …" to 2017, "Report ID, CAERS Created Date, …" to
2023, and "DATE_FDA_FIRST_RECEIVED_CASE, REPORT_ID, …" since. The reactions and outcomes of the report stand in one
cell, separated by commas, and are the same in each of its rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from neurodose.case_reports.blocks import read_blocks
from neurodose.case_reports.cases import Cases
from neurodose.case_reports.losses import Tally
from neurodose.case_reports.members import Member
from neurodose.case_reports.rows_of_reports import Report, gather
from neurodose.case_reports.versions import NO_NUMBER
from neurodose.wording import Wording

STREAM = "CAERS/HFCS (foods, supplements)"
COLUMNS: dict[str, tuple[str, ...]] = {
    "case": ("rareport", "reportid", "reportnumber", "report"),
    "received": ("racaerscreateddate", "caerscreateddate", "datefdafirstreceivedcase", "datefdafirstreceivedreport",
                 "createddate", "datecreated", "fdafirstreceivedreportdate"),
    "event_day": ("aeceventstartdate", "dateofevent", "dateevent", "eventdate", "eventstartdate"),
    "role": ("priproductrole", "productrole", "producttype", "role"),
    "product": ("prireportedbrandproductname", "reportedbrandproductname", "brandproductname", "product",
                "productname"),
    "age": ("ciageatadverseevent", "patientage", "age"),
    "age_unit": ("ciageunit", "ageunits", "ageunit"),
    "sex": ("cigender", "sex", "gender"),
    "events": ("symonerowcodedsymptoms", "meddrapreferredterms", "casemeddrapreferredterms", "symptoms"),
    "outcomes": ("aeconerowoutcomes", "outcomes", "caseoutcome", "outcome"),
}  # fmt: skip
NEEDED = ("case", "product", "events")
YEARS = {"y": 1.0, "d": 1 / 365.25, "m": 1 / 12, "w": 7 / 365.25, "h": 1 / 8766}
REDACTED = ("EXEMPTION 4", "EXEMPT 4")  # a name that the law keeps from being published
AGAIN = Wording("repeats a row and counts once", "repeat a row and count once")
RAGGED = Wording(
    "does not have the columns of the table and is left out", "do not have the columns of the table and are left out"
)
LONGEST = 1_000_000  # letters of a row
JOINED = 20  # lines that one row may have, where a cell has line ends in it


def read_foods(members: list[Member], tally: Tally) -> Cases | None:
    """The cases of all tables of CAERS among some members; None where there are none."""
    files, reports = [], dict[str, Report]()
    for member in members:
        if member.ending != ".csv":
            continue
        if _read_table(member, reports, tally):
            files.append(member.name)
    return gather(STREAM, reports.values(), tally, tuple(files)) if reports else None


def find_columns(header: list[str]) -> dict[str, int]:
    """Where the wanted columns stand, under any of their names."""
    folded = [re.sub(r"[^a-z]", "", name.lower()) for name in header]
    found = {}
    for name, spellings in COLUMNS.items():
        at = [folded.index(spelling) for spelling in spellings if spelling in folded]
        if at:
            found[name] = at[0]
    return found


def _read_table(member: Member, reports: dict[str, Report], tally: Tally) -> bool:
    """Adds the rows of a table; whether it was one of CAERS."""
    rows = _read_rows(member, tally)
    _, header = next(rows, (0, []))
    columns = find_columns(header)
    lacking = [name for name in NEEDED if name not in columns]
    if lacking:
        if header:
            tally.faults.append(f"{member.name} has no column for {', '.join(lacking)}; it was not read")
        return False
    seen = set[tuple[str, ...]]()
    for line, row in rows:
        told = {name: row[at].strip() for name, at in columns.items()}
        tally.count(member.name, 1)
        if not told["case"]:
            tally.lose(member.name, NO_NUMBER, 1, (f"line {line}",))
        elif tuple(told.values()) in seen:
            tally.lose(member.name, AGAIN, 1)
        else:
            seen.add(tuple(told.values()))
            _add(told, reports, member, tally)
    return True


def _add(told: dict[str, str], reports: dict[str, Report], member: Member, tally: Tally) -> None:
    report = reports.setdefault(told["case"], Report(told["case"]))
    report.received = report.received or read_day(told.get("received", ""))
    report.event_day = report.event_day or read_day(told.get("event_day", ""))
    sex = told.get("sex", "").lower()
    report.sex = "female" if sex.startswith("f") else "male" if sex.startswith("m") else report.sex
    if report.age is None:
        report.age = read_age(told.get("age", ""), told.get("age_unit", ""))
    if told["product"].upper() in REDACTED:
        tally.mend(Wording(f"product of {member.name} is not named (exemption 4); its report counts",
                           f"products of {member.name} are not named (exemption 4); their reports count"))  # fmt: skip
    role = "C" if told.get("role", "").lower().startswith("c") else "PS"
    report.drugs.append((told["product"], "", role))
    for name, held in (("events", report.events), ("outcomes", report.outcomes)):
        for one in (word.strip() for word in told.get(name, "").split(",")):
            if one and one not in held:
                held.append(one)


def _read_rows(member: Member, tally: Tally) -> Iterator[tuple[int, list[str]]]:
    """Rows with the lines they begin at, the header first. A stray quote costs its own row, and no other."""
    width, waiting, begun, number, is_ended = 0, "", 0, 0, True
    for block in read_blocks(member, tally):
        is_ended = block.is_ended
        for line in block.text.decode().splitlines():
            number += 1
            if not waiting and not line.strip():
                continue
            text, begun = (f"{waiting}\n{line}", begun) if waiting else (line, number)
            if len(text) > LONGEST:
                _lose(member, begun, text, tally)
                waiting = ""
                continue
            is_open = text.count('"') % 2 == 1
            row = [] if is_open else next(csv.reader([text.replace("\n", " ")]), [])
            if not width and row:
                width = len(row)
            if row and len(row) == width:
                yield begun, row
                waiting = ""
            elif (is_open or len(row) < width) and text.count("\n") < JOINED and not _begins(line, text):
                waiting = text
            else:
                _lose(member, begun, text, tally)
                waiting = ""
                row = next(csv.reader([line]), []) if begun != number and line.count('"') % 2 == 0 else []
                if len(row) == width:
                    yield number, row
    if waiting:
        _lose(member, begun, waiting, tally)
        if not is_ended:
            tally.break_off(member.name)


def _lose(member: Member, line: int, text: str, tally: Tally) -> None:
    """A row that cannot be read counts as one that was there."""
    tally.count(member.name, 1)
    tally.lose(member.name, RAGGED, 1, (f"line {line}: {text}",))


def _begins(line: str, text: str) -> bool:
    """Whether a line that follows an unfinished one is a row of its own: it has whole cells, and more than one."""
    return "\n" in text and line.count('"') % 2 == 0 and line.count(",") >= 4


def read_day(text: str) -> int:
    """YYYYMMDD of 1/31/2024, 2024-01-31, 20240131 or 31-JAN-2024; 0 for anything else."""
    found = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if found:
        month, day, year = map(int, found.groups())
        return year * 10000 + month * 100 + day if month <= 12 else 0
    found = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text)
    if found:
        return int("".join(found.groups()))
    found = re.match(r"(\d{1,2})-([A-Za-z]{3})-(\d{2,4})", text)
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    if found and found[2].lower() in months:
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return year * 10000 + (months.index(found[2].lower()) + 1) * 100 + int(found[1])
    return 0


def read_age(age: str, unit: str) -> float | None:
    """Years of an age in its unit; None where either is not told."""
    try:
        number = float(age)
    except ValueError:
        return None
    word = unit.strip().lower()
    if word.startswith("dec"):
        return number * 10
    return number * YEARS[word[0]] if word and word[0] in YEARS else None
