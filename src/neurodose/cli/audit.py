"""What an article claims, on the command line: the command `audit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neurodose.cli.output import check_output, write_report

if TYPE_CHECKING:
    from neurodose.reports.article import ArticleReport


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
        check_output(output)
    from shlex import quote

    from neurodose.claims.audit import audit as audit_article
    from neurodose.reports.article import ArticleReport

    report = ArticleReport(audit_article(article), f"neurodose audit {quote(str(article))}")
    typer.echo(report.to_json() if as_json else "\n".join(report.short()))
    if output is not None:
        for path in _write(report, output):
            typer.echo(f"Written: {path.resolve()}", err=as_json)


def _write(report: ArticleReport, output: Path) -> list[Path]:
    """Everything into a folder, or one kind of it into a file."""
    kinds = {".html": report.to_html, ".md": report.to_markdown, ".json": report.to_json, ".csv": report.to_csv}
    return write_report(report.name, kinds, output)
