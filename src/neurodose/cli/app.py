"""neurodose on the command line: each command is a verb of the library, or asks about this machine.

Commands stand in files by subject; here they are put into one face, in the order in which `--help` lists them.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Annotated

import typer

from neurodose.cli.audit import audit
from neurodose.cli.beside import beside
from neurodose.cli.calibrate import calibrate
from neurodose.cli.check import check
from neurodose.cli.dossier import dossier
from neurodose.cli.evidence import evidence
from neurodose.cli.legal import legal
from neurodose.cli.library import affinities, card, drugs, explain, links, receptors, responses
from neurodose.cli.machine import cache, doctor
from neurodose.cli.signals import signals
from neurodose.cli.simulate import simulate
from neurodose.cli.validate import validate
from neurodose.cli.why import why
from neurodose.cli.words import FAILED
from neurodose.errors import NeurodoseError

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


COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (dossier, "A regimen's exposure and receptors, in one HTML file."),
    (why, "What an answer is made of, and what would change it."),
    (evidence, "What trials show: pooled, graded, benefit beside harm."),
    (audit, "An article's claims beside what is held."),
    (signals, "What reports of suspected harm say of a drug."),
    (beside, "Trials beside what a mechanism promises."),
    (legal, "The law of a substance, by place and day, with its sources."),
    (simulate, "A protocol's course, as a Parquet file."),
    (validate, "Observations in people, judged by one rule."),
    (calibrate, "Sets a drug's values by observations, openly."),
    (explain, "A model's equations, numbers and references."),
    (drugs, "The drugs of the library."),
    (links, "Where drugs meet, and what is known of it."),
    (card, "A page on each drug, made of its model."),
    (affinities, "What assays found of ligands at targets."),
    (responses, "What stands behind the receptors."),
    (receptors, "One receptor model and one factor from assay to brain, beside PET."),
    (doctor, "This machine, and whether it computes rightly."),
    (cache, "Machine code kept between runs."),
    (check, "Numbers that look like a slip."),
)
for command, help_in_short in COMMANDS:
    app.command(short_help=help_in_short)(command)


def _say_warning(message: Warning | str, category: type[Warning], *_: object) -> None:
    typer.echo(f"{category.__name__}: {message}", err=True)


def main() -> None:
    """Runs the command line; an error of neurodose becomes its message and an exit status of 2, a warning its line."""
    warnings.showwarning = _say_warning
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
