"""One person has one body, whatever they take: every drug's table holds the same numbers of it."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules

import numpy as np
import pytest

from neurodose import People
from neurodose.library import drugs
from neurodose.library.body import Age, Filtration, Kidneys, LiverFlow, Sex, Size, VillousFlow
from neurodose.library.drugs import baclofen, ethanol, morphine
from neurodose.library.enzymes_numbers import Enzymes
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import Population, Series
from neurodose.units import cm, day, kg, percent, year

PEOPLE = 4000
SAMPLING = 0.02  # relative: of a median of some thousand people, at a CV of about 20 %
SHARE = 0.03  # of a share of a half among four thousand: more than three standard errors
SHARED = {
    parameter: f"{group.__name__}.{name}"
    for group in (Size, Sex, Age, Kidneys, Filtration, LiverFlow, VillousFlow)
    for name, parameter in group.listed().items()
}
OWN = {  # what differs between drugs for a reason: addresses that only seem to be of the body
    "weight at which the clearance holds",
    "exponent of weight in clearance",
    "weight at which the other values hold",
}
WITH_SEX = (baclofen.adults, baclofen.adults_with_kidney_impairment, ethanol.adults, ethanol.daily_drinkers)
MODULES = {
    m.name: import_module(f"{drugs.__name__}.{m.name}")
    for m in iter_modules(drugs.__path__)
    if not m.name.endswith(("_numbers", "_sources", "_affinities"))
}
TABLES: dict[str, type[Parameters]] = {name: module.Adults for name, module in MODULES.items()}
POPULATIONS: dict[str, Population] = {
    f"{name}, {one.name}": one for name, m in MODULES.items() for one in vars(m).values() if isinstance(one, Population)
}


def find(table: type[Parameters], words: str) -> list[Parameter]:
    """The parameters of a table that mean this."""
    return [one for one in table.listed().values() if one.meaning == words]


@pytest.fixture(scope="module")
def sexed() -> list[People]:
    return [population.sample(PEOPLE, seed=7) for population in WITH_SEX]


class TestIdentity:
    """A shared number is one object: what composes drugs knows it by that."""

    @pytest.mark.parametrize("name", TABLES)
    def test_every_drug_holds_the_one_weight(self, name: str) -> None:
        assert [one for one in TABLES[name].listed().values() if one is Size.weight]

    @pytest.mark.parametrize("name", TABLES)
    def test_nothing_of_the_body_is_stated_twice(self, name: str) -> None:
        """Neither in other words: a body weight, an age, a flow of the liver or the villi is that of the body."""
        for shared in SHARED:
            if shared.meaning not in OWN:
                assert all(one is shared for one in find(TABLES[name], shared.meaning)), SHARED[shared]
        for address, one in TABLES[name].listed().items():
            last = address.rsplit(".", 1)[-1]
            if last in ("weight", "age", "height", "flow", "kidneys", "kidneys_left", "CrCL"):
                assert one in SHARED, address

    @pytest.mark.parametrize(
        "name", ["dextromethorphan", "ethanol", "fentanyl", "methadone", "midazolam", "mitragynine", "mitraphylline"]
    )
    def test_one_liver_has_one_blood_flow(self, name: str) -> None:
        assert TABLES[name].listed()["liver.flow"] is LiverFlow.flow

    def test_one_gut_wall_has_one_blood_flow(self) -> None:
        assert TABLES["mitragynine"].listed()["gut.flow"] is VillousFlow.flow
        assert Enzymes.listed()["exchange.villous_flow"] is VillousFlow.flow

    def test_one_exponent_but_for_buprenorphine_whose_own_was_measured(self) -> None:
        others = {name for name, table in TABLES.items() if Size.exponent not in table.listed().values()}
        assert others == {"buprenorphine"}

    def test_a_shared_number_has_one_address_in_a_table(self) -> None:
        """Were it at two, one person would have two draws of it."""
        for name, table in TABLES.items():
            held = [one for one in table.listed().values() if one in SHARED and one.between_people is not None]
            assert len(held) == len(set(held)), name


class TestWeight:
    """The same people, whether sex matters for a drug or not."""

    @pytest.mark.parametrize("name", POPULATIONS)
    def test_every_population_has_the_same_weights(self, name: str) -> None:
        weight = POPULATIONS[name].sample(PEOPLE, seed=7)["weight"].to(kg).value
        assert np.median(weight) == pytest.approx(74, rel=SAMPLING)
        assert weight.mean() == pytest.approx(76, rel=SAMPLING)
        assert weight.std() / weight.mean() == pytest.approx(0.22, abs=0.01)

    def test_men_and_women_have_the_medians_of_the_survey(self, sexed: list[People]) -> None:
        weight, is_woman = sexed[0]["weight"].to(kg).value, sexed[0]["woman"].value == 1
        assert np.median(weight[is_woman]) == pytest.approx(68, rel=SAMPLING)
        assert np.median(weight[~is_woman]) == pytest.approx(80, rel=SAMPLING)
        for one in (weight[is_woman], weight[~is_woman]):
            assert one.std() / one.mean() == pytest.approx(0.20, abs=0.015)

    def test_a_told_weight_makes_nobody_a_man(self) -> None:
        usual, heavy = (
            one.sample(PEOPLE, seed=7) for one in (ethanol.adults, ethanol.adults.having({"weight": 90 * kg}))
        )
        assert np.median(heavy["weight"].to(kg).value) == pytest.approx(90, rel=SAMPLING)
        assert (heavy["woman"].value == usual["woman"].value).all()

    def test_who_loses_weight_keeps_their_sex(self) -> None:
        thinner = Series([0, 300] * day, [120, 60] * kg)
        people = ethanol.adults.sample(200, seed=7, over_time={"weight": thinner})
        assert people.timeline is not None
        sex = people.timeline.columns.get("woman")
        assert sex is None or (sex == sex[:, :1]).all()
        assert 0 < people["woman"].value.mean() < 1


class TestSex:
    """One draw, by whatever a person is treated with."""

    def test_it_is_the_same_in_every_drug(self, sexed: list[People]) -> None:
        for one, other in pairwise(sexed):
            assert (one["woman"].value == other["woman"].value).all()
            assert one["weight"].to(kg).value == pytest.approx(other["weight"].to(kg).value)
            assert one["height"].to(cm).value == pytest.approx(other["height"].to(cm).value)
            assert one["age"].to(year).value == pytest.approx(other["age"].to(year).value)

    def test_half_are_women(self, sexed: list[People]) -> None:
        assert sexed[0]["woman"].value.mean() == pytest.approx(0.5, abs=SHARE)
        assert set(sexed[0]["woman"].value) == {0.0, 1.0}

    def test_men_are_taller(self, sexed: list[People]) -> None:
        height, is_woman = sexed[0]["height"].to(cm).value, sexed[0]["woman"].value == 1
        assert np.median(height[is_woman]) == pytest.approx(163, rel=SAMPLING)
        assert np.median(height[~is_woman]) == pytest.approx(176, rel=SAMPLING)


class TestKidneys:
    """One share of filtration for every drug that the kidneys clear."""

    def test_the_same_kidneys_fail_for_every_drug(self) -> None:
        ill = [m.adults_with_kidney_impairment.sample(500, seed=7) for m in (baclofen, morphine)]
        left = [one["body.kidneys"].to(percent).value for one in ill]
        assert left[0] == pytest.approx(left[1])
        assert np.median(left[0]) == pytest.approx(30, rel=0.1)

    def test_creatinine_clearance_goes_with_them(self) -> None:
        usual = baclofen.adults.sample(500, seed=7)
        ill = baclofen.adults_with_kidney_impairment.sample(500, seed=7)
        share = ill["kidney.CrCL"].value / usual["kidney.CrCL"].value
        assert share == pytest.approx(ill["body.kidneys"].value / usual["body.kidneys"].value)
        assert share.max() <= 1


def test_liver_flow_is_one_number_in_one_person() -> None:
    """Also where the other values of a drug hold at another weight."""
    flows = [
        one.sample(200, seed=7)["liver.flow"].value for name, one in POPULATIONS.items() if "liver.flow" in one.formulas
    ]
    assert len(flows) >= 7
    for one, other in pairwise(flows):
        assert one == pytest.approx(other)
