"""An observation is one figure that was measured in people under a known regimen, with its error and its source."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from neurodose.records.vocabulary import Measure
from neurodose.records.window import Window
from neurodose.sources import Source
from neurodose.units import Quantity, Unit

ErrorKind = Literal["sd", "se", "interval", "range"]
Basis = Literal["measured", "derived", "simulated"]
Statistic = Literal["mean", "median"]

# People in a study that does not say how many: as many as the usual study of exposure has.
USUAL_SIZE = 12
USUAL_TRIAL = 100  # and of a trial of what becomes of people
HALF_INTERVAL = 1.96  # standard errors on either side in a 95 % interval
WEEK = 7 * 24.0  # hours
WITHOUT_DRUG = ("placebo", "nothing")


@dataclass(frozen=True)
class Place:
    """Where an entry, or a table that is named beside the entries, stands: file, number, its own name, line."""

    file: str
    number: int
    name: str
    line: int
    kind: str = "entry"

    def __str__(self) -> str:
        return f"{self.file}, {self.kind} {self.name or self.number}, line {self.line}"


@dataclass(frozen=True)
class Error:
    """How far a figure may be off, as its source says it.

    kind: "sd" between people, "se" of the mean, 95 % "interval" of it, or "range" of what was seen in people
    low, high: its ends, in the unit of the value; of an SD or SE the value less and plus one
    """

    kind: ErrorKind
    low: float
    high: float

    @property
    def size(self) -> float:
        """Half of its width: of an SD or SE the thing itself."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Arm:
    """What one group of people took, who they were, and what was measured in them when.

    regimen:    a sentence, or "placebo" or "nothing"; with_: other drugs, each with its own sentence
    before:     what they had been given before, in words
    people:     a population of the library; who: they in the words of the source
    covariates: medians of theirs that replace those of the population
    n:          how many; None where the source does not say
    """

    regimen: str
    people: str
    quantity: Measure
    time: Window
    n: int | None = None
    who: str = ""
    before: str = ""
    with_: Mapping[str, str] | None = None
    covariates: Mapping[str, Quantity] | None = None

    @property
    def window(self) -> Window:
        """Its time; weeks of what became of people count from the start of a trial, unless they say otherwise."""
        counts_from_start = self.quantity.row.is_outcome and not self.time.is_said and self.time.end_h >= WEEK
        return replace(self.time, anchor="first") if counts_from_start else self.time

    @property
    def is_without_drug(self) -> bool:
        return self.regimen.casefold() in WITHOUT_DRUG


@dataclass(frozen=True)
class Observation:
    """One figure from people.

    arm:        what they took, who they were, what was measured and when
    value:      as observed; error: as published, if it was; individual: each person's figure, in the unit of the value
    versus:     the other arm, of a ratio or comparison; in it stands what differs and what does not
    band:       the entry's own band of agreement, in the unit of the value; one end is infinite for "under" or "over"
    statistic:  whether the value is the mean of the people or their median (as the typical value of a fit is)
    basis:      measured, derived (by arithmetic on measured figures), or simulated (by a model of the authors)
    is_calibration: whether the model's values were set with it
    contradicts: entries of the file that cannot hold together with this one
    holds:      studies that are pooled in it, as their sources are named: a model that they set is not tested by it;
                its own study, where this figure set a number that no pool leaves out
    refused:    why the figure as printed cannot be right; it is shown beside a prediction, and never passes
    miss:       why the models miss it, where they do
    """

    id: str
    drug: str
    arm: Arm
    value: Quantity
    source: Source
    place: Place
    error: Error | None = None
    individual: tuple[float, ...] = ()
    versus: Arm | None = None
    band: tuple[float, float] | None = None
    region: str = ""
    statistic: Statistic = "mean"
    basis: Basis = "measured"
    note: str = ""
    is_calibration: bool = False
    contradicts: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    refused: str = ""
    miss: str = ""

    @property
    def quantity(self) -> Measure:
        return self.arm.quantity

    @property
    def regimen(self) -> str:
        return self.arm.regimen

    @property
    def with_(self) -> Mapping[str, str]:
        return self.arm.with_ or {}

    @property
    def people(self) -> str:
        return self.arm.people

    @property
    def who(self) -> str:
        return self.arm.who

    @property
    def covariates(self) -> Mapping[str, Quantity]:
        return self.arm.covariates or {}

    @property
    def n(self) -> int | None:
        return self.arm.n or len(self.individual) or None

    @property
    def time(self) -> Window:
        return self.arm.time

    @property
    def unit(self) -> Unit:
        return self.value.unit

    @property
    def size(self) -> int:
        """How many people a virtual study of it has: n, or the usual size where the source does not say."""
        return self.n or (USUAL_TRIAL if self.quantity.row.is_outcome else USUAL_SIZE)

    @property
    def is_ratio(self) -> bool:
        """Whether the value is this arm's figure over the other's (a comparison of its own kind is not)."""
        return self.versus is not None and not self.quantity.row.is_comparison

    @property
    def limit(self) -> Literal["under", "over"] | None:
        """Whether the source gives a limit and not a value."""
        if self.band is None or not math.isinf(self.band[1] - self.band[0]):
            return None
        return "over" if math.isinf(self.band[1]) else "under"

    @property
    def standard_error(self) -> float | None:
        """Of the mean, in the unit of the value; None where the source does not allow to say."""
        if self.error is not None and self.error.kind == "sd":
            return self.error.size / math.sqrt(self.size)
        if self.error is not None and self.error.kind != "range":
            return self.error.size / (1 if self.error.kind == "se" else HALF_INTERVAL)
        if len(self.individual) > 1:
            return statistics.stdev(self.individual) / math.sqrt(len(self.individual))
        return None

    @property
    def said(self) -> str:
        """The figure as its source says it ("94.9 %", "under 1 %")."""
        return f"{self.limit} {self.value}" if self.limit else str(self.value)
