"""A review of RevMan 5 (.rm5, XML): the studies that it pooled, with what was counted and measured in them and how the
review judged their risk of bias.

Its judgements are by the items of the first Cochrane tool. They are set beside the domains of RoB 2 that ask the same,
and each says which item it comes from; "other bias" has no such domain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from neurodose.errors import ObservationError, StudyError
from neurodose.records.foreign_text import read_bytes
from neurodose.records.observation import Place
from neurodose.records.review_rows import (
    Analysis,
    Cells,
    Subgroups,
    identify,
    name_sides,
    read_measure,
    read_review_row,
)
from neurodose.records.studies_reading import StudiesReading, gather_studies
from neurodose.records.study import JUDGEMENTS, Bias, Study
from neurodose.records.xml_tree import Element, read_xml
from neurodose.sources import Source

KINDS: Mapping[str, str] = {"DICH": "dichotomous", "CONT": "continuous", "IV": "estimate", "IPD": "observed"}
RESULTS: Mapping[str, str] = {"YES": "low", "UNKNOWN": "some concerns", "NO": "high"}
# What the items of the first tool begin with, and the domains of RoB 2 that ask the same.
ITEMS: Mapping[str, str] = {
    "random sequence": "randomisation", "sequence generation": "randomisation",
    "adequate sequence": "randomisation", "allocation concealment": "randomisation",
    "blinding of participants": "deviations", "blinding of outcome": "measurement", "blinding": "deviations",
    "incomplete outcome": "missing data", "selective reporting": "selective reporting",
    "free of selective": "selective reporting",
}  # fmt: skip
SETTINGS = "RoB 1, set beside the domains of RoB 2"


@dataclass(frozen=True)
class _Included:
    """A study as the review lists it."""

    id: str
    name: str
    year: int
    doi: str | None = None
    bias: Bias = field(default_factory=Bias)


def read_revman(path: str | Path) -> StudiesReading:
    """Studies of a .rm5 file. Raises StudyError for what is no such file; what is wrong with single studies stands in
    the reading.
    """
    path = Path(path)
    return read_review(read_xml(read_bytes(path), path.name), path.name)


def read_review(root: Element, name: str) -> StudiesReading:
    """Studies of a review as a tree of XML."""
    data = root.find("ANALYSES_AND_DATA") if root.tag == "COCHRANE_REVIEW" else None
    if data is None:
        raise StudyError(f"{name} holds no analyses of a review", exists=f"its root is {root.tag}, with "
                         f"{', '.join(dict.fromkeys(part.tag for part in root.parts)) or 'nothing'}",
                         hint="a review of RevMan 5 has COCHRANE_REVIEW with ANALYSES_AND_DATA")  # fmt: skip
    cover = root.find("COVER_SHEET")
    title = cover.said("TITLE") if cover else ""
    included = _list_studies(root)
    analyses = list(_list_analyses(data))
    subgroups, faults = Subgroups(), list[ObservationError]()
    rows = list[Study]()
    for analysis, entry in analyses:
        study = _read_entry(analysis, entry, included, subgroups, name, title, faults)
        if study is not None:
            rows.append(study)
    if not rows and not faults:
        raise StudyError(f"{name} has no study with numbers", exists=f"analyses: {len(analyses)} rows",
                         hint="a protocol or a narrative review holds nothing to read")  # fmt: skip
    remarks = [f'studies of the review "{title or name}" are taken as randomised trials; look at their designs',
               "judgements are of the first tool of risk of bias, set beside the domains of RoB 2"]  # fmt: skip
    if passed := len(analyses) - len(rows) - len({str(fault.where) for fault in faults}):
        remarks.append(f"rows without numbers, or not estimable, are passed over ({passed} of {len(analyses)})")
    reading = gather_studies(rows, form=f"{name} is a review of RevMan 5", faults=faults, remarks=remarks)
    return replace(reading, doubts=(*subgroups.doubt(), *reading.doubts))


def _list_studies(root: Element) -> dict[str, _Included]:
    found = dict[str, _Included]()
    biases = _read_biases(root)
    for study in root.walk("STUDY"):
        key, name = study.attributes.get("ID", ""), study.attributes.get("NAME", "")
        years = [study.attributes.get("YEAR", ""), *(part.said("YR") for part in study.all("REFERENCE")), name[-4:]]
        year = next((int(year) for year in years if year.isdigit() and 1800 <= int(year) <= 2100), 0)
        doi = next((one.attributes.get("VALUE") for one in study.walk("IDENTIFIER")
                    if one.attributes.get("TYPE", "").upper() == "DOI"), None)  # fmt: skip
        if name or key:
            found[key] = _Included(identify(name or key), name or key, year, doi, biases.get(key, Bias()))
    return found


def _read_biases(root: Element) -> dict[str, Bias]:
    """Of each study the worse of what the items of a domain say."""
    scale = JUDGEMENTS["RoB 2"]
    found = dict[str, tuple[dict[str, str], dict[str, str]]]()
    for item in root.walk("QUALITY_ITEM"):
        name = item.said("NAME")
        asked = name.casefold().removesuffix("?")
        domain = next((domain for start, domain in ITEMS.items() if asked.startswith(start)), None)
        for entry in item.walk("QUALITY_ITEM_DATA_ENTRY") if domain else ():
            word = RESULTS.get(entry.attributes.get("RESULT", ""))
            judged, because = found.setdefault(entry.attributes.get("STUDY_ID", ""), ({}, {}))
            if word is not None and domain is not None:
                judged[domain] = max(judged.get(domain, "low"), word, key=scale.index)
                said = f"{name}: {word}. {entry.said('DESCRIPTION')}".strip()
                because[domain] = f"{because[domain]} {said}" if domain in because else said
    return {key: Bias("RoB 2", judged, SETTINGS, because) for key, (judged, because) in found.items() if judged}


def _list_analyses(data: Element) -> Iterator[tuple[Analysis, Element]]:
    """Each row of each analysis, with the analysis that it is of."""
    tags = [f"{kind}_OUTCOME" for kind in KINDS]
    outcomes = [(comparison, outcome) for comparison in data.all("COMPARISON") for outcome in comparison.all(*tags)]
    names = [outcome.said("NAME") for _, outcome in outcomes]
    for comparison, outcome in outcomes:
        kind = outcome.tag.removesuffix("_OUTCOME")
        name, compared = outcome.said("NAME") or "outcome", comparison.said("NAME")
        analysis = Analysis(
            name if names.count(name) == 1 else f"{compared}: {name}",
            compared,
            KINDS[kind],
            read_measure(outcome.attributes.get("EFFECT_MEASURE") or outcome.said("EFFECT_MEASURE")),
            name_sides(outcome.said("GROUP_LABEL_1"), outcome.said("GROUP_LABEL_2")),
            outcome.attributes.get("LOG_DATA") == "YES",
            _read_level(outcome.attributes.get("CI_STUDY", "")),
        )
        for entry in outcome.all(f"{kind}_DATA"):
            yield analysis, entry
        for group in outcome.all(f"{kind}_SUBGROUP"):
            for entry in group.all(f"{kind}_DATA"):
                yield replace(analysis, subgroup=group.said("NAME")), entry


def _read_level(said: str) -> float:
    return float(said) / 100 if said.replace(".", "", 1).isdigit() and 0 < float(said) < 100 else 0.95


def _read_entry(analysis: Analysis, entry: Element, included: Mapping[str, _Included], subgroups: Subgroups,
                file: str, title: str, faults: list[ObservationError]) -> Study | None:  # fmt: skip
    key = entry.attributes.get("STUDY_ID", "")
    study = included.get(key)
    if study is None:
        faults.append(StudyError(f'no included study is called "{key}"', where=f"{file}, line {entry.line}",
                                 exists=f"the review lists {len(included)} studies",
                                 hint="the file is incomplete: export the review again"))  # fmt: skip
        return None
    study_id, name = subgroups.mark(study.id, study.name, analysis)
    place = Place(file, 0, name, entry.line, f"{analysis.name}, study")
    cells = Cells(entry.attributes.get, place)
    source = Source(study.name, study.year or datetime.now(UTC).year, f'as read in the review "{title or file}"',
                    doi=study.doi, reading="read second-hand")  # fmt: skip
    row = read_review_row(cells, analysis, study_id=study_id, name=name, year=study.year, review=source,
                          bias=study.bias)  # fmt: skip
    faults.extend(cells.faults)
    return row
