"""Cytokines in blood, made and cleared: what naltrexone takes away at toll-like receptors 4 by what is really there.

Low-dose naltrexone is said to act by these receptors. What was seen in a dish takes 105 µM of it; of the receptors
4.5 mg a day hold three in a million. So this circuit says: nothing.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.cytokines_numbers import Cytokines
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.units import one

CYTOKINES = {
    "il1b": "interleukin-1beta",
    "il6": "interleukin-6",
    "tnf": "TNF-alpha",
    "ifna": "interferon-alpha",
}


@model
def cytokine_turnover(m: Any, p: Any = Cytokines, *, held: Any = 0) -> None:
    """Each cytokine is made and cleared; a share of what makes it passes toll-like receptors 4, and less of it where
    they are held.

    held: share of these receptors that a drug holds (0 to 1)
    """
    m.made = Output(1 - p.by_tlr4 * p.share * demand(held, "a share held"), "making of cytokines, of rest", one)
    for name, words in CYTOKINES.items():
        loss = getattr(p, f"{name}_loss")
        m[name] = Pool(production=loss * m.made, loss=loss, start=1, meaning=f"{words} in plasma, of rest")


def write_cytokines(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind its receptors."""
    held = m.tlr4.share_of("naltrexone") if "naltrexone" in scopes else 0
    m.cytokines = cytokine_turnover(p.cytokines, held=held)


circuit = Circuit(
    name="cytokines",
    meaning="cytokines in blood",
    table=Cytokines,
    write=write_cytokines,
    hears=("tlr4",),
    outputs={f"{words} in plasma": f"cytokines.{name}" for name, words in CYTOKINES.items()},
)
