"""vigipy 3.5 on made-up reports: where it computes what we do it agrees, and where it does not the reason is here.

- It adds ½ to every cell of a table that has an empty one (we only where asked), and leaves out pairs with fewer than
  three reports unless told not to.
- Its interval for shrunken ratios is sought to 1e-5 of a chance, ours to the last digit.
- Its default prior conditions the mixture as a whole on being reported; openEBGM, and our own default, conditions each
  component. Its search (Nelder-Mead) ends a little short of the best.
- Its prior of all pairs adds 1e-7 to the likelihood of each, so that it is not the likeliest one.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from neurodose import disproportionality, shrinkage
from neurodose.evidence import GammaMixture, Shrunken, find_log_likelihood, fit_prior, information_by_beta
from tests.made_up_signals import make_grid

SAME = 1e-9
FITTED = 1e-3  # of five numbers, by a search without a gradient
SOUGHT = 1e-3  # of a quantile whose chance is met within 1e-5

pandas = pytest.importorskip("pandas")
vigipy = pytest.importorskip("vigipy")


@pytest.fixture(scope="module")
def pairs() -> dict[str, np.ndarray]:
    return make_grid(60, 50, 11)


@pytest.fixture(scope="module")
def container(pairs: dict[str, np.ndarray]) -> Any:
    frame = pandas.DataFrame({"name": pairs["drug_name"], "AE": pairs["event_name"], "count": pairs["observed"]})
    return vigipy.convert(frame)


def ask(method: Any, container: Any, pairs: dict[str, np.ndarray], **options: Any) -> tuple[Any, Any]:
    """vigipy's table in the order of our pairs, and its parameters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = method(container, min_events=1, **options)
    table = found.all_signals.set_index(["Product", "Adverse Event"])
    return table.loc[list(zip(pairs["drug_name"], pairs["event_name"], strict=True))], found.params


def counts_of(pairs: dict[str, np.ndarray]) -> list[np.ndarray]:
    return [pairs[name] for name in ("observed", "drug", "event", "total")]


@pytest.mark.parametrize("measure", ["PRR", "ROR"])
def test_ratios_and_their_intervals_are_the_same(measure: str, container: Any, pairs: dict[str, np.ndarray]) -> None:
    table, _ = ask(getattr(vigipy, measure.lower()), container, pairs)
    ours = disproportionality(*counts_of(pairs))
    name = measure.lower()
    np.testing.assert_allclose(table["Expected Count"], ours.expected, rtol=SAME)
    np.testing.assert_allclose(table[measure], getattr(ours, name), rtol=SAME)
    np.testing.assert_allclose(table["CI Lower"], getattr(ours, f"{name}_low"), rtol=SAME)
    np.testing.assert_allclose(table["CI Upper"], getattr(ours, f"{name}_high"), rtol=SAME)
    np.testing.assert_allclose(table["p_value"], getattr(ours, f"p_{name}"), rtol=1e-6, atol=1e-12)


def test_its_exact_test_counts_half_of_just_so_many(container: Any, pairs: dict[str, np.ndarray]) -> None:
    table, _ = ask(vigipy.rfet, container, pairs)
    ours = disproportionality(*counts_of(pairs))
    np.testing.assert_allclose(table["p_value"], ours.p_mid, rtol=SAME)
    np.testing.assert_allclose(table["RFET"], ours.ror, rtol=SAME)


def test_an_empty_cell_is_filled_there_and_here_where_asked() -> None:
    rows = [("tea", "rash", 4), ("gum", "cough", 5), ("gum", "fever", 7), ("mint", "cough", 3), ("mint", "fever", 2)]
    frame = pandas.DataFrame(rows, columns=["name", "AE", "count"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = vigipy.ror(vigipy.convert(frame), min_events=1).all_signals.set_index(["Product", "Adverse Event"])
    assert np.isinf(disproportionality(4, 4, 4, 21).ror[0])
    filled = disproportionality(4, 4, 4, 21, added=0.5)
    assert table.loc[("tea", "rash"), "ROR"] == pytest.approx(filled.ror[0], rel=SAME)


def test_the_network_with_beta_priors_is_the_same(container: Any, pairs: dict[str, np.ndarray]) -> None:
    table, _ = ask(vigipy.bcpnn, container, pairs)
    mean, spread = information_by_beta(*counts_of(pairs))
    np.testing.assert_allclose(table["quantile"], mean - 1.959963984540054 * spread, rtol=1e-6, atol=SAME)


def test_given_a_prior_shrunken_ratios_are_the_same(container: Any, pairs: dict[str, np.ndarray]) -> None:
    prior = GammaMixture(2.0, 1.0, 4.0, 4.0, 0.1)
    table, _ = ask(vigipy.gps, container, pairs, prior_param=list(prior.values))
    ours: Shrunken = shrinkage(pairs["observed"], disproportionality(*counts_of(pairs)).expected, prior)
    np.testing.assert_allclose(table["EBGM"], ours.ebgm, rtol=1e-7)
    np.testing.assert_allclose(table["log2"], ours.information, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(table["LowerBound"], ours.eb05, rtol=SOUGHT)
    np.testing.assert_allclose(table["UpperBound"], ours.eb95, rtol=SOUGHT)


def test_its_prior_of_what_is_reported_is_ours_conditioned_as_a_whole(
    container: Any, pairs: dict[str, np.ndarray]
) -> None:
    _, params = ask(vigipy.gps, container, pairs)
    theirs = GammaMixture(*params["prior_param"])
    n, e = pairs["observed"], disproportionality(*counts_of(pairs)).expected
    ours = fit_prior(n, e, squash=False, conditioned="mixture")
    heights = [find_log_likelihood(one, n, e, conditioned="mixture") for one in (ours, theirs)]
    assert heights[0] >= heights[1] - 1e-6
    assert heights[0] == pytest.approx(heights[1], abs=0.1)
    table, _ = ask(vigipy.gps, container, pairs, minimization_method="L-BFGS-B")
    np.testing.assert_allclose(table["EBGM"], shrinkage(n, e, ours).ebgm, rtol=0.01)


def test_its_prior_of_all_pairs_is_less_likely_than_ours(container: Any, pairs: dict[str, np.ndarray]) -> None:
    _, params = ask(vigipy.gps, container, pairs, truncate=False, minimization_method="L-BFGS-B")
    whole = container.contingency
    n = whole.to_numpy(float).ravel()
    e = np.outer(whole.sum(axis=1), whole.sum(axis=0)).ravel() / whole.to_numpy().sum()
    ours = fit_prior(n, e, least=0, squash=False)
    theirs = GammaMixture(*params["prior_param"])
    apart = ours.log_likelihood - find_log_likelihood(theirs, n, e, least=0)
    assert 0 <= apart < 1
