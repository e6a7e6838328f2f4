"""Comparisons that are never pooled with one another: tablets and depots, a drug against nothing and against a drug."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neurodose.evidence.grading.grounds import join
from neurodose.records.question import Question
from neurodose.records.study import Study

INERT = ("placebo",)


@dataclass(frozen=True)
class Group:
    """name: "depot", "depot against buprenorphine", "" where there is but one; treatments, controls: names of arms."""

    name: str
    treatments: tuple[str, ...]
    controls: tuple[str, ...]

    def holds(self, study: Study) -> bool:
        """Whether a study compares them."""
        names = {arm.treatment for arm in study.arms}
        return bool(names & set(self.treatments)) and bool(names & set(self.controls))

    def take(self, studies: Iterable[Study]) -> tuple[Study, ...]:
        return tuple(study for study in studies if self.holds(study))


def call_treatment(treatments: tuple[str, ...], drug: str) -> str:
    """What sentences call it: the one name of its arms, with the drug where that says something else."""
    if len(treatments) != 1:
        return drug
    (name,) = treatments
    return name if drug.casefold() in name.casefold() else f"{name} ({drug})"


def find_groups(question: Question, studies: Iterable[Study]) -> tuple[Group, ...]:
    """Every comparison of a question, whether or not a study made it.

    What a drug does is not what it does beyond another drug: a control that is one itself stands apart.
    """
    active = find_active(question, studies)
    inert = tuple(name for name in question.controls if name not in active)
    controls = [*([inert] if inert else []), *((name,) for name in question.controls if name in active)]
    apart = question.apart or {"": question.treatments}
    return tuple(
        Group(_name(told, held, bool(inert) and held[0] in active), treatments, held)
        for told, treatments in apart.items()
        for held in controls
    )


def _name(told: str, controls: tuple[str, ...], is_against: bool) -> str:
    return " ".join(part for part in (told, f"against {join(controls)}" if is_against else "") if part)


def find_active(question: Question, studies: Iterable[Study]) -> set[str]:
    """Controls of the question that are drugs themselves."""
    return {
        arm.treatment
        for study in studies
        for arm in study.arms
        if arm.treatment in question.controls and arm.drug and arm.drug.casefold() not in INERT
    }
