"""CYP3A and CYP2D6 as pools: their turnover, what a genotype gives, and the three ways in which they are changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Compartment, Dose, Parameters, Route, model, people_from, read_regimen, simulate
from neurodose.errors import DoseError, ModelError, UnitError
from neurodose.library.drugs import dextromethorphan, midazolam
from neurodose.library.enzymes import (
    Induction,
    Inhibition,
    enzyme,
    enzymes,
    follow,
    phenotype_of,
    reach_gut_wall,
    reach_liver,
)
from neurodose.library.enzymes_numbers import CYP2D6, EUROPEAN_SCORES, Enzymes, Paroxetine, Quinidine, Rifampicin
from neurodose.modelling.pool import State
from neurodose.populations import population
from neurodose.units import L, h, mg, minute, nM, nmol, percent, uM
from tests.models import assume, parent

EXACT = 1e-6  # relative: formulas in one parameter, met at the solver's own tolerance
SOLVED = 1e-3  # relative: the solver's tolerance along a curve


class Numbers(Parameters):
    """An enzyme and a made-up substance that is quickly gone."""

    enzymes = Enzymes
    drug = parent
    V = assume(10 * L, "volume")
    CL = assume(20 * L / h, "clearance")
    Ki = assume(50 * nM, "affinity")
    KI = assume(100 * nM, "concentration at half of the fastest inactivation")
    kinact = assume(2 / h, "fastest inactivation")
    Emax = assume(8, "largest increase of synthesis")
    EC50 = assume(100 * nM, "concentration at half of it")


def give_and_clear(m: Any, p: Any) -> None:
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL)


@model
def destroyed(m: Any, p: Any = Numbers) -> None:
    """A substance destroys an enzyme and is gone within hours."""
    give_and_clear(m, p)
    reach = m.plasma.concentration
    m.enzyme = enzyme(p.enzymes.cyp2d6, influences=(Inhibition(reach, KI=p.KI, kinact=p.kinact),))


@model
def held(m: Any, p: Any = Numbers) -> None:
    """A substance holds an enzyme and is gone within hours."""
    give_and_clear(m, p)
    m.enzyme = enzyme(p.enzymes.cyp2d6, influences=(Inhibition(m.plasma.concentration, Ki=p.Ki),))


@model
def induced(m: Any, p: Any = Numbers) -> None:
    """A substance that runs in without end has more of an enzyme made."""
    give_and_clear(m, p)
    m.enzyme = enzyme(p.enzymes.cyp3a_liver, influences=(Induction(m.plasma.concentration, Emax=p.Emax, EC50=p.EC50),))


@model
def inhibits_itself(m: Any, p: Any = Numbers) -> None:
    """A substance holds the enzyme that clears it."""
    m.at_liver = State(0 * nM, "what is at the enzyme")
    m.enzymes = enzymes(p.enzymes, on_cyp3a_liver=(Inhibition(m.at_liver, Ki=p.Ki),))
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL * m.enzymes.cyp3a_liver.activity)
    follow(m.at_liver, m.plasma.concentration, rate=p.enzymes.exchange.rate)


class Steady(Parameters):
    """Enzymes, and known inhibitors and inducers at steady concentrations."""

    enzymes = Enzymes
    paroxetine = Paroxetine
    quinidine = Quinidine
    rifampicin = Rifampicin


@model
def under_known_substances(m: Any, p: Any = Steady) -> None:
    """Paroxetine acts on one CYP2D6, quinidine on another, rifampicin on CYP3A."""
    paroxetine, quinidine, rifampicin = p.paroxetine, p.quinidine, p.rifampicin
    m.paroxetine = enzyme(
        p.enzymes.cyp2d6,
        influences=(Inhibition(paroxetine.unbound, KI=paroxetine.KI, kinact=paroxetine.kinact),),
    )
    m.quinidine = enzyme(p.enzymes.cyp2d6, influences=(Inhibition(quinidine.unbound, Ki=quinidine.Ki),))
    m.rifampicin = enzyme(
        p.enzymes.cyp3a_liver,
        influences=(Induction(rifampicin.unbound, Emax=rifampicin.Emax, EC50=rifampicin.EC50),),
    )


def activity(course: Any, address: str) -> np.ndarray:
    return course[f"{address}.activity"].values[0] / 100


def test_what_is_usual_is_one() -> None:
    course = simulate(enzymes, until=500 * h, every=100 * h)
    for address in ("cyp3a_liver", "cyp3a_gut", "cyp2d6"):
        assert activity(course, address) == pytest.approx(1, rel=EXACT)


@pytest.mark.parametrize(("address", "half_life"), [("cyp3a_liver", 36), ("cyp3a_gut", 23), ("cyp2d6", 51)])
def test_half_lives_are_those_of_the_sources(address: str, half_life: float) -> None:
    loss = enzymes.system.parameters[f"{address}.loss"].value.coherent
    assert np.log(2) / loss == pytest.approx(half_life, abs=0.5)


def test_a_score_gives_what_the_table_says_and_lines_between() -> None:
    known = {0: 0, 0.25: 0.022, 0.5: 0.136, 0.75: 0.26, 1: 0.40, 1.25: 0.475, 1.5: 0.626, 2: 1, 2.5: 1.35, 3: 1.70}
    scores = [*known, 1.75, 5]
    course = simulate(enzymes, None, people_from({"cyp2d6.score": scores}), at=[0] * h)
    found = course["cyp2d6.activity"].values[:, 0] / 100
    assert found == pytest.approx([*known.values(), (0.626 + 1) / 2, 1.70], abs=EXACT)


def test_scores_are_as_frequent_as_in_europeans(seed: int) -> None:
    spread = CYP2D6.listed()["score"].between_people
    drawn = 2 * spread.draw(seed, "score", np.arange(20_000))  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
    called = [phenotype_of(score) for score in drawn]
    shares = {name: called.count(name) / len(called) for name in sorted(set(called))}
    # Worked out from allele frequencies; three standard errors of 20,000 people.
    assert shares == pytest.approx(
        {
            "poor metaboliser": 0.061, "intermediate metaboliser": 0.382, "normal metaboliser": 0.527,
            "ultrarapid metaboliser": 0.030,
        }, abs=0.011,
    )  # fmt: skip
    assert sum(EUROPEAN_SCORES.values()) == pytest.approx(1)


def test_a_substance_that_holds_lets_go_at_once() -> None:
    course = simulate(held, read_regimen("5000 nmol"), until=10 * h, every=0.1 * h)
    reach = course["plasma.concentration"].to(nM).values[0]
    assert activity(course, "enzyme") == pytest.approx(1 / (1 + reach / 50), rel=SOLVED)


def test_what_was_destroyed_comes_back_with_turnover() -> None:
    course = simulate(destroyed, read_regimen("5000 nmol"), until=400 * h, every=1 * h)
    missing = 1 - activity(course, "enzyme")
    assert missing.max() > 0.5
    assert missing[102] / missing[51] == pytest.approx(np.exp(-0.0136 * 51), rel=SOLVED)  # half in 51 h


def test_induction_comes_with_turnover() -> None:
    course = simulate(induced, read_regimen("1000000 nmol over 500 h"), until=400 * h, every=1 * h)
    reached = activity(course, "enzyme") - 1
    largest = 8 / 2  # 100 nM, the EC50
    assert reached[-1] == pytest.approx(largest, rel=SOLVED)
    assert reached[36] == pytest.approx(largest / 2, rel=0.03)  # a half-life, and the hour until plasma is steady


def test_a_substance_may_hold_the_enzyme_that_clears_it() -> None:
    course = simulate(inhibits_itself, read_regimen("5000 nmol"), until=20 * h, every=0.1 * h)
    reach, left = course["plasma.concentration"].to(nM).values[0], activity(course, "enzymes.cyp3a_liver")
    assert left[10] < 0.5 < left[-1]
    assert reach[-1] > 500 * np.exp(-2 * 20)  # slower than if it left the enzyme alone
    at_site = course["at_liver"].values[0]
    assert at_site[20:] == pytest.approx(reach[20:], rel=0.15)  # it follows within minutes


def test_known_substances_leave_what_the_static_equations_say() -> None:
    course = simulate(under_known_substances, at=[0, 1000] * h)
    kobs = 0.17 * 60 * 0.0045 / (0.167 + 0.0045)
    expected = {
        "paroxetine": 0.0136 / (0.0136 + kobs), "quinidine": 1 / (1 + 0.2 / 0.017),
        "rifampicin": 1 + 9 * 1.9 / (0.34 + 1.9),
    }  # fmt: skip
    for name, share in expected.items():
        assert activity(course, name) == pytest.approx(share, rel=EXACT)
    assert 0.04 < expected["paroxetine"] < 0.08  # 0.05 to 0.08 in people


class Swallowed(Parameters):
    """100 µmol of a made-up substance that destroys CYP3A, with constants of a plant's alkaloid."""

    enzymes = Enzymes
    drug = parent
    ka = assume(1.5 / h, "absorption rate constant")
    V = assume(50 * L, "volume")
    CL = assume(60 * L / h, "clearance")
    unbound_in_gut = assume(0.15, "share unbound in the gut wall")
    fu = assume(0.1, "share unbound in plasma")
    liver_flow = assume(90 * L / h, "blood flow of the liver")
    KI = assume(4.2 * uM, "concentration at half of the fastest inactivation")
    kinact = assume(0.079 / minute, "fastest inactivation")


@model
def swallowed(m: Any, p: Any = Swallowed) -> None:
    """A substance passes the gut wall and the liver, and destroys CYP3A in both."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.is_cleared(by=p.CL)
    in_wall = reach_gut_wall(m.gut, rate=p.ka, flow=p.enzymes.exchange.villous_flow, unbound=p.unbound_in_gut)
    at_liver = reach_liver(m.plasma.concentration, p.ka * m.gut.amount, flow=p.liver_flow, blood_ratio=1, unbound=p.fu)
    m.enzymes = enzymes(
        p.enzymes,
        on_cyp3a_gut=(Inhibition(in_wall, KI=p.KI, kinact=p.kinact),),
        on_cyp3a_liver=(Inhibition(at_liver, KI=p.KI, kinact=p.kinact),),
    )


@pytest.mark.parametrize(
    ("unbound", "least", "next_day"), [(1.0, (0.06, 0.11), (0.44, 0.54)), (0.15, (0.48, 0.50), (0.69, 0.74))]
)
def test_a_brief_peak_does_not_take_all_of_the_gut(
    unbound: float, least: tuple[float, float], next_day: tuple[float, float]
) -> None:
    """The static equation, which takes the peak for lasting, leaves 1 to 2 %; what is unbound in the wall decides."""
    people = people_from({"ka": np.array([0.5, 1.5, 3]) / h, "unbound_in_gut": [unbound] * 3})
    course = simulate(swallowed, read_regimen("100 umol"), people, until=24 * h, every=0.05 * h)
    left = course["enzymes.cyp3a_gut.activity"].values / 100
    found = np.round([left.min(axis=1), left[:, -1]], 2)
    assert least[0] <= found[0].min() <= found[0].max() <= least[1]
    assert next_day[0] <= found[1].min() <= found[1].max() <= next_day[1]
    assert course["enzymes.cyp3a_liver.activity"].values.min() / 100 > least[0]


class Cocktail(Parameters):
    """Both probes, and what clears them."""

    midazolam = midazolam.Adults
    dextromethorphan = dextromethorphan.Adults
    enzymes = Enzymes
    paroxetine = Paroxetine


@model
def cocktail(m: Any, p: Any = Cocktail) -> None:
    """Midazolam and dextromethorphan are taken together, under paroxetine."""
    inhibition = Inhibition(p.paroxetine.unbound, KI=p.paroxetine.KI, kinact=p.paroxetine.kinact)
    m.enzymes = enzymes(p.enzymes, on_cyp2d6=(inhibition,))
    liver = m.enzymes.cyp3a_liver.activity
    m.midazolam = midazolam.midazolam_kinetics(p.midazolam, cyp3a_liver=liver, cyp3a_gut=m.enzymes.cyp3a_gut.activity)
    m.dextromethorphan = dextromethorphan.dextromethorphan_kinetics(
        p.dextromethorphan, cyp2d6=m.enzymes.cyp2d6.activity, cyp3a_liver=liver
    )


@population
def adults(i: Any, p: Any = Cocktail) -> None:
    """Adults, each with one weight."""
    i.weight = p.midazolam.body.weight
    size = i.weight / p.midazolam.body.standard_weight
    i.midazolam.weight = i.weight
    midazolam.grow(i.midazolam, p.midazolam, size)
    i.dextromethorphan.weight = i.weight
    dextromethorphan.grow(i.dextromethorphan, p.dextromethorphan, size)


def test_probes_are_composed_without_being_changed(seed: int) -> None:
    both = read_regimen("3 mg via midazolam.mouth") & read_regimen("30 mg via dextromethorphan.mouth")
    people = adults.sample(50, seed=seed)
    course = simulate(cocktail, both, people, until=24 * h, every=1 * h)
    course.status.raise_if_failed()
    scores = people["enzymes.cyp2d6.score"].value
    shares = course["dextromethorphan.bioavailability"].values[:, 0]
    assert shares[scores < 1].min() > 50
    assert np.median(shares[scores == 2]) > 50  # 11 without paroxetine
    assert np.median(course["midazolam.bioavailability"].values[:, 0]) == pytest.approx(30, abs=6)


def test_each_of_two_drugs_has_its_usual_route() -> None:
    told = read_regimen("3 mg of midazolam") & read_regimen("30 mg of dextromethorphan by mouth")
    said = read_regimen("3 mg via midazolam.mouth") & read_regimen("30 mg via dextromethorphan.mouth")
    one, other = (
        simulate(cocktail, regimen, until=8 * h, every=1 * h, outputs=["midazolam.plasma.amount"])
        for regimen in (told, said)
    )
    np.testing.assert_array_equal(one["midazolam.plasma.amount"].coherent, other["midazolam.plasma.amount"].coherent)
    assert one["midazolam.plasma.amount"].coherent.max() > 0
    with pytest.raises(DoseError, match="does not say where it goes"):
        simulate(cocktail, Dose(3 * mg), until=8 * h)
    with pytest.raises(DoseError, match='2 routes are called "mouth"'):
        simulate(cocktail, Dose(3 * mg, route="mouth"), until=8 * h)


@pytest.mark.parametrize("half", [{}, {"KI": 1 * uM}, {"Ki": 1 * uM, "kinact": 1 / h}])
def test_half_an_inhibition_is_refused(half: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="an inhibition has an affinity"):
        Inhibition(1 * uM, **half)


def test_units_are_those_of_shares() -> None:
    outputs = enzymes.system.outputs
    assert {outputs[f"{a}.activity"].unit for a in ("cyp3a_liver", "cyp3a_gut", "cyp2d6")} == {percent}


def test_an_affinity_in_another_unit_is_refused() -> None:
    with pytest.raises(UnitError, match="1 cannot be added to"):
        assert enzyme(Enzymes.cyp2d6, influences=(Inhibition(1 * uM, Ki=1 * nmol),)).system
