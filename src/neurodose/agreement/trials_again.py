"""A trial of a pool as a comparison that a model can live through: the same arms, for as long, on the same scale.

    runs = find_runs(question, asked, study, measure, ("baclofen",), ("placebo",))

The trial's numbers are not looked at. Its arms are as large as a virtual one may be, since what is asked for is the
effect that the model expects, and not what so few people would show of it by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from neurodose.agreement.arms_again import Given, find_weeks, give_again
from neurodose.agreement.asked import Asked, find_asked, put_in_body
from neurodose.agreement.outcomes import MOST_DRAWN
from neurodose.errors import NeurodoseError
from neurodose.evidence.measure import Measure
from neurodose.library import find_drug
from neurodose.measurement.outcome import Outcome, prepare_outcome
from neurodose.records.observation import Arm, Observation, Place
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Outcome as Reported
from neurodose.records.study import Study, StudyArm
from neurodose.records.vocabulary import KINDS, read_measure
from neurodose.records.vocabulary import Measure as Quantified
from neurodose.records.window import read_window
from neurodose.units import Quantity, Unit, day, g, one, percent

# How a measure of trials is asked of a model.
KIND_OF = {
    "RR": "ratio of proportions", "OR": "odds ratio", "RD": "difference of proportions", "HR": "hazard ratio",
    "IRR": "rate ratio", "MD": "difference of means", "SMD": "standardised difference", "ROM": "mean",
}  # fmt: skip
CHANGE = re.compile(r"%\s*change\s+(?:of|in)\s+(?P<of>\S.*)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Run:
    """One treated arm of a trial against its comparison, ready to be simulated.

    study: the trial; arm: the treated one, by its name; measure: on which its effect is told
    asked: the body and what answers; told: what was taken for granted
    """

    study: Study
    arm: str
    measure: Measure
    outcome: Outcome
    asked: Asked
    told: tuple[str, ...] = ()

    @property
    def design(self) -> str:
        """All that decides what is simulated, in words."""
        seen = self.outcome.observation
        arms = [
            f"{arm.regimen} {sorted((arm.with_ or {}).items())} {arm.people} {arm.time} "
            f"{sorted((name, str(value)) for name, value in (arm.covariates or {}).items())}"
            for arm in (seen.arm, seen.versus)
            if arm is not None
        ]
        return f"{seen.quantity} [{seen.unit}] of {self.asked.body}, {self.asked.stage}: {' against '.join(arms)}"

    @property
    def is_in_points(self) -> bool:
        """Whether its figure is in points of 100, where trials are pooled as shares."""
        return self.outcome.observation.quantity.kind == "difference of proportions"


def find_runs(
    question: Question,
    asked: AskedOutcome,
    study: Study,
    measure: Measure,
    treatments: Sequence[str],
    controls: Sequence[str],
) -> tuple[Run, ...] | str:
    """The runs of one trial: one for each treated arm that tells the outcome; or in words why it cannot be run.

    asked: the outcome; measure: on which its effect is told; treatments, controls: names of arms as pools call them
    """
    reported = study.find_outcome(asked.name)
    weeks = find_weeks(study, reported.weeks if reported is not None else None)
    treated, control = _find_arms(study, reported, treatments), _find_arms(study, reported, controls)
    if not treated or not control:
        return "its arms are not held one by one"
    found: list[Run] = []
    why = ""
    for arm in treated:
        made = _make_run(question, asked, study, reported, (arm, control[0]), measure, weeks)
        if isinstance(made, str):
            why = made
        else:
            found.append(made)
    return tuple(found) or why


def _find_arms(study: Study, reported: Reported | None, names: Sequence[str]) -> list[StudyArm]:
    """The arms of that treatment; of those that tell the outcome, where some do."""
    held = [arm for arm in study.arms if arm.treatment in names]
    told = {result.arm for result in reported.arms} if reported is not None else set[str]()
    told |= {name for one in (reported.contrasts if reported else ()) for name in (one.arm, one.against)}
    return [arm for arm in held if arm.name in told] or held


def _make_run(
    question: Question,
    asked: AskedOutcome,
    study: Study,
    reported: Reported | None,
    arms: tuple[StudyArm, StudyArm],
    measure: Measure,
    weeks: float | None,
) -> Run | str:
    if measure.symbol not in KIND_OF:
        return f"a {measure.name} is not asked of a model"
    if not weeks:
        return "for how long it was given is not held"
    given = [give_again(study, arm, question.drug, weeks) for arm in arms]
    unable = next((one for one in given if isinstance(one, str)), None)
    if unable is not None:
        return unable
    able = [one for one in given if not isinstance(one, str)]
    why = "no response of the library answers"
    for topic, unit in _list_topics(asked, reported, measure):
        made = _try(study, arms[0], able, topic, unit, measure, weeks, question)
        if isinstance(made, Run):
            return made
        why = made or why
    return why


def _list_topics(asked: AskedOutcome, reported: Reported | None, measure: Measure) -> Iterator[tuple[str, Unit]]:
    """What the outcome may be called, each with the unit in which it was counted; a scale first, where one is named."""
    scale = (reported.scale if reported else "") or asked.scale
    names = [*((reported.words,) if reported else ()), asked.name, asked.words]
    if (
        scale and _find_unit(scale) is one and measure.of != "means"
    ):  # people in whom a score did something: the words have to name the score
        names = [name for name in names if scale.lower() in name.lower()]
    if measure.of != "means" or measure.symbol == "ROM":
        yield from ((name, percent if measure.symbol == "RD" else one) for name in dict.fromkeys(names) if name)
        return
    changed = CHANGE.match(scale)
    if changed is not None and measure.symbol == "MD":
        yield f"change of {changed['of']}", percent
        return
    unit = _find_unit(scale) if measure.symbol == "MD" else one
    if scale and unit is one:
        yield scale.removeprefix("points of the ").strip(), unit
    yield from ((name, unit) for name in dict.fromkeys(names) if name)


def _find_unit(scale: str) -> Unit:
    """The unit of a mean: days, shares of days and grams have one, points of a score have none."""
    first = scale.split(" ")[0].lower() if scale else ""
    return {"days": day, "day": day, "%": percent, "g": g}.get(first, one)


def _try(
    study: Study,
    arm: StudyArm,
    given: Sequence[Given],
    topic: str,
    unit: Unit,
    measure: Measure,
    weeks: float,
    question: Question,
) -> Run | str:
    """The run by one name of the outcome, or in words why nothing answers that name."""
    kind = KIND_OF[measure.symbol]
    try:
        quantity = read_measure(re.sub(r"\bX\b", topic.replace("\\", ""), KINDS[kind].phrase))
        seen = _observe(study, arm, given, quantity, unit, f"0 to {weeks:g} week after first dose", question.drug)
        asked = find_asked(seen)
        if asked.match is None:
            return asked.why
        if asked.match.endpoint.counted == "score" and asked.match.direction is None and asked.match.fall is None:
            seen = _observe(study, arm, given, quantity, unit, f"{weeks:g} week after first dose", question.drug)
        made = prepare_outcome(put_in_body(asked.body, asked.stage), seen, asked.match)
    except NeurodoseError as error:
        return error.what
    if isinstance(made, str):
        return made
    told = tuple(one.told for one in given if one.told)
    return Run(study, arm.name, measure, made, asked, told)


def _observe(
    study: Study, arm: StudyArm, given: Sequence[Given], quantity: Quantified, unit: Unit, time: str, drug: str
) -> Observation:
    """The comparison as an observation of which nothing was observed."""
    window, who = read_window(time), ", ".join(part for part in (study.people.condition, study.people.also) if part)
    people = next((one.people for one in given if one.people), "") or find_usual_people(drug)
    arms = [
        Arm(one.regimen, people, quantity, window, MOST_DRAWN, who, with_=one.with_, covariates=one.covariates)
        for one in given
    ]
    place = study.place or Place(f"{study.id}.toml", 1, study.id, 1, "study")
    name = f"{study.id}, {arm.name}"
    return Observation(name, drug, arms[0], Quantity(1.0, unit), study.source, place, versus=arms[1])


@cache
def find_usual_people(drug: str) -> str:
    """The population of a drug that stands first."""
    return next(iter(find_drug(drug).populations))
