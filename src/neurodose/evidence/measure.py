"""A measure of effect says on which scale studies are added up, and how that scale is told to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from neurodose.errors import EvidenceError, unknown_name


@dataclass(frozen=True)
class Measure:
    """symbol: "RR"; name: "risk ratio"; is_ratio: estimates are logarithms, and are shown as their exponentials
    of: what it is made of: "counts", "means", "rates" or "contrasts" (published as such, never made of arms)
    """

    symbol: str
    name: str
    is_ratio: bool
    of: str

    @property
    def null(self) -> float:
        """No effect, as it is shown."""
        return 1.0 if self.is_ratio else 0.0

    def show(self, value: float) -> float:
        """A value of the scale on which effects add up, as it is told: a ratio for its logarithm."""
        return exp(value) if self.is_ratio else value

    def show_interval(self, estimate: float, interval: tuple[float, float]) -> dict[str, float]:
        """An estimate and its interval, as they are told."""
        low, high = interval
        return {"estimate": self.show(estimate), "low": self.show(low), "high": self.show(high)}


MEASURES: Mapping[str, Measure] = {
    row.symbol: row
    for row in (
        Measure("RR", "risk ratio", True, "counts"),
        Measure("OR", "odds ratio", True, "counts"),
        Measure("RD", "risk difference", False, "counts"),
        Measure("MD", "mean difference", False, "means"),
        Measure("SMD", "standardised mean difference", False, "means"),
        Measure("ROM", "ratio of means", True, "means"),
        Measure("IRR", "incidence rate ratio", True, "rates"),
        Measure("IRD", "incidence rate difference", False, "rates"),
        Measure("HR", "hazard ratio", True, "contrasts"),
        Measure("GEN", "effect", False, "contrasts"),
    )
}


def find_measure(symbol: str | Measure) -> Measure:
    """The measure of that symbol ("RR", "smd"); raises EvidenceError that lists them."""
    if isinstance(symbol, Measure):
        return symbol
    found = MEASURES.get(symbol.strip().upper())
    if found is None:
        raise unknown_name(EvidenceError, "measure of effect", symbol, MEASURES, owner="neurodose")
    return found
