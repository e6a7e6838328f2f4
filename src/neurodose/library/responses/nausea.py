"""Nausea: whether somebody has had any since the start, by opioids, by naltrexone, by nothing of the kind.

What is new makes sick, and people get used to it: hours of an opioid, weeks of naltrexone. Two links rival one another
for naltrexone: trials (its level in plasma, by which the depot does more than tablets) and mechanism (what the body's
own opioids no longer do, of which both take nearly all).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.felt_change import find_change
from neurodose.library.responses.nausea_numbers import BY_NALTREXONE, Nausea
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant, exp, maximum
from neurodose.units import nM, percent


@model
def nausea_response(m: Any, p: Any = Nausea, *, at_mu: Any = 0, tone: Any = None, naltrexone: Any = None) -> None:
    """Hazards of nausea add up, each for as long as what drives it is new; who had it once has had it. Opioids make
    a part of the people sick, and the others never.

    at_mu:      what opioids add to rest at mu, of the largest; tone: that of the body's own ligands
    naltrexone: its concentration in plasma, where it is one of the drugs
    """
    opioid = find_new(m, "effect", maximum(demand(at_mu, "a change"), 0), p.opioids.used_to)
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
    m.hazard_of_opioids = State(0, "cumulated hazard of nausea by opioids, in whom they make sick")
    m.hazard_of_opioids.changes_by(p.opioids.acts * p.opioids.hazard * opioid, "adds up")
    spared = 1 - p.opioids.prone * (1 - exp(-m.hazard_of_opioids))
    hazards = {
        "trials": p.naltrexone.acts * p.naltrexone.used_to * p.naltrexone.excess * m.new_exposure,
        "mechanism": p.naltrexone.by_tone * p.naltrexone.used_to * p.naltrexone.excess_of_lost_tone * m.new_loss,
    }
    for name, hazard in hazards.items():
        m[f"hazard_{name}"] = State(0, f"cumulated hazard of nausea by naltrexone, by {name}")
        m[f"hazard_{name}"].changes_by(hazard, "adds up")
        none = spared * exp(-background - m[f"hazard_{name}"])
        m[name] = Output(1 - none, f"has had nausea since the start, by {name}", percent)


def find_new(m: Any, name: str, drive: Expression, rate: Expression) -> Expression:
    """What of a drive is new: over what people have got used to, which follows it."""
    m[f"used_to_{name}"] = Pool(
        rate * drive, rate, start=0, meaning=f"{name.replace('_', ' ')} that people are used to"
    )
    return maximum(drive - m[f"used_to_{name}"], 0)


def write_nausea(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind what mu receptors tell."""
    with_naltrexone = "naltrexone" in scopes
    m.nausea = nausea_response(
        p.nausea,
        at_mu=find_change(m),
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
    needs=("opioid_adaptation",),
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
    pooled={"nausea.naltrexone.excess": BY_NALTREXONE},
)
