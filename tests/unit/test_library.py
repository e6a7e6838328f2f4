"""What the library says of naltrexone: every number answers for itself, and a dose lands where it should."""

from __future__ import annotations

import pytest

from neurodose import Assumption, Parameter, Source, find_drug, read_regimen, simulate
from neurodose.errors import DoseError, DrugError
from neurodose.library import DRUGS
from neurodose.library.drug import Drug
from neurodose.library.drugs.naltrexone import naltrexone_base
from neurodose.units import h, mg, nmol

# 50 mg over 377.86 g/mol (hydrochloride) and over 341.40 g/mol (base), in nmol, rounded to what the molar masses give.
FIFTY_AS_HYDROCHLORIDE, FIFTY_AS_BASE = 132_324.1, 146_455.8
ROUNDED = 1e-6  # relative: the figures above are written with seven digits


@pytest.fixture(scope="module", params=DRUGS)
def drug(request: pytest.FixtureRequest) -> Drug:
    return find_drug(request.param)


def parameters(name: str) -> list[tuple[str, Parameter]]:
    return list(find_drug(name).system.parameters.items())


EVERY = [pytest.param(p, id=address) for name in DRUGS for address, p in parameters(name)]


def landing(sentence: str) -> dict[str, float]:
    """What lies where at the moment of the dose (amounts in nmol, by address), leaving out what is empty."""
    drug = find_drug("naltrexone")
    amounts = [s.address for s in drug.system.states if s.symbol.substance is not None]
    course = simulate(drug.model, read_regimen(sentence), at=[0] * h, outputs=amounts)
    held = {name: float(course.values[name][0, 0]) for name in amounts}
    return {name: amount for name, amount in held.items() if amount}


@pytest.mark.parametrize("parameter", EVERY)
def test_every_parameter_has_a_source_or_an_assumption(parameter: Parameter) -> None:
    assert parameter.sources
    assert all(isinstance(source, Source | Assumption) for source in parameter.sources)
    assert parameter.meaning
    assert parameter.certainty in ("high", "moderate", "low", "very low")


@pytest.mark.parametrize("parameter", EVERY)
def test_every_assumption_has_a_reason_and_a_range_that_holds_its_value(parameter: Parameter) -> None:
    for assumption in parameter.assumptions:
        assert len(assumption.reason.split()) > 1
        low, high = assumption.range.value
        assert low < high
        assert assumption.holds(parameter.value)


@pytest.mark.parametrize("parameter", EVERY)
def test_a_number_that_rests_on_an_assumption_alone_is_not_called_certain(parameter: Parameter) -> None:
    if not any(isinstance(source, Source) for source in parameter.sources):
        assert parameter.certainty in ("low", "very low")


@pytest.mark.parametrize("parameter", EVERY)
def test_spread_between_people_says_where_it_comes_from(parameter: Parameter) -> None:
    if parameter.between_people is not None:
        assert isinstance(getattr(parameter.between_people, "source", None), Source | Assumption)


def test_the_addresses_a_drug_names_are_outputs_of_its_model(drug: Drug) -> None:
    named = [drug.plasma, drug.metabolite, drug.brain, drug.displacement, *drug.shares]
    for address in [*named, drug.dose_ratio, drug.loss_of_effect]:
        assert drug.system.output(address).expression is not None


def test_every_observation_is_of_something_the_model_gives(drug: Drug) -> None:
    assert drug.observations
    for seen in drug.observations:
        assert drug.system.output(seen.quantity).expression.dimension == seen.unit.dimension
        assert read_regimen(seen.regimen).given()


def test_one_route_is_the_usual_one(drug: Drug) -> None:
    assert [route.usual for route in drug.system.routes.values()].count(True) == 1


def test_naltrexone_is_taken_mouth_as_the_hydrochloride() -> None:
    routes = find_drug("naltrexone").system.routes
    assert {name: (route.state, route.form) for name, route in routes.items()} == {"mouth": ("gut", "hydrochloride")}


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("50 mg", FIFTY_AS_HYDROCHLORIDE),
        ("50 mg hydrochloride", FIFTY_AS_HYDROCHLORIDE),
        ("50 mg of naltrexone as hydrochloride by mouth", FIFTY_AS_HYDROCHLORIDE),
        ("50 mg as base", FIFTY_AS_BASE),
        ("132324.1 nmol", FIFTY_AS_HYDROCHLORIDE),
    ],
)
def test_fifty_milligrams_are_so_many_nanomoles_in_the_gut(sentence: str, amount: float) -> None:
    held = landing(sentence)
    assert set(held) == {"gut"}
    assert held["gut"] == pytest.approx(amount, rel=ROUNDED)


def test_a_salt_holds_fewer_molecules_than_the_base() -> None:
    salt, base = (naltrexone_base.count_moles(50 * mg, form) for form in ("hydrochloride", "base"))
    assert salt < base
    assert naltrexone_base.count_moles(1000 * nmol) == 1000.0


def test_a_mass_into_a_compartment_says_which_form_was_weighed() -> None:
    with pytest.raises(DoseError, match="of which form of naltrexone") as caught:
        landing("50 mg into gut")
    assert "hydrochloride" in (caught.value.exists or "")
    assert landing("50 mg as base into parent.plasma")["parent.plasma"] == pytest.approx(FIFTY_AS_BASE, rel=ROUNDED)


@pytest.mark.parametrize(
    ("sentence", "message", "exists"),
    [
        ("50 mg by nose", 'no route is called "nose"', "mouth"),
        ("50 mg into guts", 'no compartment is called "guts"', "gut"),
        ("50 mg as sulfate", 'no salt is called "sulfate"', "hydrochloride"),
        ("50 mg of morphine", "morphine is given into gut, which holds naltrexone", None),
    ],
)
def test_a_dose_that_fits_nowhere_is_refused(sentence: str, message: str, exists: str | None) -> None:
    with pytest.raises(DoseError, match=message) as caught:
        landing(sentence)
    assert caught.value.where == "regimen, dose 1"
    assert exists is None or exists in (caught.value.exists or "")


def test_an_unknown_drug_is_refused_with_those_there_are() -> None:
    with pytest.raises(DrugError, match='no drug is called "naltrexon"') as caught:
        find_drug("naltrexon")
    assert caught.value.exists == "the library has: naltrexone"
    assert caught.value.hint == 'did you mean "naltrexone"?'


def test_a_name_that_is_a_path_is_no_drug() -> None:
    with pytest.raises(DrugError, match="no drug is called"):
        find_drug("../drugs/naltrexone")
