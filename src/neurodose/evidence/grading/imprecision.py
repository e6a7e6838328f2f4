"""What lowers certainty, continued: an interval that leaves a decision open, or an effect too large for so few people.

By GRADE guidance 34 (Zeng 2022): first the interval against thresholds; only where it crosses none, and the effect is
large, the optimal information size, the number of people that one trial would need:

    2 (z + z')² (p q + p' q') / (p − p')²  of risks p, p',    4 (z + z')² (sd / difference)²  of means
"""

from __future__ import annotations

from math import exp, inf, log

import numpy as np

from neurodose.evidence.grading.domain import Domain
from neurodose.evidence.grading.doubts import tell_ends
from neurodose.evidence.grading.grounds import Grounds
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.grading.yardstick import PEOPLE, count_people

BOTH = 2  # marks: a difference that matters to either side


def propose_imprecision(grounds: Grounds) -> Domain:
    """The interval crosses marks at which a decision would change; or people are too few for an effect of that size."""
    yardstick, pool = grounds.yardstick, grounds.pool
    ends = yardstick.read_interval(pool.interval)
    crossed = yardstick.count_crossed(pool.interval)
    inputs = {
        "interval": ends, "unit": yardstick.unit, "marks": yardstick.marks, "crossed": crossed,
        "people": count_people(grounds.effects), "studies": len(grounds.effects),
    }  # fmt: skip
    told = f"the interval runs {tell_ends(grounds, *ends)}"
    levels, why, more = judge_size(grounds) if crossed < BOTH else (0, "", {})
    if not crossed:
        return Domain("imprecision", levels, f"{told}, and does not cross {name_marks(grounds)}; {why}", inputs | more)
    # An interval that reaches across a mark is no better known than one as wide that does not.
    worse = levels < -1 and yardstick.matters is not None
    counted = min(levels, -crossed) if worse else -crossed
    reason = f"{told}, and crosses {tell_crossed(grounds, crossed)}" + (f"; {why}" if worse else "")
    return Domain("imprecision", counted - is_so_wide(grounds), reason, inputs | more)


def name_marks(grounds: Grounds) -> str:
    """What would have been crossed."""
    matters = grounds.yardstick.matters
    if matters is None:
        return "no effect"
    return f"the smallest difference that matters ({grounds.yardstick.write(matters)})"


def tell_crossed(grounds: Grounds, crossed: int) -> str:
    yardstick = grounds.yardstick
    wide = ", so widely that it says next to nothing" if is_so_wide(grounds) else ""
    if yardstick.matters is None:
        return f"no effect{wide}"
    matters = yardstick.write(yardstick.matters)
    if crossed == 1:
        return f"the smallest difference that matters ({matters})"
    return f"the smallest difference that matters ({matters}) to either side{wide}"


def is_so_wide(grounds: Grounds) -> bool:
    """Whether an interval lies far beyond its marks to both sides."""
    yardstick, rules = grounds.yardstick, grounds.rules
    low, high = grounds.pool.interval
    if yardstick.matters is not None:
        worst, best = yardstick.read_interval((low, high))
        return worst < -rules.far * yardstick.matters and best > rules.far * yardstick.matters
    reach = log(rules.wide_ratio) if grounds.pool.measure.is_ratio else rules.wide_sd
    has_scale = grounds.pool.measure.is_ratio or grounds.pool.measure.symbol == "SMD"
    return has_scale and low < -reach and high > reach


def judge_size(grounds: Grounds) -> tuple[int, str, dict[str, float | None]]:
    """Levels, why, and inputs: whether there are people enough for an effect of that size."""
    rules, effects = grounds.rules, grounds.effects
    large = is_large(grounds)
    if large is None:
        return judge_few(grounds)
    if not large:
        return 0, "it is not so large that the number of people must be asked", {}
    people, needed = count_people(effects), optimal_size(grounds)
    symbol = grounds.pool.measure.symbol
    most = rules.ends_or if symbol == "OR" else rules.ends_rr
    low, high = grounds.pool.interval
    more: dict[str, float | None] = {"optimal size": needed}
    if grounds.pool.measure.is_ratio and exp(high - low) > most:
        return -2, (
            f"the effect is large, and its upper end is {exp(high - low):.1f} times its lower, more than {most:g}: "
            "there cannot be people enough for it"
        ), more  # fmt: skip
    if people is None and grounds.pool.measure.is_ratio:
        return 0, "the effect is large; how many people it is of is not known, but the ends lie near one another", more
    if people is None or needed is None:
        return -1, "the effect is large, and whether there are people enough for it cannot be said", more
    if people >= needed:
        return 0, f"the effect is large, but {people} people are enough for it (of {needed:.0f} needed)", more
    few = grounds.pool.measure.of == "means" and people < rules.share_of_size * needed
    return -1 - few, f"the effect is large, and {people} people are fewer than the {needed:.0f} needed for it", more


def judge_few(grounds: Grounds) -> tuple[int, str, dict[str, float | None]]:
    """Where no spread tells how large an effect is: whether people are fewer than the 400 that means ask for."""
    rules, people = grounds.rules, count_people(grounds.effects)
    unknown = "whether the effect is so large that the number of people must be asked cannot be said"
    if people is None or grounds.pool.measure.of != "means" or people >= rules.few_people:
        return 0, unknown, {}
    very = people < rules.share_of_size * rules.few_people
    return (
        -1 - very,
        f"how large the effect is cannot be said, and {people} people are fewer than {rules.few_people}",
        {},
    )


def is_large(grounds: Grounds) -> bool | None:
    """Whether the effect is larger than effects of treatments usually are; None where nothing tells."""
    rules, estimate, measure = grounds.rules, grounds.pool.estimate, grounds.pool.measure
    if measure.is_ratio:
        return not 1 - rules.large_ratio < exp(estimate) < 1 / (1 - rules.large_ratio)
    if measure.symbol == "SMD":
        return abs(estimate) >= rules.large_sd
    if measure.symbol == "RD" and grounds.yardstick.baseline:
        return abs(estimate) >= rules.large_ratio * grounds.yardstick.baseline
    spread = typical_sd(grounds) if measure.symbol == "MD" else None
    return None if spread is None else abs(estimate) >= rules.large_sd * spread


def optimal_size(grounds: Grounds) -> float | None:
    """People that one trial would need to see the smallest difference that matters, or a usual one where none is
    stated; None where neither a baseline nor a spread is known.
    """
    yardstick, rules = grounds.yardstick, grounds.rules
    if yardstick.baseline is not None:
        change = yardstick.matters / PEOPLE if yardstick.matters else rules.usual_change * yardstick.baseline
        up = grounds.pool.estimate > 0
        return size_of_risks(yardstick.baseline, yardstick.baseline + (change if up else -change), rules)
    if grounds.pool.measure.symbol == "SMD":
        return size_of_means((yardstick.matters or rules.usual_sd * yardstick.factor) / yardstick.factor, rules)
    spread = typical_sd(grounds)
    if grounds.pool.measure.symbol == "MD" and spread:
        return size_of_means(yardstick.matters / spread if yardstick.matters else rules.usual_sd, rules)
    return None


def size_of_risks(without: float, treated: float, rules: GradingRules) -> float:
    """People in both arms, to tell two risks apart."""
    other = min(max(treated, 0.0), 1.0)
    if other == without:
        return inf
    return 2 * _deviate(rules) ** 2 * (without * (1 - without) + other * (1 - other)) / (without - other) ** 2


def size_of_means(sds: float, rules: GradingRules) -> float:
    """People in both arms, to tell two means apart that differ by so many standard deviations."""
    return 4 * _deviate(rules) ** 2 / sds**2


def _deviate(rules: GradingRules) -> float:
    from scipy.stats import norm

    return float(norm.ppf(1 - rules.alpha / 2) + norm.ppf(rules.power))


def typical_sd(grounds: Grounds) -> float | None:
    """The median standard deviation of the control arms."""
    sds = grounds.effects.arms.sds
    held = np.asarray(sds, float)[:, 1] if len(sds) else np.empty(0)
    return float(np.median(held[np.isfinite(held)])) if np.isfinite(held).any() else None
