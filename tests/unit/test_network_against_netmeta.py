"""Every number that netmeta 3.3-1 gave of the reference networks: estimates, tau, Q, P-scores, node splits."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from neurodose.evidence.effects import Effects
from neurodose.evidence.networks.comparisons import Better
from neurodose.evidence.networks.inconsistency import Piece, Splits, decompose, split_pairs
from neurodose.evidence.networks.network import BetweenTrials, Network, network
from neurodose.evidence.networks.ranking import rank_treatments

CLOSED = 1e-8  # relative: netmeta's numbers stand with ten digits
SEARCHED = 1e-5  # relative: where its search for tau ends
HELD = 269  # numbers in the collection


def read_pairs(folder: Path, name: str, measure: str) -> Effects:
    with (folder / "inputs" / f"nma_{name}_contrasts.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    return Effects.of(
        [row["studlab"] for row in rows],
        [float(row["TE"]) for row in rows],
        errors=[float(row["seTE"]) for row in rows],
        measure=measure,
        treatments=[row["treat1"] for row in rows],
        controls=[row["treat2"] for row in rows],
    )


def read_expected(folder: Path) -> Iterator[tuple[str, str, str, float]]:
    with gzip.open(folder / "expected_netmeta.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            yield row["dataset"], row["analysis"], row["quantity"], float(row["value"])


def read_off(net: Network, splits: Splits, analysis: str, quantity: str) -> float | None:
    """What we say where netmeta says this."""
    kind, _, told = quantity.rstrip("]").partition("[")
    if kind in ("TE", "seTE"):
        one = (net.common if analysis == "netmeta_common" else net.random).of(*told.split(" vs "))
        return one.estimate if kind == "TE" else one.error
    if analysis == "netrank":
        ranking = rank_treatments(net, points=16)
        scores = ranking.common_scores if "common" in kind else ranking.scores
        return float(scores[ranking.treatments.index(told)])
    if analysis == "netsplit_random":
        split = splits.of(*told.split(":"))
        piece: Piece | None = split.direct if kind.startswith("direct") else split.indirect
        if kind.startswith("p_"):
            return split.p
        return None if piece is None else piece.error if kind.endswith("seTE") else piece.estimate
    names = {"Q_total": "q", "df_total": "free", "Q_heterogeneity": "q_heterogeneity",
             "Q_inconsistency": "q_inconsistency", "df_inconsistency": "inconsistency_free", "tau": "tau"}  # fmt: skip
    assert net.i2 is not None
    return net.i2 / 100 if quantity == "I2" else getattr(net, names[quantity])


def test_every_number_of_netmeta_is_met(shared: Path) -> None:
    folder = shared / "reference" / "meta"
    # netmeta knows the covariance of shared arms in its likelihoods only where it was given counts.
    told: dict[str, tuple[str, str, Better, BetweenTrials]] = {
        "senn2013_diabetes": ("MD", "plac", "less", "REML, errors apart"),
        "smokingcessation": ("OR", "A", "more", "REML"),
    }

    @cache
    def fit(name: str, is_searched: bool) -> tuple[Network, Splits]:
        measure, reference, better, searched = told[name]
        between: BetweenTrials = searched if is_searched else "DL"
        net = network(read_pairs(folder, name, measure), reference=reference, between=between, better=better)
        return net, split_pairs(net)

    seen = 0
    for name, analysis, quantity, expected in read_expected(folder):
        is_searched = analysis == "netmeta_REML"
        found = read_off(*fit(name, is_searched), analysis, quantity)
        assert found == pytest.approx(expected, rel=SEARCHED if is_searched else CLOSED), (name, analysis, quantity)
        seen += 1
    assert seen == HELD


def test_the_decomposition_by_designs_is_that_of_models_with_a_column_for_each_design(shared: Path) -> None:
    net = network(read_pairs(shared / "reference" / "meta", "senn2013_diabetes", "MD"), reference="plac", between="DL")
    found = decompose(net)
    # metafor 3.8-1: rma.mv(y, V, mods = …, method = "FE")$QE of each trial's contrasts with its first arm, with one
    # coefficient for each contrast of each design, or for those of the detached design only
    assert found.tau2_within is not None
    assert found.tau2_within**0.5 == pytest.approx(0.37974500303, rel=CLOSED)
    assert found.q_interaction == pytest.approx(2.1940001321, rel=CLOSED)
    detached = {one.design: one.q for one in found.detached}
    assert detached["rosi:sulf"] == pytest.approx(6.7716569383, rel=CLOSED)
    assert detached["acar:metf:plac"] == pytest.approx(22.384427651, rel=CLOSED)
