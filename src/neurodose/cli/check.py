"""Numbers that look like a slip, on the command line: the command `check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurodose.cli.progress import show_progress
from neurodose.errors import CommandError


def check(
    drugs: Annotated[
        list[str] | None, typer.Argument(help="Drugs of the library; all of them if none is named.")
    ] = None,
    observations: Annotated[
        Path | None, typer.Option(help="A file of observations instead (docs/observations.md).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Finds slips of encoding in numbers: units, salts, spreads, shares, clearances above organ flow, doses that do not
    balance, figures of one arm that contradict one another. docs/check.md tells what it looks for.

    Ends with status 1 if an error is found that nobody has explained; warnings do not count.
    """
    if drugs and observations is not None:
        raise CommandError(
            "both drugs and a file are named", hint="type: neurodose check naltrexone, or --observations FILE"
        )
    from neurodose.errors import ObservationError
    from neurodose.files import read_file
    from neurodose.records.reader import read_observations
    from neurodose.slips.check import check_file, check_library

    if observations is not None:
        found = check_file(
            read_observations(read_file(observations, ObservationError), observations.name), observations.name
        )
    else:
        with show_progress() as report:
            found = check_library(drugs or (), lambda share: report("checking drugs", share))
    typer.echo(found.to_json() if as_json else str(found))
    for fault in found.faults:
        typer.echo(f"ObservationError: {fault}", err=True)
    if not found.is_clean:
        raise typer.Exit(1)
