"""A course as a Parquet file, which says itself what it holds and how to make it again."""

from __future__ import annotations

import platform
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from neurodose.agreement.validation import find_run
from neurodose.errors import OutputError
from neurodose.estimation.run import DIGITS
from neurodose.files import write_whole
from neurodose.protocol.protocol import Protocol
from neurodose.protocol.writing import write_protocol
from neurodose.simulation.course import Course

COMPRESSION = "zstd"  # every reader of Parquet knows it, and it halves what the older ones leave


def find_writer() -> Any:
    """What writes Parquet; raises OutputError where it is not installed. Ask before the work, not after it."""
    try:
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise OutputError("Parquet needs the package pyarrow", hint="pip install 'neurodose[parquet]'") from None
    return parquet


def write_parquet(course: Course, path: Path, *, protocol: Protocol | None = None, command: str = "") -> None:
    """Writes a course to a file, whole or not at all, with the columns of `course.to_pandas()`.

    protocol: what the course came of; command: what to type to get it again. The schema's metadata hold both, and the
    model, regimen, people, typical values, seed, method and versions; each column's hold its address, unit and
    meaning. Raises OutputError where nothing can be written.
    """
    parquet = find_writer()
    table = _make_table(course, _tell(course, protocol, command))
    write_whole(path, lambda half: parquet.write_table(table, half, compression=COMPRESSION))


def _make_table(course: Course, told: dict[str, str]) -> Any:
    import pyarrow

    columns = course.columns()
    kinds = [{"unit": "1"}, {"unit": "h", "meaning": "time after the start"}]
    kinds += [
        {"address": name, "unit": curve.unit.symbol, "meaning": curve.meaning}
        for name, curve in ((name, course[name]) for name in course.outputs)
    ]
    arrays = [pyarrow.array(values) for values in columns.values()]
    fields = [
        pyarrow.field(name, array.type, nullable=False, metadata=kind)
        for name, array, kind in zip(columns, arrays, kinds, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields, metadata=told))


def _tell(course: Course, protocol: Protocol | None, command: str) -> dict[str, str]:
    told = {
        "model": course.system.name,
        "regimen": course.regimen,
        "people": course.people.origin,
        "seed": str(course.people.seed),
        "method": course.made_by,
        "status": str(course.status),
        "versions": _versions(),
    }
    if protocol is not None:
        told |= {"drug": protocol.drug.name, "structure": protocol.structure, "values": _tell_values(protocol)}
        told |= {"protocol": write_protocol(protocol)}
    return told | ({"command": command} if command else {})


def _tell_values(protocol: Protocol) -> str:
    """Where the typical values come from, and those that are not the table's."""
    own, run = protocol.calibrated, find_run(protocol.drug)
    if not own or run is None:
        return f"those of the table of {protocol.drug.name}"
    listed = ", ".join(
        f"{address} {value.value:.{DIGITS}g} {value.unit}".removesuffix(" 1") for address, value in own.items()
    )
    return f"calibrated for “{protocol.structure}” by run {run.name}: {listed}; all others as in the table"


def _versions() -> str:
    held = [f"Python {platform.python_version()}"]
    for package in ("neurodose", "numpy", "pyarrow"):
        with suppress(metadata.PackageNotFoundError):
            held.append(f"{package} {metadata.version(package)}")
    return ", ".join(held)
