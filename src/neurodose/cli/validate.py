"""Observations beside predictions, on the command line: the command `validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurodose.cli.progress import show_progress
from neurodose.cli.words import FAILED, SEED
from neurodose.errors import CommandError


def validate(
    drug: Annotated[str | None, typer.Argument(help="A drug of the library: its own observations are judged.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All drugs of which something was observed; --output is then a folder.")
    ] = False,
    observations: Annotated[
        Path | None, typer.Option(help="A file of observations instead (docs/observations.md).")
    ] = None,
    structure: Annotated[list[str] | None, typer.Option(help="Only this structure; may be repeated.")] = None,
    studies: Annotated[int | None, typer.Option(help="Virtual studies of each structure; default 100.", min=2)] = None,
    seed: Annotated[int, typer.Option(help="Of the virtual studies.")] = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write a report (Markdown) to this file as well.")] = None,
) -> None:
    """Judges observations: inside the 95 % predictive interval of a study of that size, and that interval not too wide.

    Ends with status 2 if an entry is faulty; the other entries are judged all the same.
    """
    if (drug is not None) + (observations is not None) + every != 1:
        hint = "type: neurodose validate naltrexone, or --all, or --observations FILE"
        raise CommandError("say whose observations", hint=hint)
    if every:
        if as_json or structure:
            raise CommandError("--all writes pages, with all structures", hint="leave --json and --structure out")
        from neurodose.cli.pages import write_agreement

        write_agreement(output or Path("."), studies, seed)
        return
    from neurodose.agreement.page import write_page
    from neurodose.agreement.study import STUDIES
    from neurodose.agreement.validation import validate as judge_all
    from neurodose.errors import ObservationError
    from neurodose.files import check_writable, read_file, write_whole
    from neurodose.library import find_drug
    from neurodose.records.reader import read_observations

    if output is not None:
        check_writable(output)
    if observations is not None:
        reading = read_observations(read_file(observations, ObservationError), observations.name)
        asked, faults = reading.observations, reading.faults
    else:
        asked, faults = find_drug(drug or "").observations, ()
    with show_progress() as report:
        found = judge_all(
            asked,
            faults=faults,
            seed=seed,
            studies=studies or STUDIES,
            structures=structure or (),
            progress=lambda share: report("holding virtual studies", share),
        )
    if not (asked or faults or as_json):
        typer.echo(f"The library holds no observation of {drug} in people: there is nothing to judge.")
        return
    typer.echo(found.to_json() if as_json else str(found))
    if output is not None:
        whose = drug or (observations.stem if observations else "")
        made = f"{studies or STUDIES} virtual studies of each structure, seed {seed}."
        page = write_page(whose.capitalize(), found, made)
        write_whole(output, lambda path: path.write_text(page, encoding="utf-8"))
    for fault in found.faults:
        typer.echo(f"{type(fault).__name__}: {fault}", err=True)
    if found.faults:
        raise typer.Exit(FAILED)
