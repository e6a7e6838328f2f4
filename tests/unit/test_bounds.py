"""What nobody can have is refused wherever people are told; where nobody like them set the model, that is warned of."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurodose import (
    Assumption,
    Compartment,
    LogNormal,
    Parameter,
    Parameters,
    Source,
    Substance,
    describe,
    find_steady_state,
    model,
    people_from,
    population,
    predict,
    read_nonmem,
    read_regimen,
    simulate,
)
from neurodose.bounds import PEOPLE, SHARE, Bounds, find_bounds
from neurodose.errors import DatasetError, ObservationError, PopulationError, ScopeWarning, SourceError
from neurodose.library.drugs.baclofen import adults as adults_on_baclofen
from neurodose.library.drugs.baclofen import baclofen_kinetics
from neurodose.populations import Series
from neurodose.records.reader import read_observations
from neurodose.units import L, Unit, cm, day, g, h, kg, mg, minute, mL, mol, week, year

source = Source("A", 2000, "J", reading="read")
drug = Substance("drug", 300 * g / mol, source)
set_in = Bounds((45, 120) * kg, "the people whose plasma set the values")


class Numbers(Parameters):
    """All made up."""

    drug = drug
    CL = Parameter(5 * L / h, "clearance", source, "high", possible=Bounds((0, 90) * L / h, "the liver gets no more"))
    V = Parameter(40 * L, "volume", source, "high")
    F = Parameter(0.6, "share absorbed", source, "high", possible=SHARE)
    usual_weight = Parameter(70 * kg, "weight at which the others hold", source, "high")
    weight = Parameter(70 * kg, "weight", source, "high", between_people=LogNormal(0.2), calibrated_for=set_in)


@model
def plasma(m: Any, p: Any = Numbers) -> None:
    """Plasma, cleared in proportion to weight."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.plasma.is_cleared(by=p.CL * p.F * p.weight / p.usual_weight)


@population
def adults(i: Any, p: Any = Numbers) -> None:
    """Made up."""
    i.age = LogNormal(median=40 * year, cv=0.2)
    i.weight = p.weight


def run(people: Any) -> Any:
    return simulate(plasma, read_regimen("5 mg into plasma"), people, until=1 * day)


def refuse(match: str) -> Any:
    return pytest.raises(PopulationError, match=match)


class TestBounds:
    def test_they_say_from_where_to_where(self) -> None:
        assert str(PEOPLE["age"]) == "from 0 to 130 year"
        assert str(SHARE) == "from 0 to 1"
        assert str(Bounds((0, float("inf")) * kg, "more than none")) == "0 kg or more"
        assert str(Bounds((float("-inf"), 2) * kg, "less")) == "2 kg or less"

    def test_the_ends_are_inside_in_any_unit(self) -> None:
        bounds = Bounds((0.1, 0.3) * L / h, "made up")
        for value in ((0.1 * L / h).coherent, (0.3 * L / h).to("mL/min").coherent, (100 * mL / h).coherent):
            assert bounds.hold(value)
        assert not bounds.hold([0.0999, 0.3001, float("nan")]).any()

    @pytest.mark.parametrize("between", [(3, 1) * kg, (1, 1) * kg, 5 * kg, "0 to 1", (float("nan"), 1)])
    def test_ends_ascend(self, between: Any) -> None:
        with pytest.raises(SourceError, match="do not run from low to high"):
            Bounds(between, "made up")

    def test_a_reason_is_given(self) -> None:
        with pytest.raises(SourceError, match="give no reason"):
            Bounds((0, 1), " ")

    def test_they_are_found_by_the_last_word_and_the_unit(self) -> None:
        rate, mass = (mL / minute).dimension, kg.dimension
        assert find_bounds("baclofen.kidney.CrCL", rate) is find_bounds("creatinine clearance", rate)
        assert find_bounds("WT", mass) is PEOPLE["weight"]
        assert find_bounds("age", mass) is find_bounds("clearance", rate) is None

    def test_a_value_outside_its_bounds_does_not_build(self) -> None:
        with pytest.raises(SourceError, match=r"“share” cannot be 1\.2") as caught:
            Parameter(1.2, "share", source, "high", possible=SHARE)
        assert caught.value.exists == "it is from 0 to 1: it is a share"
        with pytest.raises(SourceError, match="“weight” cannot be 200 kg"):
            Parameter(200 * kg, "weight", source, "high", calibrated_for=set_in)

    @pytest.mark.parametrize("possible", [(0, 1), SHARE])
    def test_bounds_have_the_unit_of_their_value(self, possible: Any) -> None:
        with pytest.raises(SourceError, match="the bounds of “weight” are"):
            Parameter(70 * kg, "weight", source, "high", possible=possible)


class TestWhereverPeopleAreTold:
    @pytest.mark.parametrize(
        ("column", "said"),
        [
            ({"age": [40, 300] * year}, r"age cannot be 300 year \(row 2\)"),
            ({"kidney.CrCL": [-5.0, 80.0] * mL / minute}, r"kidney\.CrCL cannot be -5 mL/min \(row 1\)"),
            ({"weight": np.array([80.0, 80e3]) * kg}, r"weight cannot be 80000 kg \(row 2\)"),
            ({"height": np.array([1.8]) * cm}, r"height cannot be 1\.8 cm \(row 1\)"),
        ],
    )
    def test_in_a_table(self, column: Any, said: str) -> None:
        with refuse(said) as caught:
            people_from(column)
        assert "from" in str(caught.value.exists)
        assert "its sign and its unit" in str(caught.value.hint)

    def test_in_a_table_as_its_units_say(self) -> None:
        with refuse(r"age cannot be 300 year \(row 1\)"):
            people_from({"age": [300.0]}, {"age": year})

    def test_in_a_table_by_the_models_own_bounds(self) -> None:
        people = people_from({"F": np.array([0.5, 1.5])}, identity=[3, 8])
        for ask in (run, lambda them: find_steady_state(plasma, read_regimen("5 mg into plasma"), them, every=1 * day)):
            with refuse(r"F cannot be 1\.5 \(person 8\)") as caught:
                ask(people)
            assert caught.value.exists == "it is from 0 to 1: it is a share"
        run(people[:1]).status.raise_if_failed()

    def test_over_time(self) -> None:
        told = Series([0, 4] * week, [70, 0] * kg)
        with refuse(r"weight cannot be 0 kg \(time 2\)"):
            people_from({"V": [40, 50] * L}, over_time={"weight": told})
        with refuse(r"weight cannot be 0 kg \(time 2\)"):
            adults.sample(2, seed=1, over_time={"weight": told})
        each = Series([0, 4] * week, np.array([[5.0, 5.0], [5.0, 95.0]]) * L / h)
        with refuse(r"CL cannot be 95 L/h \(person 2, time 2\)") as caught:
            adults.sample(2, seed=1, over_time={"CL": each})
        assert "the liver gets no more" in str(caught.value.exists)
        with refuse(r"CL cannot be 95 L/h \(person 2, time 2\)"):
            run(people_from({"V": [40, 50] * L}, over_time={"CL": each}))

    def test_as_medians(self) -> None:
        with refuse(r"age cannot be 300 year \(medians of “adults”\)"):
            adults.having({"age": 300 * year})
        with refuse(r"kidney\.CrCL cannot be -5 mL/min") as caught:
            adults_on_baclofen.having({"kidney.CrCL": -5 * mL / minute})
        assert "kidneys filter nothing at the least" in str(caught.value.exists)
        with pytest.warns(ScopeWarning, match="kidney.CrCL is 20 mL/min .* outside of what the model was set with"):
            assert adults_on_baclofen.having({"kidney.CrCL": 20 * mL / minute})

    def test_in_an_observation_with_its_line(self) -> None:
        text = """format = 1
[sources.made_up]
authors = "Nobody"
year = 2026
journal = "made up"
reading = "read"
[[observation]]
id = "S1"
drug = "baclofen"
source = "made_up"
regimen = "10 mg"
people = "adults"
covariates = { CrCL = "-5 mL/min", age = "300 year" }
quantity = "peak of baclofen in plasma"
value = "100 ng/mL"
"""
        faults = read_observations(text, "mine.toml").faults
        assert [(type(f), f.what) for f in faults] == [
            (ObservationError, "CrCL cannot be -5 mL/min"),
            (ObservationError, "age cannot be 300 year"),
        ]
        assert all("mine.toml" in str(f.where) and "line 13" in str(f.where) for f in faults)

    def read(self, folder: Path, column: str, value: str, units: dict[str, Any]) -> Any:
        path = folder / "data.csv"
        path.write_text(f"ID,TIME,AMT,DV,{column}\n1,0,5,.,{value}\n1,2,.,1,{value}\n", encoding="utf-8")
        return read_nonmem(path, describe(plasma), units={"AMT": mg, **units})

    @pytest.mark.parametrize(
        ("name", "value", "unit"), [("AGE", "300", year), ("WT", "0", kg), ("CRCL", "-5", mL / minute)]
    )
    def test_in_a_dataset_whose_units_are_declared(self, tmp_path: Path, name: str, value: str, unit: Unit) -> None:
        with pytest.raises(DatasetError, match=rf"{name} cannot be {value} .*line 2, person 1, column {name}"):
            self.read(tmp_path, name, value, {name: unit})
        assert self.read(tmp_path, name, "30", {name: unit})
        assert self.read(tmp_path, name, value, {})  # of what unit it is, is not guessed

    def test_in_a_dataset_by_the_models_own_bounds(self, tmp_path: Path) -> None:
        data = self.read(tmp_path, "F", "1.5", {})
        with pytest.raises(DatasetError, match=r"F cannot be 1\.5 \(line 2, person 1\)"):
            predict(plasma, data)


class TestOutsideOfWhomTheModelWasSetIn:
    @pytest.mark.parametrize(
        "tell",
        [
            lambda: run(people_from({"weight": [80, 150] * kg})),
            lambda: adults.having({"weight": 150 * kg}),
            lambda: adults.sample(2, seed=1, over_time={"weight": Series([0, 1] * week, [80, 150] * kg)}),
        ],
    )
    def test_it_is_warned_of(self, tell: Any) -> None:
        with pytest.warns(ScopeWarning) as caught:
            tell()
        (told,) = caught
        said = str(told.message)
        assert said.startswith("weight is 150 kg (")
        assert said.endswith(
            ", outside of what the model was set with: from 45 to 120 kg, the people whose plasma set the values"
        )

    def test_a_covariate_has_the_bounds_of_what_it_is_made_of(self) -> None:
        class Table(Parameters):
            body = Numbers

        @population
        def grouped(i: Any, p: Any = Table) -> None:
            """Weight has an address of its own."""
            i.weight = p.body.weight

        with pytest.warns(ScopeWarning) as caught:
            grouped.having({"weight": 150 * kg})
        assert "weight is 150 kg" in str(caught[0].message)

    def test_those_inside_and_those_drawn_are_not(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            run(people_from({"weight": [45, 120] * kg}))
            drawn = adults.sample(200, seed=1)
            assert drawn["weight"].to(kg).value.max() > 120
            run(drawn)


def test_an_assumption_and_bounds_go_together() -> None:
    held = Parameter(0.5, "share", Assumption("guessed", (0.2, 0.9)), possible=SHARE)
    assert held.possible is SHARE


def test_a_drug_of_the_library_refuses_a_kidney_that_cannot_be() -> None:
    with refuse(r"kidney\.CrCL cannot be -5 mL/min"):
        simulate(baclofen_kinetics, read_regimen("10 mg"), people_from({"kidney.CrCL": [-5] * mL / minute}),
                 until=1 * day)  # fmt: skip
