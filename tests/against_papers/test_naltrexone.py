"""Naltrexone beside what was measured in people: where the model stands today, its misses by name.

Agreement with an observation that was used to set a value (`is_calibration`) is no evidence for the model; it is held
here so that a change of the model cannot lose it unseen. Misses are written down as misses: each of these tests fails
when one is mended, and the list is then to be made shorter.

The numbers N… and O… are those of the project's collection of literature.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurodose import Areas, Course, find_drug, read_regimen, simulate, typical_people
from neurodose.agreement.confrontation import Confrontation, confront
from neurodose.library.drug import Drug
from neurodose.units import h, mL, ng, nM, percent

PEOPLE = 200  # as in the dossier
# Points of displacement by which the median of 200 people moves between seeds (ten tried, up to 2 either side for the
# low doses): a prediction that moves further has changed because the model has.
SAME_MEDIAN = 2.5
# A mean in 5 to 24 people is known to about this many points, so a median further off than this is a miss, whatever the
# spread between people lets lie inside.
CLOSE = 6.0

# id: predicted median less observed value, in points, as it stands; all lie inside the limits for nine people in ten.
DIFFERENCES = {"O1": 1.2, "O3a": -2.9, "O3b": -5.1, "O3c": 8.9, "O3d": -6.5, "O7a": -4.5, "O7b": 0.5}
OUTSIDE: set[str] = set()  # observations outside the limits for nine people in ten
FURTHER_THAN_CLOSE = {"O3c", "O3d"}  # 15 mg reads too high and 50 mg too low: the scans rise more steeply with dose

PEAK, PEAK_OF_METABOLITE = 13.3, 108.0  # ng/mL (N9, Swiss label, after 50 mg)
LABEL = 0.15  # relative: labels give a mean without its error, and another label gives 8.6 and 99.3 ng/mL (N10)
HALF_LIFE, HALF_LIFE_OF_METABOLITE = (3.5, 4.5), (12.0, 13.0)  # h: "about 4", "12 to 13" (N2, Meyer 1984, Swiss label)
EXACT = 1e-6  # relative: areas that formulas give, met at the solver's own tolerance


@pytest.fixture(scope="module")
def drug() -> Drug:
    return find_drug("naltrexone")


@pytest.fixture(scope="module")
def met(drug: Drug, seed: int) -> dict[str, Confrontation]:
    people = drug.people.sample(PEOPLE, seed=seed)
    return {one.observation.id: one for one in confront(drug.model, people, drug.observations)}


@pytest.fixture(scope="module")
def single(drug: Drug) -> Course:
    """One typical person for ten days after 50 mg."""
    return simulate(drug.model, read_regimen("50 mg hydrochloride"), typical_people(), until=240 * h, every=0.1 * h)


def values(course: Course, address: str, unit: object) -> np.ndarray:
    return course[address].to(unit).values[0]  # pyright: ignore[reportArgumentType]


def half_life(course: Course, address: str, first: float, last: float) -> float:
    """Hours in which a curve falls to its half, read between two times."""
    curve = course[address]
    high, low = (curve.at(t * h).values[0, 0] for t in (first, last))
    return float(np.log(2) * (last - first) / np.log(high / low))


def test_the_table_holds_every_observation_of_the_record_file(drug: Drug) -> None:
    assert {seen.id for seen in drug.observations} == set(DIFFERENCES)


def test_the_record_file_holds_what_the_papers_say(drug: Drug) -> None:
    typed = {o.id: (o.value, o.n, o.regimen.split(" hydrochloride")[0], o.after, o.to) for o in drug.observations}
    assert typed == {
        "O1": (94.9, 21, "50 mg", 0, 24),
        "O3a": (27, 1, "2 mg", 2, 8),
        "O3b": (49, 3, "5 mg", 2, 8),  # the mean of 43, 46 and 58
        "O3c": (61, 1, "15 mg", 2, 8),
        "O3d": (95, 2, "50 mg", 2, 8),  # the mean of 92 and 98
        "O7a": (91, 5, "50 mg", 48, 48),
        "O7b": (80, 5, "50 mg", 72, 72),
    }


@pytest.mark.parametrize("name", DIFFERENCES)
def test_displacement_lies_where_it_did(met: dict[str, Confrontation], name: str) -> None:
    assert met[name].difference == pytest.approx(DIFFERENCES[name], abs=SAME_MEDIAN)


def test_observations_inside_nine_tenths_of_the_people(met: dict[str, Confrontation]) -> None:
    assert {name for name, one in met.items() if not one.is_inside} == OUTSIDE


def test_medians_that_miss_the_observation_are_known_by_name(met: dict[str, Confrontation]) -> None:
    assert {name for name, one in met.items() if abs(one.difference) > CLOSE} == FURTHER_THAN_CLOSE


def test_no_observation_is_held_back_so_none_of_this_is_a_test_of_prediction(drug: Drug) -> None:
    assert all(seen.is_calibration for seen in drug.observations)


def test_more_is_displaced_by_more_drug_and_less_is_left_later(met: dict[str, Confrontation]) -> None:
    by_dose = [met[name].middle for name in ("O3a", "O3b", "O3c", "O3d")]
    assert by_dose == sorted(by_dose)
    assert met["O7a"].middle > met["O7b"].middle


def test_plasma_peaks_as_the_label_says(single: Course, drug: Drug) -> None:
    parent, metabolite = values(single, drug.plasma, ng / mL), values(single, drug.metabolite, ng / mL)
    assert parent.max() == pytest.approx(PEAK, rel=LABEL)
    assert metabolite.max() == pytest.approx(PEAK_OF_METABOLITE, rel=LABEL)
    assert 0.5 <= single.times[parent.argmax()] <= 1.5  # "about 1 h"
    assert 0.5 <= single.times[metabolite.argmax()] <= 1.5


def test_half_lives_are_those_of_the_label(single: Course, drug: Drug) -> None:
    low, high = HALF_LIFE
    assert low <= half_life(single, drug.plasma, 6, 24) <= high
    low, high = HALF_LIFE_OF_METABOLITE
    assert low <= half_life(single, drug.metabolite, 24, 72) <= high


def test_exposure_is_what_reaches_plasma_over_clearance(drug: Drug) -> None:
    held = {address: p.value.coherent for address, p in drug.system.parameters.items()}
    course = simulate(
        drug.model, read_regimen("50 mg hydrochloride"), typical_people(), until=2000 * h, keep=Areas(),
        outputs=[drug.plasma, drug.metabolite],
    )  # fmt: skip
    parent, metabolite = (float(course.values[f"area of {n}"][0, 0]) for n in (drug.plasma, drug.metabolite))
    dose = 50 / 377.86 * 1e6  # nmol
    reached = dose * held["absorption.F"]
    formed = dose * held["absorption.first_pass"] + reached * held["parent.to_naltrexol"]
    assert parent == pytest.approx(reached / held["parent.CL"], rel=EXACT)
    assert metabolite == pytest.approx(formed / held["metabolite.CL"], rel=EXACT)
    assert 10 <= metabolite / parent <= 30  # N18: ratio of areas after 50 mg by mouth


def test_receptors_lag_behind_plasma(single: Course, drug: Drug) -> None:
    """O5: at one and the same plasma concentration more receptors are held on the way down than on the way up."""
    plasma, seen = values(single, drug.plasma, nM), values(single, drug.displacement, percent)
    peak = int(plasma.argmax())
    rising = peak // 2
    falling = peak + int(np.abs(plasma[peak:] - plasma[rising]).argmin())
    assert seen[falling] > seen[rising] + 10  # points


def test_blockade_outlasts_plasma(single: Course, drug: Drug) -> None:
    """O7 beside N2: after 72 h less than a thousandth of the peak is in plasma, and most receptors are still held."""
    plasma, seen = values(single, drug.plasma, nM), single[drug.displacement].at(72 * h).to(percent).values[0, 0]
    assert single[drug.plasma].at(72 * h).to(nM).values[0, 0] < plasma.max() / 1000
    assert seen > 70


def test_displacement_is_the_share_of_all_drugs_while_the_own_ligand_is_steady(single: Course, drug: Drug) -> None:
    naltrexone, naltrexol, _ = (values(single, address, percent) for address in drug.shares)
    assert values(single, drug.displacement, percent) == pytest.approx(naltrexone + naltrexol, abs=1e-6)


class TestMisses:
    """What papers say and the model does not: each stands until it is mended."""

    def test_no_slow_phase_of_plasma(self, single: Course, drug: Drug) -> None:
        """N3: 96 h, used by Lee 1988 to explain blockade; here the delay lies between plasma and brain instead."""
        assert half_life(single, drug.plasma, 72, 144) < 96 / 10

    def test_half_life_by_mouth_is_not_that_of_the_tritium_study(self, single: Course, drug: Drug) -> None:
        """N4: 8.9 h by mouth (Wall 1981)."""
        assert half_life(single, drug.plasma, 6, 24) < 8.9 / 1.5

    def test_more_is_available_than_meyer_says(self, drug: Drug) -> None:
        """N1: a share of 0.05 reaches plasma."""
        assert drug.system.parameters["absorption.F"].value.coherent > 0.05 * 1.5

    def test_clearance_is_not_that_of_licko(self, drug: Drug) -> None:
        """N5: 210 L/h, against 94 (N6); one of the two had to be chosen."""
        assert drug.system.parameters["parent.CL"].value.coherent < 210 / 2

    def test_blockade_above_nine_tenths_ends_before_two_days(self, single: Course, drug: Drug) -> None:
        """O6: another model has more than 90 % for 49 h after 50 mg."""
        above = single.times[values(single, drug.displacement, percent) > 90]
        assert not above.size or above[-1] < 49 / 1.2
