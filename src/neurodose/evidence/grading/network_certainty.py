"""How far a network can be relied on, comparison by comparison: by CINeMA's grounds (Nikolakopoulou 2020) and the rules
that pools are graded by.

    grade_network(net, "naltrexone", "placebo", asked, question)
    grade_all(net, asked, question)                                 # every treatment against the reference

Risk of bias is that of the studies that contribute, as far as they do; direct and indirect evidence that disagree cost
certainty, and so does a comparison that nobody made and no loop tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.grading.certainty import Certainty, are_randomised, settle
from neurodose.evidence.grading.domain import Domain
from neurodose.evidence.grading.doubts import judge_bias, list_missing, tell_ends, tell_indirectness
from neurodose.evidence.grading.grounds import UNKNOWN, Grounds, percent, words_of
from neurodose.evidence.grading.imprecision import propose_imprecision
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.grading.yardstick import find_yardstick
from neurodose.evidence.measure import Measure
from neurodose.evidence.networks.comparisons import Comparison
from neurodose.evidence.networks.contributions import Contributions, find_contributions
from neurodose.evidence.networks.inconsistency import Splits, split_pairs
from neurodose.evidence.networks.network import Network
from neurodose.records.question import AskedOutcome, Question
from neurodose.sources import Certainty as Grade


@dataclass(frozen=True, eq=False)
class Compared:
    """One comparison of a network, read like a pool; effects: those of trials that made it directly."""

    net: Network
    one: Comparison
    effects: Effects
    weights: Array

    @property
    def measure(self) -> Measure:
        return self.net.measure

    @property
    def estimate(self) -> float:
        return self.one.estimate

    @property
    def interval(self) -> tuple[float, float]:
        return self.one.interval

    @property
    def prediction(self) -> tuple[float, float] | None:
        return self.one.prediction

    @property
    def tau2(self) -> float:
        return self.net.tau2 or 0.0

    @property
    def i2(self) -> float:
        """Of the whole network, in per cent."""
        return self.net.i2 or 0.0

    def show(self, value: float) -> float:
        return self.net.measure.show(value)


@dataclass(frozen=True)
class Known:
    """What is worked out once of a network, and asked for by every comparison."""

    net: Network
    contributions: Contributions
    splits: Splits

    @classmethod
    def of(cls, net: Network) -> Known:
        return cls(net, find_contributions(net), split_pairs(net))


def grade_network(
    net: Network, treatment: str, control: str, asked: AskedOutcome, question: Question | None = None,
    *, rules: GradingRules | None = None, known: Known | None = None,
) -> Certainty:  # fmt: skip
    """How far one comparison of a network can be relied on; raises EvidenceError for a treatment that is not in it."""
    held, rules = known or Known.of(net), rules or GradingRules()
    compared = _read(net, treatment, control)
    yardstick = find_yardstick(compared, asked)
    grounds = Grounds(compared, asked, question, yardstick, rules, is_randomised=are_randomised(net.effects))
    shares = held.contributions.of(treatment, control)
    domains = (
        _bias(net, shares, rules), _heterogeneity(grounds), _incoherence(held, treatment, control, rules),
        _indirectness(net, shares, asked, question, rules), propose_imprecision(grounds),
        _publication(question, asked), *_unread(net, shares, rules),
    )  # fmt: skip
    start: Grade = "high" if grounds.is_randomised else "low"
    because = "its studies are randomised" if grounds.is_randomised else "not all of its studies are randomised"
    name = f"{asked.name}, {treatment} against {control}"
    settled = settle(domains, question.judgements if question else (), name)
    return Certainty(name, start, because, settled, yardstick.target(compared.estimate))


def grade_all(
    net: Network, asked: AskedOutcome, question: Question | None = None, *, rules: GradingRules | None = None
) -> Mapping[str, Certainty]:  # fmt: skip
    """Every treatment against the reference, by its name."""
    known = Known.of(net)
    return {
        name: grade_network(net, name, net.reference, asked, question, rules=rules, known=known)
        for name in net.treatments
        if name != net.reference
    }


def _read(net: Network, treatment: str, control: str) -> Compared:
    one = net.model.of(treatment, control)
    pairs = list(zip(net.effects.treatments, net.effects.controls, strict=True))
    direct = net.effects.take(np.array([{a, b} == {treatment, control} for a, b in pairs], bool))
    raw = 1 / (direct.variances + (net.tau2 or 0.0))
    return Compared(net, one, direct, raw / raw.sum() if len(direct) else raw)


def _bias(net: Network, shares: Mapping[str, float], rules: GradingRules) -> Domain:
    """By what each study contributes to the comparison."""
    words = dict(zip(net.effects.studies, words_of(net.effects, "bias", UNKNOWN), strict=True))
    studies = tuple(shares)
    weights = np.array([shares[name] for name in studies])
    return judge_bias(studies, [words[name] for name in studies], weights, rules)


def _heterogeneity(grounds: Grounds) -> Domain:
    """A new setting may lead to another conclusion than the mean."""
    pool, yardstick = grounds.pool, grounds.yardstick
    ends = pool.prediction
    if ends is None:
        return Domain("inconsistency", 0, "too few studies say how they differ", {"tau2": pool.tau2})
    wide, narrow = yardstick.count_crossed(ends), yardstick.count_crossed(pool.interval)
    added = max(0, wide - narrow)
    inputs = {"tau2": pool.tau2, "prediction": ends, "marks": yardstick.marks, "crossed": [narrow, wide]}
    told = f"tau² is {pool.tau2:.3g}; a new setting may see {tell_ends(grounds, *yardstick.read_interval(ends))}"
    more = ", beyond what the interval of the mean holds" if added else ", which changes no conclusion"
    return Domain("inconsistency", -min(added, 2), told + more, inputs)


def _incoherence(known: Known, treatment: str, control: str, rules: GradingRules) -> Domain:
    """Direct and indirect evidence disagree; where only one is there, the test of the whole network speaks."""
    split = known.splits.of(treatment, control)
    if split.p is not None:
        levels = -2 if split.p < rules.split_much else -1 if split.p < rules.split_some else 0
        told = "disagree" if levels else "do not disagree by more than chance"
        reason = f"direct and indirect evidence {told} (p {split.p:.2g})"
        return Domain("incoherence", levels, reason, {"p": split.p, "direct share": split.share})
    kind = "direct" if split.direct is not None else "indirect"
    p = known.net.inconsistency_p
    inputs = {"p of the network": p, "evidence": kind}
    if kind == "direct":
        return Domain("incoherence", 0, "all evidence is direct: there is nothing that could disagree", inputs)
    if p is None:
        return Domain("incoherence", -1, "all evidence is indirect, and no loop of the network tests it", inputs)
    levels = -2 if p < rules.whole_much else -1 if p < rules.whole_some else 0
    return Domain("incoherence", levels, f"all evidence is indirect; the whole network's test has p {p:.2g}", inputs)


def _indirectness(
    net: Network, shares: Mapping[str, float], asked: AskedOutcome, question: Question | None, rules: GradingRules
) -> Domain:  # fmt: skip
    if question is None:
        return Domain("indirectness", 0, "no question is stated that studies could differ from", {})
    had = dict(zip(net.effects.studies, words_of(net.effects, "condition"), strict=True))
    asks_of = {word.casefold() for word in question.asks_of}
    elsewhere = sum(share for name, share in shares.items() if had[name] and had[name].casefold() not in asks_of)
    return tell_indirectness(question, asked.name, elsewhere, rules)


def _publication(question: Question | None, asked: AskedOutcome) -> Domain:
    missing = list_missing(question, asked.name)
    reason = f"known to be missing: {'; '.join(missing)}" if missing else "no study is known to be missing"
    return Domain("publication bias", -1 if missing else 0, reason, {"missing": missing})


def _unread(net: Network, shares: Mapping[str, float], rules: GradingRules) -> tuple[Domain, ...]:
    """Numbers that are remembered, by what they contribute; most of it costs a level."""
    remembered = {name for name, is_so in zip(net.effects.studies, net.effects.remembered, strict=True) if is_so}
    share = sum(held for name, held in shares.items() if name in remembered)
    if not share:
        return ()
    reason = f"numbers that contribute {percent(share)} are remembered, not read"
    inputs = {"remembered": sorted(remembered & set(shares)), "share": share}
    return (Domain("numbers not read", -1 if share >= rules.unclear_most else 0, reason, inputs, is_grade=False),)
