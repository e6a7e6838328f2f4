"""What raises the certainty of comparisons that nobody randomised (GRADE guidance 9); of trials, nothing does."""

from __future__ import annotations

from math import exp

from neurodose.evidence.grading.domain import Domain
from neurodose.evidence.grading.grounds import Grounds, holds_none


def propose_raising(grounds: Grounds, lowered: bool) -> tuple[Domain, ...]:
    """Large effect, dose-response, opposing confounding; nothing is raised where another ground lowers."""
    if grounds.is_randomised:
        return ()
    found = (
        propose_large(grounds),
        _told("dose-response", grounds.response, "nobody has shown that more does more"),
        _told("opposing confounding", grounds.opposing, "nothing is known that would have worked against it"),
    )
    if not lowered:
        return found
    why = "; what else lowers it keeps it from being raised"
    return tuple(Domain(one.name, 0, one.reason + (why if one.proposed else ""), one.inputs) for one in found)


def propose_large(grounds: Grounds) -> Domain:
    """A ratio so far from one that what confounds could hardly make it."""
    rules, pool = grounds.rules, grounds.pool
    if not pool.measure.is_ratio or holds_none(pool):
        return Domain("large effect", 0, "the effect is not so large that confounding could hardly make it",
                      {"interval": pool.interval})  # fmt: skip
    size = exp(abs(pool.estimate))
    levels = 2 if size >= rules.raise_ratio_much else 1 if size >= rules.raise_ratio else 0
    reason = f"the ratio is {pool.show(pool.estimate):.2f}, " + (
        "so far from one that confounding could hardly make it" if levels else "no so large one"
    )
    return Domain("large effect", levels, reason, {"estimate": pool.estimate, "interval": pool.interval})


def _told(name: str, why: str, otherwise: str) -> Domain:
    return Domain(name, 1 if why else 0, why or otherwise, {"why": why})
