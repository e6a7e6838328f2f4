"""Tolerability of naltrexone: whether an event has come since the start, each from an arm of a trial.

Two links rival one another where the dose matters: trials (naltrexone in plasma, so that a depot of 380 mg does twice
what 190 mg do) and mechanism (blockade of mu receptors, of which both do nearly all). The liver is told by what it has
to clear, which is much by mouth and little from a depot. Nausea stands by itself (`nausea`).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.tolerability_numbers import Tolerability
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, exp
from neurodose.units import h, nmol, percent

LINKS = ("trials", "mechanism")


@model
def tolerability(
    m: Any,
    p: Any = Tolerability,
    *,
    level: Any = 0,
    held: Any = 0,
    new_exposure: Any = 0,
    new_loss: Any = 0,
    untold: Any = 1,
    cleared: Any = 0,
    injecting: Any = 0,
) -> None:
    """Hazards of events add up; who had one once has had it.

    level:        naltrexone in plasma, a mean of the day; held: share of mu receptors that it holds
    new_exposure, new_loss: exposure to it, and loss of the body's own opioids, that are new (`nausea`)
    untold:       share of what happens under placebo that is still to be told of
    cleared:      what the liver has to clear (amount/time); injecting: what leaves the syringe (amount/time)
    """
    m.load = Pool(
        p.liver.settling * demand(cleared, "an amount a time"),
        p.liver.settling,
        start=0 * nmol / h,
        meaning="naltrexone that the liver has to clear, a mean of the day",
    )
    exposed = demand(level, "a concentration") / p.discontinuation.usual
    stopping = p.discontinuation
    sleepy = p.somnolence
    for name, new, dose, most in (
        ("trials", sleepy.hazard * new_exposure, exposed, stopping.hazard),
        ("mechanism", sleepy.by_tone * new_loss, demand(held, "a share"), stopping.by_blockade),
    ):
        add_event(m, f"somnolence_{name}", "somnolence", sleepy.background * untold + sleepy.acts * new)
        add_event(
            m,
            f"discontinuation_{name}",
            "stopping for adverse events",
            stopping.background + stopping.acts * most * dose,
        )
        add_event(
            m,
            f"due_to_drug_{name}",
            "an adverse event due to the drug",
            p.due_to_drug.acts * p.due_to_drug.hazard * dose,
        )
    by_load = p.liver.acts * p.liver.hazard * (m.load / p.liver.load) ** 2
    add_event(m, "liver_enzymes", "a rise of liver enzymes, in opioid dependence", p.liver.background + by_load)
    add_event(m, "alt", "a rise of ALT, in others", p.liver.alt_background + by_load)
    reacting = p.injection_site.acts * p.injection_site.hazard * demand(injecting, "a rate") / p.injection_site.injected
    add_event(m, "injection_site", "a reaction at the site of injection", reacting)
    add_event(m, "death", "death", p.death.hazard)


def add_event(m: Any, name: str, words: str, hazard: Expression) -> None:
    """Whether an event has come since the start: 1 - exp(-H), H the hazard so far."""
    m[f"hazard_of_{name}"] = State(0, f"cumulated hazard of {words}")
    m[f"hazard_of_{name}"].changes_by(hazard, "adds up")
    m[name] = Output(1 - exp(-m[f"hazard_of_{name}"]), f"has had {words} since the start", percent)


def write_tolerability(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body that takes naltrexone."""
    scope, table = scopes["naltrexone"]
    plasma = scope.parent.plasma
    m.tolerability = tolerability(
        p.tolerability,
        level=m.nausea.level,
        held=m.mu.share_of("naltrexone"),
        new_exposure=m.nausea.new_exposure,
        new_loss=m.nausea.new_loss,
        untold=1 - m.nausea.told,
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
         "withdrawal for adverse events", "dropout for adverse events"),
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
    needs=("nausea",),
    higher_is="worse",
    links=(
        Link(
            "trials",
            "tolerability.discontinuation_trials",
            "arms of trials, each event from one trial or review; by naltrexone in plasma",
            is_calibrated=True,
            set_by=("Cochrane review CD001867.pub3 2010", "Garbutt and others 2005", "Krupitsky and others 2013",
                    "United States product information of naltrexone tablets 2013"),
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
)  # fmt: skip
