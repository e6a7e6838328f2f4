"""`neurodose audit`: findings first, then sentences; files of every kind; a message for what is no article."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

pytest.importorskip("spacy", reason="articles are read with spaCy (extra: articles)")

from markupsafe import escape
from typer.testing import CliRunner

from neurodose.claims.audit import audit
from neurodose.cli.app import app
from neurodose.errors import ClaimError, CommandError
from neurodose.reports.article import ArticleReport

TEXT = "Kratom is effective against depression.\nNo clinical trials of kratom for depression exist.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "kratom.txt"
    path.write_text(TEXT)
    return path


def test_findings_come_first(article: Path) -> None:
    told = CliRunner().invoke(app, ["audit", str(article)]).stdout
    assert told.index("inconsistent") < told.index("SENTENCE BY SENTENCE") < told.index("OVERSTATED")


def test_json_is_printed(article: Path) -> None:
    held = json.loads(CliRunner().invoke(app, ["audit", str(article), "--json"]).stdout)
    assert [claim["verdict"] for claim in held["claims"]] == ["overstated", "supported"]
    assert held["findings"][0]["sentences"] == [1, 2]


def test_every_kind_of_file_is_written(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert CliRunner().invoke(app, ["audit", str(article), "--output", str(out)]).exit_code == 0
    assert {path.suffix for path in out.iterdir()} == {".html", ".md", ".json", ".csv"}
    rows = list(csv.DictReader((out / "audit-kratom.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["kind"] for row in rows] == ["effect", "trial evidence"]
    assert "<script" not in (out / "audit-kratom.html").read_text(encoding="utf-8")


def test_a_page_goes_by_sentence_and_findings_lead_there(tmp_path: Path) -> None:
    article, page = tmp_path / "kratom.txt", tmp_path / "page.html"
    article.write_text(f"{TEXT}Kratom & <b>tea</b> is <i>addictive</i> and may cure pain.\n")
    assert CliRunner().invoke(app, ["audit", str(article), "--output", str(page)]).exit_code == 0
    html = page.read_text(encoding="utf-8")
    claims = json.loads(CliRunner().invoke(app, ["audit", str(article), "--json"]).stdout)["claims"]
    assert "<table" not in html  # seven columns fit no window
    for claim in claims:
        assert html.count(f'id="s{claim["number"]}"') == 1
        assert html.count(escape(claim["sentence"])) == 1
        assert escape(claim["why"]) in html
    assert 'class="claim"' in html
    assert html.count('class="claim"') == len(claims) > 3
    assert '(sentence <a href="#s1">1</a>)' in html
    assert set(re.findall(r'href="#(s\d+)"', html)) <= set(re.findall(r'id="(s\d+)"', html))


def test_the_gravest_claim_of_a_sentence_stands_first() -> None:
    text = "Mitragynine is a partial agonist at mu-opioid receptors, and it is an effective treatment of depression."
    report = ArticleReport(audit(text))
    ((_, claims),) = report.by_sentence
    assert [claim.kind for claim in report.audit.claims] == ["mechanism", "effect"]
    assert [claim.verdict for claim in claims] == ["overstated", "supported"]


def test_a_page_for_the_docs_quotes_no_sentence(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.md"
    CliRunner().invoke(app, ["audit", str(article), "--output", str(out)])
    assert "Kratom is effective against depression." not in out.read_text(encoding="utf-8")


def test_what_is_no_article_is_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    result = CliRunner().invoke(app, ["audit", str(path)])
    assert isinstance(result.exception, ClaimError)
    assert "the file is empty" in str(result.exception)


def test_a_file_of_an_unknown_kind_is_refused(article: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["audit", str(article), "--output", str(tmp_path / "page.docx")])
    assert isinstance(result.exception, CommandError)
