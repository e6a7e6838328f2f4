"""Who takes it: distributions, the streams they are drawn from, populations, and people from tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import polars
import pytest

from neurodose import (
    Dose,
    LogNormal,
    Parameters,
    People,
    people_from,
    population,
    simulate,
    typical_people,
)
from neurodose.errors import PopulationError
from neurodose.estimation.typical import make_typical
from neurodose.populations import Choice, Normal, Uniform
from neurodose.populations.people import join_people
from neurodose.populations.virtual import Population
from neurodose.units import L, g, h, kg, mg, minute, mL
from tests.models import Numbers, assume, one_compartment, spread

MANY = 20_000
EXACT = 1e-9  # relative: rounding
FOUR_SIGMA = 4 / np.sqrt(MANY)  # one sample mean in 16,000 lies further off than four standard errors


def only(distribution: Any) -> Population:
    """A population whose people have an x from this distribution."""

    def adults(i: Any, p: Any = Numbers) -> None:
        i.x = distribution

    return population(adults)


def draw(distribution: Any, seed: int) -> np.ndarray:
    return only(distribution).sample(MANY, seed=seed).columns["x"]


class TestDistributions:
    def test_a_log_normal_has_its_median_and_its_coefficient_of_variation(self, seed: int) -> None:
        values = draw(LogNormal(cv=0.5, median=70 * kg), seed) / kg.to_coherent(70)
        omega = np.sqrt(np.log(1 + 0.5**2))
        assert np.log(values).mean() == pytest.approx(0, abs=omega * FOUR_SIGMA)
        assert np.log(values).std() == pytest.approx(omega, rel=FOUR_SIGMA)
        assert values.std() / values.mean() == pytest.approx(0.5, rel=0.05)  # a ratio of skewed moments

    def test_a_normal_has_its_mean_and_standard_deviation_in_any_unit(self, seed: int) -> None:
        values = draw(Normal(70 * kg, 12_000 * g), seed) / kg.to_coherent(1)
        assert values.mean() == pytest.approx(70, abs=12 * FOUR_SIGMA)
        assert values.std() == pytest.approx(12, rel=FOUR_SIGMA)

    def test_a_uniform_fills_its_limits_evenly(self, seed: int) -> None:
        values = draw(Uniform(2, 6), seed)
        shares, _ = np.histogram(values, bins=8, range=(2, 6))
        assert (shares.sum(), values.min() < 2.001, values.max() > 5.999) == (MANY, True, True)
        assert shares / MANY == pytest.approx(np.full(8, 1 / 8), abs=0.35 * FOUR_SIGMA)

    def test_a_choice_takes_each_value_as_often_as_its_share(self, seed: int) -> None:
        values = draw(Choice({0.5: 0.1, 1: 0.7, 2: 0.2}), seed)
        for value, share in ((0.5, 0.1), (1, 0.7), (2, 0.2)):
            assert (values == value).mean() == pytest.approx(share, abs=0.5 * FOUR_SIGMA)
        assert set(values) == {0.5, 1, 2}

    @pytest.mark.parametrize(
        ("distribution", "middle"),
        [
            (LogNormal(cv=0.5), 1.0),
            (LogNormal(cv=0.5, median=70 * kg), kg.to_coherent(70)),
            (Normal(70 * kg, 12_000 * g), kg.to_coherent(70)),
            (Uniform(2 * kg, 6 * kg), kg.to_coherent(4)),
            (Choice({0.5: 0.1, 1: 0.7, 2: 0.2}), 1),
        ],
    )
    def test_its_middle_is_what_the_typical_person_has(self, distribution: Any, middle: float) -> None:
        assert distribution.middle == middle

    @pytest.mark.parametrize(
        ("make", "match"),
        [
            (lambda: LogNormal(cv=0), "coefficient of variation .* is 0"),
            (lambda: LogNormal(cv=-0.3), r"is -0\.3"),
            (lambda: LogNormal(cv=float("nan")), "is nan"),
            (lambda: LogNormal(cv="30 %"), "is '30 %'"),  # pyright: ignore[reportArgumentType]
            (lambda: LogNormal(cv=0.3, median=-70 * kg), "the median of a log-normal"),
            (lambda: Normal(70 * kg, 0 * kg), "standard deviation"),
            (lambda: Normal(70 * kg, 12 * L), "different units"),
            (lambda: Normal(float("inf"), 1), "the mean is inf"),
            (lambda: Uniform(6, 2), "from 6 to 2"),
            (lambda: Uniform(2, 6 * kg), "a uniform distribution"),
            (lambda: Choice({}), "add up to 0"),
            (lambda: Choice({1: 0.5, 2: 0.4}), r"add up to 0\.9"),
            (lambda: Choice({1: 1.5, 2: -0.5}), "the shares of a choice"),
            (lambda: Choice({1: float("nan"), 2: 0.5}), "a choice of .*nan"),
            (lambda: Choice({"much": 1.0}), "a choice of .*much"),  # pyright: ignore[reportArgumentType]
        ],
    )
    def test_what_is_no_distribution_is_refused(self, make: Any, match: str) -> None:
        with pytest.raises(PopulationError, match=match) as caught:
            make()
        assert caught.value.hint or "units" in caught.value.what


class TestStreams:
    def test_each_column_has_a_stream_of_its_own(self, seed: int) -> None:
        columns = Population(None, Numbers).sample(MANY, seed=seed).columns
        assert set(columns) == {"ka", "CL", "V", "Ki", "made", "koff"}
        correlation = np.corrcoef([np.log(column) for column in columns.values()])
        assert np.abs(correlation - np.eye(len(columns))).max() < 1.5 * FOUR_SIGMA  # fifteen pairs

    def test_one_more_covariate_changes_no_other_draw(self, seed: int) -> None:
        @population
        def more(i: Any, p: Any = Numbers) -> None:
            i.weight = LogNormal(median=74 * kg, cv=0.2)
            i.size = i.weight / (70 * kg)
            i.V = p.V

        plain, with_weight = Population(None, Numbers).sample(20, seed=seed), more.sample(20, seed=seed)
        assert set(with_weight.columns) - set(plain.columns) == {"weight", "size"}
        for name, column in plain.columns.items():
            assert np.array_equal(column, with_weight.columns[name])

    def test_a_persons_own_parameter_is_one_draw_however_often_it_is_written(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            i.CL = p.CL
            i.half_life = p.V / p.CL
            i.twice = p.CL + p.CL

        people = adults.sample(50, seed=seed).columns
        assert people["twice"] == pytest.approx(2 * people["CL"])
        assert people["half_life"] == pytest.approx(people["V"] / people["CL"])

    def test_one_distribution_is_one_draw_and_two_are_two(self, seed: int) -> None:
        shared = LogNormal(cv=0.3)

        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            i.x = 2 * shared
            i.y = 3 * shared
            i.z = LogNormal(cv=0.3)

        people = adults.sample(50, seed=seed).columns
        assert people["y"] / people["x"] == pytest.approx(np.full(50, 1.5))
        assert not np.isclose(people["z"], people["x"] / 2).any()

    def test_the_same_name_is_the_same_draw_in_another_population(self, seed: int) -> None:
        @population
        def named(i: Any, p: Any = Numbers) -> None:
            i.y = 5 + LogNormal(cv=0.3, name="x")

        x = draw(LogNormal(cv=0.3), seed)[:50]
        assert np.array_equal(named.sample(50, seed=seed).columns["y"], 5 + x)

    def test_two_unnamed_distributions_on_one_line_are_refused(self) -> None:
        with pytest.raises(PopulationError, match=r"i\.x holds 2 distributions without a name") as caught:
            only(LogNormal(cv=0.2) * LogNormal(cv=0.3))
        assert "log-normal, CV 20 %" in str(caught.value.exists)
        assert "name=" in str(caught.value.hint)

    def test_two_distributions_on_one_line_are_accepted_once_all_but_one_have_a_name(self, seed: int) -> None:
        both = draw(LogNormal(cv=0.2) * LogNormal(cv=0.2, name="between occasions"), seed)
        one = draw(LogNormal(cv=0.2), seed)
        assert np.log(both).std() == pytest.approx(np.sqrt(2) * np.log(one).std(), rel=2 * FOUR_SIGMA)

    def test_a_draw_beside_the_spread_of_the_table_has_to_be_named(self) -> None:
        def adults(i: Any, p: Any = Numbers) -> None:
            i.CL = p.CL * LogNormal(cv=0.2)

        with pytest.raises(PopulationError, match=r'i\.CL holds 2 distributions whose draws are named "CL"') as caught:
            population(adults)
        assert "log-normal, CV 30 %; log-normal, CV 20 %: they would share" in str(caught.value.exists)
        assert "p.CL brings the table's own spread" in str(caught.value.hint)

    def test_a_draw_named_after_what_it_is_assigned_to_shares_that_stream(self) -> None:
        with pytest.raises(PopulationError, match=r'whose draws are named "x"'):
            only(LogNormal(cv=0.2) * LogNormal(cv=0.3, name="x"))

    def test_a_named_draw_beside_the_spread_of_the_table_is_a_draw_of_its_own(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            i.CL = p.CL * LogNormal(cv=0.3, name="CL in this study")

        both, one = adults.sample(MANY, seed=seed).columns, Population(None, Numbers).sample(MANY, seed=seed).columns
        own, added = np.log(one["CL"]), np.log(both["CL"] / one["CL"])
        assert np.corrcoef(own, added)[0, 1] == pytest.approx(0, abs=FOUR_SIGMA)
        assert added.std() == pytest.approx(spread.omega, rel=FOUR_SIGMA)

    def test_what_is_drawn_each_occasion_stands_beside_the_spread_of_the_table(self, seed: int) -> None:
        @population
        def moody(i: Any, p: Any = Numbers) -> None:
            i.CL = p.CL * LogNormal(cv=0.3, each_occasion=True)

        both, one = moody.sample(MANY, seed=seed).columns, Population(None, Numbers).sample(MANY, seed=seed).columns
        correlation = np.corrcoef(np.log(one["CL"]), np.log(both["CL"] / one["CL"]))[0, 1]
        assert correlation == pytest.approx(0, abs=FOUR_SIGMA)

    def test_a_draw_read_from_a_person_keeps_the_stream_of_what_it_was_assigned_to(self, seed: int) -> None:
        class Bare(Parameters):
            CL = assume(5 * L / h, "clearance")

        @population
        def adults(i: Any, p: Any = Bare) -> None:
            i.weight = LogNormal(median=74 * kg, cv=0.20)
            i.CL = p.CL * (i.weight / (70 * kg)) ** 0.75 * LogNormal(cv=0.28)

        people = adults.sample(MANY, seed=seed)
        weight = people["weight"].to(kg).value
        assert np.array_equal(weight, kg.from_coherent(draw(LogNormal(median=74 * kg, cv=0.20, name="weight"), seed)))
        rest = people["CL"].to(L / h).value / (5 * (weight / 70) ** 0.75)
        assert rest == pytest.approx(draw(LogNormal(cv=0.28, name="CL"), seed), rel=EXACT)
        assert np.corrcoef(np.log(weight), np.log(rest))[0, 1] == pytest.approx(0, abs=FOUR_SIGMA)

    def test_a_draw_is_named_after_the_first_thing_it_is_assigned_to(self, seed: int) -> None:
        shared = LogNormal(cv=0.3)

        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            i.x = shared
            i.y = shared * LogNormal(cv=0.2)

        people, x = adults.sample(50, seed=seed).columns, draw(LogNormal(cv=0.3, name="x"), seed)[:50]
        assert np.array_equal(people["x"], x)
        assert people["y"] / x == pytest.approx(draw(LogNormal(cv=0.2, name="y"), seed)[:50], rel=EXACT)


class TestPopulations:
    def test_parameters_that_are_not_mentioned_vary_as_the_table_says(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            """Says nothing."""

        ratio = adults.sample(MANY, seed=seed).columns["CL"] / Numbers.CL.value.coherent
        assert np.log(ratio).std() == pytest.approx(spread.omega, rel=FOUR_SIGMA)

    def test_a_group_of_parameters_is_a_persons_too(self, seed: int) -> None:
        class Body(Parameters):
            weight = assume(70 * kg, "weight", varies=True)

        class Table(Parameters):
            body = Body
            CL = assume(5 * L / h, "clearance")

        @population
        def adults(i: Any, p: Any = Table) -> None:
            i.body.weight = p.body.weight
            i.CL = p.CL * (i.body.weight / (70 * kg)) ** 0.75

        people = adults.sample(30, seed=seed)
        weight = people["body.weight"].to(kg).value
        assert people["CL"].to(L / h).value == pytest.approx(5 * (weight / 70) ** 0.75)
        assert weight.std() > 5

    def test_the_notes_say_how_each_column_is_made(self) -> None:
        people = only(2 * Uniform(1, 3)).sample(2, seed=1)
        assert "uniform, 1 to 3" in people.notes["x"]
        assert "2 people" in people.origin
        assert "seed 1" in people.origin

    def test_a_population_without_a_table_is_refused(self) -> None:
        with pytest.raises(PopulationError, match="adults has no table of parameters") as caught:

            @population
            def adults(i: Any, p: Any) -> None:
                """Says nothing."""

        assert "p=" in str(caught.value.hint)

    @pytest.mark.parametrize(
        ("function", "match"),
        [
            (lambda i, p: setattr(i, "x", "tall"), r"i\.x is 'tall'"),
            (lambda i, p: (setattr(i, "x", 1), setattr(i, "x", 2)), r"i\.x is said twice"),
            (lambda i, p: setattr(i, "x", i.weihgt), 'no thing is called "weihgt"'),
            (lambda i, p: setattr(i, "x", p.Cl), 'no parameter is called "Cl"'),
        ],
    )
    def test_what_is_no_statement_about_a_person_is_refused(self, function: Any, match: str) -> None:
        def adults(i: Any, p: Any = Numbers) -> None:
            function(i, p)

        with pytest.raises(PopulationError, match=match):
            population(adults)

    def test_a_slip_in_a_parameters_name_is_met_with_the_right_one(self) -> None:
        with pytest.raises(PopulationError, match='no parameter is called "Kii"') as caught:

            @population
            def adults(i: Any, p: Any = Numbers) -> None:
                i.Ki = p.Kii

        assert caught.value.hint == 'did you mean "Ki"?'

    @pytest.mark.parametrize(("count", "first"), [(0, 0), (-3, 0), (2.5, 0), (5, -1), (5, 0.5), ("5", 0)])
    def test_a_number_of_people_that_cannot_be_is_refused(self, count: Any, first: Any) -> None:
        with pytest.raises(PopulationError, match=f"{count} people") as caught:
            only(Uniform(0, 1)).sample(count, seed=1, first=first)
        assert "at least one" in str(caught.value.hint)

    def test_a_quantity_of_the_wrong_unit_is_refused_before_anything_is_solved(self) -> None:
        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            i.CL = LogNormal(median=5 * L, cv=0.3)

        with pytest.raises(PopulationError, match='the column "CL" is volume') as caught:
            simulate(one_compartment, None, adults.sample(2, seed=1), until=1 * h)
        assert caught.value.exists == "the parameter is volume / time"


standard = 70 * kg


class Sized(Parameters):
    """Clearance grows with weight."""

    weight = assume(74 * kg, "weight", varies=True)
    exponent = assume(0.75, "exponent")
    CL = assume(5 * L / h, "clearance", varies=True)
    kidney = assume(6 * L / h, "creatinine clearance")


@population
def sized(i: Any, p: Any = Sized) -> None:
    """People of many sizes."""
    i.weight = p.weight
    i.size = i.weight / standard
    i.CL = p.CL * i.size**p.exponent
    i.kidney = p.kidney
    i.share = i.kidney / p.kidney
    i.is_heavy = i.weight > 80 * kg


class TestMedians:
    """Other medians, as a study tells them."""

    def test_what_is_computed_from_a_covariate_follows_and_the_spread_stays(self, seed: int) -> None:
        before, after = (who.sample(200, seed=seed) for who in (sized, sized.having({"weight": 90 * kg})))
        ratio = 90 / 74
        for name, power in (("weight", 1), ("size", 1), ("CL", 0.75)):
            assert after.columns[name] == pytest.approx(before.columns[name] * ratio**power, rel=EXACT), name
        assert after.columns["kidney"] == pytest.approx(before.columns["kidney"])

    def test_the_typical_person_has_the_median(self) -> None:
        typical = make_typical(sized.having({"weight": 90 * kg}), {})
        assert typical["weight"].to(kg).value == pytest.approx([90.0], rel=EXACT)
        assert typical["CL"].to(L / h).value == pytest.approx([5 * (90 / 70) ** 0.75], rel=EXACT)

    def test_a_study_knows_its_median_however_unsure_the_typical_value_is(self) -> None:
        drawn = {"weight": Sized.weight.value.coherent * np.array([0.8, 1.0, 1.3])}
        typical = make_typical(sized.having({"weight": 90 * kg}), drawn)
        assert typical["weight"].to(kg).value == pytest.approx([90.0] * 3, rel=EXACT)

    def test_a_covariate_that_is_a_bare_parameter_is_told_from_that_parameter(self) -> None:
        typical = make_typical(sized.having({"kidney": 3 * L / h}), {})
        assert typical["kidney"].to(L / h).value == pytest.approx([3.0], rel=EXACT)
        assert typical["share"].value == pytest.approx([0.5], rel=EXACT)

    def test_a_covariate_is_told_from_the_number_it_is_divided_by(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            i.weight = standard * LogNormal(cv=0.2)
            i.size = i.weight / standard
            i.CL = p.CL * i.size

        before, after = (who.sample(9, seed=seed) for who in (adults, adults.having({"weight": 140 * kg})))
        assert after.columns["CL"] == pytest.approx(2 * before.columns["CL"], rel=EXACT)

    def test_a_draw_that_is_used_without_its_name_follows_too(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            weight = LogNormal(median=70 * kg, cv=0.2)
            i.weight = weight
            i.CL = p.CL * weight / standard

        before, after = (who.sample(9, seed=seed) for who in (adults, adults.having({"weight": 140 * kg})))
        assert after.columns["CL"] == pytest.approx(2 * before.columns["CL"], rel=EXACT)

    def test_people_from_a_table_alone_have_medians_too(self, seed: int) -> None:
        plain = Population(None, Numbers)
        people = plain.having({"CL": 10 * L / h}).sample(9, seed=seed)
        assert people.columns["CL"] == pytest.approx(2 * plain.sample(9, seed=seed).columns["CL"], rel=EXACT)

    def test_one_after_the_other_is_both_at_once(self) -> None:
        both = sized.having({"CL": 9 * L / h, "weight": 90 * kg})
        after = sized.having({"weight": 90 * kg}).having({"CL": 9 * L / h})
        for who in (both, after):
            assert make_typical(who, {})["weight"].to(kg).value == pytest.approx([90.0], rel=EXACT)
            assert make_typical(who, {})["CL"].to(L / h).value == pytest.approx([9.0], rel=EXACT)
        assert both.name == after.name == "sized with CL 9 L/h, weight 90 kg"

    def test_they_have_a_name_of_their_own_and_say_what_they_said(self) -> None:
        assert sized.having({"weight": 90 * kg}).name == "sized with weight 90 kg"
        assert sized.having({"weight": 90 * kg}).__doc__ == "People of many sizes."
        assert sized.having({}).name == sized.name

    def test_an_unknown_covariate_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(PopulationError, match='no covariate is called "wieght"') as caught:
            sized.having({"wieght": 90 * kg})
        assert caught.value.exists == "“sized” has: CL, is_heavy, kidney, share, size, weight"
        assert caught.value.hint == 'did you mean "weight"?'

    @pytest.mark.parametrize(
        ("medians", "match"),
        [
            ({"weight": 90 * L}, "the median of weight is 90 L: volume"),
            ({"weight": 90}, "the median of weight is 90: a pure number"),
            ({"weight": 0 * kg}, "weight cannot be 0 kg"),
            ({"weight": -90 * kg}, "weight cannot be -90 kg"),
            ({"weight": "90 kg"}, "weight cannot have the median '90 kg'"),
            ({"is_heavy": 1}, "is_heavy cannot have the median 1"),
        ],
    )
    def test_a_median_that_cannot_be_is_refused(self, medians: Any, match: str) -> None:
        with pytest.raises(PopulationError, match=match) as caught:
            sized.having(medians)
        assert caught.value.hint

    def test_medians_that_contradict_one_another_are_refused(self) -> None:
        class Body(Parameters):
            weight = assume(70 * kg, "weight", varies=True)

        class Table(Parameters):
            body = Body

        @population
        def adults(i: Any, p: Any = Table) -> None:
            i.weight = p.body.weight

        with pytest.raises(PopulationError, match=r"weight and body\.weight contradict one another"):
            adults.having({"weight": 80 * kg, "body.weight": 90 * kg})


def clearances(people: People) -> np.ndarray:
    """What a model makes of the column CL."""
    return people.values_for({"CL": Numbers.CL})[0]


class TestTables:
    @pytest.mark.parametrize(
        "people",
        [
            people_from({"CL": np.array([3.0, 6.0]) * L / h}),
            people_from({"CL": (3.0, 6.0) * L / h}),
            people_from({"CL": np.array([0.5, 1.0]) * (6 * L / h)}),
            people_from({"CL": [50, 100]}, {"CL": mL / minute}),
            people_from(pandas.DataFrame({"CL": [50.0, 100.0]}), {"CL": mL / minute}),
            people_from(polars.DataFrame({"CL": [3, 6]}), {"CL": L / h}),
        ],
        ids=["array", "tuple", "multiples", "plain", "pandas", "polars"],
    )
    def test_people_come_from_a_table_of_values(self, people: People) -> None:
        assert clearances(people) == pytest.approx([3.0, 6.0])
        assert list(people.identity) == [0, 1]
        assert people.origin == "a table of 2 people"

    def test_who_has_no_column_has_the_typical_value(self) -> None:
        people = people_from({"weight": [60.0, 80.0]}, {"weight": kg})
        assert list(clearances(people)) == [5.0, 5.0]
        assert list(clearances(typical_people(2))) == [5.0, 5.0]

    def test_values_from_a_table_are_what_is_simulated(self) -> None:
        people = people_from({"CL": [3.0, 6.0], "V": [30.0, 60.0]}, {"CL": L / h, "V": L}, identity=[8, 3])
        course = simulate(one_compartment, Dose(1 * mg, salt="base"), people, at=[0, 7] * h)
        start = 4000 / np.array([30.0, 60.0])
        assert course["plasma.concentration"].coherent[:, 0] == pytest.approx(start)
        assert course["plasma.concentration"].coherent[:, 1] == pytest.approx(start * np.exp(-0.7), rel=1e-5)
        assert list(course.status.identity) == [8, 3]

    @pytest.mark.parametrize(
        ("table", "how", "match"),
        [
            ({}, {}, "holds no people"),
            ({"CL": []}, {}, "holds no people"),
            ({"CL": [1.0, 2.0], "V": [1.0]}, {}, "different lengths"),
            ({"CL": [1.0, float("nan")]}, {}, '"CL" holds nan'),
            ({"CL": [1.0, float("inf")]}, {}, '"CL" holds inf'),
            ({"CL": ["much", "little"]}, {}, "other than numbers"),
            ({"CL": [[1.0, 2.0]]}, {}, "2 dimensions"),
            ({"CL": [1.0]}, {"units": {"V": L}}, 'no column is called "V"'),
            ({"CL": [1.0, 2.0]}, {"identity": [4, 4]}, "2 different whole numbers"),
            ({"CL": [1.0, 2.0]}, {"identity": [4]}, "2 different whole numbers"),
            ({"CL": [1.0, 2.0]}, {"identity": [-1, 4]}, "2 different whole numbers"),
            ({"CL": [1.0, 2.0]}, {"identity": [1.5, 2.5]}, "2 different whole numbers"),
            ({"CL": [1.0, 2.0]}, {"identity": ["a", "b"]}, "2 different whole numbers"),
            ([1.0, 2.0], {}, "no table of people"),
            (7, {}, "no table of people"),
        ],
    )
    def test_what_is_no_table_of_people_is_refused(self, table: Any, how: Any, match: str) -> None:
        with pytest.raises(PopulationError, match=match):
            people_from(table, **how)

    def test_a_missing_value_is_named_by_its_row(self) -> None:
        with pytest.raises(PopulationError, match="holds nan") as caught:
            people_from(pandas.DataFrame({"CL": [1.0, 2.0, None]}))
        assert caught.value.where == "row 3"

    def test_different_lengths_are_told(self) -> None:
        with pytest.raises(PopulationError, match="different lengths") as caught:
            people_from({"CL": [1.0, 2.0], "V": [1.0]})
        assert caught.value.exists == "CL: 2, V: 1"

    def test_a_slip_of_upper_and_lower_case_is_refused(self) -> None:
        with pytest.raises(PopulationError, match='the column "cl" is no parameter') as caught:
            simulate(one_compartment, None, people_from({"cl": [3.0]}, {"cl": L / h}), until=1 * h)
        assert caught.value.exists == 'the model has "CL"'

    def test_a_forgotten_unit_is_refused(self) -> None:
        with pytest.raises(PopulationError, match='the column "CL" is a pure number') as caught:
            simulate(one_compartment, None, people_from({"CL": [3.0]}), until=1 * h)
        assert caught.value.exists == "the parameter is volume / time"


class TestPeople:
    def people(self) -> People:
        return Population(None, Numbers).sample(10, seed=3)

    def test_a_column_has_its_unit(self) -> None:
        people = self.people()
        assert people["CL"].to(mL / minute).value == pytest.approx(people.columns["CL"] * 1000 / 60)

    def test_groups_stand_in_one_table_one_after_the_other(self) -> None:
        people = self.people()
        joined = join_people([people[4:6], people[:2]])
        assert joined.identity.tolist() == [0, 1, 2, 3]
        assert np.array_equal(joined.columns["CL"], people.columns["CL"][[4, 5, 0, 1]])
        assert joined.origin == people.origin

    def test_groups_with_other_columns_stand_in_no_table(self) -> None:
        with pytest.raises(PopulationError, match="different columns") as caught:
            join_people([self.people(), people_from({"CL": [1.0]}, {"CL": L / h})])
        assert "V" in str(caught.value.exists)

    def test_some_of_them_keep_their_numbers_and_values(self) -> None:
        people = self.people()
        big = people["V"].value > np.median(people["V"].value)
        for chosen, rows in ((people[2:5], [2, 3, 4]), (people[[7, 1]], [7, 1]), (people[4], [4]), (people[big], big)):
            assert np.array_equal(chosen.identity, np.arange(10)[rows])
            assert np.array_equal(chosen.columns["CL"], people.columns["CL"][rows])
        assert len(people[big]) == 5

    def test_an_unknown_column_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(PopulationError, match='no column is called "Cl"') as caught:
            self.people()["Cl"]
        assert "CL, Ki, V" in str(caught.value.exists)

    def test_typical_people_are_all_alike(self) -> None:
        course = simulate(one_compartment, Dose(1 * mg, salt="base"), typical_people(3), until=5 * h)
        values = course["plasma.concentration"].values
        assert (values == values[0]).all()
