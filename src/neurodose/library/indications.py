"""What drugs are asked about: indications with the responses that speak to them, and the harm that stands beside.

An indication names what people suffer from, and is no claim that a drug is approved or works for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from neurodose import library
from neurodose.errors import DrugError, unknown_name
from neurodose.library.circuit import Circuit
from neurodose.library.combination import find_stage
from neurodose.library.drug import Drug
from neurodose.library.pharmacology import Pharmacology
from neurodose.library.reach import find_doors, find_needs, is_reached, put_in_order
from neurodose.library.response import Response

INDICATIONS: Mapping[str, tuple[str, ...]] = {
    "depression": ("mood",),
    "anxiety": ("anxiety",),
    "alcohol use disorder": ("drinking", "craving"),
    "opioid use disorder": ("opioid_relapse", "withdrawal", "liking"),
    "spasticity": ("spasticity",),
    "pain": ("pain",),
    "fibromyalgia": ("pain", "inflammation"),
    "inflammation": ("inflammation",),
}
# What harm stands beside a benefit, of each drug that is asked about for one; of those that the library holds.
HARM: Mapping[str, tuple[str, ...]] = {
    "mitragynine": ("withdrawal", "breathing", "liking"),
    "baclofen": ("sedation", "baclofen_withdrawal"),
    "naltrexone": ("tolerability",),
} | dict.fromkeys(("morphine", "heroin", "fentanyl", "methadone", "buprenorphine"), ("withdrawal", "breathing"))


def find_responses(indication: str) -> tuple[str, ...]:
    """The responses of the library that speak to an indication, or the one of that name.

    Raises DrugError that lists the indications.
    """
    words = " ".join(indication.lower().replace("_", " ").split())
    if words.replace(" ", "_") in library.RESPONSES:
        return (words.replace(" ", "_"),)
    if words not in INDICATIONS:
        raise unknown_name(DrugError, "indication", indication, INDICATIONS, owner="the library")
    held = tuple(name for name in INDICATIONS[words] if name in library.RESPONSES)
    if not held:
        raise DrugError(
            f"no model of the library leads to {words} yet",
            exists=f"responses: {', '.join(library.RESPONSES) or 'none'}",
            hint="ask without it: exposure and receptors are told all the same",
        )
    return held


def find_harm(drug: Drug) -> tuple[str, ...]:
    """The harm of the library that is to stand beside a drug's benefit: of each of its parts."""
    named = dict.fromkeys(name for part in drug.parts for name in HARM.get(part.name, ()))
    return tuple(name for name in named if name in library.RESPONSES)


def find_reached(parts: tuple[Pharmacology, ...], names: Iterable[str]) -> tuple[str, ...]:
    """Which of these circuits and responses the drugs of a body drive."""
    found = []
    for name in names:
        held = {stage.name: stage for stage in put_in_order([name], find_stage)}
        if is_reached(*find_doors(held[name], held), parts):
            found.append(name)
    return tuple(found)


def ask_for(drug: Drug, indication: str) -> Drug:
    """The same drugs with the responses that speak to an indication, and the harm that stands beside.

    Raises DrugError where nothing of it is within reach: the error says which link is missing.
    """
    named = find_responses(indication)
    benefit = find_reached(drug.parts, named) or named[:1]
    harm = find_reached(drug.parts, find_harm(drug))
    return add_stages(drug, responses=(*benefit, *harm))


def add_stages(drug: Drug, circuits: Iterable[str] = (), responses: Iterable[str] = ()) -> Drug:
    """The same drugs with these circuits and responses, beside those that the body has already.

    Raises DrugError for a name that is none, and for what the drugs do not reach.
    """
    held = name_stages(drug, Circuit) + name_stages(drug, Response)
    return library.combine(
        *(part.name for part in drug.parts),
        circuits=(*(name for name in held if name in library.CIRCUITS), *circuits),
        responses=(*(name for name in held if name in library.RESPONSES), *responses),
    )


def name_stages(drug: Drug, kind: type[Circuit | Response]) -> list[str]:
    """What has to be asked for to have the stages of a drug again: those of a kind that no other of them needs."""
    needed = {name for stage in drug.stages for name in find_needs(stage)}
    return [stage.name for stage in drug.stages if isinstance(stage, kind) and stage.name not in needed]


def add_all_reached(drug: Drug) -> Drug:
    """The same drugs with every circuit and response of the library that they drive."""
    return add_stages(drug, find_reached(drug.parts, library.CIRCUITS), find_reached(drug.parts, library.RESPONSES))
