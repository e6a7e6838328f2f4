"""Certainty where no number can be pooled: what each study said, how many people, by which design (Murad 2017).

A narrative answer is graded on GRADE's domains as a pool is, from less: what studies favour stands for the effect, and
all their people together for the interval, which nobody can draw. Anecdotes are told beside it and never counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from neurodose.evidence.grading.certainty import Certainty, settle
from neurodose.evidence.grading.domain import Domain
from neurodose.evidence.grading.doubts import HIGH, list_missing, tell_indirectness
from neurodose.evidence.grading.grounds import UNKNOWN, count, join, percent
from neurodose.evidence.grading.lanes import COMPARED, REVIEW, TRIAL, Said, lane_of, tell_said
from neurodose.evidence.grading.rules import GradingRules
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Study

FAVOURS = {"treatment": "favours the treatment", "neither": "sees no difference", "control": "favours the comparison",
           None: "says nothing of which side"}  # fmt: skip


def grade_narrative(
    studies: Iterable[Study], asked: AskedOutcome, question: Question, rules: GradingRules | None = None
) -> Certainty:
    """How far an outcome can be judged by what studies say of it; not graded where no comparative study says anything.

    studies: of any lane; trials are graded, else comparisons that nobody randomised; nothing else is
    """
    held = tuple(studies)
    trials = tell_said([study for study in held if lane_of(study) == TRIAL], asked.name, TRIAL)
    said = trials or tell_said([study for study in held if lane_of(study) == COMPARED], asked.name, COMPARED)
    reviews = tell_said([study for study in held if lane_of(study) == REVIEW], asked.name, REVIEW)
    if not said:
        return grade_nothing(held, asked, question)
    return grade_said(said, reviews, asked, question, rules or GradingRules())


def grade_said(
    said: tuple[Said, ...], reviews: tuple[Said, ...], asked: AskedOutcome, question: Question, rules: GradingRules
) -> Certainty:  # fmt: skip
    """What comparative studies say, graded; reviews of others count where they say otherwise."""
    is_randomised = said[0].lane == TRIAL
    start, because = ("high", "its studies are randomised") if is_randomised else ("low", "none is randomised")
    domains = (
        _bias(said, rules), _inconsistency(said, reviews), tell_indirectness(question, asked.name, 0.0, rules),
        _imprecision(said, rules), _publication(said, asked, question), *_unread(said),
    )  # fmt: skip
    note = "no number could be pooled: graded by what the studies say, and how many people they were"
    settled = settle(domains, question.judgements, asked.name)
    return Certainty(asked.name, start, because, settled, "the direction alone", (note,))


def grade_nothing(studies: tuple[Study, ...], asked: AskedOutcome, question: Question) -> Certainty:
    """No trial: there is nothing to be graded, and nothing is."""
    trials = [study for study in studies if lane_of(study) == TRIAL]
    other = [study for study in studies if lane_of(study) not in (TRIAL, COMPARED)]
    who = f"{join(question.treatments, 'or')} in {join(question.asks_of, 'or')}"
    silent = "the one trial" if len(trials) == 1 else f"none of {len(trials)} trials"
    says = "says nothing" if len(trials) == 1 else "says anything"
    why = f"{silent} of {who} {says} of {asked.name}" if trials else f"no trial of {who} is held"
    beside = (
        f"; {count(len(other), 'other study', 'other studies')} (surveys, series, reports, reviews) cannot answer it"
    )
    return Certainty(asked.name, None, f"no evidence: {why}{beside if other else ''}")


def _shares(said: tuple[Said, ...]) -> list[float]:
    """What each study counts: its share of the people, or the same for all where one does not say."""
    people = [one.people for one in said]
    if all(people):
        total = sum(n for n in people if n)
        return [n / total for n in people if n]
    return [1 / len(said)] * len(said)


def _bias(said: tuple[Said, ...], rules: GradingRules) -> Domain:
    shares = _shares(said)
    high = sum(share for share, one in zip(shares, said, strict=True) if one.assessed in HIGH)
    unclear = sum(share for share, one in zip(shares, said, strict=True) if one.assessed not in (*HIGH, "low"))
    unknown = sum(share for share, one in zip(shares, said, strict=True) if one.assessed in ("", UNKNOWN))
    levels = (
        -2 if high >= rules.high_most else -1 if high >= rules.high_some or high + unclear >= rules.unclear_most else 0
    )
    parts = [
        *([f"{percent(high)} of the people were in studies at high risk of bias"] if high else []),
        *([f"nobody has assessed studies with {percent(unknown)} of the people"] if unknown else []),
    ]
    inputs = {"judged": {one.study: one.assessed for one in said}, "high": high, "unclear": unclear}
    return Domain("risk of bias", levels, join(parts) or "no study is at high risk of bias", inputs)


def _inconsistency(said: tuple[Said, ...], reviews: tuple[Said, ...]) -> Domain:
    """Studies that favour different sides; or all one, and reviews that hold more studies another."""
    sides = {one.study: one.favours for one in said}
    seen = {side for side in sides.values() if side}  # who says nothing of which side disagrees with nobody
    otherwise = {one.study: one.favours for one in reviews if one.favours and seen and {one.favours} != seen}
    levels = -2 if {"treatment", "control"} <= seen else -1 if len(seen) > 1 or otherwise else 0
    told = join(f"{name} {FAVOURS[side]}" for name, side in sides.items())
    if len(said) == 1 and not otherwise:
        told = "one study alone cannot disagree with another"
    if otherwise:
        told += f"; of published reviews, {join(f'{name} {FAVOURS[side]}' for name, side in otherwise.items())}"
    return Domain("inconsistency", levels, told, {"favours": sides, "reviews": otherwise})


def _imprecision(said: tuple[Said, ...], rules: GradingRules) -> Domain:
    people = [one.people for one in said]
    total = sum(n for n in people if n) if all(people) else None
    few = total is None or total < rules.few_people
    who = "how many people they were is not known" if total is None else f"{count(total, 'person', 'people')} took part"
    less = f", fewer than {rules.few_people}" if total is not None and few else ""
    reason = f"no study gives a number with an interval that could be pooled; {who}{less}"
    return Domain("imprecision", -1 - few, reason, {"people": total, "studies": len(said)})


def _publication(said: tuple[Said, ...], asked: AskedOutcome, question: Question) -> Domain:
    missing = list_missing(question, asked.name)
    reason = f"known to be missing: {'; '.join(missing)}" if missing else "no study is known to be missing"
    return Domain("publication bias", -1 if missing else 0, reason, {"missing": missing, "studies": len(said)})


def _unread(said: tuple[Said, ...]) -> tuple[Domain, ...]:
    unread = [one.study for one in said if not one.is_read]
    if not unread:
        return ()
    hangs = len(unread) == len(said)
    reason = f"what {join(unread)} say{'s' if len(unread) == 1 else ''} is remembered, not read" + (
        "; nothing else is known" if hangs else ""
    )
    return (Domain("numbers not read", -1 if hangs else 0, reason, {"remembered": sorted(unread)}, is_grade=False),)
