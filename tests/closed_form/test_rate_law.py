"""Binding by a power of the concentration: half-lives, half-holding concentrations, and what a solver makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import (
    Compartment,
    Competition,
    EffectSite,
    Output,
    Parameter,
    Parameters,
    Rodas5P,
    model,
    read_regimen,
    simulate,
)
from neurodose.library.drugs.buprenorphine_numbers import Mu as MuOfBuprenorphine
from neurodose.library.drugs.naloxone_numbers import Mu as MuOfNaloxone
from neurodose.library.rate_law import half_holding, ligand_by_rate_law
from neurodose.modelling.binding import Binding
from neurodose.modelling.route import Route
from neurodose.modelling.substance import Substance
from neurodose.sources import Source
from neurodose.units import L, g, h, mol, nM, one

# Half-holding concentration (nM) and half-life on the receptor (h), as section 2.3 of the literature derives them.
KNOWN = {MuOfBuprenorphine: (0.0065, 1.0), MuOfNaloxone: (0.59, 17.5 / 3600)}
ROUNDED = 0.01  # relative: of figures given with two or three digits
SMOOTHED = 5e-5  # relative: at a hundred floors, the least level here, half of |1-n|/10^4, and the solver's error
invented = Source("The neurodose authors", 2026, "made up for tests")
tracer = Substance("tracer", 400 * g / mol, invented)


class Bath(Parameters):
    """A litre of water around receptors."""

    volume = Parameter(1 * L, "volume", invented, "high")
    exchange = Parameter(1000 / h, "rate of exchange", invented, "high")
    total = Parameter(1 * nM, "receptors", invented, "high")


def bath_with(table: type[Parameters]) -> Any:
    @model
    def bath(m: Any, p: Any = table, b: Any = Bath) -> None:
        """Receptors of one kind in a bath of the drug."""
        m.water = Compartment(tracer, volume=b.volume)
        m.beaker = Route(m.water, form="base", usual=True)
        m.site = EffectSite(m.water, rate=b.exchange)
        drug = ligand_by_rate_law(m.site, p)
        m.at_rest = Competition(drug=drug)
        m.bound = Binding(b.total, drug=drug)
        m.half = Output(half_holding(p), "half-holding concentration", nM)
        m.site_over_half = Output(m.site / half_holding(p), "level", one)

    return bath


@pytest.mark.parametrize("table", KNOWN)
def test_half_lives_and_half_holding_concentrations_are_those_of_fda(table: type[Parameters]) -> None:
    half, half_life = KNOWN[table]
    course = simulate(bath_with(table), at=[0] * h)
    assert course["half"].to(nM).values[0, 0] == pytest.approx(half, rel=ROUNDED)
    leaving = table.listed()["leaving"].value.coherent
    assert np.log(2) / leaving == pytest.approx(half_life, rel=ROUNDED)


@pytest.mark.parametrize("table", KNOWN)
@pytest.mark.parametrize("level", [0.001, 1.0, 50.0])
def test_at_rest_receptors_are_held_by_the_power_of_the_level(table: type[Parameters], level: float) -> None:
    half = float(simulate(bath_with(table), at=[0] * h)["half"].to(nM).values[0, 0])
    dose = read_regimen(f"{level * half:.12g} nmol")  # into one litre
    course = simulate(bath_with(table), dose, at=[100] * h, method=Rodas5P(rtol=1e-9, atol=1e-12))
    n = table.listed()["exponent"].value.value
    held = level**n / (1 + level**n)
    for receptor in ("at_rest", "bound"):
        assert course[f"{receptor}.share_of_drug"].to(one).values[0, 0] == pytest.approx(held, rel=SMOOTHED)


def test_receptors_start_empty_and_fill_from_nothing() -> None:
    """The first dose meets the law where it is steepest."""
    half, _ = KNOWN[MuOfBuprenorphine]
    course = simulate(bath_with(MuOfBuprenorphine), read_regimen(f"{half} nmol at 1 h"), until=2 * h, every=0.01 * h)
    course.status.raise_if_failed()
    held = course["bound.share_of_drug"].to(one).values[0]
    assert (held[:100] == 0).all()
    assert (np.diff(held[101:]) > 0).all()
    # From empty to a half of them with a rate of association equal to that of leaving.
    leaving = MuOfBuprenorphine.listed()["leaving"].value.coherent
    n = MuOfBuprenorphine.listed()["exponent"].value.value
    exact = course["site_over_half"].to(one).values[0, -1] ** n
    assert held[-1] == pytest.approx(exact / (1 + exact) * (1 - np.exp(-leaving * (1 + exact))), rel=ROUNDED)
