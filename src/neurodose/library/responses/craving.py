"""Craving for alcohol, on a scale from 0 to 10 and on OCDS (0 to 40): a severity that neither scale can be left with.

It falls in treatment by itself. Two rivals say what drugs change: trials (one early trial of naltrexone, a
meta-analysis of baclofen), and circuits (the learned value of drinking, cues, dopamine of the accumbens).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.rating_scales import show_severity
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.craving_numbers import (
    Craving,
    baclofen_craving,
    naltrexone_craving,
    review,
    rose,
    volpicelli,
)
from neurodose.library.responses.exposure_in_trials import driven_by_baclofen, held_by_naltrexone
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, exp, log, time
from neurodose.units import one


@model
def craving_on_scales(m: Any, p: Any = Craving, *, change: Any = 0) -> None:
    """Craving begins where people are, falls in treatment, and is changed by what is given.

    change: of the log-odds, by what is given
    """
    fallen = p.course.in_treatment * p.course.fall * (1 - exp(-p.course.settling * time))
    severity = log(p.course.odds) - fallen + demand(change, "a change")
    m.score = Output(show_severity(severity, p.rating), "craving from 0 to 10", one)
    m.OCDS = Output(show_severity(severity, p.ocds), "obsessive compulsive drinking scale", one)


def change_by_trials(m: Any, p: Any, scopes: Scopes) -> Expression:
    """What trials saw, in proportion to receptors."""
    saw = p.trials_saw
    naltrexone = saw.of_naltrexone * saw.naltrexone * saw.kept * held_by_naltrexone(m, p.exposure, scopes)
    return naltrexone + saw.of_baclofen * saw.baclofen * driven_by_baclofen(m, p.exposure, scopes)


def change_by_circuits(m: Any, p: Any, cues: Any) -> Expression:
    """What circuits say: less is craved that has lost its value, with fewer cues, and with less dopamine."""
    learned = p.by_value * p.weights.value * (m.reinforcement.value_of_drink.expression - 1)
    driven = p.by_cues * cues.weight * (m.cues.drive.expression - 1)
    return learned + driven + p.by_dopamine * p.weights.dopamine * m.reward.rise


@model
def craving_by_rivals(m: Any, p: Any = Craving, *, by_trials: Any, by_circuits: Any) -> None:
    """The same people crave under what trials saw, and under what circuits say."""
    m.trials = craving_on_scales(p, change=by_trials)
    m.mechanism = craving_on_scales(p, change=by_circuits)
    m.noise = Output(p.course.noise, "spread of one rating of ten", one)
    m.noise_of_OCDS = Output(p.course.noise_of_OCDS, "spread of one score of OCDS", one)


def write_craving(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind reward, reinforcement and cues."""
    m.craving = craving_by_rivals(
        p.craving,
        by_trials=change_by_trials(m, p.craving, scopes),
        by_circuits=change_by_circuits(m, p.craving, p.cues),
    )


def each(output: str) -> dict[str, str]:
    """The address of an output in each rival."""
    return {link: f"craving.{link}.{output}" for link in ("trials", "mechanism")}


response = Response(
    name="craving",
    meaning="craving for alcohol",
    table=Craving,
    write=write_craving,
    links=(
        Link(
            "trials", "craving.trials.score",
            "one trial of naltrexone, early and small, shrunk as its effect on relapse was by later ones; a "
            "meta-analysis of baclofen that finds next to nothing",
            is_calibrated=True, set_by=(volpicelli.label, rose.label, review.label),
        ),
        Link(
            "mechanism", "craving.mechanism.score",
            "dopamine and learning as rats show them, with weights that nobody has measured",
        ),
    ),
    higher_is="worse",
    told_in="in points of 10",
    targets=("mu",),
    hears=("gaba_b",),
    needs=("reward", "reinforcement", "cues"),
    endpoints=(
        Endpoint(
            ("craving", "craving for alcohol", "alcohol craving", "desire to drink", "urge to drink"),
            each("score"), "score", "craving.course.noise",
        ),
        Endpoint(
            ("obsessive compulsive drinking scale", "OCDS", "OCDS score", "craving on OCDS",
             "obsessive compulsive drinking score"),
            each("OCDS"), "score", "craving.course.noise_of_OCDS",
        ),
    ),
    pooled={
        "craving.trials_saw.naltrexone": naltrexone_craving,
        "craving.trials_saw.baclofen": baclofen_craving,
    },
)  # fmt: skip
