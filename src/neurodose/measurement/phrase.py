"""From the phrase of a figure to how it is read off a drug's model, or to why the model cannot speak to it."""

from __future__ import annotations

import math

from neurodose.dosing.regimen import Plan
from neurodose.errors import ObservationError
from neurodose.library.drug import Drug
from neurodose.measurement.reading import (
    HORIZON,
    ApparentVolume,
    Area,
    AtLevel,
    Average,
    Clearance,
    HalfLife,
    Peak,
    Reading,
    ShareOfDose,
    TimeAbove,
    TimeOfPeak,
)
from neurodose.records.vocabulary import Measure
from neurodose.records.window import Window

# Kinds that a moment does not have.
NEED_SPAN = ("area", "peak", "time of peak", "half-life", "time above", "apparent volume")


def choose_reading(drug: Drug, measure: Measure, window: Window, plan: Plan, given: float) -> Reading | str:
    """How a figure is read, or in words why this drug's model cannot speak to it.

    given: the amount given in all, nmol
    Raises ObservationError for a time so late that nothing is simulated there.
    """
    if measure.kind == "variation":
        assert measure.of is not None
        return choose_reading(drug, measure.of, window, plan, given)
    output = find_output(drug, measure)
    if output is None:
        return f"the model of {drug.name} has no {measure.text}"
    dose = plan.last if window.anchor == "last" else plan.first
    start, end = _place(window, dose, plan.last + HORIZON)
    if start == end and measure.kind in NEED_SPAN:
        return f"“{measure.text}” needs a window of time, and {window} is a moment"
    match measure.kind:
        case "area":
            return Area(output, start, end)
        case "clearance" | "clearance from":
            return Clearance(output, plan.first, plan.last + HORIZON, given)
        case "apparent volume":
            return ApparentVolume(output, start, end, given, plan.first, plan.last + HORIZON)
        case "share in urine" | "share metabolised":
            return ShareOfDose(output, start, end, given)
        case "peak":
            return Peak(output, start, end)
        case "time of peak":
            return TimeOfPeak(output, start, end, dose)
        case "half-life":
            return HalfLife(output, start, end)
        case "time above":
            assert measure.threshold is not None
            level = measure.threshold
            return TimeAbove(output, start, end, level.value, level.unit)
        case "displacement at a level":
            assert measure.threshold is not None
            level, level_output = measure.threshold, drug.concentrations.get(f"{measure.substance} in {measure.place}")
            if level_output is None:
                return f"the model of {drug.name} has no {measure.substance} in {measure.place}"
            return AtLevel(output, start, end, level_output, level.value, level.unit)
        case _:
            return Average(output, start, end)


def _place(window: Window, dose: float, latest: float) -> tuple[float, float]:
    """Both ends of a window in hours from the first dose; infinity becomes the latest that is simulated."""
    start, end = dose + window.start_h, dose + window.end_h
    if end > latest if math.isfinite(end) else start >= latest:
        raise ObservationError(
            f"the time {window} is beyond what is simulated",
            exists=f"nothing is simulated beyond {HORIZON / 24:g} days after the last dose",
            hint='look whether time and regimen belong together; what goes on without end is "0 h to infinity"',
        )
    return start, min(end, latest)


def find_output(drug: Drug, measure: Measure) -> str | None:
    """The address of the output that a figure is read off, or None."""
    receptor, substance = measure.receptor or "", measure.substance or ""
    match measure.kind:
        case "concentration" | "area" | "peak" | "time of peak" | "half-life" | "clearance from":
            return drug.concentrations.get(f"{measure.substance} in {measure.place}")
        case "clearance" | "apparent volume":
            return drug.concentrations.get(f"{measure.substance} in plasma")
        case "displacement" | "displacement at a level" if receptor in drug.receptors:
            return f"{drug.receptors[receptor]}.displacement"
        case "share held" if receptor in drug.receptors and substance in drug.ligands:
            return f"{drug.receptors[receptor]}.share_of_{drug.ligands[substance]}"
        case "dose ratio":
            return drug.dose_ratios.get(receptor)
        case "loss of effect":
            return drug.challenges.get(substance)
        case "time above" | "variation" if measure.of is not None:
            return find_output(drug, measure.of)
        case _:
            return drug.facts.get(measure.text)
