"""Trials beside mechanism told: the page follows from records, models and what is kept, and that still holds."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neurodose.agreement.kept_effects import read_kept
from neurodose.agreement.trials_beside import prepare
from neurodose.cli.app import app
from neurodose.errors import CommandError, StudyError
from neurodose.evidence.grading.review import review
from neurodose.figures.beside import make_forests
from neurodose.library.questions import read_all
from neurodose.library.studies import read_all as read_studies
from neurodose.reports.beside import RULE, list_beside, list_flags, make_rows, tell_beside
from neurodose.reports.beside_pages import PAGE, lay_question, write_page
from neurodose.reports.beside_report import KINDS, BesideReport, ask_report

DOCS = Path(__file__).resolve().parents[2] / "docs"
AUD = "alcohol use disorder"
AGAIN = "neurodose beside --all --output docs --keep src/neurodose/library/simulated_trials"


@pytest.fixture(scope="module")
def report() -> BesideReport:
    return ask_report("naltrexone", AUD)


@pytest.mark.parametrize("question", read_all(), ids=lambda question: question.id)
def test_what_is_kept_was_simulated_with_the_models_and_trials_as_they_are(question: object) -> None:
    studies, kept = read_studies(), read_kept(question.id)  # pyright: ignore[reportAttributeAccessIssue]
    plans = [plan for plan in prepare(review(question, studies), studies) if plan.is_to_simulate]  # pyright: ignore[reportArgumentType]
    stale = [plan.title for plan in plans if plan.digest not in kept]
    assert not stale, f"type: {AGAIN}"
    assert len(kept) == len({plan.digest for plan in plans}), f"some is kept that nothing asks for; type: {AGAIN}"


def test_the_page_is_what_records_and_models_say_now() -> None:
    assert (DOCS / PAGE).read_text(encoding="utf-8") == write_page(), f"type: {AGAIN}"


def test_every_question_with_trials_stands_on_the_page_and_others_are_named() -> None:
    page = (DOCS / PAGE).read_text(encoding="utf-8")
    for question in read_all():
        assert f"{question.drug} for {question.condition}".casefold() in page.casefold()
    assert "No trial speaks to: mitragynine" in page


def test_a_flag_is_told_with_its_outcome_link_and_strength(report: BesideReport) -> None:
    flags = list_flags(report.laid)
    assert flags
    text = "\n".join(report.short())
    for flag in flags:
        assert flag.promise.strength in ("slight", "clear", "strong")
        assert flag.outcome.split(",")[0].casefold() in text.casefold()
    order = [flag.promise.kind == "more" for flag in flags]
    assert order == sorted(order, reverse=True)


def test_what_is_not_shown_says_why(report: BesideReport) -> None:
    for one in report.laid:
        for link in one.links:
            assert (link.quantiles is None) is bool(link.why), (one.title, link.name)


def test_every_kind_of_file_holds_all_outcomes(report: BesideReport) -> None:
    rows = json.loads(report.to_json())["rows"]
    assert rows == list_beside(report.laid)
    assert len(report.to_csv().splitlines()) == len(rows) + 1
    for kind in KINDS:
        text = report.write(kind)
        assert all(row["outcome"] in text for row in rows), kind


def test_the_picture_is_one_file_that_needs_nothing_else(report: BesideReport) -> None:
    page = report.to_html()
    HTMLParser().feed(page)
    assert "<svg" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_a_drug_without_trials_has_nothing_to_lay_beside() -> None:
    question = next(one for one in read_all() if one.id == "mitragynine_pain")
    _, laid = lay_question(question)
    assert laid == ()
    assert tell_beside(laid, "mitragynine").blocks


def test_the_command_tells_prints_json_and_writes(tmp_path: Path) -> None:
    runner = CliRunner()
    told = runner.invoke(app, ["beside", "naltrexone", "--for", AUD])
    assert told.exit_code == 0
    assert " ".join(RULE.split()[:8]) in " ".join(told.output.split())
    target = tmp_path / "beside.csv"
    printed = runner.invoke(app, ["beside", "naltrexone", "--for", AUD, "--json", "--output", str(target)])
    assert printed.exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("outcome,")


@pytest.mark.parametrize(
    ("words", "error"),
    [([], CommandError), (["baclofen"], CommandError), (["--all"], CommandError),
     (["baclofen", "--for", "gout"], StudyError), (["aspirin", "--for", AUD], StudyError),
     (["baclofen", "--for", AUD, "--output", "x.docx"], CommandError)],
)  # fmt: skip
def test_what_cannot_be_asked_says_so(words: list[str], error: type[Exception]) -> None:
    found = CliRunner().invoke(app, ["beside", *words])
    assert isinstance(found.exception, error)


def test_days_and_grams_share_no_axis(report: BesideReport) -> None:
    for one in (report, ask_report("baclofen", AUD)):
        rows = [row for laid in one.laid for row in make_rows(laid)]
        for forest in make_forests(rows):
            titles = {group.title.partition(":")[0] for group in forest.groups}
            kinds = {(row.measure, row.scale, row.better) for row in rows if row.title in titles}
            assert len(kinds) == 1, forest.name
