"""A name that a drug, or a combination, does not know is refused with those that it does."""

from __future__ import annotations

import pytest

from neurodose import find_drug, read_regimen, simulate
from neurodose.errors import DoseError, DrugError
from neurodose.library import combine
from neurodose.units import h

BOTH = "morphine + naltrexone"


def test_a_structure_that_a_drug_does_not_have_lists_its_own() -> None:
    with pytest.raises(DrugError, match='no structure is called "quick"') as caught:
        find_drug("naltrexone").structures["quick"]
    assert caught.value.exists == "naltrexone has: deep binding, long terminal phase, slow exchange"


def test_a_structure_of_a_combination_is_called_by_its_drug() -> None:
    with pytest.raises(DrugError, match='no structure is called "deep binding"') as caught:
        find_drug(BOTH).structures["deep binding"]
    assert caught.value.hint == 'did you mean "naltrexone: deep binding"?'


def test_people_that_a_drug_does_not_know_are_refused() -> None:
    with pytest.raises(DrugError, match='no population is called "children"') as caught:
        find_drug("baclofen").populations["children"]
    assert caught.value.exists == "baclofen has: adults, adults with kidney impairment"


def test_what_a_drug_has_is_still_a_mapping() -> None:
    structures = find_drug("naltrexone").structures
    assert "quick" not in structures
    assert structures.get("quick") is None
    assert next(iter(structures)) == "slow exchange"


def test_no_drug_at_all_is_refused() -> None:
    with pytest.raises(DrugError, match='no drug is called ""'):
        combine()


@pytest.mark.parametrize("where", ["", " by mouth"])
def test_a_dose_of_a_drug_that_nobody_takes_lists_those_in_the_body(where: str) -> None:
    with pytest.raises(DoseError, match='no drug is called "cocaine"') as caught:
        simulate(find_drug(BOTH).model, read_regimen(f"50 mg of cocaine{where}"), until=1 * h)
    assert caught.value.exists is not None
    assert "morphine, " in caught.value.exists
    assert caught.value.where == "regimen, dose 1"
