"""What the drugs' tables of parameters say of affinities is what the table of affinities holds of the same source.

Each such number is a figure of the table, a ratio of two figures of one assay, the geometric mean of such ratios, or
the transducer ratio that a largest effect comes to; whatever else it is stands below, with the reason.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
from collections.abc import Iterator

import pytest

import neurodose.library as library
from neurodose.library.affinities.ratios import Ratio, across_targets, pair_ligands
from neurodose.library.affinities.table import find_affinities, read_table
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.records.affinity import HOLDING, TARGETS, Affinity
from neurodose.sources import Source

DIGITS = (2, 3)  # with which numbers that were worked out are written; or with one, where that is as good as two:
ONE_DIGIT = 0.02  # relative
BEST_AGONIST = 0.76  # DAMGO's largest effect, of that of the best agonist: the scale of the library's efficacies
LEAST = 60  # parameters: fewer would mean that the walk misses some
ABOUT = re.compile(
    r"affinity|association|leaves a receptor|transducer ratio|at (delta|kappa) over|inactivation|is lost at|"
    r"of the (liver|gut) is lost|halves (transport|the release)|half of the (loss|potassium)|gives half of it|"
    r"increase of synthesis|"
    r"the same as (one binding|release)|exponent of (the )?concentration"
)
IN_WORDS = "the source says it in words; the number is assumed, within what the words allow"
EXPLAINED = {
    "baclofen_numbers.GabaB.S_over_R": "between what two binding assays say, 118 and 825, the geometric mean",
    "baclofen_numbers.GabaB.EC50_release": "near the upper of two bounds at rest, 0.37 and 0.63 µM",
    "buprenorphine_numbers.Mu.norbuprenorphine_ratio": IN_WORDS,
    "buprenorphine_numbers.Mu.norbuprenorphine_efficacy": IN_WORDS,
    "heroin_numbers.Mu.mam_efficacy": IN_WORDS,
    "methadone_numbers.Receptors.efficacy_R": IN_WORDS,
    "methadone_numbers.Receptors.efficacy_S": IN_WORDS,
    "mitraphylline_numbers.Claimed.Ki": "no binding was seen: weaker than what an assay still sees",
}


def walk() -> Iterator[tuple[str, Parameter]]:
    """Every parameter of the library by file, table and name, once."""
    seen: set[int] = set()
    for found in pkgutil.walk_packages(library.__path__, "neurodose.library."):
        for table in vars(importlib.import_module(found.name)).values():
            if isinstance(table, type) and issubclass(table, Parameters) and table.__module__ == found.name:
                for name, value in vars(table).items():
                    if isinstance(value, Parameter) and id(value) not in seen:
                        seen.add(id(value))
                        yield f"{found.name.split('.')[-1]}.{table.__name__}.{name}", value


def is_same(one: Source, other: Source) -> bool:
    """Whether two sources are one paper; a repository goes by its name, whoever is called its author."""
    journals = {re.sub(r", as read in \d+", "", source.journal) for source in (one, other)}
    authors = {source.authors.split()[0].strip(",;") for source in (one, other)}
    return len(journals) == 1 and (len(authors) == 1 or one.journal.startswith("repository"))


def find_figures(parameter: Parameter) -> list[Affinity]:
    """What the table holds of the sources that a parameter cites."""
    cited = [source for source in parameter.sources if isinstance(source, Source)]
    return [a for a in read_table() if any(is_same(source, a.source) for source in cited)]


PARAMETERS = {
    name: parameter
    for name, parameter in walk()
    if ABOUT.search(parameter.meaning) and parameter.calibration is None and find_figures(parameter)
}


def find_ratios(assays: set[str]) -> list[list[Ratio]]:
    """The ratios of each two ligands at a target, and of each ligand at two targets, of some assays."""
    compared = (*HOLDING, "relative EC50")
    several = [r.each for target in TARGETS for r in pair_ligands(target, compared)]
    several += [r.each for ligand in {a.ligand for a in read_table()} for r in across_targets(ligand)]
    return [[ratio for ratio in each if ratio.assay in assays] for each in several]


def list_transducer_ratios(figures: list[Affinity]) -> list[float]:
    """What the largest effects come to, e/(1 − e), of all figures and of the mean of what several say of one ligand."""
    found: dict[str, list[float]] = {}
    for a in figures:
        if a.quantity == "Emax" and a.value is not None and a.value.value > 0:
            share = a.value.value / 100 * (BEST_AGONIST if a.relative_to == "DAMGO" else 1)
            found.setdefault(a.ligand, []).append(share / (1 - share))
    return [r for each in found.values() for r in (*each, average(each))]


def average(numbers: list[float]) -> float:
    return math.exp(sum(map(math.log, numbers)) / len(numbers))


def list_candidates(figures: list[Affinity]) -> list[float]:
    """Every pure number that these figures come to by a rule of the house."""
    found = list_transducer_ratios(figures)
    for each in find_ratios({a.assay.key for a in figures}):
        values = [ratio.value for ratio in each]
        if values:
            found += [*values, average(values)]
    return found + [1 / number for number in found if number]


def is_named(ligand: str, words: str) -> bool:
    """Whether words name a ligand, whichever of its forms: "R-methadone" by "methadone"."""
    stem = re.sub(r"^(met|R|S|\(\+\))-| A$", "", ligand)
    return stem.casefold() in words.casefold()


def is_figure(name: str, figures: list[Affinity]) -> bool:
    """Whether a parameter is one of these figures, of a ligand that its file, its table or its meaning names."""
    value, words = PARAMETERS[name].value, f"{name} {PARAMETERS[name].meaning}"
    named = (a.value for a in figures if a.value is not None and is_named(a.ligand, words))
    same = (figure.coherent for figure in named if figure.dimension == value.dimension)
    return any(number == pytest.approx(value.coherent, rel=1e-9) for number in same)


def is_found(name: str) -> bool:
    """Whether a parameter is a figure of the table, or what a rule of the house makes of some."""
    figures, value = find_figures(PARAMETERS[name]), PARAMETERS[name].value
    if is_figure(name, figures):
        return True
    candidates = list_candidates(figures)
    rounded = {float(f"{n:.{digits}g}") for n in candidates for digits in DIGITS}
    is_near = any(n == pytest.approx(value.value, rel=ONE_DIGIT) for n in candidates)
    return value.unit.symbol == "1" and (value.value in rounded or is_near)


def test_the_walk_meets_the_affinities_of_the_library() -> None:
    assert len(PARAMETERS) >= LEAST
    assert {name.split(".")[0] for name in PARAMETERS} >= {
        "baclofen_numbers", "buprenorphine_numbers", "enzymes_numbers", "fentanyl_numbers", "heroin_numbers",
        "methadone_numbers", "mitragynine_affinities", "morphine_numbers", "naloxone_numbers", "targets",
    }  # fmt: skip


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_drugs_affinity_is_in_the_table_or_explained(name: str) -> None:
    held = ", ".join(f"{a.ligand} {a.quantity} at {a.target} {a.said}" for a in find_figures(PARAMETERS[name]))
    said = (
        f"{name} = {PARAMETERS[name].value} is none of: {held}. Enter it in the table, correct it, or explain it here"
    )
    assert is_found(name) or name in EXPLAINED, said


@pytest.mark.parametrize("name", EXPLAINED)
def test_what_is_explained_needs_it(name: str) -> None:
    assert not is_found(name)
    assert PARAMETERS[name].assumptions


def test_what_is_explained_by_bounds_lies_within_them() -> None:
    (bounds,) = (a.between for a in find_affinities("GABA-B", assay="release") if a.between)
    assert bounds[0] <= PARAMETERS["baclofen_numbers.GabaB.EC50_release"].value <= bounds[1]
    (binding,) = (r for r in pair_ligands("GABA-B") if {r.ligand, r.over} == {"S-baclofen", "R-baclofen"})
    assert binding.mean == pytest.approx(PARAMETERS["baclofen_numbers.GabaB.S_over_R"].value.value, rel=0.05)
