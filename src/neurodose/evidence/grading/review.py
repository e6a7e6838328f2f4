"""What is known of a question: trials pooled and graded, and beside them what is never pooled with them.

    held = review(question, studies)
    held.answer                     # a few sentences that claim no more than the certainty
    held.findings, held.balance     # the table, and benefit beside harm
    held.answers                    # by outcome (and by what is never pooled together): effects, pools, certainty

Nothing of it is written down: it follows from the records, so that a study that is added changes pool, certainty and
text by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.answering import answer_outcome
from neurodose.evidence.grading.findings import Balance, Finding, weigh
from neurodose.evidence.grading.grounds import count, join
from neurodose.evidence.grading.groups import call_treatment
from neurodose.evidence.grading.lanes import Lanes, sort_lanes
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.grading.published_pools import PublishedPool, list_unasked
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.sizes.plausibility import refuse_twin_records
from neurodose.evidence.synthesis import Method
from neurodose.records.question import Question
from neurodose.records.study import Study

__all__ = ["Answer", "PublishedPool", "Review", "review"]


@dataclass(frozen=True)
class Review:
    """question: what was asked; answers: by outcome, in the question's order; lanes: the studies, which never meet;
    pooling, in words, is in each pool (`answer.pool.method`)
    """

    question: Question
    answers: tuple[Answer, ...]
    lanes: Lanes

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Rows of the summary: the more important first."""
        return tuple(sorted((answer.finding for answer in self.answers), key=lambda row: row.rank))

    @property
    def balance(self) -> Balance:
        """Benefit beside harm."""
        return weigh(self.findings)

    @property
    def comparisons(self) -> tuple[PublishedPool, ...]:
        """Our pools beside published ones; what was published of outcomes that are not asked for comes last."""
        asked = {outcome.name for outcome in self.question.outcomes}
        beside = tuple(one for answer in self.answers for one in answer.comparisons)
        return (*beside, *list_unasked(self.lanes.published, asked))

    @property
    def has_trials(self) -> bool:
        return bool(self.lanes.trials)

    @property
    def studies(self) -> tuple[Study, ...]:
        """Of all lanes."""
        lanes = self.lanes
        return (*lanes.trials, *lanes.compared, *lanes.published, *lanes.anecdotes, *lanes.reports)

    @property
    def answer(self) -> tuple[str, ...]:
        """A few sentences: what there is, what it says of each outcome, critical ones first, and what to know before
        relying on it.
        """
        graded = [row for row in self.findings if row.certainty.is_graded]
        beside = [row for row in self.findings if not row.certainty.is_graded and row.relative]
        silent = [row.name for row in self.findings if not row.certainty.is_graded and not row.relative]
        told = [row.sentence for row in (*graded, *beside)]
        last = [f"Of {join(silent)} no trial that is held says anything."] if silent and graded else []
        return (self._tell_held(), *told, *last, *self._tell_marks(graded), *self._tell_beside())

    def _tell_held(self) -> str:
        question, lanes = self.question, self.lanes
        who = f"{call_treatment(question.treatments, question.drug)} in {question.condition}"
        if not lanes.trials:
            compared = (
                f" {count(len(lanes.compared), 'comparison')} without randomisation is all." if lanes.compared else ""
            )
            none = " Whether it helps there, and what it harms, cannot be told from trials."
            return f"No randomised trial of {who} is held.{compared or none}"
        people = [study.people.n for study in lanes.trials]
        known = [n for n in people if n]
        few = f" ({count(len(people) - len(known), 'trial')} without a number)" if len(known) < len(people) else ""
        many = f"{count(sum(known), 'person', 'people')}{few}" if known else "of how many people is not known"
        had = Counter(study.people.condition for study in lanes.trials)
        if set(had) == {question.condition}:
            return f"{count(len(lanes.trials), 'randomised trial')} of {who}, {many}."
        # Trials in other people than those asked about are not told as if they were in them.
        where = join(f"{number} in {condition}" for condition, number in had.most_common())
        none = "" if question.condition in had else f"; none in {question.condition}"
        of_what = call_treatment(question.treatments, question.drug)
        return f"{count(len(lanes.trials), 'randomised trial')} of {of_what}, {many}: {where}{none}."

    def _tell_marks(self, graded: list[Finding]) -> list[str]:
        if not graded:
            return []
        unread = [row.name for row in graded for one in row.certainty.domains if not one.is_grade and one.levels]
        told = [f"Of {join(unread)} the conclusion hangs on remembered numbers."] if unread else []
        if not all(row.certainty.is_confirmed for row in graded):
            told.append("Certainties are proposed by rule; no person has confirmed all of them.")
        return told

    def _tell_beside(self) -> list[str]:
        lanes = self.lanes
        parts = [
            *(
                [
                    count(
                        len(lanes.anecdotes),
                        "survey, series, case or trial of one arm",
                        "surveys, series, cases and trials of one arm",
                    )
                ]
                if lanes.anecdotes
                else []
            ),
            *(
                [count(len(lanes.reports), "set of spontaneous reports", "sets of spontaneous reports")]
                if lanes.reports
                else []
            ),
        ]
        total = len(lanes.anecdotes) + len(lanes.reports)
        stand = "stands in a lane of its own" if total == 1 else "stand in lanes of their own"
        return [f"{join(parts)} {stand} and {'is' if total == 1 else 'are'} pooled with nothing."] if parts else []


def review(
    question: Question,
    studies: Iterable[Study],
    *,
    method: Method[Pooled] | None = None,
    rules: GradingRules | None = None,
) -> Review:
    """Everything that is held of a question, judged.

    studies: of any design, published reviews too: each goes to its lane; those of other drugs are not looked at
    method:  by which studies are pooled, `RandomEffects()` where none is named; rules: by which certainty is proposed
    Raises EvidenceError for a trial entered twice.
    """
    lanes = sort_lanes(question, studies)
    refuse_twin_records(lanes.trials)
    answers = tuple(one for asked in question.outcomes for one in answer_outcome(question, asked, lanes, method, rules))
    return Review(question, answers, lanes)
