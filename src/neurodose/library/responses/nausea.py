"""Nausea: whether somebody has had any since the start, by opioids, by naltrexone, by nothing of the kind.

What is new makes sick, and people get used to it: hours of an opioid, weeks of naltrexone. Two links rival one another
for naltrexone: trials (its level in plasma, by which the depot does more than tablets) and mechanism (what the body's
own opioids no longer do, of which both take nearly all).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.nausea_numbers import Nausea
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant, exp, maximum
from neurodose.units import nM, percent


@model
def nausea_response(m: Any, p: Any = Nausea, *, at_mu: Any = 0, tone: Any = None, naltrexone: Any = None) -> None:
    """Hazards of nausea add up, each for as long as what drives it is new; who had it once has had it.

    at_mu:      effect in living cells, of the largest; tone: that of the body's own ligands
    naltrexone: its concentration in plasma, where it is one of the drugs
    """
    effect = demand(at_mu, "an effect at mu")
    opioid = find_new(m, "effect", maximum(effect - at_start(effect), 0), p.opioids.used_to)
    m.level = Pool(
        p.naltrexone.settling * (0 * nM if naltrexone is None else demand(naltrexone, "a concentration")),
        p.naltrexone.settling,
        start=0 * nM,
        meaning="naltrexone in plasma, a mean of the day",
    )
    exposed = m.level / (m.level + p.naltrexone.half)
    m.new_exposure = Output(
        find_new(m, "exposure", exposed, p.naltrexone.used_to), "exposure to naltrexone that is new", percent
    )
    lost = constant(0) if tone is None else maximum(1 - tone / at_start(tone), 0)
    m.new_loss = Output(
        find_new(m, "lost_tone", lost, p.naltrexone.used_to), "loss of the body's own opioids that is new", percent
    )
    m.told = State(0, "share of nausea under placebo that has been told of")
    m.told.changes_by(p.background.fading * (1 - m.told), "is told of")
    background = p.background.acts * p.background.most * m.told
    by_opioids = p.opioids.acts * p.opioids.hazard * opioid
    hazards = {
        "trials": p.naltrexone.acts * p.naltrexone.hazard * m.new_exposure,
        "mechanism": p.naltrexone.by_tone * p.naltrexone.hazard_of_lost_tone * m.new_loss,
    }
    for name, hazard in hazards.items():
        m[f"hazard_{name}"] = State(0, f"cumulated hazard of nausea by drugs, by {name}")
        m[f"hazard_{name}"].changes_by(hazard + by_opioids, "adds up")
        m[name] = Output(
            1 - exp(-background - m[f"hazard_{name}"]), f"has had nausea since the start, by {name}", percent
        )


def find_new(m: Any, name: str, drive: Expression, rate: Expression) -> Expression:
    """What of a drive is new: over what people have got used to, which follows it."""
    m[f"used_to_{name}"] = Pool(
        rate * drive, rate, start=0, meaning=f"{name.replace('_', ' ')} that people are used to"
    )
    return maximum(drive - m[f"used_to_{name}"], 0)


def write_nausea(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind the signal of mu receptors."""
    with_naltrexone = "naltrexone" in scopes
    m.nausea = nausea_response(
        p.nausea,
        at_mu=m.opioid_signal.effect,
        tone=m.tone_at_mu if with_naltrexone else None,
        naltrexone=scopes["naltrexone"][0].parent.plasma.concentration if with_naltrexone else None,
    )


LINKS = ("trials", "mechanism")

response = Response(
    name="nausea",
    meaning="nausea",
    table=Nausea,
    write=write_nausea,
    targets=("mu",),
    needs=("opioid_signal",),
    higher_is="worse",
    links=(
        Link(
            "trials",
            "nausea.trials",
            "placebo-controlled trials of naltrexone tablets and depot; opioids by comparators; of kratom no trial",
            is_calibrated=True,
            set_by=("Cochrane review CD001867.pub3 2010", "United States product information of Vivitrol 2013"),
        ),
        Link(
            "mechanism",
            "nausea.mechanism",
            "loss of what the body's own opioids do, set by tablets; nobody has shown that this is why",
            is_calibrated=True,
            set_by=("Cochrane review CD001867.pub3 2010",),
        ),
    ),
    endpoints=(
        Endpoint(
            words=("nausea", "any nausea", "nausea or vomiting", "feeling sick"),
            outputs={name: f"nausea.{name}" for name in LINKS},
            counted="event",
        ),
    ),
)
