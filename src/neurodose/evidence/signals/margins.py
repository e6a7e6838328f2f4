"""Counts of tables of drug and event as somebody gives them: read, and refused where no table can have them.

A table is told by four numbers: reports of both, of the drug, of the event, and all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError

Array = np.ndarray
LARGEST = 2.0**53  # past it, a number does not tell every count from the next


def check_margins(observed: ArrayLike, drug: ArrayLike, event: ArrayLike, total: ArrayLike) -> list[Array]:
    """Counts of tables as arrays of one length; raises EvidenceError for what cannot be one."""
    columns = [np.atleast_1d(column) for column in _read(observed, drug, event, total)]
    if columns[0].ndim != 1:
        raise EvidenceError(
            f"counts have {columns[0].ndim} dimensions",
            hint="give one list, a pair after the other; name the strata where columns are such",
        )
    _refuse(columns, None)
    return columns


def split_margins(
    observed: ArrayLike, drug: ArrayLike, event: ArrayLike, total: ArrayLike, strata: Sequence[str]
) -> list[Array]:
    """Counts of tables by stratum, each (pairs, strata); a stratum may be empty.

    Raises EvidenceError that names pair and stratum for what cannot be a table.
    """
    if isinstance(strata, str) or not len(strata):
        raise EvidenceError("strata are a list of names", where="strata", hint='for example ["women", "men"]')
    columns = [np.atleast_2d(column) for column in _read(observed, drug, event, total)]
    is_one_for_all = any(np.ndim(one) == 0 for one in (observed, drug, event, total)) and len(strata) > 1
    if columns[0].ndim != 2 or columns[0].shape[1] != len(strata) or is_one_for_all:
        shapes = ", ".join(" × ".join(map(str, np.shape(one))) or "a number" for one in (observed, drug, event, total))
        raise EvidenceError(
            f"counts are {shapes}, and there are {len(strata)} strata",
            hint="give a row for each pair, in it a count for each stratum",
        )
    _refuse(columns, strata)
    return columns


def check_expected(expected: ArrayLike, observed: Array) -> Array:
    """Another expectation for each pair; raises EvidenceError for what is none."""
    try:
        wanted = np.broadcast_to(np.asarray(expected, float), observed.shape)
    except (TypeError, ValueError):
        raise EvidenceError(
            f"expectations of {len(observed)} pairs are not what is given", hint="give one number for each pair"
        ) from None
    bad = ~(np.isfinite(wanted) & (wanted >= 0))
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        raise EvidenceError(f"expected is {wanted[at]:g}", where=f"pair {at + 1}", hint="it is 0 or more")
    return wanted


def _read(*counts: ArrayLike) -> list[Array]:
    """Counts as arrays of one shape."""
    try:
        # Whatever lies under a mask is no count.
        given = [np.ma.filled(np.ma.asarray(one, float), np.nan) if isinstance(one, np.ma.MaskedArray)
                 else np.asarray(one, float) for one in counts]  # fmt: skip
    except (TypeError, ValueError):
        raise EvidenceError("counts are lists of numbers", where="disproportionality") from None
    try:
        return list(np.broadcast_arrays(*given))
    except ValueError:
        sizes = ", ".join(str(column.size) for column in given)
        raise EvidenceError(
            f"lists of {sizes} counts do not go together", hint="give one of each for each pair"
        ) from None


def _refuse(columns: list[Array], strata: Sequence[str] | None) -> None:
    """Raises EvidenceError for the first table that cannot be; of strata, one without reports can."""
    a, n_drug, n_event, n = columns
    with np.errstate(invalid="ignore", over="ignore"):
        has_reports = n > 0 if strata is None else n >= 0
        checks = (
            ("observed", ~((a >= 0) & (a <= LARGEST)), "it is 0 or more"),
            ("drug", ~((n_drug >= a) & (n_drug <= LARGEST)), "it counts those with the event too"),
            ("event", ~((n_event >= a) & (n_event <= LARGEST)), "it counts those with the drug too"),
            ("total", ~((n >= n_drug + n_event - a) & has_reports & (n <= LARGEST)), "it counts every report once"),
        )
    for (name, bad, hint), column in zip(checks, columns, strict=True):
        if bad.any():
            at = tuple(np.argwhere(bad)[0])
            beside = f"{a[at]:g} of both, {n_drug[at]:g} of the drug, {n_event[at]:g} of the event"
            where = f"pair {at[0] + 1}" + ("" if strata is None else f", stratum {strata[at[1]]}")
            raise EvidenceError(f"{name} is {column[at]:g} with {beside}", where=where, hint=hint)
