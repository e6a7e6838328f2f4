"""An affinity is one figure of a ligand at a target, as one assay found it; rates and efficacies are told the same way.

Absolute values differ tenfold between assays, so each figure names its assay, and what was measured together is kept
together: ratios are taken within an assay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from neurodose.records.observation import Error, Place
from neurodose.records.vocabulary import PLAIN, SHARE, Kind
from neurodose.sources import Certainty, Reading, Source
from neurodose.units import Quantity

TARGETS = {
    "mu": "mu-opioid receptor",
    "delta": "delta-opioid receptor",
    "kappa": "kappa-opioid receptor",
    "GABA-B": "GABA-B receptor",
    "alpha-1A": "adrenergic alpha-1A receptor",
    "alpha-1B": "adrenergic alpha-1B receptor",
    "alpha-1D": "adrenergic alpha-1D receptor",
    "alpha-2A": "adrenergic alpha-2A receptor",
    "alpha-2B": "adrenergic alpha-2B receptor",
    "alpha-2C": "adrenergic alpha-2C receptor",
    "5-HT1A": "serotonin 5-HT1A receptor",
    "5-HT2B": "serotonin 5-HT2B receptor",
    "TLR4": "Toll-like receptor 4",
    "CYP1A2": "enzyme CYP1A2",
    "CYP2C8": "enzyme CYP2C8",
    "CYP2C9": "enzyme CYP2C9",
    "CYP2C19": "enzyme CYP2C19",
    "CYP2D6": "enzyme CYP2D6",
    "CYP3A": "enzymes CYP3A4 and CYP3A5",
    "P-gp": "transporter P-glycoprotein",
}
CONCENTRATION = ("nM",)
RATE = ("1/s",)
# How sure it is that a figure is what its assay found, by how it was read; what is remembered says so itself.
CERTAINTY: dict[Reading, Certainty] = {"read": "high", "read second-hand": "low"}
QUANTITIES: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("Ki", "Ki", "concentration that holds half, by competition with a radioligand or a substrate",
             CONCENTRATION, "exposure"),
        Kind("Kd", "Kd", "concentration that holds half, of the labelled ligand itself", CONCENTRATION, "exposure"),
        Kind("IC50", "IC50", "concentration that takes away half of binding, activity or transport", CONCENTRATION,
             "exposure"),
        Kind("relative Ki", "relative Ki", "Ki over that of another ligand or target of the assay", PLAIN, "exposure"),
        Kind("EC50", "EC50", "concentration that gives half of the ligand's own largest effect", CONCENTRATION,
             "exposure"),
        Kind("relative EC50", "relative EC50", "EC50 over that of another ligand of the assay", PLAIN, "exposure"),
        Kind("Emax", "Emax", "the ligand's largest effect, of that of a reference", SHARE, "effect"),
        Kind("pA2", "pA2", "minus the logarithm of the molar concentration, or dose per kg, that doubles what an "
             "agonist needs", PLAIN, "exposure"),
        Kind("Bmax", "Bmax", "binding sites there are", ("pmol/mg",), "exposure"),
        Kind("kon", "kon", "rate of association; of a law with an exponent n, that at 1 pM", ("1/s", "1/(nM·h)"),
             "exposure"),
        Kind("koff", "koff", "rate at which the ligand leaves", RATE, "exposure"),
        Kind("n", "n", "exponent of the concentration in the rate of association", PLAIN, "exposure"),
        Kind("KI", "KI", "concentration at half of the fastest inactivation", CONCENTRATION, "exposure"),
        Kind("kinact", "kinact", "fastest inactivation", RATE, "exposure"),
    )
}  # fmt: skip
# What says how tightly a ligand is held; one of these is compared with its like only.
HOLDING = ("Ki", "Kd", "IC50", "relative Ki")
NEEDS_REFERENCE = ("relative Ki", "relative EC50", "Emax")
Basis = Literal["measured", "derived"]


@dataclass(frozen=True)
class Assay:
    """One series of measurements whose figures may be set in relation to one another.

    key:         its name in the table; source: where it is told
    species:     whose receptor or enzyme; preparation: cells, membranes, tissue or people
    radioligand: what competed, of a binding assay; readout: what was seen, of any other
    """

    key: str
    source: Source
    place: Place
    species: str = ""
    preparation: str = ""
    radioligand: str = ""
    readout: str = ""
    note: str = ""

    @property
    def method(self) -> str:
        """How it was measured, in words: "[3H]DAMGO, CHO cells"."""
        return ", ".join(part for part in (self.radioligand, self.readout, self.preparation) if part)


@dataclass(frozen=True)
class Affinity:
    """One figure of a ligand at a target.

    quantity:    "Ki", "Emax" …; condition: what tells it from others of its assay ("high-affinity site", "at 2 Hz")
    value:       as found; None where only bounds (`between`) or a finding in words are told
    limit:       whether the value is a bound: "over 10000 nM"
    error:       as published; relative_to: what a relative figure is relative to
    species:     of this target, where the assay has several
    source:      that of the assay, with this figure's own locator and way of reading
    certainty:   how sure it is that the assay found this; how far an assay tells of a brain is another question
    """

    ligand: str
    target: str
    quantity: str
    assay: Assay
    source: Source
    certainty: Certainty
    place: Place
    value: Quantity | None = None
    limit: Literal["under", "over"] | None = None
    between: tuple[Quantity, Quantity] | None = None
    finding: str = ""
    error: Error | None = None
    relative_to: str = ""
    condition: str = ""
    species: str = ""
    basis: Basis = "measured"
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What must not stand in the table twice."""
        return self.assay.key, self.ligand, self.target, self.quantity, self.condition

    @property
    def number(self) -> float | None:
        """The value in coherent units (nanomoles a litre, hours), bounds left out; None where there is none."""
        return None if self.value is None or self.limit else float(self.value.coherent)

    @property
    def said(self) -> str:
        """The figure as its source says it: "233 nM", "over 10000 nM", "20 to 50 %", "no measurable binding"."""
        if self.value is not None:
            return f"{self.limit} {self.value}" if self.limit else str(self.value)
        return f"{self.between[0].value:g} to {self.between[1]}" if self.between else self.finding

    @property
    def spread(self) -> str:
        """The error as its source says it: "SD 48", "95 % 45.8 to 152"; nothing where it says none."""
        if self.error is None:
            return ""
        if self.error.kind in ("sd", "se"):
            return f"{self.error.kind.upper()} {self.error.size:.3g}"
        return f"{'95 %' if self.error.kind == 'interval' else 'range'} {self.error.low:g} to {self.error.high:g}"
