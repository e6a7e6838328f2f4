"""Ethanol beside what was measured in people: rates, peaks, women and men, food, daily drinkers.

Nothing here was fitted: what studies measured in volume, rate and affinity stands in the table, and misses are named.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Course, Dose, Parameters, model, people_from, simulate
from neurodose.library.drugs.ethanol import (
    adults,
    daily_drinkers,
    ethanol_kinetics,
    ethanol_with_saturable_first_pass,
    ethanol_with_two_enzymes,
    pharmacology,
)
from neurodose.library.drugs.ethanol_numbers import Adults, ethanol
from neurodose.modelling.model import Part
from neurodose.populations import Population
from neurodose.simulation.keep import Areas
from neurodose.units import L, Quantity, g, h, kg, mM, mmol, nmol, year
from tests.models import assume

BLOOD = "blood.concentration"
STRUCTURES = (ethanol_kinetics, ethanol_with_saturable_first_pass, ethanol_with_two_enzymes)
FIRST_PASS = ethanol_with_saturable_first_pass
WEIGHT = 74
SOLVED = 1e-5  # relative: the solver's tolerance, summed along a course
ONE_SIXTH_OFF = 1 / 6  # relative: the spread of volume and rate between studies
PERMILLE = g / L


def dose(per_kg: float, route: str = "mouth", over: float = 0.25, into: str | None = None) -> Dose:
    """A dose by weight of the typical man."""
    amount, time = per_kg * WEIGHT * g, over * h
    return Dose(amount, over=time, into=into) if into else Dose(amount, over=time, route=route)


def give(part: Part, given: Dose, people: Any = None, **asked: Any) -> Course:
    return simulate(part, given, people, **({"until": 24 * h, "every": 0.01 * h} | asked))


def in_blood(course: Course) -> np.ndarray:
    return course[BLOOD].to(PERMILLE).values


def fall(course: Course, first: float, last: float) -> float:
    """Slope of a straight line through the falling curve of the first person, g/L/h."""
    within = (course.times > first) & (course.times < last)
    return float(-np.polyfit(course.times[within], in_blood(course)[0, within], 1)[0])


def area(part: Part, given: Dose) -> float:
    return float(give(part, given, every=1 * h, until=48 * h, keep=Areas()).values[f"area of {BLOOD}"][0, 0])


class Drinkers(Parameters):
    """What daily drinking makes of the enzymes."""

    ethanol = Adults
    adh = assume(1.0, "alcohol dehydrogenase, of the usual")
    cyp2e1 = assume(4, "CYP2E1, of the usual")


@model
def with_changed_enzymes(m: Any, p: Any = Drinkers) -> None:
    """Both enzymes differ from the usual."""
    m.ethanol = ethanol_with_two_enzymes(p.ethanol, adh=p.adh, cyp2e1=p.cyp2e1)


def test_amounts_are_those_of_grams() -> None:
    values = {a: p.value for a, p in ethanol_with_two_enzymes.system.parameters.items()}
    per_mol = ethanol.molar_mass.to(g / mmol).value  # g per mmol
    assert values["liver.Vmax"].to(mmol / h).value * per_mol == pytest.approx(0.105 * WEIGHT, rel=1e-3)
    assert values["liver.Vmax_cyp2e1"].to(mmol / h).value * per_mol == pytest.approx(0.01 * WEIGHT, rel=0.01)
    assert values["liver.Km"].to(mM).value * per_mol == pytest.approx(0.05, rel=1e-3)
    assert values["liver.Km_cyp2e1"].to(mM).value * per_mol == pytest.approx(0.6, rel=0.01)


@pytest.mark.parametrize("part", STRUCTURES, ids=lambda part: part.name)
@pytest.mark.parametrize("route", ["mouth", "with_food", "vein"])
def test_what_is_given_is_found(part: Part, route: str) -> None:
    held = [a for a in part.system.outputs if a.endswith(".amount")]
    course = give(part, dose(0.5, route), until=24 * h, every=1 * h, outputs=held)
    found = np.sum([course[name].to(nmol).values[0] for name in held], axis=0)
    assert found[1:] == pytest.approx(0.5 * WEIGHT / 46.07e-9, rel=SOLVED)


@pytest.mark.parametrize(("per_kg", "peak"), [(0.3, 0.40), (0.5, 0.72), (0.8, 1.22)])
@pytest.mark.parametrize("part", STRUCTURES, ids=lambda part: part.name)
def test_peaks_on_an_empty_stomach_are_those_of_the_set(part: Part, per_kg: float, peak: float) -> None:
    """Worked out from the set with another program, for a man of 75 kg; the rivals stay near."""
    course = give(part, dose(per_kg))
    curve = in_blood(course)[0]
    assert curve.max() == pytest.approx(peak, rel=0.02 if part is ethanol_kinetics else 0.10)
    assert 0.5 < course.times[curve.argmax()] < 0.75


def test_food_lowers_and_delays_the_peak() -> None:
    for part in STRUCTURES:
        fasting, fed = (give(part, dose(0.5, route)) for route in ("mouth", "with_food"))
        assert in_blood(fed).max() < 0.8 * in_blood(fasting).max()
        assert fed.times[in_blood(fed)[0].argmax()] > fasting.times[in_blood(fasting)[0].argmax()]


def test_blood_falls_along_a_line_whatever_the_dose() -> None:
    """Norberg 2000, 0.4 g/kg by vein: Vmax over the volume, 0.159 g/L/h; 0.12 to 0.15 in others (Winek 1984)."""
    falls = [fall(give(ethanol_kinetics, dose(per_kg, "vein", over=0.5)), 2, 3) for per_kg in (0.8, 1.2)]
    assert falls[0] == pytest.approx(falls[1], rel=0.10)  # C/(Km + C) differs by so much
    assert falls[0] == pytest.approx(0.159, rel=ONE_SIXTH_OFF)
    assert 0.12 < falls[0] < 0.19  # means of two groups, and one SD above the higher


def test_a_hundredth_leaves_with_the_urine() -> None:
    """Norberg 2000: 1.5 % of 0.4 g/kg."""
    course = give(ethanol_kinetics, dose(0.4, "vein", over=0.5), outputs=["urine.amount"])
    share = course["urine.amount"].to(nmol).values[0, -1] / (0.4 * WEIGHT / 46.07e-9)
    assert 0.005 < share < 0.025


def lost(per_kg: float, over: float) -> float:
    """Share lost on the way of what runs into the liver: what may be left out by vein, for the same area."""
    wanted = area(FIRST_PASS, dose(per_kg, over=over, into="liver"))
    low, high = 0.0, 1.0
    for _ in range(10):  # to a thousandth
        middle = (low + high) / 2
        is_less = area(FIRST_PASS, dose(per_kg * middle, "vein", over=over)) < wanted
        low, high = (middle, high) if is_less else (low, middle)
    return 1 - (low + high) / 2


@pytest.mark.parametrize(("per_kg", "share", "close"), [(0.15, 0.30, 0.10), (0.3, 0.09, 0.04)])
def test_first_pass_with_food_is_as_in_people(per_kg: float, share: float, close: float) -> None:
    """Levitt 1997, 0.15 g/kg: 30 %; Ammon 1996, 0.3 g/kg: 9 ± 4 %. Over 1.5 h, which is food's mean delay here."""
    assert lost(per_kg, 1.5) == pytest.approx(share, abs=close)


def test_first_pass_takes_more_of_little_and_of_slow() -> None:
    """The enzyme is the busier, the quicker a drink comes and the more of it there is."""
    assert lost(0.15, 0.5) > lost(0.3, 0.5) > lost(0.6, 0.5)
    assert lost(0.15, 2.5) > lost(0.15, 1.5) > lost(0.15, 0.5) > 0


def test_water_is_that_of_watson_and_volume_that_of_widmark(seed: int) -> None:
    """Widmark's factors: 0.68 to 0.70 L/kg in men, 0.55 to 0.60 in women, CV 9 and 12 %."""
    factors = volume_per_weight(adults, seed)
    assert np.median(factors["men"]) == pytest.approx(0.69, abs=0.04)
    assert np.median(factors["women"]) == pytest.approx(0.575, abs=0.04)
    for each in factors.values():
        assert 0.07 < each.std() / each.mean() < 0.15


def volume_per_weight(population: Population, seed: int) -> dict[str, np.ndarray]:
    people = population.sample(2000, seed=seed)
    is_woman = people["woman"].value == 1
    volume = people["blood.water"].to(L).value / 0.84 / people["weight"].to(kg).value
    return {"women": volume[is_woman], "men": volume[~is_woman]}


def test_women_lose_it_faster_from_blood_than_men(seed: int) -> None:
    """Ammon 1996: 0.181 ± 0.018 g/L/h in women, 0.147 ± 0.022 in men; both oxidise alike per weight."""
    people = adults.sample(2000, seed=seed)
    rate = people["liver.Vmax"].to(mmol / h).value * 46.07e-3 / (people["blood.water"].to(L).value / 0.84)
    is_woman = people["woman"].value == 1
    assert np.median(rate[is_woman]) == pytest.approx(0.181, abs=0.018)
    assert np.median(rate[~is_woman]) == pytest.approx(0.147, abs=0.022)


def test_daily_drinkers_oxidise_faster(seed: int) -> None:
    """Winek 1984: 0.12 and 0.15 g/L/h in those who do not or sometimes drink, 0.30 ± 0.09 in alcoholics."""
    rates = [
        np.median(people["liver.Vmax"].to(mmol / h).value * 46.07e-3 / (people["blood.water"].to(L).value / 0.84))
        for people in (one.sample(2000, seed=seed) for one in (adults, daily_drinkers))
    ]
    assert rates[1] / rates[0] == pytest.approx(1.75, rel=0.05)
    assert 0.21 < rates[1] < 0.39


def slope_between(high: float, low: float) -> float:
    """Fall of the level in someone with four times the usual CYP2E1, g/L/h."""
    course = give(with_changed_enzymes, Dose(3.5 * WEIGHT * g, over=1 * h, route="ethanol.vein"), until=30 * h)
    curve, times = course[f"ethanol.{BLOOD}"].to(PERMILLE).values[0], course.times
    within = (curve < high) & (curve > low) & (times > 2)
    return float(-np.polyfit(times[within], curve[within], 1)[0])


def test_a_second_enzyme_makes_the_fall_steeper_where_there_is_much() -> None:
    """Alcoholics: 0.18 g/L/h below 1 g/L, 0.23 between 1 and 2.5, 0.26 above."""
    falls = [slope_between(1.0, 0.3), slope_between(2.5, 1.0), slope_between(4.0, 2.5)]
    assert falls == sorted(falls)
    assert falls[0] == pytest.approx(0.18, rel=ONE_SIXTH_OFF)
    assert falls[1] == pytest.approx(0.23, rel=ONE_SIXTH_OFF)


@pytest.mark.parametrize("share", [0.1, 0.5, 2])
def test_less_enzyme_means_a_slower_fall_in_proportion(share: float) -> None:
    """At high levels the rate is all of the enzyme there is."""
    people = people_from({"adh": [share], "cyp2e1": [0.4]})
    course = give(with_changed_enzymes, Dose(2 * WEIGHT * g, over=1 * h, route="ethanol.vein"), people, until=4 * h)
    held = {a: p.value.coherent for a, p in with_changed_enzymes.system.parameters.items()}
    curve = course[f"ethanol.{BLOOD}"].to(mM).values[0]
    formed = course_of_acetate(people)
    level = float(np.mean(curve[300:401])) * 1e6  # nM
    by_adh = share * held["ethanol.liver.Vmax"] * level / (held["ethanol.liver.Km"] + level)
    by_other = 0.4 * held["ethanol.liver.Vmax_cyp2e1"] * level / (held["ethanol.liver.Km_cyp2e1"] + level)
    assert formed == pytest.approx(by_adh + by_other, rel=0.01)  # the level falls a little within the hour


def course_of_acetate(people: Any) -> float:
    """Formed between three and four hours, nmol/h."""
    given = Dose(2 * WEIGHT * g, over=1 * h, route="ethanol.vein")
    course = give(with_changed_enzymes, given, people, until=4 * h, outputs=["ethanol.acetate.amount"])
    formed = course["ethanol.acetate.amount"].to(nmol).values[0]
    return float(formed[400] - formed[300])


@pytest.mark.parametrize("part", STRUCTURES, ids=lambda part: part.name)
@pytest.mark.parametrize("population", [adults, daily_drinkers], ids=lambda one: one.name)
def test_a_hundred_people_live_through_it(part: Part, population: Population, seed: int) -> None:
    people = population.sample(100, seed=seed)
    course = give(part, Dose(40 * g, over=0.5 * h), people, until=24 * h, every=0.5 * h)
    course.status.raise_if_failed()
    found = in_blood(course)
    assert np.isfinite(found).all()
    assert found.min() > -1e-6  # g/L: the solver's tolerance about zero
    assert 18 <= people["age"].to(year).value.min() <= people["age"].to(year).value.max() <= 80


class TestMisses:
    """What papers say and the model does not: each stands until it is mended."""

    def test_first_pass_on_an_empty_stomach(self) -> None:
        """Levitt 1997, 0.15 g/kg with water: 4 %; here 11 %, over half an hour."""
        assert lost(0.15, 0.5) == pytest.approx(0.11, abs=0.01)

    def test_the_fall_at_high_levels(self) -> None:
        """Alcoholics above 2.5 g/L: 0.26 g/L/h; here 0.21 with four times the usual CYP2E1."""
        assert slope_between(4.0, 2.5) == pytest.approx(0.21, abs=0.01)

    def test_women_over_men(self) -> None:
        """Ammon 1996, 0.3 g/kg by vein: area 1.28 times that of men; water alone explains 1.10."""
        water = {"man": 2.447 - 0.09516 * 30 + 0.1074 * 178 + 0.3362 * 75, "woman": -2.097 + 0.1069 * 165 + 0.2466 * 62}
        areas = {}
        for name, weight in (("man", 75), ("woman", 62)):
            people = people_from(
                {"blood.water": [water[name]] * L, "liver.Vmax": [0.105 * weight / 46.07e-3] * (mmol / h)}
            )
            given = Dose(0.3 * weight * g, over=1 * h, route="vein")
            areas[name] = np.trapezoid(in_blood(give(ethanol_kinetics, given, people))[0], dx=0.01)
        assert areas["woman"] / areas["man"] == pytest.approx(1.10, abs=0.02)

    def test_the_volume_of_another_study(self) -> None:
        """Norberg 2000: 35.8 L of blood in 16 volunteers; by the water of a man of 74 kg half as much more."""
        said: Quantity = give(ethanol_kinetics, dose(0.4), until=1 * h)["volume_of_distribution"].to(L).values[0, 0]
        assert said == pytest.approx(51.7, abs=0.1)


def test_it_meets_no_receptor_of_the_library() -> None:
    assert all(one.targets == () for one in pharmacology.structures.values())
