"""What a body allows: flows of organs, volumes, and how slips of unit are recognised by their round factors."""

from __future__ import annotations

import math

from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import DIMENSIONS, Dimension, L, M, h, minute, mL, s

icrp = Source("ICRP", 2002, "Ann ICRP 32, publication 89", "reference man")
davies = Source("Davies and Morris", 1993, "Pharm Res 10:1093", "tables of flows and volumes, man of 70 kg")
textbook = Source("Textbooks of physical chemistry", 2020, "collisions of small molecules with proteins in water")

TIME, LENGTH = DIMENSIONS.index("time"), DIMENSIONS.index("length")


class Limits(Parameters):
    """What clearances, volumes and rates in an adult cannot pass, or pass only for a reason."""

    cardiac_output = Parameter(390 * L / h, "blood that the heart pumps", icrp, "high")
    liver_flow = Parameter(90 * L / h, "blood that flows through the liver", davies, "high")
    kidney_flow = Parameter(40 * L / h, "plasma that flows through the kidneys", davies, "high")
    filtration = Parameter(125 * mL / minute, "plasma that the kidneys filter", davies, "high")
    plasma_volume = Parameter(3.0 * L, "volume of plasma", davies, "high")
    largest_volume = Parameter(
        3e4 * L,
        "largest volume of distribution",
        Assumption("chloroquine reaches some 15,000 L, amiodarone 5,000", (1.5e4, 1e5) * L),
        "low",
    )
    central_volume = Parameter(
        2000 * L,
        "largest volume of plasma and what mixes with it at once",
        Assumption("what blood brings within minutes; lipophilic drugs reach some 500 L", (500, 5000) * L),
    )
    csf_volume = Parameter(
        0.4 * L, "largest volume of cerebrospinal fluid", Assumption("150 mL, with the ventricles", (0.3, 0.5) * L)
    )
    diffusion = Parameter(1e10 / (M * s), "fastest association that diffusion allows", textbook, "moderate")


def limit(name: str) -> float:
    """A limit by its name, in coherent units."""
    return float(Limits.listed()[name].value.coherent)


# Factors that people slip by, the likeliest first, and what the slip is called.
SLIPS: dict[float, str] = {
    1000.0: "a thousand: mL for L, µg for mg, nM for µM",
    1000 / 60: "mL/min for L/h",
    60.0: "minutes for hours",
    1e6: "a million: ng for mg, nM for mM",
    100.0: "a hundred: per cent for a share, cm for m, or the decimal point",
    70.0: "per kilogram for the whole body",
    24.0: "days for hours",
    3600.0: "seconds for hours",
    10.0: "ten: the decimal point",
}
OF_TIME, OF_VOLUME = (60.0, 24.0, 3600.0, 1000 / 60), (70.0, 1000 / 60)  # slips of which only such units are capable
SLACK = 1.05  # of the flow of heart or liver: textbooks differ by so much
FILTERED = 1.2  # of filtration: healthy people differ by more
SHORTEST, LONGEST = 1 / 60, 365 * 24.0  # h: of a half-life of elimination, by esterases and from fat
USUAL_VOLUME, USUAL_HALF_LIFE = 5000.0, (0.5, 200.0)  # L, h: what a slip is to lead back to
PHASES, IMPOSSIBLE = 3.0, 10.0  # fold: several phases put ln 2 · V / CL that far from a half-life, and not farther
FEW = 3  # slips that are named: a longer list explains nothing
CLOSE = 1.6  # fold: figures of one study agree no better, and the factors are told apart


def name_slip(fold: float, close: float = CLOSE) -> str:
    """The slip by which one figure comes to be so many fold off ("a hundred: …"), or nothing where none is near."""
    factor = find_factor(fold, close)
    return "" if factor is None else SLIPS[factor]


def find_factor(fold: float, close: float = CLOSE) -> float | None:
    """The round factor nearest to a number of fold, up or down, if one is near."""
    if not (fold > 0 and math.isfinite(fold)):
        return None
    size = max(fold, 1 / fold)
    nearest = min(SLIPS, key=lambda factor: abs(math.log(size / factor)))
    return nearest if max(size / nearest, nearest / size) <= close else None


def tell_slips(value: float, low: float, high: float, dimension: Dimension) -> str:
    """Which slips of a unit of this dimension would bring a value between two limits, as a sentence."""
    has_time, is_volume = dimension[TIME] != 0, dimension[LENGTH] == 3
    able = (f for f in SLIPS if (has_time or f not in OF_TIME) and (is_volume or f not in OF_VOLUME))
    fits = [f for f in able if low <= value * f <= high or low <= value / f <= high]
    said = "; or ".join(SLIPS[factor] for factor in fits[:FEW])
    return f"a slip of unit would explain it: {said}" if said else "no slip of unit explains it"
