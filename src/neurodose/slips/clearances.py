"""Clearances above the flow of an organ, volumes that hold no plasma, half-lives that CL and V do not give."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from neurodose.modelling.system import System
from neurodose.slips.disposition import Disposition, find_dispositions, last_name
from neurodose.slips.finding import Finding
from neurodose.slips.physiology import (
    FILTERED,
    IMPOSSIBLE,
    LONGEST,
    PHASES,
    SHORTEST,
    SLACK,
    USUAL_HALF_LIFE,
    USUAL_VOLUME,
    limit,
    name_slip,
    tell_slips,
)
from neurodose.units import L, h

FLOW, VOLUME, HALF_LIFE = "organ flow", "volume", "half-life"


def check_clearances(system: System) -> Iterator[Finding]:
    """Findings on what a system's clearances, volumes and half-lives come to, for little of each substance."""
    for disposition in find_dispositions(system):
        for finding in _check(system, disposition):
            yield replace(finding, about=disposition.substance.name)


def _check(system: System, disposition: Disposition) -> Iterator[Finding]:
    if not disposition.exits:
        yield _tell_that_it_stays(disposition)
    elif math.isfinite(disposition.half_life):
        found = (_check_flows(disposition), _check_volume(disposition), _check_half_life(disposition))
        yield from chain(*found, _check_stated(system, disposition))


def _tell_that_it_stays(d: Disposition) -> Finding:
    return Finding(
        HALF_LIFE,
        "error",
        d.central,
        f"{d.substance} never leaves",
        f"no way out of {', '.join(d.places)}",
        "a clearance was forgotten, or is zero",
        "let it be cleared: .is_cleared(by=…)",
    )


def _check_flows(d: Disposition) -> Iterator[Finding]:
    heart, liver, filtered = limit("cardiac_output"), limit("liver_flow"), limit("filtration")
    kidney, organs = limit("kidney_flow"), limit("liver_flow") + limit("filtration")
    numbers = f"clearance {d.clearance:.4g} L/h at small amounts, {d.renal:.3g} of it into urine"
    hint = f"look whether it is over a bioavailability; {tell_slips(d.clearance, 0.01, organs, (L / h).dimension)}"
    if d.clearance > heart * SLACK and not d.is_apparent:
        yield Finding(
            FLOW,
            "error",
            d.central,
            f"{d.substance} is cleared from more blood than the heart pumps",
            f"{numbers}; cardiac output {heart:g} L/h",
            "only what is broken down in blood itself, or everywhere, is cleared so",
            hint,
        )
    elif d.clearance - d.renal > liver * SLACK and not d.is_apparent:
        yield Finding(
            FLOW,
            "warning",
            d.central,
            f"{d.substance} clears more blood than liver and kidneys see",
            f"{numbers}; blood flow of the liver {liver:g} L/h, filtration {filtered:g} L/h",
            "other organs must help, or blood holds more than plasma, or enzymes have no flow to wait for",
            "look whether it is over a bioavailability; if it is right, say why (docs/check.md)",
        )
    if d.renal > kidney * SLACK:
        yield Finding(
            FLOW,
            "error",
            d.central,
            f"{d.substance}: more goes into urine than the kidneys see",
            numbers,
            f"{kidney:g} L/h of plasma flow through the kidneys",
            hint,
        )
    elif d.renal > filtered * FILTERED:
        yield Finding(
            FLOW,
            "warning",
            d.central,
            f"{d.substance}: more goes into urine than is filtered",
            f"{numbers}; filtration {filtered:g} L/h",
            "that takes secretion by the tubules",
            "look at the unit (mL/min); if it is secreted, or urine holds conjugates too, say so (docs/check.md)",
        )


def _check_volume(d: Disposition) -> Iterator[Finding]:
    plasma, largest = limit("plasma_volume"), limit("largest_volume")
    smallest = min(d.volume, d.spread) if last_name(d.central) == "plasma" else d.spread
    for volume in (smallest, d.spread):
        if not 0.9 * plasma <= volume <= largest:
            yield Finding(
                VOLUME,
                "error" if volume < plasma else "warning",
                d.central,
                f"{d.substance} spreads into {volume:.3g} L",
                f"central {d.volume:.3g} L, at steady state {d.spread:.3g} L; plasma alone is {plasma:g} L",
                tell_slips(volume, plasma, USUAL_VOLUME, L.dimension),
                "look whether the source gives litres, millilitres or litres a kilogram",
            )
            return
    if d.volume > limit("central_volume") and last_name(d.central) == "plasma" and not d.is_apparent:
        yield Finding(
            VOLUME,
            "warning",
            d.central,
            f"{d.substance} mixes at once with {d.volume:.3g} L",
            f"central {d.volume:.3g} L, at steady state {d.spread:.3g} L",
            tell_slips(d.volume, plasma, USUAL_VOLUME / 10, L.dimension),
            "look whether it is over a bioavailability; if it is right, say why (docs/check.md)",
        )


def _check_half_life(d: Disposition) -> Iterator[Finding]:
    if not SHORTEST <= d.half_life <= LONGEST:
        yield Finding(
            HALF_LIFE,
            "error",
            d.central,
            f"{d.substance} has a half-life of {d.half_life:.3g} h",
            f"clearance {d.clearance:.3g} L/h, volume at steady state {d.spread:.3g} L",
            tell_slips(d.half_life, *USUAL_HALF_LIFE, h.dimension),
            "look at the units of clearance and volume",
        )


def _check_stated(system: System, d: Disposition) -> Iterator[Finding]:
    """A half-life that the table states for the same group, beside what its clearance and volume give."""
    group = d.central.rpartition(".")[0]
    for address, parameter in system.parameters.items():
        is_ours = address.rpartition(".")[0] in {group, *(a.rpartition(".")[0] for a in d.parameters)}
        said = parameter.meaning.casefold()
        is_of_elimination = re.search(r"half-life", said) and not re.search(r"absor|transit|effect|brain|recept", said)
        if not (is_ours and is_of_elimination and parameter.value.dimension == h.dimension):
            continue
        stated = float(parameter.value.coherent)
        fold = max(stated / d.half_life, d.half_life / stated)
        if fold > PHASES:
            slip = name_slip(fold)
            yield Finding(
                HALF_LIFE,
                "error" if fold > IMPOSSIBLE or slip else "warning",
                address,
                f"{parameter.meaning}: clearance and volume of {d.substance} give another",
                f"stated {stated:.3g} h; clearance {d.clearance:.3g} L/h and volume {d.spread:.3g} L give "
                f"{d.half_life:.3g} h, {fold:.3g}-fold off",
                f"a slip explains it: {slip}" if slip else "half-life = ln 2 · volume / clearance",
                "look at the units of all three in the source",
            )
