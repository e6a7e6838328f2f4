"""neurodose on the command line: `dossier` and `explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from neurodose.errors import NeurodoseError

FAILED = 2

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="From a dose to a verdict: exposure, receptors and what they do, computed from cited numbers. "
    "A research tool; no advice to patients.",
)  # fmt: skip


@app.callback(invoke_without_command=True)
def face(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is, and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"neurodose {installed('neurodose')}")
        raise typer.Exit


@app.command(short_help="A regimen's exposure and blockade, in one HTML file.")
def dossier(
    drug: Annotated[str, typer.Argument(help="A drug of the library, such as naltrexone.")],
    dose: Annotated[str, typer.Option(help='The regimen as a sentence: "50 mg every 24 h x 28".')],
    people: Annotated[int, typer.Option(help="How many virtual people take it.")] = 1000,
    seed: Annotated[int, typer.Option(help="Which virtual people: the same seed gives the same ones.")] = 1,
    output: Annotated[Path | None, typer.Option(help="The file to write; default DRUG.html here.")] = None,
) -> None:
    """What a regimen does to plasma, brain and receptor, in words and in one HTML file."""
    path = output or Path(f"{drug}.html")
    from neurodose.library import find_drug

    known = find_drug(drug)
    from neurodose.dosing import read_regimen
    from neurodose.reports.dossier import make_dossier
    from neurodose.reports.page import check_writable, write_page

    plan = read_regimen(dose)
    check_writable(path)
    with _show_progress() as report:
        made = make_dossier(known, plan, people=people, seed=seed, report=report)
    write_page(made, path)
    typer.echo("\n\n".join(made.answer.sentences))
    typer.echo(f"\nThe dossier: {path.resolve()}")


@app.command(short_help="A model's equations, numbers and references.")
def explain(drug: Annotated[str, typer.Argument(help="A drug of the library, such as naltrexone.")]) -> None:
    """Equations, parameters, assumptions and references of a drug's model. Runs nothing."""
    from neurodose.library import find_drug
    from neurodose.modelling.writing import write_methods

    typer.echo(str(write_methods(find_drug(drug).system)))


@contextmanager
def _show_progress() -> Iterator:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_interactive) as bar:
        tasks: dict[str, TaskID] = {}

        def report(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=share)

        yield report


def main() -> None:
    """Runs the command line; an error of neurodose becomes its message and an exit status of 2."""
    try:
        app()
    except NeurodoseError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(FAILED)
    except MemoryError:
        typer.echo(
            "This does not fit into the memory of this machine: ask for fewer people or a shorter regimen.", err=True
        )
        sys.exit(FAILED)
