"""A question to the evidence: in whom, what against what, which outcomes matter how much, and what counts as a lot.

A question is stated before studies are looked at, so that neither its outcomes nor its thresholds follow the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from neurodose.records.observation import Place

CRITICAL = 7  # of 9, from which an outcome is critical to a decision (GRADE)


@dataclass(frozen=True)
class Threshold:
    """The smallest difference that matters to people, on the scale on which it is told to them.

    per_1000: of 1,000 people, for what happens or not; points: of a score, or of per cent of days; sd: of a
              standardised difference; ratio: of what is told as a ratio alone (0.8: a fifth fewer days)
    because:  where it comes from
    """

    per_1000: float | None = None
    points: float | None = None
    sd: float | None = None
    ratio: float | None = None
    because: str = ""


@dataclass(frozen=True)
class AskedOutcome:
    """An outcome of a question.

    name, words: as studies name it; measure: how it is pooled ("RR"); better: "more" or "less" of it is wanted
    importance:  1 to 9; 7 and more is critical to a decision
    lane:        "benefit" or "harm"
    baselines:   stated risks without treatment, by name ("low", "typical", "high"), with where they come from
    threshold:   what counts as a difference that matters
    narrative:   no number can be pooled: it is graded by what the studies say
    convert:     measures ("HR") that are made this one at the typical baseline, where a study has no other
    scale, scale_sd: a scale that people know ("points of the HAM-D-17"), and its standard deviation among people, on
                 which standardised differences are told
    """

    name: str
    words: str
    measure: str
    better: Literal["more", "less"] = "less"
    importance: int = 5
    lane: Literal["benefit", "harm"] = "benefit"
    baselines: Mapping[str, float] = field(default_factory=dict)
    baselines_because: str = ""
    threshold: Threshold = field(default_factory=Threshold)
    narrative: bool = False
    scale: str = ""
    scale_sd: float | None = None
    convert: tuple[str, ...] = ()

    @property
    def is_critical(self) -> bool:
        return self.importance >= CRITICAL


@dataclass(frozen=True)
class Judgement:
    """A named person's confirmation or change of what a rule proposed.

    domain: "risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias", "large effect", …
    levels: how far it lowers (negative) or raises the certainty; by, on: who, when (a date as text); because: why
    inputs: digest of what it was judged on; where that has changed since, the judgement has lapsed and says so
    """

    outcome: str
    domain: str
    levels: int
    by: str
    on: str
    because: str = ""
    inputs: str = ""


@dataclass(frozen=True)
class Question:
    """drug, condition: what it is about, as commands name them ("baclofen", "alcohol use disorder")
    treatments: names of arms that count as the treatment; controls: as the comparison
    conditions: of whom studies count, as their files name them, beside the condition itself
    apart:      treatments that are never pooled with one another, by how they are told ("by mouth", "depot"), each with
                its names of treatments; empty: all that are named are one
    indirect:   how who was studied differs from who is asked about, in words, by aspect ("population") or by outcome
                and aspect ("craving: people"); indirect_levels: by how many levels that lowers the certainty (0 to 2)
    missing:    what is known to be missing: unpublished, or published without numbers; "outcome: …" where it is of one
    judgements: what named persons confirmed or changed
    """

    id: str
    drug: str
    condition: str
    treatments: tuple[str, ...]
    controls: tuple[str, ...]
    outcomes: tuple[AskedOutcome, ...]
    conditions: tuple[str, ...] = ()
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    indirect: Mapping[str, str] = field(default_factory=dict)
    indirect_levels: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    note: str = ""
    place: Place | None = None

    @property
    def asks_of(self) -> tuple[str, ...]:
        """Conditions of people whose studies count."""
        return tuple(dict.fromkeys((self.condition, *self.conditions)))

    def find_outcome(self, name: str) -> AskedOutcome | None:
        return next((outcome for outcome in self.outcomes if outcome.name == name), None)
