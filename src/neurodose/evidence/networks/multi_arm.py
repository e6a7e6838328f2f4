"""Arms of one study share people, so what it says of three treatments is two facts and their covariance, not three.

    cov(d_i, d_j) = (V_1i + V_1j − V_ij) / 2      of d_i, arm i against the first, and V the variances of all pairs

(Rücker and Schwarzer 2014). A pair that was left out is completed: by the variances of arms, where columns say them
("treatment_variance", "control_variance"), by what was counted in the arms, or by the other pairs if these determine
the variance of each arm. What cannot be is refused by the study's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects, refuse_no_effects
from neurodose.evidence.sizes.arm_level import ArmLevel, find_arm_level

ADDS_UP = 0.001  # of estimates around a loop, on their own scale: what other programs let pass
ADDS_UP_ERRORS = 0.05  # or this share of the pair's standard error: figures are published with two decimals
BELOW_ZERO = -0.01  # of the mean variance: how far rounding may bring the variance of an arm below zero


@dataclass(frozen=True, eq=False)
class Trial:
    """One study of a network.

    arms:       names of its treatments, in the order of the alphabet
    pairs:      estimates of each arm against each, (arms, arms), row against column, as given where they were given
    variances:  of the pairs, (arms, arms)
    people:     of each arm, NaN where nobody says
    made:       how it was made, where it was not simply given: "from its arms", "completed"
    """

    study: str
    arms: tuple[str, ...]
    pairs: Array
    variances: Array
    people: Array
    made: str = ""

    @property
    def name(self) -> str:
        """The design: which treatments it compares ("A:B:C")."""
        return ":".join(self.arms)

    @cached_property
    def estimates(self) -> Array:
        """Each further arm against the first, (arms − 1,): the weighted mean of what the pairs say."""
        weights = self.weights(0.0)
        laplacian = np.diag(weights.sum(axis=1)) - weights
        pulled = np.sum(weights * self.pairs, axis=1)
        positions = np.linalg.pinv(laplacian) @ pulled
        return positions[1:] - positions[0]

    @cached_property
    def covariance(self) -> Array:
        """Of `estimates`, from sampling alone."""
        return _covariance(self.variances)

    def weights(self, tau2: float) -> Array:
        """Weights of the pairs that stand for the whole study when pairs are taken as independent, (arms, arms), at a
        variance between studies: those off the diagonal of its Laplacian.
        """
        arms = len(self.arms)
        contrast = np.hstack([-np.ones((arms - 1, 1)), np.eye(arms - 1)])
        inner = np.linalg.inv(self.covariance + tau2 * shared_spread(arms))
        laplacian = contrast.T @ inner @ contrast
        return np.diag(np.diag(laplacian)) - laplacian


def shared_spread(arms: int) -> Array:
    """How contrasts with one arm go together when every pair has the same variance between studies: ½ beside 1."""
    return (np.eye(arms - 1) + 1) / 2


def _covariance(variances: Array) -> Array:
    first = variances[0, 1:]
    return (first[:, None] + first[None, :] - variances[1:, 1:]) / 2


def read_trials(effects: Effects) -> tuple[Trial, ...]:
    """The studies of effects, each with all of its arms, in the order in which they stand.

    Raises EvidenceError that names the study: what was compared is not said, pairs are not connected, a pair is missing
    and nothing completes it, estimates do not add up around a loop, no arm variances could make its standard errors.
    """
    refuse_no_effects(effects)
    if not len(effects):
        out = "; ".join(f"{study}: {why}" for study, why in effects.left_out)
        raise EvidenceError("there is no study to make a network of", exists=f"left out: {out}" if out else "",
                            hint="give effects of at least one comparison")  # fmt: skip
    if not (effects.treatments and effects.controls):
        raise EvidenceError(
            "the effects do not say what was compared with what",
            hint="give treatments=… and controls=…, one for each effect",
        )
    rows = dict[str, list[int]]()
    for at, study in enumerate(effects.studies):
        rows.setdefault(study, []).append(at)
    return tuple(_read_trial(effects, study, at) for study, at in rows.items())


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order of the alphabet, whether or not they begin with a capital."""
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def _read_trial(effects: Effects, study: str, at: list[int]) -> Trial:
    arms = in_order({effects.treatments[i] for i in at} | {effects.controls[i] for i in at})
    pairs, variances = np.zeros((len(arms),) * 2), np.full((len(arms),) * 2, np.nan)
    np.fill_diagonal(variances, 0.0)
    for i in at:
        row, column = arms.index(effects.treatments[i]), arms.index(effects.controls[i])
        pairs[row, column], pairs[column, row] = effects.estimates[i], -effects.estimates[i]
        variances[row, column] = variances[column, row] = effects.variances[i]
    level = find_arm_level(effects, study, at, arms)
    people = np.full(len(arms), np.nan) if level is None else level.people
    if len(arms) == 2:
        return Trial(study, arms, pairs, variances, people)
    _check_connected(study, arms, ~np.isnan(variances))
    given = Trial(study, arms, pairs, variances, people)
    if np.isnan(variances).any():
        of_arms = _read_arm_variances(effects, at, arms)
        if np.isnan(of_arms).any() and level is not None and level.has_numbers:
            return _from_arms(given, level)
        given = _complete(given, of_arms)
    has_arms = level is not None and level.has_numbers
    fault = _find_fault(given, 0.0 if has_arms else ADDS_UP_ERRORS)
    if fault and level is not None and level.has_numbers:
        return _from_arms(given, level)
    if fault:
        raise fault
    return given


def _read_arm_variances(effects: Effects, at: list[int], arms: tuple[str, ...]) -> Array:
    """What columns say of the variance of each arm, NaN where they do not; a standardised difference also shares the
    spread it is divided by, so that its arms alone do not say.
    """
    found = np.full(len(arms), np.nan)
    if effects.measure.symbol == "SMD":
        return found
    for name, of in (("treatment_variance", effects.treatments), ("control_variance", effects.controls)):
        if name in effects.columns:
            for i in at:
                found[arms.index(of[i])] = float(effects.columns[name][i])
    return found


def _from_arms(given: Trial, level: ArmLevel) -> Trial:
    pairs = level.values[:, None] - level.values[None, :]
    return Trial(given.study, given.arms, pairs, level.pair_variances, given.people, "from its arms")


def _complete(given: Trial, of_arms: Array) -> Trial:
    """The missing pairs: estimates as the others add up, variances as sums of the variances of arms."""
    known = [pair for pair in combinations(range(len(given.arms)), 2) if not np.isnan(given.variances[pair])]
    if np.isnan(of_arms).any():
        of_arms = _solve_arm_variances(given, known)
    signs = np.array([[float(arm == a) - float(arm == b) for arm in range(len(given.arms))] for a, b in known])
    positions = np.linalg.lstsq(signs, np.array([given.pairs[pair] for pair in known]), rcond=None)[0]
    is_given = ~np.isnan(given.variances)
    sums = of_arms[:, None] + of_arms[None, :]
    np.fill_diagonal(sums, 0.0)
    pairs = np.where(is_given, given.pairs, positions[:, None] - positions[None, :])
    variances = np.where(is_given, given.variances, sums)
    return Trial(given.study, given.arms, pairs, variances, given.people, "completed")


def _solve_arm_variances(given: Trial, known: list[tuple[int, int]]) -> Array:
    """The variance of each arm, by the pairs that are there; raises EvidenceError where they do not determine it."""
    incidence = np.array([[float(arm in pair) for arm in range(len(given.arms))] for pair in known])
    if np.linalg.matrix_rank(incidence) == len(given.arms):
        return np.linalg.lstsq(incidence, np.array([given.variances[pair] for pair in known]), rcond=None)[0]
    missing = [
        f"{given.arms[a]} against {given.arms[b]}"
        for a, b in combinations(range(len(given.arms)), 2)
        if np.isnan(given.variances[a, b])
    ]
    raise EvidenceError(
        f"of its {len(given.arms)} arms not all pairs are there, and nothing tells how their errors go together",
        where=f"study {given.study}",
        exists=f"missing: {', '.join(missing)}",
        hint="give the missing comparison with its standard error, or what was counted in the arms",
    )


def _find_fault(trial: Trial, rounding: float) -> EvidenceError | None:
    """What a study with more than two arms cannot say: errors that no arms make, estimates that do not add up."""
    return _fault_of_variances(trial) or _fault_of_estimates(trial, rounding)


def _fault_of_variances(trial: Trial) -> EvidenceError | None:
    known = list(combinations(range(len(trial.arms)), 2))
    incidence = np.array([[float(arm in pair) for arm in range(len(trial.arms))] for pair in known])
    given = np.array([trial.variances[pair] for pair in known])
    of_arms = np.linalg.lstsq(incidence, given, rcond=None)[0]
    is_covariance = np.linalg.eigvalsh(_covariance(trial.variances)).min() > 0
    if is_covariance and of_arms.min() >= BELOW_ZERO * given.mean():
        return None
    worst = trial.arms[int(np.argmin(of_arms))]
    told = ", ".join(
        f"{trial.arms[a]}–{trial.arms[b]} {error:.4g}"
        for (a, b), error in zip(known, np.sqrt(np.maximum(given, 0.0)), strict=True)
    )
    return EvidenceError(
        f"no arms could have made these standard errors: the variance of {worst} would be below zero",
        where=f"study {trial.study}, errors",
        exists=f"errors: {told}",
        hint="look whether one is the error of another comparison, or has been computed without the shared arm",
    )


def _fault_of_estimates(trial: Trial, rounding: float) -> EvidenceError | None:
    positions = np.concatenate([[0.0], trial.estimates])
    left = np.abs(trial.pairs - (positions[:, None] - positions[None, :]))
    allowed = np.maximum(ADDS_UP, rounding * np.sqrt(trial.variances))
    if np.all(left <= allowed):
        return None
    told = ", ".join(
        f"{trial.arms[a]}–{trial.arms[b]} {trial.pairs[a, b]:.4g}" for a, b in combinations(range(len(trial.arms)), 2)
    )
    return EvidenceError(
        f"the estimates of its pairs do not add up: they leave {left.max():.3g}",
        where=f"study {trial.study}, estimates",
        exists=f"estimates: {told}",
        hint="within one study, A against C is A against B plus B against C; look at the direction of each",
    )


def _check_connected(study: str, arms: Sequence[str], is_linked: Array) -> None:
    parts = find_parts(is_linked)
    if len(parts) > 1:
        raise EvidenceError(
            "its comparisons are not connected with one another",
            where=f"study {study}",
            exists="; ".join(f"part {n}: {', '.join(arms[a] for a in part)}" for n, part in enumerate(parts, 1)),
            hint="give one comparison between the parts, or two studies of different names",
        )


def find_parts(is_linked: Array) -> list[list[int]]:
    """Parts of a graph that no edge connects, each in order; is_linked: (nodes, nodes), symmetric."""
    left, parts = set(range(len(is_linked))), list[list[int]]()
    while left:
        part, border = set[int](), {min(left)}
        while border:
            part |= border
            border = {int(to) for node in border for to in np.flatnonzero(is_linked[node])} - part
        parts.append(sorted(part))
        left -= part
    return parts
