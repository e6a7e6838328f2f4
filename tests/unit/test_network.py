"""Networks against least squares in metafor, against pools of two treatments, and against what must be so in any."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Arms, Effects
from neurodose.evidence.networks.network import BetweenTrials, Network, network
from neurodose.evidence.synthesis import CommonEffect, RandomEffects, synthesize
from tests.made_up_network import TRIALS, make_contrasts, make_pairs

EXACT = 1e-10  # relative: the same sums in another order
CLOSED = 1e-9  # relative: what metafor prints of a closed form
SEARCHED = 5e-6  # relative: metafor's search ends there

# metafor 3.8-1, R 4.2: rma.mv(y, V, mods = ~ 0 + B + C + D, random = ~ comp | study, rho = 0.5, method = …) of the
# contrasts of each trial with its first arm, V with the variance of that arm off the diagonal.
COMMON = {"B": (1.017463547621, 0.189218164243), "C": (0.875287285142, 0.220677638579),
          "D": (1.294549496654, 0.253572063672)}  # fmt: skip
REML = {"B": (0.984748892072, 0.238632244613), "C": (0.903576153691, 0.282569690715),
        "D": (1.328403250225, 0.318754716625)}  # fmt: skip
ML = {"B": (0.994188062864, 0.218176055712), "C": (0.896991435828, 0.257281112222),
      "D": (1.319324418815, 0.291830812686)}  # fmt: skip
TAU2: Mapping[BetweenTrials, float] = {"REML": 0.117251071749, "ML": 0.0648052508685, "DL": 0.105095534224}

LOOP = [("1", "A", "B", 0.5, 0.2), ("2", "B", "C", 0.3, 0.25), ("3", "A", "C", 0.9, 0.3)]
THREE_ARMS = [("1", "A", "B", 0.5, 0.2), ("1", "A", "C", 0.8, 0.2), ("1", "B", "C", 0.3, 0.2)]


@pytest.fixture(scope="module")
def net() -> Network:
    return network(make_contrasts())


def test_the_common_model_is_least_squares_with_the_covariance_of_shared_arms(net: Network) -> None:
    assert net.q == pytest.approx(15.6656283816, rel=CLOSED)
    for name, (estimate, error) in COMMON.items():
        one = net.common.of(name, "A")
        assert (one.estimate, one.error) == pytest.approx((estimate, error), rel=CLOSED)


@pytest.mark.parametrize(("between", "expected"), [("REML", REML), ("ML", ML)])
def test_likelihoods_are_those_of_metafor(between: BetweenTrials, expected: dict[str, tuple[float, float]]) -> None:
    found = network(make_contrasts(), between=between)
    assert found.tau2 == pytest.approx(TAU2[between], rel=SEARCHED)
    for name, (estimate, error) in expected.items():
        one = found.random.of(name, "A")
        assert (one.estimate, one.error) == pytest.approx((estimate, error), rel=SEARCHED)


def test_the_moment_of_a_network_counts_shared_arms_once() -> None:
    assert network(make_contrasts(), between="DL").tau2 == pytest.approx(TAU2["DL"], rel=CLOSED)


@pytest.mark.parametrize("between", ["DL", "REML", "ML", "EB", "PM"])
def test_a_network_of_two_treatments_is_their_pool(between: BetweenTrials) -> None:
    trials = {key: {"A": held["A"], "B": held["B"]} for key, held in TRIALS.items() if {"A", "B"} <= set(held)}
    effects = make_contrasts(trials)
    pool = synthesize(effects, RandomEffects(between, test="normal"))  # pyright: ignore[reportArgumentType]
    common = synthesize(effects, CommonEffect())
    found = network(effects, between=between)
    one = found.random.of("A", "B")
    assert (one.estimate, one.error, *one.interval) == pytest.approx(
        (pool.estimate, pool.error, *pool.interval), rel=EXACT
    )
    assert (found.tau2, found.q, found.i2) == pytest.approx((pool.tau2, common.fit.q, common.i2), rel=EXACT)
    assert found.common.of("A", "B").error == pytest.approx(common.error, rel=EXACT)
    assert found.inconsistency_free == 0
    assert found.inconsistency_p is None


def test_effects_add_up_around_every_loop(net: Network) -> None:
    held = net.random.estimates
    for i, j, k in np.ndindex(4, 4, 4):
        assert held[i, j] + held[j, k] == pytest.approx(held[i, k], abs=EXACT)


@pytest.mark.parametrize("between", ["DL", "REML", "none"])
def test_the_reference_changes_nothing(between: BetweenTrials) -> None:
    first, other = (network(make_contrasts(), reference=name, between=between) for name in "AD")
    assert other.model.estimates == pytest.approx(first.model.estimates, rel=EXACT)
    assert other.model.errors == pytest.approx(first.model.errors, rel=EXACT)
    assert (other.tau2, other.q) == pytest.approx((first.tau2, first.q), rel=EXACT)


def test_other_names_change_nothing_but_names(net: Network) -> None:
    other = network(make_contrasts(names={"A": "Z", "B": "Y", "C": "X", "D": "W"}))
    assert other.treatments == ("W", "X", "Y", "Z")
    for ours, theirs in (("B", "Y"), ("C", "X"), ("D", "W")):
        one, same = net.of(ours, "A"), other.of(theirs, "Z")
        assert (same.estimate, same.error, same.p) == pytest.approx((one.estimate, one.error, one.p), rel=EXACT)


def test_the_order_and_the_direction_of_rows_change_nothing(net: Network) -> None:
    effects = make_contrasts()
    turned = Effects.of(
        effects.studies[::-1], -effects.estimates[::-1], variances=effects.variances[::-1], measure="OR",
        treatments=effects.controls[::-1], controls=effects.treatments[::-1],
    )  # fmt: skip
    other = network(turned)
    assert other.random.estimates == pytest.approx(net.random.estimates, rel=EXACT)
    assert other.q_inconsistency == pytest.approx(net.q_inconsistency, rel=EXACT)


def test_q_is_what_lies_within_designs_and_between_them(net: Network) -> None:
    assert (net.free, net.heterogeneity_free, net.inconsistency_free) == (10, 2, 8)
    assert net.q_heterogeneity == pytest.approx(2.62950013966, rel=CLOSED)  # rma.mv, one coefficient for each design
    assert net.q_inconsistency == pytest.approx(13.0361282419, rel=CLOSED)
    assert net.i2 == pytest.approx(100 * (15.6656283816 - 10) / 15.6656283816, rel=CLOSED)


def test_the_interval_of_i2_is_that_of_h() -> None:
    from math import exp, log, sqrt

    low, high = network(make_contrasts()).i2_interval or (0.0, 0.0)
    q, free = 15.6656283816, 10
    half = 1.959963984540054 * 0.5 * log(q / free) / (sqrt(2 * q) - sqrt(2 * free - 1))
    assert low == pytest.approx(100 * max(0.0, 1 - 1 / (q / free * exp(-2 * half))), rel=CLOSED)
    assert high == pytest.approx(100 * (1 - 1 / (q / free * exp(2 * half))), rel=CLOSED)
    assert network(make_pairs(LOOP)).i2_interval is None


def test_a_star_has_no_inconsistency() -> None:
    star = make_pairs([(str(n), name, "hub", 0.1 * n, 0.2) for n, name in enumerate("ABCABC")])
    found = network(star)
    assert found.inconsistency_free == 0
    assert found.q_inconsistency == 0
    assert found.q_heterogeneity == pytest.approx(found.q, rel=EXACT)


def test_one_trial_of_many_arms_says_what_it_says() -> None:
    found = network(make_contrasts({"6": TRIALS["6"]}))
    direct = make_contrasts({"6": TRIALS["6"]})
    assert found.tau2 is None
    assert found.free == 0
    assert found.of("A", "B").prediction is None
    assert found.i2 is None
    for at in range(len(direct)):
        one = found.of(direct.treatments[at], direct.controls[at])
        assert one.estimate == pytest.approx(direct.estimates[at], rel=CLOSED)
        assert one.error == pytest.approx(direct.errors[at], rel=CLOSED)


def test_predictions_are_wider_by_tau_and_by_t(net: Network) -> None:
    from scipy.stats import t

    one = net.of("B", "A")
    assert one.prediction is not None
    assert net.tau2 is not None
    half = t.ppf(0.975, 10) * np.sqrt(one.error**2 + net.tau2)
    assert one.prediction == pytest.approx((one.estimate - half, one.estimate + half), rel=EXACT)
    assert network(make_contrasts(), between="none").of("B", "A").prediction is None


def test_a_missing_pair_is_completed_by_what_was_counted(net: Network) -> None:
    whole = make_contrasts(arms=True)
    keep = [at for at, pair in enumerate(zip(whole.treatments, whole.controls, strict=True))
            if whole.studies[at] != "2" or pair != ("B", "C")]  # fmt: skip
    found = network(whole.take(keep))
    assert found.remade == {"2": "from its arms"}
    assert found.random.estimates == pytest.approx(net.random.estimates, rel=EXACT)
    assert found.random.errors == pytest.approx(net.random.errors, rel=EXACT)
    assert found.nodes[0].people == 50 + 60 + 40 + 55 + 70 + 33


def test_a_missing_pair_is_completed_by_variances_of_arms(net: Network) -> None:
    whole = make_contrasts(arms=True)
    events, others = whole.arms.events, whole.arms.totals - whole.arms.events
    of_arms = 1 / events + 1 / others
    bare = Effects.of(
        whole.studies, whole.estimates, variances=whole.variances, measure="OR", treatments=whole.treatments,
        controls=whole.controls, columns={"treatment_variance": of_arms[:, 0], "control_variance": of_arms[:, 1]},
    )  # fmt: skip
    keep = [at for at in range(len(whole)) if not (whole.studies[at] == "4" and whole.treatments[at] != "A")]
    found = network(bare.take(keep))
    assert found.remade == {"4": "completed"}
    assert found.random.errors == pytest.approx(net.random.errors, rel=EXACT)


def test_five_of_six_pairs_determine_the_sixth(net: Network) -> None:
    whole = make_contrasts()
    keep = [at for at in range(len(whole)) if (whole.studies[at], whole.treatments[at]) != ("6", "C")]
    found = network(whole.take(keep))
    assert found.remade == {"6": "completed"}
    assert found.random.errors == pytest.approx(net.random.errors, rel=EXACT)


def test_pairs_that_were_corrected_apart_are_made_again_from_their_arms() -> None:
    counts = {"1": {"A": (0, 40), "B": (6, 41), "C": (9, 39)}}
    events = np.array([[0.5, 6.5], [0.5, 9.5], [6, 9]])
    totals = np.array([[41, 42], [41, 40], [41, 39]], float)
    odds = np.log(events / (totals - events))
    effects = Effects.of(
        "111", odds[:, 0] - odds[:, 1], variances=np.sum(1 / events + 1 / (totals - events), axis=1), measure="OR",
        treatments="AAB", controls="BCC", arms=Arms(events=np.array([[0, 6], [0, 9], [6, 9.0]]),
        totals=np.array([[40, 41], [40, 39], [41, 39.0]])),
    )  # fmt: skip
    found = network(effects)
    assert found.remade == {"1": "from its arms"}
    corrected = {name: (e + 0.5) / (n - e + 0.5) for name, (e, n) in counts["1"].items()}
    assert found.of("B", "C").estimate == pytest.approx(np.log(corrected["B"] / corrected["C"]), rel=EXACT)


def test_standardised_means_over_one_spread_add_up() -> None:
    means, sds, sizes = np.array([3.0, 5.0, 9.0]), np.array([2.0, 4.0, 3.0]), np.array([20.0, 25.0, 30.0])
    pairs = [(0, 1), (0, 2), (1, 2)]
    held = {name: np.array([[column[a], column[b]] for a, b in pairs])
            for name, column in (("means", means), ("sds", sds), ("totals", sizes))}  # fmt: skip
    each = [(means[a] - means[b]) / np.sqrt((sds[a] ** 2 + sds[b] ** 2) / 2) for a, b in pairs]
    effects = Effects.of(
        "111", each, errors=[0.3] * 3, measure="SMD", treatments="AAB", controls="BCC", arms=Arms(**held)
    )
    found = network(effects)
    spread = np.sqrt(np.sum((sizes - 1) * sds**2) / np.sum(sizes - 1))
    assert found.of("A", "B").estimate == pytest.approx(-2 / spread * (1 - 3 / (4 * 72 - 1)), rel=1e-4)
    assert found.of("A", "B").estimate + found.of("B", "C").estimate == pytest.approx(found.of("A", "C").estimate)


def test_a_network_in_parts_says_which() -> None:
    effects = make_pairs([("1", "A", "B", 0.1, 0.2), ("2", "C", "D", 0.1, 0.2), ("3", "D", "E", 0.1, 0.2)])
    with pytest.raises(EvidenceError, match=r"2 parts") as caught:
        network(effects)
    assert "part 1: A, B (in 1); part 2: C, D, E (in 2, 3)" in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*THREE_ARMS[:2], ("1", "B", "C", 0.3, 0.9)], r"variance of .* below zero"),
        ([*THREE_ARMS[:2], ("1", "B", "C", -0.3, 0.2)], r"do not add up"),
        (THREE_ARMS[:2], r"not all pairs are there"),
        ([("1", "A", "B", 0.5, 0.2), ("1", "C", "D", 0.3, 0.2)], r"not connected with one another"),
    ],
)
def test_what_a_trial_of_many_arms_cannot_say_is_refused_by_its_name(
    rows: list[tuple[str, str, str, float, float]], said: str
) -> None:
    with pytest.raises(EvidenceError, match=said) as caught:
        network(make_pairs(rows))
    assert "study 1" in str(caught.value)


def test_an_arm_with_two_numbers_is_refused() -> None:
    effects = make_contrasts(arms=True)
    effects.arms.events[2, 1] += 1
    with pytest.raises(EvidenceError, match=r"in two comparisons of the same study"):
        network(effects)


def test_rounding_to_two_decimals_is_let_pass() -> None:
    exact = make_contrasts()
    rounded = Effects.of(
        exact.studies, np.round(exact.estimates, 2), errors=np.round(exact.errors, 2), measure="OR",
        treatments=exact.treatments, controls=exact.controls,
    )  # fmt: skip
    assert network(rounded).of("B", "A").estimate == pytest.approx(REML["B"][0], abs=0.02)


def test_effects_that_do_not_say_what_was_compared_are_refused() -> None:
    with pytest.raises(EvidenceError, match=r"do not say what was compared"):
        network(Effects.of(["1", "2"], [0.1, 0.2], errors=[0.1, 0.1]))
    with pytest.raises(EvidenceError, match=r"no study"):
        network(Effects.of([], [], errors=[]))


def test_unknown_words_list_what_there_is() -> None:
    with pytest.raises(EvidenceError, match=r'called "plazebo"|"plazebo"'):
        network(make_pairs(LOOP), reference="plazebo")
    with pytest.raises(EvidenceError, match=r"SJ"):
        network(make_pairs(LOOP), between="SJ")  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match=r"Q"):
        network(make_pairs(LOOP)).of("Q", "A")


def test_leaving_a_study_out_is_the_network_without_it(net: Network) -> None:
    fewer = {key: held for key, held in TRIALS.items() if key != "9"}
    assert net.without("9").random.estimates == pytest.approx(network(make_contrasts(fewer)).random.estimates)
    with pytest.raises(EvidenceError, match=r"no study is called"):
        net.without("77")


def test_edges_nodes_and_tables_tell_what_figures_need() -> None:
    found = network(make_contrasts(arms=True))
    edge = found.edges["A", "B"]
    assert edge.studies == ("1", "2", "6", "8", "9")
    assert edge.people == 50 + 50 + 60 + 62 + 55 + 54 + 70 + 72 + 33 + 35
    assert edge.weight(0.0) == pytest.approx(np.sum(1 / edge.variances))
    assert found.nodes[3].studies == ("4", "5", "6", "7")
    row = found.table()[0]
    assert (row["treatment"], row["control"], row["studies"]) == ("A", "B", 5)
    assert row["estimate"] == pytest.approx(np.exp(-REML["B"][0]), rel=SEARCHED)
    assert row["prediction_low"] < row["low"] < row["estimate"] < row["high"] < row["prediction_high"]


def test_a_league_has_the_network_below_and_trials_above() -> None:
    found = network(make_pairs([row for row in LOOP if row[0] != "3"]), better="more")
    league = found.league()
    assert league.order == ("A", "B", "C")
    below, above = league.at(1, 0), league.at(0, 1)
    assert below is not None
    assert above is not None
    assert (below.treatment, below.control, below.evidence) == ("A", "B", "network")
    assert (above.estimate, above.low) == pytest.approx((0.5, 0.5 - 1.959964 * 0.2), rel=1e-6)
    assert league.at(0, 2) is None
    assert league.at(2, 2) is None
    assert len(league.table()) == 5
    with pytest.raises(EvidenceError, match=r"treatment"):
        found.league(["A", "Q"])


def test_the_placebo_is_the_reference_however_it_is_written() -> None:
    assert network(make_pairs(LOOP)).reference == "A"
    assert network(make_contrasts(names={"A": "Zinc", "B": "apple", "C": "Placebo"})).reference == "Placebo"
    assert network(make_contrasts(names={"A": "Zinc", "B": "apple"})).treatments == ("apple", "C", "D", "Zinc")
