"""An observation is one figure that was measured in people under a known regimen, with its error and its source."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from neurodose.errors import ObservationError, SourceError, UnitError
from neurodose.sources import Source
from neurodose.units import Unit, read_unit

KEYS = {
    "id",
    "quantity",
    "unit",
    "value",
    "sd",
    "low",
    "high",
    "people",
    "n",
    "regimen",
    "after",
    "to",
    "source",
    "note",
    "calibration",
}
NUMBERS = {"value", "sd", "low", "high", "after", "to"}
REQUIRED = ("id", "quantity", "unit", "value", "people", "n", "regimen", "after", "source")


@dataclass(frozen=True)
class Observation:
    """One figure from people.

    quantity: address of the output it measures ("mu.displacement"); unit: of the numbers
    value:    mean, or one person's figure (n of 1)
    sd:       standard deviation between people, where given; low, high: an interval or range, where given
    people:   who they were; n: how many
    regimen:  what they took, as a sentence
    after, to: window of measurement in hours after the last dose (equal for one moment)
    is_calibration: whether the model's values were set with it
    """

    id: str
    quantity: str
    unit: Unit
    value: float
    sd: float | None
    low: float | None
    high: float | None
    people: str
    n: int
    regimen: str
    after: float
    to: float
    source: Source
    note: str
    is_calibration: bool

    @property
    def error(self) -> tuple[float, float] | None:
        """How far the figure reaches down and up: two standard deviations are not invented where none were given."""
        if self.sd is not None:
            return (self.sd, self.sd)
        if self.low is not None and self.high is not None:
            return (self.value - self.low, self.high - self.value)
        return None


def read_observations(text: str, name: str) -> tuple[Observation, ...]:
    """Reads a record file (TOML, one [[observation]] a figure); raises ObservationError naming the file and the
    entry.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ObservationError(f"{name} cannot be read: {error}", where=name) from None
    sources = {key: _read_source(value, f"{name}, source {key}") for key, value in content.get("sources", {}).items()}
    found = tuple(
        _read(entry, sources, f"{name}, entry {n}") for n, entry in enumerate(content.get("observation", []), 1)
    )
    seen: set[str] = set()
    for observation in found:
        if observation.id in seen:
            raise ObservationError(f'two observations are called "{observation.id}"', where=name)
        seen.add(observation.id)
    return found


def _read_source(entry: Mapping[str, Any], where: str) -> Source:
    try:
        return Source(**entry)
    except SourceError as error:
        raise ObservationError(error.what, where=where, exists=error.exists, hint=error.hint) from None
    except (TypeError, AttributeError):
        known = [f.name for f in fields(Source)]
        unknown = [key for key in entry if key not in known]
        said = f"does not know {', '.join(unknown)}" if unknown else "has no authors, year and journal that can be read"
        raise ObservationError(f"the source {said}", where=where, exists=f"a source has: {', '.join(known)}") from None


def _read(entry: Mapping[str, Any], sources: Mapping[str, Source], where: str) -> Observation:
    unknown, missing = sorted(set(entry) - KEYS), [k for k in REQUIRED if k not in entry]
    if unknown or missing:
        said = "; ".join([f"does not know {k}" for k in unknown] + [f"lacks {k}" for k in missing])
        raise ObservationError(
            f"the entry {said}", where=where, exists=f"an observation has: {', '.join(sorted(KEYS))}"
        )
    _check_kinds(entry, where)
    if entry["source"] not in sources:
        raise ObservationError(
            f'no source is called "{entry["source"]}"',
            where=where,
            exists=f"the file has: {', '.join(sources)}",
        )
    if entry["n"] < 1:
        raise ObservationError(f"n is {entry['n']}", where=where, hint="an observation is of at least one person")
    _check_reach(entry, where)
    return Observation(
        id=entry["id"],
        quantity=entry["quantity"],
        unit=_read_unit(entry["unit"], where),
        value=float(entry["value"]),
        sd=entry.get("sd"),
        low=entry.get("low"),
        high=entry.get("high"),
        people=entry["people"],
        n=entry["n"],
        regimen=entry["regimen"],
        after=float(entry["after"]),
        to=float(entry.get("to", entry["after"])),
        source=sources[entry["source"]],
        note=entry.get("note", ""),
        is_calibration=entry.get("calibration", False),
    )


def _check_kinds(entry: Mapping[str, Any], where: str) -> None:
    """Every number is a finite number, n is a whole one, and calibration is true or false; the rest is text."""
    for key, value in entry.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if key in NUMBERS:
            fits, wanted = is_number, "a finite number"
        elif key == "n":
            fits, wanted = is_number and isinstance(value, int), "a whole number"
        elif key == "calibration":
            fits, wanted = isinstance(value, bool), "true or false"
        else:
            fits, wanted = isinstance(value, str) and bool(value.strip() or key == "note"), "text in quotes"
        if not fits:
            raise ObservationError(f"{key} is {value!r}", where=where, hint=f"{key} is {wanted}")


def _check_reach(entry: Mapping[str, Any], where: str) -> None:
    """A window does not end before it begins, and an error does not point the wrong way."""
    value, after = entry["value"], entry["after"]
    if not 0 <= after <= entry.get("to", after):
        raise ObservationError(
            f"the window runs from after = {after} to = {entry.get('to', after)}",
            where=where,
            hint="count hours from the last dose: 0 or more, and not ending before they begin",
        )
    if entry.get("sd", 0) < 0:
        raise ObservationError(f"sd is {entry['sd']}", where=where, hint="a standard deviation is 0 or more")
    if not entry.get("low", value) <= value <= entry.get("high", value):
        raise ObservationError(
            f"the value {value} lies outside low = {entry.get('low')}, high = {entry.get('high')}",
            where=where,
            hint="low and high hold the value between them",
        )


def _read_unit(text: str, where: str) -> Unit:
    try:
        return read_unit(text)
    except UnitError as error:
        raise ObservationError(error.what, where=where, exists=error.exists, hint=error.hint) from None
