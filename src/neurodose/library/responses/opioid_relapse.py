"""Relapse to opioids, and staying in treatment, of people with opioid use disorder who have been detoxified.

Who is blocked relapses or leaves at a lower hazard. Tablets are the weak point: most people stop them within weeks, as
they did in trials, and then fare as on placebo, whatever the regimen says; a depot or an implant asks nothing of them.
Of people not yet detoxified some are lost before the first dose. After naltrexone less opioid than before is enough to
kill: that is harm, and stands elsewhere.

Two rivals: what trials of depot and implant saw, in proportion to the effect of an opioid that is lost; and what
circuits say (what an opioid gives, its learned value, cues, an agonist in its place).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.opioid_relapse_numbers import (
    OpioidRelapse,
    blockade,
    krupitsky_2011,
    krupitsky_2012,
    krupitsky_2013,
)
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant, exp, maximum, time
from neurodose.units import h, nmol, percent


@model
def course_of_treatment(
    m: Any, p: Any = OpioidRelapse, *, change: Any = 0, on_tablets: Any = 0, lost: Any = 0, is_timed: bool = True
) -> None:
    """People stay without relapse while a hazard runs, which blockade lowers; those who have stopped tablets have the
    hazard of placebo.

    change:     of the logarithm of the hazard; on_tablets: whether it depends on tablets (0 to 1)
    lost:       share of people lost before the first dose
    is_timed:   whether time in treatment is gathered as well
    """
    taking = 1 - demand(lost, "a share")
    lower = p.people.hazard * exp(demand(change, "a change"))
    stopping = p.start.stopping * (1 - p.start.taken_as_told) * on_tablets
    m.taking = State(taking, "share of people that stay, and take what they are given")
    m.stopped = State(0, "share of people that stay, and have stopped tablets")
    m.taking.changes_by(-(lower + stopping) * m.taking.expression)
    m.stopped.changes_by(stopping * m.taking.expression - p.people.hazard * m.stopped.expression)
    stays = m.taking.expression + m.stopped.expression
    tell_stay(m, p, stays)
    if is_timed:
        gather_time(m, p, stays)


def tell_stay(m: Any, p: Any, stays: Expression) -> None:
    """What a trial counts, expected of one person."""
    for_all_that = p.people.relapsing * p.people.staying
    m.stable = Output(stays, "probability of being in treatment without relapse", percent)
    m.relapse = Output(p.people.relapsing * (1 - stays), "probability of having relapsed", percent)
    m.in_treatment = Output(stays + for_all_that * (1 - stays), "probability of being in treatment", percent)
    m.dropout = Output((1 - for_all_that) * (1 - stays), "probability of having left treatment", percent)


def gather_time(m: Any, p: Any, stays: Expression) -> None:
    """Time in treatment, expected of one person."""
    m.time_stable = State(0 * h, "time in treatment without relapse")
    m.time_stable.changes_by(stays)
    for_all_that = p.people.relapsing * p.people.staying
    longer = m.time_stable.expression + for_all_that * (time - m.time_stable.expression)
    m.time_in_treatment = Output(longer, "time in treatment", h)


@model
def opioid_relapse_by_rivals(
    m: Any, p: Any = OpioidRelapse, *, by_trials: Any, by_circuits: Any, absorbed: Any = None, lost: Any = 0
) -> None:
    """The same people under what trials saw, and under what circuits say.

    absorbed: rate at which naltrexone comes from tablets; none: nobody takes any
    """
    on_tablets: Any = 0
    if absorbed is not None:
        m.from_tablets = State(0 * nmol, "naltrexone absorbed from tablets since the start")
        m.from_tablets.changes_by(absorbed)
        on_tablets = m.from_tablets.expression / (m.from_tablets.expression + p.start.by_mouth)
    m.trials = course_of_treatment(p, change=by_trials, on_tablets=on_tablets, lost=lost)
    m.mechanism = course_of_treatment(p, change=by_circuits, on_tablets=on_tablets, lost=lost, is_timed=False)


def change_by_trials(m: Any, p: Any, scopes: Scopes) -> Expression:
    """What trials saw of blockade, in proportion to the effect of an opioid that is lost."""
    if "naltrexone" not in scopes:
        return constant(0)
    saw = p.trials_saw
    return saw.of_naltrexone * saw.hidden * saw.blockade * m.loss_of_effect / saw.lost_effect


def change_by_circuits(m: Any, p: Any, cues: Any) -> Expression:
    """What circuits say of the logarithm of the hazard."""
    weigh = p.weights
    given = p.by_reward * weigh.reward * (m.reinforcement.opioid - 1)
    learned = p.by_value * weigh.value * (m.reinforcement.value_of_opioid.expression - 1)
    driven = p.by_cues * cues.weight * (m.cues.drive.expression - 1)
    effect = m.opioid_adaptation.effect
    risen = maximum(0, effect - at_start(effect)) / (1 - at_start(effect))
    return given + learned + driven - p.by_agonist * weigh.agonist * risen


def write_opioid_relapse(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind reinforcement and cues."""
    absorbed, lost = None, constant(0)
    if "naltrexone" in scopes:
        scope, table = scopes["naltrexone"]
        absorbed = table.absorption.ka * table.absorption.F * scope.gut.amount
        lost = (1 - p.opioid_relapse.start.detoxified) * p.opioid_relapse.start.lost
    m.opioid_relapse = opioid_relapse_by_rivals(
        p.opioid_relapse,
        by_trials=change_by_trials(m, p.opioid_relapse, scopes),
        by_circuits=change_by_circuits(m, p.opioid_relapse, p.cues),
        absorbed=absorbed,
        lost=lost,
    )


def each(output: str) -> dict[str, str]:
    """The address of an output in each rival."""
    return {link: f"opioid_relapse.{link}.{output}" for link in ("trials", "mechanism")}


response = Response(
    name="opioid_relapse",
    meaning="staying in treatment for opioid use without relapse",
    table=OpioidRelapse,
    write=write_opioid_relapse,
    links=(
        Link(
            "trials", "opioid_relapse.trials.stable",
            "two trials of depot and implant, of one group, without agonists; tablets as one trial saw them",
            is_calibrated=True, set_by=(krupitsky_2011.label, krupitsky_2012.label, krupitsky_2013.label),
        ),
        Link(
            "mechanism", "opioid_relapse.mechanism.stable",
            "dopamine that an opioid would evoke, learning as rats show it, and weights that nobody has measured",
        ),
    ),
    higher_is="better",
    told_in="of 100 people",
    targets=("mu",),
    hears=("gaba_b",),
    needs=("opioid_adaptation", "reward", "reinforcement", "cues"),
    endpoints=(
        Endpoint(
            ("retention without relapse", "retained without relapse", "abstinence at all tests",
             "treatment retention without relapse", "opioid-negative tests throughout"),
            each("stable"), "event",
        ),
        Endpoint(
            ("weeks confirmed abstinent", "opioid-free weeks", "confirmed abstinence", "weeks of confirmed abstinence",
             "opioid-negative urine tests", "opioid-negative weeks"),
            each("stable"), "share of days",
        ),
        Endpoint(
            ("relapse to opioids", "opioid relapse", "first relapse to opioids", "first relapse",
             "relapse to opioid use", "relapse to heroin"),
            each("relapse"), "event",
        ),
        Endpoint(
            ("one year completed", "treatment completed", "retention", "retention in treatment", "completion",
             "completion of treatment", "being in treatment"),
            each("in_treatment"), "event",
        ),
        Endpoint(("leaving treatment", "dropout from opioid treatment"), each("dropout"), "event"),
        Endpoint(
            ("time in treatment", "days in treatment", "duration of treatment", "days retained", "length of retention"),
            {"trials": "opioid_relapse.trials.time_in_treatment"}, "level",
        ),
    ),
    pooled={"opioid_relapse.trials_saw.blockade": blockade},
)  # fmt: skip
