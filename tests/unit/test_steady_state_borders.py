"""What reaches across the start of a steady state: doses due right there, last doses; and who may begin so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Compartment, Dose, MatrixExponential, Rodas5P, Route, find_drug, model, people_from, simulate
from neurodose.dosing.intervention import Intervention, multiply, replace, reset
from neurodose.dosing.record import Act
from neurodose.errors import CourseError, DoseError, SolverError
from neurodose.modelling.model import Model
from neurodose.simulation.steady_state import find_steady_state
from neurodose.units import L, day, h, mg, nM, nmol
from tests.models import Numbers, assume, one_compartment, oral_two_compartment
from tests.visiting import EXACT, MG, PLASMA, Ways, fading

FINE = Rodas5P(rtol=1e-10, max_steps=1_000_000)
REPEATS = 1e-8  # relative: how well a march of this tolerance goes on from where the period closes


def arriving_after(hours: float) -> Model:
    """A model in which a dose arrives in plasma so many hours after it was given."""

    class Late(Numbers):
        """The same numbers."""

        lag = assume(hours * h, "lag")

    @model
    def late(m: Any, p: Any = Late) -> None:
        """One compartment into which every dose comes late."""
        m.plasma = Compartment(p.drug, volume=p.V)
        m.vein = Route(m.plasma, form="base", usual=True, lag=p.lag)
        m.plasma.is_cleared(by=p.CL)

    return late


@model
def late_and_fading(m: Any, p: Any = Ways) -> None:
    """Absorption becomes slower with the time since the last dose, which comes nine hours late."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.mouth = Route(m.gut, form="base", usual=True, lag=p.lag)
    m.gut.flows_to(m.plasma, rate=p.ka / (1 + p.fades * m.gut.time_since_dose))
    m.plasma.is_cleared(by=p.CL)


def periods_of(model_: Model, regimen: Dose, method: Any, output: str = PLASMA) -> np.ndarray:
    """Four periods of twelve hours from the steady state (periods, looks)."""
    start = find_steady_state(model_, regimen, every=12 * h)
    looks = np.arange(0, 48, 0.5) + 0.25
    plan = regimen.repeated(every=12 * h, count=5)
    course = simulate(model_, plan, at=looks * h, start=start, method=method, outputs=[output])
    return course[output].coherent[0].reshape(4, -1)


@pytest.mark.parametrize("lag", [12 - 1e-12, 12.0, 12 + 1e-12, 24.0, 36.0])
def test_a_dose_that_is_due_right_at_the_start_arrives_then(lag: float) -> None:
    periods = periods_of(arriving_after(lag), Dose(1 * mg), MatrixExponential())
    assert periods == pytest.approx(np.tile(periods[-1], (4, 1)), rel=EXACT)


@pytest.mark.parametrize("lag", [5.0, 17.0, 29.0])
def test_so_does_one_whose_lag_and_time_make_a_whole_period(lag: float) -> None:
    periods = periods_of(arriving_after(lag), Dose(1 * mg, at=7 * h), MatrixExponential())
    assert periods == pytest.approx(np.tile(periods[-1], (4, 1)), rel=EXACT)


@pytest.mark.parametrize("model_", [fading, late_and_fading])
@pytest.mark.parametrize("at", [0.0, 3.0, 5.0, 11.0])
def test_the_last_dose_before_the_start_is_remembered(model_: Model, at: float) -> None:
    periods = periods_of(model_, Dose(1 * mg, at=at * h), FINE)
    assert periods == pytest.approx(np.tile(periods[-1], (4, 1)), rel=REPEATS)


def test_how_much_it_was_is_remembered_too() -> None:
    regimen = Dose(1 * mg, at=2 * h) & Dose(3 * mg, at=8 * h)
    start = find_steady_state(fading, regimen, every=12 * h)
    assert start["last"].to(nmol).value == pytest.approx([3 * MG])
    course = simulate(fading, regimen, at=[0, 3, 9] * h, start=start, outputs=["last"])
    assert course["last"].coherent[0] == pytest.approx([3 * MG, 1 * MG, 3 * MG])


def test_a_larger_model_is_no_start() -> None:
    start = find_steady_state(one_compartment, Dose(1 * mg), every=12 * h)
    with pytest.raises(CourseError, match="is no start for 1 people and oral_two_compartment") as caught:
        simulate(oral_two_compartment, Dose(1 * mg), until=1 * day, start=start)
    assert caught.value.exists == "the models differ"


def test_other_people_are_no_start_even_if_they_are_as_many() -> None:
    some, others = (people_from({"CL": np.array(values) * L / h}) for values in ([1.0, 2.0], [10.0, 20.0]))
    start = find_steady_state(one_compartment, Dose(1 * mg), some, every=1 * day)
    with pytest.raises(CourseError, match="is no start for 2 people") as caught:
        simulate(one_compartment, Dose(1 * mg), others, until=1 * day, start=start)
    assert caught.value.exists == "their parameters differ"


def test_what_is_given_into_a_place_it_never_leaves_has_no_steady_state() -> None:
    @model
    def heap(m: Any, p: Any = Numbers) -> None:
        """What goes in stays."""
        m.plasma = Compartment(p.drug, volume=p.V)
        m.vein = Route(m.plasma, form="base", usual=True)

    with pytest.raises(SolverError, match="what is given into plasma stays there") as caught:
        find_steady_state(heap, Dose(1 * mg), every=12 * h)
    assert caught.value.hint


@pytest.mark.parametrize("regimen", [None, "1 mg", 50])
def test_what_is_no_regimen_has_no_steady_state(regimen: Any) -> None:
    with pytest.raises(DoseError, match="is no regimen") as caught:
        find_steady_state(one_compartment, regimen, every=12 * h)
    assert "read_regimen" in str(caught.value.hint)


def test_it_tells_how_well_it_closed() -> None:
    told = repr(find_steady_state(one_compartment, Dose(1 * mg), every=12 * h))
    assert "1 people, of whom the one furthest from it repeats: plasma changes by" in told


class TestInterventions:
    @pytest.mark.parametrize("amount", [3 * nM, 3 * mg])
    def test_an_amount_that_cannot_be_is_named_by_its_number(self, amount: Any) -> None:
        told = [reset(at=1 * h), replace("plasma", amount, at=2 * h)]
        with pytest.raises(DoseError, match=r"nM|which form") as caught:
            simulate(one_compartment, None, until=1 * day, interventions=told)
        assert caught.value.where == "intervention 2"

    def test_a_compartment_is_multiplied_by_a_number(self) -> None:
        with pytest.raises(DoseError, match="plasma cannot be multiplied by 'half'"):
            multiply("plasma", "half", at=1 * h)  # pyright: ignore[reportArgumentType]

    @pytest.mark.parametrize("act", [Act.SET, Act.SCALE, Act.OFF, Act.ON, Act.DOSE])
    def test_one_by_hand_needs_all_that_its_kind_does(self, act: Act) -> None:
        with pytest.raises(DoseError, match="an intervention that is to"):
            Intervention(act, 1 * h)


def test_a_method_that_cannot_solve_the_model_is_refused() -> None:
    with pytest.raises(SolverError, match="the matrix exponential does not solve it"):
        find_steady_state(
            find_drug("naltrexone").structures["deep binding"], Dose(50 * mg), every=24 * h, method=MatrixExponential()
        )
