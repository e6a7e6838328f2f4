"""Figures of one arm that cannot hold together: half-life, clearance and volume; dose, area and clearance; parts of one
whole. One of them has a slip of unit, and the factor often says which.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from neurodose.modelling.substance import Substance
from neurodose.records.observation import Observation
from neurodose.slips.arms import Arm, is_single
from neurodose.slips.figures import find
from neurodose.slips.finding import Finding, Severity
from neurodose.slips.physiology import IMPOSSIBLE, PHASES, find_factor, name_slip
from neurodose.units import Quantity

CHECK = "contradiction"
CLEARANCES = ("clearance", "systemic clearance")
VOLUMES = ("apparent volume", "volume of distribution")  # the first, by the slope, goes with the last half-life
AGREE, DISAGREE = 1.25, 3.0  # fold: dose, area and clearance of one study, each a mean of its own
ALMOST = 0.015  # relative: a ratio that is the one of two molar masses, as figures are rounded
ALL = 1.05  # parts of one whole, each rounded


def check_contradictions(arm: Arm) -> Iterator[Finding]:
    """Findings on figures of one arm that contradict one another."""
    for substance in arm.substances:
        yield from _check_half_lives(arm, substance)
        yield from _check_areas(arm, substance)
        yield from _check_peaks(arm, substance)
        yield from _check_parts(arm, substance)
        yield from _check_same_digits(arm, substance)


def _check_half_lives(arm: Arm, substance: str) -> Iterator[Finding]:
    """half-life = ln 2 · volume / clearance."""
    clearances = list(arm.of(substance, *CLEARANCES))
    volumes = [volume for kind in VOLUMES for volume in arm.of(substance, kind)]
    stated = list(arm.of(substance, "half-life"))
    for volume in volumes[:1]:
        for half_life in stated:
            implied = [(c, math.log(2) * _number(volume) / _number(c)) for c in clearances if _number(c) > 0]
            if implied:
                nearest = min(implied, key=lambda each: _fold(each[1], _number(half_life)))
                yield from _judge_half_life(nearest[0], volume, half_life, nearest[1])


def _judge_half_life(
    clearance: Observation, volume: Observation, half_life: Observation, implied: float
) -> Iterator[Finding]:
    stated = _number(half_life)
    fold = _fold(implied, stated)
    if fold <= PHASES:
        return
    numbers = (
        f"clearance {clearance.said} ({clearance.id}) and volume {volume.said} ({volume.id}) give a half-life of "
        f"{implied:.3g} h; {half_life.said} is stated ({half_life.id}): {fold:.3g}-fold off"
    )
    factor = find_factor(fold)
    why = "half-life = ln 2 · volume / clearance, whatever the bioavailability"
    if factor is not None:
        # Whichever figure slipped, dividing or multiplying the clearance by the factor shows what it would mean.
        mended = Quantity(clearance.value.value * (1 / factor if implied < stated else factor), clearance.unit)
        again = implied * (factor if implied < stated else 1 / factor)
        why = f"a {factor:.4g}-fold slip of unit explains it ({name_slip(fold)}): {mended} gives {again:.3g} h"
    severity: Severity = "error" if fold > IMPOSSIBLE or factor is not None else "warning"
    yield find(
        clearance,
        severity,
        "it contradicts volume and half-life of the same people",
        numbers,
        why,
        "do not calibrate on it; look at the units of the three in the source",
        CHECK,
    )


def _check_areas(arm: Arm, substance: str) -> Iterator[Finding]:
    """dose = area · clearance, after one dose and to infinity."""
    if substance != arm.drug.casefold():
        return
    for area in arm.of(substance, "area"):
        moles, dose = arm.moles(area), arm.dose(area)
        if not moles or not dose or not is_single(area) or not math.isinf(area.time.end_h):
            continue
        kinds = CLEARANCES if arm.is_by_vein else CLEARANCES[:1]
        for clearance in (c for c in arm.of(substance, *kinds) if c.regimen == area.regimen):
            implied = moles * _number(clearance)
            fold, salt = _fold(implied, dose), _find_salt(implied / dose, arm.substance(arm.drug))
            if fold <= AGREE and not salt:
                continue
            why = f"the {salt} was taken for the base" if salt else name_slip(fold, 1.1) or "dose = area · clearance"
            yield find(
                area,
                "error" if fold > DISAGREE else "warning",
                "dose, area and clearance do not agree",
                f"area {area.said} ({area.id}) times clearance {clearance.said} ({clearance.id}) is "
                f"{implied:.4g} nmol; {dose:.4g} nmol were given: {fold:.3g}-fold off",
                why,
                "look at the units of area and clearance, and which salt was weighed",
                CHECK,
            )


def _find_salt(ratio: float, substance: Substance | None) -> str:
    """The salt whose molar mass over the base's is this ratio, or nothing: a clearance was computed with its mass."""
    if substance is None:
        return ""
    for form, mass in substance.salts.items():
        heavier = float(mass.coherent) / float(substance.molar_mass.coherent)
        if heavier > 1 + 2 * ALMOST and abs(ratio / heavier - 1) < ALMOST:
            return form
    return ""


def _check_peaks(arm: Arm, substance: str) -> Iterator[Finding]:
    """area within a time <= peak · that time."""
    for area in arm.of(substance, "area"):
        length = area.time.end_h - area.time.start_h
        for peak in arm.of(substance, "peak"):
            found, highest = arm.moles(area), arm.moles(peak)
            if peak.regimen != area.regimen or not found or not highest or not math.isfinite(length):
                continue
            if found > 1.05 * highest * length:
                fold = found / (highest * length)
                yield find(
                    area,
                    "error",
                    "more area than the peak allows",
                    f"area {area.said} ({area.id}) in {length:g} h is a mean of {found / length:.3g} nM; the "
                    f"peak is {highest:.3g} nM ({peak.id})",
                    name_slip(fold, 5) or "no mean is above its largest value",
                    "look at the units of both",
                    CHECK,
                )


def _check_parts(arm: Arm, substance: str) -> Iterator[Finding]:
    """Parts are no more than the whole: kidney of all, bioavailability and first-pass loss, apparent and true."""
    whole = list(arm.of(substance, *CLEARANCES))
    for renal in arm.of(substance, "renal clearance"):
        for clearance in whole[:1]:
            if _number(renal) > ALL * _number(clearance):
                yield find(
                    renal,
                    "error",
                    "the kidney clears more than all organs together",
                    f"{renal.said} ({renal.id}) of {clearance.said} ({clearance.id})",
                    name_slip(_number(renal) / _number(clearance), 3) or "a part is more than the whole",
                    "look at the units of both: mL/min and L/h",
                    CHECK,
                )
    for share in arm.of(substance, "bioavailability"):
        for loss in arm.of(substance, "first-pass loss"):
            if share.regimen == loss.regimen and _number(share) + _number(loss) > ALL:
                yield find(
                    share,
                    "error",
                    "what reaches plasma and what is lost on the way are more than all",
                    f"{share.said} ({share.id}) and {loss.said} ({loss.id})",
                    "both are shares of one dose",
                    "look which of them is of what is absorbed",
                    CHECK,
                )
        yield from _check_apparent(arm, substance, share)


def _check_apparent(arm: Arm, substance: str, share: Observation) -> Iterator[Finding]:
    """apparent clearance · bioavailability = clearance."""
    for apparent in arm.of(substance, "clearance"):
        for true in arm.of(substance, "systemic clearance"):
            fold = _fold(_number(apparent) * _number(share), _number(true))
            if arm.is_by_vein or fold <= AGREE * AGREE:
                continue
            yield find(
                apparent,
                "error" if fold > DISAGREE else "warning",
                "apparent clearance, bioavailability and clearance do not agree",
                f"{apparent.said} ({apparent.id}) times {share.said} ({share.id}) beside {true.said} "
                f"({true.id}): {fold:.3g}-fold off",
                name_slip(fold) or "clearance = apparent clearance · bioavailability",
                "look which of the three was computed from the others",
                CHECK,
            )


def _check_same_digits(arm: Arm, substance: str) -> Iterator[Finding]:
    """The same digits once by mass and once by moles."""
    for kind in ("peak", "concentration", "area"):
        figures = list(arm.of(substance, kind))
        for n, one in enumerate(figures):
            for other in figures[n + 1 :]:
                is_pair = one.regimen == other.regimen and one.time == other.time
                if is_pair and one.value.value == other.value.value and one.unit.dimension != other.unit.dimension:
                    yield find(
                        other,
                        "error",
                        "a mass is taken for moles",
                        f"{one.said} ({one.id}) and {other.said} ({other.id})",
                        "the same digits by mass and by moles",
                        "look which unit the source prints",
                        CHECK,
                    )


def _fold(a: float, b: float) -> float:
    return max(a / b, b / a) if a > 0 and b > 0 else math.inf


def _number(observation: Observation) -> float:
    return float(observation.value.coherent)
