"""One figure by itself: a clearance that no heart pumps, a peak of more than the dose, an SD that is a variance."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator

from neurodose.modelling.substance import Substance
from neurodose.records.observation import Observation
from neurodose.slips.arms import Arm, last_dose
from neurodose.slips.finding import Finding, Severity
from neurodose.slips.physiology import (
    FILTERED,
    LONGEST,
    SHORTEST,
    SLACK,
    USUAL_HALF_LIFE,
    USUAL_VOLUME,
    limit,
    tell_slips,
)
from neurodose.units import nM

VOLUMES = ("volume of distribution", "apparent volume", "apparent central volume")
UNIT = "look at the unit in the source; if it is as printed, say so where it is used"
CHECK, SIZE, SALT = "error of a figure", "size", "salt"
WIDE, NARROW = 2.0, 0.02  # CV between people: above, an SD is likely a variance; below, an SE
HEAVIEST_SALT = 4.0  # of the base: acids of salts in use weigh less than three times it
SPREAD_THIN = 10.0  # times the largest volume: a tenth of the dose reaches plasma, or it comes slowly
OFF = 0.02  # relative: a mean of the figures it is a mean of
SAME = 0.05  # relative: an SD by n or by n - 1, and rounded


def check_figures(arm: Arm) -> Iterator[Finding]:
    """Findings on each figure of an arm."""
    for observation in arm.observations:
        yield from _check_clearance(arm, observation)
        yield from _check_limits(observation)
        yield from _check_concentration(arm, observation)
        yield from _check_salt(arm, observation)
        yield from _check_error(observation)
        yield from _check_individuals(observation)


def find(
    observation: Observation, severity: Severity, what: str, numbers: str, why: str, hint: str = UNIT, check: str = SIZE
) -> Finding:
    """A finding at an entry; one that the record itself refuses is explained by the record's own words."""
    said, refused = f"{observation.quantity}: {what}", observation.refused
    return Finding(
        check, severity, str(observation.place), said, numbers, why, hint,
        about=observation.quantity.substance or "",
        owner=observation.drug,
        reason=f"the record refuses it: {refused}" if refused else "",
    )  # fmt: skip


def _check_clearance(arm: Arm, o: Observation) -> Iterator[Finding]:
    """Clearances above the flow of heart, liver or kidneys."""
    value, kind, is_true = float(o.value.coherent), o.quantity.kind, arm.is_by_vein
    heart, liver, kidney, filtered = map(limit, ("cardiac_output", "liver_flow", "kidney_flow", "filtration"))
    numbers = f"{o.said} is {value:.4g} L/h; cardiac output {heart:g} L/h, blood flow of the liver {liver:g} L/h"
    slip = tell_slips(value, 0.1, liver, o.value.dimension)
    if kind == "renal clearance" and value > FILTERED * filtered:
        is_error = value > kidney
        numbers = f"{o.said} is {value:.3g} L/h; filtration {filtered:g} L/h, plasma flow of the kidneys {kidney:g} L/h"
        why = slip if is_error else "that takes secretion by the tubules"
        yield find(o, "error" if is_error else "warning", "more plasma than is filtered", numbers, why)
    elif kind not in ("clearance", "systemic clearance"):
        return
    elif value > heart and (is_true or kind == "systemic clearance"):
        yield find(o, "error", "more blood than the heart pumps", numbers, slip)
    elif value > heart:
        why = f"true only if less than {heart / value:.1%} of the dose reaches plasma; or {slip}"
        yield find(o, "warning", "more blood than the heart pumps", numbers, why)
    elif value > SLACK * liver and (is_true or kind == "systemic clearance"):
        why = "others must help, or blood holds more than plasma, or a bioavailability was supposed"
        yield find(o, "warning", "more blood than flows through the liver", numbers, why)


def _check_limits(o: Observation) -> Iterator[Finding]:
    """Volumes, half-lives and shares that nothing has."""
    value, kind, dimension = float(o.value.coherent), o.quantity.kind, o.value.dimension
    plasma, largest = limit("plasma_volume"), limit("largest_volume")
    if kind in VOLUMES and not plasma <= value <= largest:
        numbers = f"{o.said}; plasma alone is {plasma:g} L"
        why = tell_slips(value, plasma, USUAL_VOLUME, dimension)
        yield find(o, "error", "less than plasma, or more than any drug has", numbers, why)
    elif "half-life" in kind and not SHORTEST <= value <= LONGEST:
        yield find(o, "error", "under a minute, or over a year", o.said, tell_slips(value, *USUAL_HALF_LIFE, dimension))
    elif o.quantity.row.is_share and o.quantity.tolerance != "effect" and not 0 <= value <= 1:
        why = "a share lies between 0 and 100 %"
        yield find(o, "error", "a share below none or above all", o.said, why)


def _check_concentration(arm: Arm, o: Observation) -> Iterator[Finding]:
    """A concentration above the dose in plasma alone, or so low that no volume holds the rest."""
    found, dose = (arm.moles(o), arm.dose(o)) if o.quantity.kind in ("peak", "concentration") else (None, None)
    given = last_dose(o)
    if not found or not dose or given is None or o.quantity.place != "plasma":
        return
    volume = dose / found  # L into which one dose would have to be dissolved
    plasma, largest = limit("plasma_volume"), limit("largest_volume")
    hint = "look at the units of dose and concentration: ng/mL or µg/mL, mass or moles"
    if volume * given.number < plasma:
        yield find(
            o,
            "error",
            "more than all of the dose in plasma",
            f"{o.said} after {o.regimen}: {volume:.3g} L",
            f"plasma alone is {plasma:g} L; {tell_slips(volume, plasma, USUAL_VOLUME, nM.dimension)}",
            hint,
        )
    elif (
        volume > SPREAD_THIN * largest
        and o.quantity.kind == "peak"
        and (o.quantity.substance or "").casefold() == arm.drug
    ):
        yield find(
            o,
            "warning",
            "next to nothing of the dose",
            f"{o.said} after {o.regimen}: {volume:.3g} L",
            f"few drugs spread beyond {largest:g} L, reach plasma to less than a hundredth, or come so slowly",
            hint,
        )


def _check_salt(arm: Arm, o: Observation) -> Iterator[Finding]:
    """A dose in another form than products of this route are labelled in."""
    given, substance = last_dose(o), arm.substance(arm.drug)
    if given is None or substance is None or not substance.salts or given.salt is None:
        return
    labelled = arm.form(given)
    if labelled is None or labelled == given.salt or not {given.salt, labelled} <= _salts_of(substance):
        return
    yield find(
        o,
        "warning",
        f"a dose of the {given.salt}, where products by this route are labelled as {labelled}",
        f"{o.regimen}; {_weights(substance, given.salt, labelled)}",
        "a salt taken for its base puts every exposure off by as much",
        "look what the source weighed; if it is as written, say so in the note",
        SALT,
    )


def _salts_of(substance: Substance) -> set[str]:
    """Its base and its salts; a form many times heavier is a product that contains it, such as a leaf."""
    heaviest = HEAVIEST_SALT * float(substance.molar_mass.coherent)
    return {form for form, mass in substance.forms.items() if float(mass.coherent) <= heaviest}


def _weights(substance: Substance, one: str, other: str) -> str:
    masses = {form: float(substance.molar_mass_of(form).coherent) for form in (one, other)}
    off = max(masses.values()) / min(masses.values()) - 1
    return f"{' and '.join(f'{form} {mass * 1e6:.2f} g/mol' for form, mass in masses.items())}: {off:.1%} apart"


def _check_error(o: Observation) -> Iterator[Finding]:
    """An SD that is a variance or an SE."""
    if o.error is None or o.value.value == 0 or o.quantity.row.is_outcome:
        return
    value, size, kind = abs(o.value.value), o.error.size, o.error.kind
    if kind not in ("sd", "se") or o.quantity.tolerance != "exposure":
        return
    cv = size / value * (math.sqrt(o.size) if kind == "se" else 1)
    numbers = f"{o.said}, {kind.upper()} {size:g} {o.unit}, n {o.n or 'not said'}: CV between people {cv:.0%}"
    if cv > WIDE:
        other = f"were it a variance, the SD would be {math.sqrt(size):.3g}"
        why = other if kind == "sd" else f"were it the SD, the CV would be {size / value:.0%}"
        yield find(
            o, "warning", f"so large a {kind.upper()} is rare", numbers, why, "look what the source prints", CHECK
        )
    elif kind == "sd" and cv < NARROW:
        why = f"were it the SE, the CV would be {cv * math.sqrt(o.size):.0%}"
        yield find(o, "warning", "so small an SD is rare", numbers, why, "look whether it is SD or SE", CHECK)


def _check_individuals(o: Observation) -> Iterator[Finding]:
    """A mean that is not the mean of its figures, an SD that is not theirs."""
    if len(o.individual) < 2:
        return
    mean, sd = statistics.fmean(o.individual), statistics.stdev(o.individual)
    figures = ", ".join(f"{figure:g}" for figure in o.individual)
    if abs(mean - o.value.value) > OFF * max(abs(mean), sd):
        yield find(
            o,
            "warning",
            "the value is not the mean of its figures",
            f"{o.said}; {figures}: mean {mean:.4g}",
            "the value is a median, or one of the figures was mistyped",
            "look at each of them",
            CHECK,
        )
    if o.error is not None and o.error.kind == "sd" and sd > 0 and abs(o.error.size / sd - 1) > SAME:
        taken: dict[str, Callable[[], float]] = {
            "their variance": lambda: sd**2,
            "their SE": lambda: sd / math.sqrt(len(o.individual)),
            "their CV in per cent": lambda: 100 * sd / abs(mean),
        }
        like = next((name for name, found in taken.items() if abs(o.error.size / found() - 1) <= SAME), "")
        yield find(
            o,
            "error" if like else "warning",
            "the SD is not that of its figures",
            f"SD {o.error.size:g}; {figures}: SD {sd:.4g}",
            f"it is {like}" if like else "another group of people, or a slip",
            "give the SD itself",
            CHECK,
        )
