"""Naltrexone beside what was measured in people: where the model stands today, its misses by name.

Agreement with an observation that was used to set a value (`is_calibration`) is no evidence for the model; it is held
here so that a change of the model cannot lose it unseen. Misses are written down as misses: each of these tests fails
when one is mended, and the list is then to be made shorter.

The numbers N… and O… are those of the project's collection of literature.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurodose import Course, find_drug, read_regimen, simulate, typical_people
from neurodose.agreement.rule import Verdict, judge
from neurodose.agreement.study import hold_studies
from neurodose.agreement.validation import find_estimates
from neurodose.library.drug import Drug
from neurodose.simulation.keep import Areas
from neurodose.units import h, mL, ng, nM, percent

STUDIES = 40  # as in the dossier
FAVOURITE = "slow exchange"
PLASMA, METABOLITE, SEEN = "parent.plasma.concentration", "metabolite.plasma.concentration", "mu.displacement"
# Points within which the favourite's median study lies of what set it, at mu and delta: medians of 40 studies move by
# up to 5 between seeds, and the largest difference is 9.
CLOSE = 14.0
APART = 2.0  # points: more than nothing whatever the seed
OUTSIDE = {"O8"}  # kappa: 89 % from the model of others, and some 20 points less here
SET_BY = ("O1", "O2", "O3a", "O3b", "O3c", "O3d", "O7a", "O7b")
CHECKED = ("O6b", "O8")  # at delta and kappa, from the model of others: ours was not set with them

PEAK, PEAK_OF_METABOLITE = 13.3, 108.0  # ng/mL (N9, Swiss label, after 50 mg)
LABEL = 0.20  # relative: labels give a mean without its error, and another label gives 8.6 and 99.3 ng/mL (N10)
HALF_LIFE, HALF_LIFE_OF_METABOLITE = (3.5, 4.5), (11.5, 13.5)  # h: "about 4", "12 to 13" (N2, Meyer 1984, Swiss label)
EXACT = 1e-6  # relative: areas that formulas give, met at the solver's own tolerance


@pytest.fixture(scope="module")
def drug() -> Drug:
    return find_drug("naltrexone")


@pytest.fixture(scope="module")
def met(drug: Drug, seed: int) -> dict[str, Verdict]:
    """Each displacement met by the favourite alone."""
    seen = [o for o in drug.observations if o.quantity.kind == "displacement"]
    studies = hold_studies(drug, seen, find_estimates(drug), seed=seed, studies=STUDIES, structures=[FAVOURITE])
    return {one.observation.id: judge(one) for one in studies}


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


def test_the_record_file_holds_what_the_papers_say(met: dict[str, Verdict]) -> None:
    seen = {name: one.observation for name, one in met.items()}
    typed = {
        name: (o.value.value, o.n, o.regimen.split(" hydrochloride")[0], o.time.start_h, o.time.end_h)
        for name, o in seen.items()
    }
    assert typed == {
        "O1": (94.9, 21, "50 mg", 0, 24),
        "O2": (21.1, 21, "50 mg", 0, 24),
        "O3a": (27, 1, "2 mg", 2, 8),
        "O3b": (49, 3, "5 mg", 2, 8),  # the mean of 43, 46 and 58
        "O3c": (61, 1, "15 mg", 2, 8),
        "O3d": (95, 2, "50 mg", 2, 8),  # the mean of 92 and 98
        "O6b": (10, None, "50 mg", 0, 24),
        "O7a": (91, 5, "50 mg", 48, 48),
        "O7b": (80, 5, "50 mg", 72, 72),
        "O8": (89, None, "50 mg", 0, 24),
    }


@pytest.mark.parametrize("name", SET_BY)
def test_medians_lie_near_what_set_the_model(met: dict[str, Verdict], name: str) -> None:
    difference = met[name].difference
    assert difference is not None
    assert abs(difference) < CLOSE


def test_observations_outside_the_interval_are_known_by_name(met: dict[str, Verdict]) -> None:
    assert {name for name, one in met.items() if one.why.startswith("observed ")} == OUTSIDE


def test_scans_after_one_dose_rise_more_steeply_than_the_model(met: dict[str, Verdict]) -> None:
    """O3: 15 mg reads too high and 50 mg too low."""
    low, high = met["O3c"].difference, met["O3d"].difference
    assert low is not None
    assert high is not None
    assert low > APART
    assert high < -APART


def test_what_the_model_was_set_with_is_no_test_of_it(met: dict[str, Verdict]) -> None:
    assert {name for name, one in met.items() if one.observation.is_calibration} == set(SET_BY)
    assert {name for name, one in met.items() if not one.observation.is_calibration} == set(CHECKED)


def test_delta_is_hardly_held_and_kappa_mostly(met: dict[str, Verdict]) -> None:
    """O2, which the model was set with, and O8, which it was not."""
    delta, mu, kappa = (met[name].predicted for name in ("O2", "O1", "O8"))
    assert delta is not None
    assert mu is not None
    assert kappa is not None
    assert delta < 50 < kappa < mu


def test_more_is_displaced_by_more_drug_and_less_is_left_later(met: dict[str, Verdict]) -> None:
    by_dose = [met[name].predicted or 0.0 for name in ("O3a", "O3b", "O3c", "O3d")]
    assert by_dose == sorted(by_dose)
    assert (met["O7a"].predicted or 0) > (met["O7b"].predicted or 0) > 0


def test_plasma_peaks_as_the_label_says(single: Course) -> None:
    parent, metabolite = values(single, PLASMA, ng / mL), values(single, METABOLITE, ng / mL)
    assert parent.max() == pytest.approx(PEAK, rel=LABEL)
    assert metabolite.max() == pytest.approx(PEAK_OF_METABOLITE, rel=LABEL)
    assert 0.5 <= single.times[parent.argmax()] <= 1.5  # "about 1 h"
    assert 0.5 <= single.times[metabolite.argmax()] <= 1.5


def test_half_lives_are_those_of_the_label(single: Course) -> None:
    low, high = HALF_LIFE
    assert low <= half_life(single, PLASMA, 6, 24) <= high
    low, high = HALF_LIFE_OF_METABOLITE
    assert low <= half_life(single, METABOLITE, 24, 72) <= high


def test_exposure_is_what_reaches_plasma_over_clearance(drug: Drug) -> None:
    held = {address: p.value.coherent for address, p in drug.system.parameters.items()}
    course = simulate(
        drug.model, read_regimen("50 mg hydrochloride"), typical_people(), until=2000 * h, keep=Areas(),
        outputs=[PLASMA, METABOLITE],
    )  # fmt: skip
    parent, metabolite = (float(course.values[f"area of {n}"][0, 0]) for n in (PLASMA, METABOLITE))
    dose = 50 / 377.86 * 1e6  # nmol
    reached = dose * held["absorption.F"]
    formed = dose * held["absorption.first_pass"] + reached * held["parent.to_naltrexol"]
    assert parent == pytest.approx(reached / held["parent.CL"], rel=EXACT)
    assert metabolite == pytest.approx(formed / held["metabolite.CL"], rel=EXACT)
    assert 10 <= metabolite / parent <= 30  # N18: ratio of areas after 50 mg by mouth


def test_receptors_lag_behind_plasma(single: Course) -> None:
    """O5: at one and the same plasma concentration more receptors are held on the way down than on the way up."""
    plasma, seen = values(single, PLASMA, nM), values(single, SEEN, percent)
    peak = int(plasma.argmax())
    rising = peak // 2
    falling = peak + int(np.abs(plasma[peak:] - plasma[rising]).argmin())
    assert seen[falling] > seen[rising] + 10  # points


def test_blockade_outlasts_plasma(single: Course) -> None:
    """O7 beside N2: after 72 h less than a thousandth of the peak is in plasma, and most receptors are still held."""
    plasma, seen = values(single, PLASMA, nM), single[SEEN].at(72 * h).to(percent).values[0, 0]
    assert single[PLASMA].at(72 * h).to(nM).values[0, 0] < plasma.max() / 1000
    assert seen > 70


def test_displacement_is_the_share_of_all_drugs_while_the_own_ligands_are_steady(single: Course) -> None:
    naltrexone, naltrexol = (values(single, f"mu.share_of_{n}", percent) for n in ("naltrexone", "naltrexol"))
    assert values(single, SEEN, percent) == pytest.approx(naltrexone + naltrexol, abs=1e-6)


class TestMisses:
    """What papers say and the model does not: each stands until it is mended."""

    def test_no_slow_phase_of_plasma(self, single: Course) -> None:
        """N3: 96 h, used by Lee 1988 to explain blockade; here the delay lies between plasma and brain instead."""
        assert half_life(single, PLASMA, 72, 144) < 96 / 10

    def test_half_life_by_mouth_is_not_that_of_the_tritium_study(self, single: Course) -> None:
        """N4: 8.9 h by mouth (Wall 1981)."""
        assert half_life(single, PLASMA, 6, 24) < 8.9 / 1.5

    def test_more_is_available_than_meyer_says(self, drug: Drug) -> None:
        """N1: a share of 0.05 reaches plasma."""
        assert drug.system.parameters["absorption.F"].value.coherent > 0.05 * 1.5

    def test_clearance_is_not_that_of_licko(self, drug: Drug) -> None:
        """N5: 210 L/h, against 94 (N6); one of the two had to be chosen."""
        assert drug.system.parameters["parent.CL"].value.coherent < 210 / 2

    def test_blockade_above_nine_tenths_ends_before_two_days(self, single: Course) -> None:
        """O6: another model has more than 90 % for 49 h after 50 mg."""
        above = single.times[values(single, SEEN, percent) > 90]
        assert not above.size or above[-1] < 49 / 1.2
