"""Whether the data determine a parameter, in words: by themselves, only together with others, or not at all.

The slopes of the residuals without the priors are looked at: a column of nothing is a parameter that no observation
depends on; a combination of columns that cancels is one along which parameters can move together unseen. What is left
is judged by how far the data narrowed what was known before (posterior contraction).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodose.estimation.prior import REACH, Prior

# A slope or combination smaller than this is nothing: ten times what finite differences leave of a true zero.
NOTHING = 1e-3
DETERMINED, HARDLY = 0.3, 0.8  # of the width known before that is still left
BOUND = 0.7  # correlation from which two parameters are called bound to each other
LEADS = 0.3  # of the strongest part, from which a parameter is called undetermined for a combination's sake
SHARE = 0.05  # of the strongest part in a combination that still counts


@dataclass(frozen=True)
class Freedom:
    """What a table of slopes leaves free.

    silent: addresses on which nothing depends; combinations: directions along which nothing changes, by address
    rank:   how many directions are determined
    """

    silent: tuple[str, ...]
    combinations: tuple[dict[str, float], ...]
    rank: int

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(f"{a}: no observation depends on it" for a in self.silent) + tuple(
            tell_combination(c) for c in self.combinations
        )

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every parameter that is not determined by itself."""
        return tuple(dict.fromkeys([*self.silent, *(a for c in self.combinations for a in c)]))


def find_freedom(slopes: np.ndarray, addresses: tuple[str, ...]) -> Freedom:
    """What slopes (rows, parameters) on the scales leave free."""
    lengths = np.sqrt((slopes**2).sum(axis=0))
    heard = np.flatnonzero(lengths > NOTHING)
    silent = tuple(a for j, a in enumerate(addresses) if j not in heard)
    if not heard.size:
        return Freedom(silent, (), 0)
    _, sizes, directions = np.linalg.svd(slopes[:, heard] / lengths[heard], full_matrices=True)
    rank = int((sizes > NOTHING).sum())
    free = directions[rank:] / lengths[heard]
    names = [addresses[j] for j in heard]
    return Freedom(silent, tuple(_name(row, names) for row in _untangle(free)), rank)


def _untangle(directions: np.ndarray) -> np.ndarray:
    """The same free directions, each with as few parameters as can be (reduced rows, the largest entry first)."""
    rows, done = directions.copy(), []
    for i in range(len(rows)):
        open_columns = [j for j in range(rows.shape[1]) if j not in done]
        pivot = open_columns[int(np.argmax(np.abs(rows[i, open_columns])))]
        done.append(pivot)
        rows[i] = rows[i] / rows[i, pivot]
        for other in range(len(rows)):
            if other != i:
                rows[other] = rows[other] - rows[other, pivot] * rows[i]
    return rows


def _name(row: np.ndarray, names: list[str]) -> dict[str, float]:
    largest = float(np.abs(row).max())
    return {n: float(v) for n, v in zip(names, row, strict=True) if abs(v) > SHARE * largest}


def tell_combination(combination: dict[str, float]) -> str:
    """A direction along which nothing changes, as a sentence: "CL and V: only their ratio is determined"."""
    names = list(combination)
    if len(names) == 1:
        return f"{names[0]}: no observation depends on it"
    if len(names) == 2:
        exponent = combination[names[1]] / combination[names[0]]
        if abs(exponent - 1) < SHARE:
            return f"{names[0]} and {names[1]}: only their ratio is determined, neither by itself"
        if abs(exponent + 1) < SHARE:
            return f"{names[0]} and {names[1]}: only their product is determined, neither by itself"
    largest = max(abs(v) for v in combination.values())
    moves = ", ".join(f"{n} ({v / largest:+.2g})" for n, v in combination.items())
    return f"{moves}: moving together by these shares they change no prediction, so none is determined by itself"


def tell_parameters(
    priors: tuple[Prior, ...],
    freedom: Freedom,
    values: np.ndarray,
    widths: np.ndarray,
    correlations: np.ndarray,
) -> dict[str, str]:
    """For each parameter, in words, whether the data determine it.

    values: found, coherent (parameters,); widths: standard deviations after the data, on the scales (parameters,);
    correlations: (parameters, parameters).
    """
    addresses = [p.address for p in priors]
    return {
        p.address: _tell(p, freedom, float(widths[j]))
        + _tell_bonds(j, correlations, addresses)
        + ("" if p.low <= values[j] <= p.high else "; the value lies outside what was known before")
        for j, p in enumerate(priors)
    }


def _tell(prior: Prior, freedom: Freedom, width: float) -> str:
    left = width / prior.sd
    partners = _find_partners(prior.address, freedom)
    if prior.address in freedom.silent:
        return "not determined: no observation depends on it, and it stays as it was known before"
    if prior.is_flat and not partners:
        return f"determined by the data alone, {_tell_width(prior, width)}"
    kept = f"{100 * min(left, 1.0):.0f} % of the width known before is left, {_tell_width(prior, width)}"
    if partners:
        return f"not determined apart from {', '.join(partners)}, only what was known before does that: {kept}"
    if left <= DETERMINED:
        return f"determined: {kept}"
    return f"determined in part: {kept}" if left <= HARDLY else f"hardly determined: {kept}"


def _find_partners(address: str, freedom: Freedom) -> list[str]:
    """What a parameter cannot be told apart from, where it moves at least LEADS times as far as any of them."""
    leading = [c for c in freedom.combinations if abs(c.get(address, 0.0)) >= LEADS * max(map(abs, c.values()))]
    return sorted({a for c in leading for a in c} - {address})


def _tell_width(prior: Prior, width: float) -> str:
    if prior.scale == "log":
        return f"within {np.exp(min(REACH * width, 50.0)):.3g}-fold"
    return f"± {REACH * width:.2g} on its {prior.scale} scale"


def _tell_bonds(which: int, correlations: np.ndarray, addresses: list[str]) -> str:
    bonds = [
        f"{addresses[j]} ({correlations[which, j]:+.2f})"
        for j in np.argsort(-np.abs(correlations[which]), kind="stable")
        if j != which and abs(correlations[which, j]) >= BOUND
    ]
    return f"; bound to {', '.join(bonds)}" if bonds else ""
