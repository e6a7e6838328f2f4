"""The cards in the docs are those of the models as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neurodose.library import DRUGS, find_drug
from neurodose.reports.card import Card, make_card, write_index

CARDS = Path(__file__).resolve().parents[2] / "docs" / "cards"
AGAIN = "docs/cards is not what the models say: run `neurodose card --output docs/cards`"


@pytest.fixture(scope="module", params=DRUGS)
def card(request: pytest.FixtureRequest) -> Card:
    return make_card(find_drug(request.param), CARDS.parent)


def read(name: str) -> str:
    path = CARDS / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def test_every_page_says_what_its_model_says(card: Card) -> None:
    assert read(f"{card.name}.md") == card.page, AGAIN


def test_every_scheme_shows_what_its_model_holds(card: Card) -> None:
    assert read(f"{card.name}.svg") == card.scheme, AGAIN


def test_every_link_of_a_card_leads_somewhere(card: Card) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", card.page):
        assert (CARDS / link).is_file(), link


def test_the_list_of_cards_names_every_drug() -> None:
    assert read("README.md") == write_index([find_drug(name) for name in DRUGS], CARDS.parent), AGAIN


def test_there_is_no_card_without_a_drug() -> None:
    assert {path.stem for path in CARDS.glob("*.md")} - {"README"} == set(DRUGS)


def test_every_drug_says_what_it_is_for_and_where_it_ends() -> None:
    said = {name: find_drug(name).parts[0] for name in DRUGS}
    silent = [name for name, part in said.items() if not (part.purpose and part.limits)]
    assert not silent, "give each its purpose=… and limits=(…) in its file"
