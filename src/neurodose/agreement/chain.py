"""The chain from a dose to what people feel, link by link: which numbers each needs, and what was seen of it in people.

A value belongs to the first link that needs it: to the brain belongs what moves the brain and not plasma. Receptors
stand side by side, and so do the rival ways to a response; a way to an output goes through those links whose own values
the output needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from neurodose.agreement.asked import find_asked
from neurodose.agreement.certainty import Backing
from neurodose.agreement.rule import Verdict
from neurodose.estimation.assay import IN_PEOPLE, IN_VITRO
from neurodose.estimation.prior import REACH, find_reading
from neurodose.library.circuit import Circuit
from neurodose.library.drug import Drug
from neurodose.library.pooled import PooledEffect
from neurodose.library.reach import find_targets
from neurodose.library.receptors import TARGETS
from neurodose.library.response import Link as Rival
from neurodose.library.response import Response
from neurodose.measurement.phrase import find_output
from neurodose.modelling.parameter import Condition, Parameter
from neurodose.modelling.paths import find_felt
from neurodose.modelling.system import System
from neurodose.sources import Certainty, Source

PLACES = ("plasma", "blood", "csf", "brain")  # where a drug goes, in the order of the chain
ANIMALS = ("rat", "mouse", "mice", "rodent", "monkey", "guinea pig", "dog")

Kind = Literal["place", "receptor", "circuit", "response"]


@dataclass(frozen=True, eq=False)
class ChainLink:
    """One link.

    name:    "plasma", "mu receptors", "mood"; rival: of a response, by which way
    outputs: addresses of what it ends in; own: of the values that it needs and the links before it do not
    """

    name: str
    kind: Kind
    outputs: tuple[str, ...]
    own: frozenset[str]
    backing: Backing
    rival: str = ""
    stands_on: str = ""

    @property
    def certainty(self) -> Certainty:
        return self.backing.certainty

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is as certain as it is: where it starts, and what takes a step each."""
        return (self.backing.reason, *self.backing.doubts)

    @property
    def title(self) -> str:
        return f"{self.name}, by {self.rival}" if self.rival else self.name


def find_chain(drug: Drug, verdicts: Sequence[Verdict] = (), system: System | None = None) -> tuple[ChainLink, ...]:
    """The links of a drug from plasma to what its circuits and responses tell, as far as the body has them.

    verdicts: on observations in people that were met; system: the drug's favourite unless said
    """
    flat = drug.system if system is None else system
    earlier: set[str] = set()
    found: list[ChainLink] = []
    bound = {target for part in drug.parts for target in find_targets(part)}
    for rank in _find_ranks(drug, flat):
        joined: set[str] = set()
        for name, kind, outputs, rival, stage in rank:
            needed = find_felt(flat, outputs)
            if kind == "receptor" and outputs[0].partition(".")[0] not in bound:
                joined |= needed  # the body's own ligands alone are there: no link of these drugs
                continue
            own = frozenset(needed - earlier)
            seen = [v for v in verdicts if _is_of(v, drug, outputs, stage, rival)]
            backing = _count(flat, own, seen, kind, stage, rival)
            stands_on = rival.stands_on if rival is not None else ""
            found.append(ChainLink(name, kind, outputs, own, backing, rival.name if rival else "", stands_on))
            joined |= needed
        earlier |= joined
    return tuple(link for link in found if link.kind != "response" or is_driven(found, flat, link.outputs[0]))


def is_driven(chain: Iterable[ChainLink], system: System, output: str) -> bool:
    """Whether an output hangs on where a drug goes: a way that needs nothing of it knows nothing of that drug."""
    return any(link.kind == "place" for link in find_way(chain, system, output))


Rank = list[tuple[str, Kind, tuple[str, ...], Rival | None, Response | None]]  # links side by side


def _find_ranks(drug: Drug, system: System) -> Iterator[Rank]:
    """Links in the order of the chain; those of one rank are no step to one another."""
    for place in PLACES:
        held = tuple(a for words, a in drug.concentrations.items() if words.endswith(f" in {place}"))
        if held:
            yield [(place, "place", held, None, None)]
    yield [
        (say_receptors(name, address), "receptor", _find_ends(address, system), None, None)
        for name, address in drug.receptors.items()
    ]
    for stage in drug.stages:
        if isinstance(stage, Circuit):
            held = tuple(a for a in stage.outputs.values() if a in system.outputs)
            yield [(stage.meaning, "circuit", held, None, None)] if held else []
        else:
            yield [
                (stage.meaning, "response", (link.output,), link, stage)
                for link in stage.links
                if link.output in system.outputs
            ]


def _is_of(verdict: Verdict, drug: Drug, outputs: tuple[str, ...], stage: Response | None, rival: Rival | None) -> bool:
    """Whether a verdict speaks of a link: of what it ends in, or of outcomes by the rival that answers first."""
    if not verdict.observation.quantity.row.is_outcome:
        return find_output(drug, verdict.observation.quantity) in outputs
    return (
        stage is not None
        and rival is stage.links[0]
        and verdict.predicted is not None
        and find_asked(verdict.observation).stage == stage.name
    )


def _find_ends(target: str, system: System) -> tuple[str, ...]:
    """What is told of a receptor: who holds it, and what its cells do."""
    effects = [f"effect_at_{target}", f"adapted_effect_at_{target}", f"tone_at_{target}", f"dose_ratio_at_{target}"]
    if target == "gaba_b":
        effects += [address for address in system.outputs if address.startswith("effect_on_")]
    return (f"{target}.displacement", *(address for address in effects if address in system.outputs))


def find_way(chain: Iterable[ChainLink], system: System, output: str) -> tuple[ChainLink, ...]:
    """The links that an output stands behind: those with a value of their own that it needs and no link of the same
    kind shares; those that share all of theirs, where none of that kind is passed otherwise.
    """
    links = tuple(chain)
    needed = find_felt(system, [output])
    passed = {link for link in links if output in link.outputs}
    for kind in ("place", "receptor", "circuit"):
        some = [link for link in links if link.kind == kind]
        alone = {k for k in some if needed & (k.own - {a for other in some if other is not k for a in other.own})}
        passed |= alone or {link for link in some if needed & link.own}
    return tuple(link for link in links if link in passed)


def say_receptors(name: str, target: str) -> str:
    """ "mu receptors", "GABA-B receptors of the brain"."""
    return f"{name} receptors" if name == target else TARGETS[target].meaning.split(",")[0]


def _count(
    system: System,
    own: Iterable[str],
    seen: Sequence[Verdict],
    kind: Kind,
    stage: Response | None,
    rival: Rival | None,
) -> Backing:
    values = [p for p in map(system.parameters.__getitem__, sorted(own)) if not isinstance(p, Condition)]
    sourced = [p for p in values if any(isinstance(s, Source) for s in p.sources)]
    new = [v for v in seen if not v.is_calibration]
    pooled = [pool for address, pool in (stage.pooled if stage else {}).items() if address in own]
    trials = {trial.study for pool in pooled for trial in pool.trials} or set(rival.set_by if rival else ())
    return Backing(
        values=len(values),
        unsure=sum(p.certainty == "very low" for p in values),
        sourced=len(sourced),
        of_people=sum(is_of_people(p, kind) for p in sourced),
        foreign=sum(is_foreign(p, is_of_assays=kind == "receptor") for p in sourced),
        unread=sum(find_reading(p) == "remembered" for p in sourced),
        met=len(seen),
        passed=sum(v.passes for v in seen),
        new=len(new),
        new_passed=sum(v.passes for v in new),
        is_set=rival is not None and rival.is_calibrated,
        trials=len(trials),
        disputed=max(map(find_inconsistency, pooled), default=0.0),
        is_open=bool(pooled) and all(map(is_open, pooled)),
    )


def is_foreign(parameter: Parameter, *, is_of_assays: bool = False) -> bool:
    """Whether a value was measured in another species or in an assay, as it says itself.

    is_of_assays: whether that is so of all that do not say otherwise, as of what happens at receptors
    """
    where = parameter.measured_in
    if IN_PEOPLE.search(where):
        return False
    return is_of_assays or IN_VITRO.search(where) is not None or any(animal in where.lower() for animal in ANIMALS)


def is_of_people(parameter: Parameter, kind: Kind) -> bool:
    """Whether a value was measured in people: as it says itself, and as all of a drug's way through the body was that
    does not say otherwise.
    """
    return not is_foreign(parameter) and (kind == "place" or IN_PEOPLE.search(parameter.measured_in) is not None)


def is_open(pooled: PooledEffect) -> bool:
    """Whether the 95 % interval of a pooled effect leaves its direction open."""
    return abs(pooled.mean) < REACH * pooled.error


def find_inconsistency(pooled: PooledEffect) -> float:
    """Share of the differences between trials that is more than chance (I² of Higgins and Thompson 2002)."""
    if len(pooled.trials) < 2:
        return 0.0
    weights = [trial.error**-2 for trial in pooled.trials]
    total = sum(weights)
    by_chance = (len(weights) - 1) * total / (total**2 - sum(w**2 for w in weights))
    return pooled.between**2 / (pooled.between**2 + by_chance)
