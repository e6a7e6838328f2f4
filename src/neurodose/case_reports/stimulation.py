"""Reports come in waves: a warning, a lawsuit, a film or one sender's batch makes people report what they did not.

A quarter is marked where a drug's share of all cases is at least twice that of the four quarters before, with so many
cases more that chance alone hardly gives them. A mark is a reason to look, and no proof of anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BEFORE = 4  # quarters that a quarter is compared with
TIMES = 2.0  # as large as before, at least
LEAST = 10  # cases of the drug in the quarter
CHANCE = 1e-4  # of so many cases or more at the share of before


@dataclass(frozen=True)
class Jump:
    """quarter: when; cases: of the drug; expected: at the share of the quarters before; times: how much larger the
    share is, infinite where there was none before
    """

    quarter: str
    cases: int
    expected: float
    times: float

    def tell(self) -> str:
        size = f"{self.times:.1f} times" if self.times < float("inf") else "many times"
        return (
            f"{self.quarter}: {self.cases:,} cases, where the four quarters before let expect {self.expected:,.1f} "
            f"({size} their share). Look for a warning, a lawsuit, news, a law, or a batch of one sender in that time."
        )


def find_jumps(series: Sequence[tuple[str, int, int]]) -> list[Jump]:
    """Quarters in which reports of a drug jump.

    series: of each quarter in order, its name, the cases of the drug and all cases. Those before the first case of the
    drug, and quarters without four before them, tell nothing.
    """
    from scipy.stats import poisson

    found = []
    for at in range(BEFORE, len(series)):
        quarter, cases, total = series[at]
        drug_before = sum(one[1] for one in series[at - BEFORE : at])
        all_before = sum(one[2] for one in series[at - BEFORE : at])
        if cases < LEAST or not all_before or not total:
            continue
        # Half a case more than there were: where there was none, little is known of the share.
        expected = (drug_before + 0.5) / all_before * total
        if cases >= TIMES * expected and poisson.sf(cases - 1, expected) < CHANCE:
            times = (cases / total) / (drug_before / all_before) if drug_before else float("inf")
            found.append(Jump(quarter, cases, expected, times))
    return found
