"""Studies that are written as tables are read back as they were, and nothing that anybody gives can end in an error of
another kind than a StudyError.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurodose.errors import StudyError
from neurodose.records.clinical_trials import read_registry
from neurodose.records.sheet import is_missing, read_sheet
from neurodose.records.studies import inspect_studies
from neurodose.records.study_table import read_sheet_of_studies

NAMES = st.text(
    st.characters(codec="utf-8", categories=["L", "N"], include_characters=' ,;"-'), min_size=1, max_size=12
)
names = NAMES.map(str.strip).filter(lambda name: name and not is_missing(name) and not name.startswith("#"))
arms = st.tuples(st.integers(0, 50), st.integers(50, 99))
studies = st.dictionaries(names, st.tuples(arms, arms), min_size=1, max_size=6)
separators = st.sampled_from([",", ";", "\t"])


def write(rows: list[list[Any]], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def refuse(read: Callable[[], Any]) -> StudyError | None:
    """Why something is not read; None where it is. Any other error passes."""
    try:
        read()
    except StudyError as error:
        return error
    return None


@given(studies, separators)
def test_arms_side_by_side_are_read_back(held: dict[str, Any], separator: str) -> None:
    rows = [[name, *first, *second] for name, (first, second) in held.items()]
    text = write([["study", "event.e", "n.e", "event.c", "n.c"], *rows], separator)
    reading = read_sheet_of_studies(read_sheet(text, "t.csv"))
    found = {study.name: tuple((arm.events, arm.total) for arm in study.outcomes[0].arms) for study in reading.studies}
    assert not reading.faults
    assert found == held


@given(studies, separators)
def test_rows_of_arms_are_read_back(held: dict[str, Any], separator: str) -> None:
    rows = [[name, arm, *numbers] for name, pair in held.items() for arm, numbers in zip("AB", pair, strict=True)]
    text = write([["study", "treatment", "events", "n"], *rows], separator)
    reading = read_sheet_of_studies(read_sheet(text, "t.csv"))
    found = {study.name: tuple((arm.events, arm.total) for arm in study.outcomes[0].arms) for study in reading.studies}
    assert not reading.faults
    assert found == held


@given(studies)
def test_ids_are_each_of_one_study(held: dict[str, Any]) -> None:
    rows = [[name, *first, *second] for name, (first, second) in held.items()]
    reading = read_sheet_of_studies(read_sheet(write([["study", "ai", "n1i", "ci", "n2i"], *rows], ","), "t.csv"))
    assert len({study.id for study in reading.studies}) == len(held)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studies") / "anything"


starts = st.sampled_from(
    [b"", b"<COCHRANE_REVIEW>", b"{", b"study,events,n,treatment\n", b"study;yi;vi\n", b"\xff\xfe"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=starts, rest=st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused_with_words(place: Path, start: bytes, rest: bytes) -> None:
    place.write_bytes(start + rest)
    refused = refuse(lambda: inspect_studies(place))
    assert refused is None or refused.hint


cells = st.sampled_from(["", "A", "B", "1", "2.5", "-3", "NA", "x", "1e400", "OR", "0", "<0.05"])
columns = st.lists(
    st.sampled_from(["study", "treatment", "events", "n", "mean", "sd", "se", "yi", "vi", "sm", "treat1", "treat2",
                     "event1", "n1", "event2", "n2", "lower", "upper", "estimate", "dose", "year", "D1", "design",
                     "Comparison Number", "Outcome Number", "Subgroup Number", "Name", "Data Type", "id", "author"]),
    unique=True, min_size=1, max_size=9,
)  # fmt: skip


@given(columns, st.lists(st.lists(cells, min_size=9, max_size=9), max_size=6))
def test_tables_of_any_columns_are_read_or_refused_with_words(header: list[str], rows: list[list[str]]) -> None:
    text = write([header, *(row[: len(header)] for row in rows)], ",")
    faults = list[Any]()
    refused = refuse(lambda: faults.extend(read_sheet_of_studies(read_sheet(text, "t.csv")).faults))
    assert refused is None or refused.hint
    assert all(fault.hint or fault.exists for fault in faults)


keys = st.sampled_from(
    ["groups", "id", "title", "classes", "categories", "measurements", "groupId", "value", "denoms", "counts",
     "periods", "milestones", "type", "achievements", "numSubjects", "eventGroups", "paramType", "analyses"]
)  # fmt: skip
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["OG000", "MEAN", "STARTED", "5", "NA"])
)
documents = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4))


@given(documents, documents, documents)
def test_results_of_any_shape_are_read(flow: Any, measures: Any, harms: Any) -> None:
    record = {
        "protocolSection": {"identificationModule": {"nctId": "NCT00000001"}},
        "resultsSection": {
            "participantFlowModule": flow,
            "outcomeMeasuresModule": {"outcomeMeasures": [measures]},
            "adverseEventsModule": harms,
        },
    }
    assert len(read_registry(json.dumps(record), "page.json").studies) <= 1
