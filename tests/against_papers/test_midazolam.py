"""Midazolam beside what was measured in people, and under inhibition and induction of CYP3A in gut and liver.

Nothing here set the model but the values in its table: comparisons are predictions, and a miss is written down.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Course, Parameters, model, people_from, read_regimen, simulate, typical_people
from neurodose.library.drugs.midazolam import adults, midazolam_kinetics, pharmacology
from neurodose.library.drugs.midazolam_numbers import Adults
from neurodose.library.enzymes import Induction, Inhibition, enzymes
from neurodose.library.enzymes_numbers import Enzymes, Ketoconazole, Rifampicin
from neurodose.modelling.model import Part
from neurodose.simulation.keep import Areas
from neurodose.units import L, h, mL, ng, nmol, percent, uM
from tests.models import assume

PLASMA = "plasma.concentration"
HELD = [f"{name}.amount" for name in ("tablet", "solution", "plasma", "tissue", "hydroxylated", "conjugated")]
BALANCED = 1e-9  # relative: linear, so solved exactly
EXACT = 1e-6  # relative: areas that formulas give, met at the solver's own tolerance
BY_MOUTH, BY_VEIN = "15 mg", "15 mg via vein"


class Interaction(Parameters):
    """Midazolam, the enzymes, and two substances that change them."""

    midazolam = Adults
    enzymes = Enzymes
    ketoconazole = Ketoconazole
    rifampicin = Rifampicin


@model
def under_ketoconazole(m: Any, p: Any = Interaction) -> None:
    """Ketoconazole holds CYP3A in liver and gut wall."""
    m.enzymes = enzymes(
        p.enzymes,
        on_cyp3a_liver=(Inhibition(p.ketoconazole.at_liver, Ki=p.ketoconazole.Ki),),
        on_cyp3a_gut=(Inhibition(p.ketoconazole.at_gut, Ki=p.ketoconazole.Ki),),
    )
    take_both(m, p)


@model
def under_rifampicin(m: Any, p: Any = Interaction) -> None:
    """Rifampicin has been inducing CYP3A in liver and gut wall for weeks."""
    induction = Induction(p.rifampicin.unbound, Emax=p.rifampicin.Emax, EC50=p.rifampicin.EC50)
    m.enzymes = enzymes(p.enzymes, on_cyp3a_liver=(induction,), on_cyp3a_gut=(induction,))
    take_both(m, p)


def take_both(m: Any, p: Any) -> None:
    m.midazolam = midazolam_kinetics(
        p.midazolam, cyp3a_liver=m.enzymes.cyp3a_liver.activity, cyp3a_gut=m.enzymes.cyp3a_gut.activity
    )


class Left(Parameters):
    """What is left of an enzyme."""

    midazolam = Adults
    in_liver = assume(0.2, "activity of CYP3A in the liver, of the usual")
    in_gut = assume(0.001, "activity of CYP3A in the gut wall, of the usual")


@model
def with_less_enzyme(m: Any, p: Any = Left) -> None:
    """CYP3A is less active than usual."""
    m.midazolam = midazolam_kinetics(p.midazolam, cyp3a_liver=p.in_liver, cyp3a_gut=p.in_gut)


def area(part: Part, regimen: str, address: str = PLASMA, **columns: Any) -> float:
    people = people_from({name.replace("__", "."): value for name, value in columns.items()}) if columns else None
    course = simulate(part, read_regimen(regimen), people, until=2000 * h, keep=Areas(), outputs=[address])
    return float(course.values[f"area of {address}"][0, 0])


def area_ratio(part: Part, regimen: str, **columns: Any) -> float:
    return area(part, regimen, f"midazolam.{PLASMA}", **columns) / area(midazolam_kinetics, regimen)


@pytest.fixture(scope="module")
def single() -> Course:
    """One typical person after a tablet of 15 mg."""
    return simulate(midazolam_kinetics, read_regimen(BY_MOUTH), typical_people(), until=24 * h, every=0.05 * h)


@pytest.mark.parametrize("regimen", [BY_MOUTH, "15 mg via dissolved", BY_VEIN])
def test_what_is_given_is_found(regimen: str) -> None:
    course = simulate(midazolam_kinetics, read_regimen(regimen), until=48 * h, every=1 * h, outputs=HELD)
    found = np.sum([course[name].to(nmol).values[0] for name in HELD], axis=0)
    assert found[1:] == pytest.approx(15 / 325.77e-6, rel=BALANCED)


def test_facts_are_those_of_the_set(single: Course) -> None:
    said = {n: single[n].values[0, 0] for n in ("bioavailability", "gut_extraction", "liver_extraction")}
    assert said == pytest.approx({"bioavailability": 29.9, "gut_extraction": 45.1, "liver_extraction": 45.7}, abs=0.1)
    clearance = single["systemic_clearance"].to(L / h).values[0, 0]
    assert 283 * 0.06 < clearance < 25.6  # mL/min (Allonen 1981); L/h (Hohmann 2015)


def test_a_tablet_peaks_as_in_people(single: Course) -> None:
    """Backman 1996 and 1998, 15 mg: 55 ± 4 ng/mL (SE), area 170 and 277 ng·h/mL."""
    curve = single[PLASMA].to(ng / mL).values[0]
    assert curve.max() == pytest.approx(55, abs=8)  # two standard errors
    assert single.times[curve.argmax()] == pytest.approx(0.74, abs=0.25)  # h (Smith 1981)
    assert 170 < area(midazolam_kinetics, BY_MOUTH) * 325.77e-6 * 1000 < 277


def test_exposure_by_vein_and_half_life_are_as_in_people() -> None:
    """Hohmann 2015: 39.0 ng·h/mL per mg; half-lives 2.3 h (Heizmann 1983) to 3.8 h (Pentikäinen 1989)."""
    by_vein = area(midazolam_kinetics, "1 mg via vein") * 325.77e-6 * 1000
    assert by_vein == pytest.approx(39.0, rel=0.20)  # 43.5: CL 23 here, 25.6 there
    course = simulate(midazolam_kinetics, read_regimen("1 mg via vein"), until=12 * h, every=0.1 * h)
    late = [float(course[PLASMA].at(t * h).to(ng / mL).values[0, 0]) for t in (6, 12)]
    assert 2.3 < 6 * np.log(2) / np.log(late[0] / late[1]) < 3.8


def test_a_static_inhibitor_does_what_the_static_equation_says() -> None:
    """By mouth 1/(Ag(1-Fg)+Fg) · 1/(Ah·fm+1-fm), exact in a well stirred liver; by vein the ratio of clearances."""
    in_liver, in_gut = 1 / (1 + 0.14 / 0.0085), 1 / (1 + 5 / 0.0085)
    fg, fm, flow, capacity = 1 / 1.82, 0.94, 90, 75.6
    left = in_liver * fm + 1 - fm
    by_mouth = 1 / (in_gut * (1 - fg) + fg) / left
    by_vein = (capacity / (flow + capacity)) / (capacity * left / (flow + capacity * left))
    assert area_ratio(under_ketoconazole, BY_MOUTH) == pytest.approx(by_mouth, rel=EXACT)
    assert area_ratio(under_ketoconazole, BY_VEIN) == pytest.approx(by_vein, rel=EXACT)


@pytest.mark.parametrize(("affinity", "by_mouth", "by_vein"), [(0.0085, 16.0, 5.2), (0.015, 12.0, 4.1)])
def test_ketoconazole_raises_exposure_as_in_people(affinity: float, by_mouth: float, by_vein: float) -> None:
    """Observed by mouth 15.9 ± 2.9 (Olkkola 1994), 11.5 ± 1.2 SE (15 studies); by vein 5.1 ± 1.9 (Tsunoda 1999)."""
    given = {"ketoconazole__Ki": [affinity] * uM}
    found = area_ratio(under_ketoconazole, BY_MOUTH, **given), area_ratio(under_ketoconazole, BY_VEIN, **given)
    assert found == pytest.approx((by_mouth, by_vein), rel=0.03)  # worked out by hand from the set, rounded
    assert 11.5 - 2.4 < found[0] < 15.9 + 2.9
    assert 5.1 - 1.9 < found[1] < 5.1 + 1.9


def test_the_liver_sees_more_ketoconazole_than_the_average_of_plasma() -> None:
    """With 0.028 µM, the average, exposure by mouth rises 5 to 7 times: a miss, unlike the inlet's 0.14 µM."""
    found = area_ratio(under_ketoconazole, BY_MOUTH, ketoconazole__at_liver=[0.0282] * uM)
    assert found == pytest.approx(6.5, rel=0.05)
    assert found < 11.5 - 2.4


def test_rifampicin_lowers_exposure_far_more_by_mouth_than_by_vein() -> None:
    """Observed by mouth 8 to 63 times (five studies), by vein 1.5 to 2.6 times (six)."""
    assert 8 < 1 / area_ratio(under_rifampicin, BY_MOUTH) < 63
    assert 1.5 < 1 / area_ratio(under_rifampicin, BY_VEIN) < 2.64


def test_an_effective_activity_of_a_fifth_is_itraconazole_by_mouth() -> None:
    """Observed 7.3 ± 1.0 SE (5 studies)."""
    assert area_ratio(with_less_enzyme, BY_MOUTH) == pytest.approx(7.3, abs=1.0)


class TestMisses:
    """What papers say and the model does not: each stands until it is mended."""

    def test_itraconazole_by_vein(self) -> None:
        """Clearance falls by 69 % (Olkkola 1996); here by 62 %, at the activity that is right by mouth."""
        assert 1 - 1 / area_ratio(with_less_enzyme, BY_VEIN) == pytest.approx(0.62, abs=0.01)

    def test_small_doses_in_solution_reach_plasma_less(self, single: Course) -> None:
        """A share of 0.21 (0.17 to 0.26) of 3 mg (Hohmann 2015); here 0.30 whatever the dose."""
        assert single["bioavailability"].to(percent).values[0, 0] > 25.5


@pytest.mark.parametrize("share", [0.1, 0.5, 2])
def test_less_enzyme_in_one_place_acts_as_extraction_says(share: float) -> None:
    """Liver alone and gut alone, each against its own formula."""
    fm, wall = 0.94, 0.82
    liver = area_ratio(with_less_enzyme, BY_MOUTH, in_liver=[share], in_gut=[1.0])
    gut = area_ratio(with_less_enzyme, BY_MOUTH, in_liver=[1.0], in_gut=[share])
    assert liver == pytest.approx(1 / (fm * share + 1 - fm), rel=EXACT)
    assert gut == pytest.approx((1 + wall) / (1 + wall * share), rel=EXACT)
    assert area_ratio(with_less_enzyme, BY_VEIN, in_liver=[1.0], in_gut=[share]) == pytest.approx(1, rel=EXACT)


def test_a_hundred_people_live_through_it(seed: int) -> None:
    people = adults.sample(100, seed=seed)
    course = simulate(midazolam_kinetics, read_regimen(BY_MOUTH), people, until=48 * h, every=1 * h)
    course.status.raise_if_failed()
    facts = course["bioavailability"].to(percent).values[:, 0]
    assert np.isfinite(course[PLASMA].to(ng / mL).values).all()
    assert ((facts > 0) & (facts < 100)).all()
    clearance = course["systemic_clearance"].to(L / h).values[:, 0]
    assert 0.20 < clearance.std() / clearance.mean() < 0.40  # CV 27 %


def test_it_meets_no_receptor_of_the_library() -> None:
    assert all(one.targets == () for one in pharmacology.structures.values())
