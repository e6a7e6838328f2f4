"""Rival links stand only where they know something, and what was believed before holds a small trial back."""

from __future__ import annotations

import pytest

from neurodose.errors import SourceError
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.response import Endpoint, Link, Response
from neurodose.modelling.parameter import Parameters

ONE = TrialEffect("One 2001", 1.0, 0.5)


class Nothing(Parameters):
    """No numbers."""


def make_response() -> Response:
    return Response(
        "ease", "ease", Nothing, lambda m, p, scopes: None, higher_is="better",
        links=(
            Link("trials", "ease.by_trials", "a trial", speaks_of=("baclofen",)),
            Link("mechanism", "ease.by_mechanism", "a guess"),
        ),
        endpoints=(
            Endpoint(("ease",), {"trials": "ease.by_trials", "mechanism": "ease.by_mechanism"}),
            Endpoint(("relief",), {"trials": "ease.relief"}),
        ),
    )  # fmt: skip


def test_a_link_that_knows_nothing_of_a_bodys_drugs_is_left_out() -> None:
    narrow = make_response().narrow(("naltrexone",))
    assert [link.name for link in narrow.links] == ["mechanism"]
    assert [dict(endpoint.outputs) for endpoint in narrow.endpoints] == [{"mechanism": "ease.by_mechanism"}]


def test_it_stands_where_one_of_them_is_known() -> None:
    narrow = make_response().narrow(("naltrexone", "baclofen"))
    assert [link.name for link in narrow.links] == ["trials", "mechanism"]
    assert len(narrow.endpoints) == 2


def test_what_was_believed_pulls_a_trial_towards_no_effect() -> None:
    alone, held = PooledEffect((ONE,), 0.0), PooledEffect((ONE,), 0.0, believed=0.5)
    assert alone.mean == 1.0
    assert held.mean == pytest.approx(0.5)  # as sure as the trial, so halfway
    assert held.error < alone.error


def test_without_its_only_trial_what_was_believed_is_left() -> None:
    left = PooledEffect((ONE,), 0.2, believed=0.5).without("One 2001")
    assert left is not None
    assert (left.mean, left.error) == (0, 0.5)
    assert left.spread == pytest.approx((0.2**2 + 0.5**2) ** 0.5)
    assert PooledEffect((ONE,)).without("One 2001") is None


def test_neither_trial_nor_belief_is_no_effect() -> None:
    with pytest.raises(SourceError, match="no trial is pooled"):
        PooledEffect(())
