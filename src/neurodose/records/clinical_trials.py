"""Studies of the registry ClinicalTrials.gov, as its second interface gives them (JSON: one study, or a page of them).

What a study planned stands in its protocol section, what became of people in its results section, where there is one:
numbers are texts there, groups have names of their own in each module, and each measure says what its spread is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from neurodose.errors import ObservationError, StudyError
from neurodose.records.clinical_trials_results import read_results
from neurodose.records.foreign_text import decode, read_bytes
from neurodose.records.json_parts import items, part, text
from neurodose.records.observation import Place
from neurodose.records.studies_reading import StudiesReading, gather_studies
from neurodose.records.study import Design, Participants, Study, StudyArm
from neurodose.sources import Source

MODELS: Mapping[str, Design] = {
    "PARALLEL": "randomised parallel", "FACTORIAL": "randomised parallel", "SEQUENTIAL": "randomised parallel",
    "CROSSOVER": "randomised crossover",
}  # fmt: skip
OBSERVED: Mapping[str, Design] = {"CASE_CONTROL": "case-control", "CASE_ONLY": "case series", "COHORT": "cohort"}
# What arms of these kinds are given, whatever they are called.
GIVEN: Mapping[str, str] = {"PLACEBO_COMPARATOR": "placebo", "SHAM_COMPARATOR": "sham", "NO_INTERVENTION": "nothing"}


def read_clinical_trials(path: str | Path) -> StudiesReading:
    """Studies of a file of the registry. Raises StudyError for what is no such file; what is wrong with single studies
    or outcomes stands in the reading.
    """
    path = Path(path)
    said, remarks = decode(read_bytes(path), path.name)
    return read_registry(said, path.name, remarks)


def read_registry(said: str, name: str, remarks: tuple[str, ...] = ()) -> StudiesReading:
    """Studies of a text in JSON."""
    faults, rows, told = list[ObservationError](), list[Study](), dict.fromkeys(remarks)
    for number, record in enumerate(_list_records(said, name), 1):
        head = _read_protocol(record, name, number, told)
        if isinstance(head, StudyError):
            faults.append(head)
            continue
        rows.extend(read_results(record, head, told))
    form = f"{name} holds {'a study' if len(rows) == 1 else 'studies'} of ClinicalTrials.gov"
    return gather_studies(rows, form=form, faults=faults, remarks=told)


def _list_records(said: str, name: str) -> list[Any]:
    try:
        document = json.loads(said)
    except json.JSONDecodeError as problem:
        raise StudyError(f"{name} is no JSON: {problem.msg}", where=f"line {problem.lineno}, column {problem.colno}",
                         hint="ask the registry again: the file is cut off or changed") from None  # fmt: skip
    except RecursionError:
        raise StudyError(f"{name} is nested too deeply", hint="the registry writes no such file") from None
    records = document.get("studies", [document]) if isinstance(document, dict) else document
    known = [record for record in records if isinstance(record, dict) and "protocolSection" in record] if isinstance(
        records, list) else []  # fmt: skip
    if not known:
        has = ", ".join(list(document)[:8]) if isinstance(document, dict) else type(document).__name__
        raise StudyError(
            f"{name} holds no study of ClinicalTrials.gov",
            exists=f"it has: {has or 'nothing'}",
            hint="a study has a protocolSection: ask for /api/v2/studies in JSON with all its fields",
        )
    return records


def _read_protocol(record: Any, file: str, number: int, told: dict[str, None]) -> Study | StudyError:
    """The study as it was planned, without outcomes."""
    protocol = part(record, "protocolSection")
    naming, status = part(protocol, "identificationModule"), part(protocol, "statusModule")
    nct = text(naming, "nctId")
    if not re.fullmatch(r"NCT\d{8}", nct):
        return StudyError(f"the study has the number {nct!r}", where=f"{file}, study {number}, nctId",
                          hint="a study of the registry has NCT and eight digits")  # fmt: skip
    acronym, year = text(naming, "acronym"), _read_year(status)
    sponsor = text(protocol, "sponsorCollaboratorsModule", "leadSponsor", "name")
    conditions = [str(one) for one in items(protocol, "conditionsModule", "conditions")]
    design = _read_design(protocol, nct, told)
    return Study(
        id=nct.casefold(),
        name=acronym or nct,
        design=design,
        people=_read_people(protocol, "; ".join(conditions)),
        arms=_read_arms(protocol),
        outcomes=(),
        source=Source(sponsor or nct, year or datetime.now(UTC).year, f"ClinicalTrials.gov {nct}",
                      text(naming, "briefTitle"), reading="read"),
        year=year,
        masking=_read_masking(protocol),
        funding=_read_funding(protocol),
        registration=nct,
        aka=nct if acronym else "",
        note=_read_note(protocol, status),
        columns=_read_columns(protocol, status),
        place=Place(file, number, nct, number, "study"),
    )  # fmt: skip


def _read_year(status: Any) -> int:
    """When its last person was seen; else when it began; 0 where neither is told."""
    for name in ("completionDateStruct", "primaryCompletionDateStruct", "startDateStruct"):
        if match := re.match(r"(\d{4})", text(status, name, "date")):
            return int(match[1])
    return 0


def _read_design(protocol: Any, nct: str, told: dict[str, None]) -> Design:
    design = part(protocol, "designModule")
    info, kind = part(design, "designInfo"), text(design, "studyType")
    if kind and kind != "INTERVENTIONAL":
        return OBSERVED.get(text(info, "observationalModel"), "cohort")
    allocation, model = text(info, "allocation"), text(info, "interventionModel")
    count = len(items(protocol, "armsInterventionsModule", "armGroups"))
    if model == "SINGLE_GROUP" or count == 1:
        return "single arm"
    if allocation == "RANDOMIZED":
        said = f"{text(info, 'interventionModelDescription')} {text(protocol, 'identificationModule', 'officialTitle')}"
        found = MODELS.get(model, "randomised parallel")
        return "cluster randomised" if re.search(r"\bcluster", said, re.IGNORECASE) else found
    if not allocation:
        told[f"{nct} does not say how people were allocated: it is taken as not randomised"] = None
    return "non-randomised comparison"


def _read_people(protocol: Any, condition: str) -> Participants:
    asked = part(protocol, "eligibilityModule")
    ages = " to ".join(age for age in (text(asked, "minimumAge"), text(asked, "maximumAge")) if age)
    sex = {"FEMALE": "all", "MALE": "none"}.get(text(asked, "sex"), "")
    places = dict.fromkeys(text(one, "country") for one in items(protocol, "contactsLocationsModule", "locations"))
    count = part(protocol, "designModule", "enrollmentInfo").get("count")
    n = count if isinstance(count, int) and count > 0 else None
    return Participants(condition, n=n, age=ages, women=sex, place=", ".join(place for place in places if place))


def _read_arms(protocol: Any) -> tuple[StudyArm, ...]:
    found = dict[str, StudyArm]()
    for group in items(protocol, "armsInterventionsModule", "armGroups"):
        label = text(group, "label")
        if label and label not in found:
            found[label] = StudyArm(label, _name_treatment(group))
    return tuple(found.values())


def _name_treatment(group: Any) -> str:
    """What an arm was given: "baclofen" of "Drug: Baclofen"; a placebo beside a drug is no treatment of its own."""
    given = GIVEN.get(text(group, "type"))
    names = [str(name).partition(": ")[2] or str(name) for name in items(group, "interventionNames")]
    drugs = [name.casefold() for name in names if "placebo" not in name.casefold()]
    return given or " + ".join(drugs) or ("placebo" if names else text(group, "label").casefold())


def _read_masking(protocol: Any) -> str:
    masking = part(protocol, "designModule", "designInfo", "maskingInfo")
    who = ", ".join(str(one).casefold().replace("_", " ") for one in items(masking, "whoMasked"))
    said = text(masking, "masking").casefold()
    said = {"none": "open", "single": "single blind", "double": "double blind"}.get(said, said)
    return f"{said} ({who})" if who else said


def _read_funding(protocol: Any) -> str:
    sponsors = part(protocol, "sponsorCollaboratorsModule")
    named = [part(sponsors, "leadSponsor"), *items(sponsors, "collaborators")]
    return "; ".join(f"{text(one, 'name')} ({text(one, 'class').casefold()})" for one in named if text(one, "name"))


def _read_note(protocol: Any, status: Any) -> str:
    said = text(protocol, "identificationModule", "officialTitle") or text(
        protocol, "identificationModule", "briefTitle")  # fmt: skip
    stopped = text(status, "whyStopped")
    return f"{said} (stopped: {stopped})" if stopped else said


def _read_columns(protocol: Any, status: Any) -> dict[str, str | float]:
    phases = "/".join(str(phase) for phase in items(protocol, "designModule", "phases"))
    said = {"status": text(status, "overallStatus"), "phase": phases, "start": text(status, "startDateStruct", "date"),
            "completion": text(status, "completionDateStruct", "date"),
            "results first posted": text(status, "resultsFirstPostDateStruct", "date")}  # fmt: skip
    return {key: value for key, value in said.items() if value}
