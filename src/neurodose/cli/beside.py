"""What trials gave beside what a mechanism promises, on the command line: the command `beside`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurodose.errors import CommandError


def beside(
    drug: Annotated[str | None, typer.Argument(help="A drug of the library, such as baclofen.")] = None,
    condition: Annotated[
        str | None, typer.Option("--for", help='What people were treated for: "alcohol use disorder".')
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every question of the library, as one page in the folder --output.")
    ] = False,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Simulate now what is not kept: takes seconds for each trial.")
    ] = False,
    keep: Annotated[
        Path | None, typer.Option(help="With --all: the folder in which simulations are kept, one file a question.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="With --all the folder of the page; else a file: .html, .csv, .json, .md.")
    ] = None,
) -> None:
    """Pooled trials beside the simulated effect of the same comparisons, flagged where a mechanism promises more.

    A trial that set a link of the model is left out of what that link is laid beside.
    """
    if everything:
        _write_all(drug, output, keep)
        return
    if drug is None or condition is None:
        missing = "drug" if drug is None else "condition"
        raise CommandError(f"the {missing} is missing",
                           hint='type: neurodose beside baclofen --for "alcohol use disorder"')  # fmt: skip
    from neurodose.reports.beside_report import ask_report

    if output is not None:
        _check(output)
    report = ask_report(drug, condition, is_simulated=simulate)
    typer.echo(report.to_json() if as_json else "\n".join(report.short()))
    if output is not None:
        from neurodose.files import write_whole

        text = report.write(output.suffix.lower())
        write_whole(output, lambda half: half.write_text(text, encoding="utf-8"))
        typer.echo(f"Written: {output.resolve()}", err=as_json)


def _check(output: Path) -> None:
    """Before the work: a file of a kind that is known, that can be written."""
    from neurodose.files import check_writable
    from neurodose.reports.beside_report import KINDS

    if output.suffix.lower() not in KINDS:
        raise CommandError(f'"{output}" is no file that can be written', exists=f"files end in {', '.join(KINDS)}")
    check_writable(output)


def _write_all(drug: str | None, output: Path | None, keep: Path | None) -> None:
    """The page of the docs; before it, where a folder is named, all simulations that do not hold any more."""
    from neurodose.agreement.kept_effects import read_kept
    from neurodose.cli.output import make_folder
    from neurodose.cli.progress import show_progress
    from neurodose.files import write_whole
    from neurodose.reports.beside_pages import PAGE, simulate_all, write_page

    if output is None or drug is not None:
        said = "the folder for the page is missing" if output is None else f"{drug} and --all are both typed"
        raise CommandError(said, hint="type: neurodose beside --all --output docs")
    make_folder(output)
    if keep is not None:
        make_folder(keep)
        with show_progress() as report:
            for name, text in simulate_all(progress=report):
                write_whole(keep / name, lambda half, text=text: half.write_text(text, encoding="utf-8"))
        read_kept.cache_clear()
    page = write_page()
    write_whole(output / PAGE, lambda half: half.write_text(page, encoding="utf-8"))
    typer.echo(f"The page: {(output / PAGE).resolve()}")
