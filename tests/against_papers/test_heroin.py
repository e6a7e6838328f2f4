"""Heroin, 6-MAM and the morphine that they become, beside what was measured in people: misses by name.

Half-lives and times of peaks set the model, so that meeting them is no evidence; urine and the rate at which others
found morphine to be cleared were not used.
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
    model,
    people_from,
    read_regimen,
    simulate,
    typical_people,
)
from neurodose.library.drugs.heroin import adults, binding_ligands, heroin_kinetics, ligands, pharmacology
from neurodose.library.drugs.heroin_numbers import Adults, heroin
from neurodose.library.drugs.morphine import morphine_kinetics
from neurodose.modelling.binding import Binding
from neurodose.modelling.model import Part
from neurodose.simulation.keep import Areas
from neurodose.units import L, h, mg, mL, ng, percent

structures = {name: one.kinetics for name, one in pharmacology.structures.items()}

VEIN, SMOKE = "12 mg as anhydrous hydrochloride by vein", "10.5 mg base by smoke"
NOSE, MOUTH = "12 mg hydrochloride by sniffed", "12 mg hydrochloride by mouth"
HEROIN, MAM, MORPHINE = "plasma.concentration", "mam.plasma.concentration", "morphine.plasma.concentration"
M6G = "morphine.m6g.concentration"
EXACT = 1e-6  # relative: what formulas give, met at the solver's own tolerance
LONG = 600 * h  # when nothing to speak of is left
MINUTE = 60.0
NOTHING = 1e-9  # nM·h


@pytest.fixture(scope="module")
def single() -> Course:
    """One typical person after 12 mg of the hydrochloride by vein, as Jenkins gave it."""
    return follow(VEIN)


def follow(dose: str) -> Course:
    """A typical person for two hours, five times a minute."""
    return simulate(heroin_kinetics, read_regimen(dose), typical_people(), until=2 * h, every=1 / 300 * h)


def values(course: Course, address: str, unit: Any) -> np.ndarray:
    return course[address].to(unit).values[0]


def at(course: Course, address: str, minutes: float) -> float:
    return float(values(course, address, ng / mL)[round(5 * minutes)])


def half_life(course: Course, address: str, first: float, last: float) -> float:
    """Minutes in which a curve falls to its half, read between two minutes."""
    return float(np.log(2) * (last - first) / np.log(at(course, address, first) / at(course, address, last)))


def peak(course: Course, address: str) -> float:
    """Minutes until a curve is highest."""
    return float(course.times[values(course, address, ng / mL).argmax()] * MINUTE)


def areas(part: Any, dose: str, *addresses: str) -> list[float]:
    """Areas under curves until nothing is left, in coherent units."""
    course = simulate(part, read_regimen(dose), typical_people(), until=LONG, keep=Areas(), outputs=list(addresses))
    return [float(course.values[f"area of {a}"][0, 0]) for a in addresses]


def urine_after(dose: str) -> float:
    """Share of a dose that is morphine or a glucuronide in urine at last."""
    places = [f"morphine.{place}.amount" for place in ("urine", "urine_m6g", "urine_m3g")]
    course = simulate(heroin_kinetics, read_regimen(dose), typical_people(), until=LONG, every=LONG, outputs=places)
    return sum(float(course[place].coherent[0, -1]) for place in places) / (10 / 369.41 * 1e6)


class TestBalance:
    @pytest.mark.parametrize("dose", [VEIN, SMOKE, NOSE, MOUTH])
    def test_where_every_way_out_is_seen_all_of_the_dose_is_found(self, dose: str) -> None:
        seen = {"plasma.to_m6g": 0.2, "plasma.to_m3g": 0.6, "plasma.by_kidney": 0.2, "m6g.by_kidney": 1.0}
        seen |= {"m3g.by_kidney": 1.0, "liver.to_m6g": 0.3, "liver.to_m3g": 0.7, "absorption.absorbed": 1.0}
        who = {f"morphine.{address}": value for address, value in seen.items()}
        who |= {f"absorption.{way}": 1.0 for way in ("smoked", "sniffed", "swallowed")}
        people = people_from({"id": [1], **{address: [value] for address, value in who.items()}})
        places = [f"{s.address}.amount" for s in heroin_kinetics.system.states if s.holds_an_amount]
        course = simulate(heroin_kinetics, read_regimen(dose), people, until=48 * h, every=1 * h, outputs=places)
        total = np.sum([course[place].coherent[0] for place in places], axis=0)[1:]
        weight = {"anhydrous": 12 / 405.9, "base": 10.5 / 369.41, "hydrochloride": 12 / 423.9}
        given = next(moles for salt, moles in weight.items() if salt in dose) * 1e6
        assert total == pytest.approx(np.full(48, given), rel=EXACT)

    def test_salts_hold_the_same_heroin(self) -> None:
        assert heroin.count_moles(423.9 * mg, "hydrochloride") == pytest.approx(1e6)
        assert heroin.count_moles(369.41 * mg, "base") == pytest.approx(1e6)

    def test_a_mole_of_heroin_by_vein_is_a_mole_of_morphine(self) -> None:
        (from_heroin, from_m6g) = areas(heroin_kinetics, "36.941 mg base by vein", MORPHINE, M6G)
        (morphine, m6g) = areas(
            morphine_kinetics, "28.534 mg base by vein", "plasma.concentration", "m6g.concentration"
        )
        assert from_heroin == pytest.approx(morphine, rel=EXACT)
        assert from_m6g == pytest.approx(m6g, rel=EXACT)

    def test_exposures_are_dose_over_clearance(self) -> None:
        found = areas(heroin_kinetics, "36.941 mg base by vein", HEROIN, MAM)
        assert found == pytest.approx([1e5 / 350, 1e5 / 500], rel=EXACT)


class TestAgainstPeople:
    def test_heroin_is_gone_within_minutes(self, single: Course) -> None:
        """3.0 ± 1.3 (Inturrisi), 7.6 min (Rook, the last phase): we lie between."""
        assert 1.7 <= half_life(single, HEROIN, 10, 20) <= 7.6

    def test_mam_is_gone_within_the_hour(self, single: Course) -> None:
        """21.8 min (Rook)."""
        assert half_life(single, MAM, 30, 60) == pytest.approx(21.8, rel=0.10)

    def test_half_of_smoked_heroin_reaches_plasma(self) -> None:
        """53 %, 44 to 62 (Rook)."""
        (vein,), (smoked,) = (areas(heroin_kinetics, f"10 mg base by {way}", HEROIN) for way in ("vein", "smoke"))
        assert 0.437 <= smoked / vein <= 0.623

    def test_peaks_by_the_nose_come_in_their_order(self) -> None:
        """Heroin within 5 min, 6-MAM at 5 to 10, morphine within the hour (Kendall, Cone)."""
        course = follow(NOSE)
        assert peak(course, HEROIN) <= 5 <= peak(course, MAM) <= 10 < peak(course, MORPHINE) <= 60

    def test_swallowed_heroin_is_morphine(self) -> None:
        """Neither heroin nor 6-MAM in plasma, and 79 % of the morphine of as much morphine (Inturrisi)."""
        found = areas(heroin_kinetics, "36.941 mg base by mouth", HEROIN, MAM, MORPHINE)
        (morphine,) = areas(morphine_kinetics, "28.534 mg base by mouth", "plasma.concentration")
        assert found[:2] == pytest.approx([0, 0], abs=NOTHING)
        assert found[2] / morphine == pytest.approx(0.79, rel=EXACT)

    def test_two_thirds_of_a_dose_by_vein_are_found_in_urine(self) -> None:
        """68 % (Mo and Way 1966), which set nothing here; smoked 26 (same) or 45 % (Hendriks 2001)."""
        assert urine_after("10 mg base by vein") == pytest.approx(0.68, abs=0.10)
        assert 0.26 <= urine_after("10 mg base by smoke") <= 0.45

    def test_its_morphine_is_cleared_as_in_people_who_take_heroin(self, single: Course) -> None:
        """73.6 L/h, 62.8 to 84.4 (Rook), beside 82.4 of healthy people here."""
        assert 62.8 <= values(single, "morphine.systemic_clearance", L / h)[0] <= 84.4


class TestMisses:
    """What papers say and the model does not: each stands until it is mended."""

    def test_the_first_minutes_are_too_low(self, single: Course) -> None:
        """Some 401 ng/mL at 2 min after 12 mg by vein, two people (Jenkins 1994, remembered); we have 291."""
        assert 401 / 1.6 < at(single, HEROIN, 2) < 401 / 1.2

    def test_the_peak_of_smoke_is_too_low(self) -> None:
        """Some 299 ng/mL after 10.5 mg, one or two people (Jenkins 1994, remembered); we have 195."""
        assert 299 / 2 < values(follow(SMOKE), HEROIN, ng / mL).max() < 299 / 1.2

    def test_clearance_is_not_that_of_inturrisi(self, single: Course) -> None:
        """129 L/h, of blood, in which heroin goes on to be hydrolysed; half-lives of minutes take more."""
        assert values(single, "systemic_clearance", L / h)[0] > 129 * 2

    def test_chronic_users_have_more_morphine_of_swallowed_heroin(self) -> None:
        """67 ± 19 % of it was available; we have a third of that, as in people who do not take it every day."""
        (vein,), (mouth,) = (areas(heroin_kinetics, f"10 mg base by {way}", MORPHINE) for way in ("vein", "mouth"))
        assert mouth / vein < 0.67 / 2

    def test_glucuronides_are_cleared_too_fast(self) -> None:
        """6 to 10 L/h in people who take heroin (Rook), beside 12.7 of healthy people here."""
        assert Adults.morphine.m6g.CL.value.coherent > 10 * 1.2


class Weakened(Adults):
    """The same people, and what is left of something that works less."""

    left = Parameter(0.1, "share of usual activity that is left", Assumption("a tenth, to look at", (0, 1)))


def weaken(hook: str) -> Part:
    """Heroin where enzymes, the kidneys or a pump have a tenth of their activity."""

    @model
    def with_less(m: Any, p: Any = Weakened) -> None:
        """Something works at a tenth of its activity."""
        m.drug = heroin_kinetics(p, **{hook: p.left})

    return with_less


def weaken_morphine(hook: str) -> Part:
    """Morphine where the same have a tenth of their activity."""

    @model
    def with_less(m: Any, p: Any = Weakened) -> None:
        """Something works at a tenth of its activity."""
        m.drug = morphine_kinetics(p.morphine, **{hook: p.left})

    return with_less


def compare(hook: str, places: tuple[str, ...]) -> np.ndarray:
    """Areas after heroin by vein where a hook is at a tenth, over the usual ones."""
    less = areas(weaken(hook), "10 mg base by drug.vein", *(f"drug.{place}" for place in places))
    return np.divide(less, areas(heroin_kinetics, "10 mg base by vein", *places))


class TestHooks:
    def test_a_tenth_of_the_esterases_leaves_ten_times_as_much(self) -> None:
        assert compare("esterases", (HEROIN, MAM, MORPHINE)) == pytest.approx([10, 10, 1], rel=EXACT)

    @pytest.mark.parametrize("hook", ["ugt2b7", "kidney", "p_gp"])
    def test_what_changes_morphine_changes_that_of_heroin_alike(self, hook: str) -> None:
        places = ("plasma.concentration", "m6g.concentration", "brain.concentration")
        changed = compare(hook, tuple(f"morphine.{place}" for place in places))
        usual = areas(morphine_kinetics, "10 mg base by vein", *places)
        less = areas(weaken_morphine(hook), "10 mg base by drug.vein", *(f"drug.{place}" for place in places))
        assert changed == pytest.approx(np.divide(less, usual), rel=EXACT)
        assert np.abs(changed - 1).max() > 0.1


class TestBrain:
    def test_heroin_and_mam_come_before_morphine(self) -> None:
        course = simulate(heroin_kinetics, read_regimen(VEIN), typical_people(), until=8 * h, every=1 / 60 * h)
        names = ("brain", "brain_mam", "morphine.brain")
        peaks = [course.times[course[f"{n}.concentration"].values[0].argmax()] for n in names]
        assert peaks[0] < peaks[1] < 0.5 < peaks[2]

    def test_hydrolysis_in_the_brain_brings_more_morphine_there_and_changes_nothing_in_plasma(self) -> None:
        names = (HEROIN, MAM, MORPHINE, "morphine.brain.concentration")
        usual, other = (areas(structures[s], VEIN, *names) for s in ("slow brain", "hydrolysis in the brain"))
        assert other[:3] == pytest.approx(usual[:3], rel=EXACT)
        assert other[3] > 1.2 * usual[3]

    def test_ligands_compete_and_bind(self) -> None:
        @model
        def at_mu(m: Any, p: Any = Adults) -> None:
            """Heroin, 6-MAM, morphine and M6G at mu receptors, at equilibrium and with rates."""
            m.drug = heroin_kinetics(p)
            for receptor, found in ligands(m.drug, p).items():
                m[receptor] = Competition(**found)
            m.bound = Binding(p.morphine.mu.Ki, **binding_ligands(m.drug, p))

        course = simulate(at_mu, read_regimen("10 mg base by drug.vein"), typical_people(), until=6 * h, every=0.05 * h)
        shares = {n: values(course, f"mu.share_of_{n}", percent) for n in ("heroin", "mam", "morphine", "m6g")}
        early, late = 2, 80  # 6 min, 4 h
        assert shares["mam"][early] > shares["heroin"][early] > shares["morphine"][early]
        assert shares["morphine"][late] > 100 * shares["mam"][late]
        assert values(course, "bound.share_of_mam", percent)[early] > 20

    @pytest.mark.parametrize("name", structures)
    def test_a_hundred_people_are_solved(self, name: str, seed: int) -> None:
        course = simulate(
            structures[name], read_regimen(VEIN), adults.sample(100, seed=seed), until=24 * h, every=1 * h
        )
        course.status.raise_if_failed()
        assert np.isfinite(course[MORPHINE].values).all()
        assert (course[MORPHINE].values[:, 1:] > 0).all()
