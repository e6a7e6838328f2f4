"""What effects would be if studies were published by their p-values.

Made-up studies. Facts are of R 4.2.2 with metafor 3.8-1: selmodel(rma(y, v, method="ML"), type="stepfun", steps, …),
with reltol 1e-13 and without its Hessian; BFGS leaves about five digits where a weight is small.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.pools.selection_likelihood import Ranges
from neurodose.evidence.pools.selection_model import SEVERE, SelectionModel
from neurodose.evidence.synthesis import synthesize

Y = [0.62, 0.41, -0.05, 0.77, 0.18, 1.12, 0.25, 0.93, -0.31, 0.52, 1.40, 0.36]
V = [0.040, 0.022, 0.015, 0.110, 0.009, 0.210, 0.031, 0.160, 0.052, 0.061, 0.300, 0.018]
SOUGHT = 5e-4  # relative: where metafor's search ends along a flat ridge
HEIGHTS = 1e-5  # relative: heights of likelihoods are flat at their top
EXACT = 1e-8  # relative: one search, twice


def studies(y: list[float] = Y, v: list[float] = V, **more: Any) -> Effects:
    return Effects.of([f"study {at}" for at in range(len(y))], y, variances=v, **more)


def test_one_step_is_metafor_s() -> None:
    # steps=.025; with -y and alternative="less" metafor comes to the same
    found = synthesize(studies(), SelectionModel((0.025,), alternative="greater"))
    assert found.estimate == pytest.approx(0.03891048238860, rel=SOUGHT)
    assert found.tau2 == pytest.approx(0.001527431965734, rel=SOUGHT)
    assert found.deltas == pytest.approx((1, 0.02179924189555), rel=SOUGHT)
    assert found.likelihood_ratio == pytest.approx(10.97124743412, rel=HEIGHTS)
    assert found.p_selection == pytest.approx(9.253644837508e-04, rel=HEIGHTS)


def test_two_steps_are_metafor_s() -> None:
    found = synthesize(studies(), SelectionModel((0.05, 0.5), alternative="greater"))  # steps=c(.05, .5)
    assert found.estimate == pytest.approx(0.073045940777450, rel=SOUGHT)
    assert found.tau2 == pytest.approx(0.019500330749740, rel=SOUGHT)
    assert found.deltas == pytest.approx((1, 0.032053211032623, 0.074215876201864), rel=SOUGHT)
    assert found.likelihood_ratio == pytest.approx(9.847437707293938, rel=HEIGHTS)
    assert (found.free, found.counts) == (2, (9, 1, 2))


def test_two_sided_p_may_leave_nothing_between_studies() -> None:
    found = synthesize(studies(), SelectionModel((0.05,), alternative="two-sided"))
    assert found.tau2 == 0  # metafor: 6.8e-06, on its way to 0
    assert found.estimate == pytest.approx(0.1125144776140, rel=SOUGHT)
    assert found.likelihood_ratio == pytest.approx(8.514210124529, rel=HEIGHTS)
    assert np.isnan(found.tau2_error)


def test_stated_weights_are_metafor_s() -> None:
    found = synthesize(studies(), SelectionModel(*SEVERE, alternative="greater"))
    assert found.estimate == pytest.approx(0.20995646715558, rel=SOUGHT)
    assert found.tau2 == pytest.approx(0.08359097100773, rel=SOUGHT)
    assert found.log_likelihood == pytest.approx(-5.65718273756120, rel=HEIGHTS)
    assert found.p_selection is None
    assert found.error > 0


def test_turned_round_and_toward_the_pool_it_is_the_same() -> None:
    here = synthesize(studies(), SelectionModel())
    there = synthesize(studies([-y for y in Y]), SelectionModel())
    assert (here.alternative, there.alternative) == ("greater", "less")
    assert there.estimate == pytest.approx(-here.estimate, rel=EXACT)
    assert there.error == pytest.approx(here.error, rel=EXACT)
    assert there.deltas == pytest.approx(here.deltas, rel=EXACT)


@pytest.mark.parametrize("unit", [0.001, 1000.0])
def test_another_unit_changes_the_estimate_by_that_unit_only(unit: float) -> None:
    here = synthesize(studies(), SelectionModel())
    there = synthesize(studies([unit * y for y in Y], [unit**2 * v for v in V]), SelectionModel())
    assert there.estimate == pytest.approx(unit * here.estimate, rel=1e-6)  # of a ridge, in rounding of other digits
    assert there.tau2_error == pytest.approx(unit**2 * here.tau2_error, rel=1e-6)
    assert there.likelihood_ratio == pytest.approx(here.likelihood_ratio, rel=EXACT)


def test_weights_of_one_are_no_selection() -> None:
    found = synthesize(studies(), SelectionModel((0.025, 0.5), weights=(1, 1, 1)))
    assert found.estimate == pytest.approx(float(found.unselected.coefficients[0]), rel=1e-6)
    assert found.likelihood_ratio == pytest.approx(0, abs=1e-8)
    # Observed and expected curvature differ by what studies say of tau² beyond the mean: the errors are of a size.
    assert found.error == pytest.approx(float(found.unselected.errors[0]), rel=0.1)


def test_selection_that_was_made_is_found_again(seed: int) -> None:
    """Half an effect, of which only a third of what is not significant was published."""
    draw = np.random.default_rng(seed)
    errors = draw.uniform(0.1, 0.5, 3000)
    y = draw.normal(0.2, np.sqrt(errors**2 + 0.01))
    kept = (y / errors > 1.96) | (draw.uniform(size=3000) < 1 / 3)
    found = synthesize(studies(y[kept].tolist(), (errors[kept] ** 2).tolist()), SelectionModel(alternative="greater"))
    plain = float(found.unselected.coefficients[0])
    assert abs(found.estimate - 0.2) < 3 * found.error  # a true value is rarely further
    assert abs(found.deltas[1] - 1 / 3) < 3 * found.delta_errors[1]
    assert plain - 0.2 > 3 * float(found.unselected.errors[0])


def test_ranges_of_p_hold_every_study_once() -> None:
    y, errors = np.array(Y), np.sqrt(V)
    for side in ("greater", "less", "two-sided"):
        ranges = Ranges.of(y, errors, (0.025, 0.3, 0.6, 1.0), side)
        for at in range(len(y)):
            inside = int(np.searchsorted(ranges.edges[at], y[at])) - 1
            assert ranges.weight_of[inside] == ranges.own[at]
        assert ranges.counts.sum() == len(y)


def test_moderators_are_allowed() -> None:
    dosed = studies(columns={"dose": [1.0, 2, 1, 3, 1, 2, 2, 3, 1, 2, 3, 1]})
    found = synthesize(dosed, SelectionModel(columns=("dose",)))
    assert len(found.coefficients) == 2
    assert found.alternative == "greater"
    assert found.log_likelihood >= found.unselected.log_likelihood


def test_studies_whose_moderator_is_not_known_are_left_out() -> None:
    dosed = studies(columns={"dose": [1.0, 2, 1, np.nan, 1, 2, 2, 3, 1, 2, 3, 1]})
    assert synthesize(dosed, SelectionModel(columns=("dose",))).k == 11


def test_few_studies_are_worked_out_and_not_interpreted() -> None:
    few = synthesize(studies().take(np.arange(9)), SelectionModel((0.05,)))
    assert not few.is_interpreted
    assert "not interpreted: 9 studies" in few.says
    enough = synthesize(studies(measure="RR"), SelectionModel())
    assert enough.is_interpreted
    assert "not interpreted" not in enough.says
    assert [row["studies"] for row in enough.table()] == [8, 4]


def test_a_range_without_studies_is_named() -> None:
    with pytest.raises(EvidenceError, match=r"no study has a p above 0\.9 and up to 1"):
        synthesize(studies([abs(y) for y in Y]), SelectionModel((0.025, 0.9)))
    with pytest.raises(EvidenceError, match=r"no study has a p above 0 and up to 0\.025"):
        synthesize(studies([0.1 * y for y in Y]), SelectionModel())


def test_a_likelihood_without_an_end_gives_no_number() -> None:
    # All that is published lies just above its threshold, but one: less and less of the rest is ever seen.
    errors = np.linspace(0.1, 0.6, 20)
    y = [*(2.0 * errors), -0.1]
    with pytest.raises(EvidenceError, match=r"no end|flat|does not converge"):
        synthesize(studies(y, [*(errors**2), 0.01]), SelectionModel((0.025,), alternative="greater"))


def test_steps_weights_and_sides_that_are_none_are_refused() -> None:
    for steps in ((), (0.5, 0.025), (0.0,), (0.025, 1.0)):
        with pytest.raises(EvidenceError, match="steps of p are"):
            synthesize(studies(), SelectionModel(steps))
    with pytest.raises(EvidenceError, match="2 ranges of p, and the weights"):
        synthesize(studies(), SelectionModel((0.025,), weights=(1.0,)))
    with pytest.raises(EvidenceError, match="no side of p"):
        synthesize(studies(), SelectionModel(alternative="up"))  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="2 studies cannot tell 3 numbers apart"):
        synthesize(studies().take([0, 2]), SelectionModel())
    with pytest.raises(EvidenceError, match="more than once"):
        synthesize(studies().take([0, 0, 1, 2]), SelectionModel())
