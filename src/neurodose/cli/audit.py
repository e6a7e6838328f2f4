"""What an article claims, on the command line: the command `audit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neurodose.errors import CommandError

if TYPE_CHECKING:
    from neurodose.reports.article import ArticleReport

KINDS = (".html", ".md", ".json", ".csv")


def audit(
    article: Annotated[
        Path, typer.Argument(help="A file: plain text, HTML, or the text of a PDF.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="A folder for the page, JSON and table; or one file: .html, .md, .json, .csv.")
    ] = None,
) -> None:
    """What an article says of drugs, sentence by sentence: its kind, how sure it is, and what neurodose holds of it.

    Findings first: what contradicts itself or what is held, what is said too strongly, what is left vague.
    """
    if output is not None:
        _check_output(output)
    from shlex import quote

    from neurodose.claims.audit import audit as audit_article
    from neurodose.reports.article import ArticleReport

    report = ArticleReport(audit_article(article), f"neurodose audit {quote(str(article))}")
    typer.echo(report.to_json() if as_json else "\n".join(report.short()))
    if output is not None:
        for path in _write(report, output):
            typer.echo(f"Written: {path.resolve()}", err=as_json)


def _check_output(output: Path) -> None:
    """Before the work: a folder that is made where it is missing, or a file of a kind that is known."""
    from neurodose.files import check_writable

    if output.suffix.lower() in KINDS and not output.is_dir():
        check_writable(output)
    elif output.suffix and not output.is_dir():
        raise CommandError(f'"{output}" is neither a folder nor a file that can be written',
                           exists=f"files end in {', '.join(KINDS)}")  # fmt: skip
    else:
        from neurodose.cli.evidence import make_folder

        make_folder(output)


def _write(report: ArticleReport, output: Path) -> list[Path]:
    """Everything into a folder, or one kind of it into a file."""
    from neurodose.files import write_whole

    kinds = {".html": report.to_html, ".md": report.to_markdown, ".json": report.to_json, ".csv": report.to_csv}
    if output.is_dir():
        made = {output / f"{report.name}{end}": make() for end, make in kinds.items()}
    else:
        made = {output: kinds[output.suffix.lower()]()}
    for path, text in made.items():
        write_whole(path, lambda half, text=text: half.write_text(text, encoding="utf-8"))
    return list(made)
