"""How one outcome of a question is answered: by a pool where there are numbers, else by what studies say, else by
saying that nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from neurodose.errors import EvidenceError
from neurodose.evidence.absolute import Absolute, Points, absolute_effects, tell_points
from neurodose.evidence.answer import Answer
from neurodose.evidence.certainty import Certainty, grade
from neurodose.evidence.effects import Effects
from neurodose.evidence.extraction import read_effects
from neurodose.evidence.findings import Finding
from neurodose.evidence.grounds import join, words_of
from neurodose.evidence.groups import Group, call_treatment, find_groups
from neurodose.evidence.influence import leave_one_out, with_and_without_remembered
from neurodose.evidence.lanes import COMPARED, REVIEW, TRIAL, Lanes, Said, tell_said
from neurodose.evidence.narrative import FAVOURS, grade_narrative
from neurodose.evidence.pooled import Pooled
from neurodose.evidence.published_pools import PublishedPool, Side, compare_with, tell_estimate
from neurodose.evidence.rules import GradingRules
from neurodose.evidence.synthesis import Method
from neurodose.evidence.wording import tell_finding, tell_narrative, tell_nothing, tell_relative
from neurodose.evidence.yardstick import RISKS, count_people, find_baseline, find_yardstick
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Study

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
    answers: list[Answer] = []
    for group in groups:
        asking = Asking(question, asked, group, lanes, method, rules or GradingRules())
        if asking.has_something:
            answers.append(asking.answer())
    if answers:
        return tuple(answers)
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
    def silent(self) -> tuple[str, ...]:
        """Studies that compare what is asked about and tell nothing of the outcome."""
        return tuple(study.name for study in self.studies if not study.find_outcome(self.asked.name))

    @property
    def treatment(self) -> str:
        """As sentences call it."""
        names, drug = self.group.treatments, self.question.drug
        return call_treatment(names, drug)

    def read(self) -> tuple[Effects | None, str]:
        """Effects on the measure that was asked for, else on the first that studies were published on; and why none."""
        why, designs = "", tuple({study.design for study in self.studies})
        for measure in dict.fromkeys((self.asked.measure, *self._published_measures())):
            try:
                effects = read_effects(
                    self.studies, self.asked.name, measure, treatments=self.group.treatments,
                    controls=self.group.controls, mixed="leave out", designs=designs,
                )  # fmt: skip
            except EvidenceError as error:
                why = why or error.what
                continue
            if len(effects):
                return effects, ""
            why = why or "; ".join(f"{name} {told}" for name, told in self.left_out(effects))
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
        return self._narrate(why) if effects is None else self._pool(effects)

    def _pool(self, effects: Effects) -> Answer:
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
        certainty = replace(certainty, notes=(*certainty.notes, *find_turned(effects, asked)))
        yardstick = find_yardstick(pool, asked)
        absolute, points = tell_absolute(pool, asked), _tell_points(pool, asked)
        sentence = tell_finding(asked, pool, yardstick, certainty, self.treatment, join(self.group.controls, "or"),
                                absolute, points)  # fmt: skip
        finding = self._find(
            certainty, sentence, len(set(effects.studies)), count_people(effects), tell_relative(pool), absolute, points
        )
        return Answer(
            asked, self.group.name, self.group.treatments, self.group.controls,
            effects=effects, pool=pool, read_only=read_only, why_not="", left_out=left_out, silent=self.silent,
            leave_out=leave_each_out(effects, self.method), small_studies=tell_small_studies(pool, certainty),
            said=self._said(effects), comparisons=self._compare(pool), certainty=certainty, absolute=absolute,
            points=points, finding=finding,
        )  # fmt: skip

    def _narrate(self, why: str) -> Answer:
        asked, question = self.asked, self.question
        beside = (*self.lanes.published, *self.lanes.anecdotes, *self.lanes.reports)
        certainty = grade_narrative((*self.studies, *beside), asked, question, self.rules)
        said = self._said(None)
        graded = [one for one in said if one.lane in (TRIAL, COMPARED)]
        if certainty.is_graded:
            told = [*graded, *(one for one in said if one.lane == REVIEW and one.favours)]
            sides = [f"{'the review ' * (one.lane == REVIEW)}{one.study} {FAVOURS[one.favours]}" for one in told]
            sentence = tell_narrative(asked, certainty, self.treatment, sides)
        else:
            sentence = tell_nothing(asked, certainty, self.treatment, question.condition, self._compare(None))
        people = [one.people for one in graded]
        total = sum(n for n in people if n) if people and all(people) else None
        finding = self._find(certainty, sentence, len(graded), total, "", (), None)
        return Answer(
            asked, self.group.name, self.group.treatments, self.group.controls,
            effects=None, pool=None, read_only=None, why_not=why,
            left_out=tuple((one.name, "tells no number that could be pooled") for one in self.telling),
            silent=self.silent, leave_out=(), small_studies="", said=said, comparisons=self._compare(None),
            certainty=certainty, absolute=(), points=None, finding=finding,
        )  # fmt: skip

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
