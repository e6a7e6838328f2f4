"""Linear models against what is known exactly: the textbook's formulas, the matrix exponential, and conservation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Course, Dose, MatrixExponential, Rodas5P, describe, model, people_from, population, simulate
from neurodose.dosing.regimen import Plan
from neurodose.errors import SolverError
from neurodose.simulation.keep import Areas
from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.units import L, day, dL, g, h, mg, minute, mL, mmol, nmol, ug, umol
from tests.models import Numbers, assume, competing, one_compartment, oral_two_compartment, with_metabolite

OF_MAXIMUM = 1e-7  # what an integration at rtol 1e-9 may lose, as a share of the profile's maximum
CONSERVED = 1e-11  # every step conserves a sum exactly but for rounding, however wrong its parts
ROUNDING = 1e-12  # some thousand operations, each right to 1e-16
TIGHT = [Rodas5P(rtol=1e-9, atol=1e-9), DormandPrince(rtol=1e-9, atol=1e-9)]
BOTH = pytest.mark.parametrize("method", TIGHT, ids=lambda method: type(method).__name__)
EVERY = [*TIGHT, MatrixExponential()]
EACH = pytest.mark.parametrize("method", EVERY, ids=lambda method: type(method).__name__)
PLASMA = "plasma.concentration"


@population
def adults(i: Any, p: Any = Numbers) -> None:
    """People as the table says."""


def differ(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference, as a share of the largest value of each profile."""
    return float((np.abs(one - other).max(axis=-1) / np.abs(other).max(axis=-1)).max())


def simulate_oral(regimen: Plan, method: Any, **how: Any) -> Course:
    return simulate(oral_two_compartment, regimen, until=48 * h, every=0.5 * h, method=method, **how)


@BOTH
def test_two_compartments_by_mouth_agree_with_the_matrix_exponential(method: Any, seed: int) -> None:
    people = adults.sample(10, seed=seed)
    regimen = Dose(50 * mg, every=12 * h, count=4).together(Dose(20 * mg, route="vein", at=5 * h, over=3 * h))
    exact = simulate_oral(regimen, MatrixExponential(), people=people)
    course = simulate_oral(regimen, method, people=people)
    for name in (PLASMA, "tissue.concentration"):
        assert differ(course[name].values, exact[name].values) < OF_MAXIMUM


@EACH
def test_one_dose_by_mouth_follows_the_formula_of_three_exponentials(method: Any) -> None:
    ka, CL, V, Q, Vp = (getattr(Numbers, name).value.coherent for name in ("ka", "CL", "V", "Q", "Vp"))
    out, there, back = CL / V, Q / V, Q / Vp
    total, product = out + there + back, out * back
    root = np.sqrt(total**2 - 4 * product)
    rates = [(total + root) / 2, (total - root) / 2, ka]
    uneven = [0, 0.1, 0.4, 1, 1.7, 3, 7, 7.5, 16, 40] * h
    course = simulate(oral_two_compartment, Dose(50 * mg), at=uneven, method=method)
    dose = 50e6 / 250  # nmol
    amount = np.zeros_like(course.times)
    for n, rate in enumerate(rates):
        others = np.prod([other - rate for k, other in enumerate(rates) if k != n])
        amount += ka * dose * (back - rate) / others * np.exp(-rate * course.times)
    assert differ(course[PLASMA].coherent, amount[None] / V) < OF_MAXIMUM


@EACH
def test_an_infusion_rises_to_rate_over_clearance_and_falls_from_where_it_ends(method: Any) -> None:
    CL, V = Numbers.CL.value.coherent, Numbers.V.value.coherent
    hours, rate, k = 30.0, 100e6 / 250 / 30.0, CL / V  # nmol per h
    course = simulate(one_compartment, Dose(100 * mg, over=hours * h), until=72 * h, every=1 * h, method=method)
    t = course.times
    rising = rate / CL * -np.expm1(-k * np.minimum(t, hours))
    known = rising * np.exp(-k * np.maximum(t - hours, 0))
    assert differ(course[PLASMA].coherent, known[None]) < OF_MAXIMUM


@EACH
def test_mass_is_conserved_when_a_metabolite_forms(method: Any, seed: int) -> None:
    regimen = Dose(100 * nmol, every=6 * h, count=5)
    places = [f"{state.address}.amount" for state in describe(with_metabolite).states]
    people = adults.sample(5, seed=seed)
    course = simulate(with_metabolite, regimen, people, until=48 * h, every=1 * h, outputs=places, method=method)
    amounts = {place: course[place].coherent for place in places}
    given = 100.0 * np.minimum(course.times // 6 + 1, 5)
    assert sum(amounts.values()) == pytest.approx(np.tile(given, (5, 1)), rel=CONSERVED)
    assert amounts["urine_metabolite.amount"][:, -1].min() > 20


@EACH
def test_two_half_doses_equal_one_dose(method: Any) -> None:
    whole = simulate_oral(Dose(50 * mg, every=24 * h, count=2), method)
    half = Dose(25 * mg, every=24 * h, count=2)
    assert differ(simulate_oral(half.together(half), method)[PLASMA].values, whole[PLASMA].values) < OF_MAXIMUM


@EACH
def test_what_two_regimens_do_adds_up(method: Any) -> None:
    tablets = Dose(50 * mg, every=12 * h, count=3)
    drip = Dose(80 * mg, route="vein", at=7 * h, over=10 * h)
    together = simulate_oral(tablets.together(drip), method)[PLASMA].values
    apart = [simulate_oral(regimen, method)[PLASMA].values for regimen in (tablets, drip)]
    assert min(part.max() for part in apart) > 0.1 * together.max()
    assert differ(apart[0] + apart[1], together) < OF_MAXIMUM


def test_twice_the_dose_is_bitwise_twice_the_concentration() -> None:
    one, two = (simulate_oral(Dose(n * mg), MatrixExponential())[PLASMA].values for n in (50, 100))
    assert np.array_equal(two, 2 * one)


@EACH
@pytest.mark.parametrize(
    "dose",
    [
        Dose(0.25 * g),
        Dose(250_000 * ug),
        Dose(1 * mmol),
        Dose(1000 * umol),
        Dose(250 * mg, salt="base"),
        Dose(286.5 * mg, salt="hydrochloride"),
        Dose(250 * mg, at=0 * minute),
    ],
    ids=str,
)
def test_the_unit_of_a_dose_changes_no_result(method: Any, dose: Dose) -> None:
    plain = simulate_oral(Dose(250 * mg), method)[PLASMA].values
    assert differ(simulate_oral(dose, method)[PLASMA].values, plain) < ROUNDING


class OtherUnits(Numbers):
    """The same numbers in other units."""

    ka = assume(0.02 / minute, "absorption rate constant")
    CL = assume(2 * L / day, "clearance")
    V = assume(50_000 * mL, "volume of plasma")
    Q = assume(100 * mL / minute, "clearance between plasma and tissue")
    Vp = assume(1000 * dL, "volume of tissue")


class SameNumbers(Numbers):
    """Those numbers in the units of the other tables."""

    CL = assume(2 * L / h / 24, "clearance")
    Q = assume(6 * L / h, "clearance between plasma and tissue")


@EACH
def test_the_units_of_parameters_and_times_change_no_result(method: Any) -> None:
    plain = simulate(
        oral_two_compartment(SameNumbers),
        Dose(50 * mg, every=12 * h, count=4),
        until=48 * h,
        every=1 * h,
        method=method,
    )
    other = simulate(
        oral_two_compartment(OtherUnits),
        Dose(50 * mg, every=0.5 * day, count=4),
        until=2 * day,
        every=60 * minute,
        method=method,
    )
    assert plain.times == pytest.approx(other.times, rel=ROUNDING)
    assert differ(other[PLASMA].coherent, plain[PLASMA].coherent) < ROUNDING


def test_the_unit_of_a_column_changes_no_result() -> None:
    plain = people_from({"CL": np.array([3.0, 6.0]) * L / h, "V": np.array([40.0, 60.0]) * L})
    other = people_from({"CL": [50.0, 100.0], "V": [40_000.0, 60_000.0]}, {"CL": mL / minute, "V": mL})
    courses = [simulate_oral(Dose(50 * mg), MatrixExponential(), people=people) for people in (plain, other)]
    assert differ(courses[0][PLASMA].values, courses[1][PLASMA].values) < ROUNDING


@pytest.mark.parametrize("method", [*TIGHT, MatrixExponential()], ids=lambda method: type(method).__name__)
def test_the_area_under_a_concentration_is_dose_over_clearance(method: Any, seed: int) -> None:
    people = adults.sample(6, seed=seed)
    course = simulate(
        oral_two_compartment,
        Dose(250 * mg),
        people,
        until=90 * day,
        keep=Areas(),
        outputs=[PLASMA],
        method=method,
    )
    areas = course[f"area of {PLASMA}"].coherent[:, 0]
    assert areas == pytest.approx(1e6 / people.columns["CL"], rel=OF_MAXIMUM)


def test_a_model_that_is_not_linear_is_refused_by_the_matrix_exponential() -> None:
    with pytest.raises(SolverError, match="competing is not linear") as caught:
        simulate(competing, Dose(50 * mg), until=24 * h, method=MatrixExponential())
    assert "Rodas5P" in str(caught.value.hint)


def test_an_area_of_a_quantity_that_is_not_linear_is_refused_by_the_matrix_exponential() -> None:
    @model
    def squared(m: Any, p: Any = Numbers) -> None:
        """The square of a concentration is not linear, though the model is."""
        m.drug = one_compartment(p)
        m.square = m.drug.plasma.concentration**2

    simulate(squared, Dose(50 * mg), until=24 * h, outputs=["square"], method=MatrixExponential())
    with pytest.raises(SolverError, match="squared is not linear"):
        simulate(squared, Dose(50 * mg), until=24 * h, outputs=["square"], keep=Areas(), method=MatrixExponential())
