"""Where a number comes from: a source to be found again, an assumption that says so, a calibration in the open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from neurodose.errors import SourceError
from neurodose.units import Quantity, UnitError, one

Reading = Literal["read", "read second-hand", "remembered"]
Certainty = Literal["high", "moderate", "low", "very low"]


@dataclass(frozen=True)
class Source:
    """A publication, label or data file in which a number stands.

    authors: as cited ("Meyer"; "Weerts and others")
    year:    of publication
    journal: journal with volume and page, or the publisher of a label
    locator: where in it (table, figure, abstract, section)
    reading: whether a person of this project read it, read it quoted elsewhere, or remembers it
    Raises SourceError where authors, year or journal are missing.
    """

    authors: str
    year: int
    journal: str
    locator: str = ""
    doi: str | None = None
    pmid: int | None = None
    reading: Reading = "remembered"

    def __post_init__(self) -> None:
        if not self.authors.strip() or not self.journal.strip() or not 1800 <= self.year <= 2100:
            raise SourceError(
                f'the source "{self.authors} {self.year}" cannot be found again',
                exists="a source has authors, a year and a journal (or publisher)",
                hint='write, for example, Source("Meyer", 1984, "J Clin Psychiatry 45(9):15", reading="read")',
            )
        if self.reading not in get_args(Reading):
            raise SourceError(
                f'"{self.reading}" does not say how the source {self.label} was read',
                exists=f"reading is one of: {', '.join(get_args(Reading))}",
            )

    @property
    def label(self) -> str:
        """How the text refers to it: "Meyer 1984"."""
        return f"{self.authors} {self.year}"

    @property
    def citation(self) -> str:
        """The full reference, one line."""
        found = [f"doi:{self.doi}"] if self.doi else []
        found += [f"PMID {self.pmid}"] if self.pmid else []
        parts = [f"{self.authors} ({self.year})", self.journal, self.locator, *found]
        return ". ".join(p for p in parts if p) + f" [{self.reading}]"


@dataclass(frozen=True)
class Assumption:
    """A number that nobody measured, with the reason for it and the range it may lie in.

    reason:  why this value, in words
    between: the range (low, high) in the unit of the number: `(0.01, 1) / h`; plain numbers for a share
    """

    reason: str
    between: Quantity | tuple[float, float]

    def __post_init__(self) -> None:
        if not isinstance(self.reason, str) or not self.reason.strip():
            raise SourceError(
                "an assumption gives no reason", hint='write Assumption("why", between=(low, high) * unit)'
            )
        limits = self.between.value if isinstance(self.between, Quantity) else self.between
        if not isinstance(limits, tuple) or len(limits) != 2 or not limits[0] <= limits[1]:
            raise SourceError(
                f"the assumption “{self.reason}” has no range from low to high",
                exists=f"between = {self.between!r}",
                hint="write between=(low, high) * unit",
            )

    @property
    def label(self) -> str:
        return "assumption"

    @property
    def range(self) -> Quantity:
        """Low and high as one quantity of two values."""
        return self.between if isinstance(self.between, Quantity) else Quantity(tuple(self.between), one)

    @property
    def citation(self) -> str:
        low, high = self.range.value
        unit = "" if self.range.unit.symbol == "1" else f" {self.range.unit}"
        return f"Assumption: {self.reason} (between {low:g} and {high:g}{unit})"

    def holds(self, value: Quantity) -> bool:
        """Whether a value lies in the assumed range; raises SourceError where the units differ."""
        try:
            low, high = self.range.to(value.unit).value
        except UnitError as error:
            raise SourceError(f"the range of the assumption “{self.reason}” has another unit than its value",
                              exists=error.what) from error  # fmt: skip
        slack = 1e-9 * max(abs(low), abs(high))  # rounding of a unit conversion
        return low - slack <= value.value <= high + slack


@dataclass(frozen=True)
class Calibration:
    """The run of `neurodose calibrate` that set a number, within what its source or assumption allows.

    run: its name, as in the run file of the library, which holds the value, its uncertainty and what it was fitted to
    """

    run: str

    def __post_init__(self) -> None:
        if not self.run.strip():
            raise SourceError("a calibration has no run", hint='name the run: Calibration("2026-11-22-0a1b2c3d")')

    @property
    def label(self) -> str:
        return "calibrated"

    @property
    def citation(self) -> str:
        return f"Calibrated by run {self.run}"
