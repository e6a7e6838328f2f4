"""An entry as it was written, and how its numbers are read: every fault is noted at its line."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, get_args

from neurodose.errors import ObservationError, UnitError
from neurodose.records.observation import Error, ErrorKind, Place
from neurodose.records.sections import Section
from neurodose.records.vocabulary import Kind, read_number
from neurodose.units import Quantity, Unit

ERRORS: tuple[ErrorKind, ...] = get_args(ErrorKind)
LIMIT = re.compile(r"(under|below|<|over|above|>)\s*(.+)", re.IGNORECASE)
ROUNDING = 1e-9  # relative: 0.6 and 60 % are the same number

Read = TypeVar("Read")


@dataclass
class Entry:
    """An entry as it was written, and what was found wrong with it so far, as errors of one kind."""

    section: Section
    table: Mapping[str, Any]
    place: Place
    faults: list[ObservationError] = field(default_factory=list)
    error: type[ObservationError] = ObservationError

    def refuse(self, key: str, what: str, exists: str | None = None, hint: str | None = None) -> None:
        """Notes a fault at the line of a key ("n", "versus.n")."""
        at = replace(self.place, line=self.section.find(*key.split(".")))
        self.faults.append(self.error(what, where=str(at), exists=exists, hint=hint))

    def attempt(self, key: str, read: Callable[[], Read]) -> Read | None:
        """What a reader finds, or None and a fault at the key's line."""
        try:
            return read()
        except ObservationError as error:
            self.refuse(key, f"{key}: {error.what}", error.exists, error.hint)
            return None


def write(value: Any) -> str:
    """A value as text, a plain number of TOML too; raises TypeError for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return repr(value)


@dataclass(frozen=True)
class Form:
    """How the numbers of an entry are to be read: by the kind of its figure."""

    entry: Entry
    kind: Kind
    is_ratio: bool

    def read(self, key: str, value: Any, unit: Unit | None = None) -> Quantity | None:
        """A number in the unit given, or in its own."""
        try:
            text = write(value)
        except TypeError:
            self.entry.refuse(key, f"{key} is {value!r}", hint=f'write it in quotes with its unit: {key} = "94.9 %"')
            return None
        found = self.entry.attempt(key, lambda: read_number(text, self.kind, self.is_ratio))
        if found is None or unit is None:
            return found
        try:
            return found.to(unit)
        except UnitError as error:
            self.entry.refuse(key, f"{key}: {error.what}", error.exists, f"write it in {unit}, like the value")
            return None

    def read_value(self) -> tuple[Quantity | None, tuple[float, float] | None]:
        """The value, and the band that a limit sets: "under 1 %", "over 49 h"."""
        written = self.entry.table["value"]
        match = LIMIT.fullmatch(written.strip()) if isinstance(written, str) else None
        value = self.read("value", match[2] if match else written)
        if value is None:
            return None, None
        is_exposure = self.kind.tolerance == "exposure" or self.is_ratio
        if is_exposure and value.value < 0:
            self.entry.refuse("value", f"the value {value} is below zero", hint="a figure of this kind cannot be")
        if match is None:
            return value, None
        if clashing := [key for key in (*ERRORS, "band", "individual") if key in self.entry.table]:
            self.entry.refuse("value", f"a limit has no {clashing[0]}", hint=f'write "{value}", or leave it out')
        is_under = match[1].lower() in ("under", "below", "<")
        return value, (-math.inf, value.value) if is_under else (value.value, math.inf)

    def read_several(self, key: str, unit: Unit) -> tuple[float, ...]:
        written = self.entry.table.get(key, [])
        if not isinstance(written, list):
            self.entry.refuse(key, f"{key} is {written!r}", hint=f'write a list: {key} = ["43 %", "58 %"]')
            return ()
        found = [self.read(key, value, unit) for value in written]
        return tuple(float(value.value) for value in found if value is not None)

    def read_pair(self, key: str, unit: Unit) -> tuple[float, float] | None:
        if key not in self.entry.table:
            return None
        before = len(self.entry.faults)
        found = self.read_several(key, unit)
        if len(self.entry.faults) > before:
            return None
        if len(found) != 2 or found[0] > found[1]:
            self.entry.refuse(key, f"{key} is {self.entry.table[key]!r}", hint="it has two ends, the lower one first")
            return None
        return found[0], found[1]

    def read_error(self, value: Quantity) -> Error | None:
        """The error that is given, if one is."""
        for kind in ERRORS:
            if kind in self.entry.table:
                return self._read_spread(kind, value) if kind in ("sd", "se") else self._read_ends(kind, value)
        return None

    def _read_spread(self, kind: ErrorKind, value: Quantity) -> Error | None:
        size = self.read(kind, self.entry.table[kind], value.unit)
        if size is not None and size.value < 0:
            self.entry.refuse(kind, f"{kind} is {size}", hint="it is 0 or more")
        return None if size is None else Error(kind, value.value - size.value, value.value + size.value)

    def _read_ends(self, kind: ErrorKind, value: Quantity) -> Error | None:
        ends = self.read_pair(kind, value.unit)
        if ends is None:
            return None
        slack = ROUNDING * max(abs(end) for end in ends)
        if not ends[0] - slack <= value.value <= ends[1] + slack:
            said = f"the value {value} lies outside the {kind} from {ends[0]:g} to {ends[1]:g} {value.unit}"
            self.entry.refuse(kind, said, hint="a value lies between the ends")
        return Error(kind, *ends)
