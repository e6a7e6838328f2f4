"""A review told: in a terminal, as Markdown, as one page, as tables; and that all of it follows from the records."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from neurodose.evidence.grading.review import review
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.search import Flow, Search, SearchLog
from neurodose.records.study import ArmResult, Bias, Contrast, Outcome, Participants, Study, StudyArm
from neurodose.reports.document import (
    Bullets,
    Cell,
    Heading,
    Section,
    Table,
    Words,
    tell_table,
    write_markdown,
    write_text,
)
from neurodose.reports.evidence import NOTICE, EvidenceReport
from neurodose.reports.evidence_asked import ask_evidence
from neurodose.sources import Reading, Source

ASKED = AskedOutcome(
    "sober", "without a drink", "RR", better="more", importance=8, baselines={"typical": 0.2, "high": 0.4},
    baselines_because="made up",
)  # fmt: skip
HARM = AskedOutcome("falls", "fell at least once", "RR", importance=7, lane="harm", baselines={"typical": 0.05})
QUESTION = Question(
    "made_up",
    "calmine",
    "restlessness",
    ("calmine",),
    ("placebo",),
    (ASKED, HARM),
    missing=("a trial nobody published",),
)


def make_trial(name: str, year: int, counts: tuple[int, int, int, int], reading: Reading = "read") -> Study:
    """Events and totals of sober people, then a fifth of them as falls."""
    a, n, c, m = counts
    arms = (StudyArm("drug", "calmine", "calmine", 20.0, n=n), StudyArm("dummy", "placebo", n=m))
    sober = Outcome(
        "sober", better="more", weeks=12.0,
        arms=(ArmResult("drug", a, n, reading=reading), ArmResult("dummy", c, m, reading=reading)),
    )  # fmt: skip
    falls = Outcome("falls", arms=(ArmResult("drug", 3, n), ArmResult("dummy", 2, m)))
    people = Participants("restlessness", n=n + m)
    source = Source(name, year, "Journal of Made Up Trials", reading="read")
    bias = Bias("RoB 2", {"randomisation": "low", "deviations": "high"}, by="A. Reader")
    return Study(
        f"{name.lower()}_{year}", f"{name} {year}", "randomised parallel", people, arms, (sober, falls), source, year,
        weeks=12.0, bias=bias,
    )  # fmt: skip


def make_others() -> list[Study]:
    """What is never pooled: a review, a survey, and reports to a register."""
    arms = (StudyArm("drug", "calmine", "calmine"), StudyArm("dummy", "placebo"))
    source = Source("Others", 2020, "Journal of Made Up Trials", reading="read")
    pooled = Outcome("sober", better="more", contrasts=(Contrast("drug", "dummy", "RR", 1.4, 1.1, 1.9),))
    said = Outcome("sober", "felt that it helped", better="more", arms=(ArmResult("drug", 70, 100),))
    people = Participants("restlessness", n=100)
    return [
        Study("r_2020", "Reviewers 2020", "review", people, arms, (pooled,), source, 2020, holds=("rome_2001",)),
        Study("s_2021", "Askers 2021", "survey", people, arms[:1], (said,), source, 2021),
        Study("p_2022", "Callers 2022", "spontaneous reports", people, arms[:1], (said,), source, 2022),
    ]


TRIALS = (
    make_trial("Rome", 2001, (20, 50, 10, 50)),
    make_trial("Bern & <Co>", 2005, (30, 60, 22, 61)),
    make_trial("Oslo", 2010, (15, 40, 9, 40), "remembered"),
)


@pytest.fixture(scope="module")
def report() -> EvidenceReport:
    log = SearchLog((Search("PubMed", "database", ("calmine",), "calmine AND trial"),))
    flow = Flow(databases={"PubMed": None}, studies=3)
    return EvidenceReport(review(QUESTION, (*TRIALS, *make_others())), flow, log, "neurodose evidence calmine")


class _Page(HTMLParser):
    """Which elements are open, which ids there are, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.ids, self.links, self.tags = list[str](), list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tags.append(tag)
        self.ids += [held["id"] or ""] if "id" in held else []
        self.links += [held["href"] or ""] if "href" in held else []


class TestThePage:
    def test_it_needs_nothing_else(self, report: EvidenceReport) -> None:
        page = report.to_html()
        assert "<script" not in page
        assert not re.search(r'(?:src|href)="http', page)
        assert not re.search(r"url\(", page)

    def test_its_links_lead_to_its_sections(self, report: EvidenceReport) -> None:
        read = _Page()
        read.feed(report.to_html())
        assert len(read.ids) == len(set(read.ids)) >= 8
        assert {link.removeprefix("#") for link in read.links} <= set(read.ids)

    def test_the_answer_comes_first_and_the_notice_last(self, report: EvidenceReport) -> None:
        page = report.to_html()
        places = [page.index(f'id="{name}"') for name in ("answer", "findings", "balance", "studies", "references")]
        assert places == sorted(places)
        assert page.index(NOTICE) > places[-1]

    def test_names_are_shown_as_they_are_written(self, report: EvidenceReport) -> None:
        page = report.to_html()
        assert "Bern &amp; &lt;Co&gt; 2005" in page
        assert "<Co>" not in page

    def test_it_holds_forest_lights_and_flow(self, report: EvidenceReport) -> None:
        page = report.to_html()
        titles = re.findall(r"<svg[^>]*role=\"img\">\s*<title>([^<]*)", page)
        assert any(title.startswith("Forest plot of 3 studies") for title in titles)
        assert any(title.startswith("Risk of bias") for title in titles)
        assert any(title.startswith("Flow of records") for title in titles)

    def test_every_pool_is_told_with_and_without_what_is_remembered(self, report: EvidenceReport) -> None:
        text = " ".join(report.to_markdown().split())
        assert "all 3, 1 remembered" in text
        assert "read alone (2)" in text
        assert "Remembered, not read: Oslo 2010" in text

    def test_what_others_pooled_stands_beside_ours(self, report: EvidenceReport) -> None:
        text = report.to_markdown()
        assert "Reviewers 2020" in text
        assert "1.40 (1.10 to 1.90)" in text
        assert "Rome 2001" in text

    def test_lanes_stay_apart(self, report: EvidenceReport) -> None:
        sections = {section.id: section for section in report.sections}
        assert {"anecdote", "reports"} <= set(sections)
        told = " ".join(write_markdown([sections["anecdote"]]))
        assert "Askers 2021" in told
        assert "Callers 2022" not in told
        assert "pooled with nothing" in told
        forest = "\n".join(report.short())
        assert "Askers" not in forest

    def test_every_domain_of_certainty_has_its_reason_and_mark(self, report: EvidenceReport) -> None:
        text = report.to_markdown()
        for domain in ("risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias"):
            assert re.search(rf"^\| {domain} \| \S+ \| .{{10,}} \| .*nobody has confirmed it \|$", text, re.MULTILINE)

    def test_who_judged_bias_is_named_and_what_was_not_assessed_is_said(self, report: EvidenceReport) -> None:
        text = " ".join(report.to_markdown().split())
        assert "Judged by A. Reader" in text
        assert "Rome 2001: randomisation low; deviations high; the rest not assessed" in text

    def test_what_is_missing_is_told(self, report: EvidenceReport) -> None:
        assert "a trial nobody published" in report.to_markdown()
        assert "calmine AND trial" in report.to_markdown()


class TestATerminal:
    def test_it_says_answer_table_balance_and_forest(self, report: EvidenceReport) -> None:
        text = "\n".join(report.short())
        places = [
            text.index(word) for word in ("THE ANSWER", "SUMMARY OF FINDINGS", "BENEFIT BESIDE HARM", "Sober, risk")
        ]
        assert places == sorted(places)
        assert "■" in text
        assert "◇" in text
        assert " ".join(text.split()).endswith(NOTICE)

    @pytest.mark.parametrize("width", [90, 110, 150])
    def test_lines_fit(self, report: EvidenceReport, width: int) -> None:
        # Sides of a forest are written past the scale where there is no room beside no effect.
        assert max(map(len, report.short(width))) <= width + 20

    def test_benefit_and_harm_stand_side_by_side_of_1000(self, report: EvidenceReport) -> None:
        text = "\n".join(report.short())
        assert re.search(r"sober: 200 of 1,000 without, \d+ with", text)
        assert "falls: 50 of 1,000" in text


class TestFiles:
    def test_effects_hold_a_row_a_study_and_outcome(self, report: EvidenceReport) -> None:
        rows = list(csv.DictReader(io.StringIO(report.to_csv()["effects"])))
        sober = [row for row in rows if row["outcome"] == "sober"]
        assert [row["study"] for row in sober] == ["Rome 2001", "Bern & <Co> 2005", "Oslo 2010"]
        assert float(sober[0]["estimate"]) == pytest.approx(2.0)
        assert [row["remembered"] for row in sober] == ["False", "False", "True"]
        assert (sober[0]["events_treatment"], sober[0]["total_control"]) == ("20.0", "50.0")

    def test_pools_stand_with_and_without_remembered_numbers(self, report: EvidenceReport) -> None:
        rows = list(csv.DictReader(io.StringIO(report.to_csv()["pools"])))
        held = {(row["outcome"], row["numbers"]): row for row in rows}
        assert {("sober", "all"), ("sober", "read"), ("falls", "all")} <= set(held)
        assert held["sober", "read"]["studies"] == "Rome 2001; Bern & <Co> 2005"
        pool = report.review.answers[0].pool
        assert pool is not None
        assert float(held["sober", "all"]["estimate"]) == pytest.approx(pool.shown["estimate"])

    def test_json_holds_all_of_it_and_no_number_that_is_none(self, report: EvidenceReport) -> None:
        told = json.loads(report.to_json())
        assert [one["outcome"] for one in told["outcomes"]] == ["sober", "falls"]
        assert told["answer"] == list(report.review.answer)
        assert told["studies"]["trials"] == ["rome_2001", "bern & <co>_2005", "oslo_2010"]
        domains = told["outcomes"][0]["certainty"]["domains"]
        assert {"domain", "levels", "reason", "mark"} <= set(domains[0])

    def test_findings_are_a_row_each(self, report: EvidenceReport) -> None:
        rows = list(csv.DictReader(io.StringIO(report.to_csv()["findings"])))
        assert [row["outcome"] for row in rows] == ["sober", "falls"]


def test_a_study_more_changes_the_page_with_no_other_edit(report: EvidenceReport) -> None:
    more = EvidenceReport(review(QUESTION, (*TRIALS, make_trial("Wien", 2015, (5, 200, 60, 200)), *make_others())))
    assert "Wien 2015" in more.to_html()
    assert "Wien 2015" not in report.to_html()
    assert more.review.answer != report.review.answer
    assert more.to_csv()["pools"] != report.to_csv()["pools"]


def test_a_question_without_any_trial_says_so() -> None:
    empty = EvidenceReport(review(QUESTION, make_others()[1:]))
    text = empty.to_markdown()
    assert "No randomised trial" in text
    assert "no evidence" in text
    assert "Risk of bias" not in text
    assert "</html>" in empty.to_html()


class TestADocument:
    SECTIONS = (
        Section(
            "one",
            "One",
            (
                Words("Plain."), Heading("Head", "low"), Bullets(("a", "b")),
                Table(("what", "how | much"), (("x", Cell("1", "grade low")),), "note", first=1),
            ),
        ),
    )  # fmt: skip

    def test_it_is_told_as_markdown(self) -> None:
        text = "\n".join(write_markdown(self.SECTIONS))
        assert text.startswith("## One\n\nPlain.\n\n### Head (low certainty)\n\n- a\n- b\n\n| what | how / much |")
        assert "| x | 1 |" in text

    def test_a_terminal_shows_the_columns_that_it_has_room_for(self) -> None:
        text = "\n".join(write_text(self.SECTIONS))
        assert "what" in text
        assert "much" not in text

    def test_a_table_in_characters_folds_what_is_long(self) -> None:
        lines = tell_table(("short", "long"), [("a", "word " * 40), ("b", "c")], 40)
        assert max(map(len, lines)) <= 40
        assert len(lines) > 5
        assert lines[-1].split() == ["b", "c"]


@pytest.mark.parametrize("form", ["a row an arm", "a row a study"])
def test_ones_own_table_gives_what_the_librarys_records_give(form: str, tmp_path: Path) -> None:
    asked = ("baclofen", "alcohol use disorder")
    ours = ask_evidence(*asked, outcomes=("abstinence",))
    pool = ours.review.answers[0].pool
    assert pool is not None
    rows = list[str]()
    for at, name in enumerate(pool.effects.studies):
        counts = [
            (int(e), int(n)) for e, n in zip(pool.effects.arms.events[at], pool.effects.arms.totals[at], strict=True)
        ]
        if form == "a row an arm":
            rows += [
                f"{name},{drug},{e},{n},abstinence,more"
                for drug, (e, n) in zip(("baclofen", "placebo"), counts, strict=True)
            ]
        else:
            rows.append(f"{name},{counts[0][0]},{counts[0][1]},{counts[1][0]},{counts[1][1]},abstinence,more")
    head = "study,treatment,events,n" if form == "a row an arm" else "study,event.e,n.e,event.c,n.c"
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([f"{head},outcome,better", *rows]), encoding="utf-8")
    mine = ask_evidence(*asked, own=(path,), has_library=False, outcomes=("abstinence",))
    answer = mine.review.answers[0]
    assert answer.pool is not None
    assert answer.pool.shown == pytest.approx(pool.shown, rel=1e-12)
    assert answer.pool.effects.studies == pool.effects.studies
    for text in (mine.to_html(), mine.to_markdown(), mine.to_json(), "\n".join(mine.short())):
        assert all(name in text for name in ("Reynaud 2017", "2.17" if text[0] != "{" else "2.17229"))
