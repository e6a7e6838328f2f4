"""A milligram of leaf is none of its alkaloid: the answer says what was weighed."""

from __future__ import annotations

import pytest

from neurodose import find_drug, read_regimen
from neurodose.reports.weighing import write_weighed


def weighed(name: str, sentence: str) -> list[str]:
    return list(write_weighed(find_drug(name).system, read_regimen(sentence)))


def test_leaf_is_said_once_with_what_it_holds() -> None:
    (told,) = weighed("mitragynine", "30 mg every 8 h x 3 and 2 g leaf by tea at 48 h")
    assert told.startswith("Doses: weighed as leaf, of which 1.95 % is mitragynine")
    assert 'the dose says "base"' in told


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mitragynine", "30 mg base by tea every 8 h x 3"),
        ("naltrexone", "50 mg daily x 3"),
        ("naltrexone", "380 mg by depot"),
        ("morphine", "10 mg by vein"),
        ("baclofen", "10 mg"),
        ("ethanol", "50 g"),
    ],
)
def test_a_drug_or_its_salt_needs_no_word(name: str, sentence: str) -> None:
    assert weighed(name, sentence) == []
