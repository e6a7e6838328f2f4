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
from neurodose.symbols import exp, maximum
from neurodose.units import percent


@model
def nausea_response(
    m: Any, p: Any = Nausea, *, at_mu: Any = 0, exposed: Any = 0, lost: Any = 0, elapsed: Any = 0
) -> None:
    """Hazards of nausea add up, each for as long as what drives it is new; who had it once has had it. Opioids make
    a part of the people sick, and the others never.

    at_mu:         what opioids add to rest at mu, of the largest
    exposed, lost: exposure to naltrexone, and loss of the body's own opioids, that were new, summed (`new_exposure`)
    elapsed:       time since the start
    """
    change = maximum(demand(at_mu, "a change"), 0)
    m.used_to = Pool(p.opioids.used_to * change, p.opioids.used_to, start=0, meaning="change that people are used to")
    m.hazard_of_opioids = State(0, "cumulated hazard of nausea by opioids, in whom they make sick")
    m.hazard_of_opioids.changes_by(
        p.opioids.acts * p.opioids.hazard * maximum(change - m.used_to, 0), "adds up while it is new"
    )
    spared = 1 - p.opioids.prone * (1 - exp(-m.hazard_of_opioids))
    background = p.background.acts * p.background.most * (1 - exp(-p.background.fading * elapsed))
    hazards = {
        "trials": p.naltrexone.acts * p.naltrexone.excess * exposed,
        "mechanism": p.naltrexone.by_tone * p.naltrexone.excess_of_lost_tone * lost,
    }
    for name, hazard in hazards.items():
        none = spared * exp(-background - hazard)
        m[name] = Output(1 - none, f"has had nausea since the start, by {name}", percent)


def write_nausea(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind what mu receptors tell and what of naltrexone is new."""
    del scopes
    new = m.new_exposure
    m.nausea = nausea_response(
        p.nausea, at_mu=find_change(m), exposed=new.summed, lost=new.summed_loss, elapsed=new.elapsed.expression
    )


LINKS = ("trials", "mechanism")

response = Response(
    name="nausea",
    meaning="nausea",
    table=Nausea,
    write=write_nausea,
    targets=("mu",),
    needs=("opioid_adaptation", "new_exposure"),
    higher_is="worse",
    told_in="those who have had it, of 100 people",
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
            set_by=("Cochrane review CD001867.pub3 2010", "United States product information of Vivitrol 2013"),
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
