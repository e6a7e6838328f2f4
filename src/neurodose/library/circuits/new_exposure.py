"""New exposure: naltrexone in plasma, and what it takes from the body's own opioids, while people are not used to it.

What makes sick or sleepy at the start of naltrexone does so for weeks, and less after the next injection. Both sums are
pure numbers: one means that all of what any level does came and stayed. In a body without naltrexone nothing is new.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.new_exposure_numbers import NewExposure
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant, maximum
from neurodose.units import h, nM, one


@model
def new_exposure(m: Any, p: Any = NewExposure, *, plasma: Any = None, tone: Any = None) -> None:
    """Exposure is new by as much as it lies over what people have got used to, which follows it; it adds up.

    plasma: naltrexone in plasma, where it is one of the drugs; tone: effect of the body's own ligands at mu
    """
    m.elapsed = State(0 * h, "time since the start")
    m.elapsed.changes_by(1, "goes on")
    if plasma is None:
        m.summed = Output(constant(0), "new exposure to naltrexone, summed", one)
        m.summed_loss = Output(constant(0), "new loss of the body's own opioids, summed", one)
        return
    m.level = Pool(
        p.settling * demand(plasma, "a concentration"),
        p.settling,
        start=0 * nM,
        meaning="naltrexone in plasma, a mean of the day",
    )
    add_up(m, "exposure", m.level / (m.level + p.half), p.used_to)
    add_up(m, "loss", maximum(1 - tone / at_start(tone), 0), p.used_to)
    m.summed = Output(m.new_exposure.expression, "new exposure to naltrexone, summed", one)
    m.summed_loss = Output(m.new_loss.expression, "new loss of the body's own opioids, summed", one)


def add_up(m: Any, name: str, drive: Expression, rate: Expression) -> None:
    """Sums what of a drive is new."""
    m[f"used_to_{name}"] = Pool(rate * drive, rate, start=0, meaning=f"{name} that people are used to")
    m[f"new_{name}"] = State(0, f"new {name}, summed")
    m[f"new_{name}"].changes_by(rate * maximum(drive - m[f"used_to_{name}"], 0), "adds up")


def write_new_exposure(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body."""
    is_there = "naltrexone" in scopes
    m.new_exposure = new_exposure(
        p.new_exposure,
        plasma=scopes["naltrexone"][0].parent.plasma.concentration if is_there else None,
        tone=m.tone_at_mu if is_there else None,
    )


circuit = Circuit(
    name="new_exposure",
    meaning="exposure to naltrexone that is new",
    table=NewExposure,
    write=write_new_exposure,
    actors=("naltrexone",),
    outputs={"new exposure to naltrexone": "new_exposure.summed"},
)
