"""The page that shows the whole table: every figure, what may be compared, and where assays contradict one another."""

from __future__ import annotations

from neurodose.library.affinities.conflicts import FIGURES_FOLD, RATIOS_FOLD
from neurodose.library.affinities.listing import (
    Listing,
    list_affinities,
    tell_each,
    tell_figure,
    tell_fold,
    tell_mean,
    tell_rates,
)
from neurodose.library.affinities.table import read_table
from neurodose.records.affinity import QUANTITIES, TARGETS, Affinity, Assay
from neurodose.records.affinity_reader import ASSAY_KEYS, KEYS, REQUIRED

INTRODUCTION = f"""# Affinities, rates and efficacies

What assays found of ligands at receptors, enzymes and transporters, as the library holds it. The page is written by
`neurodose affinities --output docs/affinities.md`; the records are TOML files in `src/neurodose/library/affinities`.

**Figures of two assays may not be set in relation to one another.** Absolute values differ tenfold between buffers and
radioligands. Figures of one assay may: what is common to them falls out of their ratio. So each figure names its assay,
and below each target stand the ratios within assays, with their geometric mean and their range.

**Conflicts are shown, and no mean is taken in their place**: figures of two assays that are more than
{FIGURES_FOLD:g}-fold apart, and ratios within assays, which should agree better, that are more than
{RATIOS_FOLD:g}-fold apart.

Certainty says how sure it is that the assay found this: high where it was read at its source, low where it was read at
second hand, and as stated where it is remembered. How far an assay tells of a living brain is another question, which
the models of the drugs answer. ± is taken as SD unless the source says otherwise.
"""

ENTERING = """A file names its sources and its assays, and then holds one entry a figure; what has to be there is bold.
A figure has a `value`, a limit among them ("over 10000 nM"), or, where none is told, bounds (`between`) or words
(`finding`).

```toml
[assays.example]
source = "someone"
species = "human"
radioligand = "[3H]DAMGO"

[[affinity]]
ligand = "example"
target = "mu"
quantity = "Ki"
assay = "example"
value = "0.5 nM"
sd = "0.1 nM"
certainty = "low"
```
"""


def write_page() -> str:
    """The page, as Markdown."""
    table = read_table()
    parts = [INTRODUCTION, _write_quantities(), _write_keys()]
    parts += [_write_target(listing) for listing in list_affinities()]
    parts += [_write_assays(tuple(dict.fromkeys(a.assay for a in table)))]
    return "\n".join(parts)


def _write_quantities() -> str:
    rows = [[kind.name, kind.meaning] for kind in QUANTITIES.values()]
    return "\n".join(["## Quantities", "", *_rule(["quantity", "meaning"], rows), ""])


def _write_keys() -> str:
    """How to enter a figure."""
    lines = ["## Entering a figure", "", ENTERING]
    for name, keys, required in (("an assay", ASSAY_KEYS, ("source",)), ("a figure", KEYS, REQUIRED)):
        rows = [[f"**`{key}`**" if key in required else f"`{key}`", meaning] for key, meaning in keys.items()]
        lines += [*_rule([f"key of {name}", "what it says"], rows), ""]
    return "\n".join(lines)


def _write_target(listing: Listing) -> str:
    name = TARGETS[listing.target]
    lines = [f"## {listing.target}: {name}", ""]
    head = ["ligand", "quantity", "figure", "error", "species", "assay", "certainty", "note"]
    lines += [*_rule(head, [_list_cells(a) for a in listing.affinities]), ""]
    if listing.ratios:
        rows = [[r.ligand, tell_mean(r), tell_each(r)] for r in listing.ratios]
        lines += [f"Over {listing.over}, within one assay:", ""]
        lines += [*_rule(["ligand", "geometric mean (range)", "each"], rows), ""]
    if listing.across:
        rows = [[r.ligand, tell_mean(r), tell_each(r)] for r in listing.across]
        lines += [f"Over the ligand's own figure at {listing.across[0].over}, within one assay:", ""]
        lines += [*_rule(["ligand", "geometric mean (range)", "each"], rows), ""]
    if listing.rates:
        lines += ["By their rates:", ""]
        lines += [
            *_rule(["ligand", "holds half at", "half-life on the receptor", "assay"], tell_rates(listing.rates)),
            "",
        ]
    if listing.conflicts:
        lines += ["Conflicts:", ""]
        lines += [f"- {c.what}: {c.said}; {tell_fold(c.fold)}" for c in listing.conflicts]
        lines += [""]
    return "\n".join(lines)


def _list_cells(a: Affinity) -> list[str]:
    quantity = a.quantity if not a.condition else f"{a.quantity}, {a.condition}"
    certainty = f"{a.certainty} ({a.source.reading})"
    note = "; ".join(part for part in ("derived" if a.basis == "derived" else "", a.note) if part)
    return [a.ligand, quantity, tell_figure(a), a.spread, a.species, a.assay.key, certainty, note]


def _write_assays(assays: tuple[Assay, ...]) -> str:
    rows = [[a.key, a.species, a.method, a.source.citation, a.note] for a in assays]
    return "\n".join(["## Assays", "", *_rule(["assay", "species", "method", "source", "note"], rows), ""])


def _rule(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table of Markdown."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return lines + [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
