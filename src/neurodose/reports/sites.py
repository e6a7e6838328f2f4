"""Receptors as a dossier tells of them: who is there, who drives them and who only holds them, what the cells do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from neurodose.agreement.chain import say_receptors
from neurodose.library.drug import Drug
from neurodose.library.receptors import OPIOID, OWN, is_agonist
from neurodose.modelling.binding import Ligand
from neurodose.modelling.trace import Trace
from neurodose.reports.quantity import Curve
from neurodose.units import percent

CELLS = "cells"  # what an effect is seen of, where read-outs are not told apart


@dataclass(frozen=True)
class Site:
    """A kind of receptor, and who is there.

    name:               as observations call it; phrase: as sentences do
    displacement:       loss of available receptors against baseline
    held:               by drug, the shares that it and what it becomes hold; own: by the body's own ligands
    agonists, blockers: shares held by those ligands of drugs that drive the receptor, and by those that only hold it
    effects:            what the cell does, of the largest, by what is seen of it
    tone:               what the body's own ligands do of that; adapted: all ligands, in cells that adapt
    challenge:          an agonist to challenge with, and the loss of its effect
    readings:           what only holds the receptor, in words, by structure: where structures differ about it
    """

    name: str
    phrase: str
    displacement: str
    free: str
    held: Mapping[str, Mapping[str, str]]
    own: Mapping[str, str]
    agonists: tuple[str, ...]
    blockers: tuple[str, ...]
    effects: Mapping[str, str]
    tone: str | None
    adapted: str | None
    challenge: tuple[str, str] | None
    readings: Mapping[str, tuple[str, ...]]

    @property
    def is_seen_by_pet(self) -> bool:
        """Whether scans of people tell how many receptors are no longer available."""
        return self.name in OPIOID

    @property
    def is_blocked_only(self) -> bool:
        """Whether the drugs here hold the receptor and none drives it."""
        return bool(self.blockers) and not self.agonists

    @property
    def measure(self) -> Curve:
        """How much of the receptor is taken: as PET reads it, or the share that drugs hold."""
        shares = tuple(address for held in self.held.values() for address in held.values())
        return Curve((self.displacement,) if self.is_seen_by_pet or not shares else shares, percent)

    @property
    def taken(self) -> str:
        """What `measure` counts, in words."""
        return "no longer available" if self.is_seen_by_pet or not any(self.held.values()) else "held"

    @property
    def addresses(self) -> Iterable[str]:
        yield from (self.displacement, self.free)
        yield from (address for held in self.held.values() for address in held.values())
        yield from self.own.values()
        if self.agonists:
            yield from self.effects.values()
            yield from (address for address in (self.tone, self.adapted) if address)
        if self.is_blocked_only and self.challenge:
            yield self.challenge[1]


def find_sites(drug: Drug, structure: str, given: Collection[str]) -> dict[str, Site]:
    """Every receptor of a drug by its address, with who is there by this structure. given: drugs that are."""
    if not drug.receptors:
        return {}
    ligands, outputs = _find_ligands(drug, structure), drug.structures[structure].system.outputs
    readings = _find_readings(drug)
    return {
        target: _make_site(drug, name, target, given, ligands[target], outputs, readings.get(target, {}))
        for name, target in drug.receptors.items()
    }


def _find_ligands(drug: Drug, structure: str) -> dict[str, Mapping[str, Ligand]]:
    """Who is at each receptor, as the model is written: a flat system knows only formulas."""
    body = drug.structures[structure].write_into(Trace("who is at which receptor"), "")
    return {target: body[target].ligands for target in drug.receptors.values()}


def _make_site(
    drug: Drug,
    name: str,
    target: str,
    given: Collection[str],
    ligands: Mapping[str, Ligand],
    outputs: Mapping[str, object],
    readings: Mapping[str, tuple[str, ...]],
) -> Site:
    drugs: dict[str, bool] = {}
    held: dict[str, dict[str, str]] = {}
    for ligand in (name for name, one in ligands.items() if not one.endogenous):
        part, words = _name_ligand(drug, target, ligand)
        if part in given:
            drugs[ligand] = is_agonist(ligands[ligand])
            held.setdefault(part, {})[words] = f"{target}.share_of_{ligand}"
    return Site(
        name,
        say_receptors(name, target),
        f"{target}.displacement",
        f"{target}.share_free",
        held,
        {_say_own(n): f"{target}.share_of_{n}" for n, ligand in ligands.items() if ligand.endogenous},
        tuple(f"{target}.share_of_{n}" for n, drives in drugs.items() if drives),
        tuple(f"{target}.share_of_{n}" for n, drives in drugs.items() if not drives),
        _find_effects(target, outputs),
        _known(f"tone_at_{target}", outputs),
        _known(f"adapted_effect_at_{target}", outputs),
        next(iter(drug.challenges.items())) if target == "mu" and drug.challenges else None,
        readings,
    )


def _find_readings(drug: Drug) -> dict[str, dict[str, tuple[str, ...]]]:
    """By receptor, what only holds it by each structure; of receptors about which structures differ."""
    if not any(name.startswith("adapted_effect_at_") for m in drug.structures.values() for name in m.system.outputs):
        return {}  # nothing drives a receptor by any structure
    found: dict[str, dict[str, tuple[str, ...]]] = {target: {} for target in drug.receptors.values()}
    for structure in drug.structures:
        for target, ligands in _find_ligands(drug, structure).items():
            only = [n for n, one in ligands.items() if not one.endogenous and not is_agonist(one)]
            found[target][structure] = tuple(_name_ligand(drug, target, n)[1] for n in only)
    return {target: readings for target, readings in found.items() if len(set(readings.values())) > 1}


def _say_own(ligand: str) -> str:
    return next((words for words, name in OWN.items() if name == ligand), ligand)


def _known(address: str, outputs: Mapping[str, object]) -> str | None:
    return address if address in outputs else None


def _name_ligand(drug: Drug, target: str, ligand: str) -> tuple[str, str]:
    """Whose ligand this is, and what it is in words: where two drugs call theirs alike, the second adds its name."""
    for part in drug.parts:
        names = {name: words for words, name in part.ligands.items()}
        own = ligand.removesuffix(f"_of_{part.name}")
        binds = any(target in structure.targets for structure in part.structures.values())
        if binds and own in names and (own == ligand or ligand.endswith(f"_of_{part.name}")):
            return part.name, names[own]
    return drug.parts[-1].name, ligand


def _find_effects(target: str, outputs: Mapping[str, object]) -> dict[str, str]:
    """What is seen of the cells of a receptor: each read-out of GABA-B has a reserve of its own."""
    read_outs = [address for address in outputs if address.startswith("effect_on_")] if target == "gaba_b" else []
    if read_outs:
        return {address.removeprefix("effect_on_").replace("_", " "): address for address in read_outs}
    return {CELLS: f"effect_at_{target}"} if f"effect_at_{target}" in outputs else {}
