"""Cues and relapse: surroundings of use evoke glutamate in the accumbens, and what they evoke becomes a drive to use.

Glutamate of the cortex drives relapse in rats (Kalivas 2009). GABA-B receptors on the ends of these nerves let less of
it go; the body's own opioids are taken to carry a part of what a cue does, which rats that wait for ethanol under
naltrexone do not show (Gonzales and Weiss 1998). That no release was ever seen in people, and what it weighs in an
outcome (`cues.weight`), are the weakest numbers here, and are drawn as such.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.cues_numbers import Cues
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, maximum
from neurodose.units import percent


@model
def cues_and_relapse(m: Any, p: Any = Cues, *, at_mu: Any = 0, on_release: Any = 0) -> None:
    """Cues and surroundings of use evoke glutamate in the accumbens, of which GABA-B receptors let less go; what they
    evoke becomes a drive to use within days. With usual cues and no drug the drive is one.

    at_mu:      effect of all opioids there, of the largest
    on_release: effect of GABA-B receptors on the ends of nerves, of the largest
    """
    evoked = demand(p.exposure, "an exposure") * spare_of_release(on_release, p) * spare_of_opioids(at_mu, p)
    m.glutamate = Output(p.gain * evoked, "glutamate that cues evoke in the accumbens, over rest", percent)
    m.drive = Pool(
        production=p.following * evoked,
        loss=p.following,
        start=p.exposure,
        meaning="drive to relapse, of that of usual cues",
    )


def spare_of_release(on_release: Any, p: Any) -> Expression:
    """Share of what cues release that GABA-B receptors leave: one at rest."""
    acts = demand(on_release, "an effect on release")
    return 1 - p.lets_less_go * p.slowed * (1 - (1 - acts) / (1 - at_start(acts)))


def spare_of_opioids(at_mu: Any, p: Any) -> Expression:
    """Share of what cues do that is left as mu receptors lose the body's own opioids: one at rest, and no more."""
    acts = demand(at_mu, "an effect at mu")
    return 1 - p.hears_opioids * p.by_opioids * lose_effect(acts)


def lose_effect(acts: Expression) -> Expression:
    """Share of an effect at rest that is lost; an agonist that does more loses nothing."""
    return maximum(0, 1 - acts / at_start(acts))


def write_cues(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind its receptors."""
    on_release = m.effect_on_transmitter_release if "baclofen" in scopes else 0
    m.cues = cues_and_relapse(p.cues, at_mu=m.opioid_adaptation.effect, on_release=on_release)


circuit = Circuit(
    name="cues",
    meaning="glutamate and the drive to relapse",
    table=Cues,
    write=write_cues,
    targets=("mu",),
    needs=("opioid_adaptation",),
    hears=("gaba_b",),
    outputs={
        "glutamate that cues evoke": "cues.glutamate",
        "drive to relapse": "cues.drive",
    },
)
