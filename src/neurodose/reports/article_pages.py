"""Pages on how well audits read, and on the articles that are audited first: made by a command, held fresh by tests.

python -m neurodose.reports.article_pages docs       # claims.md, and audits.md where the articles are at hand
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from neurodose.claims.audit import audit
from neurodose.claims.measure import LABELLED_ON, Labelled, Score, find_labels, measure, read_labelled
from neurodose.reports import markdown
from neurodose.reports.article import ArticleReport
from neurodose.reports.document import write_markdown

SHARED = "NEURODOSE_SHARED"  # the folder that has the articles, in seeds/
LABELLED = "claims/labelled.csv"
HALVES = ("held back", "tuned")


def write_measures(labelled: tuple[Labelled, ...]) -> str:
    """The page of precision and recall, of the half that rules were not tuned on first."""
    lines = [
        "# How well articles are read", "",
        *markdown.paragraph(
            f"{len(labelled)} sentences of our own were labelled by hand before the rules were written "
            "([guideline](claims-guideline.md), [sentences](claims/labelled.csv)). Every second one is held back: no "
            "rule or dictionary was changed by how it is read. Sentences, labels and rules have one author, so that "
            "what is measured is how well rules meet their author's wordings. Other articles are worded otherwise, and "
            "fare worse. Of 123 sentences that someone else wrote before seeing the dictionaries, 92 were read wholly "
            "right (102 after their own labels were looked at again); classes of wordings were then mended. Of 25 "
            "written after the last mend 16 were: that is what to expect of an article not seen before."),
        *markdown.paragraph("Made by `python -m neurodose.reports.article_pages docs`; a test holds it fresh. A hedge "
                            "or a verdict counts where its sentence has a claim of that kind by hand and by rule."),
    ]  # fmt: skip
    for half in HALVES:
        chosen = [one for one in labelled if one.half == half]
        pairs = [(one.claims, find_labels(one)) for one in chosen]
        whole = sum(set(true) == set(seen) for true, seen in pairs)
        lines += [f"## {half.capitalize()}: {len(chosen)} sentences", ""]
        lines += markdown.paragraph(f"Read wholly as labelled: {whole} of {len(chosen)}.")
        for name, scores in measure(pairs).items():
            lines += [f"### By {name}", "", *markdown.table((name, "labelled", "found", "precision", "recall"),
                                                            _list_scores(scores))]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


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
    pages = {"claims.md": write_measures(read_labelled(folder / LABELLED))}
    if articles := find_articles():
        pages["audits.md"] = write_audits(articles)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


if __name__ == "__main__":
    import sys

    for written in write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(written)
