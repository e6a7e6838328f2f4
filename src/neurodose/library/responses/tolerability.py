"""Tolerability of naltrexone: whether an event has come since the start, each from an arm of a trial.

Two links rival one another where the dose matters: trials (naltrexone in plasma, so that a depot of 380 mg does twice
what 190 mg do) and mechanism (blockade of mu receptors, of which both do nearly all). The liver is told by what it has
to clear, which is much by mouth and little from a depot. Nausea stands by itself (`nausea`).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.tolerability_numbers import SOMNOLENCE, STOPPING, Tolerability
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, exp, maximum
from neurodose.units import h, nmol, percent

LINKS = ("trials", "mechanism")


@model
def tolerability(
    m: Any,
    p: Any = Tolerability,
    *,
    level: Any = 0,
    held: Any = 0,
    exposed: Any = 0,
    lost: Any = 0,
    elapsed: Any = 0,
    cleared: Any = 0,
    injecting: Any = 0,
) -> None:
    """Hazards of events add up; who had one once has had it.

    level:         naltrexone in plasma, a mean of the day; held: share of mu receptors that it holds
    exposed, lost: exposure to it, and loss of the body's own opioids, that were new, summed (`new_exposure`)
    elapsed:       time since the start
    cleared:       what the liver has to clear (amount/time); injecting: what leaves the syringe (amount/time)
    """
    m.load = Pool(
        p.settling * demand(cleared, "an amount a time"),
        p.settling,
        start=0 * nmol / h,
        meaning="naltrexone that the liver has to clear, a mean of the day",
    )
    usual = add_up(m, "exposure", demand(level, "a concentration") / p.discontinuation.usual)
    blocked = add_up(m, "blockade", demand(held, "a share"))
    strained = p.liver.acts * p.liver.hazard * add_up(m, "strain", (m.load / p.liver.load) ** 2)
    injected = add_up(m, "injections", demand(injecting, "a rate") / p.injection_site.injected * h) / h
    sleepy, stopping, due = p.somnolence, p.discontinuation, p.due_to_drug
    told = sleepy.background * (1 - exp(-sleepy.fading * elapsed))
    for name, new, dose in (
        ("trials", sleepy.excess * demand(exposed, "a sum"), maximum(stopping.excess, 0) * usual),
        ("mechanism", sleepy.by_tone * demand(lost, "a sum"), maximum(stopping.by_blockade, 0) * blocked),
    ):
        tell(m, f"somnolence_{name}", "somnolence", told + sleepy.acts * new)
        stopped = stopping.background * elapsed + stopping.acts * dose / stopping.length
        tell(m, f"discontinuation_{name}", "stopped for adverse events", stopped)
        laid = due.acts * maximum(due.excess, 0) * (usual if name == "trials" else blocked) / due.length
        tell(m, f"due_to_drug_{name}", "had an adverse event that is laid to the drug", laid)
    tell(
        m, "liver_enzymes", "had a rise of liver enzymes, in opioid dependence", p.liver.background * elapsed + strained
    )
    tell(m, "alt", "had a rise of ALT, in others", p.liver.alt_background * elapsed + strained)
    reacted = p.injection_site.acts * maximum(p.injection_site.hazard, 0) * injected
    tell(m, "injection_site", "had a reaction at the site of injection", reacted)
    tell(m, "death", "died", p.death.hazard * elapsed)


def add_up(m: Any, name: str, drive: Expression) -> Expression:
    """The sum over time of a drive, which is a pure number."""
    m[f"summed_{name}"] = State(0 * h, f"{name}, summed over time")
    m[f"summed_{name}"].changes_by(drive, "adds up")
    return m[f"summed_{name}"].expression


def tell(m: Any, name: str, words: str, hazard: Expression) -> None:
    """Whether an event has come since the start: 1 - exp(-H), H the hazard so far."""
    m[name] = Output(1 - exp(-hazard), f"has {words} since the start", percent)


def write_tolerability(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body that takes naltrexone."""
    scope, table = scopes["naltrexone"]
    plasma, new = scope.parent.plasma, m.new_exposure
    m.tolerability = tolerability(
        p.tolerability,
        level=new.level.expression,
        held=m.mu.share_of("naltrexone"),
        exposed=new.summed,
        lost=new.summed_loss,
        elapsed=new.elapsed.expression,
        cleared=table.absorption.ka * scope.gut.amount + table.parent.CL * plasma.concentration,
        injecting=table.muscle.wetting * scope.muscle.dry.amount,
    )


def both(event: str) -> dict[str, str]:
    """The outputs of an event by both links."""
    return {name: f"tolerability.{event}_{name}" for name in LINKS}


def same(event: str) -> dict[str, str]:
    """The output of an event of which both links say the same."""
    return dict.fromkeys(LINKS, f"tolerability.{event}")


WORDS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("somnolence", "sleepiness", "drowsiness"), both("somnolence")),
    (
        ("discontinuation for adverse events", "discontinuation due to adverse events", "stopping for adverse events",
         "withdrawal for adverse events", "dropout for adverse events", "stopped for adverse events"),
        both("discontinuation"),
    ),
    (
        ("an adverse event due to the drug", "a drug-related adverse event", "an adverse event related to treatment",
         "a treatment-related adverse event"),
        both("due_to_drug"),
    ),
    (
        ("a reaction at the site of injection", "an injection-site reaction", "injection site reaction"),
        same("injection_site"),
    ),
    (("a rise of liver enzymes", "elevated liver enzymes", "a rise of liver function tests"), same("liver_enzymes")),
    (("a rise of alt", "elevated alt", "a rise of transaminases", "hepatotoxicity"), same("alt")),
    (("death", "death of any cause"), same("death")),
)  # fmt: skip

response = Response(
    name="tolerability",
    meaning="tolerability of naltrexone",
    table=Tolerability,
    write=write_tolerability,
    actors=("naltrexone",),
    needs=("new_exposure",),
    higher_is="worse",
    told_in="those who have stopped for adverse events, of 100 people",
    links=(
        Link(
            "trials",
            "tolerability.discontinuation_trials",
            "arms of trials, each event from one trial or review; by naltrexone in plasma",
            is_calibrated=True,
            set_by=("Cochrane review CD001867.pub3 2010", "Garbutt and others 2005", "Krupitsky and others 2013",
                    "Krupitsky and others 2011", "United States product information of naltrexone tablets 2013"),
        ),
        Link(
            "mechanism",
            "tolerability.discontinuation_mechanism",
            "the same arms, by blockade of mu receptors, which nobody has shown to be why",
            is_calibrated=True,
            set_by=("Cochrane review CD001867.pub3 2010", "Garbutt and others 2005", "Krupitsky and others 2013"),
        ),
    ),
    endpoints=tuple(Endpoint(words=words, outputs=outputs, counted="event") for words, outputs in WORDS),
    pooled={
        "tolerability.somnolence.excess": SOMNOLENCE,
        "tolerability.discontinuation.excess": STOPPING,
    },
)  # fmt: skip
