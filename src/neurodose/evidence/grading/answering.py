"""How one outcome of a question is answered: by a pool where there are numbers, else by what studies say, else by
saying that nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.absolute import Absolute, Points, absolute_effects, tell_points
from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.certainty import Certainty, grade
from neurodose.evidence.grading.few_studies import tell_few
from neurodose.evidence.grading.findings import Finding
from neurodose.evidence.grading.grounds import join, words_of
from neurodose.evidence.grading.groups import Group, call_treatment, find_groups
from neurodose.evidence.grading.lanes import COMPARED, REVIEW, TRIAL, Lanes, Said, tell_said
from neurodose.evidence.grading.narrative import FAVOURS, grade_narrative
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.grading.published_pools import PublishedPool, Side, compare_with, tell_estimate
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.grading.wording import (
    tell_finding,
    tell_narrative,
    tell_nothing,
    tell_pools,
    tell_published,
    tell_relative,
)
from neurodose.evidence.grading.yardstick import RISKS, count_people, find_baseline, find_stated, find_yardstick
from neurodose.evidence.pools.influence import leave_one_out, with_and_without_remembered
from neurodose.evidence.sizes.conversions import HazardToRisk, OddsToRisk
from neurodose.evidence.sizes.extraction import ExtractionRules, read_effects
from neurodose.evidence.synthesis import Method
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Study

MADE = "made of"  # what conversions say of what they made
CONVERSIONS = {"HR": HazardToRisk, "OR": OddsToRisk}
FEW = 3  # studies from which leaving one out leaves a pool


def answer_outcome(
    question: Question,
    asked: AskedOutcome,
    lanes: Lanes,
    method: Method[Pooled] | None = None,
    rules: GradingRules | None = None,
) -> tuple[Answer, ...]:
    """The answers to one outcome: one for each comparison of which something is known, one that says so where nothing
    is. Trials are asked first; comparisons that nobody randomised only where no trial says anything.
    """
    groups = find_groups(question, (*lanes.trials, *lanes.compared))
    asking = [Asking(question, asked, group, lanes, method, rules or GradingRules()) for group in groups]
    if any(one.has_something for one in asking):
        return tuple(one.answer() for one in asking if one.has_something or one.is_published)
    whole = Group("", question.treatments, question.controls)
    return (Asking(question, asked, whole, lanes, method, rules or GradingRules()).answer(),)


@dataclass(frozen=True)
class Asking:
    """One outcome of one comparison, being answered."""

    question: Question
    asked: AskedOutcome
    group: Group
    lanes: Lanes
    method: Method[Pooled] | None
    rules: GradingRules

    @property
    def studies(self) -> tuple[Study, ...]:
        """Trials that say something of the outcome; else comparisons that nobody randomised."""
        trials, compared = self.group.take(self.lanes.trials), self.group.take(self.lanes.compared)
        tells = any(study.find_outcome(self.asked.name) for study in trials)
        return trials if tells or not compared else compared

    @property
    def has_something(self) -> bool:
        return bool(self.telling)

    @property
    def is_published(self) -> bool:
        """Whether others pooled it, with an interval, of these treatments against these controls."""
        return any(one.theirs for one in self._compare(None))

    @property
    def silent(self) -> tuple[str, ...]:
        """Studies that compare what is asked about and tell nothing of the outcome."""
        return tuple(study.name for study in self.studies if not study.find_outcome(self.asked.name))

    @property
    def treatment(self) -> str:
        """As sentences call it."""
        names, drug = self.group.treatments, self.question.drug
        return call_treatment(names, drug)

    def read(self, converts: bool = True) -> tuple[Effects | None, str]:
        """Effects on the measure that was asked for, else on the first that studies were published on; and why none.

        converts: whether what the question allows is made of other measures
        """
        why, fault, designs = "", "", tuple({study.design for study in self.studies})
        for measure in dict.fromkeys((self.asked.measure, *self._published_measures())):
            try:
                effects = read_effects(
                    self.studies, self.asked.name, measure, treatments=self.group.treatments,
                    controls=self.group.controls, mixed="leave out", designs=designs,
                    rules=find_rules(self.asked if converts else None),
                )  # fmt: skip
            except EvidenceError as error:
                why, fault = why or error.what, fault or f"not pooled as {measure}: {error.what}"
                continue
            if len(effects):
                return effects, fault
            why = why or "; ".join(f"{name}: {told}" for name, told in self.left_out(effects))
        return None, why or f"no study tells {self.asked.name}"

    def left_out(self, effects: Effects) -> tuple[tuple[str, str], ...]:
        """Of those that are not in a pool, the ones that tell something of the outcome."""
        telling = {study.name for study in self.telling}
        return tuple((name, why) for name, why in effects.left_out if name in telling)

    @property
    def telling(self) -> tuple[Study, ...]:
        return tuple(study for study in self.studies if study.find_outcome(self.asked.name))

    def _published_measures(self) -> list[str]:
        held = [study.find_outcome(self.asked.name) for study in self.studies]
        return [one.measure for outcome in held if outcome for one in outcome.contrasts]

    def answer(self) -> Answer:
        effects, why = self.read() if self.has_something else (None, f"no study tells {self.asked.name}")
        return self._narrate(why) if effects is None else self._pool(effects, why)

    def _pool(self, effects: Effects, fault: str = "") -> Answer:
        """Pooled and graded; fault: why the measure that was asked for could not be taken."""
        asked = self.asked
        pool, read_only = with_and_without_remembered(effects, self.method)
        left_out = self.left_out(effects)
        certainty = grade(
            pool, asked, self.question, read_only=read_only, method=self.method, rules=self.rules,
            unpooled=tuple(name for name, _ in left_out),
        )  # fmt: skip
        if pool.measure.symbol != asked.measure:
            note = f"pooled as {pool.measure.name}, as studies were published: none tells it as {asked.measure}"
            certainty = replace(certainty, notes=(*certainty.notes, note))
        more = (*([fault] if fault else []), *tell_few(pool, self.method), *find_turned(effects, asked))
        certainty = replace(certainty, notes=(*certainty.notes, *more))
        yardstick = find_yardstick(pool, asked)
        absolute, points = tell_absolute(pool, asked), _tell_points(pool, asked)
        sentence = tell_finding(asked, pool, yardstick, certainty, self.treatment, join(self.group.controls, "or"),
                                absolute, points)  # fmt: skip
        comparisons = self._compare(pool)
        sentence = " ".join(
            (sentence, *self._tell_made(effects), *self._tell_absent(left_out), *tell_published(comparisons))
        )
        finding = self._find(
            certainty, sentence, len(set(effects.studies)), count_people(effects), tell_relative(pool), absolute, points
        )
        return Answer(
            asked, self.group.name, self.group.treatments, self.group.controls,
            effects=effects, pool=pool, read_only=read_only, why_not="", left_out=left_out, silent=self.silent,
            leave_out=leave_each_out(effects, self.method), small_studies=tell_small_studies(pool, certainty),
            said=self._said(effects), comparisons=comparisons, certainty=certainty, absolute=absolute,
            points=points, finding=finding,
        )  # fmt: skip

    def _tell_made(self, effects: Effects) -> list[str]:
        """What was made of another measure, and the pool without it."""
        derived = zip(effects.studies, words_of(effects, "derived"), strict=True)
        made = [name for name, told in derived if MADE in told]
        if not made or not self.asked.convert:
            return []
        alone, _ = self.read(converts=False)
        names = join(made)
        if alone is None or alone.measure.symbol != effects.measure.symbol:
            without = "nothing is left"
        else:
            pool = with_and_without_remembered(alone, self.method)[0]
            without = f"{tell_relative(pool)}, of {join(alone.studies)}"
        return [f"{names} {'is' if len(made) == 1 else 'are'} in the pool by conversion; without, {without}."]

    def _tell_absent(self, left_out: tuple[tuple[str, str], ...]) -> list[str]:
        """What the pool lacks: studies that tell the outcome without a number, else what the question knows of."""
        names = [name for name, _ in left_out]
        if names:
            sides = {one.study: one.favours for one in tell_said(self.studies, self.asked.name)}
            held = [f"{name} ({FAVOURS[sides.get(name)]})" for name in names]
            return [f"Not counted, for want of numbers: {join(held)}."]
        known = [one for one in self.question.missing if one.startswith(f"{self.asked.name}:")]
        return [f"Known to be missing: {one.split(':', 1)[1].strip()}." for one in known]

    def _narrate(self, why: str) -> Answer:
        asked, question = self.asked, self.question
        beside = (*self.lanes.published, *self.lanes.anecdotes, *self.lanes.reports)
        of_group = replace(question, treatments=self.group.treatments)
        certainty = grade_narrative((*self.studies, *beside), asked, of_group, self.rules)
        said = self._said(None)
        graded = [one for one in said if one.lane in (TRIAL, COMPARED)]
        if certainty.is_graded:
            told = [*graded, *(one for one in said if one.lane == REVIEW)]
            sides = [tell_side(one) for one in told]
            sentence, relative = tell_narrative(asked, certainty, self.treatment, sides), ""
            sentence += f" Of what was counted no effect can be made: {why}." if self._has_counts() else ""
        else:
            relative = "; ".join(tell_pools(self._compare(None)))
            sentence = tell_nothing(asked, certainty, self.treatment, question.condition, self._compare(None))
        people = [one.people for one in graded]
        total = sum(n for n in people if n) if people and all(people) else None
        finding = self._find(certainty, sentence, len(graded), total, relative, (), None)
        return Answer(
            asked, self.group.name, self.group.treatments, self.group.controls,
            effects=None, pool=None, read_only=None, why_not=why,
            left_out=tuple((one.name, "no number that could be pooled") for one in self.telling),
            silent=self.silent, leave_out=(), small_studies="", said=said, comparisons=self._compare(None),
            certainty=certainty, absolute=(), points=None, finding=finding,
        )  # fmt: skip

    def _has_counts(self) -> bool:
        """Whether a study counted the outcome in its arms."""
        held = [study.find_outcome(self.asked.name) for study in self.telling]
        return any(arm.events is not None and arm.total for one in held if one for arm in one.arms)

    def _find(
        self, certainty: Certainty, sentence: str, studies: int, people: int | None, relative: str,
        absolute: tuple[Absolute, ...], points: Points | None,
    ) -> Finding:  # fmt: skip
        asked = self.asked
        return Finding(
            asked.name, asked.words, self.group.name, asked.importance, asked.lane, asked.better, studies, people,
            relative, absolute, points, certainty, sentence,
        )  # fmt: skip

    def _said(self, effects: Effects | None) -> tuple[Said, ...]:
        """What is said in words by studies that are not in the pool, in every lane."""
        held = set(effects.studies) if effects is not None else set[str]()
        lanes = self.lanes
        every = (*self.studies, *lanes.published, *lanes.anecdotes, *lanes.reports)
        return tell_said([study for study in every if study.name not in held], self.asked.name)

    def _compare(self, pool: Pooled | None) -> tuple[PublishedPool, ...]:
        lanes, group = self.lanes, self.group
        called = {study.id: study.name for study in (*lanes.trials, *lanes.compared)}
        side = Side(pool, group.take(lanes.trials), group.treatments, group.controls, called, self.method)
        return compare_with(self.lanes.published, self.asked.name, side)


def find_rules(asked: AskedOutcome | None) -> ExtractionRules:
    """How numbers become effects, with what the question allows to be converted at its typical risk."""
    if asked is None or not asked.convert:
        return ExtractionRules()
    _, risk = find_stated(asked)
    return ExtractionRules(convert=tuple(CONVERSIONS[measure](risk) for measure in asked.convert))


def tell_side(one: Said) -> str:
    """Which side a study takes; a review that gives numbers, and takes none, is told by them."""
    if one.lane != REVIEW:
        return f"{one.study} {FAVOURS[one.favours]}"
    return f"the review {one.study} {FAVOURS[one.favours]}" if one.favours else f"the review {one.study}: {one.words}"


def find_turned(effects: Effects, asked: AskedOutcome) -> tuple[str, ...]:
    """A note where every study of a score says that the other end of it is the good one: one of the files is wrong."""
    words = words_of(effects, "better")
    if effects.measure.of != "means" or not all(word and word != asked.better for word in words):
        return ()
    other = "less" if asked.better == "more" else "more"
    return (f"the studies say that {other} of it is better, the question that {asked.better} is: the question counts",)


def tell_absolute(pool: Pooled, asked: AskedOutcome) -> tuple[Absolute, ...]:
    """At the stated baselines; where none is stated, at the median risk of the control arms, which is told."""
    if pool.measure.symbol not in RISKS:
        return ()
    if asked.baselines:
        return absolute_effects(pool, asked.baselines)
    name, risk = find_baseline(pool.effects, asked)
    return absolute_effects(pool, {name: risk}) if risk is not None else ()


def _tell_points(pool: Pooled, asked: AskedOutcome) -> Points | None:
    if pool.measure.symbol not in ("MD", "SMD"):
        return None
    return tell_points(pool, asked.scale, asked.scale_sd, asked.threshold.points)


def leave_each_out(effects: Effects, method: Method[Pooled] | None) -> tuple[tuple[str, float, float, float], ...]:
    """The pool without each study, as told; nothing below three studies."""
    if len(set(effects.studies)) < FEW:
        return ()
    series = leave_one_out(effects, method)
    return tuple((name, *tell_estimate(pool)) for name, pool in zip(series.studies, series.pools, strict=True))


def tell_small_studies(pool: Pooled, certainty: Certainty) -> str:
    """What a test of asymmetry says, where studies are many enough for it to say anything."""
    held = certainty.find_domain("publication bias")
    p, name = (held.inputs.get(key) if held else None for key in ("p", "test"))
    return "" if p is None else f"{name} over {pool.k} studies: p {p:.2g}"
