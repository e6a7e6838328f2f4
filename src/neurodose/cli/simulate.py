"""A protocol run, on the command line: the command `simulate`."""

from __future__ import annotations

import shlex
import warnings
from pathlib import Path
from typing import Annotated

import typer

from neurodose.cli.progress import show_progress
from neurodose.cli.words import PROTOCOL, tell_marks


def simulate(
    protocol: Annotated[Path, typer.Argument(help=PROTOCOL)],
    output: Annotated[Path | None, typer.Option(help="The file to write; default PROTOCOL.parquet here.")] = None,
) -> None:
    """Runs a protocol and writes a Parquet file: what it keeps, with units, seed, versions and the protocol itself."""
    from neurodose.files import check_writable
    from neurodose.protocol.reading import open_protocol

    asked = open_protocol(protocol)
    path = output or Path(f"{protocol.stem}.parquet")
    check_writable(path)
    from neurodose.protocol.parquet import find_writer, record_protocol

    find_writer()
    command = f"neurodose simulate {shlex.quote(protocol.name)}"
    from neurodose.errors import ScopeWarning

    with show_progress() as report, warnings.catch_warnings():
        warnings.simplefilter("ignore", ScopeWarning)  # told below, in a line each
        course = record_protocol(
            asked, path, command=command, progress=lambda share: report(f"simulating {asked.count} people", share)
        )
    typer.echo(f"{course.regimen}, {course.people.origin}: {course.status}")
    tell_marks(asked.marks)
    typer.echo(f"\nThe course: {path.resolve()}")
