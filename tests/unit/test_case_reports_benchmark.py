"""The benchmark of case reports: its made-up files have the true format, and what it measures can be told."""

from __future__ import annotations

from pathlib import Path

from benchmarks.case_reports import count_reports, tell, write_reports
from tests.made_up_reports import HEADERS

ROWS = 20_000


def test_the_made_up_files_are_read_without_a_loss(tmp_path: Path) -> None:
    tables = write_reports(tmp_path, ROWS)
    for table, header in HEADERS.items():
        assert (tmp_path / f"{table}26Q2.txt").read_text().splitlines()[0] == header
    line = count_reports(tmp_path)
    assert line["rows"] == sum(tables.values())
    assert line["rows_lost"] == 0
    assert 0 < line["older versions"] < line["reports"]
    assert line["retracted"] > 0
    assert line["kratom"] > 0
    told = {"tables": tables, "megabytes": 1.0, "to_count": 60.0, "to_hold": 2000.0}
    assert "rows of reports, drugs and reactions" in tell({**line, **told})
