"""Naltrexone against what must hold whatever the numbers: nothing is lost from a depot, and rivals agree at rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Course, MatrixExponential, Rodas5P, Route, find_drug, model, read_regimen, simulate
from neurodose.library.kinetics import transit
from neurodose.simulation.keep import Areas
from neurodose.units import day, h, nmol
from tests.models import Numbers, assume

DRUG = find_drug("naltrexone")
STRUCTURES = list(DRUG.structures)
PLASMA = "parent.plasma.concentration"
DOSE = 380 / 341.40 * 1e6  # nmol of base
EXACT = 1e-7  # relative: areas at a step error of 1e-9
TIGHT = Rodas5P(rtol=1e-9, atol=1e-9)
CHAIN = ["pores.first", "pores.stage_2", "pores.last", "polymer.first", "polymer.stage_2", "polymer.last"]
PARENT = [
    "gut",
    "muscle.dry",
    "muscle.surface",
    *(f"muscle.{stage}" for stage in CHAIN),
    "parent.plasma",
    "parent.tissue",
]


def clearance() -> float:
    return DRUG.system.parameters["parent.CL"].value.coherent


def give(structure: str, sentence: str, **how: Any) -> Course:
    course = simulate(DRUG.structures[structure], read_regimen(sentence), method=TIGHT, **how)
    course.status.raise_if_failed()
    return course


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_depot_gives_up_all_it_holds(structure: str) -> None:
    """What is cleared is clearance times area; ten months hold the longest phase many times over."""
    course = give(structure, "380 mg by depot", until=300 * day, keep=Areas(), outputs=[PLASMA])
    assert clearance() * course.values[f"area of {PLASMA}"][0, 0] == pytest.approx(DOSE, rel=EXACT)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_what_a_depot_has_lost_is_in_the_body_or_cleared(structure: str) -> None:
    places = [*PARENT, *(["deep"] if structure == "long terminal phase" else [])]
    for days in (0.1, 2.5, 14):
        there = give(structure, "380 mg by depot", at=[days] * day, outputs=places)
        cleared = give(structure, "380 mg by depot", until=days * day, keep=Areas(), outputs=[PLASMA])
        held = sum(float(there.values[place][0, 0]) for place in places)
        gone = clearance() * cleared.values[f"area of {PLASMA}"][0, 0]
        assert held + gone == pytest.approx(DOSE, rel=EXACT)


def test_a_depot_has_two_peaks_and_a_slow_end() -> None:
    """X1: a peak at about 2 h, a second at 2 to 3 days, drug still in plasma after a month."""
    hours = np.arange(0, 31 * 24 + 0.5, 0.5)
    seen = give("slow exchange", "380 mg by depot", at=hours * h, outputs=[PLASMA]).values[PLASMA][0]
    peaks = hours[1:-1][(seen[1:-1] > seen[:-2]) & (seen[1:-1] > seen[2:])]
    assert len(peaks) == 2
    assert 1 <= peaks[0] <= 4
    assert 48 <= peaks[1] <= 72
    assert seen[-1] > seen.max() / 20


class Stages(Numbers):
    """A rate for the stages."""

    rate = assume(0.4 / h, "rate of each stage")


@model
def stages_alone(m: Any, p: Any = Stages) -> None:
    """Three stages, and what has left them is lost."""
    m.stages = transit(3)(p)
    m.depot = Route(m.stages.first, form="base", usual=True)
    m.stages.last.is_lost(rate=p.rate)


def test_three_stages_hold_what_an_erlang_distribution_says() -> None:
    hours = np.array([0.5, 2, 5, 12])
    course = simulate(
        stages_alone, read_regimen("100 mg as base"), at=hours * h, method=MatrixExponential(),
        outputs=[f"stages.{name}" for name in ("first", "stage_2", "last")],
    )  # fmt: skip
    held = sum(course[name].to(nmol).values[0] for name in course.values)
    passed = 0.4 * hours
    expected = 100 / 250 * 1e6 * np.exp(-passed) * (1 + passed + passed**2 / 2)
    assert held == pytest.approx(expected, rel=EXACT)


def test_rivals_agree_where_a_drip_has_run_for_long() -> None:
    """How fast brain and receptors follow has no say once nothing changes: affinities and clearance decide."""
    ends = {
        name: give(name, "100 mg by vein over 8000 h", at=[7999] * h).values for name in STRUCTURES
    }  # fmt: skip
    for address in ("mu.displacement", "kappa.displacement", "dose_ratio_at_mu", "brain.concentration"):
        seen = [ends[name][address][0, 0] for name in STRUCTURES]
        assert seen == pytest.approx([seen[0]] * 3, rel=1e-5)  # the deep tissue still fills by a ten-millionth
    assert 0.5 < ends[STRUCTURES[0]]["mu.displacement"][0, 0] < 0.999


@pytest.mark.parametrize("structure", ["slow exchange", "long terminal phase"])
def test_a_dose_ratio_at_equilibrium_is_one_and_c_over_k(structure: str) -> None:
    values = give(structure, "50 mg", at=[1, 8, 48] * h).values
    held = {address: p.value.coherent for address, p in DRUG.structures[structure].system.parameters.items()}
    naltrexone = held["mu.Ki_naltrexone"]
    naltrexol = naltrexone * held["mu.naltrexol_ratio"]
    expected = 1 + values["brain.concentration"] / naltrexone + values["brain_naltrexol.concentration"] / naltrexol
    assert values["dose_ratio_at_mu"] == pytest.approx(expected, rel=EXACT)


def fading(structure: str, above: float, below: float) -> float:
    """Share of what naltrexone holds that is lost per hour while its hold falls from one share to another."""
    hours = np.arange(4, 400, 0.5)
    held = give(structure, "50 mg", at=hours * h).values["mu.share_of_naltrexone"][0]
    start, end = (int(np.argmax((held < level) & (hours > hours[held.argmax()]))) for level in (above, below))
    return float(np.log(held[start] / held[end]) / (hours[end] - hours[start]))


def test_what_is_deeply_bound_stays_longer_the_fewer_receptors_are_held() -> None:
    """With a slow exchange it is the other way about: at high concentrations most of what is lost is not missed."""
    assert fading("deep binding", 0.7, 0.5) > 1.5 * fading("deep binding", 0.2, 0.1)
    assert fading("slow exchange", 0.7, 0.5) < fading("slow exchange", 0.2, 0.1) / 1.5


def test_no_more_than_all_receptors_are_bound() -> None:
    course = give("deep binding", "5000 mg", at=[1, 4, 24] * h, outputs=["mu.naltrexone", "mu.naltrexol"])
    bound = course.values["mu.naltrexone"] + course.values["mu.naltrexol"]
    receptors = DRUG.structures["deep binding"].system.parameters["mu.receptors"].value.coherent
    assert 0.99 * receptors < bound.max() < receptors
