"""Dextromethorphan beside what was measured in people, by genotype and under inhibitors of CYP2D6.

Bioavailability at score 2, clearance at score 0 and the ratio of areas to dextrorphan set values in its table; all else
is a prediction, and a miss is written down.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Course, Parameters, model, people_from, read_regimen, simulate
from neurodose.library.drugs.dextromethorphan import (
    adults,
    dextromethorphan_by_genotype,
    dextromethorphan_kinetics,
    pharmacology,
)
from neurodose.library.drugs.dextromethorphan_numbers import Adults, dextromethorphan_base
from neurodose.library.enzymes import Inhibition, enzymes
from neurodose.library.enzymes_numbers import Enzymes, Paroxetine, Quinidine
from neurodose.modelling.model import Part
from neurodose.simulation.keep import Areas
from neurodose.units import g, h, mg, mL, mol, ng, nM, nmol, percent, uM
from tests.models import assume

PLASMA, FORMED = "plasma.concentration", "dextrorphan.concentration"
HELD = [
    f"{name}.amount"
    for name in ("gut", "plasma", "dextrorphan", "demethylated", "elsewhere", "urine", "urine_dextrorphan")
]
DOSE = "30 mg"
SCORES = [0, 0.25, 0.5, 1, 1.25, 1.5, 2, 3]
BALANCED = 1e-9  # relative: linear, so solved exactly
EXACT = 1e-6  # relative: areas that formulas give, met at the solver's own tolerance
ROUNDED = 0.06  # relative: the set was worked out with the kidney's part as the liver's


class Interaction(Parameters):
    """Dextromethorphan, the enzymes, and two inhibitors of CYP2D6."""

    dextromethorphan = Adults
    enzymes = Enzymes
    paroxetine = Paroxetine
    quinidine = Quinidine


@model
def under_paroxetine(m: Any, p: Any = Interaction) -> None:
    """Paroxetine has been destroying CYP2D6 for weeks."""
    known = p.paroxetine
    meet(m, p, Inhibition(known.unbound, KI=known.KI, kinact=known.kinact))


@model
def under_quinidine(m: Any, p: Any = Interaction) -> None:
    """Quinidine holds CYP2D6."""
    meet(m, p, Inhibition(p.quinidine.unbound, Ki=p.quinidine.Ki))


def meet(m: Any, p: Any, inhibition: Inhibition) -> None:
    m.enzymes = enzymes(p.enzymes, on_cyp2d6=(inhibition,))
    m.dextromethorphan = dextromethorphan_kinetics(
        p.dextromethorphan, cyp2d6=m.enzymes.cyp2d6.activity, cyp3a_liver=m.enzymes.cyp3a_liver.activity
    )


class Left(Parameters):
    """What is left of the enzymes."""

    dextromethorphan = Adults
    cyp2d6 = assume(0.1, "activity of CYP2D6, of that at score 2")
    cyp3a = assume(0.1, "activity of CYP3A, of the usual")


@model
def with_less_enzyme(m: Any, p: Any = Left) -> None:
    """Enzymes are less active than usual."""
    m.dextromethorphan = dextromethorphan_kinetics(p.dextromethorphan, cyp2d6=p.cyp2d6, cyp3a_liver=p.cyp3a)


def areas(part: Part, address: str, **columns: Any) -> np.ndarray:
    people = people_from({name.replace("__", "."): value for name, value in columns.items()}) if columns else None
    course = simulate(part, read_regimen(DOSE), people, until=3000 * h, keep=Areas(), outputs=[address])
    return course.values[f"area of {address}"][:, 0]


def rise(part: Part, score: float) -> float:
    """Exposure under an inhibitor, over that of the same genotype without."""
    with_it = areas(part, f"dextromethorphan.{PLASMA}", enzymes__cyp2d6__score=[score])
    return float((with_it / areas(dextromethorphan_by_genotype, PLASMA, cyp2d6__score=[score]))[0])


@pytest.fixture(scope="module")
def by_score() -> Course:
    """One typical person of each score after 30 mg of the hydrobromide."""
    people = people_from({"cyp2d6.score": SCORES})
    return simulate(dextromethorphan_by_genotype, read_regimen(DOSE), people, until=168 * h, every=0.1 * h)


def until(course: Course, address: str, hours: float) -> dict[float, float]:
    """Areas to a time, by score."""
    within = course.times <= hours
    curve = course[address].to(ng / mL).values[:, within]
    return dict(zip(SCORES, np.trapezoid(curve, course.times[within], axis=1), strict=True))


def test_a_dose_says_which_hydrobromide_was_weighed() -> None:
    water = dextromethorphan_base.count_moles(30 * mg, salt="hydrobromide")
    dry = dextromethorphan_base.count_moles(30 * mg, salt="anhydrous hydrobromide")
    assert (water / 1000, dry / 1000) == pytest.approx((81.0, 85.2), abs=0.05)  # µmol
    assert dextromethorphan_base.molar_mass.to(g / mol).value * water * 1e-6 == pytest.approx(21.99, abs=0.01)  # mg


@pytest.mark.parametrize("score", [0, 1, 2])
def test_what_is_given_is_found(score: float) -> None:
    people = people_from({"cyp2d6.score": [score]})
    course = simulate(
        dextromethorphan_by_genotype, read_regimen(DOSE), people, until=168 * h, every=4 * h, outputs=HELD
    )
    found = np.sum([course[name].to(nmol).values[0] for name in HELD], axis=0)
    assert found[1:] == pytest.approx(30 / 370.32e-6, rel=BALANCED)


def test_exposure_by_score_is_that_of_the_set(by_score: Course) -> None:
    said = dict(zip(SCORES, by_score["bioavailability"].to(percent).values[:, 0], strict=True))
    assert said[2] == pytest.approx(11, abs=0.5)
    found = dict(zip(SCORES, areas(dextromethorphan_by_genotype, PLASMA, cyp2d6__score=SCORES) * 271.40e-6 * 1000,
                     strict=True))  # fmt: skip
    assert {s: found[s] for s in (0, 0.5, 1, 2)} == pytest.approx({0: 1832, 0.5: 203, 1: 75, 2: 30.5}, rel=ROUNDED)
    peak = by_score[PLASMA].to(ng / mL).values[SCORES.index(2)]
    assert peak.max() == pytest.approx(3.1, rel=ROUNDED)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_half_lives_are_those_of_people(by_score: Course) -> None:
    """24 to 29.5 h in poor metabolisers (Schadel 1995 and others), 2 to 4 h in others."""
    late = {t: by_score[PLASMA].at(t * h).to(nM).values[:, 0] for t in (12, 24, 48, 96)}
    poor = 48 * np.log(2) / np.log(late[48] / late[96])[SCORES.index(0)]
    normal = 12 * np.log(2) / np.log(late[12] / late[24])[SCORES.index(2)]
    assert 24 < poor < 29.5
    assert 2 < normal < 4


def test_poor_over_normal_metabolisers_within_twelve_hours(by_score: Course) -> None:
    """Gorski 2004: 14.3; without an end the ratio is 60, which sampling for half a day does not see."""
    within = until(by_score, PLASMA, 12)
    assert within[0] / within[2] == pytest.approx(14.3, rel=0.20)
    without_end = areas(dextromethorphan_by_genotype, PLASMA, cyp2d6__score=[0, 2])
    assert without_end[0] / without_end[1] > 50


def test_dextrorphan_is_what_set_it(by_score: Course) -> None:
    """Abdul Manap 1999: areas to 96 h of dextromethorphan over dextrorphan 0.04 (it set the clearance)."""
    ratio = until(by_score, PLASMA, 96)[2] / until(by_score, FORMED, 96)[2]
    assert ratio == pytest.approx(0.04, rel=0.15)


def ratio_under_quinidine(**columns: Any) -> float:
    """Areas of dextromethorphan over dextrorphan."""
    parent, formed = (areas(under_quinidine, f"dextromethorphan.{a}", **columns)[0] for a in (PLASMA, FORMED))
    return float(parent / formed)


def test_quinidine_turns_the_ratio_towards_the_parent() -> None:
    """Abdul Manap 1999: from 0.04 to 1.81 with 50 mg; more inhibitor goes on to do more."""
    assert ratio_under_quinidine() > 5 * 0.04
    assert ratio_under_quinidine(quinidine__unbound=[0.4] * uM) > ratio_under_quinidine()


def test_paroxetine_at_two_full_genes() -> None:
    """Storelli 2018, 20 mg twice a day: 14.6 (10.0 to 21.4)."""
    assert 10.0 < rise(under_paroxetine, 2) < 21.4


class TestMisses:
    """What papers say and the model does not: each stands until it is mended."""

    def test_paroxetine_at_one_full_gene(self) -> None:
        """Storelli 2018: 8.5 (6.7 to 10.8); here a little more."""
        assert 10.8 < rise(under_paroxetine, 1) < 12.5

    def test_the_ratio_under_quinidine(self) -> None:
        """1.81 takes 2 % of the activity; at 0.2 µM unbound 8 % are left, at the most that is likely 4 %."""
        assert ratio_under_quinidine() < 1.81 / 2
        assert ratio_under_quinidine(quinidine__unbound=[0.4] * uM) < 1.81 / 1.5

    def test_half_a_gene(self, by_score: Course) -> None:
        """Areas at score 0.5 over score 2: 11.1 (Qiu), 7.7 (Yamazaki)."""
        within = until(by_score, PLASMA, 24)
        assert within[0.5] / within[2] == pytest.approx(6.2, rel=ROUNDED)

    def test_one_and_a_quarter(self, by_score: Course) -> None:
        """Areas at score 1.25 over score 2: 3.1."""
        within = until(by_score, PLASMA, 24)
        assert within[1.25] / within[2] == pytest.approx(2.0, rel=ROUNDED)

    def test_another_study_of_poor_metabolisers(self, by_score: Course) -> None:
        """Capon 1996: 5.8."""
        within = until(by_score, PLASMA, 12)
        assert within[0] / within[2] > 2 * 5.8


@pytest.mark.parametrize(("cyp2d6", "cyp3a"), [(0.1, 1), (1, 0.1), (0.1, 0.1), (2, 1)])
def test_less_enzyme_acts_as_the_well_stirred_liver_says(cyp2d6: float, cyp3a: float) -> None:
    """Exposure by mouth is dose · F / CL, with F = Q/(Q + C), and CL = Q·C/(Q + C) + kidney."""

    def exposure(two: float, three: float) -> float:
        capacity = 708 * two + 8 * three + 1
        return 90 / (90 + capacity) / (90 * capacity / (90 + capacity) + 3)

    found = areas(with_less_enzyme, f"dextromethorphan.{PLASMA}", cyp2d6=[cyp2d6], cyp3a=[cyp3a])
    usual = areas(dextromethorphan_kinetics, PLASMA)
    assert (found / usual)[0] == pytest.approx(exposure(cyp2d6, cyp3a) / exposure(1, 1), rel=EXACT)


def test_two_full_genes_are_the_plain_model() -> None:
    plain = areas(dextromethorphan_kinetics, PLASMA)
    assert plain == pytest.approx(areas(dextromethorphan_by_genotype, PLASMA, cyp2d6__score=[2]), rel=EXACT)


@pytest.mark.parametrize("structure", [dextromethorphan_kinetics, dextromethorphan_by_genotype])
def test_a_hundred_people_live_through_it(structure: Part, seed: int) -> None:
    people = adults.sample(100, seed=seed)
    course = simulate(structure, read_regimen(DOSE), people, until=168 * h, every=1 * h)
    course.status.raise_if_failed()
    assert np.isfinite(course[PLASMA].to(nM).values).all()
    scores = people["cyp2d6.score"].value
    assert set(scores) <= {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3}
    assert len(set(scores)) > 3


def test_it_meets_no_receptor_of_the_library() -> None:
    assert all(one.targets == () for one in pharmacology.structures.values())
