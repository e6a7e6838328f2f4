"""Reinforcement: what a drink or an opioid would give now, and the value of use that is slowly learned from it.

Dopamine teaches by the error of what was expected (Schultz 1997): d value/dt = rate · (what use gives − value). Under
an antagonist a drink gives less than it is worth, so its value falls, the more the longer use goes on (extinction);
when the antagonist is gone it is learned again. At rest both are one.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.reinforcement_numbers import Reinforcement
from neurodose.library.circuits.reward import silence, spared_by_gaba_b
from neurodose.modelling.binding import Ligand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.response import operational_effect
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start
from neurodose.units import one


@model
def learned_value(m: Any, p: Any = Reinforcement, *, drink: Any = 1, opioid: Any = 1) -> None:
    """What use gives, of what it gave before any drug, and the value that is learned from it within weeks.

    drink, opioid: dopamine that a drink, or a dose of an opioid, would evoke now, of what it evoked before any drug
    """
    for name, gives in (("drink", drink), ("opioid", opioid)):
        setattr(m, name, Output(gives, f"what {SPOKEN[name]} would give, of before", one))
        m[f"value_of_{name}"] = Pool(
            production=p.rate * (1 + p.learns * p.goes_on * (gives - 1)),
            loss=p.rate,
            start=1,
            meaning=f"value that {SPOKEN[name]} has come to have, of before",
        )


SPOKEN = {"drink": "a bout of drinking", "opioid": "a dose of an opioid"}


def reward_of_drink(m: Any, p: Any, spared: Any) -> Expression:
    """Dopamine that a usual bout of drinking would evoke now, of what it evoked before any drug; spared: by GABA-B."""
    of_ethanol, own = p.reward.ethanol, p.endorphin
    more = at_start(m.endorphin.free.expression) * of_ethanol.releases * of_ethanol.release * p.reinforcement.bout
    held = m.mu.share_of_challenge(Ligand(more, Ki=own.Ki_mu, efficacy=own.efficacy))
    before, after = m.mu.stimulus(), m.mu.stimulus() * (1 - held) + own.efficacy * held
    freed = p.reward.interneurons.acts * let_go_between(before, after, p)
    evoked = (freed + of_ethanol.acts * of_ethanol.direct * p.reinforcement.bout) * spared + p.reinforcement.least
    return evoked / at_start(evoked)


def let_go_between(before: Expression, after: Expression, p: Any) -> Expression:
    """Rise of the firing of dopamine cells between two stimuli at mu, of rest."""
    quiet, loud = (silence(operational_effect(s), p.reward) for s in (before, after))
    return p.reward.interneurons.gain * (loud - quiet)


def reward_of_opioid(m: Any, p: Any, spared: Any) -> Expression:
    """Dopamine that a challenge with morphine would evoke now, of what it evoked before any drug."""
    freed = p.reward.interneurons.acts * p.reward.interneurons.gain * silence(m.effect_of_morphine, p.reward)
    evoked = freed * spared + p.reinforcement.least
    return evoked / at_start(evoked)


def write_reinforcement(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind reward."""
    acts = spared_by_gaba_b(m.effect_on_firing_of_dopamine_cells) if "baclofen" in scopes else 1
    spared = 1 - p.reward.holding_back * (1 - acts)
    m.reinforcement = learned_value(
        p.reinforcement, drink=reward_of_drink(m, p, spared), opioid=reward_of_opioid(m, p, spared)
    )


circuit = Circuit(
    name="reinforcement",
    meaning="learned value of use",
    table=Reinforcement,
    write=write_reinforcement,
    targets=("mu",),
    hears=("gaba_b",),
    needs=("reward",),
    outputs={
        "what a drink would give": "reinforcement.drink",
        "learned value of drinking": "reinforcement.value_of_drink",
        "learned value of opioids": "reinforcement.value_of_opioid",
    },
)
