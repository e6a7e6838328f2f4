"""What trials show of a drug, on the command line: the command `evidence`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neurodose.cli.output import check_output, make_folder, write_report, write_texts
from neurodose.errors import CommandError

if TYPE_CHECKING:
    from neurodose.reports.evidence import EvidenceReport


def evidence(
    drug: Annotated[str | None, typer.Argument(help="A drug, such as baclofen; without one, lists questions.")] = None,
    condition: Annotated[
        str | None, typer.Option("--for", help='What people were treated for: "alcohol use disorder".')
    ] = None,
    studies: Annotated[
        list[Path] | None,
        typer.Option(help="Studies of your own: a table (CSV), a TOML file, a folder of them; may be repeated."),
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="Your own studies alone, without the library's.")] = False,
    outcome: Annotated[list[str] | None, typer.Option(help="This outcome alone; may be repeated.")] = None,
    measure: Annotated[str | None, typer.Option(help="Pool on this measure, where numbers allow: RR, OR, RD …")] = None,
    between: Annotated[
        str | None, typer.Option(help="The estimator of tau²: REML, DL, PM, ML …; default REML.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every question of the library, as pages (Markdown) in the folder --output.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="A folder for the page, JSON and tables; or one file: .html, .md, .json, .csv.")
    ] = None,
) -> None:
    """What trials show: pooled, graded, benefit beside harm, with what cannot be pooled told beside it.

    Trials alone are pooled. Anecdotes and spontaneous reports stand in lanes of their own.
    """
    if everything:
        _write_pages(drug, output)
        return
    if drug is None:
        if condition or studies or outcome:
            raise CommandError(
                "the drug is missing", hint='type: neurodose evidence baclofen --for "alcohol use disorder"'
            )
        _list_questions()
        return
    if only and not studies:
        raise CommandError("--only is typed, but no studies of your own", hint="add --studies FILE")
    if output is not None:
        check_output(output)
    from neurodose.reports.evidence_asked import ask_evidence

    report = ask_evidence(
        drug, condition, own=tuple(studies or ()), has_library=not only, outcomes=tuple(outcome or ()), measure=measure,
        between=between, command=_say_command(drug, condition, studies, only, outcome, measure, between),
    )  # fmt: skip
    typer.echo(report.to_json() if as_json else "\n".join(report.short()))
    if output is not None:
        for path in _write(report, output):
            typer.echo(f"Written: {path.resolve()}", err=as_json)


def _list_questions() -> None:
    """Every question of the library, as it is typed."""
    from neurodose.library.questions import read_all

    for question in read_all():
        typer.echo(f'neurodose evidence {question.drug} --for "{question.condition}"')


def _say_command(
    drug: str,
    condition: str | None,
    studies: list[Path] | None,
    only: bool,
    outcome: list[str] | None,
    measure: str | None,
    between: str | None,
) -> str:
    """What to type to have the report again."""
    from shlex import quote

    words = ["neurodose", "evidence", quote(drug)]
    for name, held in (
        ("--for", [condition]), ("--studies", studies or []), ("--outcome", outcome or []), ("--measure", [measure]),
        ("--between", [between]),
    ):  # fmt: skip
        for value in held:
            words += [name, quote(str(value))] if value is not None else []
    return " ".join(words + ["--only"] * only)


def _write(report: EvidenceReport, output: Path) -> list[Path]:
    """Everything into a folder, or one kind of it into a file."""
    tables = report.to_csv()
    kinds = {
        ".html": report.to_html,
        ".md": report.to_markdown,
        ".json": report.to_json,
        ".csv": lambda: tables["effects"],
    }
    return write_report(report.name, kinds, output, tables)


def _write_pages(drug: str | None, output: Path | None) -> None:
    """A page (Markdown) for each question of the library, and README.md over them."""
    if output is None or drug is not None:
        said = "the folder for the pages is missing" if output is None else f"{drug} and --all are both typed"
        raise CommandError(said, hint="type: neurodose evidence --all --output docs/evidence")
    make_folder(output)
    from neurodose.cli.progress import show_progress
    from neurodose.reports.evidence_pages import write_pages

    with show_progress() as report:
        pages = write_pages(progress=report)
    write_texts({output / name: text for name, text in pages.items()})
    typer.echo(f"{len(pages)} pages in {output.resolve()}")
