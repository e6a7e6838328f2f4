"""A drug that draws most reports of an event hides that others are reported with it too.

Its reports raise what is expected of every other drug. Of an event, for the reports that do not name the drug, the
expectation is larger by

    masking  (event / total) / ((event − observed) / (total − drug))

than it would be without its reports (Juhlin and others 2013; Maignen and others 2014). `unmask` takes them out and
counts again. What appears then is still an association among reports.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.signals.disproportionality import Disproportionality
from neurodose.evidence.signals.margins import check_margins
from neurodose.evidence.signals.pairs import count_pairs

Array = np.ndarray


def find_masking(observed: ArrayLike, drug: ArrayLike, event: ArrayLike, total: ArrayLike) -> Array:
    """How many times larger the expected count of each pair's event is for other drugs, for this drug's reports.

    observed, drug, event, total: as in `disproportionality`. 1 is no masking; infinite where every report of the event
    names the drug; NaN where every report does.
    """
    a, n_drug, n_event, n = check_margins(observed, drug, event, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (n_event / n) / ((n_event - a) / (n - n_drug))


@dataclass(frozen=True, eq=False)
class Unmasked:
    """Pairs that are left when a drug's reports are taken out: with them, and without.

    removed: how many reports were taken out; kept: how many are left
    """

    masking_drug: str
    drugs: Array
    events: Array
    before: Disproportionality
    after: Disproportionality
    removed: int
    kept: int

    @property
    def is_revealed(self) -> Array:
        """Which pairs are reported more often than expected only without the drug's reports."""
        return (self.before.ic_low <= 0) & (self.after.ic_low > 0)

    def table(self) -> list[dict[str, object]]:
        """One row a pair."""
        columns = zip(
            self.drugs, self.events, self.before.observed, self.after.observed, self.before.ic, self.before.ic_low,
            self.after.ic, self.after.ic_low, self.is_revealed, strict=True,
        )  # fmt: skip
        names = ("observed", "observed_without", "ic", "ic_low", "ic_without", "ic_low_without")
        return [
            {
                "drug": str(row[0]), "event": str(row[1]), **dict(zip(names, map(float, row[2:8]), strict=True)),
                "revealed": bool(row[8]),
            }
            for row in columns
        ]  # fmt: skip


def unmask(
    ids: ArrayLike, drugs: ArrayLike, events: ArrayLike, masking_drug: str, strata: ArrayLike | None = None
) -> Unmasked:
    """The counts again, without the reports that name a drug.

    ids, drugs, events, strata: one row a mention, as in `count_pairs`
    Raises EvidenceError for a drug that no report names, and for one that all name.
    """
    reports, names, told = (np.asarray(column).ravel() for column in (ids, drugs, events))
    before = count_pairs(reports, names, told, strata)
    named = np.unique(reports[names == masking_drug])
    if not len(named):
        raise EvidenceError(f'no report names "{masking_drug}"', exists=f"{len(np.unique(names))} drugs are named")
    stays = ~np.isin(reports, named)
    if not stays.any():
        raise EvidenceError(f'every report names "{masking_drug}"', hint="nothing is left to be compared with")
    left = None if strata is None else np.asarray(strata).ravel()[stays]
    after = count_pairs(reports[stays], names[stays], told[stays], left)
    place = {key: at for at, key in enumerate(zip(before.drugs.tolist(), before.events.tolist(), strict=True))}
    at = np.array([place[key] for key in zip(after.drugs.tolist(), after.events.tolist(), strict=True)])
    return Unmasked(
        masking_drug, after.drugs, after.events, before.measure().at(at), after.measure(), len(named), after.total
    )
