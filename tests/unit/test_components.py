"""Additive networks: against metafor with one column for each part, and where parts are not told apart."""

from __future__ import annotations

import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.networks.components import add_components, split_treatment
from neurodose.evidence.networks.network import network
from tests.made_up_network import make_contrasts, make_pairs

CLOSED = 1e-9  # relative: what metafor prints of a closed form
SEARCHED = 5e-6  # relative: metafor's search ends there
EXACT = 1e-9

PARTS = {"A": "placebo", "B": "drug", "C": "talk", "D": "drug + talk"}

# metafor 3.8-1: rma.mv(y, V, mods = cbind(B = B + D, C = C + D), …) of the contrasts of each trial with its first arm.
Q_ADDED = 20.0244069279
COMMON = {"drug": (0.749317979813, 0.138951781213), "talk": (0.585303329128, 0.171482823776)}
REML = {"drug": (0.745652159535, 0.19026152135), "talk": (0.642129309536, 0.234115839038)}
TAU2 = 0.153238758431


def test_parts_of_a_name_are_read_in_any_order() -> None:
    assert split_treatment("talk+drug ") == ("drug", "talk") == split_treatment("drug + talk")


def test_the_additive_model_is_one_column_for_each_part() -> None:
    for between, expected, tolerance in (("none", COMMON, CLOSED), ("REML", REML, SEARCHED)):
        found = add_components(network(make_contrasts(names=PARTS), between=between))  # pyright: ignore[reportArgumentType]
        for name, (estimate, error) in expected.items():
            one = found.effect(name)
            assert one is not None
            assert (one.estimate, one.error, one.control) == (
                pytest.approx(estimate, rel=tolerance), pytest.approx(error, rel=tolerance), "placebo",
            )  # fmt: skip
        assert found.q == pytest.approx(Q_ADDED, rel=CLOSED)
    assert found.tau2 == pytest.approx(TAU2, rel=SEARCHED)


def test_what_parts_do_not_explain_tests_additivity() -> None:
    net = network(make_contrasts(names=PARTS))
    found = add_components(net)
    assert (found.q_difference, found.difference_free) == (pytest.approx(Q_ADDED - net.q, rel=EXACT), 1)
    assert found.difference_p is not None
    assert 0 < found.difference_p < 0.05


def test_a_combination_is_the_sum_of_its_parts() -> None:
    found = add_components(network(make_contrasts(names=PARTS)))
    both, drug, talk = found.of("talk + drug", "placebo"), found.effect("drug"), found.effect("talk")
    assert both is not None
    assert drug is not None
    assert talk is not None
    assert both.estimate == pytest.approx(drug.estimate + talk.estimate, rel=EXACT)


def test_a_combination_that_nobody_had_can_be_told() -> None:
    rows = [("1", "x", "placebo", 0.4, 0.2), ("2", "y", "placebo", 0.3, 0.2), ("3", "x + y", "x", 0.3, 0.2),
            ("4", "z", "placebo", 0.1, 0.2)]  # fmt: skip
    found = add_components(network(make_pairs(rows)))
    one = found.of("x + y + z", "placebo")
    assert one is not None
    assert one.estimate == pytest.approx(0.8, rel=EXACT)
    assert found.table()[0]["component"] == "x"


def test_parts_that_always_go_together_are_not_told_apart() -> None:
    rows = [("1", "x + y", "placebo", 0.4, 0.2), ("2", "x + y", "placebo", 0.3, 0.2)]
    found = add_components(network(make_pairs(rows)))
    assert found.effect("x") is None
    assert found.of("x + y", "placebo") is not None
    assert found.table()[0]["estimate"] is None


def test_without_an_inactive_part_only_differences_are_told() -> None:
    rows = [("1", "x", "placebo", 0.4, 0.2), ("2", "y", "placebo", 0.3, 0.2), ("3", "y", "y + z", -0.2, 0.2)]
    found = add_components(network(make_pairs(rows)), inactive=())
    assert found.effect("placebo") is None
    assert found.effect("x") is None
    one, part = found.of("x", "y"), found.effect("z")
    assert one is not None
    assert part is not None
    assert (one.estimate, part.estimate) == pytest.approx((0.1, 0.2), rel=EXACT)


def test_names_without_parts_and_parts_that_are_not_there_are_refused() -> None:
    with pytest.raises(EvidenceError, match=r"made of parts"):
        add_components(network(make_contrasts()))
    found = add_components(network(make_contrasts(names=PARTS)))
    with pytest.raises(EvidenceError, match=r"component"):
        found.effect("tea")
    with pytest.raises(EvidenceError, match=r"component"):
        add_components(network(make_contrasts(names=PARTS)), inactive=["tea"])
