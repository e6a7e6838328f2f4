"""What does not exist is refused with what does; what is named twice, loudly."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose import (
    Compartment,
    Parameter,
    Parameters,
    Source,
    Substance,
    describe,
    find_drug,
    model,
    read_regimen,
    simulate,
)
from neurodose.errors import DoseError, DrugError, ModelError
from neurodose.library import DRUGS
from neurodose.library.drugs.baclofen import baclofen_kinetics
from neurodose.units import L, day, g, h, mol

source = Source("A", 2000, "J", reading="read")
drug = Substance("drug", 300 * g / mol, source)


class One(Parameters):
    """Made up."""

    drug = drug
    V = Parameter(10 * L, "volume", source, "high")
    CL = Parameter(2 * L / h, "clearance", source, "high")


class Other(Parameters):
    """The same names for other numbers."""

    drug = drug
    V = Parameter(20 * L, "volume", source, "high")
    CL = Parameter(4 * L / h, "clearance", source, "high")


@model
def plasma(m: Any, p: Any = One) -> None:
    """Plasma."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.plasma.is_cleared(by=p.CL)


@model
def gut(m: Any, p: Any = Other) -> None:
    """A gut, whose plasma is its own."""
    m.plasma = Compartment(p.drug, volume=p.V)


def test_an_unknown_drug_lists_those_there_are() -> None:
    with pytest.raises(DrugError, match='no drug is called "naltrexon"') as caught:
        find_drug("naltrexon")
    assert all(name in str(caught.value.exists) for name in DRUGS)
    assert caught.value.hint == 'did you mean "naltrexone"?'


@pytest.mark.parametrize(
    ("sentence", "said", "known"),
    [
        ("50 mg by nose", 'no route is called "nose"', ("mouth", "depot", "vein")),
        ("50 mg hydrobromide", 'no salt is called "hydrobromide"', ("base", "hydrochloride")),
        ("50 mg into liver", 'no compartment is called "liver"', ("gut", "parent.plasma")),
    ],
)
def test_a_route_form_or_place_that_a_drug_lacks_lists_those_it_has(
    sentence: str, said: str, known: tuple[str, ...]
) -> None:
    with pytest.raises(DoseError, match=said) as caught:
        simulate(find_drug("naltrexone").model, read_regimen(sentence), until=1 * day)
    assert "dose 1" in str(caught.value.where)
    assert all(name in str(caught.value.exists) for name in known)


def test_a_drug_without_salts_says_so() -> None:
    with pytest.raises(DoseError, match='no salt is called "hydrochloride"') as caught:
        simulate(baclofen_kinetics, read_regimen("10 mg hydrochloride"), until=1 * day)
    assert "base" in str(caught.value.exists)


def test_two_models_under_one_name_clash() -> None:
    @model
    def both(m: Any, p: Any = One) -> None:
        """Two models, one name."""
        m.body = plasma(p)
        m.body = gut(p)

    with pytest.raises(ModelError, match='"body" is named twice') as caught:
        describe(both)
    assert "name of its own" in str(caught.value.hint)


def test_two_models_that_name_the_same_state_clash() -> None:
    @model
    def both(m: Any, p: Any = One) -> None:
        """Two functions that write into the same place."""
        write_plasma(m, p)
        write_plasma(m, p)

    def write_plasma(m: Any, p: Any) -> None:
        m.plasma = Compartment(p.drug, volume=p.V)

    with pytest.raises(ModelError, match='"plasma" is named twice'):
        describe(both)


def test_two_models_that_name_the_same_state_each_in_a_part_of_its_own_do_not() -> None:
    @model
    def both(m: Any, p: Any = One) -> None:
        """Each has its own."""
        m.one = plasma(p)
        m.other = gut(p)

    assert [state.address for state in describe(both).states] == ["one.plasma", "other.plasma"]


def test_two_models_that_name_the_same_parameter_for_other_numbers_clash() -> None:
    @model
    def both(m: Any, p: Any = One) -> None:
        """Each brings its table under no name."""
        m.one = plasma()
        m.other = gut()

    with pytest.raises(ModelError, match='two parameters are called "V"') as caught:
        describe(both)
    assert "10 L" in str(caught.value.exists)
    assert "20 L" in str(caught.value.exists)
