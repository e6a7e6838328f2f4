"""A course as a Parquet file: the table of `course.to_pandas()`, which says itself what it holds; of many people it is
written while they are solved.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from neurodose.errors import OutputError
from neurodose.files import filling
from neurodose.simulation.endings import Endings
from neurodose.simulation.gathering import Asked, Gathering, Kept

if TYPE_CHECKING:
    from neurodose.simulation.course import Course

COMPRESSION = "zstd"  # every reader of Parquet knows it, and it halves what the older ones leave
GROUP = 1 << 20  # numbers in a row group: written in a tenth of a second, in which nothing can interrupt
COPIES = 6  # of a group's columns, as they are turned round, converted and compressed


def find_writer() -> Any:
    """What writes Parquet; raises OutputError where it is not installed. Ask before the work, not after it."""
    try:
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise OutputError("Parquet needs the package pyarrow", hint="pip install 'neurodose[parquet]'") from None
    return parquet


def tell(course: Course) -> dict[str, str]:
    """What a course came of, for the metadata of its file."""
    return {
        "model": course.system.name,
        "regimen": course.regimen,
        "people": course.people.origin,
        "seed": str(course.people.seed),
        "method": course.made_by,
        "versions": _versions(),
    }


def make_table(course: Course, told: Mapping[str, str]) -> Any:
    """A course as a table of pyarrow; each column's metadata hold its address, unit and meaning."""
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
    return pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields, metadata=dict(told)))


def _versions() -> str:
    held = [f"Python {platform.python_version()}"]
    for package in ("neurodose", "numpy", "pyarrow"):
        with suppress(metadata.PackageNotFoundError):
            held.append(f"{package} {metadata.version(package)}")
    return ", ".join(held)


def count_in_group(asked: Asked) -> int:
    """How many people share a row group, whoever is solved together."""
    return max(1, GROUP // (len(asked.times) * (len(asked.outputs) + 2)))


def size_of_group(asked: Asked, people: int) -> float:
    """The bytes that people take while they wait to be written."""
    rows = len(asked.times) * min(people, count_in_group(asked))
    return 8.0 * rows * (len(asked.outputs) + 2) * COPIES


class ToFile(Gathering):
    """Trajectories go to a file, a row group at a time. Raises OutputError where it cannot be written.

    course: what is known before anybody has lived; notes: what else its metadata say
    """

    def __init__(self, asked: Asked, course: Course, path: Path, notes: Mapping[str, str]) -> None:
        self.asked, self.course, self.path, self.told = asked, course, path, tell(course) | dict(notes)
        self.parquet, self.stack, self.writer = find_writer(), ExitStack(), None
        people = min(len(course.people), count_in_group(asked))
        self.waiting = np.empty((len(asked.outputs), people, len(asked.times)))
        self.written, self.count = 0, 0  # people in the file, and people who wait

    def __enter__(self) -> ToFile:
        self.half = self.stack.enter_context(filling(self.path))
        return self

    def take(self, some: slice, seen: np.ndarray) -> None:
        first, most = 0, self.waiting.shape[1]
        while first < seen.shape[1]:
            count = min(most - self.count, seen.shape[1] - first)
            self.waiting[:, self.count : self.count + count] = seen[:, first : first + count]
            self.count, first = self.count + count, first + count
            if self.count == most:
                self._write()

    def _write(self) -> None:
        """Those who wait become a row group."""
        some = slice(self.written, self.written + self.count)
        values = dict(zip(self.asked.outputs, self.waiting[:, : self.count], strict=True))
        table = make_table(replace(self.course, people=self.course.people[some], values=values), self.told)
        if self.writer is None:
            self.writer = self.parquet.ParquetWriter(self.half, table.schema, compression=COMPRESSION)
        rows = max(1, GROUP // table.num_columns)
        for first in range(0, len(table), rows):
            self.writer.write_table(table.slice(first, rows))
        self.written, self.count = some.stop, 0

    def close(self, endings: Endings) -> Kept:
        if self.count:
            self._write()
        assert self.writer is not None
        self.writer.add_key_value_metadata({"status": str(endings)})
        self.writer.close()
        return Kept({}, told=f"trajectories in {self.path}", file=self.path)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self.writer is not None:
            with suppress(Exception):  # a disk that is full is full when the file is closed, too
                self.writer.close()
        self.stack.__exit__(kind, error, trace)
