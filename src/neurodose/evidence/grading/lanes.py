"""Lanes of evidence that never meet: trials, comparisons that nobody randomised, reviews of others, anecdotes, reports.

A survey of those who take a drug is asked by those who took it on; a call to a poison centre counts who calls. Neither
says what would have become of people without it, and no number of them makes a trial.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neurodose.records.question import Question
from neurodose.records.study import ANECDOTE, RANDOMISED, REPORTS, ArmResult, Contrast, Favours, Outcome, Study

TRIAL, COMPARED, REVIEW, ANECDOTES, SPONTANEOUS = "trial", "not randomised", "review", "anecdote", "reports"


@dataclass(frozen=True)
class Lanes:
    """Studies that answer a question, by what kind of evidence they are; elsewhere: those that do not: (study, why)."""

    trials: tuple[Study, ...]
    compared: tuple[Study, ...]
    published: tuple[Study, ...]
    anecdotes: tuple[Study, ...]
    reports: tuple[Study, ...]
    elsewhere: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Said:
    """What one study says of an outcome where its numbers cannot be pooled, or beside them.

    study, design: its name and design; lane: "trial", "not randomised", "review", "anecdote" or "reports"
    favours: which side; words: what it says; people: how many took part; is_read: whether its numbers were read
    assessed: the overall word of its risk of bias
    """

    study: str
    design: str
    lane: str
    favours: Favours | None
    words: str
    people: int | None
    is_read: bool
    assessed: str = ""


def lane_of(study: Study) -> str:
    """Which kind of evidence a study is."""
    if study.design in RANDOMISED:
        return TRIAL
    if study.design == "review":
        return REVIEW
    return SPONTANEOUS if study.design in REPORTS else ANECDOTES if study.design in ANECDOTE else COMPARED


def sort_lanes(question: Question, studies: Iterable[Study]) -> Lanes:
    """Studies of the drug, each in its lane, or elsewhere with the reason; studies of other drugs are not told of."""
    held: dict[str, list[Study]] = {TRIAL: [], COMPARED: [], REVIEW: [], ANECDOTES: [], SPONTANEOUS: []}
    elsewhere: list[tuple[str, str]] = []
    for study in sorted(studies, key=lambda one: (one.year, one.name)):
        if not is_of_drug(question, study):
            continue
        why = find_mismatch(question, study)
        if why:
            elsewhere.append((study.name, why))
        else:
            held[lane_of(study)].append(study)
    trials, compared, published, anecdotes, reports = (tuple(lane) for lane in held.values())
    return Lanes(trials, compared, published, anecdotes, reports, tuple(elsewhere))


def is_of_drug(question: Question, study: Study) -> bool:
    """Whether an arm had the drug, by its name or by what arms that had it are called."""
    drug = question.drug.casefold()
    return any(arm.treatment in question.treatments or arm.drug.casefold() == drug for arm in study.arms)


def find_mismatch(question: Question, study: Study) -> str:
    """Why a study of the drug does not answer the question; "" where it does."""
    lane = lane_of(study)
    had = [word.strip() for word in (study.people.condition, *study.people.also.split(",")) if word.strip()]
    asked = {word.casefold() for word in question.asks_of}
    if lane in (ANECDOTES, SPONTANEOUS):
        return ""  # what is told of a drug is told of it whatever people took it for; their condition stands beside it
    if not asked & {word.casefold() for word in had}:
        return f"of people with {study.people.condition}"
    if lane == REVIEW:
        return ""
    treatments = [arm.treatment for arm in study.arms]
    if not any(name in question.treatments for name in treatments):
        return f"no arm had what is asked about ({', '.join(question.treatments)}): {', '.join(treatments)}"
    if not any(name in question.controls for name in treatments):
        return f"no arm is a comparison that is asked for ({', '.join(question.controls)}): {', '.join(treatments)}"
    return ""


def tell_said(studies: Iterable[Study], outcome: str, lane: str = "") -> tuple[Said, ...]:
    """What studies say of an outcome, in words or in numbers that stand alone; those that say nothing are left out."""
    found: list[Said] = []
    for study in studies:
        held = study.find_outcome(outcome)
        if held is None or not (held.said or held.favours or held.has_numbers):
            continue
        people = study.people.n or (sum(arm.n for arm in study.arms if arm.n) or None)
        words = held.said or write_numbers(held) or held.words
        is_read, bias = study.reading_of(held) != "remembered", held.bias or study.bias
        where = lane or lane_of(study)
        found.append(Said(study.name, study.design, where, held.favours, words, people, is_read, bias.overall))
    return tuple(found)


def write_numbers(outcome: Outcome) -> str:
    """What a study gives of each arm, and of one against another, in words."""
    arms = [f"{arm.arm} {told}" for arm in outcome.arms if (told := _write_arm(arm))]
    contrasts = [f"{_write_contrast(one)}, {one.arm} against {one.against}" for one in outcome.contrasts]
    return "; ".join((*arms, *contrasts))


def _write_contrast(one: Contrast) -> str:
    ends = "" if one.low is None or one.high is None else f" ({one.low:g} to {one.high:g})"
    return f"{one.measure} {one.estimate:g}{ends}".replace("-", "−")


def _write_arm(arm: ArmResult) -> str:
    if arm.events is not None:
        return f"{arm.events:g} of {arm.total:g}" if arm.total is not None else f"{arm.events:g} events"
    middle = arm.mean if arm.mean is not None else arm.median
    if middle is None:
        return ""
    return f"{middle:g}" if arm.mean is not None else f"median {middle:g}"
