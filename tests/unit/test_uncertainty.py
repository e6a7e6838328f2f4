"""How wide a prior is follows one rule, which the page on uncertainty tells; what the question sets has none."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from neurodose import (
    Assumption,
    Compartment,
    LogNormal,
    Output,
    Parameter,
    Parameters,
    Source,
    Substance,
    model,
    people_from,
    read_regimen,
    simulate,
)
from neurodose.errors import EstimationError, PopulationError, SourceError
from neurodose.estimation.assay import ASSAY_FOLD, is_of_one_assay, name_assay
from neurodose.estimation.draws import draw_prior
from neurodose.estimation.prior import CVS, REACH, WIDER, find_reading, prior_of, share_of_assay
from neurodose.library.drugs.baclofen import baclofen_kinetics
from neurodose.library.drugs.baclofen_numbers import Dialysis
from neurodose.modelling.parameter import Condition
from neurodose.modelling.writing import write_methods
from neurodose.populations import Series
from neurodose.sources import Certainty, Reading
from neurodose.units import L, g, h, kg, mg, minute, mol, nM, uM

PAGE = Path(__file__).resolve().parents[2] / "docs" / "uncertainty.md"
EXACT = 1e-9
READINGS: tuple[Reading, ...] = get_args(Reading)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)


def paper(reading: Reading = "read", year: int = 2000) -> Source:
    return Source("A", year, "J", reading=reading)


def width(certainty: Certainty, *readings: Reading, measured_in: str = "", value: Any = None) -> float:
    """Half of the 95 % interval on the logarithm, as a factor."""
    sources = tuple(paper(reading, 2000 + n) for n, reading in enumerate(readings or ("read",)))
    held = Parameter(10 * nM if value is None else value, "number", sources, certainty, measured_in=measured_in)
    prior = prior_of("x", held)
    return prior.high / prior.middle


class TestWidth:
    @pytest.mark.parametrize("certainty", CERTAINTIES)
    def test_a_remembered_number_is_less_sure_than_the_same_number_read(self, certainty: Certainty) -> None:
        widths = [width(certainty, reading) for reading in READINGS]
        assert READINGS == ("read", "read second-hand", "remembered")
        assert widths[0] < widths[1] < widths[2]
        plain = REACH * math.sqrt(math.log1p(CVS[certainty] ** 2))
        assert np.log(widths) == pytest.approx([plain, 1.25 * plain, 1.5 * plain], rel=EXACT)

    def test_the_best_read_of_several_sources_counts(self) -> None:
        assert width("low", "remembered", "read") == width("low", "read")
        assert width("low", "remembered", "remembered") == width("low", "remembered")

    def test_a_remembered_share_is_less_sure_too(self) -> None:
        found = [prior_of("fu", Parameter(0.8, "share", paper(reading), "moderate")) for reading in READINGS]
        assert all(prior.scale == "logit" and prior.high < 1 for prior in found)
        assert [prior.sd / found[0].sd for prior in found] == pytest.approx([1, 1.25, 1.5], rel=1e-6)

    @pytest.mark.parametrize("certainty", CERTAINTIES)
    @pytest.mark.parametrize("reading", READINGS)
    def test_one_assay_is_no_surer_than_threefold(self, certainty: Certainty, reading: Reading) -> None:
        alone = width(certainty, reading)
        found = width(certainty, reading, measured_in="human, cloned, [3H]DAMGO")
        assert found == pytest.approx(max(ASSAY_FOLD, alone), rel=EXACT)
        assert found >= 3 * (1 - EXACT)

    def test_two_papers_are_more_than_one_assay(self) -> None:
        assert width("moderate", "read", "read", measured_in="cloned receptors") == width("moderate")

    def test_two_places_in_one_paper_are_not(self) -> None:
        sources = (Source("A", 2000, "J", "table 1", reading="read"), Source("A", 2000, "J", "table 2", reading="read"))
        assert is_of_one_assay(Parameter(1 * nM, "affinity", sources, "high", measured_in="cells"))

    @pytest.mark.parametrize(
        ("where", "value", "is_so"),
        [
            ("rat brain", 1 * nM, True),
            ("liver microsomes", 4 * uM, True),
            ("mu receptor in HEK cells", 1 / h, True),
            ("GTPγS in cells", 1 * uM, True),
            ("human, [3H]DAMGO", 1 * nM, True),
            ("rat brain", 3.0, False),  # a ratio within an assay
            ("healthy adults, ventilation", 1 * nM, False),
            ("people, mu receptors by PET", 1 * nM, False),
            ("rat", 1 / h, False),
            ("", 1 * nM, False),
        ],
    )
    def test_in_vitro_is_what_measured_in_says(self, where: str, value: Any, is_so: bool) -> None:
        assert is_of_one_assay(Parameter(value, "number", paper(), "low", measured_in=where)) is is_so

    def test_what_is_stated_is_not_widened(self) -> None:
        sources = (paper("remembered"), Assumption("two labs", (0.8, 1.3) * nM))
        assumed = prior_of("Ki", Parameter(1 * nM, "affinity", sources, "low", measured_in="cloned receptors"))
        assert (assumed.low, assumed.high) == pytest.approx((1 / 1.2748, 1.2748), rel=1e-3)
        stated = Parameter(
            1 * nM, "affinity", paper("remembered"), "low", measured_in="cells", uncertainty=LogNormal(0.1)
        )
        assert prior_of("Ki", stated).sd == pytest.approx(math.sqrt(math.log1p(0.01)), rel=EXACT)

    def test_the_reason_for_a_width_is_told(self) -> None:
        held = Parameter(1 * nM, "affinity", paper("remembered"), "moderate", measured_in="cloned receptors")
        assert prior_of("Ki", held).origin == (
            "certainty moderate: a coefficient of variation of 15 %; remembered, so 1.5 times as wide; "
            "from one assay in vitro, so no surer than 3-fold"
        )
        assert find_reading(held) == "remembered"

    def test_the_page_tells_the_numbers_of_the_code(self) -> None:
        page = " ".join(PAGE.read_text(encoding="utf-8").split())
        said = re.findall(r"(very low|high|moderate|low) (\d+) %", page)
        assert {word: float(number) / 100 for word, number in said} == CVS
        assert f"read second-hand | {WIDER['read second-hand']:g} times as wide" in page
        assert f"remembered | {WIDER['remembered']:g} times as wide" in page
        assert "at least threefold to either side" in page
        assert ASSAY_FOLD == 3


class Assays(Parameters):
    """Affinities of one assay, of another, and others."""

    one = Parameter(1 * nM, "affinity", paper(), "moderate", measured_in="cloned receptors")
    two = Parameter(50 * nM, "affinity", paper(), "moderate", measured_in="cloned receptors")
    other = Parameter(2 * nM, "affinity", paper(year=2001), "moderate", measured_in="cloned receptors")
    elsewhere = Parameter(2 * nM, "affinity", paper(), "moderate", measured_in="rat brain")
    rate = Parameter(3 / h, "leaving", paper(), "moderate", measured_in="cloned receptors")
    guessed = Parameter(
        2 * nM, "affinity", (paper(), Assumption("two labs", (0.5, 8) * nM)), "low", measured_in="cloned receptors"
    )
    unsure = Parameter(2 * nM, "affinity", paper("remembered"), "very low", measured_in="cloned receptors")
    drug = Substance("drug", 300 * g / mol, paper())


@model
def assays(m: Any, p: Any = Assays) -> None:
    """All of them."""
    m.plasma = Compartment(p.drug)
    m.plasma.is_lost(rate=p.rate)
    for name in ("one", "two", "other", "elsewhere", "guessed", "unsure"):
        m[f"of_{name}"] = Output(getattr(p, name))


@pytest.fixture(scope="module")
def logs(seed: int) -> dict[str, np.ndarray]:
    """Logarithms of draws of all of them."""
    return {address: np.log(values) for address, values in draw_prior(assays.system, (), 4000, seed=seed).items()}


class TestAssays:
    def test_affinities_of_one_assay_are_off_together(self, logs: dict[str, np.ndarray]) -> None:
        """Their ratio is as sure as their certainty: two independent errors of 15 %."""
        plain = math.sqrt(math.log1p(0.15**2))
        assert np.std(logs["one"] - logs["two"]) == pytest.approx(math.sqrt(2) * plain, rel=0.05)
        assert np.corrcoef(logs["one"], logs["two"])[0, 1] > 0.9

    def test_each_is_as_unsure_as_the_rule_says(self, logs: dict[str, np.ndarray]) -> None:
        for name in ("one", "two", "other", "elsewhere", "rate"):
            assert np.std(logs[name]) == pytest.approx(math.log(3) / REACH, rel=0.05)

    def test_nothing_else_is(self, logs: dict[str, np.ndarray]) -> None:
        for name in ("other", "elsewhere", "rate", "guessed", "unsure"):
            assert abs(np.corrcoef(logs["one"], logs[name])[0, 1]) < 0.06

    def test_what_is_drawn_beside_them_changes_none(self, logs: dict[str, np.ndarray], seed: int) -> None:
        alone = draw_prior(assays.system, set(logs) - {"two"}, 4000, seed=seed)
        assert np.array_equal(np.log(alone["two"]), logs["two"])

    def test_how_much_they_have_in_common(self) -> None:
        plain = REACH * math.sqrt(math.log1p(0.15**2))
        assert share_of_assay(Assays.one) == pytest.approx(1 - (plain / math.log(3)) ** 2, rel=EXACT)
        assert share_of_assay(Assays.rate) == share_of_assay(Assays.guessed) == share_of_assay(Assays.unsure) == 0
        assert name_assay(Assays.one) == name_assay(Assays.two) == "A 2000, J; cloned receptors"


class Numbers(Parameters):
    """Made up."""

    drug = Substance("drug", 300 * g / mol, paper())
    V = Parameter(10 * L, "volume", paper(), "high")
    CL = Parameter(2 * L / h, "clearance by a machine while it runs", paper(), "high")
    running = Condition(0, "1 while a machine runs, else 0")


@model
def plasma(m: Any, p: Any = Numbers) -> None:
    """Plasma, cleared while a machine runs."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.plasma.is_cleared(by=p.CL * p.running)
    m.since = Output(m.plasma.time_since_dose, "time since the last dose", h)


class TestConditions:
    def test_it_needs_no_source_and_is_no_assumption(self) -> None:
        assert Numbers.running.sources == ()
        assert not Numbers.running.is_assumed
        assert Numbers.running.value.value == 0

    @pytest.mark.parametrize("wrong", [None, "1", float("nan"), (0, 1) * kg])
    def test_its_value_is_one_finite_number(self, wrong: Any) -> None:
        with pytest.raises(SourceError, match="the value of “running” is"):
            Condition(wrong, "running")

    def test_nobody_draws_it(self) -> None:
        drawn = draw_prior(plasma.system, (), 50, seed=1)
        assert set(drawn) == {"V", "CL"}
        known = set(plasma.system.parameters)
        assert {"running", "plasma.time_of_last_dose", "plasma.last_dose"} <= known

    def test_nobody_estimates_it(self) -> None:
        with pytest.raises(EstimationError, match="running has no prior: the question sets it") as caught:
            prior_of("running", Numbers.running)
        assert "1 while a machine runs" in str(caught.value.exists)

    def test_a_methods_section_lists_it_apart(self) -> None:
        methods = write_methods(plasma.system)
        assert set(methods.parameters) == {"V", "CL"}
        assert set(methods.conditions) == set(plasma.system.parameters) - {"V", "CL"}
        told = str(methods).split("Conditions, which the question sets\n")[1].split("\n\n")[0]
        assert "  running = 0  1 while a machine runs, else 0" in told
        assert len(methods.references) == 1

    def test_a_model_without_any_says_nothing_of_them(self) -> None:
        @model
        def still(m: Any, p: Any = Numbers) -> None:
            """Nothing is set."""
            m.plasma = Compartment(p.drug, volume=p.V)

        assert "Conditions" not in str(write_methods(still.system))

    def test_it_is_told_over_time(self) -> None:
        running = Series([0, 2, 4] * h, [0.0, 1.0, 0.0])
        people = people_from({"V": [10] * L}, over_time={"running": running})
        course = simulate(plasma, read_regimen("5 mg into plasma"), people, at=[0, 2, 4, 6] * h, outputs=["plasma"])
        left = course["plasma"].to(mg).values[0]
        assert left == pytest.approx([5, 5, 5 * math.exp(-0.4), 5 * math.exp(-0.4)], rel=1e-6)


class TestDialysis:
    def test_whether_it_runs_is_a_condition(self) -> None:
        assert isinstance(Dialysis.running, Condition)
        drawn = draw_prior(baclofen_kinetics.system, (), 20, seed=1)
        assert "dialysis.running" not in drawn
        assert (drawn["dialysis.clearance"] > 0).all()
        assert "dialysis.running = 0  1 while a dialyser runs" in str(write_methods(baclofen_kinetics.system))

    def test_it_runs_or_it_does_not(self) -> None:
        people = people_from({"dialysis.running": [2.0]})
        with pytest.raises(PopulationError, match=r"dialysis\.running cannot be 2 \(person 0\)"):
            simulate(baclofen_kinetics, read_regimen("10 mg"), people, until=60 * minute)
