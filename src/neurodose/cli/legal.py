"""The law of a substance on the command line: the command `legal`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neurodose.cli.output import check_output, make_folder, write_report, write_texts
from neurodose.errors import ApprovalError, CommandError

if TYPE_CHECKING:
    from neurodose.records.approval import Approval
    from neurodose.reports.legal import LegalReport


def legal(
    substance: Annotated[
        str | None, typer.Argument(help="A substance or brand: kratom, 7-OH, Vivitrol; without one, lists them.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="A code (ISO 3166) or an English name: US-AL, Alabama, FR; without one, all.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="The day asked about: 2026-11-01; today unless said.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As it was known here on that day; today unless said.")] = None,
    act: Annotated[str | None, typer.Option(help="One act: possess, sell, prescribe, import …")] = None,
    form: Annotated[str | None, typer.Option(help="One form: leaf, extract, isolate, depot …")] = None,
    indication: Annotated[str | None, typer.Option("--for", help="What for, of a medicine.")] = None,
    records: Annotated[
        list[Path] | None, typer.Option(help="Records of your own (TOML), beside the library's; may be repeated.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every substance of the library, as pages (Markdown) in the folder --output.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="A folder for the page, JSON and table; or one file: .html, .md, .json, .csv.")
    ] = None,
) -> None:
    """What was the law of a substance in a place on a day, who says so, and how old that is.

    Not legal advice. What nobody wrote down is told as unknown, never taken from a neighbour.
    """
    if everything:
        _write_pages(substance, output)
        return
    if substance is None:
        if place or act or form or indication or output:
            raise CommandError("the substance is missing", hint="type: neurodose legal kratom --place US-AL")
        _list_substances()
        return
    if output is not None:
        check_output(output)
    from neurodose.library.approvals import find_law, survey_law
    from neurodose.records.jurisdiction import say_namesake
    from neurodose.reports.legal import LegalReport

    asked = {"on": on, "known_on": known_on, "act": act, "form": form, "indication": indication}
    held = _read_records(records or [])
    laws = survey_law(substance, **asked, records=held) if place is None else \
        (find_law(substance, place, **asked, records=held),)  # fmt: skip
    report = LegalReport(laws, _say_command(substance, place, asked, records or []), substance)
    if namesake := say_namesake(place or ""):
        typer.echo(f"{namesake}.", err=True)
    typer.echo(report.to_json() if as_json else "\n".join(report.short()))
    if output is not None:
        for path in _write(report, output):
            typer.echo(f"Written: {path.resolve()}", err=as_json)


def _list_substances() -> None:
    """What may be asked about, and where anything is recorded of it."""
    from neurodose.library.approvals import read_all
    from neurodose.library.approvals.substances import list_substances

    for name in list_substances():
        places = sorted({record.place for record in read_all() if name.casefold() in record.substances})
        typer.echo(f"{name}: {', '.join(places) or 'nothing recorded'}")


def _read_records(paths: list[Path]) -> tuple[Approval, ...] | None:
    """The library's records with those of one's own files; None where there are none of one's own."""
    if not paths:
        return None
    from neurodose.files import read_file
    from neurodose.library.approvals import read_all
    from neurodose.records.approval_reader import check_together, read_approvals

    own = tuple(record for path in paths
                for record in read_approvals(read_file(path, ApprovalError), path.name).take())  # fmt: skip
    held = (*read_all(), *own)
    check_together(held)
    return held


def _say_command(substance: str, place: str | None, asked: Mapping[str, str | None], records: list[Path]) -> str:
    """What to type to have the report again."""
    from shlex import quote

    words = ["neurodose", "legal", quote(substance)]
    options = {"--place": place, "--on": asked["on"], "--known-on": asked["known_on"], "--act": asked["act"],
               "--form": asked["form"], "--for": asked["indication"]}  # fmt: skip
    for name, value in (*options.items(), *(("--records", str(path)) for path in records)):
        words += [name, quote(value)] if value is not None else []
    return " ".join(words)


def _write(report: LegalReport, output: Path) -> list[Path]:
    """Everything into a folder, or one kind of it into a file."""
    kinds = {".html": report.to_html, ".md": report.to_markdown, ".json": report.to_json, ".csv": report.to_csv}
    return write_report(report.name, kinds, output)


def _write_pages(substance: str | None, output: Path | None) -> None:
    """A page (Markdown) for each substance of the library, and README.md over them."""
    if output is None or substance is not None:
        said = "the folder for the pages is missing" if output is None else f"{substance} and --all are both typed"
        raise CommandError(said, hint="type: neurodose legal --all --output docs/legal")
    make_folder(output)
    from neurodose.reports.legal_pages import write_pages

    pages = write_pages()
    write_texts({output / name: text for name, text in pages.items()})
    typer.echo(f"{len(pages)} pages in {output.resolve()}")
