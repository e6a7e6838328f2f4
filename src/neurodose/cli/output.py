"""Where a report goes: all kinds of it into a folder, or one kind into a file; told before the work whether it can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from neurodose.errors import CommandError, OutputError

KINDS = (".html", ".md", ".json", ".csv")


def check_output(output: Path) -> None:
    """Before the work: a folder that is made where it is missing, or a file of a kind that is known.

    Raises CommandError for a file of another kind, OutputError where nothing can be written.
    """
    from neurodose.files import check_writable

    if output.suffix.lower() in KINDS and not output.is_dir():
        check_writable(output)
    elif output.suffix and not output.is_dir():
        raise CommandError(f'"{output}" is neither a folder nor a file that can be written',
                           exists=f"files end in {', '.join(KINDS)}")  # fmt: skip
    else:
        make_folder(output)


def make_folder(folder: Path) -> None:
    """A folder to write into, made where there is none; raises OutputError where that is impossible."""
    from neurodose.files import ANOTHER_PLACE, check_writable

    try:
        folder.mkdir(exist_ok=True)
    except OSError as problem:
        said = problem.strerror or problem
        raise OutputError(f"the folder {folder} cannot be made: {said}", hint=ANOTHER_PLACE) from None
    check_writable(folder / "report.json")


def write_report(
    name: str, kinds: Mapping[str, Callable[[], str]], output: Path, tables: Mapping[str, str] | None = None
) -> list[Path]:
    """Everything into a folder, or one kind of it into a file; nothing is written before all of it is made.

    name: of the report, for files of a folder; kinds: by the end of a file's name, how its text is made
    tables: by name, where a folder gets several in place of the one that ".csv" makes
    """
    if not output.is_dir():
        made = {output: kinds[output.suffix.lower()]()}
    elif tables is None:
        made = {output / f"{name}{end}": make() for end, make in kinds.items()}
    else:
        made = {output / f"{name}{end}": make() for end, make in kinds.items() if end != ".csv"}
        made |= {output / f"{name}-{table}.csv": text for table, text in tables.items()}
    return write_texts(made)


def write_texts(texts: Mapping[Path, str]) -> list[Path]:
    """Each text into its file, whole or not at all."""
    from neurodose.files import write_whole

    for path, text in texts.items():
        write_whole(path, lambda half, text=text: half.write_text(text, encoding="utf-8"))
    return list(texts)
