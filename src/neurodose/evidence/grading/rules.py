"""The constants by which certainty is proposed, each with the reason for it: to be argued about here and nowhere else.

GRADE leaves judgement to people and names few numbers. Where it names one, it is cited; the others are ours, chosen so
that a doubt which a careful reader would raise is raised. A panel that thinks otherwise hands `grade`
its own `GradingRules`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GradingRules:
    """Risk of bias; weights are shares of the pool
    high_some, high_most: weight of studies at high risk from which a level, or two, are lost. GRADE guidance 4 wants
        the weight that such studies carry considered; a fifth moves a pool, and with half of it nothing else is left
    unclear_most: weight of studies with some concerns, at high risk, or not assessed, from which a level is lost: what
        nobody has assessed is not taken for sound

    Inconsistency
    i2_some, i2_much: I² in per cent, below which differences may be chance, and from which they are considerable
        (Cochrane Handbook 10.10.2: 40 and 75)

    Imprecision
    far: how many times the threshold both ends lie beyond it, for three levels (GRADE guidance 34: "so wide")
    wide_ratio, wide_sd: without a threshold, an interval that holds no effect, halving and doubling (or half a standard
        deviation either way) says next to nothing: two levels
    large_ratio, large_sd: a relative change, or a standardised difference, from which the size of the effect is too
        large to be taken at its word, so that the number of people is asked (GRADE guidance 34; 0.8: Cohen's large)
    ends_rr, ends_or: upper over lower end from which there cannot be people enough: two levels (GRADE guidance 34;
        that of risk ratios is taken for hazard and rate ratios too)
    share_of_size: of the optimal information size, below which two levels are lost where means are compared (34: 30 to
        50 %)
    alpha, power, usual_change, usual_sd: for that size, where no threshold is stated (GRADE guidance 6)

    Publication bias
    tests_from: studies from which tests of small-study effects say anything (Sterne 2011); asymmetry: their p
    small: people in a study below which it is small; few_small: so many of them, all in favour, are suspicious

    Where no number can be pooled
    few_people: people in all studies together, below which a level more is lost (Murad 2017: 400); so many are asked of
        means too where no spread tells how large their difference is (GRADE guidance 6: 400)

    Indirectness
    most_indirect: levels at most; elsewhere: weight of studies of people with another condition, which costs one

    Incoherence, in networks
    split_some, split_much: p of direct against indirect evidence, below which a level, or two, are lost (CINeMA: 0.10
        and 0.01)
    whole_some, whole_much: p of the test of the whole network, where all evidence is indirect (CINeMA: 0.10, 0.05)

    What raises (not randomised only; GRADE guidance 9)
    raise_ratio, raise_ratio_much: a ratio of two, or of five, with its whole interval on one side of no effect
    """

    high_some: float = 0.2
    high_most: float = 0.5
    unclear_most: float = 0.5
    i2_some: float = 40.0
    i2_much: float = 75.0
    far: float = 3.0
    wide_ratio: float = 2.0
    wide_sd: float = 0.5
    large_ratio: float = 0.3
    large_sd: float = 0.8
    ends_rr: float = 3.0
    ends_or: float = 2.5
    share_of_size: float = 0.5
    alpha: float = 0.05
    power: float = 0.8
    usual_change: float = 0.25
    usual_sd: float = 0.2
    tests_from: int = 10
    asymmetry: float = 0.1
    small: int = 100
    few_small: int = 3
    few_people: int = 400
    most_indirect: int = 2
    elsewhere: float = 0.25
    split_some: float = 0.10
    split_much: float = 0.01
    whole_some: float = 0.10
    whole_much: float = 0.05
    raise_ratio: float = 2.0
    raise_ratio_much: float = 5.0
