"""A card says all that its model holds, and says where nothing was said."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest

from neurodose import find_drug
from neurodose.library.drug import Drug
from neurodose.modelling.parameter import Condition
from neurodose.modelling.writing import write_methods
from neurodose.reports.card import ADVICE, make_card, write_equation, write_index
from neurodose.reports.judged import find_kept, tell_agreement
from neurodose.reports.markdown import WIDTH, bullets, fold, table
from neurodose.reports.numbers import Numbers
from tests.models import oral_two_compartment

DRUG = find_drug("naltrexone")
DOCS = Path(__file__).resolve().parents[2] / "docs"
TITLES = (
    "What it is for", "Where it must not be used", "Scheme", "Structures that rival one another", "People", "Equations",
    "Parameters", "Assumptions", "What it was set with", "What it predicts and what it misses", "References",
)  # fmt: skip


@pytest.fixture(scope="module")
def page() -> str:
    return make_card(DRUG, DOCS).page


@pytest.fixture(scope="module")
def unknown() -> Drug:
    """A drug of which nobody has said or seen anything."""
    return replace(
        DRUG, name="invented", structures={"the only one": oral_two_compartment}, parts=(), receptors={},
        ligands={}, dose_ratios={}, challenges={}, facts={}, populations={},
        concentrations={"parent in plasma": "plasma.concentration"}, calibrated=(),
    )  # fmt: skip


def section(page: str, title: str) -> str:
    return re.split(r"^## ", page.split(f"\n## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_sections_stand_in_one_order(page: str) -> None:
    assert tuple(re.findall(r"^## (.+)$", page, re.MULTILINE)) == TITLES


def test_the_same_model_gives_the_same_card(page: str) -> None:
    assert make_card(find_drug("naltrexone"), DOCS).page == page


@pytest.mark.parametrize("structure", DRUG.structures)
def test_every_parameter_of_every_structure_is_in_a_table_with_its_unit(page: str, structure: str) -> None:
    rows = dict(re.findall(r"^\| `(\S+)` \| (.+)$", section(page, "Parameters").split("### Values")[0], re.MULTILINE))
    for address, parameter in DRUG.structures[structure].system.parameters.items():
        assert parameter.meaning in rows[address]
        if isinstance(parameter, Condition):
            continue
        assert f" {parameter.value.unit} " in rows[address] or str(parameter.value.unit) == "1"
        assert f"| {parameter.certainty} |" in rows[address]


def test_the_favourites_values_are_those_of_the_table(page: str) -> None:
    rows = re.findall(r"^\| `(\S+)` \| [^|]+ \| ([^|]+) \|", section(page, "Parameters"), re.MULTILINE)
    values = dict(reversed(rows))
    for address, parameter in DRUG.system.parameters.items():
        assert values[address] == str(parameter.value)


def test_every_rival_is_named_with_what_differs_in_it(page: str) -> None:
    told = section(page, "Structures that rival one another")
    for name in DRUG.structures:
        assert f"\n### {name.capitalize()}" in told
    assert "d deep/dt = " in told
    assert told.count("the favourite)") == 1


def test_people_are_told_by_what_each_has(page: str) -> None:
    told = section(page, "People")
    assert "\nsize = body.weight/body.standard_weight\n" in told
    assert "\nparent.CL' = parent.CL·size^body.exponent\n" in told
    first, second = told.split("what differs from them")
    assert "absorption.F' = 1/(1 + min(liver.capacity_left, 1)·(1 - absorption.F)/absorption.F)" in second
    assert "(1 - absorption.F')/(1 - absorption.F)" in second
    assert "metabolite.V' = " in first
    assert "metabolite.V' = " not in second


def test_every_equation_of_the_favourite_is_written(page: str) -> None:
    flat = re.sub(r"\s+", " ", section(page, "Equations"))
    methods = write_methods(DRUG.system)
    for equation in (*methods.rates, *methods.definitions):
        assert re.sub(r"\s+", " ", str(equation)) in flat


@pytest.mark.parametrize("equation", write_methods(DRUG.system).rates, ids=lambda e: e.address)
def test_a_long_equation_has_lines_that_can_be_read(equation: Any) -> None:
    lines = write_equation(equation)
    assert all(len(line) <= WIDTH for line in lines)
    assert re.sub(r"\s+", " ", " ".join(lines)) == str(equation)


def test_what_a_number_stands_on_is_a_numbered_reference(page: str) -> None:
    listed = re.findall(r"^(\d+)\. ", section(page, "References"), re.MULTILINE)
    assert listed == [str(n) for n in range(1, len(listed) + 1)]
    cited = {int(n) for n in re.findall(r"\[(\d+)\]", section(page, "Parameters"))}
    assert cited <= set(map(int, listed))
    assert len(Numbers(DRUG).references) == len(listed)


def test_assumptions_stand_apart_with_reason_and_range(page: str) -> None:
    told = re.sub(r"\s+", " ", section(page, "Assumptions"))
    for address, parameter in DRUG.system.parameters.items():
        for assumption in parameter.assumptions:
            assert f"`{address}`: {assumption.citation.removeprefix('Assumption: ')}" in told
    assert "spread between people of" in told


def test_what_set_the_values_is_listed(page: str) -> None:
    told = section(page, "What it was set with")
    used = {seen.id for seen in DRUG.observations if seen.is_calibration}
    assert set(re.findall(r"^\| (\w+) \|.+\|.+\|.+\|.+\|", told, re.MULTILINE)) >= used
    run = Numbers(DRUG).run
    assert run is not None
    assert f"`{run.name}`" in told


def test_every_miss_is_listed_with_a_reason_and_counts_add_up(page: str) -> None:
    told = section(page, "What it predicts and what it misses")
    kept = [k for k in find_kept(DRUG, DOCS) if k.predicted is not None]
    missed = [k for k in kept if not k.passes]
    assert re.findall(r"^\| ([A-Z]\w+) \| ", told, re.MULTILINE) == [k.observation.id for k in missed]
    counts = re.findall(r"^\| (?:not )?set with \| (\d+) \| (\d+) \| (\d+) \|", told, re.MULTILINE)
    assert [sum(map(int, column)) for column in zip(*counts, strict=True)] == [
        len(kept), len(kept) - len(missed), len(missed),
    ]  # fmt: skip
    assert all(k.observation.miss in told for k in missed)
    silent = re.sub(r"\s+", " ", told.split("### Cannot be predicted")[1])
    assert all(re.search(rf"\b{k.observation.id}\b", silent) for k in find_kept(DRUG, DOCS) if k.predicted is None)


def test_what_was_kept_of_another_figure_is_no_verdict(tmp_path: Path) -> None:
    first, second, *_ = DRUG.observations
    keep = {"predicted": 5.0, "low": 4.0, "high": None, "passes": True, "why": "inside the interval"}
    rows = [{"id": first.id, "observed": first.value.value, **keep}, {"id": second.id, "observed": -1.0, **keep}]
    (tmp_path / "agreement-naltrexone.json").write_text(json.dumps({"rows": rows}), encoding="utf-8")
    (kept,) = find_kept(DRUG, tmp_path)
    assert (kept.observation.id, kept.low, kept.predicted, kept.high) == (first.id, 4.0, 5.0, inf)
    assert f"{len(DRUG.observations) - 1} observations are new" in " ".join(tell_agreement(DRUG, [kept]))


def test_observations_that_nobody_has_judged_are_counted(tmp_path: Path) -> None:
    assert "none has been judged yet" in " ".join(tell_agreement(DRUG, find_kept(DRUG, tmp_path)))


def test_a_refused_figure_is_no_miss() -> None:
    told = section(make_card(find_drug("mitragynine"), DOCS).page, "What it predicts and what it misses")
    (row,) = re.findall(r"^\| not set with \|(.+)\|$", told, re.MULTILINE)
    predicted, passed, missed, refused = map(int, row.split("|"))
    assert refused == 1
    assert predicted == passed + missed + refused
    assert "refused: " in told


def test_how_far_observations_reach_is_said(page: str) -> None:
    told = section(page, "What it was set with")
    assert "- by mouth: single doses of " in told
    assert "- people: adults" in told


class TestDrugOfWhichNothingIsKnown:
    def test_it_says_that_nobody_has_said_what_it_is_for(self, unknown: Drug) -> None:
        told = make_card(unknown, DOCS).page
        assert "What this model is for, nobody has said." in section(told, "What it is for")
        assert "Where this model ends, nobody has said" in section(told, "Where it must not be used")

    def test_it_says_that_nothing_was_observed_or_set(self, unknown: Drug) -> None:
        told = make_card(unknown, DOCS).page
        assert "tested on no observation in people" in section(told, "Where it must not be used")
        assert "No calibration has set a value" in section(told, "What it was set with")
        assert "nothing here has been tested" in section(told, "What it predicts and what it misses")

    def test_it_says_that_it_has_no_rival(self, unknown: Drug) -> None:
        assert "no rival to it" in section(make_card(unknown, DOCS).page, "Structures that rival one another")

    def test_the_index_has_it_too(self, unknown: Drug) -> None:
        rows = [line for line in write_index([DRUG, unknown], DOCS).splitlines() if line.startswith("| [")]
        assert len(rows) == 2
        assert rows[1].endswith("| none |")


def test_every_card_advises_nobody_and_names_whom_nobody_stands_for(page: str, unknown: Drug) -> None:
    for told in (page, make_card(unknown, DOCS).page):
        limits = re.sub(r"\s+", " ", section(told, "Where it must not be used"))
        assert ADVICE in limits
        assert "children" in limits
    assert "a failing liver" not in section(page, "Where it must not be used")  # it has a population of its own


def test_tables_have_as_many_cells_in_each_row(page: str) -> None:
    for rows in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        assert len({line.count("|") for line in rows.splitlines()}) == 1


def test_an_empty_table_or_list_is_nothing() -> None:
    assert table(("a",), []) == bullets([]) == []


def test_words_longer_than_a_line_are_left_whole() -> None:
    assert fold("a " + "b" * (WIDTH + 1), later=2) == ["a", "  " + "b" * (WIDTH + 1)]
