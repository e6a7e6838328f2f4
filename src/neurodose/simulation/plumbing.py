"""Where a system keeps what its schedule writes: last doses, and what turns compartments off."""

from __future__ import annotations

from neurodose.dosing.expansion import Memory, Plumbing
from neurodose.modelling.system import System
from neurodose.modelling.variants import name_switch


def lay_plumbing(system: System) -> Plumbing:
    """Where a system keeps its last doses, and what turns its compartments off."""
    states = {state.address: number for number, state in enumerate(system.states)}
    parameters = {address: number for number, address in enumerate(system.parameters)}
    memories = {
        states[a]: Memory(parameters[since], parameters[amount]) for a, (since, amount) in system.memories.items()
    }
    switches = {states[a]: parameters[name] for a in states if (name := name_switch(a)) in parameters}
    return Plumbing(memories, switches)
