"""Reports as arrays: who, when, what was taken, what happened. One row a report, every version of it, marked.

A mention says that a report names something: the number of the report, the number of the name. Names are kept as they
were written; what they mean is asked of them later (`naming`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from neurodose.case_reports.losses import Account
from neurodose.wording import Wording

Array = np.ndarray
Name = tuple[str, str]  # as written, and its active ingredient where the file tells one

SEXES = ("female", "male", "unknown")
ROLES = ("PS", "SS", "I", "C", "?")  # primary suspect, secondary suspect, interacting, concomitant, not told
SUSPECT = ("PS", "SS", "I")
AGES = ("0 to 17", "18 to 44", "45 to 64", "65 to 74", "75 and over", "unknown")
AGE_ENDS = (18, 45, 65, 75)
OLDEST = 120.0  # years: what is above is a slip of the unit
NO_QUARTER = -1
OUTCOMES = {
    "DE": "death", "LT": "life-threatening", "HO": "hospital", "DS": "disability", "CA": "congenital anomaly",
    "RI": "intervention required", "OT": "other serious",
}  # fmt: skip
# Who sent a report, by FDA's codes.
SENDERS = {
    "CSM": "consumer", "HP": "health professional", "UF": "user facility", "CR": "company representative",
    "DT": "distributor", "FGN": "foreign", "LIT": "literature", "SDY": "study", "OTH": "other",
}  # fmt: skip


def say_odd_ages(table: str) -> Wording:
    """Ages that nobody has; the report is kept."""
    odd = f"below 0 or above {OLDEST:.0f} years and"
    return Wording(f"age of {table} is {odd} was taken as unknown", f"ages of {table} are {odd} were taken as unknown")


@dataclass(frozen=True, eq=False)
class Mentions:
    """report, name: of each mention, (n,), unsigned 32 bits; names: by number; role: number in `ROLES`, of drugs;
    place: of the drug on its report, where the file tells it
    """

    report: Array
    name: Array
    names: Sequence
    role: Array | None = None
    place: Array | None = None

    def __len__(self) -> int:
        return len(self.report)


@dataclass(frozen=True, eq=False)
class Starts:
    """When a drug was begun: report; place of the drug on it; day, YYYYMMDD, whole ones alone."""

    report: Array
    place: Array
    day: Array


@dataclass(frozen=True, eq=False)
class Cases:
    """Reports of one stream, (n,) each, in the order in which they were read.

    stream: where they come from; number: as the regulator counts them; case: what a report is a version of
    sex: number in `SEXES`; age: years, NaN where unknown; is_child: told without a number; quarter: year × 4 + quarter
    − 1 of the day on which the regulator had it first, or −1; event_day: YYYYMMDD or 0; country: number in `countries`
    is_latest: of its case, and not retracted; is_retracted: on a list of deleted cases
    drugs, events: what they name; outcomes, indications, senders, starts: where the files hold them
    account: what was read and lost; files: quarters or names of files
    """

    stream: str
    number: Array
    case: Array
    sex: Array
    age: Array
    is_child: Array
    quarter: Array
    event_day: Array
    country: Array
    countries: tuple[str, ...]
    is_latest: Array
    is_retracted: Array
    drugs: Mentions
    events: Mentions
    account: Account
    outcomes: Mentions | None = None
    indications: Mentions | None = None
    senders: Mentions | None = None
    starts: Starts | None = None
    files: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.number)

    @property
    def age_group(self) -> Array:
        """Number in `AGES` of each report."""
        groups = np.digitize(self.age, AGE_ENDS).astype(np.uint8)
        groups[np.isnan(self.age)] = len(AGES) - 1
        groups[np.isnan(self.age) & self.is_child] = 0
        return groups

    @property
    def versions(self) -> dict[str, int]:
        """What became of the reports: how many there are, how many count."""
        is_old = ~self.is_latest & ~self.is_retracted
        return {
            "reports": len(self), "counted": int(self.is_latest.sum()), "older versions": int(is_old.sum()),
            "retracted": int(self.is_retracted.sum()),
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"Cases({self.stream}: {int(self.is_latest.sum()):,} of {len(self):,} reports)"


def name_quarter(number: int) -> str:
    """A quarter as it is told: 8105 is "2026Q2"."""
    return "unknown" if number < 0 else f"{number // 4}Q{number % 4 + 1}"
