"""What the library says of its drugs: every number answers for itself, and a dose lands where it should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import gamma

from neurodose import (
    Assumption,
    Compartment,
    Dose,
    LogNormal,
    Parameter,
    Parameters,
    Source,
    find_drug,
    model,
    read_regimen,
    simulate,
)
from neurodose.errors import DoseError, DrugError, ModelError
from neurodose.library import DRUGS
from neurodose.library.drug import Drug
from neurodose.library.drugs.naltrexone_numbers import naltrexone_base
from neurodose.library.kinetics import transit
from neurodose.modelling.parameter import Condition
from neurodose.simulation.keep import Areas
from neurodose.units import h, mg, nmol

# 50 mg over 377.86 g/mol (hydrochloride) and over 341.40 g/mol (base), in nmol, rounded to what the molar masses give.
FIFTY_AS_HYDROCHLORIDE, FIFTY_AS_BASE = 132_324.1, 146_455.8
DEPOT_AS_BASE = 1_113_063.9  # 380 mg over 341.40 g/mol
SOLVED = 1e-5  # ten times what the solver allows itself in a step
ROUNDED = 1e-6  # relative: the figures above are written with seven digits


@pytest.fixture(scope="module", params=DRUGS)
def drug(request: pytest.FixtureRequest) -> Drug:
    return find_drug(request.param)


def parameters(name: str) -> list[tuple[str, Parameter]]:
    """The numbers that the world decides; conditions are the question's."""
    listed = find_drug(name).people.table.listed()
    return [(address, p) for address, p in listed.items() if not isinstance(p, Condition)]


EVERY = [pytest.param(p, id=address) for name in DRUGS for address, p in parameters(name)]
STRUCTURES = list(find_drug("naltrexone").structures)


def landing(sentence: str) -> dict[str, float]:
    """What lies where at the moment of the dose (amounts in nmol, by address), leaving out what is empty."""
    drug = find_drug("naltrexone")
    amounts = [s.address for s in drug.system.states if s.symbol.substance is not None]
    course = simulate(drug.model, read_regimen(sentence), at=[0] * h, outputs=amounts)
    held = {name: float(course.values[name][0, 0]) for name in amounts}
    return {name: amount for name, amount in held.items() if amount}


@pytest.mark.parametrize("parameter", EVERY)
def test_every_parameter_has_a_source_or_an_assumption(parameter: Parameter) -> None:
    founded = [source for source in parameter.sources if isinstance(source, Source | Assumption)]
    assert founded
    assert len(parameter.sources) - len(founded) == (parameter.calibration is not None)
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


def test_one_table_holds_the_parameters_of_all_structures(drug: Drug) -> None:
    tables = [population.table.listed() for population in drug.populations.values()]
    for structure in drug.structures.values():
        remembered = {address for pair in structure.system.memories.values() for address in pair}
        for address, parameter in structure.system.parameters.items():
            assert address in remembered or all(table[address] is parameter for table in tables)


def test_structures_call_the_same_things_by_the_same_addresses(drug: Drug) -> None:
    named = [*drug.concentrations.values(), *drug.dose_ratios.values(), *drug.challenges.values()]
    for structure in drug.structures.values():
        for address in named:
            assert structure.system.output(address).expression is not None
        assert set(structure.system.routes) == set(drug.system.routes)


def test_structures_differ() -> None:
    drug = find_drug("naltrexone")
    course = {
        name: simulate(structure, read_regimen("50 mg"), at=[48] * h).values["mu.displacement"][0, 0]
        for name, structure in drug.structures.items()
    }
    assert len(set(np.round(list(course.values()), 2))) == len(drug.structures)


def test_the_favourite_and_the_usual_people_stand_first() -> None:
    drug = find_drug("naltrexone")
    assert drug.model is drug.structures["slow exchange"]
    assert drug.people is drug.populations["adults"]


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_shares_of_a_receptor_sum_to_one(structure: str) -> None:
    drug = find_drug("naltrexone")
    course = simulate(drug.structures[structure], read_regimen("50 mg"), at=[0, 2, 24] * h)
    for receptor in drug.receptors.values():
        held = [f"{receptor}.share_of_{ligand}" for ligand in drug.ligands.values()]
        known = [name for name in held if name in course.values]
        assert len(known) >= 3 or receptor == "tlr4"  # where the body's own ligands are no opioids
        total = sum(course.values[name] for name in [*known, f"{receptor}.share_free"])
        assert np.allclose(total, 1, rtol=0, atol=SOLVED)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_before_any_dose_nothing_is_displaced_and_nothing_moves(structure: str) -> None:
    drug = find_drug("naltrexone")
    course = simulate(drug.structures[structure], None, drug.people.sample(5, seed=1), at=[0, 1, 200] * h)
    for receptor in drug.receptors.values():
        assert np.abs(course.values[f"{receptor}.displacement"]).max() < SOLVED
    for address in drug.dose_ratios.values():
        assert np.allclose(course.values[address], 1, rtol=0, atol=SOLVED)
    for ligand in ("endorphin", "enkephalin"):
        held = course.values[f"mu.share_of_{ligand}"]
        assert (held > 0.001).all()  # about one in a hundred, and people differ severalfold
        assert np.allclose(held, held[:, :1], rtol=SOLVED)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_kappa_is_dynorphins_and_hardly_beta_endorphins(structure: str) -> None:
    values = simulate(find_drug("naltrexone").structures[structure], None, at=[0] * h).values
    assert values["kappa.share_of_endorphin"][0, 0] < values["kappa.share_of_dynorphin"][0, 0] / 10
    assert "kappa.share_of_enkephalin" not in values


def test_what_may_be_calibrated_is_in_the_table_and_each_structure_uses_its_part(drug: Drug) -> None:
    assert len(set(drug.calibrated)) == len(drug.calibrated)
    used = [set(drug.calibrated) & set(s.system.parameters) for s in drug.structures.values()]
    assert set.union(*used) == set(drug.calibrated)


def test_every_observation_has_a_regimen_that_can_be_read(drug: Drug) -> None:
    for seen in drug.observations:
        assert seen.arm.regimen in ("placebo", "nothing") or read_regimen(seen.arm.regimen).given()


def test_one_route_is_the_usual_one(drug: Drug) -> None:
    assert [route.usual for route in drug.system.routes.values()].count(True) <= 1


def test_naltrexone_enters_by_mouth_as_the_hydrochloride_and_from_a_depot_as_the_base() -> None:
    routes = find_drug("naltrexone").system.routes
    assert {name: (route.state, route.form) for name, route in routes.items()} == {
        "mouth": ("gut", "hydrochloride"),
        "depot": ("muscle.dry", "base"),
        "implant": ("under_skin", "base"),
        "vein": ("parent.plasma", "hydrochloride"),
    }


def test_a_depot_of_380_milligrams_is_weighed_as_the_base() -> None:
    assert landing("380 mg by depot") == {"muscle.dry": pytest.approx(DEPOT_AS_BASE, rel=ROUNDED)}


def test_a_low_dose_displaces_in_proportion_at_first() -> None:
    drug = find_drug("naltrexone")
    tiny, twice = (
        simulate(drug.model, read_regimen(f"{dose} mg"), at=[4] * h).values["mu.displacement"][0, 0]
        for dose in (0.001, 0.002)
    )
    assert twice == pytest.approx(2 * tiny, rel=1e-3)  # receptors held: 0.01 %, so the next order is as small
    assert tiny > 0


def test_a_liver_that_keeps_less_lets_as_much_more_through() -> None:
    """In a well-stirred liver the exposure by mouth is dose over capacity, whatever the flow."""
    drug, plasma = find_drug("naltrexone"), "parent.plasma.concentration"
    impaired = drug.populations["adults with liver impairment"].sample(20, seed=3)
    areas = [
        simulate(
            drug.model, read_regimen("50 mg"), people, until=1000 * h, keep=Areas(), outputs=[plasma]
        ).values[f"area of {plasma}"][:, 0]
        for people in (drug.people.sample(20, seed=3), impaired)
    ]  # fmt: skip
    capacity = drug.people.table.listed()["liver.capacity_left"]
    assert isinstance(capacity.between_people, LogNormal)
    drawn = capacity.value.coherent * capacity.between_people.draw(3, "liver.capacity_left", impaired.identity)
    assert areas[1] / areas[0] == pytest.approx(1 / drawn, rel=SOLVED)


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
    assert caught.value.exists == f"the library has: {', '.join(sorted(DRUGS))}"
    assert caught.value.hint == 'did you mean "naltrexone"?'


def test_a_name_that_is_a_path_is_no_drug() -> None:
    with pytest.raises(DrugError, match="no drug is called"):
        find_drug("../drugs/naltrexone")


class TestTransit:
    def test_what_goes_in_comes_out_as_a_gamma_distribution(self) -> None:
        class Slow(Parameters):
            """Five stages."""

            drug = naltrexone_base
            rate = Parameter(0.5 / h, "rate", naltrexone_base.source, "high")

        @model
        def late(m: Any, p: Any = Slow) -> None:
            """Late."""
            m.way = transit(5)(p)
            m.plasma = Compartment(p.drug)
            m.way.last.flows_to(m.plasma, rate=p.rate)

        times = np.linspace(0, 40, 9)
        course = simulate(late, Dose(100 * nmol, into="way.first"), at=times * h, outputs=["plasma.amount"])
        expected = 100 * gamma.cdf(times, 5, scale=2)
        assert course["plasma.amount"].values[0] == pytest.approx(expected, abs=1e-3)

    def test_one_stage_is_a_compartment(self) -> None:
        with pytest.raises(ModelError, match="a transit of 1 stages"):
            transit(1)
