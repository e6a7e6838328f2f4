"""This machine, on the command line: the commands `doctor` and `cache`."""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False) -> None:
    """Tells processor, threads, cache and versions, and has the machine compute something.

    Ends with status 1 if something is wrong.
    """
    from neurodose.cli.doctor import examine

    report = examine()
    typer.echo(report.to_json() if as_json else str(report))
    if report.problems:
        raise typer.Exit(1)


def cache(clean: Annotated[bool, typer.Option("--clean", help="Remove all of it.")] = False) -> None:
    """Where the machine code of models is kept between runs, how many pieces, how large. It may always be removed."""
    from neurodose.cli.doctor import clean_cache, look_at_cache, tell_cache
    from neurodose.compiler.llvm.cache import find_cache

    if clean:
        typer.echo(clean_cache(find_cache()))
        return
    kept, trouble = look_at_cache(find_cache())
    typer.echo(tell_cache(kept))
    if trouble is not None:
        typer.echo(f"Problem: {trouble}", err=True)
