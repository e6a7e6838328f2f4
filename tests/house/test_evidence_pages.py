"""The pages on what trials show follow from the records, and the page on the command shows what it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neurodose.cli.app import app
from neurodose.library.questions import read_all
from neurodose.reports.evidence_pages import COMMAND, write_pages

DOCS = Path(__file__).resolve().parents[2] / "docs"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Another machine may round the last digit that is shown otherwise, and set a mark one cell further.
SHOWN_TO, NOTHING = 0.02, 0.02
DRAWN = "■□◆◇┄═─"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return write_pages()


def read(text: str) -> tuple[str, list[float]]:
    """Words and numbers of a text, without what is drawn in characters."""
    lines = [line for line in text.splitlines() if not set(line) & set(DRAWN)]
    words = " ".join(" ".join(lines).split())
    return NUMBER.sub("#", words), [float(said) for said in NUMBER.findall(words)]


def test_there_is_a_page_for_every_question_and_no_other(pages: dict[str, str]) -> None:
    kept = {path.name for path in (DOCS / "evidence").iterdir()}
    assert kept == set(pages) == {f"{question.id}.md" for question in read_all()} | {"README.md"}


def test_every_page_is_that_of_the_records(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        kept = read((DOCS / "evidence" / name).read_text(encoding="utf-8"))
        made = read(page)
        assert kept[0] == made[0], f"{name}; write it again: {COMMAND}"
        assert kept[1] == pytest.approx(made[1], rel=SHOWN_TO, abs=NOTHING), f"{name}; write it again: {COMMAND}"


def test_no_page_gives_advice_or_claims_more_than_its_grades(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert "it advises nobody what to take" in " ".join(page.split())
        assert not re.search(r"\b(you should|we recommend|proves?|proven)\b", page)


def test_the_index_leads_to_every_page(pages: dict[str, str]) -> None:
    assert set(re.findall(r"\]\(([^)]+)\)", pages["README.md"])) == set(pages) - {"README.md"}


def test_the_page_on_the_command_shows_what_it_prints() -> None:
    page = (DOCS / "evidence.md").read_text(encoding="utf-8")
    command = re.search(r"```\n(neurodose evidence baclofen .*)\n```", page)
    shown = re.search(r"```text\n(.*?)\n```", page, re.DOTALL)
    assert command is not None
    assert shown is not None
    words = [one or other for one, other in re.findall(r'"([^"]+)"|(\S+)', command[1])][1:]
    printed = CliRunner().invoke(app, words).stdout
    said = f"put into docs/evidence.md what `{command[1]}` prints"
    assert read(shown[1])[0] == read(printed)[0], said
    assert read(shown[1])[1] == pytest.approx(read(printed)[1], rel=SHOWN_TO, abs=NOTHING), said


def test_the_page_on_the_command_names_every_option() -> None:
    page = (DOCS / "evidence.md").read_text(encoding="utf-8")
    told = CliRunner().invoke(app, ["evidence", "--help"]).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z]+", told)) - {"--help"}
    assert options
    assert options <= set(re.findall(r"--[a-z]+", page))
