"""The stress axis: mu receptors hold back what releases CRH, and ACTH and cortisol follow; cortisol holds itself back.

All are shares of the mean of a day; the rhythm of the day is left out. Antagonists raise cortisol within the hour
(naloxone), and not over a whole day; opioids take it away. What a stressor does is not here.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.stress_numbers import Stress
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, exp
from neurodose.units import one, percent


@model
def stress_axis(m: Any, p: Any = Stress, *, at_mu: Any = 0) -> None:
    """The drive of the axis falls with the effect at mu and with the cortisol that the brain remembers; ACTH follows
    the drive, and cortisol ACTH.

    at_mu: effect of all ligands there, of the largest (0 to 1)
    """
    m.remembered = State(1, "cortisol as the brain remembers it, of rest")
    m.drive = Output(release(at_mu, p) * m.remembered.expression**-p.feedback, "drive of the stress axis, of rest", one)
    m.acth = Pool(p.acth_loss * m.drive, p.acth_loss, start=1, meaning="ACTH, of rest")
    m.cortisol = Pool(p.cortisol_loss * m.acth.expression, p.cortisol_loss, start=1, meaning="cortisol, of rest")
    m.remembered.changes_by(p.remembers * (m.cortisol.expression - m.remembered.expression), "takes notice of cortisol")
    m.rise = Output(m.cortisol.expression - 1, "rise of cortisol, of rest", percent)
    m.rise_of_acth = Output(m.acth.expression - 1, "rise of ACTH, of rest", percent)


def release(effect: Any, p: Any) -> Expression:
    """What mu receptors leave of the drive: exp(-steepness · effect above rest); 1 at rest, more without the tone."""
    told = demand(effect, "an effect at mu")
    return exp(-p.acts * p.steepness * (told - at_start(told)))


def write_stress(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind its receptors."""
    del scopes
    m.stress = stress_axis(p.stress, at_mu=m.opioid_adaptation.effect)


circuit = Circuit(
    name="stress",
    meaning="the stress axis",
    table=Stress,
    write=write_stress,
    targets=("mu",),
    needs=("opioid_adaptation",),
    outputs={"cortisol": "stress.rise", "ACTH": "stress.rise_of_acth"},
)
