"""Morphine beside what was measured in people: where the model stands today, its misses by name.

Areas, half-life and the peak of M6G after 10 mg by vein helped to set volumes (healthy people, PMC2014461), so that
meeting them is no evidence; urine, first pass and the kidney were not used. The rest is what formulas must give.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import (
    Assumption,
    Competition,
    Course,
    Parameter,
    Pool,
    model,
    people_from,
    read_regimen,
    simulate,
    typical_people,
)
from neurodose.library.drugs.morphine import (
    adults,
    adults_with_kidney_impairment,
    binding_ligands,
    ligands,
    morphine_kinetics,
    pharmacology,
)
from neurodose.library.drugs.morphine_numbers import Adults, morphine
from neurodose.modelling.binding import Binding
from neurodose.modelling.model import Part
from neurodose.modelling.system import System
from neurodose.simulation.keep import Areas
from neurodose.units import L, h, mg, mL, ng, nM, percent

structures = {name: one.kinetics for name, one in pharmacology.structures.items()}

VEIN, MOUTH = "10 mg as anhydrous sulfate by vein", "30 mg sulfate"
PLASMA, M6G, URINE = "plasma.concentration", "m6g.concentration", ("urine", "urine_m6g", "urine_m3g")
EXACT = 1e-6  # relative: what formulas give, met at the solver's own tolerance
MEAN = 0.10  # relative: means of 12 people without their errors
LONG = 600 * h  # when nothing to speak of is left


@pytest.fixture(scope="module")
def single() -> Course:
    """One typical person after 10 mg by vein, as the twelve healthy people had it."""
    return simulate(morphine_kinetics, read_regimen(VEIN), typical_people(), until=24 * h, every=1 / 60 * h)


@pytest.fixture(scope="module")
def held() -> dict[str, float]:
    return {address: p.value.coherent for address, p in Adults.listed().items()}


def values(course: Course, address: str, unit: Any) -> np.ndarray:
    return course[address].to(unit).values[0]


def areas(part: Any, dose: str, *addresses: str, people: Any = None) -> list[float]:
    """Areas under curves until nothing is left, in coherent units; the median where there are several people."""
    people = people or typical_people()
    course = simulate(part, read_regimen(dose), people, until=LONG, keep=Areas(), outputs=list(addresses))
    return [float(np.median(course.values[f"area of {a}"])) for a in addresses]


def count_all(system: System, dose: str, who: dict[str, float]) -> np.ndarray:
    """All amounts together, hour by hour once the dose has come, in a person who has these values."""
    places = [f"{s.address}.amount" for s in system.states if s.holds_an_amount]
    people = people_from({"id": [1], **{address: [value] for address, value in who.items()}})
    course = simulate(system, read_regimen(dose), people, until=48 * h, every=1 * h, outputs=places)
    return np.sum([course[place].coherent[0] for place in places], axis=0)[1:]


class TestBalance:
    @pytest.mark.parametrize(
        ("dose", "given"),
        [
            (VEIN, 10 / 334.4),
            (MOUTH, 30 / 379.4),
            ("30 mg sulfate by slow_release", 30 / 379.4),
            ("10 mg sulfate by under_skin", 10 / 379.4),
        ],
    )
    def test_where_every_way_out_is_seen_all_of_the_dose_is_found(self, dose: str, given: float) -> None:
        seen = {"plasma.to_m6g": 0.2, "plasma.to_m3g": 0.6, "plasma.by_kidney": 0.2, "m6g.by_kidney": 1.0}
        seen |= {"m3g.by_kidney": 1.0, "liver.to_m6g": 0.3, "liver.to_m3g": 0.7, "absorption.absorbed": 1.0}
        assert count_all(morphine_kinetics.system, dose, seen) == pytest.approx(np.full(48, given * 1e6), rel=EXACT)

    @pytest.mark.parametrize(
        ("salt", "milligrams"),
        [("sulfate", 13.30), ("hydrochloride", 13.17), ("base", 10.0), ("anhydrous sulfate", 11.72)],
    )
    def test_salts_hold_the_same_morphine(self, salt: str, milligrams: float) -> None:
        """10 mg of base each; a mole of sulfate holds two of morphine."""
        assert morphine.count_moles(milligrams * mg, salt) == pytest.approx(10 / 285.34 * 1e6, rel=1e-3)

    def test_urine_holds_what_the_shares_say(self, held: dict[str, float]) -> None:
        outputs = [f"{place}.amount" for place in URINE]
        course = simulate(
            morphine_kinetics, read_regimen(VEIN), typical_people(), until=LONG, every=LONG, outputs=outputs
        )
        dose = 10 / 334.4 * 1e6
        found = [course[a].coherent[0, -1] / dose for a in outputs]
        formed = (held["plasma.to_m6g"], held["plasma.to_m3g"])
        assert found[0] == pytest.approx(held["plasma.by_kidney"], rel=EXACT)
        assert found[1:] == pytest.approx([share * held["m6g.by_kidney"] for share in formed], rel=EXACT)

    def test_exposure_is_what_reaches_plasma_over_clearance(self, held: dict[str, float]) -> None:
        (vein,), (mouth,) = areas(morphine_kinetics, VEIN, PLASMA), areas(morphine_kinetics, MOUTH, PLASMA)
        reaches = held["absorption.absorbed"] / (1 + held["liver.capacity"])
        assert vein == pytest.approx(10 / 334.4 * 1e6 / held["plasma.CL"], rel=EXACT)
        assert mouth == pytest.approx(30 / 379.4 * 1e6 * reaches / held["plasma.CL"], rel=EXACT)


class TestAgainstPeople:
    def test_a_dose_by_vein_is_gone_as_it_was_seen_to_be(self, single: Course) -> None:
        """Areas of 96 to 103 ng·h/mL and half-lives of 2.5 to 2.6 h."""
        curve = values(single, PLASMA, ng / mL)
        assert areas(morphine_kinetics, VEIN, PLASMA)[0] * 285.34e-3 == pytest.approx(100, rel=MEAN)
        assert 6 * np.log(2) / np.log(curve[2 * 60] / curve[8 * 60]) == pytest.approx(2.55, rel=MEAN)

    def test_m6g_rises_and_falls_as_it_was_seen_to(self, single: Course) -> None:
        """Peaks of 29 to 30 ng/mL at 0.75 to 1 h, areas of 125 to 129 ng·h/mL."""
        curve = values(single, M6G, ng / mL)
        assert curve.max() == pytest.approx(29.5, rel=MEAN)
        assert 0.6 <= single.times[curve.argmax()] <= 1.0  # 4 min early
        assert areas(morphine_kinetics, VEIN, M6G)[0] * 461.46e-3 == pytest.approx(127, rel=MEAN)

    def test_a_third_of_a_dose_by_mouth_reaches_plasma(self, single: Course) -> None:
        """Means of 21.6 (Westerling), 23.9 (Hoskin), 34 (Lötsch) and 37 % (Oosten)."""
        assert 21.6 <= values(single, "bioavailability", percent)[0] <= 37

    def test_most_m6g_of_a_dose_by_mouth_is_formed_on_the_way(self, held: dict[str, float]) -> None:
        """71 ± 7 % (Lötsch 1999), which set nothing here; we have 65."""
        (formed,) = areas(morphine_kinetics, MOUTH, M6G)
        reaches = held["absorption.absorbed"] / (1 + held["liver.capacity"])
        later = 30 / 379.4 * 1e6 * reaches * held["plasma.to_m6g"] / held["m6g.CL"]
        assert 1 - later / formed == pytest.approx(0.71, abs=0.07)

    def test_m6g_is_a_twentieth_as_potent_by_plasma(self) -> None:
        """36.2 against 740.5 nM for half of the effect on the pupil: it set how far M6G gets into the brain."""
        assert potency_of_m6g("slow brain") == pytest.approx(36.2 / 740.5, rel=0.2)

    def test_brain_lags_behind_plasma_as_the_structure_has_it(self) -> None:
        """Half in 2.8 h, or in 74 min: plasma falls fast, so the peak comes before that."""
        peaks = {name: peak_of_brain(name) for name in ("slow brain", "quick brain")}
        assert peaks["quick brain"] < 0.5 < 1.0 < peaks["slow brain"] < 2.0

    def test_glucuronides_stay_where_kidneys_fail(self, seed: int) -> None:
        """At three tenths of filtration M6G stays some three times as long; morphine itself hardly."""
        healthy = areas(morphine_kinetics, VEIN, PLASMA, M6G, people=adults.sample(100, seed=seed))
        failing = areas(
            morphine_kinetics, VEIN, PLASMA, M6G, people=adults_with_kidney_impairment.sample(100, seed=seed)
        )
        assert failing[1] / healthy[1] == pytest.approx(1 / (0.95 * 0.30 + 0.05), rel=0.15)
        assert 1.0 < failing[0] / healthy[0] < 1.15


class TestMisses:
    """What papers say and the model does not: each stands until it is mended."""

    def test_the_first_minutes_are_too_low(self, single: Course) -> None:
        """193 to 205 ng/mL at 5 min; we have 153. Models of other papers have 73 to 167."""
        assert 193 / 1.4 < values(single, PLASMA, ng / mL)[5] < 193 / 1.2

    def test_m6g_of_rats_brains_would_be_as_potent_as_morphine(self) -> None:
        """The structure with an open brain, beside a twentieth in people: thirty times too much."""
        assert 10 < potency_of_m6g("open brain") / (36.2 / 740.5) < 50

    def test_clearance_is_not_that_of_pierre(self, single: Course) -> None:
        """50 L/h, against 82 to 94 by three others."""
        assert values(single, "systemic_clearance", L / h)[0] > 50 * 1.5


def peak_of_brain(structure: str) -> float:
    """Hours until unbound morphine in the brain is highest, after a dose by vein."""
    course = simulate(structures[structure], read_regimen(VEIN), typical_people(), until=12 * h, every=1 / 60 * h)
    return float(course.times[course["brain.concentration"].values[0].argmax()])


def potency_of_m6g(structure: str) -> float:
    """How much of receptors M6G takes beside morphine, at the same area in plasma."""
    names = ("plasma.concentration", "m6g.concentration", "brain.concentration", "brain_m6g.concentration")
    plasma, m6g, brain, brain_m6g = areas(structures[structure], VEIN, *names)
    return (brain_m6g / m6g / Adults.mu.m6g_ratio.value.coherent) / (brain / plasma)


class Weakened(Adults):
    """The same people, and what is left of something that works less."""

    left = Parameter(0.1, "share of usual activity that is left", Assumption("a tenth, to look at", (0, 1)))


def weaken(hook: str) -> Part:
    """Morphine where an enzyme, the kidneys or a pump have a tenth of their activity."""

    @model
    def with_less(m: Any, p: Any = Weakened) -> None:
        """Something works at a tenth of its activity."""
        m.drug = morphine_kinetics(p, **{hook: p.left})

    return with_less


def compare(hook: str, dose: str, address: str) -> float:
    """An area where a hook is at a tenth, over the usual one."""
    given = dose.replace(" by vein", "") + (" by drug.vein" if "vein" in dose else " by drug.mouth")
    return areas(weaken(hook), given, f"drug.{address}")[0] / areas(morphine_kinetics, dose, address)[0]


class TestHooks:
    def test_less_enzyme_raises_exposure_as_a_well_stirred_liver_has_it(self, held: dict[str, float]) -> None:
        capacity, by_it = held["liver.capacity"], held["liver.to_m6g"] + held["liver.to_m3g"]
        more = (1 + capacity) / (1 + capacity * (0.1 * by_it + 1 - by_it))  # escapes the liver
        conjugated = held["plasma.to_m6g"] + held["plasma.to_m3g"]
        slower = 1 - conjugated * (1 - 0.1 * more)  # clearance that is left
        assert compare("ugt2b7", VEIN, PLASMA) == pytest.approx(1 / slower, rel=EXACT)
        assert compare("ugt2b7", MOUTH, PLASMA) == pytest.approx(more / slower, rel=EXACT)
        assert more / slower > 3

    def test_without_enzyme_there_are_no_glucuronides(self) -> None:
        none = areas(morphine_kinetics(Adults, ugt2b7=0), MOUTH, M6G, "m3g.concentration")
        assert none == pytest.approx([0, 0], abs=1e-9)

    def test_less_kidney_leaves_more_m6g(self, held: dict[str, float]) -> None:
        longer = 1 / (1 - 0.9 * held["m6g.by_kidney"])
        assert compare("kidney", VEIN, M6G) == pytest.approx(longer / (1 - 0.9 * held["plasma.by_kidney"]), rel=EXACT)

    def test_without_pump_the_brain_holds_more(self, held: dict[str, float]) -> None:
        usual, more = (
            areas(part, VEIN, "brain.concentration")[0]
            for part in (morphine_kinetics, morphine_kinetics(Adults, p_gp=0))
        )
        pumped = 1 / held["brain.unbound"] - 1
        assert more / usual == pytest.approx((1 + pumped) / (1 + pumped * (1 - held["brain.by_p_gp"])), rel=EXACT)

    def test_a_hook_may_be_a_formula_of_states(self) -> None:
        @model
        def with_an_inhibitor(m: Any, p: Any = Weakened) -> None:
            """Something that comes and goes takes the enzyme away."""
            m.inhibitor = Pool(p.absorption.ka * 0, p.absorption.ka, start=1 / p.left - 1, meaning="inhibitor")
            m.drug = morphine_kinetics(p, ugt2b7=1 / (1 + m.inhibitor))

        (found,) = areas(with_an_inhibitor, "10 mg as anhydrous sulfate by drug.vein", f"drug.{PLASMA}")
        more = found / areas(morphine_kinetics, VEIN, PLASMA)[0]
        assert 1.05 < more < compare("ugt2b7", VEIN, PLASMA)


class TestReceptors:
    def test_ligands_compete_and_bind(self) -> None:
        @model
        def at_mu(m: Any, p: Any = Adults) -> None:
            """Morphine and M6G at mu receptors, at equilibrium and with rates; at delta and kappa at equilibrium."""
            m.drug = morphine_kinetics(p)
            for receptor, found in ligands(m.drug, p).items():
                m[receptor] = Competition(**found)
            m.bound = Binding(p.mu.Ki, **binding_ligands(m.drug, p))

        course = simulate(
            at_mu, read_regimen("10 mg sulfate by drug.vein"), typical_people(), until=12 * h, every=0.1 * h
        )
        mu, delta, kappa = (values(course, f"{r}.share_of_morphine", percent).max() for r in ("mu", "delta", "kappa"))
        assert delta < kappa < mu < 100
        assert delta < 15
        equal, lagging = (values(course, f"{r}.share_of_morphine", percent) for r in ("mu", "bound"))
        assert lagging[40:] == pytest.approx(equal[40:], abs=1)  # points: minutes behind hours

    @pytest.mark.parametrize("name", structures)
    def test_a_hundred_people_are_solved(self, name: str, seed: int) -> None:
        course = simulate(
            structures[name], read_regimen(MOUTH), adults.sample(100, seed=seed), until=24 * h, every=1 * h
        )
        course.status.raise_if_failed()
        curves = course[PLASMA].to(nM).values
        assert np.isfinite(curves).all()
        assert (curves[:, 1:] > 0).all()
