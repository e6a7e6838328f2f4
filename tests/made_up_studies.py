"""Made-up studies and a made-up question, for tests of what follows from them. Nobody took part in any."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from neurodose.records.question import AskedOutcome, Question, Threshold
from neurodose.records.study import (
    DOMAINS,
    ArmResult,
    Bias,
    Contrast,
    Outcome,
    Participants,
    Study,
    StudyArm,
)
from neurodose.sources import Source

CONDITION = "alcohol use disorder"
READ = Source("Somebody", 2001, "J Made Up 1:1", reading="read")
REMEMBERED = replace(READ, reading="remembered")
SOUND = Bias(judged=dict.fromkeys(DOMAINS["RoB 2"], "low"), by="A. Reader")
POOR = Bias(judged={"randomisation": "high"}, by="A. Reader")


def make(name: str, outcomes: tuple[Outcome, ...], n: int = 200, **more: Any) -> Study:
    """A trial of baclofen against placebo, unless more says otherwise."""
    treatment, condition = more.pop("treatment", "baclofen"), more.pop("condition", CONDITION)
    arms = more.pop("arms", (StudyArm(treatment, treatment, drug="baclofen", n=n // 2),
                             StudyArm("placebo", "placebo", n=n - n // 2)))  # fmt: skip
    told: dict[str, Any] = {"design": "randomised parallel", "source": READ, "year": 2001, "bias": SOUND} | more
    people = Participants(condition, n=n)
    return Study(id=name.lower().replace(" ", "_"), name=name, people=people, arms=arms, outcomes=outcomes, **told)


def counted(
    name: str, treated: tuple[int, int], control: tuple[int, int], outcome: str = "abstinence", **more: Any
) -> Study:
    """So many of so many in each arm."""
    treatment = more.get("treatment", "baclofen")
    results = (ArmResult(treatment, *treated), ArmResult("placebo", *control))
    held = Outcome(outcome, better="more", arms=results)
    return make(name, (held,), treated[1] + control[1], **more)


def told(name: str, favours: Any, outcome: str = "depression", n: int = 60, **more: Any) -> Study:
    """A study that says which side an outcome favours, and no number."""
    return make(name, (Outcome(outcome, favours=favours, said=f"{favours} in words"),), n, **more)


def published(name: str, measure: str, estimate: float, low: float, high: float, holds: tuple[str, ...] = ()) -> Study:
    """A review of others, with its pool."""
    pool = Contrast("baclofen", "placebo", measure, estimate, low, high)
    return make(name, (Outcome("abstinence", better="more", contrasts=(pool,)),), design="review", holds=holds)


ABSTINENCE = AskedOutcome(
    "abstinence", "abstinent to the end", "RR", better="more", importance=9,
    baselines={"low": 0.1, "typical": 0.2}, threshold=Threshold(per_1000=50),
)  # fmt: skip
DEPRESSION = AskedOutcome("depression", "low mood", "SMD", importance=7, threshold=Threshold(sd=0.5))
STOPPED = AskedOutcome(
    "stopped", "stopped for adverse events", "RR", importance=8, lane="harm", baselines={"typical": 0.05},
    threshold=Threshold(per_1000=20),
)  # fmt: skip


def ask(*outcomes: AskedOutcome, **more: Any) -> Question:
    """What baclofen does in people who drink, against placebo."""
    told: dict[str, Any] = {"treatments": ("baclofen",), "controls": ("placebo",)} | more
    return Question("made_up", "baclofen", CONDITION, outcomes=outcomes or (ABSTINENCE,), **told)


# Four trials that agree: about one and a half times as many are abstinent.
AGREEING = (
    counted("Rome 2001", (198, 660), (132, 660)),
    counted("Bern 2003", (276, 900), (180, 900), year=2003),
    counted("Oslo 2005", (180, 600), (123, 600), year=2005),
    counted("Kiel 2007", (231, 750), (150, 750), year=2007),
)
