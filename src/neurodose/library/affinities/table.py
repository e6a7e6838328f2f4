"""The table of affinities, rates and efficacies: every figure of the record files, found by what it is of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from neurodose.errors import AffinityError, unknown_name
from neurodose.records.affinity import QUANTITIES, TARGETS, Affinity
from neurodose.records.affinity_reader import read_affinities

# In the order in which a reader of the whole table meets them.
FAMILIES = ("opioid", "opioid_efficacy", "opioid_rates", "gaba_b", "adrenergic", "serotonin", "tlr4", "enzymes",
            "transporters")  # fmt: skip


@cache
def read_table() -> tuple[Affinity, ...]:
    """Every figure, in the order of the files.

    Raises AffinityError: the first fault of a file, or an assay whose name stands in two of them.
    """
    found: list[Affinity] = []
    for family in FAMILIES:
        record = files("neurodose.library.affinities").joinpath(f"{family}.toml")
        reading = read_affinities(record.read_text(encoding="utf-8"), record.name)
        reading.raise_if_faulty()
        found += reading.affinities
    check_assays(found)
    return tuple(found)


def check_assays(affinities: Iterable[Affinity]) -> None:
    """Raises AffinityError where two files have an assay of one name: their figures would be set in relation."""
    first: dict[str, Affinity] = {}
    for affinity in affinities:
        other = first.setdefault(affinity.assay.key, affinity)
        if other.place.file != affinity.place.file:
            raise AffinityError(
                f'two assays are called "{affinity.assay.key}"',
                where=str(affinity.assay.place),
                exists=f"the first: {other.assay.place}",
                hint="rename one of them",
            )


def find_affinities(
    target: str | None = None, ligand: str | None = None, quantity: str | None = None, assay: str | None = None
) -> tuple[Affinity, ...]:
    """The figures of a target, of a ligand, of a kind or of an assay, or of several of these at once.

    Raises AffinityError for a name that the table does not hold, with those it holds; names may be told apart by case
    (KI and Ki are two things).
    """
    table = read_table()
    asked = {"target": target, "ligand": ligand, "quantity": quantity, "assay": assay}
    known = {
        "target": TARGETS,
        "ligand": {a.ligand: None for a in table},
        "quantity": QUANTITIES,
        "assay": {a.assay.key: None for a in table},
    }
    for kind, name in asked.items():
        if name is not None and name not in known[kind]:
            raise unknown_name(AffinityError, kind, name, known[kind], owner="the table of affinities")
    return tuple(
        a
        for a in table
        if target in (None, a.target)
        and ligand in (None, a.ligand)
        and quantity in (None, a.quantity)
        and assay in (None, a.assay.key)
    )


def spell(name: str | None, known: Iterable[str]) -> str | None:
    """A name as the table spells it, where only capitals, hyphens and underscores differ ("gaba_b"); else as it is."""
    if name is None or name in (names := tuple(known)):
        return name
    plain = name.casefold().replace("_", "-")
    return next((other for other in names if other.casefold() == plain), name)
