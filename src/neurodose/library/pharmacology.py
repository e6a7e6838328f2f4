"""What a drug file says: how it moves, in rival structures, what it is at each target, what it does to enzymes.

A drug's file ends with its `Pharmacology`; `combination` puts one or several of them into one body, with the receptors
and enzymes where they meet.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from neurodose.library.enzymes import Influence
from neurodose.modelling.binding import Ligand, Receptor
from neurodose.modelling.model import Model
from neurodose.modelling.parameter import Parameters
from neurodose.populations import Population
from neurodose.symbols import Expression

Ligands = Mapping[str, Mapping[str, Ligand]]  # by target and by the ligand's name there


def bind_nowhere(m: Any, p: Any) -> Ligands:
    """Of a substance that no target of the library binds."""
    del m, p
    return {}


@dataclass(frozen=True, eq=False)
class Structure:
    """One reading of a drug: kinetics, and what the drug is at its targets.

    kinetics:          a model `kinetics(m, p)`; what others change comes in by its keywords (`cyp3a_liver=1`, …)
    ligands:           of its scope and table: what it is at each target, by target and ligand
    targets:           the targets that `ligands` names
    in_living_brain:   whether these affinities are of the living brain; else of assays, and scaled by the one factor
    at_mu:             the same at mu with rates, where affinities alone stand in `ligands`
    is_slow:           whether binding at mu lags, so that it has to be followed with rates
    receptors:         concentration of mu receptors, where binding takes the drug out of its site
    """

    kinetics: Model
    ligands: Callable[[Any, Any], Ligands] = bind_nowhere
    targets: tuple[str, ...] = ()
    in_living_brain: bool = False
    at_mu: Callable[[Any, Any], Mapping[str, Ligand]] | None = None
    is_slow: bool = False
    receptors: Callable[[Any], Expression] | None = None

    @property
    def feels(self) -> tuple[str, ...]:
        """What others can change in its kinetics: enzymes, pumps and organs, by the names of its keywords."""
        parameters = list(inspect.signature(self.kinetics.function).parameters.values())[2:]
        return tuple(p.name for p in parameters)


@dataclass(frozen=True, eq=False)
class Inhibitor:
    """What a drug does to an enzyme or pump.

    reaching:  its unbound concentration there, of the scope and table of the drug; None where it does not change
    influence: what that concentration does, of it and the table
    """

    reaching: Callable[[Any, Any], Any] | None
    influence: Callable[[Any, Any], Influence]


@dataclass(frozen=True, eq=False)
class Pharmacology:
    """A drug by itself. Addresses are those within the drug's own part.

    structures:     rivals by name, the favourite first
    table:          its numbers
    populations:    people it is given to, by name, the usual ones first
    concentrations: outputs by what they are in words: "naltrexone in plasma"
    ligands:        what each substance is called at targets, by what it is in words
    facts:          outputs that do not change in time, by the phrase that asks for them ("bioavailability of …")
    inhibits:       what it does to enzymes and pumps, by the keyword of those who feel it
    spares:         enzymes and pumps that it is known not to change, with the source in words
    own:            the body's own ligands that its file measures beside the drug, of the scope of the body, its own
                    scope and its table, by target
    tells:          further outputs, of the scope of the body, the receptors, its own scope and its table
    calibrated:     addresses of the parameters that observations may determine
    purpose:        what the model is for; limits: where it must not be used
    """

    name: str
    structures: Mapping[str, Structure]
    table: type[Parameters]
    populations: Mapping[str, Population]
    concentrations: Mapping[str, str]
    ligands: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    inhibits: Mapping[str, Inhibitor] = field(default_factory=dict)
    spares: Mapping[str, str] = field(default_factory=dict)
    own: Callable[[Any, Any, Any], Ligands] | None = None
    tells: Callable[[Any, Mapping[str, Receptor], Any, Any], None] | None = None
    calibrated: tuple[str, ...] = ()
    purpose: str = ""
    limits: tuple[str, ...] = ()
