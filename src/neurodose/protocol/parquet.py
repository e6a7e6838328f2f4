"""A course as a Parquet file, which says itself what it holds and how to make it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from neurodose.agreement.validation import find_run
from neurodose.estimation.run import DIGITS
from neurodose.files import write_whole
from neurodose.library.combination import put_together
from neurodose.protocol.protocol import Protocol, run_protocol
from neurodose.protocol.writing import write_protocol
from neurodose.simulation.course import Course
from neurodose.simulation.keep import Parquet, Trajectories
from neurodose.simulation.parquet import COMPRESSION, find_writer, make_table, tell


def write_parquet(course: Course, path: Path, *, protocol: Protocol | None = None, command: str = "") -> None:
    """Writes a course to a file, whole or not at all, with the columns of `course.to_pandas()`.

    protocol: what the course came of; command: what to type to get it again. The schema's metadata hold both, and the
    model, regimen, people, typical values, seed, method and versions; each column's hold its address, unit and
    meaning. Raises OutputError where nothing can be written.
    """
    parquet = find_writer()
    table = make_table(course, _tell(course, protocol, command))
    write_whole(path, lambda half: parquet.write_table(table, half, compression=COMPRESSION))


def record_protocol(
    protocol: Protocol, path: Path, *, command: str = "", progress: Callable[[float], None] | None = None
) -> Course:
    """Runs a protocol and writes what it keeps to a file, whole or not at all; trajectories, while people are solved,
    so that they need not fit into memory. The course then says where they are.

    The file is that of `write_parquet`. Raises OutputError where nothing can be written.
    """
    if isinstance(protocol.keep, Trajectories):
        keep = Parquet(path, _tell_protocol(protocol, command))
        return run_protocol(replace(protocol, keep=keep), progress)
    course = run_protocol(protocol, progress)
    write_parquet(course, path, protocol=protocol, command=command)
    return course


def _tell(course: Course, protocol: Protocol | None, command: str) -> dict[str, str]:
    told = tell(course) | {"status": str(course.status)} | ({"kept": course.kept} if course.kept else {})
    return told | _tell_protocol(protocol, command)


def _tell_protocol(protocol: Protocol | None, command: str) -> dict[str, str]:
    told = {}
    if protocol is not None:
        told |= {"drug": protocol.drug.name, "structure": protocol.structure, "values": _tell_values(protocol)}
        told |= {"protocol": write_protocol(protocol)}
        told |= {"outside": "; ".join(protocol.marks)} if protocol.marks else {}
    return told | ({"command": command} if command else {})


def _tell_values(protocol: Protocol) -> str:
    """Where the typical values come from, and those that are not the table's."""
    own, runs = protocol.calibrated, [find_run(put_together(part)) for part in protocol.drug.parts]
    named = " and ".join(run.name for run in runs if run is not None)
    if not own:
        return f"those of the table of {protocol.drug.name}"
    listed = ", ".join(
        f"{address} {value.value:.{DIGITS}g} {value.unit}".removesuffix(" 1") for address, value in own.items()
    )
    return f"calibrated for “{protocol.structure}” by run {named}: {listed}; all others as in the table"
