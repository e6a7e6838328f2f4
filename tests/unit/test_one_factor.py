"""One receptor model, one factor from assay to brain: it is the one that the library uses, and misses are shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neurodose.agreement.one_factor import NAMES, Seen, find_factor, find_seen, misfit, write_page
from neurodose.library.targets import Opioid

PAGE = Path(__file__).parents[2] / "docs" / "receptors.md"
FOUND = 0.02  # of the logarithm: the table holds two digits


@pytest.fixture(scope="module")
def seen() -> dict[str, Seen]:
    return {name: find_seen(name) for name in NAMES}


def test_the_factor_of_the_library_is_the_one_that_meets_pet_best(seen: dict[str, Seen]) -> None:
    found = find_factor(tuple(seen.values()))
    assert np.log(Opioid.brain_over_assay.value.value / found) == pytest.approx(0, abs=FOUND)
    total = sum(misfit(one, found) for one in seen.values())
    for other in (0.8, 1.25):
        assert sum(misfit(one, found * other) for one in seen.values()) > total


def test_displacement_rises_with_the_dose_and_falls_with_the_factor(seen: dict[str, Seen]) -> None:
    for one in seen.values():
        loose, tight = one.foresee(1.0), one.foresee(0.3)
        assert (tight > loose).all()
        assert ((tight >= 0) & (tight <= 100)).all()
    doses = seen["buprenorphine"].foresee(0.36)
    assert doses[0] < doses[1] < doses[2]


def test_the_assays_rates_overpredict_the_smallest_dose_of_buprenorphine(seen: dict[str, Seen]) -> None:
    one = seen["buprenorphine"]
    miss = one.foresee(find_factor(tuple(seen.values()))) - one.observed
    assert one.observations[0].regimen.startswith("2 mg")
    assert miss[0] > 20
    assert abs(miss[1]) < 15
    assert abs(miss[2]) < 15


def test_no_factor_of_its_own_meets_all_three_doses_of_buprenorphine(seen: dict[str, Seen]) -> None:
    one = seen["buprenorphine"]
    miss = one.foresee(find_factor((one,))) - one.observed
    assert miss[0] > 10
    assert miss[:3].min() < 0


def test_each_drug_asks_for_a_factor_of_its_own_and_the_shared_one_lies_between(seen: dict[str, Seen]) -> None:
    alone = [find_factor((one,)) for one in seen.values()]
    assert min(alone) < find_factor(tuple(seen.values())) < max(alone)
    assert max(alone) / min(alone) > 3


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "run: neurodose receptors --output docs/receptors.md"
