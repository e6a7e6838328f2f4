"""What lowers certainty: GRADE's five domains, each proposed by a rule that names its inputs and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array
from neurodose.evidence.grading.domain import Domain
from neurodose.evidence.grading.grounds import UNKNOWN, Grounds, count, join, percent, weight_of, words_of
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.grading.yardstick import LOGARITHM, people_of
from neurodose.evidence.pools.small_studies import Asymmetry, egger, harbord
from neurodose.records.question import Question

HIGH = ("high", "serious", "critical")
LITTLE = 1e-9  # of the weight: what two sums of the same shares may differ by
UNCLEAR = ("some concerns", "moderate", "no information", UNKNOWN)


def propose_bias(grounds: Grounds) -> Domain:
    """Studies at high risk of bias carry weight, or nobody has assessed them."""
    words = words_of(grounds.effects, "bias", UNKNOWN)
    has_high = any(word in HIGH for word in words)
    without = grounds.repool(np.array([word not in HIGH for word in words])) if has_high else None
    otherwise = grounds.tells_otherwise(without) if without is not None else ""
    studies = grounds.effects.studies
    return judge_bias(studies, words, grounds.pool.weights, grounds.rules, otherwise)


def judge_bias(
    studies: Sequence[str], words: Sequence[str], weights: Array, rules: GradingRules, otherwise: str = ""
) -> Domain:  # fmt: skip
    """Levels by the weight of studies; otherwise: how the conclusion would differ without those at high risk."""
    high, unclear, unknown = (weight_of(weights, words, held) for held in (HIGH, UNCLEAR, (UNKNOWN,)))
    if high >= rules.high_most:
        levels = -2
    elif high >= rules.high_some or otherwise or high + unclear >= rules.unclear_most:
        levels = -1
    else:
        levels = 0
    concerns = unclear - unknown
    parts = [
        *([f"studies at high risk of bias carry {percent(high)} of the weight"] if high else []),
        *([f"without them {otherwise}"] if otherwise else []),
        *([f"studies with some concerns carry {percent(concerns)}"] if concerns > LITTLE else []),
        *([f"nobody has assessed studies that carry {percent(unknown)} of it, which is not taken for sound"]
          if unknown else []),
    ]  # fmt: skip
    inputs = {
        "judged": dict(zip(studies, words, strict=True)),
        "high": high, "unclear": unclear, "not assessed": unknown, "without high": otherwise,
    }  # fmt: skip
    return Domain("risk of bias", levels, join(parts) or "all studies are at low risk of bias", inputs)


def propose_inconsistency(grounds: Grounds) -> Domain:
    """Studies differ by more than chance, and in what they mean for a decision."""
    pool, rules, yardstick = grounds.pool, grounds.rules, grounds.yardstick
    if grounds.is_one:
        return Domain("inconsistency", 0, "one study alone cannot disagree with another", {"studies": 1})
    own = yardstick.zone(pool.estimate)
    zones = [yardstick.zone(float(y)) for y in pool.effects.estimates]
    others = [name for name, zone in zip(pool.effects.studies, zones, strict=True) if zone != own]
    ends = pool.prediction
    wide, narrow = (yardstick.count_crossed(held) if held else None for held in (ends, pool.interval))
    added = max(0, (wide or 0) - (narrow or 0))
    reaches_both = wide == len(yardstick.marks)
    inputs = {
        "i2": pool.i2, "tau2": pool.tau2, "prediction": ends, "marks": yardstick.marks,
        "crossed by interval": narrow, "crossed by prediction": wide, "otherwise": sorted(others),
    }  # fmt: skip
    few = " (of two studies, which can hardly tell)" if len(pool.effects) == 2 else ""
    seen = f"I² is {pool.i2:.0f} %, tau² {pool.tau2:.3g}{few}"
    if pool.i2 < rules.i2_some:
        return Domain("inconsistency", 0, f"{seen}: differences between studies may be chance", inputs)
    if not others and not added:
        return Domain("inconsistency", 0, f"{seen}, but all studies lead to the same conclusion", inputs)
    parts = []
    if ends is not None and added:
        low, high = yardstick.read_interval(ends)
        parts.append(
            f"a new setting may see {tell_ends(grounds, low, high)}, beyond what the interval of the mean holds"
        )
    if others:
        parts.append(f"{join(others)} {'leads' if len(others) == 1 else 'lead'} to another conclusion than the pool")
    much = pool.i2 >= rules.i2_much and reaches_both and added > 0
    return Domain("inconsistency", -2 if much else -1, "; ".join((seen, *parts)), inputs)


def propose_indirectness(grounds: Grounds) -> Domain:
    """Who was studied, what was given, or what was counted is not what is asked about."""
    question = grounds.question
    if question is None:
        return Domain("indirectness", 0, "no question is stated that studies could differ from", {})
    words = words_of(grounds.effects, "condition")
    asked = {word.casefold() for word in question.asks_of}
    strange = {word for word in words if word and word.casefold() not in asked}
    elsewhere = weight_of(grounds.pool.weights, words, strange)
    return tell_indirectness(question, grounds.asked.name, elsewhere, grounds.rules)


def tell_indirectness(question: Question, outcome: str, elsewhere: float, rules: GradingRules) -> Domain:
    """What the question says of it, and the share of the weight of studies of people with another condition."""
    told = {key: words for key, words in question.indirect.items() if concerns(key, question, outcome)}
    levels = {key: question.indirect_levels.get(key, 1) for key in told}
    counted = 1 if elsewhere >= rules.elsewhere else 0
    total = min(sum(levels.values()) + counted, rules.most_indirect)
    parts = [f"{name_of(key)}: {words}" for key, words in told.items()]
    if elsewhere:
        parts.append(f"studies of people with another condition carry {percent(elsewhere)} of the weight")
    inputs = {"told": told, "levels": levels, "another condition": elsewhere, "asked": question.asks_of}
    reason = "; ".join(parts) or "people, treatment, comparison and outcome are those asked about"
    return Domain("indirectness", -total, reason, inputs)


def concerns(entry: str, question: Question, outcome: str) -> bool:
    """Whether an entry of a question is about an outcome: "dose" is about all, "craving: surrogate" about one."""
    first = entry.split(":")[0].strip()
    return first == outcome or first not in {asked.name for asked in question.outcomes}


def name_of(key: str) -> str:
    return key.split(":")[-1].strip()


def list_missing(question: Question | None, outcome: str) -> tuple[str, ...]:
    """What a question knows to be missing of an outcome."""
    held = question.missing if question else ()
    return tuple(one for one in held if question and concerns(one, question, outcome))


def propose_publication(grounds: Grounds) -> Domain:
    """Studies may be missing: known ones, ones that asymmetry suggests, or all but small ones that found something."""
    rules, effects, question = grounds.rules, grounds.effects, grounds.question
    missing = list_missing(question, grounds.asked.name)
    test = find_asymmetry(grounds)
    suspicious = small_and_good(grounds)
    unpooled = grounds.unpooled
    parts = [
        *([f"known to be missing: {'; '.join(missing)}"] if missing else []),
        *([f"{join(unpooled)} {'tells' if len(unpooled) == 1 else 'tell'} it without numbers that could be pooled"]
          if unpooled else []),
        *([f"small studies see something else than large ones ({test.name}: p {test.p:.2g})"]
          if test is not None and test.p < rules.asymmetry else []),
        *([f"all {count(suspicious, 'study', 'studies')} are small (below {rules.small} people) and in favour"]
          if suspicious else []),
    ]  # fmt: skip
    clean = (
        f"no study is known to be missing, and no asymmetry is seen ({test.name}: p {test.p:.2g})"
        if test is not None
        else f"no study is known to be missing; below {rules.tests_from} studies tests of asymmetry say nothing"
    )
    inputs = {
        "missing": missing,
        "unpooled": sorted(unpooled),
        "test": None if test is None else test.name,
        "p": None if test is None else test.p,
        "small and in favour": suspicious,
        "studies": len(effects),
    }
    return Domain("publication bias", -1 if parts else 0, "; ".join(parts) or clean, inputs)


def find_asymmetry(grounds: Grounds) -> Asymmetry | None:
    """Harbord's test of odds ratios that were counted, whose own size moves their error; Egger's of all else.

    None below ten studies, and where all are equally precise.
    """
    effects = grounds.effects
    if len(effects) < grounds.rules.tests_from:
        return None
    events = effects.arms.events
    is_counted = effects.measure.symbol == "OR" and len(events) > 0 and bool(np.all(np.isfinite(events)))
    try:
        return harbord(effects) if is_counted else egger(effects, "weighted")
    except EvidenceError:
        return None


def small_and_good(grounds: Grounds) -> int:
    """How many studies there are, where all of them are small and see people better off; 0 otherwise, and where their
    sizes are not known.
    """
    sizes = people_of(grounds.effects)
    if sizes is None or not grounds.rules.few_small <= len(sizes) < grounds.rules.tests_from:
        return 0
    good = [grounds.yardstick.read(float(y)) > 0 for y in grounds.effects.estimates]
    return len(sizes) if bool(np.all(sizes < grounds.rules.small)) and all(good) else 0


def tell_ends(grounds: Grounds, low: float, high: float) -> str:
    """An interval of readings in words: from so many worse off to so many better off."""
    yardstick = grounds.yardstick
    if yardstick.unit == LOGARITHM:
        return f"from {yardstick.write(low)} to one of {yardstick.write(high).split()[-1]}"

    def side(end: float) -> str:
        return f"{yardstick.write(end)} {'better' if end >= 0 else 'worse'}"

    return f"from {side(low)} to {side(high)}"
