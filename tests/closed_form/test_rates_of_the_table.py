"""The rates of binding that the table of affinities holds, lived through: what fills receptors by half, and how fast
they empty, is read off courses of a small model, through the library's rate law.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from neurodose import Compartment, Output, Parameter, Parameters, Rodas5P, model, read_regimen, simulate
from neurodose.library.affinities.rates import Rates, find_rates
from neurodose.library.rate_law import half_holding, ligand_by_rate_law
from neurodose.modelling.binding import Binding
from neurodose.modelling.route import Route
from neurodose.modelling.substance import Substance
from neurodose.simulation.course import Course
from neurodose.sources import Source
from neurodose.units import L, g, h, minute, mol, nM, one, s

# Half-holding concentration (nM) and half-life on the receptor (s), as the literature derives them from the rates.
DERIVED = {
    "fentanyl": (0.35, 160.0),
    "carfentanil": (0.023, 47 * 60.0),
    "naloxone": (0.59, 17.5),
    "buprenorphine": (0.0065, 3600.0),
    "remifentanil": (2.7, 5.6 * 60),
}
ROUNDED = 0.025  # relative: of figures given with two digits
READ_OFF = 2e-3  # relative: lines between points of a curve that is told every twentieth of a half-life
FLOORS = (1e-9, 1e-5, 1e-4)  # shares of the half-holding concentration below which the power is smoothed
UNCHANGED = 1e-6  # relative: at half-holding a floor of 1e-4 changes the power by less than a hundred-millionth
EXACT = Rodas5P(rtol=1e-10, atol=1e-13)
invented = Source("The neurodose authors", 2026, "made up for tests")
tracer = Substance("tracer", 400 * g / mol, invented)


class Bath(Parameters):
    """A litre of water around receptors, renewed at once."""

    volume = Parameter(1 * L, "volume", invented, "high")
    renewal = Parameter(1e6 * L / h, "flow of fresh water: none is left after a tenth of a second", invented, "high")
    total = Parameter(1 * nM, "receptors", invented, "high")


def find(ligand: str) -> Rates:
    (rates,) = (r for r in find_rates("mu", ligand) if r.assay == "fda")
    return rates


@cache
def bath_with(ligand: str, floor: float) -> Any:
    """A model of receptors in a bath of the drug, with the rates that the table holds."""
    rates = find(ligand)
    figures = {"association": rates.kon, "leaving": rates.koff, "exponent": rates.n}
    rows = {name: Parameter(a.value, name, a.source, a.certainty) for name, a in figures.items() if a.value is not None}
    rows["floor"] = Parameter(floor, "floor", invented, "high")
    table = type("Table", (Parameters,), {"__doc__": "As the table has them.", **rows})

    @model
    def bath(m: Any, p: Any = table, b: Any = Bath) -> None:
        """Receptors of one kind in a bath of the drug."""
        m.water = Compartment(tracer, volume=b.volume)
        m.tap = Route(m.water, form="base", usual=True)
        m.water.is_cleared(by=b.renewal)
        m.bound = Binding(b.total, drug=ligand_by_rate_law(m.water.concentration, p))
        m.half = Output(half_holding(p), "half-holding concentration", nM)

    return bath


def pour(ligand: str, level: float, lasting: float, floor: float, times: np.ndarray) -> Course:
    """A bath at a level, over the half-holding concentration, for some hours, then fresh water; told at hours."""
    amount = level * DERIVED[ligand][0] * 1e6 * lasting  # nmol that flow through at that concentration
    dose = read_regimen(f"{amount:.17g} nmol over {lasting:.17g} h")
    return simulate(bath_with(ligand, floor), dose, at=times * h, method=EXACT)


def read_half_holding(ligand: str, floor: float) -> float:
    """The concentration, in nM, at which a bath fills half in twenty half-lives: between levels on either side."""
    lasting = 20 * DERIVED[ligand][1] / 3600
    levels, held = np.array([0.96, 1.0, 1.04]), []
    for level in levels:
        course = pour(ligand, float(level), lasting, floor, np.array([lasting]))
        held.append(course["bound.share_of_drug"].to(one).values[0, 0])
    # The logit of the share is a line in the logarithm of the concentration.
    return float(
        np.exp(np.interp(0.0, np.log(np.array(held) / (1 - np.array(held))), np.log(levels * DERIVED[ligand][0])))
    )


def read_half_life(ligand: str, floor: float) -> float:
    """Seconds until half of what a strong bath bound has left, once the water is fresh."""
    half_life = DERIVED[ligand][1] / 3600
    lasting = 3 * half_life
    times = lasting + half_life * np.arange(1, 41) / 20
    course = pour(ligand, 100, lasting, floor, times)
    held = np.log2(course["bound.share_of_drug"].to(one).values[0])
    first = held[0]
    return float(np.interp(1.0, first - held, times - times[0]) * 3600)


@pytest.mark.parametrize("ligand", DERIVED)
def test_the_rates_come_to_what_is_known_of_them(ligand: str) -> None:
    half, half_life = DERIVED[ligand]
    assert find(ligand).half_holding.to(nM).value == pytest.approx(half, rel=ROUNDED)
    assert find(ligand).half_life.to(s).value == pytest.approx(half_life, rel=ROUNDED)


@pytest.mark.parametrize("ligand", DERIVED)
def test_a_bath_at_the_half_holding_concentration_fills_half_of_the_receptors(ligand: str) -> None:
    found = read_half_holding(ligand, FLOORS[1])
    assert found == pytest.approx(DERIVED[ligand][0], rel=ROUNDED)
    assert found == pytest.approx(find(ligand).half_holding.to(nM).value, rel=READ_OFF)


@pytest.mark.parametrize("ligand", DERIVED)
def test_in_fresh_water_half_has_left_after_the_half_life(ligand: str) -> None:
    found = read_half_life(ligand, FLOORS[1])
    assert found == pytest.approx(DERIVED[ligand][1], rel=ROUNDED)
    assert found == pytest.approx(find(ligand).half_life.to(s).value, rel=READ_OFF)


@pytest.mark.parametrize("ligand", ["fentanyl", "buprenorphine"])
def test_smoothing_near_zero_changes_neither(ligand: str) -> None:
    halves = [read_half_holding(ligand, floor) for floor in FLOORS]
    lives = [read_half_life(ligand, floor) for floor in FLOORS]
    assert halves == pytest.approx([halves[0]] * len(FLOORS), rel=UNCHANGED)
    assert lives == pytest.approx([lives[0]] * len(FLOORS), rel=UNCHANGED)


def test_half_lives_are_told_in_the_unit_they_are_spoken_of() -> None:
    assert str(find("naloxone").half_life.unit) == "s"
    assert find("buprenorphine").half_life.unit == minute


def test_only_assays_that_tell_all_three_have_rates() -> None:
    assert {(r.ligand, r.assay) for r in find_rates()} == {(name, "fda") for name in DERIVED} | {
        ("buprenorphine", "mann")
    }
    assert find_rates("delta") == ()
