"""Studies of any file or table that is known here, recognised by what stands in it and not by its name.

studies = read_studies("trials.csv")      # or review.rm5, a page of ClinicalTrials.gov, a data frame
inspect_studies("trials.csv").remarks     # how it was understood, and what was left out
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neurodose.errors import StudyError
from neurodose.records.clinical_trials import read_registry
from neurodose.records.foreign_text import decode, read_bytes
from neurodose.records.revman import read_review
from neurodose.records.revman_table import is_of_revman, read_revman_table
from neurodose.records.sheet import read_frame, read_sheet
from neurodose.records.studies_reading import StudiesReading, gather_studies
from neurodose.records.study import Study
from neurodose.records.study_reader import read_study
from neurodose.records.study_table import read_sheet_of_studies
from neurodose.records.xml_tree import read_xml


def read_studies(source: Any, *, columns: Mapping[str, str] | None = None) -> tuple[Study, ...]:
    """Studies of a file, or of a frame of pandas, polars or pyarrow, or of a mapping of columns.

    A file is a table (commas, semicolons or tabs), a review of RevMan 5 (.rm5) or its CSV, studies of
    ClinicalTrials.gov (JSON), or a study as neurodose keeps it (TOML).

    columns: what columns of a table are that have other names ({"deaths": "events"})
    Rows that cannot be are left out with a warning (EvidenceWarning) that names them; raises StudyError where nothing
    can be read.
    """
    return inspect_studies(source, columns=columns).take()


def inspect_studies(source: Any, *, columns: Mapping[str, str] | None = None) -> StudiesReading:
    """The same, with what could not be read, and how the rest was understood."""
    if not isinstance(source, str | os.PathLike):
        return read_sheet_of_studies(read_frame(source, "the table"), columns=columns)
    path = Path(source)
    if path.is_dir():
        raise StudyError(f"{path} is a folder", hint="give the path of a file")
    content = read_bytes(path)
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:200]
    if start.startswith(b"<"):
        return read_review(read_xml(content, path.name), path.name)
    text, remarks = decode(content, path.name)
    if start.startswith((b"{", b"[")) and not _is_study(text):
        return read_registry(text, path.name, remarks)
    if _is_study(text):
        return _read_own(text, path.name)
    sheet = read_sheet(text, path.name)
    if is_of_revman(sheet):
        return read_revman_table(sheet, remarks)
    return read_sheet_of_studies(sheet, remarks, columns)


def _is_study(text: str) -> bool:
    """Whether a text is a study as neurodose keeps it: lines of a key and a value, or a name in brackets."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")][:3]
    is_key = [line.partition("=")[0].strip().isidentifier() and "=" in line for line in lines]
    is_table = [line.startswith("[") and line.endswith("]") and line.strip("[]").replace(".", "").isidentifier()
                for line in lines]  # fmt: skip
    return bool(lines) and all(key or table for key, table in zip(is_key, is_table, strict=True))


def _read_own(text: str, name: str) -> StudiesReading:
    reading = read_study(text, name)
    rows = (reading.study,) if reading.study is not None else ()
    return gather_studies(rows, form=f"{name} is a study of neurodose", faults=reading.faults)
