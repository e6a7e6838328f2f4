"""What reports of suspected harm say of a drug, on the command line: the command `signals`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neurodose.cli.output import check_output, write_report
from neurodose.errors import CommandError

if TYPE_CHECKING:
    from neurodose.reports.signals import SignalReport

ROLES = ("PS", "SS", "I", "C", "?")


def signals(
    places: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders, archives or files: FDA's quarterly files, CAERS tables, JSON of openFDA."),
    ] = None,
    drug: Annotated[str, typer.Option(help="A drug by any of its names: kratom, 7-OH, baclofen, Vivitrol …")] = "",
    comparator: Annotated[
        list[str] | None, typer.Option(help="Another drug to be compared with; may be repeated.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Told apart and adjusted by sex, age, year or quarter, or several with commas.")
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option(help="In which a drug counts: PS, SS, I, C; default PS, SS and I.")
    ] = None,
    event: Annotated[list[str] | None, typer.Option(help="This event alone; may be repeated.")] = None,
    least: Annotated[int, typer.Option(help="Cases that an event must have to be told.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="A folder for the page, JSON and tables; or one file: .html, .md, .json, .csv.")
    ] = None,
) -> None:
    """Which events are reported with a drug more often than expected: an association among reports, never a risk.

    Versions of a case are made one, spellings and brands of a drug one name; what cannot be read is told.
    """
    if not places or not drug:
        lacking = "the folder of report files" if not places else "the drug"
        raise CommandError(f"{lacking} is missing", hint="type: neurodose signals FOLDER --drug kratom")
    roles = tuple(word.upper() for word in role) if role else ("PS", "SS", "I")
    for one in roles:
        if one not in ROLES:
            raise CommandError(f'"{one}" is no role of a drug', exists=f"roles are: {', '.join(ROLES)}")
    if output is not None:
        check_output(output)
    from neurodose.cli.progress import show_progress
    from neurodose.reports.signals import ask_signals

    with show_progress() as progress:
        report = ask_signals(
            places, drug, comparators=tuple(comparator or ()), by=by, roles=roles, least=least,
            events=tuple(event or ()), progress=progress,
            command=_say_command(places, drug, comparator or [], by, role or [], event or [], least),
        )  # fmt: skip
    typer.echo(report.to_json() if as_json else "\n".join(report.short()))
    if output is not None:
        for path in _write(report, output):
            typer.echo(f"Written: {path.resolve()}", err=as_json)


def _say_command(
    places: list[Path],
    drug: str,
    comparators: list[str],
    by: str | None,
    roles: list[str],
    events: list[str],
    least: int,
) -> str:
    """What to type to have the report again."""
    from shlex import quote

    words = ["neurodose", "signals", *(quote(str(place)) for place in places), "--drug", quote(drug)]
    options = (("--comparator", comparators), ("--by", [by] if by else []), ("--role", roles), ("--event", events),
               ("--least", [str(least)] if least != 3 else []))  # fmt: skip
    for name, values in options:
        for value in values:
            words += [name, quote(value)]
    return " ".join(words)


def _write(report: SignalReport, output: Path) -> list[Path]:
    """Everything into a folder, or one kind of it into a file."""
    tables = report.to_csv()
    kinds = {
        ".html": report.to_html,
        ".md": report.to_markdown,
        ".json": report.to_json,
        ".csv": lambda: tables["pairs"],
    }
    return write_report(report.name, kinds, output, {name: text for name, text in tables.items() if text.strip()})
