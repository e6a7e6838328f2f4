"""The reward circuit: from mu and GABA-B receptors of the ventral tegmental area to dopamine in the accumbens.

Mu receptors silence GABA cells that hold dopamine cells back (Johnson and North 1992); GABA-B receptors on dopamine
cells take away what is evoked, and leave what is there at rest; ethanol has endorphin released, which mu receptors see;
amphetamine empties the ends of dopamine cells, whatever they fire. Tonic dopamine is what gathers over minutes, as
microdialysis has it; phasic is what cells fire above what has come to last, and the more the quicker a drug comes
(Grace 1991).

What it stands on is of rats. People's PET of dopamine rises more after alcohol than this, and nobody has shown why.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.reward_numbers import Reward
from neurodose.library.response import Endpoint
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, maximum
from neurodose.units import one, percent


@model
def reward_circuit(m: Any, p: Any = Reward, *, at_mu: Any = 0, at_gaba_b: Any = 0, ethanol: Any = None) -> None:
    """Mu receptors silence interneurons that hold dopamine cells back, and dopamine rises in the accumbens; GABA-B
    receptors take away a share of what is evoked. Rest is what there is before any drug.

    at_mu, at_gaba_b: effects there, of the largest (0 to 1)
    ethanol:          its concentration in blood, for what it does without opioids
    """
    # What interneurons let go is more the more of them are silent, and never less than nothing.
    loose = 1 + p.interneurons.gain * silence(demand(at_mu, "an effect at mu"), p)
    let_go = p.interneurons.acts * (loose / at_start(loose) - 1)
    evoked = let_go + p.ethanol.acts * p.ethanol.direct * act_of_ethanol(ethanol, p)
    spared = 1 - p.holding_back * (1 - spared_by_gaba_b(at_gaba_b))
    m.fires = Output(1 + evoked * spared, "firing of dopamine cells, of rest", one)
    emptied = p.dopamine.amphetamine * p.dopamine.amphetamine_given
    m.dopamine = Pool(
        production=p.dopamine.settling * (m.fires + emptied),
        loss=p.dopamine.settling,
        start=1,
        meaning="dopamine in the accumbens, of rest",
    )
    lasts = p.dopamine.used_to
    m.usual = Pool(lasts * m.fires, lasts, start=1, meaning="firing of dopamine cells that has come to last, of rest")
    bursts = p.dopamine.bursts * maximum(m.fires - m.usual.expression, 0)
    m.phasic = Output(bursts, "phasic dopamine: firing above what has come to last, of rest", percent)
    m.rise = Output(m.dopamine.expression - 1, "rise of tonic dopamine in the accumbens, of rest", percent)
    lost = displace_raclopride(m.dopamine.expression, p)
    m.raclopride = Output(lost, "loss of raclopride's binding in the accumbens, by PET", percent)
    m.raclopride_bound = Output(1 - lost, "raclopride's binding in the accumbens, of rest, by PET", one)


def silence(effect: Expression, p: Any) -> Expression:
    """Share of interneurons that an effect at mu silences: E^n / (half^n + E^n)."""
    relative = (effect / p.interneurons.half) ** p.interneurons.steepness
    return relative / (1 + relative)


def spared_by_gaba_b(effect: Any) -> Expression:
    """What GABA-B receptors leave of what is evoked: 1 at rest, nothing at their largest effect."""
    acts = demand(effect, "an effect at GABA-B")
    return (1 - acts) / (1 - at_start(acts))


def act_of_ethanol(ethanol: Any, p: Any) -> Expression:
    """What ethanol does, of its largest effect: C / (C + half)."""
    if ethanol is None:
        return demand(0, "no ethanol")
    reach = demand(ethanol, "a concentration of ethanol")
    return reach / (reach + p.ethanol.half)


def release_by_ethanol(ethanol: Any, p: Any) -> Expression:
    """Release of endorphin under ethanol, of the usual: for the production of the body's own ligand."""
    return 1 + p.ethanol.releases * p.ethanol.release * act_of_ethanol(ethanol, p)


def displace_raclopride(dopamine: Expression, p: Any) -> Expression:
    """Loss of raclopride's binding where dopamine competes for its receptors: 1 - (1 + d) / (1 + d·D), d at rest."""
    held = p.dopamine.held_at_rest
    return 1 - (1 + held) / (1 + held * dopamine)


def release_under(scopes: Scopes, p: Any) -> dict[str, Expression]:
    """What is released of the body's own ligands, of the usual: endorphin under ethanol."""
    return {"endorphin": release_by_ethanol(find_ethanol(scopes), p.reward)}


def write_reward(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind its receptors, which living cells see as `opioid_adaptation` has them."""
    at_gaba_b = m.effect_on_firing_of_dopamine_cells if "baclofen" in scopes else 0
    m.reward = reward_circuit(
        p.reward, at_mu=m.opioid_adaptation.effect, at_gaba_b=at_gaba_b, ethanol=find_ethanol(scopes)
    )


def find_ethanol(scopes: Scopes) -> Any:
    """The concentration of ethanol in blood, where it is one of the drugs."""
    return scopes["ethanol"][0].blood.concentration if "ethanol" in scopes else None


circuit = Circuit(
    name="reward",
    meaning="dopamine in the accumbens",
    table=Reward,
    write=write_reward,
    targets=("mu",),
    hears=("gaba_b",),
    actors=("ethanol",),
    needs=("opioid_adaptation",),
    releases=release_under,
    outputs={
        "dopamine in the accumbens": "reward.rise",
        "phasic dopamine in the accumbens": "reward.phasic",
        "raclopride displaced in the accumbens": "reward.raclopride",
    },
    endpoints=(
        Endpoint(
            (
                "raclopride binding in ventral striatum",
                "raclopride binding potential in ventral striatum",
                "raclopride binding",
                "binding of raclopride in the accumbens",
            ),
            {"mechanism": "reward.raclopride_bound"},
            counted="level",
        ),
    ),
)
