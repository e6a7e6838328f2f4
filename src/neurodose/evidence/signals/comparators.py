"""Who takes a drug differs from who reports at all: a comparator for the same complaint makes the background alike.

Only reports that name the drug or one of its comparators are looked at; those that name both tell nothing and are left
out (active-comparator restricted disproportionality):

                 event      others
    drug         a          b
    comparators  c          d

The ratio compares two drugs' reports with each other. It ranks neither as safer: whether one is reported more fully,
newer, or given to people who are more ill is in it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.signals.disproportionality import Disproportionality, disproportionality

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Restricted:
    """Each event among reports of a drug against those of its comparators.

    measures: of each event; its `drug` counts the reports of the drug, its `total` those of drug and comparators
    left_out: reports that name both
    """

    drug: str
    comparators: tuple[str, ...]
    events: Array
    measures: Disproportionality
    left_out: int

    def tell(self, event: str) -> str:
        """An event in words."""
        at = np.flatnonzero(self.events == event)
        if not len(at):
            raise EvidenceError(f'no report of {self.drug} or a comparator names "{event}"')
        found, one = self.measures, int(at[0])
        share = f"{found.observed[one]:g} of {found.drug[one]:g} reports of {self.drug}"
        rest = f"{found.event[one] - found.observed[one]:g} of {found.total[one] - found.drug[one]:g}"
        has_interval = np.isfinite([found.ror_low[one], found.ror_high[one]]).all()
        ends = f"{found.ror_low[one]:.2f} to {found.ror_high[one]:.2f}" if has_interval else "no interval"
        ratio = "infinite" if np.isinf(found.ror[one]) else f"{found.ror[one]:.2f}"
        return (
            f"{event} is named by {share}, and by {rest} of {', '.join(self.comparators)}: reporting odds ratio "
            f"{ratio} ({ends}). This compares reports, not what the drugs do."
        )


def compare_reports(
    observed: ArrayLike, drug: ArrayLike, observed_of_comparators: ArrayLike, comparators: ArrayLike
) -> Disproportionality:
    """Disproportionality within reports of a drug and of its comparators, of counts.

    observed, drug: reports of the drug with each event, and all of them; the other two: of the comparators. No report
    is in both.
    """
    try:
        a, n_drug, c, n_other = (
            np.asarray(one, float) for one in (observed, drug, observed_of_comparators, comparators)
        )
    except (TypeError, ValueError):
        raise EvidenceError("counts are lists of numbers", where="compare_reports") from None
    if np.any(c > n_other):
        raise EvidenceError("more reports of the comparators have the event than there are", where="comparators")
    return disproportionality(a, n_drug, a + c, n_drug + n_other)


def restrict_to_comparators(
    ids: ArrayLike, drugs: ArrayLike, events: ArrayLike, drug: str, comparators: Sequence[str]
) -> Restricted:
    """Disproportionality of a drug within its own reports and those of its comparators, every event that they name.

    ids, drugs, events: one row a mention, as in `count_pairs`
    Raises EvidenceError for a drug or comparators that no report names, and for a drug that is its own comparator.
    """
    reports, names, told = (np.asarray(column).ravel() for column in (ids, drugs, events))
    if drug in comparators or not comparators:
        raise EvidenceError(f"{drug} needs comparators that are other drugs", where="comparators")
    of_drug, of_others = np.unique(reports[names == drug]), np.unique(reports[np.isin(names, list(comparators))])
    for name, found in ((drug, of_drug), (", ".join(comparators), of_others)):
        if not len(found):
            raise EvidenceError(f"no report names {name}", exists=f"{len(np.unique(names))} drugs are named")
    both = np.intersect1d(of_drug, of_others)
    of_drug, of_others = np.setdiff1d(of_drug, both), np.setdiff1d(of_others, both)
    if not len(of_drug) or not len(of_others):
        raise EvidenceError(
            "every report of the one names the other too", hint="choose comparators given instead of it"
        )
    event_names, event = np.unique(told, return_inverse=True)
    counts = [_count_events(reports, event, own, len(event_names)) for own in (of_drug, of_others)]
    is_named = counts[0] + counts[1] > 0
    measures = compare_reports(counts[0][is_named], len(of_drug), counts[1][is_named], len(of_others))
    return Restricted(drug, tuple(comparators), event_names[is_named], measures, len(both))


def _count_events(reports: Array, event: Array, own: Array, kinds: int) -> Array:
    """How many of some reports name each event."""
    stays = np.isin(reports, own)
    place = np.unique(reports[stays], return_inverse=True)[1]
    each = np.unique(place.astype(np.int64) * kinds + event[stays])
    return np.bincount(each % kinds, minlength=kinds)
