"""Mitraphylline: nothing of it was measured in people (M26), so only the model's own words are checked here, and that
the claim of an action at opioid receptors is shown and not believed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Competition, Course, Parameter, Parameters, model, read_regimen, simulate, typical_people
from neurodose.library.drugs.mitraphylline import adults, mitraphylline_kinetics, pharmacology
from neurodose.library.drugs.mitraphylline_numbers import Adults
from neurodose.modelling.model import Part
from neurodose.simulation.keep import Areas
from neurodose.sources import Assumption
from neurodose.units import L, h, one

LIGANDS = {name: one.ligands for name, one in pharmacology.structures.items()}

PLASMA = "plasma.concentration"
EXACT = 1e-5  # relative: areas and shares that formulas give, met at the solver's tolerance


class Activities(Parameters):
    """Shares of an enzyme's usual activity, to be handed in."""

    tenth = Parameter(0.1, "a tenth of the usual activity", Assumption("for these tests", (0, 1)))


def with_tenth(weak: str) -> Part:
    """Kinetics in which the activity named is a tenth."""

    @model
    def with_a_weak_enzyme(m: Any, p: Any = Adults, of: Any = Activities) -> None:
        """An enzyme that works at a tenth of its usual rate."""
        m.drug = mitraphylline_kinetics(p, **{weak: of.tenth})

    return with_a_weak_enzyme()


def areas(part: Part, regimen: str, *outputs: str) -> tuple[float, ...]:
    course = simulate(
        part, read_regimen(regimen), typical_people(), until=3000 * h, keep=Areas(), outputs=list(outputs)
    )
    return tuple(float(course.values[f"area of {n}"][0, 0]) for n in outputs)


def values(course: Course, address: str, unit: Any) -> np.ndarray:
    return course[address].to(unit).values[0]


def test_it_is_inactive_by_default_and_the_claim_is_shown() -> None:
    @model
    def claim(m: Any, p: Any = Adults) -> None:
        """The claim that it binds to mu receptors."""
        m.drug = mitraphylline_kinetics(p)
        assert LIGANDS["inactive"](m.drug, p) == {}
        m.mu = Competition(**LIGANDS["as claimed"](m.drug, p)["mu"])

    course = simulate(claim, read_regimen("5 mg"), typical_people(), until=24 * h, every=0.1 * h)
    assert 0 < values(course, "mu.share_of_mitraphylline", one).max() < 1e-3  # even if the claim held


def test_nothing_of_it_was_measured_in_people() -> None:
    own = {a: p for a, p in Adults.listed().items() if a.startswith(("parent", "brain", "claimed"))}
    assert {p.certainty for p in own.values()} == {"very low"}


def test_exposure_is_what_the_extraction_model_says() -> None:
    drug = f"drug.{PLASMA}"
    (usual,) = areas(mitraphylline_kinetics(), "5 mg", PLASMA)
    (less,) = areas(with_tenth("cyp3a_liver"), "5 mg", drug)
    (open_wall,) = areas(with_tenth("cyp3a_gut"), "5 mg", drug)
    (unpumped,) = areas(mitraphylline_kinetics(Adults, p_gp=0), "5 mg", PLASMA)
    listed = {a: p.value.coherent for a, p in Adults.listed().items()}
    share, wall, pump = listed["parent.by_cyp3a"], listed["gut.wall"], listed["gut.pumped_back"]
    assert less / usual == pytest.approx(1 / (share * 0.1 + 1 - share), rel=EXACT)
    assert open_wall / usual == pytest.approx((1 + wall) / (1 + 0.1 * wall), rel=EXACT)
    assert unpumped / usual == pytest.approx(1 + pump, rel=EXACT)


def test_p_gp_keeps_it_out_of_the_brain() -> None:
    usual, brain = areas(mitraphylline_kinetics(), "5 mg", PLASMA, "brain.concentration")
    bare, brain_without = areas(mitraphylline_kinetics(Adults, p_gp=0), "5 mg", PLASMA, "brain.concentration")
    assert brain / usual == pytest.approx(0.1 / 3, rel=EXACT)
    assert brain_without / bare == pytest.approx(0.1, rel=EXACT)


def test_what_arrives_leaves_by_the_liver() -> None:
    (area,) = areas(mitraphylline_kinetics(), "5 mg", PLASMA)
    course = simulate(mitraphylline_kinetics, read_regimen("5 mg"), typical_people(), until=1 * h,
                      every=1 * h)  # fmt: skip
    share = course["bioavailability"].to(one).values[0, 0]
    assert area * course["systemic_clearance"].to(L / h).values[0, 0] == pytest.approx(5e6 / 368.43 * share, rel=EXACT)


def test_a_hundred_people_live_through_two_weeks(seed: int) -> None:
    people = adults.sample(100, seed=seed)
    course = simulate(
        mitraphylline_kinetics,
        read_regimen("5 mg every 8 h x 42"),
        people,
        until=336 * h,
        every=8 * h,
    )
    course.status.raise_if_failed()
