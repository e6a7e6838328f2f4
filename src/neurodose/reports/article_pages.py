"""Pages on how well audits read, and on the articles that are audited first: made by a command, held fresh by tests.

python -m neurodose.reports.article_pages docs       # claims.md, and audits.md where the articles are at hand
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from neurodose.claims.audit import audit
from neurodose.claims.measure import (
    LABELLED_ON,
    Label,
    Labelled,
    Score,
    find_labels,
    find_labels_of_articles,
    measure,
    read_labelled,
)  # fmt: skip
from neurodose.reports import markdown
from neurodose.reports.article import ArticleReport
from neurodose.reports.document import write_markdown

SHARED = "NEURODOSE_SHARED"  # the folder that has the articles, in seeds/
LABELLED = "claims/labelled.csv"
ARTICLES = "claims/articles.csv"
HALVES = ("held back", "tuned")


def write_measures(sentences: tuple[Labelled, ...], articles: tuple[Labelled, ...]) -> str:
    """The page of precision and recall: of articles by others first, and of what rules were not tuned on first."""
    lines = [
        "# How well articles are read", "",
        *markdown.paragraph(
            "Sentences were labelled by hand ([guideline](claims-guideline.md)) and are read by rule; this page sets "
            "one beside the other. A hedge or a verdict counts where its sentence has a claim of that kind by hand and "
            "by rule. Made by `python -m neurodose.reports.article_pages docs`; a test holds it fresh."),
        "## Articles by others", "",
        *markdown.paragraph(
            f"{_count_articles(articles)} articles ([sentences](claims/articles.csv)) were written and labelled by "
            "authors who had seen neither rules nor dictionaries, in the manner of blogs, clinics, newspapers, vendors "
            "and leaflets, true and false claims among them. Rules and dictionaries were mended by how the tuned ones "
            "were read. Nothing was changed by those held back: that is what to expect of an article not seen before. "
            "Labels were not looked at again, and labellers differ: what one calls overstated another calls "
            "contradicted."),
    ]  # fmt: skip
    for half in HALVES:
        chosen = [one for one in articles if one.half == half]
        lines += _tell_half(half, chosen, list(find_labels_of_articles(chosen)))
    lines += [
        "## Sentences of our own", "",
        *markdown.paragraph(
            f"{len(sentences)} sentences ([table](claims/labelled.csv)) were labelled before the rules were written. "
            "Every second one is held back: no rule or dictionary was changed by how it is read. Sentences, labels and "
            "rules have one author, so that this tells how well rules meet their author's wordings."),
    ]  # fmt: skip
    for half in HALVES:
        chosen = [one for one in sentences if one.half == half]
        lines += _tell_half(half, chosen, [find_labels(one) for one in chosen])
    return "\n".join(lines).rstrip() + "\n"


def _count_articles(labelled: tuple[Labelled, ...]) -> int:
    return len({one.article for one in labelled})


def _tell_half(half: str, chosen: list[Labelled], found: list[tuple[Label, ...]]) -> list[str]:
    pairs = [(one.claims, seen) for one, seen in zip(chosen, found, strict=True)]
    whole = sum(set(true) == set(seen) for true, seen in pairs)
    lines = [f"### {half.capitalize()}: {len(chosen)} sentences", "",
             *markdown.paragraph(f"Read wholly as labelled: {whole} of {len(chosen)}.")]  # fmt: skip
    for name, scores in measure(pairs).items():
        lines += markdown.table((name, "labelled", "found", "precision", "recall"), _list_scores(scores))
    return lines


def _list_scores(scores: tuple[Score, ...]) -> Iterator[tuple[str, ...]]:
    for one in scores:
        yield (one.name, str(one.labelled), str(one.found), _share(one.precision), _share(one.recall))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def find_articles() -> tuple[Path, ...]:
    """The articles that neurodose grew from, where they are at hand."""
    folder = Path(os.environ.get(SHARED, "../shared")) / "seeds"
    return tuple(sorted(folder.glob("*.txt"))) if folder.is_dir() else ()


def write_audits(articles: tuple[Path, ...]) -> str:
    """The page of findings in those articles: sentences by number, none quoted."""
    lines = [
        "# What three articles claim, and what holds", "",
        *markdown.paragraph("The articles that neurodose was asked about, read at run time; sentences are told by "
                            "their numbers (headings and questions are counted), and none is quoted. Made by `python "
                            "-m neurodose.reports.article_pages docs`; a test holds it fresh where they are at hand."),
    ]  # fmt: skip
    for number, path in enumerate(articles, 1):
        held = audit(path, on=LABELLED_ON)
        lines += [f"## Article {number}: {_name_drug(held.claims)}", ""]
        lines += write_markdown((ArticleReport(held).findings,))[2:]
        rows = [(str(c.number), c.kind, c.hedge, c.verdict, c.drug) for c in held.claims]
        lines += markdown.table(("sentence", "kind", "hedge", "verdict", "drug"), rows)
    return "\n".join(lines).rstrip() + "\n"


def _name_drug(claims: tuple) -> str:
    drugs = [claim.drug for claim in claims]
    return max(set(drugs), key=drugs.count) if drugs else "no drug"


def write_pages(folder: Path) -> list[Path]:
    """Writes the pages that can be made here; gives what was written."""
    pages = {"claims.md": write_measures(read_labelled(folder / LABELLED), read_labelled(folder / ARTICLES))}
    if articles := find_articles():
        pages["audits.md"] = write_audits(articles)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


if __name__ == "__main__":
    import sys

    for written in write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(written)
