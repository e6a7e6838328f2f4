"""The pages of the docs that are made: observed beside predicted for every drug, and a card of each model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from neurodose.cli.progress import show_progress

TOPICS = "Made by `make agreement`."
FAULTY = 2  # status where an entry cannot be read


def write_agreement(folder: Path, studies: int | None, seed: int) -> None:
    """Judges the observations of all drugs; writes agreement-DRUG.md and agreement-DRUG.json (which cards read) for
    each, agreement.md over all, and outcomes.md: what can be asked of people.
    """
    from neurodose.agreement.page import write_overview, write_page, write_topics
    from neurodose.agreement.study import STUDIES
    from neurodose.agreement.validation import find_observed
    from neurodose.agreement.validation import validate as judge_all
    from neurodose.files import check_writable, write_whole
    from neurodose.library import find_drug

    names = find_observed()
    pages = {name: folder / f"agreement-{name}.md" for name in names}
    for path in (*pages.values(), folder / "agreement.md", folder / "outcomes.md"):
        check_writable(path)
    made = f"Made by `make agreement`: {studies or STUDIES} virtual studies of each structure, seed {seed}."
    found = {}
    with show_progress() as report:
        for name in names:
            found[name] = judge_all(
                find_drug(name).observations,
                seed=seed,
                studies=studies or STUDIES,
                progress=lambda share, name=name: report(f"holding virtual studies of {name}", share),
            )
            page = write_page(name.capitalize(), found[name], made)
            rows = found[name].to_json() + "\n"
            write_whole(pages[name], lambda path, page=page: path.write_text(page, encoding="utf-8"))
            write_whole(
                pages[name].with_suffix(".json"), lambda path, rows=rows: path.write_text(rows, encoding="utf-8")
            )
            typer.echo(f"{name}: {found[name].total}")
    overview = write_overview(found, made)
    write_whole(folder / "agreement.md", lambda path: path.write_text(overview, encoding="utf-8"))
    topics = write_topics(TOPICS)
    write_whole(folder / "outcomes.md", lambda path: path.write_text(topics, encoding="utf-8"))
    typer.echo(f"\nThe pages: {(folder / 'agreement.md').resolve()}")
    faults = [fault for validation in found.values() for fault in validation.faults]
    for fault in faults:
        typer.echo(f"{type(fault).__name__}: {fault}", err=True)
    if faults:
        raise typer.Exit(FAULTY)


def write_cards(names: Sequence[str], folder: Path) -> None:
    """Writes DRUG.md and DRUG.svg for each drug named; of all drugs, and README.md over them, where none is named."""
    from neurodose.files import check_writable, write_whole
    from neurodose.library import DRUGS, find_drug

    asked = [find_drug(name) for name in names or DRUGS]
    check_writable(folder / f"{asked[0].name}.md")
    from neurodose.reports.card import make_card, write_index

    above = folder.resolve().parent
    texts = {f"{made.name}{end}": text for made in (make_card(drug, above) for drug in asked)
             for end, text in ((".md", made.page), (".svg", made.scheme))}  # fmt: skip
    if not names:
        texts["README.md"] = write_index(asked, above)
    for name, text in texts.items():
        write_whole(folder / name, lambda path, text=text: path.write_text(text, encoding="utf-8"))
    typer.echo(f"{len(texts)} files in {folder.resolve()}")
