"""Treatments that were never compared meet through those they share: trials of many treatments become one network.

    net = network(effects, reference="placebo", between="REML", better="less")
    net.random.of("naltrexone", "placebo")          # estimate, interval, prediction
    net.q_inconsistency, net.inconsistency_p        # do direct and indirect ways agree?

Frequentist, by weighted least squares with the covariance of multi-arm trials (Rücker 2012; Rücker and Schwarzer 2014).
Ranks are in `ranking.py`, direct against indirect in `inconsistency.py`, who contributes what in `contributions.py`,
effects of components in `components.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError, unknown_name
from neurodose.evidence.effects import Effects
from neurodose.evidence.measure import Measure
from neurodose.evidence.networks.comparisons import Better, Comparison, Comparisons
from neurodose.evidence.networks.consistency import DesignQ, Rows, chance_of, q_within, rotate
from neurodose.evidence.networks.direct import Edge, Node, find_edges, find_nodes
from neurodose.evidence.networks.league import League, lay_league
from neurodose.evidence.networks.multi_arm import Trial, find_parts, in_order, read_trials
from neurodose.evidence.regression import Fit, fit_regression
from neurodose.threads import on_one_thread

BetweenTrials = Literal["DL", "REML", "ML", "EB", "PM", "REML, errors apart", "ML, errors apart", "none"]
APART = ", errors apart"
PLACEBO = "placebo"


@dataclass(frozen=True, eq=False)
class Network:
    """What a network of trials says.

    treatments: all, in the order of the alphabet; reference: which others are told against
    better:     whether less or more of the outcome is wanted
    trials:     studies with their arms; rows: the independent rows they were fitted as
    common, random: every treatment against every other; both are the same where tau² is zero or not known
    tau2:       between studies, the same for all pairs; None where nothing tells (no degrees of freedom)
    """

    effects: Effects
    treatments: tuple[str, ...]
    reference: str
    better: Better
    between: BetweenTrials
    level: float
    trials: tuple[Trial, ...]
    rows: Rows
    common_fit: Fit
    random_fit: Fit
    common: Comparisons
    random: Comparisons
    tau2: float | None

    @property
    def measure(self) -> Measure:
        return self.effects.measure

    @property
    def studies(self) -> tuple[str, ...]:
        return tuple(trial.study for trial in self.trials)

    @property
    def remade(self) -> dict[str, str]:
        """Studies of several arms whose contrasts were not simply taken as given, and what was done."""
        return {trial.study: trial.made for trial in self.trials if trial.made}

    @property
    def tau(self) -> float | None:
        return None if self.tau2 is None else float(np.sqrt(self.tau2))

    @cached_property
    def tau2_interval(self) -> tuple[float, float] | None:
        """By Q profile; None without degrees of freedom."""
        return self.common_fit.tau2_interval() if self.free else None

    @property
    def q(self) -> float:
        """All that is left around the common model: within designs and between them."""
        return self.common_fit.q if self.free else 0.0

    @property
    def free(self) -> int:
        """Degrees of freedom of Q: contrasts of all trials less positions."""
        return self.common_fit.k - self.common_fit.p

    @property
    def q_p(self) -> float | None:
        return chance_of(self.q, self.free)

    @property
    def i2(self) -> float | None:
        """Of the variance around the network, the share that is not chance, in per cent; None where nothing tells."""
        if not self.free:
            return None
        return max(0.0, 100 * (self.q - self.free) / self.q) if self.q > 0 else 0.0

    @cached_property
    def i2_interval(self) -> tuple[float, float] | None:
        """By the error of the logarithm of H (Higgins and Thompson 2002); None below two degrees of freedom."""
        if self.free < 2:
            return None
        k, q = self.free + 1, self.q
        if q > k:
            error = 0.5 * np.log(q / (k - 1)) / (np.sqrt(2 * q) - np.sqrt(2 * k - 3))
        else:
            error = np.sqrt((1 - 1 / (3 * (k - 2) ** 2)) / (2 * (k - 2)))
        half = self.common.quantile * float(error)
        ends = [max(1.0, q / (k - 1) * np.exp(2 * sign * half)) for sign in (-1, 1)]
        return 100 * float(1 - 1 / ends[0]), 100 * float(1 - 1 / ends[1])

    @cached_property
    def within_designs(self) -> tuple[DesignQ, ...]:
        """How far trials of the same treatments differ, design by design."""
        return q_within(self.trials, self.rows)

    @property
    def q_heterogeneity(self) -> float:
        """Of Q, what lies within designs."""
        return sum(one.q for one in self.within_designs)

    @property
    def heterogeneity_free(self) -> int:
        return sum(one.free for one in self.within_designs)

    @property
    def heterogeneity_p(self) -> float | None:
        return chance_of(self.q_heterogeneity, self.heterogeneity_free)

    @property
    def q_inconsistency(self) -> float:
        """Of Q, what lies between designs: ways through the network that disagree."""
        return max(0.0, self.q - self.q_heterogeneity) if self.inconsistency_free else 0.0

    @property
    def inconsistency_free(self) -> int:
        return self.free - self.heterogeneity_free

    @property
    def inconsistency_p(self) -> float | None:
        return chance_of(self.q_inconsistency, self.inconsistency_free)

    @property
    def model(self) -> Comparisons:
        """The estimates that are told: random effects, unless none were asked for."""
        return self.common if self.between == "none" else self.random

    def of(self, treatment: str, control: str | None = None) -> Comparison:
        """A treatment against another, else against the reference."""
        return self.model.of(treatment, self.reference if control is None else control)

    def without(self, study: str) -> Network:
        """The network again, without one study."""
        return network(
            self.effects.without(study), reference=self.reference, between=self.between, better=self.better,
            level=self.level,
        )  # fmt: skip

    @cached_property
    def edges(self) -> Mapping[tuple[str, str], Edge]:
        """Which pairs were compared directly, by the two names in the order of the alphabet."""
        return find_edges(self.trials)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Each treatment with how many studies and people had it."""
        return find_nodes(self.trials, self.treatments)

    def league(self, order: Sequence[str] = ()) -> League:
        """Every treatment against every other as a table; order: else the best P-score first."""
        scores = self.model.scores(self.better)
        ranked = [self.treatments[at] for at in np.argsort(-scores, kind="stable")]
        return lay_league(self.model, self.edges, self.measure, tuple(order) or ranked)

    def table(self) -> list[dict[str, Any]]:
        """One row for each pair: what the network says, as it is told, and how many studies compared the two."""
        return [self._tell(one) for one in self.model]

    def _tell(self, one: Comparison) -> dict[str, Any]:
        show, edge = self.measure.show, self.edges.get((one.treatment, one.control))
        row = {
            "treatment": one.treatment,
            "control": one.control,
            "estimate": show(one.estimate),
            "low": show(one.interval[0]),
            "high": show(one.interval[1]),
            "p": one.p,
            "studies": 0 if edge is None else len(edge.studies),
        }
        if one.prediction is not None:
            row |= {"prediction_low": show(one.prediction[0]), "prediction_high": show(one.prediction[1])}
        return row


@on_one_thread
def network(
    effects: Effects,
    *,
    reference: str | None = None,
    between: BetweenTrials = "REML",
    better: Better = "less",
    level: float = 0.95,
) -> Network:
    """All treatments of these trials, each against each.

    effects: with what was compared with what; a trial of several arms stands there once for each comparison
    reference: which others are told against; else "placebo" where there is one, else the first by the alphabet
    between: the estimator of tau². With ", errors apart" the likelihood takes contrasts with the reference as
    independent within a study, which is what netmeta does where it is given contrasts and no counts
    Raises EvidenceError for a network that falls into parts (it lists them), a study whose pairs contradict each other,
    treatments that are not there, a search that does not end.
    """
    _check_words(between, better)
    trials = read_trials(effects)
    treatments = in_order({arm for trial in trials for arm in trial.arms})
    check_connected(trials, treatments)
    told = find_reference(reference, treatments)
    rows = rotate(trials, treatments)
    tau2 = _find_tau2(trials, rows, treatments, told, between)
    fits = [fit_rows(rows, treatments, told, given, level) for given in (0.0, tau2 or 0.0)]
    free = fits[0].k - fits[0].p
    common, random = (_compare(fit, treatments, told) for fit in fits)
    random = replace(random, tau2=tau2 or 0.0, free=0 if tau2 is None else free)
    return Network(
        effects, treatments, told, better, between, level, trials, rows, fits[0], fits[1], common, random, tau2
    )


def fit_rows(rows: Rows, treatments: Sequence[str], reference: str, tau2: float, level: float = 0.95) -> Fit:
    """Positions of treatments other than the reference, at a tau²."""
    others = [at for at, name in enumerate(treatments) if name != reference]
    names = tuple(treatments[at] for at in others)
    return fit_regression(
        rows.estimates, rows.variances, rows.design[:, others], names=names, test="normal", level=level, tau2=tau2
    )


def _find_tau2(
    trials: Sequence[Trial], rows: Rows, treatments: Sequence[str], reference: str, between: BetweenTrials
) -> float | None:
    """None where no degree of freedom is left to tell how studies differ."""
    if between == "none" or len(rows.estimates) < len(treatments):
        return 0.0 if between == "none" else None
    if between.endswith(APART):
        rows = rotate([_take_apart(trial, reference) for trial in trials], treatments)
    others = [at for at, name in enumerate(treatments) if name != reference]
    estimator: Any = between.removesuffix(APART)
    return fit_regression(rows.estimates, rows.variances, rows.design[:, others], between=estimator).tau2


def _take_apart(trial: Trial, reference: str) -> Trial:
    """The trial as if its contrasts with the reference (else with its last arm) had independent errors: each arm but
    that one has the whole variance.
    """
    shared = trial.arms.index(reference) if reference in trial.arms else len(trial.arms) - 1
    of_arms = trial.variances[shared]
    sums = of_arms[:, None] + of_arms[None, :]
    np.fill_diagonal(sums, 0.0)
    given = trial.pairs[:, shared]
    return replace(trial, pairs=given[:, None] - given[None, :], variances=sums)


def _compare(fit: Fit, treatments: Sequence[str], reference: str) -> Comparisons:
    others = [at for at, name in enumerate(treatments) if name != reference]
    positions, covariance = np.zeros(len(treatments)), np.zeros((len(treatments),) * 2)
    positions[others] = fit.coefficients
    covariance[np.ix_(others, others)] = fit.covariance
    return Comparisons(tuple(treatments), positions, covariance, fit.level)


def find_reference(reference: str | None, treatments: tuple[str, ...]) -> str:
    if reference is None:
        return next((name for name in treatments if name.casefold() == PLACEBO), treatments[0])
    if reference not in treatments:
        raise unknown_name(EvidenceError, "treatment", reference, treatments, owner="the network")
    return reference


def _check_words(between: str, better: str) -> None:
    for kind, word, known in (
        ("estimator of tau² for networks", between, get_args(BetweenTrials)),
        ("direction", better, get_args(Better)),
    ):
        if word not in known:
            raise unknown_name(EvidenceError, kind, word, known, owner="neurodose")


def check_connected(trials: Sequence[Trial], treatments: tuple[str, ...]) -> None:
    """Raises EvidenceError that lists the parts of a network no study connects."""
    is_linked = np.zeros((len(treatments),) * 2, bool)
    for trial in trials:
        at = [treatments.index(arm) for arm in trial.arms]
        is_linked[np.ix_(at, at)] = True
    parts = find_parts(is_linked)
    if len(parts) == 1:
        return
    told = [_tell_part(n, {treatments[at] for at in part}, trials) for n, part in enumerate(parts, 1)]
    raise EvidenceError(
        f"the network falls into {len(parts)} parts, which no study connects",
        exists="; ".join(told),
        hint="make a network of each part, or find a study that compares treatments of two; look at spellings too",
    )


def _tell_part(number: int, names: set[str], trials: Sequence[Trial]) -> str:
    studies = [trial.study for trial in trials if trial.arms[0] in names]
    return f"part {number}: {', '.join(sorted(names))} (in {', '.join(studies)})"
