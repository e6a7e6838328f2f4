"""Several ligands at one receptor: at equilibrium, or with rates of association and dissociation.

Four things that are often taken for one another, each with its own verb:
- share occupied by a ligand: receptors it holds / all receptors;
- displacement, what PET reads: 1 - available now / available at baseline (the body's own ligands are bound at
baseline too);
- dose ratio: 1 + C/K, how many times more agonist the same effect takes (Gaddum 1937, Schild 1947);
- loss of effect of a given agonist concentration: 1 - its effect now / its effect at baseline.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from neurodose.errors import ModelError, UnitError, unknown_name
from neurodose.modelling.compartment import Compartment, EffectSite, demand
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.response import operational_effect
from neurodose.modelling.trace import Element
from neurodose.symbols import Expression, at_start, lift
from neurodose.units import name_dimension, nM, percent


@dataclass(frozen=True, eq=False)
class Ligand:
    """A substance at a receptor.

    concentration: unbound, at the receptor: an EffectSite, a Pool, a Compartment with a volume, or a formula
    Ki:            affinity at equilibrium (concentration), or
    kon, koff:     rates of association (1/(concentration·time)) and dissociation (1/time), for kinetic binding
    efficacy:      transducer ratio of the operational model: 0 for an antagonist
    endogenous:    whether it is the body's own, and so bound at baseline
    is_depleted:   whether binding takes it out of its site (kinetic binding at an EffectSite or Pool)
    exponent:      power of the concentration that `concentration` goes with (1: itself)
    acts:          whether it is there for the receptor at all: 1, or 0 where a question turns it off
    """

    concentration: Any
    Ki: Any = None
    kon: Any = None
    koff: Any = None
    efficacy: Any = 0
    endogenous: bool = False
    is_depleted: bool = False
    exponent: Any = 1
    acts: Any = None

    def __post_init__(self) -> None:
        given = [name for name in ("Ki", "kon", "koff") if getattr(self, name) is not None]
        if given not in (["Ki"], ["kon", "koff"]):
            raise ModelError(
                "a ligand has either an affinity (Ki=…) or two rates (kon=…, koff=…)",
                exists=f"this one has {', '.join(given) or 'neither'}",
            )

    @property
    def free(self) -> Expression:
        """Unbound concentration as a formula."""
        inner = self.concentration.concentration if isinstance(self.concentration, Compartment) else self.concentration
        concentration = demand(inner, "a ligand's concentration")
        return concentration if self.acts is None else demand(self.acts, "a switch") * concentration

    @property
    def affinity(self) -> Expression:
        """Concentration that holds half of the receptors when alone: Ki, or koff/kon."""
        if self.Ki is not None:
            return demand(self.Ki, "Ki")
        return demand(self.koff, "koff") / demand(self.kon, "kon")


class Receptor(Element):
    """A receptor that several ligands share. `Competition` is at equilibrium, `Binding` has rates."""

    def __init__(self, ligands: dict[str, Ligand], meaning: str) -> None:
        if not ligands:
            raise ModelError("a receptor without ligands", hint="name at least one: naltrexone=Ligand(…)")
        for name, ligand in ligands.items():
            if not isinstance(ligand, Ligand):
                raise ModelError(f"{name} = {ligand!r} is no Ligand", hint=f"write {name}=Ligand(concentration, Ki=…)")
        self.ligands, self.meaning = ligands, meaning

    def ligand(self, name: str) -> Ligand:
        if name not in self.ligands:
            raise unknown_name(
                ModelError, "ligand", name, self.ligands, where=self.address or None, owner="this receptor"
            )
        return self.ligands[name]

    @abstractmethod
    def share_of(self, name: str) -> Expression:
        """Receptors that one ligand holds, over all receptors (0 to 1)."""

    @abstractmethod
    def share_free(self) -> Expression:
        """Receptors that nobody holds, over all receptors (0 to 1)."""

    def displacement(self) -> Expression:
        """What PET reads: 1 - available now / available at baseline; baseline is the start, before any dose."""
        return 1 - self.share_free() / self.share_free_at_baseline()

    def share_free_at_baseline(self) -> Expression:
        """Receptors free at the start, before any dose: the body's own ligands are bound already."""
        return at_start(self.share_free())

    def dose_ratio(self, *names: str) -> Expression:
        """How many times more agonist the same effect takes under the antagonists named: 1 + C/K over them.

        Written as 1 + receptors they hold / receptors that nobody holds, which is the same at equilibrium and still
        right where binding lags behind the concentration.
        """
        if not names:
            raise ModelError(
                "a dose ratio of no antagonist",
                where=self.address or None,
                exists=f"this receptor has: {', '.join(self.ligands)}",
                hint=f'name them: dose_ratio("{next(iter(self.ligands))}")',
            )
        return 1 + self._held_over_free(names)

    def _held_over_free(self, names: tuple[str, ...]) -> Expression:
        return _sum(self.share_of(n) for n in names) / self.share_free()

    def stimulus(self, *names: str) -> Expression:
        """Sum of efficacy times share occupied, over the ligands named or all: what the cell is told."""
        some = names or tuple(self.ligands)
        return _sum(demand(self.ligand(n).efficacy, "an efficacy") * self.share_of(n) for n in some)

    def effect(self, *, largest: Any = 1, slope: Any = 1) -> Expression:
        """The operational effect of all ligands together."""
        return operational_effect(self.stimulus(), largest=largest, slope=slope)

    def loss_of_effect(self, challenge: Ligand, *, slope: Any = 1) -> Expression:
        """1 - what an agonist challenge does now / what it does at baseline (0: unchanged; 1: nothing left).

        challenge: a Ligand at a fixed concentration, with its efficacy. It is brief: in `Competition` it competes with
        all others; in `Binding` it finds its equilibrium with the receptors that the others leave free, and dislodges
        nobody.
        """
        effect = self.effect_of(challenge, slope=slope)
        return 1 - effect / at_start(effect)

    def effect_of(self, challenge: Ligand, *, slope: Any = 1) -> Expression:
        """The operational effect of an agonist challenge, as a share of the largest effect (0 to 1)."""
        efficacy = demand(challenge.efficacy, "an efficacy")
        if efficacy.is_constant and efficacy.value == 0:
            raise ModelError("the challenge has no effect to lose", hint="give the agonist its efficacy=…")
        return operational_effect(efficacy * self.share_of_challenge(challenge), slope=slope)

    @abstractmethod
    def share_of_challenge(self, challenge: Ligand) -> Expression:
        """Receptors that a further ligand would hold if it were briefly present, over all receptors (0 to 1)."""

    def _where(self, name: str) -> str:
        place = self.expect_place()
        return f"model {self.trace.name}, {place}, ligand {name}"

    def _say_shares(self) -> None:
        self.say("share_free", self.share_free(), "share of receptors that nobody holds", percent)
        at_baseline = self.share_free_at_baseline()
        self.say("share_free_at_baseline", at_baseline, "share of receptors that nobody holds before any dose", percent)
        for name in self.ligands:
            self.say(f"share_of_{name}", self.share_of(name), f"share of receptors held by {name}", percent)
        self.say(
            "displacement",
            self.displacement(),
            "loss of available receptors against baseline, as PET reads it",
            percent,
        )


class Competition(Receptor):
    """Ligands that compete for one receptor, always at equilibrium: share of i = (Ci/Ki) / (1 + sum of Cj/Kj)."""

    def __init__(self, meaning: str = "", /, **ligands: Ligand) -> None:
        super().__init__(ligands, meaning)
        for name, ligand in ligands.items():
            if ligand.is_depleted:
                raise ModelError(
                    f"{name} cannot be depleted by binding that is always at equilibrium",
                    hint="use Binding with kon and koff",
                )

    def declare(self) -> None:
        self._say_shares()

    def share_of(self, name: str) -> Expression:
        return _relative(self.ligand(name), self._where(name)) * self.share_free()

    def share_free(self) -> Expression:
        return 1 / (1 + _sum(_relative(g, self._where(n)) for n, g in self.ligands.items()))

    def _held_over_free(self, names: tuple[str, ...]) -> Expression:
        return _sum(_relative(self.ligand(n), self._where(n)) for n in names)

    def share_of_challenge(self, challenge: Ligand) -> Expression:
        extra = _relative(challenge, self._where("challenge")) * self.share_free()
        return extra / (1 + extra)


class Binding(Receptor):
    """Ligands that bind and leave one receptor with rates: d RLi/dt = kon·Ci·R − koff·RLi, R = total − sum of RLj.

    total: concentration of all receptors (the states are concentrations of bound receptors).
    Every ligand starts at equilibrium with its starting concentration.
    """

    def __init__(self, total: Any, meaning: str = "", /, **ligands: Ligand) -> None:
        super().__init__(ligands, meaning)
        self.total = demand(total, "the total of receptors")
        for name, ligand in ligands.items():
            if ligand.kon is None:
                raise ModelError(
                    f"{name} has no rates",
                    hint="kinetic binding takes kon=… and koff=…; use Competition for Ki",
                )
            if ligand.is_depleted and not isinstance(ligand.concentration, EffectSite | Pool | State):
                raise ModelError(f"{name} can only be depleted where it is an EffectSite, a Pool or a State")

    def declare(self) -> None:
        crowd = 1 + _sum(_relative(g, self._where(n)) for n, g in self.ligands.items())
        self.bound: dict[str, Expression] = {}
        for name, ligand in self.ligands.items():
            start = at_start(self.total * _relative(ligand, self._where(name)) / crowd)
            self.bound[name] = self.trace.hold(
                f"{self.address}.{name}",
                self.total.dimension,
                start,
                f"receptors held by {name}",
                ligand.free.substance,
            )
        for name, ligand in self.ligands.items():
            caught = (
                demand(ligand.kon, "kon") * ligand.free * self.available
                - demand(ligand.koff, "koff") * self.bound[name]
            )
            self.trace.move(caught, None, f"{self.address}.{name}", "binds")
            if ligand.is_depleted:
                ligand.concentration.changes_by(-caught, f"binds to {self.address}")
        self._say_shares()

    @property
    def available(self) -> Expression:
        """Concentration of receptors that nobody holds."""
        self.expect_place()
        return reduce(lambda left, held: left - held, self.bound.values(), self.total)

    def share_of(self, name: str) -> Expression:
        self.ligand(name)
        self.expect_place()
        return self.bound[name] / self.total

    def share_free(self) -> Expression:
        return self.available / self.total

    def share_of_challenge(self, challenge: Ligand) -> Expression:
        extra = _relative(challenge, self._where("challenge"))
        return self.share_free() * extra / (1 + extra)


def _relative(ligand: Ligand, where: str) -> Expression:
    """C/K, which must be a pure number."""
    free, affinity = ligand.free, ligand.affinity
    if free.dimension != affinity.dimension:
        raise UnitError(
            f"the concentration {free} meets the affinity {affinity}",
            where=where,
            exists=f"{free} is {name_dimension(free.dimension)}; {affinity} is {name_dimension(affinity.dimension)}",
            hint="both are concentrations of one kind, such as nM" if free.dimension != nM.dimension else None,
        )
    return free / affinity


def _sum(terms: Any) -> Expression:
    total = lift(reduce(add, terms))
    assert total is not None
    return total
