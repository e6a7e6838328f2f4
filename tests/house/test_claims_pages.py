"""The pages on claims say what the rules do today, and quote no article."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("spacy", reason="articles are read with spaCy (extra: articles)")

from neurodose.claims.claim import HEDGES, KINDS, VERDICTS
from neurodose.claims.measure import measure, read_labelled
from neurodose.reports.article_pages import ARTICLES, LABELLED, find_articles, write_audits, write_measures

DOCS = Path(__file__).resolve().parents[2] / "docs"
RENEW = "run python -m neurodose.reports.article_pages docs"
LEAST = 400  # sentences, as was promised
RUN = 8  # words in a row that would be a quotation


@pytest.mark.parametrize("table", [LABELLED, ARTICLES])
def test_labels_are_of_the_guideline(table: str) -> None:
    labelled = read_labelled(DOCS / table)
    assert len(labelled) >= LEAST
    assert len({one.number for one in labelled}) == len(labelled)
    assert {one.half for one in labelled} == {"tuned", "held back"}
    for one in labelled:
        for kind, hedge, verdict in one.claims:
            assert kind in KINDS
            assert hedge in HEDGES
            assert verdict in VERDICTS


def test_the_page_of_measures_is_fresh() -> None:
    page = write_measures(read_labelled(DOCS / LABELLED), read_labelled(DOCS / ARTICLES))
    assert (DOCS / "claims.md").read_text(encoding="utf-8") == page, RENEW


def test_the_page_of_audits_is_fresh_and_quotes_nothing() -> None:
    articles = find_articles()
    if not articles:
        pytest.skip("the articles are not here: name the folder that has seeds/ in NEURODOSE_SHARED")
    page = (DOCS / "audits.md").read_text(encoding="utf-8")
    assert page == write_audits(articles), RENEW
    said = " ".join(page.lower().split())
    for path in articles:
        words = path.read_text(encoding="utf-8").lower().split()
        runs = (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN))
        assert not [run for run in runs if run in said]


def test_precision_and_recall_are_shares_of_what_was_found_and_labelled() -> None:
    pairs = [
        (
            (("effect", "certain", "overstated"), ("safety", "certain", "supported")),
            (("effect", "possible", "supported"),),
        ),
        ((), (("law", "certain", "supported"),)),
    ]
    total = measure(pairs)["kind"][-1]
    assert (total.labelled, total.found, total.right) == (2, 2, 1)
    assert (total.precision, total.recall) == (1 / 2, 1 / 2)
    assert measure(pairs)["hedge"][-1].right == 0
