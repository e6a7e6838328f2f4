"""A study as data: who was given what for how long, what became of them, and how far that can be trusted.

One record is one study, whatever was published of it. What a record does not say is None or empty, and told as unknown;
"not assessed" is a legal judgement of bias, and no low one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from neurodose.records.observation import Place
from neurodose.sources import Reading, Source

Design = Literal[
    "randomised parallel", "randomised crossover", "cluster randomised", "non-randomised comparison", "single arm",
    "cohort", "case-control", "survey", "case series", "case report", "forum", "spontaneous reports", "review",
]  # fmt: skip
Tool = Literal["RoB 2", "ROBINS-I", "none"]
Favours = Literal["treatment", "neither", "control"]

DESIGNS: tuple[Design, ...] = get_args(Design)
RANDOMISED = ("randomised parallel", "randomised crossover", "cluster randomised")
COMPARATIVE = (*RANDOMISED, "non-randomised comparison", "cohort", "case-control")
# Lanes that never meet: trials are pooled, anecdotes and spontaneous reports are told beside them.
ANECDOTE = ("survey", "case series", "case report", "forum", "single arm")
REPORTS = ("spontaneous reports",)

NOT_ASSESSED = "not assessed"
DOMAINS: Mapping[Tool, tuple[str, ...]] = {
    "RoB 2": ("randomisation", "deviations", "missing data", "measurement", "selective reporting"),
    "ROBINS-I": (
        "confounding", "selection", "classification", "deviations", "missing data", "measurement",
        "selective reporting",
    ),
    "none": (),
}  # fmt: skip
JUDGEMENTS: Mapping[Tool, tuple[str, ...]] = {
    "RoB 2": ("low", "some concerns", "high", NOT_ASSESSED),
    "ROBINS-I": ("low", "moderate", "serious", "critical", "no information", NOT_ASSESSED),
    "none": (NOT_ASSESSED,),
}


@dataclass(frozen=True)
class Bias:
    """How each domain of a tool was judged, by whom; a domain that is not named was not assessed."""

    tool: Tool = "RoB 2"
    judged: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    because: Mapping[str, str] = field(default_factory=dict)

    def of(self, domain: str) -> str:
        return self.judged.get(domain, NOT_ASSESSED)

    @property
    def overall(self) -> str:
        """The worst domain decides; where none is bad and one was not assessed, so was the whole."""
        scale = JUDGEMENTS[self.tool]
        held = [self.of(domain) for domain in DOMAINS[self.tool]]
        bad = [word for word in held if word not in ("low", NOT_ASSESSED)]
        if bad:
            return max(bad, key=scale.index)
        return NOT_ASSESSED if NOT_ASSESSED in held or not held else "low"


@dataclass(frozen=True)
class StudyArm:
    """One group of people of a study.

    name:       its own in the study ("baclofen 60 mg")
    treatment:  what networks and pools call it ("baclofen", "naltrexone implant", "placebo")
    dose_mg:    a day, where one dose a day can be said; drug, route, form: in words
    beside:     what everybody of it had as well ("medical management")
    n:          people randomised (or enrolled)
    """

    name: str
    treatment: str
    drug: str = ""
    dose_mg: float | None = None
    route: str = ""
    form: str = ""
    beside: str = ""
    n: int | None = None


@dataclass(frozen=True)
class ArmResult:
    """What became of one arm: counts, or a mean with its spread, or events over time; as many as the outcome needs.

    median, low, high: where a median was told, with its 95 % interval as printed; it is shown, and pooled with nothing
    reading: how the numbers of this arm were read; remembered ones are marked wherever they are pooled
    derived: the arithmetic, where they are not as printed; doubt: why a number that looks odd is kept as printed
    """

    arm: str
    events: float | None = None
    total: float | None = None
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    person_time: float | None = None
    reading: Reading = "read"
    derived: str = ""
    doubt: str = ""
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Contrast:
    """What a study says of one arm against another, as it was published: on the scale as it is told (0.72, not its
    logarithm).

    measure: "HR", "IRR", "OR", "RR", "RD", "MD", "SMD"; low, high: of an interval of that level; se: of its logarithm
    where it is a ratio; p: two-sided; derived, doubt: as of an arm
    """

    arm: str
    against: str
    measure: str
    estimate: float
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    se: float | None = None
    p: float | None = None
    reading: Reading = "read"
    derived: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Outcome:
    """One outcome of a study.

    name:   what questions call it ("abstinence", "heavy drinking"); words: as the study counted it
    at:     when ("12 weeks"); weeks: as a number, for curves and subgroups
    better: whether "more" or "less" of it is what people want
    scale:  of a score ("HAM-D-17")
    favours, said: what the study says where it gives no number that could be pooled
    bias:   where it was judged for this outcome apart
    locator, reading: where in the source, and how it was read
    """

    name: str
    words: str = ""
    at: str = ""
    weeks: float | None = None
    better: Literal["more", "less"] = "less"
    scale: str = ""
    arms: tuple[ArmResult, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    favours: Favours | None = None
    said: str = ""
    bias: Bias | None = None
    locator: str = ""
    reading: Reading | None = None

    @property
    def has_numbers(self) -> bool:
        return bool(self.arms or self.contrasts)


@dataclass(frozen=True)
class Participants:
    """Who took part: the condition they were treated for, what else they had, how many, and where."""

    condition: str
    also: str = ""
    n: int | None = None
    age: str = ""
    women: str = ""
    place: str = ""


@dataclass(frozen=True)
class Study:
    """One study.

    id:    of its file ("addolorato_2007"); name: as figures call it ("Addolorato 2007"), also known as `aka` ("BACLAD")
    holds: for a review: the ids of studies it pools, as far as known; its own results then stand in `outcomes` as
           contrasts, to be compared with and never pooled; holds_inferred: whether that list was inferred and not read
    columns: what else is known of it, by name: numbers (latitude) or words (allocation), for subgroups and regression
    """

    id: str
    name: str
    design: Design
    people: Participants
    arms: tuple[StudyArm, ...]
    outcomes: tuple[Outcome, ...]
    source: Source
    year: int
    weeks: float | None = None
    masking: str = ""
    bias: Bias = field(default_factory=Bias)
    funding: str = ""
    registration: str = ""
    aka: str = ""
    holds: tuple[str, ...] = ()
    note: str = ""
    columns: Mapping[str, str | float] = field(default_factory=dict)
    place: Place | None = None
    holds_inferred: bool = False

    @property
    def is_trial(self) -> bool:
        return self.design in RANDOMISED

    @property
    def is_anecdote(self) -> bool:
        return self.design in (*ANECDOTE, *REPORTS)

    def find_arm(self, name: str) -> StudyArm | None:
        return next((arm for arm in self.arms if arm.name == name), None)

    def find_outcome(self, name: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.name == name), None)

    def reading_of(self, outcome: Outcome) -> Reading:
        """How the numbers of an outcome were read: the worst of its own, its arms' and contrasts'."""
        order: tuple[Reading, ...] = get_args(Reading)
        held: list[Reading] = [outcome.reading or self.source.reading, *(a.reading for a in outcome.arms),
                *(c.reading for c in outcome.contrasts)]  # fmt: skip
        return max(held, key=order.index)
