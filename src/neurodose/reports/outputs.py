"""What a dossier tells of: which drugs are given, what they become, where they act, and where all of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np

from neurodose.dosing.regimen import Plan
from neurodose.errors import DoseError
from neurodose.library.drug import Drug
from neurodose.library.interactions import WAYS
from neurodose.library.pharmacology import Pharmacology
from neurodose.library.receptors import OWN, TARGETS, is_agonist
from neurodose.modelling.system import System
from neurodose.modelling.trace import Trace
from neurodose.simulation.course import Course
from neurodose.simulation.landing import find_landings
from neurodose.units import L, Unit, g, h, mg, mL, mM, ng, nM, percent, uM

CELLS = "cells"  # what an effect is seen of, where read-outs are not told apart
ALONE = 24.0  # hours that a single dose is looked at: as if the next were due a day later
SHOWN = ((1e5, g / L), (1e4, mg / L), (0.0, ng / mL))  # units in blood, by the least ng/mL they are for
UNBOUND = ((1e6, mM), (1e4, uM), (0.0, nM))  # and in the brain, by the least nM


@dataclass(frozen=True)
class Curve:
    """A quantity over time, of each person: the sum of some outputs, in a unit."""

    addresses: tuple[str, ...]
    unit: Unit

    def read(self, course: Course, first: float = 0.0, last: float | None = None) -> np.ndarray:
        """Its values (people, times) between two times in hours; to the end unless said."""
        end = course.times[-1] if last is None else last
        return reduce(add, (course[a].to(self.unit).between(first * h, end * h).values for a in self.addresses))


@dataclass(frozen=True)
class Exposure:
    """A drug that is given, and what becomes of it.

    place:     where its level is measured: plasma or blood
    levels:    addresses there by substance, the drug first; csf: in cerebrospinal fluid; brain: unbound, in the brain
    last, due: hours of its last dose, and when the next one would be due
    """

    name: str
    place: str
    levels: Mapping[str, str]
    csf: Mapping[str, str]
    brain: Mapping[str, str]
    last: float
    due: float
    unit: Unit = ng / mL
    brain_unit: Unit = nM

    @property
    def level(self) -> Curve:
        """The drug itself, where its level is measured."""
        return Curve((next(iter(self.levels.values())),), self.unit)

    @property
    def near_receptors(self) -> Curve:
        """The drug itself, unbound in the brain."""
        return Curve((next(iter(self.brain.values())),), self.brain_unit)


@dataclass(frozen=True)
class Site:
    """A kind of receptor, and who is there.

    name:               as observations call it; phrase: as sentences do
    displacement:       loss of available receptors against baseline
    held:               by drug, the shares that it and what it becomes hold; own: by the body's own ligands
    agonists, blockers: shares held by those ligands of drugs that drive the receptor, and by those that only hold it
    effects:            what the cell does, of the largest, by what is seen of it
    tone:               what the body's own ligands do of that; adapted: all ligands, in cells that adapt
    loss_of_effect:     of a challenge, and by which agonist
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

    @property
    def is_seen_by_pet(self) -> bool:
        """Whether scans of people tell how many receptors are no longer available."""
        return self.name in ("mu", "delta", "kappa")

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
        yield from self.effects.values()
        yield from (a for a in (self.tone, self.adapted, self.challenge and self.challenge[1]) if a)


@dataclass(frozen=True)
class Outputs:
    """What a dossier of a regimen tells of.

    exposures:  of the drugs that are given; absent: drugs of the combination that are not
    sites:      the first receptor of each drug, in full; receptors: every kind
    activities: of enzymes and pumps that drugs change, by what they are called
    last, due:  hours of the last dose of all, and when the next of some drug would be due
    everywhere: what each structure has
    """

    exposures: tuple[Exposure, ...]
    absent: tuple[str, ...]
    sites: tuple[Site, ...]
    receptors: tuple[Site, ...]
    activities: Mapping[str, str]
    last: float
    due: float
    everywhere: frozenset[str]

    @property
    def addresses(self) -> list[str]:
        """All that has to be kept of a course of the structure asked for."""
        found = [address for e in self.exposures for part in (e.levels, e.csf, e.brain) for address in part.values()]
        found += [address for site in self.sites for address in site.addresses]
        found += [address for site in self.receptors for address in site.measure.addresses]
        return list(dict.fromkeys([*found, *self.activities.values()]))

    @property
    def compared(self) -> list[str]:
        """What has to be kept of the courses of all structures, to compare them."""
        return [address for address in self.addresses if address in self.everywhere]

    def shown(self, course: Course) -> Outputs:
        """The same, in units that suit the levels of most people."""
        return replace(self, exposures=tuple(_choose_units(e, course) for e in self.exposures))


def choose_outputs(drug: Drug, structure: str, plan: Plan) -> Outputs:
    """What a dossier tells of a regimen, by one structure: each drug given, its first receptor in full, the others too.

    Raises DoseError for a dose that finds no place.
    """
    system = drug.structures[structure].system
    times = _find_times(drug, system, plan)
    exposures = tuple(_follow(drug, part, *times[part.name]) for part in drug.parts if part.name in times)
    sites = _find_sites(drug, structure)
    first = dict.fromkeys(_first_target(part, drug) for part in drug.parts)
    return Outputs(
        exposures,
        tuple(part.name for part in drug.parts if part.name not in times),
        tuple(sites[target] for target in first if target is not None),
        tuple(sites.values()),
        _find_activities(system),
        plan.last,
        max(due for _, due in times.values()),
        frozenset.intersection(*(frozenset(model.system.outputs) for model in drug.structures.values())),
    )


def _find_times(drug: Drug, system: System, plan: Plan) -> dict[str, tuple[float, float]]:
    """By drug that is given: hours of its last dose, and when its next one would be due."""
    land = find_landings(system)
    times: dict[str, list[float]] = {}
    for given in plan.given():
        state = system.states[land(given).state].address
        times.setdefault(_whose(drug, state), []).append(given.time)
    if not times:
        raise DoseError("nothing is given", where="regimen")
    return {name: (found[-1], found[-1] + _interval(found)) for name, found in times.items()}


def _whose(drug: Drug, address: str) -> str:
    """Which drug an address belongs to: parts of a combination are named by theirs."""
    return drug.parts[0].name if len(drug.parts) == 1 else address.split(".")[0]


def _interval(times: list[float]) -> float:
    """Hours between the last two doses of a drug; a day where there is one."""
    earlier = [time for time in times if time < times[-1]]
    return times[-1] - earlier[-1] if earlier else ALONE


def _follow(drug: Drug, part: Pharmacology, last: float, due: float) -> Exposure:
    """Where a drug and what it becomes are found."""
    found: dict[str, dict[str, str]] = {"plasma": {}, "blood": {}, "csf": {}, "brain": {}}
    for words in part.concentrations:
        substance, place = words.rsplit(" in ", 1)
        found[place][substance] = drug.concentrations[words]
    place = "plasma" if found["plasma"] else "blood"
    return Exposure(part.name, place, found[place], found["csf"], found["brain"], last, due)


def _first_target(part: Pharmacology, drug: Drug) -> str | None:
    """The first receptor that some structure of a drug binds to."""
    bound = {target for structure in part.structures.values() for target in structure.targets}
    return next((t for t in drug.receptors.values() if t in bound), None)


def _find_sites(drug: Drug, structure: str) -> dict[str, Site]:
    """Every receptor of a drug by its address, with who is there under this structure."""
    if not drug.receptors:
        return {}
    model = drug.structures[structure]
    body, outputs = model.write_into(Trace("who is at which receptor"), ""), model.system.outputs
    found = {}
    for name, target in drug.receptors.items():
        ligands = body[target].ligands
        drugs = {ligand: is_agonist(held) for ligand, held in ligands.items() if not held.endogenous}
        held: dict[str, dict[str, str]] = {}
        for ligand in drugs:
            part, words = _name_ligand(drug, target, ligand)
            held.setdefault(part, {})[words] = f"{target}.share_of_{ligand}"

        has_challenge = target == "mu" and bool(drug.challenges)
        found[target] = Site(
            name,
            _say_receptors(name, target),
            f"{target}.displacement",
            f"{target}.share_free",
            held,
            {_say_own(n): f"{target}.share_of_{n}" for n, ligand in ligands.items() if ligand.endogenous},
            tuple(f"{target}.share_of_{n}" for n, drives in drugs.items() if drives),
            tuple(f"{target}.share_of_{n}" for n, drives in drugs.items() if not drives),
            _find_effects(target, outputs),
            _known(f"tone_at_{target}", outputs),
            _known(f"adapted_effect_at_{target}", outputs),
            next(iter(drug.challenges.items())) if has_challenge else None,
        )
    return found


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


def _say_receptors(name: str, target: str) -> str:
    """ "mu receptors", "GABA-B receptors of the brain"."""
    return f"{name} receptors" if name == target else re.split(",", TARGETS[target].meaning)[0]


def _find_effects(target: str, outputs: Mapping[str, object]) -> dict[str, str]:
    """What is seen of the cells of a receptor: each read-out of GABA-B has a reserve of its own."""
    read_outs = [address for address in outputs if address.startswith("effect_on_")] if target == "gaba_b" else []
    if read_outs:
        return {address.removeprefix("effect_on_").replace("_", " "): address for address in read_outs}
    return {CELLS: f"effect_at_{target}"} if f"effect_at_{target}" in outputs else {}


def _find_activities(system: System) -> dict[str, str]:
    """Enzymes and pumps that something in the body changes."""
    found = {words: way if way in system.outputs else f"{way}.activity" for way, words in WAYS.items()}
    return {words: address for words, address in found.items() if address in system.outputs}


def _choose_units(exposure: Exposure, course: Course) -> Exposure:
    def choose(curve: Curve, units: Iterable[tuple[float, Unit]]) -> Unit:
        peak = float(np.median(curve.read(course, exposure.last, exposure.due).max(axis=1)))
        return next(unit for least, unit in units if peak >= least)

    unit = choose(exposure.level, SHOWN)
    return replace(exposure, unit=unit, brain_unit=choose(exposure.near_receptors, UNBOUND))
