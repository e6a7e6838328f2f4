"""A substance is the only way from a mass to an amount, and a salt is never taken for a base."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose import Substance
from neurodose.errors import DoseError, ModelError, SourceError, UnitError
from neurodose.sources import Source
from neurodose.units import Quantity, g, h, kg, mg, mL, mol, ng, nM, nmol, one

somewhere = Source("A", 2000, "J")
masses = {"hydrochloride": 377.86 * g / mol, "pamoate": 1071 * g / mol}
salty = Substance("salty", 341.40 * g / mol, somewhere, salts=masses)
plain = Substance("plain", 200 * g / mol, somewhere)
ROUNDING = 1e-14


def test_the_same_mass_of_a_salt_holds_fewer_moles_than_of_the_base() -> None:
    assert salty.count_moles(50 * mg, "base") == pytest.approx(50e6 / 341.40, rel=ROUNDING)
    assert salty.count_moles(50 * mg, "hydrochloride") == pytest.approx(50e6 / 377.86, rel=ROUNDING)
    assert salty.count_moles(0.05 * g, "pamoate") == pytest.approx(50e6 / 1071, rel=ROUNDING)


def test_a_mass_of_a_substance_with_salts_must_say_which_form_was_weighed() -> None:
    with pytest.raises(DoseError, match="50 mg of which form of salty") as raised:
        salty.count_moles(50 * mg)
    assert "base: 341.4 g/mol; hydrochloride: 377.86 g/mol" in str(raised.value.exists)
    assert raised.value.hint == 'say salt="hydrochloride" or salt="base"'


def test_a_substance_without_salts_needs_no_form() -> None:
    assert plain.count_moles(1 * mg) == pytest.approx(5000, rel=ROUNDING)
    assert plain.count_moles(1 * mg, "base") == plain.count_moles(1 * mg)


def test_an_amount_is_the_same_whatever_form_carried_it() -> None:
    assert salty.count_moles(3 * nmol) == 3
    assert salty.count_moles(3 * nmol, "hydrochloride") == 3


def test_an_unknown_salt_lists_the_known_and_offers_the_nearest() -> None:
    with pytest.raises(DoseError, match='no salt is called "hydrochlorid"') as raised:
        salty.count_moles(50 * mg, "hydrochlorid")
    assert raised.value.where == "salty"
    assert "base, hydrochloride, pamoate" in str(raised.value.exists)
    assert raised.value.hint == 'did you mean "hydrochloride"?'
    with pytest.raises(DoseError, match='no salt is called "sulfate"'):
        plain.count_moles(3 * nmol, "sulfate")


@pytest.mark.parametrize("dose", [50 * h, 50 * one, 50 * mg / kg, 50 * nM, 5 * mg / h])
def test_only_a_mass_or_an_amount_is_a_dose(dose: Quantity) -> None:
    with pytest.raises(DoseError, match="of salty is not a dose") as raised:
        salty.count_moles(dose, "base")
    assert "a dose is a mass or an amount" in str(raised.value.exists)


def test_concentrations_cross_between_mass_and_amount_by_the_free_form() -> None:
    assert plain.convert(1.0, nM.dimension, ng / mL) == pytest.approx(0.2)
    assert plain.convert(0.2 * 1e-3, (ng / mL).dimension, nM) == pytest.approx(1.0)
    assert plain.convert(5.0, nmol.dimension, nmol) == 5.0
    assert plain.convert(5000.0, nmol.dimension, mg) == pytest.approx(1.0)
    assert plain.convert(1.0, (nM * h).dimension, ng * h / mL) == pytest.approx(0.2)
    assert plain.convert(1.0, (one / nM).dimension, mL / ng) == pytest.approx(5.0)


def test_a_substance_turns_masses_into_amounts_and_nothing_else() -> None:
    with pytest.raises(UnitError, match="a quantity of plain in amount / volume cannot be said in mg") as raised:
        plain.convert(1.0, nM.dimension, mg)
    assert raised.value.exists == "mg is mass"
    with pytest.raises(UnitError, match="cannot be said in h"):
        plain.convert(1.0, nmol.dimension, h)


@pytest.mark.parametrize("wrong", [341.4, 341 * g, 0 * g / mol, -3 * g / mol, None, float("nan") * g / mol])
def test_a_molar_mass_is_a_mass_per_amount_above_zero(wrong: Any) -> None:
    with pytest.raises(ModelError, match="the molar mass of x base is") as raised:
        Substance("x", wrong, somewhere)
    assert "g / mol" in str(raised.value.hint)
    with pytest.raises(ModelError, match="the molar mass of x sulfate is"):
        Substance("x", 300 * g / mol, somewhere, salts={"sulfate": wrong})


@pytest.mark.parametrize("wrong", [None, "Merck index", 3])
def test_a_molar_mass_has_a_source(wrong: Any) -> None:
    with pytest.raises(SourceError, match="the molar mass of x has no source"):
        Substance("x", 300 * g / mol, wrong)
