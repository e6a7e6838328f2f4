"""The dossier as one file that needs nothing else: no script, no font, no address on a network."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from neurodose.errors import OutputError
from neurodose.modelling.parameter import Parameter
from neurodose.reports.dossier import Dossier


def check_writable(path: Path) -> None:
    """Raises OutputError if a file cannot be written there: asked before the work, not after it."""
    folder = path.resolve().parent
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint=f"name a file in it: {path / 'dossier.html'}")
    if not folder.is_dir():
        raise OutputError(f"the folder {folder} does not exist", hint="make it first, or choose another with --output")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path} cannot be written", hint="choose another place with --output")


def write_page(dossier: Dossier, path: Path) -> None:
    """Writes the dossier to a file, whole or not at all. Raises OutputError where that is impossible."""
    check_writable(path)
    text = render_page(dossier)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        half.write_text(text, encoding="utf-8")
        os.replace(half, path)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        raise OutputError(
            f"{path} cannot be written: {error.strerror}", hint="choose another place with --output"
        ) from None


def render_page(dossier: Dossier) -> str:
    """The HTML of a dossier."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("neurodose.reports", "templates")
    page = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.get_template("dossier.html.j2").render(
        dossier=dossier, methods=dossier.methods, rows=_rows(dossier), versions=_versions()
    )


def _rows(dossier: Dossier) -> list[dict[str, Any]]:
    return [_row(dossier, address, parameter) for address, parameter in dossier.methods.parameters.items()]


def _row(dossier: Dossier, address: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "address": address,
        "value": str(parameter.value),
        "meaning": parameter.meaning,
        "certainty": parameter.certainty,
        "numbers": dossier.methods.reference_numbers(parameter),
        "assumptions": [a.citation for a in parameter.assumptions],
        "measured_in": parameter.measured_in,
        "spread": dossier.methods.say_spread(parameter.between_people),
        "uncertainty": dossier.methods.say_spread(parameter.uncertainty),
    }


def _versions() -> str:
    held = [f"Python {platform.python_version()}"]
    for package in ("neurodose", "numpy", "matplotlib"):
        with suppress(metadata.PackageNotFoundError):
            held.append(f"{package} {metadata.version(package)}")
    return ", ".join(held)
