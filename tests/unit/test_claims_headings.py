"""Headings claim nothing: they are told by marks, capitals and form, and items of lists are none."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy", reason="articles are read with spaCy (extra: articles)")

from neurodose.claims.article import make_article
from neurodose.claims.audit import audit
from neurodose.claims.sentences import split_sentences


def name_roles(text: str) -> list[str]:
    return [one.role for one in split_sentences(make_article(text, "a text"))]


def name_role(line: str) -> str:
    return name_roles(f"This is a text.\n{line}\nMore of it stands here.")[1]


@pytest.mark.parametrize(
    "line",
    [
        "Naltrexone and the immune system",
        "Kratom and anxiety: what to know",
        "How kratom relieves pain",
        "Why doctors prescribe low-dose naltrexone",
        "Is kratom legal in Thailand",
        "Can naltrexone help with depression",
        "Kratom side effects explained",
        "Side effects of kratom:",
        "Naltrexone approved for alcohol dependence",
        "Risks of mixing kratom with alcohol",
        "Naltrexone side effects to watch for",
        "Low-dose naltrexone for chronic pain: where things stand",
        "Kratom laws in May 2026",
        "Understanding Kratom's Role in Pain",
    ],
)
def test_a_short_line_without_a_verb_or_mark_is_a_heading(line: str) -> None:
    assert name_role(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "Kratom relieves pain",
        "Kratom is banned in Alabama",
        "Methadone is a Schedule II drug in the US",
        "Users report relief from pain",
        "Many patients swear by low dose naltrexone",
        "Opioids dull pain",
        "FDA approved naltrexone in 1984",
        "Reduces craving in drinkers",
        "May cause drowsiness",
        "Take it three times a day",
        "Usual dose 50 mg once a day",
        "Naltrexone isn’t addictive",
        "Sweden and Poland control it",
        "How baclofen could influence mood is not well understood",
        "When taken as a daily tablet, naltrexone is effective",
        "Naltrexone and the immune system.",
        "(Vets give it to parrots, apparently with success.)",
    ],
)
def test_a_line_that_states_is_a_sentence(line: str) -> None:
    assert name_role(line) == "sentence"


def test_items_of_lists_are_no_headings() -> None:
    assert name_roles("- Relief of craving in drinkers\n2. a calmer mind") == ["sentence", "sentence"]
    assert name_roles("<li>Relief of craving in drinkers<li>How it works") == ["sentence", "heading"]
    listed = "It is a leaf.\nIts effects:\nNausea and vomiting\nHarm to the liver\nIt is addictive."
    assert name_roles(listed) == ["sentence", "heading", "sentence", "sentence", "sentence"]
    bare = "It is a leaf.\nSide effects\nNausea and vomiting\nHarm to the liver\nSeizures in a few\nIt is addictive."
    assert name_roles(bare) == ["sentence", "heading", "sentence", "sentence", "sentence", "sentence"]


def test_what_opens_an_article_is_its_title_author_and_day() -> None:
    opening = "Kratom and anxiety\nWhat to know\nReviewed by a doctor of medicine\nUpdated in spring\nKratom is a leaf."
    assert name_roles(opening) == ["heading"] * 4 + ["sentence"]


def test_marks_of_a_page_and_of_markdown_make_headings() -> None:
    assert name_roles("<h2>Kratom relieves pain.</h2><p>It is a leaf.") == ["heading", "sentence"]
    assert name_roles("## Kratom relieves pain\nIt is a leaf.") == ["heading", "sentence"]
    long = "Kratom relieves pain in most of the people who take it for that. " * 3
    assert name_roles(f"<h4>{long}</h4>") == ["sentence"] * 3


@pytest.mark.parametrize("heading", ["Naltrexone and the immune system", "How kratom relieves pain"])
def test_a_heading_makes_no_claim(heading: str) -> None:
    assert audit(make_article(f"{heading}\nThis is a page on drugs.", "a text")).claims == ()
