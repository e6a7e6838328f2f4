"""A record file of affinities: its assays first, then entry by entry; every fault has its file, entry and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from neurodose.errors import AffinityError, ObservationError, SourceError, unknown_name
from neurodose.records.affinity import CERTAINTY, NEEDS_REFERENCE, QUANTITIES, TARGETS, Affinity, Assay, Basis
from neurodose.records.contents import read_contents
from neurodose.records.form import ERRORS, Entry, Form
from neurodose.records.observation import Error
from neurodose.records.vocabulary import Kind
from neurodose.sources import Certainty, Source
from neurodose.units import Quantity, read_unit

ASSAY_KEYS: dict[str, str] = {
    "source": "one of the file's sources",
    "species": "whose receptor or enzyme",
    "preparation": "cells, membranes, tissue or people",
    "radioligand": "what competed",
    "readout": "what was seen",
    "note": "what a reader should know",
}
KEYS: dict[str, str] = {
    "ligand": "what was measured, as the base unless it says otherwise",
    "target": "a target of the vocabulary",
    "quantity": "a quantity of the vocabulary",
    "assay": "one of the file's assays",
    "value": "a number with its unit, or a limit",
    "between": "two bounds, where no value is told",
    "finding": "in words, where no number is told",
    "sd": "as printed",
    "se": "of the mean",
    "interval": "95 %",
    "range": "of what was seen",
    "relative_to": "what a relative figure is relative to",
    "condition": "what tells it from others of its assay",
    "species": "of this target, where it differs from the assay's",
    "locator": "where in the source",
    "reading": "how this figure was read, where it differs from the source's",
    "certainty": "how sure it is that the assay found this",
    "basis": "measured or derived",
    "note": "what a reader should know",
}
REQUIRED = ("ligand", "target", "quantity", "assay")
FIGURES = ("value", "between", "finding")
TEXTS = ("ligand", "target", "quantity", "assay", "finding", "relative_to", "condition", "species", "locator",
         "reading", "certainty", "basis", "note")  # fmt: skip


@dataclass(frozen=True)
class AffinityReading:
    """What was read from a file, and what could not be: one entry's fault leaves the others as they are."""

    affinities: tuple[Affinity, ...]
    faults: tuple[ObservationError, ...]

    def raise_if_faulty(self) -> None:
        """Raises the first fault, if there is any."""
        if self.faults:
            raise self.faults[0]


def read_affinities(text: str, name: str) -> AffinityReading:
    """Affinities as people write them down (TOML, [assays.name] and then one [[affinity]] a figure).

    name: of the file, for its faults. Raises nothing: faults are AffinityErrors in the reading.
    """
    contents = read_contents(text, name, "affinity", tables=("assays",), error=AffinityError)
    faults, assays = contents.faults, dict[str, Assay]()
    for key, entry in contents.tables["assays"].items():
        assay = _read_assay(key, entry, contents.sources)
        faults.extend(entry.faults)
        if assay is not None:
            assays[key] = assay
    found: list[Affinity] = []
    for entry in contents.entries:
        affinity = _read_entry(entry, assays, contents.tables["assays"])
        faults.extend(entry.faults)
        if affinity is not None and not _is_duplicate(affinity, found, faults):
            found.append(affinity)
    return AffinityReading(tuple(found), tuple(faults))


def _read_assay(key: str, entry: Entry, sources: Mapping[str, Source]) -> Assay | None:
    table = entry.table
    _check_keys(entry, ASSAY_KEYS, ("source",), "an assay")
    _check_texts(entry, ASSAY_KEYS, ASSAY_KEYS)
    if entry.faults:
        return None
    if table["source"] not in sources:
        _refuse_unknown(entry, "source", table["source"], sources, "the file")
        return None
    said = {name: table[name].strip() for name in ASSAY_KEYS if name in table and name != "source"}
    return Assay(key, sources[table["source"]], entry.place, **said)


def _read_entry(entry: Entry, assays: Mapping[str, Assay], named: Iterable[str]) -> Affinity | None:
    """The affinity of an entry, or None where it has faults, or where its assay has."""
    table = entry.table
    _check_keys(entry, KEYS, REQUIRED, "an affinity")
    _check_texts(entry, TEXTS, KEYS)
    if entry.faults:
        return None
    for key, known, owner in (("target", TARGETS, "the vocabulary"), ("quantity", QUANTITIES, "the vocabulary"),
                              ("assay", named, "the file")):  # fmt: skip
        if table[key] not in known:
            _refuse_unknown(entry, key, table[key], known, owner)
    _check_figure(entry)
    if entry.faults or table["assay"] not in assays:
        return None
    assay = assays[table["assay"]]
    source = _read_source(entry, assay.source)
    numbers = _read_numbers(entry, QUANTITIES[table["quantity"]])
    certainty = _read_certainty(entry, source)
    if source is None or certainty is None or entry.faults:
        return None
    said = {key: table[key].strip() for key in ("finding", "relative_to", "condition", "note") if key in table}
    return Affinity(
        ligand=table["ligand"].strip(),
        target=table["target"],
        quantity=table["quantity"],
        assay=assay,
        source=source,
        certainty=certainty,
        place=entry.place,
        species=table.get("species", assay.species),
        basis=table.get("basis", "measured"),
        **numbers,
        **said,
    )


def _check_keys(entry: Entry, known: Mapping[str, str], required: Iterable[str], what: str) -> None:
    for key in entry.table:
        if key not in known:
            error = unknown_name(AffinityError, "key", key, known, owner=what)
            entry.refuse(key, f"{what} has no {key}", error.exists, error.hint)
    if missing := [key for key in required if key not in entry.table]:
        said = "; ".join(f"{key} ({known[key]})" for key in missing)
        entry.refuse("", f"{what} lacks {', '.join(missing)}", hint=f"add {said}")


def _check_texts(entry: Entry, keys: Iterable[str], meanings: Mapping[str, str]) -> None:
    for key in (key for key in keys if key in entry.table):
        text = entry.table[key]
        if not isinstance(text, str) or not text.strip():
            entry.refuse(key, f"{key} is {text!r}", hint=f'write it in quotes: {key} = "…", {meanings.get(key)}')
    for key, words in (("certainty", get_args(Certainty)), ("basis", get_args(Basis))):
        if isinstance(said := entry.table.get(key, words[0]), str) and said not in words:
            entry.refuse(key, f"{key} is {said!r}", f"it is one of: {', '.join(words)}")


def _refuse_unknown(entry: Entry, key: str, name: str, known: Iterable[str], owner: str) -> None:
    error = unknown_name(AffinityError, key, name, known, owner=owner)
    entry.refuse(key, error.what, error.exists, error.hint)


def _check_figure(entry: Entry) -> None:
    """One figure to an entry, with one error at most, and a reference where it is relative."""
    table = entry.table
    given = [key for key in FIGURES if key in table]
    if len(given) != 1:
        said = f"{' and '.join(given)} are given" if given else "the entry tells no figure"
        entry.refuse(given[-1] if given else "", said, hint=f"give one of: {', '.join(FIGURES)}")
    errors = [key for key in ERRORS if key in table]
    if len(errors) > 1 or (errors and "value" not in table):
        said = f"{' and '.join(errors)} {'are' if errors[1:] else 'is'} given"
        entry.refuse(errors[-1], said, hint="give one error, that of a value: the one that the source prints")
    if table["quantity"] in NEEDS_REFERENCE and "relative_to" not in table and "finding" not in table:
        hint = 'add, for example, relative_to = "DAMGO"'
        entry.refuse("quantity", f"{table['quantity']} is relative, and the entry does not say to what", hint=hint)


def _read_source(entry: Entry, source: Source) -> Source | None:
    said = {key: entry.table[key] for key in ("locator", "reading") if key in entry.table}
    try:
        return replace(source, **said)
    except SourceError as error:
        entry.refuse("reading", error.what, error.exists, error.hint)
        return None


def _read_certainty(entry: Entry, source: Source | None) -> Certainty | None:
    """As the entry says; else by how the figure was read, where that decides it."""
    if source is None or "certainty" in entry.table:
        return entry.table.get("certainty")
    if source.reading not in CERTAINTY:
        hint = 'add certainty = "moderate", "low" or "very low"; or reading = "read" where the source was read'
        entry.refuse("certainty", f"the figure is {source.reading}, and nothing says how surely", hint=hint)
    return CERTAINTY.get(source.reading)


def _read_numbers(entry: Entry, kind: Kind) -> dict[str, Any]:
    """Value, limit, bounds and error, by the name they have in an Affinity."""
    form = Form(entry, kind, is_ratio=False)
    if "value" in entry.table:
        value, band = form.read_value()
        if value is None:
            return {}
        limit = None if band is None else ("under" if band[0] < value.value else "over")
        error: Error | None = form.read_error(value)
        return {"value": value, "limit": limit, "error": error}
    if "between" in entry.table:
        written = entry.table["between"]
        first = form.read("between", written[0]) if isinstance(written, list) and written else None
        unit = first.unit if first is not None else read_unit(kind.units[0])
        ends = form.read_pair("between", unit)
        return {"between": (Quantity(ends[0], unit), Quantity(ends[1], unit))} if ends else {}
    return {}


def _is_duplicate(affinity: Affinity, found: list[Affinity], faults: list[ObservationError]) -> bool:
    twin = next((other for other in found if other.key == affinity.key), None)
    if twin is None:
        return False
    faults.append(
        AffinityError(
            f"the {affinity.quantity} of {affinity.ligand} at {affinity.target} stands twice in the assay "
            f"{affinity.assay.key}",
            where=str(affinity.place),
            exists=f"the first stands at line {twin.place.line} and is kept",
            hint='say in which the two differ: condition = "…"; or write one of them as of another assay',
        )
    )
    return True
