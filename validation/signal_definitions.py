"""What a column of signals may mean: measures that go by one name and are computed in more than one way.

Each meaning has a name, which is told beside a column that agrees by another meaning than the first.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from neurodose import disproportionality, shrinkage
from neurodose.errors import EvidenceError, EvidenceWarning
from neurodose.evidence import GammaMixture, Shrunken, find_log_likelihood, fit_prior, information_by_beta

Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
Conditioned = Literal["component", "mixture"]
MOST = 2_000_000  # pairs of a full grid of drugs and events


class Meaning(NamedTuple):
    """What a name may mean: in words, its values, and whether they hang on a prior, which may be one fitted here."""

    label: str
    values: np.ndarray
    is_shrunken: bool = False
    is_fitted: bool = False


class Meanings:
    """What each role may mean for these pairs.

    counts: observed and, where they are known, drug, event, total (margins) and expected; priors: those that are told;
    grid: expectations of the pairs that no report names, for a prior of all pairs
    """

    def __init__(
        self, counts: Mapping[str, np.ndarray], priors: list[GammaMixture], grid: np.ndarray | None = None
    ) -> None:
        self.counts, self.told, self.grid = counts, priors, grid
        self._fitted: list[GammaMixture | None] = []
        self._shrunken: dict[GammaMixture, Shrunken] = {}

    @property
    def has_margins(self) -> bool:
        return {"drug", "event", "total"} <= set(self.counts)

    @cached_property
    def expected(self) -> np.ndarray:
        if "expected" in self.counts:
            return self.counts["expected"]
        return self.counts["drug"] * self.counts["event"] / self.counts["total"]

    @cached_property
    def margins(self) -> list[np.ndarray]:
        return [self.counts[name] for name in ("observed", "drug", "event", "total")]

    @cached_property
    def ways(self) -> list[tuple[str, Mapping[str, np.ndarray]]]:
        """Measures as they are; with ½ in each cell of tables that have an empty one; with ½ in all."""
        plain = disproportionality(*self.margins, expected=self.expected)
        filled = disproportionality(*self.margins, expected=self.expected, added=0.5)
        a, n_drug, n_event, n = self.margins
        is_empty = np.min([a, n_drug - a, n_event - a, n - n_drug - n_event + a], axis=0) == 0
        names = [name for name in vars(plain) if name.startswith(("prr", "ror"))]
        mixed = {name: np.where(is_empty, getattr(filled, name), getattr(plain, name)) for name in names}
        return [
            ("", vars(plain)), ("½ added where a cell is empty", mixed), ("½ added to all cells", vars(filled)),
        ]  # fmt: skip

    def find(self, role: str) -> Iterator[Meaning]:
        """Every meaning of a role, the usual one first; none where the counts do not tell it."""
        if role in ("observed", "drug", "event", "total"):
            yield Meaning("", self.counts[role])
        elif role == "expected":
            yield Meaning("", self.expected)
        elif role == "ratio":
            with np.errstate(divide="ignore", invalid="ignore"):
                yield Meaning("", self.counts["observed"] / self.expected)
        elif role in ("ic", "ic_low", "ic_high"):
            yield from self._information(role)
        elif role in ("low", "high"):
            for measure in ("prr", "ror", "ic"):
                yield from (
                    Meaning(f"of {measure} {one.label}".strip(), one.values) for one in self.find(f"{measure}_{role}")
                )
            yield from self.shrunken("eb05" if role == "low" else "eb95")
        elif role == "null":
            yield from self._null()
            yield from self.shrunken(role)
        elif role in ("share", "ebgm", "log2_ebgm", "eb05", "eb95"):
            yield from self.shrunken(role)
        elif self.has_margins:
            yield from self._of_margins(role)

    def _of_margins(self, role: str) -> Iterator[Meaning]:
        a, n_drug, n_event, n = self.margins
        if role.startswith("log_"):
            with np.errstate(divide="ignore", invalid="ignore"):
                yield from (Meaning(one.label, np.log(one.values)) for one in self.find(role.removeprefix("log_")))
        elif role.startswith(("prr", "ror")):
            yield from (Meaning(label, held[role]) for label, held in self.ways)
            measure, _, end = role.partition("_")
            if end:
                ways = ((f"{label}, 1.96".strip(", "), held) for label, held in self.ways)
                yield from (Meaning(label, _by_hand(held, measure, end)) for label, held in ways)
        elif role == "expected_prr":
            yield Meaning("", n_drug * (n_event - a) / (n - n_drug))
        elif role == "expected_ror":
            yield Meaning("", (n_drug - a) * (n_event - a) / (n - n_drug - n_event + a))
        elif role in ("chi2", "p"):
            yield from self._tests(role)
        elif role in ("ic_spread", "ic_variance"):
            spread = information_by_beta(*self.margins)[1]
            yield Meaning("by beta priors", spread if role == "ic_spread" else spread**2)

    def _tests(self, role: str) -> Iterator[Meaning]:
        from scipy.stats import chi2, norm

        plain = disproportionality(*self.margins)
        tests = (("plain", plain.chi2), ("Yates", plain.chi2_yates))
        if role == "chi2":
            yield from (Meaning(label, held) for label, held in tests)
            return
        yield Meaning("of PRR, one-sided", plain.p_prr)
        yield Meaning("of ROR, one-sided", plain.p_ror)
        yield Meaning("exact, one-sided", plain.p_exact)
        yield Meaning("exact, mid-p, one-sided", plain.p_mid)
        for label, held in self.ways[1:2]:
            for name in ("prr", "ror"):
                ratio, low = held[name], held[f"{name}_low"]
                with np.errstate(divide="ignore", invalid="ignore"):
                    yield Meaning(f"of {name}, one-sided, {label}", norm.sf(np.log(ratio) * Z / np.log(ratio / low)))
        yield from (Meaning(f"of chi-square, {label}", chi2.sf(held, 1)) for label, held in tests)
        yield Meaning("of PRR, two-sided", 2 * np.minimum(plain.p_prr, 1 - plain.p_prr))
        yield Meaning("of ROR, two-sided", 2 * np.minimum(plain.p_ror, 1 - plain.p_ror))
        yield from self.shrunken("p")

    def _information(self, role: str) -> Iterator[Meaning]:
        a, e = self.counts["observed"], self.expected
        # These need no margins: any that fit the expectation give them.
        n_event = np.ceil(np.maximum(a, e)) + 1
        some = disproportionality(a, np.maximum(a, n_event), n_event, 4 * n_event + 4 * a + 4, expected=e)
        yield Meaning("", getattr(some, role))
        far = {"ic": (0.0, 0.0), "ic_low": (-3.3, -2.0), "ic_high": (2.4, -0.5)}[role]
        if role != "ic":
            ends = some.ic + far[0] * (a + 0.5) ** -0.5 + far[1] * (a + 0.5) ** -1.5
            yield Meaning("by the series of Norén 2013", ends)
        if self.has_margins:
            mean, spread = information_by_beta(*self.margins)
            for z in (Z, 1.96, 2.0):
                sign = {"ic": 0, "ic_low": -1, "ic_high": 1}[role]
                yield Meaning("by beta priors" + (f", {z:.7g} sd" if sign else ""), mean + sign * z * spread)
        if role == "ic":
            with np.errstate(divide="ignore"):
                yield Meaning("of the plain ratio", np.log2(a / e))

    def _null(self) -> Iterator[Meaning]:
        from scipy.stats import norm

        if self.has_margins:
            mean, spread = information_by_beta(*self.margins)
            yield Meaning("by beta priors", norm.cdf(-mean / spread))

    def fits(self) -> Iterator[tuple[str, GammaMixture]]:
        """Priors fitted to these pairs, in the ways that programs fit them; a way that fails is left out.

        Each is fitted when it is first asked for.
        """
        for at in range(len(self._ways_to_fit)):
            if at == len(self._fitted):
                self._fitted.append(self._fit(*self._ways_to_fit[at][1:]))
            prior = self._fitted[at]
            if prior is not None:
                yield self._ways_to_fit[at][0], prior

    @cached_property
    def _ways_to_fit(self) -> list[tuple[str, bool, int, Conditioned]]:
        ways: list[tuple[str, bool, int, Conditioned]] = [
            ("squashed", True, 1, "component"), ("every pair", False, 1, "component"),
            ("every pair, conditioned as a whole", False, 1, "mixture"),
        ]  # fmt: skip
        if self.counts["observed"].min() == 0 or self.grid is not None:
            ways.append(("with pairs never reported", False, 0, "component"))
        return ways

    def _fit(self, squash: bool, least: int, conditioned: Conditioned) -> GammaMixture | None:
        a, e = self._pairs(least)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", EvidenceWarning)
                return fit_prior(a, e, least=least, squash=squash, conditioned=conditioned)
        except EvidenceError:
            return None

    def compare_heights(self, prior: GammaMixture) -> str:
        """By how much each of our priors is likelier than another program's, in words."""
        said = list[str]()
        for (label, prior_of_ours), way in zip(self.fits(), self._ways_to_fit, strict=False):
            _, squash, least, conditioned = way
            if not squash:
                a, e = self._pairs(least)
                theirs, ours = (
                    find_log_likelihood(one, a, e, least=least, conditioned=conditioned)
                    for one in (prior, prior_of_ours)
                )
                said.append(f"{ours - theirs:.3g} ({label})")
        return f"log likelihood of ours less theirs: {', '.join(said)}" if said else ""

    def _pairs(self, least: int) -> tuple[np.ndarray, np.ndarray]:
        """Counts and expectations, those of pairs never reported among them where they are asked for."""
        a, e = self.counts["observed"], self.expected
        if least == 0 and self.grid is not None:
            return np.concatenate([a, np.zeros(len(self.grid))]), np.concatenate([e, self.grid])
        return a, e

    def shrunken(self, role: str) -> Iterator[Meaning]:
        """A shrunken measure under each prior: those that are told, then those fitted here."""
        for prior in self.told:
            yield self._by_prior(role, "by the prior that is told", prior, is_fitted=False)
        for label, prior in self.fits():
            yield self._by_prior(role, f"by a prior fitted here, {label}", prior, is_fitted=True)

    def _by_prior(self, role: str, label: str, prior: GammaMixture, *, is_fitted: bool) -> Meaning:
        if prior not in self._shrunken:
            self._shrunken[prior] = shrinkage(self.counts["observed"], self.expected, prior)
        found = self._shrunken[prior]
        if role in ("null", "p"):
            values = found.probability_below(1.0)
        else:
            values = getattr(found, "information" if role == "log2_ebgm" else role)
        return Meaning(label, values, True, is_fitted)


def _by_hand(held: Mapping[str, np.ndarray], measure: str, end: str) -> np.ndarray:
    """The end of an interval whose normal deviate is taken for 1.96."""
    ratio = held[measure]
    with np.errstate(divide="ignore", invalid="ignore"):
        return ratio * (held[f"{measure}_{end}"] / ratio) ** (1.96 / Z)
