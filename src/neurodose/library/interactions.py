"""Where the drugs of a combination meet, and what is known there: modelled, no effect known, or no data.

A combination is only as good as its weakest meeting, and a meeting that nobody has studied is not a meeting without
effect: the two are told apart here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from neurodose.library.circuit import Circuit
from neurodose.library.pharmacology import Pharmacology
from neurodose.library.receptors import TARGETS
from neurodose.library.response import Response

Status = Literal["modelled", "no effect known", "no data"]
WAYS = {
    "cyp3a_liver": "CYP3A in the liver", "cyp3a_gut": "CYP3A in the gut wall", "cyp2d6": "CYP2D6", "cyp2b6": "CYP2B6",
    "cyp2e1": "CYP2E1", "ugt2b7": "UGT2B7", "ugt_liver": "glucuronidation in the liver", "p_gp": "P-glycoprotein",
    "esterases": "esterases", "adh": "alcohol dehydrogenase", "kidney": "the kidney",
    "secretion": "secretion by the kidney", "non_renal": "clearance other than the kidney's",
}  # fmt: skip
OF_PEOPLE = ("kidney", "secretion", "non_renal", "dialysis")  # what a disease changes, not another drug


@dataclass(frozen=True)
class Link:
    """One place where two drugs meet.

    drugs: who does it and to whom (at receptors both do it to each other)
    place: enzyme, pump or receptor in words, or the response that both are taken for
    """

    drugs: tuple[str, str]
    place: str
    status: Status
    why: str = ""

    def __str__(self) -> str:
        doer, other = self.drugs
        return f"{doer} and {other} at {self.place}: {self.status}" + (f" ({self.why})" if self.why else "")


def find_links(drugs: tuple[Pharmacology, ...]) -> tuple[Link, ...]:
    """Every place where two of these drugs meet, or might, and what is known of it."""
    found = []
    for doer in drugs:
        for other in drugs:
            if doer is not other:
                found += [_at_enzyme(doer, other, way) for way in _ways(other)]
    for number, one in enumerate(drugs):
        for two in drugs[number + 1 :]:
            found += _at_receptors(one, two)
    return tuple(found)


def find_untried(drugs: tuple[Pharmacology, ...], stages: Iterable[Circuit | Response]) -> tuple[Link, ...]:
    """What nobody has tried of two drugs together, by the responses that say so: each by itself stands there."""
    return tuple(
        Link((drug.name, beside.name), stage.name, "no data", stage.unknown[beside.name])
        for stage in stages
        if isinstance(stage, Response)
        for beside in drugs
        if beside.name in stage.unknown
        for drug in drugs
        if drug is not beside
    )


def _ways(drug: Pharmacology) -> tuple[str, ...]:
    """The enzymes and pumps that some structure of a drug feels."""
    felt = dict.fromkeys(way for structure in drug.structures.values() for way in structure.feels)
    return tuple(way for way in felt if way not in OF_PEOPLE)


def _at_enzyme(doer: Pharmacology, other: Pharmacology, way: str) -> Link:
    names, place = (doer.name, other.name), WAYS.get(way, way)
    if way in doer.inhibits:
        return Link(names, place, "modelled", f"{doer.name} inhibits it")
    if way in doer.spares:
        return Link(names, place, "no effect known", doer.spares[way])
    return Link(names, place, "no data", f"what {doer.name} does to it is not in the library; taken as nothing")


def _at_receptors(one: Pharmacology, two: Pharmacology) -> list[Link]:
    names = (one.name, two.name)
    first, second = ({t for s in drug.structures.values() for t in s.targets} for drug in (one, two))
    shared = [t for t in TARGETS if t in first & second]
    if not shared:
        return [
            Link(names, "receptors", "no data", "they share none of the library; what they do together is not in it")
        ]
    return [Link(names, TARGETS[t].meaning, "modelled", "they compete") for t in shared]
