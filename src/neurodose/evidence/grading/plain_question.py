"""A question made of what studies hold, where nobody has stated one: every outcome that has numbers, none worth more
than another, no risk without treatment and no difference that matters.

What is asked after the answer is seen proves little; a review of it says that its question was not stated before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from neurodose.errors import EvidenceError
from neurodose.evidence.measure import MEASURES
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Outcome, Study

NOT_STATED = (
    "This question was made of what the studies hold, and was not stated before they were looked at: every outcome "
    "counts alike, and where the studies do not say what is better, it is less of it."
)


def make_question(drug: str, condition: str, studies: Iterable[Study]) -> Question:
    """What a treatment does against everything else that these studies compared it with.

    drug: as arms name their drug or treatment, or the beginning of that ("naltrexone" for "naltrexone depot")
    Raises EvidenceError, which lists the treatments, where no arm had it, or where all had.
    """
    held = [study for study in studies if study.is_trial or study.design not in ("review",)]
    arms = [arm for study in held for arm in study.arms]
    treated = dict.fromkeys(arm.treatment for arm in arms if is_of(drug, arm.drug) or is_of(drug, arm.treatment))
    others = dict.fromkeys(arm.treatment for arm in arms if arm.treatment not in treated)
    if not treated or not others:
        said = f'no arm of these studies had "{drug}"' if not treated else f'every arm of these studies had "{drug}"'
        raise EvidenceError(said, exists=f"treatments: {', '.join(dict.fromkeys(arm.treatment for arm in arms))}",
                            hint="name the treatment as the studies do")  # fmt: skip
    name = f"{drug}_{condition}".replace(" ", "_").casefold()
    return Question(name, drug, condition, tuple(treated), tuple(others), list_outcomes(held), note=NOT_STATED)


def is_made_of_studies(question: Question) -> bool:
    """Whether nobody stated it before the studies were looked at."""
    return question.note == NOT_STATED


def is_of(drug: str, name: str) -> bool:
    """Whether a name is that of a drug, or begins with it."""
    one, other = drug.strip().casefold(), name.strip().casefold()
    return bool(other) and (one == other or other.startswith(f"{one} "))


def list_outcomes(studies: Sequence[Study]) -> tuple[AskedOutcome, ...]:
    """Each outcome that some study has numbers of, on the measure that its numbers make."""
    names = dict.fromkeys(o.name for study in studies for o in study.outcomes if o.has_numbers)
    return tuple(_ask(name, [o for s in studies for o in s.outcomes if o.name == name]) for name in names)


def _ask(name: str, outcomes: Sequence[Outcome]) -> AskedOutcome:
    words = next((outcome.words for outcome in outcomes if outcome.words), name)
    return AskedOutcome(name, words, find_best_measure(outcomes), better=outcomes[0].better)


def find_best_measure(outcomes: Sequence[Outcome]) -> str:
    """Risk ratios of counts; rate ratios of events over time; differences of means, standardised where scales differ;
    of contrasts alone, their own.
    """
    arms = [arm for outcome in outcomes for arm in outcome.arms]
    if any(arm.events is not None and arm.total for arm in arms):
        return "RR"
    if any(arm.events is not None and arm.person_time for arm in arms):
        return "IRR"
    if any(arm.mean is not None for arm in arms):
        return "MD" if len({outcome.scale for outcome in outcomes}) == 1 else "SMD"
    said = [contrast.measure for outcome in outcomes for contrast in outcome.contrasts]
    return max(dict.fromkeys(said), key=said.count) if said else next(iter(MEASURES))
