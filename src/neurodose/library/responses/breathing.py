"""Breathing: ventilation under opioids, of rest, with alcohol, midazolam or baclofen on top.

Volunteers breathe against carbon dioxide that is held above rest; what opioids leave of that is the link here. Two
rivals tell what happens with a second drug: each takes its share of what the other leaves, or the two do more than
that. At rest nobody holds carbon dioxide: it rises as less is breathed out, drives breathing, and hides most of it
(Bouillon 2003). Tolerance of breathing is taken as measured: opioids are so many times weaker (Algera 2021).

A partial agonist has a ceiling here because it drives the receptor less. That holds for buprenorphine, which people
showed, and for kratom, of which only mice did (Hill 2022): in people nobody has measured it, and what the model says of
kratom's breathing is of very low certainty.

Pauses of breath are those of volunteers under watch, with carbon dioxide held. No rate of overdose or death follows
from them, and none is known after naltrexone is stopped: a label warns of it and gives no number.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.circuits.opioid_adaptation import find_effect_in_life, find_stimulus, weaken
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.breathing_numbers import Breathing
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant, exp, maximum
from neurodose.units import percent


@model
def ventilation(m: Any, p: Any = Breathing, *, at_mu: Any = 0, spared: Any = 1) -> None:
    """Mu receptors take away ventilation; carbon dioxide that rises gives most of it back.

    at_mu:  effect there as the breathing of an adapted person has it, of the largest (0 to 1)
    spared: ventilation that other drugs alone would leave, of rest
    """
    by_opioids, by_others = spare_from_opioids(demand(at_mu, "an effect at mu"), p), demand(spared, "a share")
    held = by_opioids * by_others
    with_more = held * exp(-p.others.together * (1 - by_opioids) * (1 - by_others))
    m.ventilation = Output(held, "ventilation where carbon dioxide is held, of rest, each drug by itself", percent)
    m.ventilation_together = Output(
        with_more, "ventilation where carbon dioxide is held, of rest, drugs doing more together", percent
    )
    m.carbon_dioxide = State(1, "carbon dioxide in blood, of rest")
    at_rest = held * m.carbon_dioxide**p.carbon_dioxide.gain
    m.carbon_dioxide.changes_by(p.carbon_dioxide.leaving * (1 - at_rest * m.carbon_dioxide))
    m.at_rest = Output(at_rest, "ventilation while carbon dioxide rises by itself, of rest", percent)
    m.apnoea = Output(pause(held, p), "volunteers who stop breathing for a while at that, each drug by itself", percent)
    m.apnoea_together = Output(
        pause(with_more, p), "volunteers who stop breathing for a while at that, drugs doing more together", percent
    )


def spare_from_opioids(effect: Expression, p: Any) -> Expression:
    """Ventilation that is left, of rest: 1 / (1 + (x / half)^n), x the stimulus above rest."""
    stimulus = find_stimulus(effect)
    above = maximum(stimulus - at_start(stimulus), 0)
    return 1 / (1 + p.opioids.acts * (above / p.opioids.half) ** (1 + p.opioids.beyond_one))


def pause(left: Expression, p: Any) -> Expression:
    """The share of volunteers who have a pause of breath at so much ventilation: 1 / (1 + (v / half)^n)."""
    return 1 / (1 + (left / p.apnoea.half) ** p.apnoea.steepness)


def spare_from_others(m: Any, p: Any, scopes: Scopes) -> Expression:
    """Ventilation that ethanol, midazolam and baclofen would leave, of rest, each its share of what others leave."""
    left = constant(1)
    if "ethanol" in scopes:
        left = left / (1 + p.ethanol_acts * demand(scopes["ethanol"][0].blood.concentration, "ethanol") / p.ethanol)
    if "midazolam" in scopes:
        left = left / (1 + p.midazolam_acts * demand(scopes["midazolam"][0].brain, "midazolam") / p.midazolam)
    if "baclofen" in scopes:
        stimulus = find_stimulus(demand(m.effect_at_gaba_b, "an effect at GABA-B"))
        left = left / (1 + p.baclofen_acts * p.baclofen * (stimulus - at_start(stimulus)) ** 2)
    return left


def write_breathing(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind its adaptation to opioids."""
    own, adapted = p.breathing, p.opioid_adaptation
    largest = own.opioids.largest_tolerance**own.opioids.adapts
    tolerance = weaken(demand(m.opioid_adaptation.dependence, "a dependence"), adapted, largest)
    m.breathing = ventilation(
        own,
        at_mu=find_effect_in_life(m.mu, adapted, tolerance),
        spared=spare_from_others(m, own.others, scopes),
    )


STANDS_ON = (
    "volunteers whose carbon dioxide was held: morphine, fentanyl, and oxycodone with ethanol; tolerance of eight "
    "people on high doses"
)
SET_BY = (
    "Algera and others 2021",
    "Romberg and others 2004",
    "Dahan and others 2005",
    "Van der Schrier and others 2017",
)

response = Response(
    name="breathing",
    meaning="ventilation",
    table=Breathing,
    write=write_breathing,
    links=(
        Link(
            "mechanism",
            "breathing.ventilation",
            f"{STANDS_ON}; each drug by itself",
            is_calibrated=True,
            set_by=SET_BY,
        ),
        Link(
            "supra-additive",
            "breathing.ventilation_together",
            f"{STANDS_ON}; drugs doing more together, which apnoea of twelve volunteers says and their ventilation at "
            "held carbon dioxide does not",
            is_calibrated=True,
            set_by=(*SET_BY, "Bailey and others 1990"),
        ),
    ),
    higher_is="better",
    told_in="of that at rest, where carbon dioxide is held",
    hears=("gaba_b",),
    actors=("ethanol", "midazolam"),
    needs=("opioid_adaptation",),
    endpoints=(
        Endpoint(
            words=("minute ventilation", "ventilation", "isohypercapnic ventilation", "respiratory depression",
                   "breathing"),
            outputs={"mechanism": "breathing.ventilation", "supra-additive": "breathing.ventilation_together"},
            counted="level",
            noise="breathing.noise",
        ),
    ),
)  # fmt: skip
