"""What became of people in a study of ClinicalTrials.gov: its outcome measures, who left and why, and adverse events.

Each measure says what its numbers are (a mean, a count of participants, …) and what their spread is; a spread is never
taken for another one. Groups are called by ids that belong to one measure alone ("OG000"), so arms are met by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from neurodose.records.clinical_trials_analyses import read_analyses
from neurodose.records.clinical_trials_numbers import Spread, as_events, read_spread, read_value
from neurodose.records.json_parts import items, part, text
from neurodose.records.study import ArmResult, Outcome, Study, StudyArm
from neurodose.records.study_words import words

MEANS = ("MEAN", "LEAST_SQUARES_MEAN")
OF_PEOPLE = ("participants", "subjects", "patients", "people", "persons")
WEEKS: Mapping[str, float] = {"day": 1 / 7, "week": 1.0, "month": 365.25 / 12 / 7, "year": 365.25 / 7}


@dataclass
class Arms:
    """The arms of a study, and those that only its results name.

    told: what was understood
    """

    study: Study
    told: dict[str, None]

    def meet(self, module: Any) -> tuple[dict[str, StudyArm], Study]:
        """The arm of each group of a module of results, by the group's id, and the study with all of these arms."""
        found, study = dict[str, StudyArm](), self.study
        for group in (*items(module, "groups"), *items(module, "eventGroups")):
            title = text(group, "title") or text(group, "id")
            arm = _match(title, self.study.arms)
            if arm is None:
                arm = StudyArm(title, "placebo" if words(title).startswith("placebo") else title.casefold())
                self.told[f'{self.study.name}: the group "{title}" is no arm of the protocol by its name'] = None
            elif arm in found.values():
                arm = replace(arm, name=title)
            found[text(group, "id")] = arm
            if study.find_arm(arm.name) is None:
                study = replace(study, arms=(*study.arms, arm))
        return found, study


def _match(title: str, arms: tuple[StudyArm, ...]) -> StudyArm | None:
    """The arm of that name; or the only one whose name holds the other's, or is held by it."""
    said = words(title)
    same = [arm for arm in arms if words(arm.name) == said]
    held = [arm for arm in arms if words(arm.name) in said or said in words(arm.name)]
    return same[0] if same else held[0] if len(held) == 1 else None


def read_results(record: Any, head: Study, told: dict[str, None]) -> Iterator[Study]:
    """The study, once for each of its outcomes, so that one that cannot be leaves the others as they are; the study by
    itself where it has no results.
    """
    results = part(record, "resultsSection")
    head = _count_randomised(results, head)
    arms = Arms(head, told)
    yield head
    seen = dict[tuple[str, str], int]()
    for study in (*_read_measures(results, arms), *_read_flow(results, arms), *_read_events(results, arms)):
        outcome = study.outcomes[0]
        key = (outcome.name, outcome.at)
        is_beside = bool(outcome.contrasts) and not outcome.arms
        seen[key] = seen.get(key, 0) + (not is_beside)
        name = outcome.name if seen[key] <= 1 else f"{outcome.name} ({seen[key]})"
        yield replace(study, outcomes=(replace(outcome, name=name),))


def _count_randomised(results: Any, head: Study) -> Study:
    """n of each arm of the protocol, as its first period began."""
    flow = part(results, "participantFlowModule")
    started = dict[str, int]()
    groups = {text(group, "id"): _match(text(group, "title"), head.arms) for group in items(flow, "groups")}
    for group, value in _read_milestone(items(flow, "periods")[:1], "STARTED").items():
        arm = groups.get(group)
        if arm is not None:
            started[arm.name] = started.get(arm.name, 0) + int(value)
    return replace(head, arms=tuple(replace(arm, n=started.get(arm.name)) for arm in head.arms))


def _read_milestone(periods: list[Any], kind: str) -> dict[str, float]:
    found = dict[str, float]()
    for period in periods:
        for milestone in items(period, "milestones"):
            if text(milestone, "type").upper() == kind:
                for one in items(milestone, "achievements"):
                    value = read_value(text(one, "numSubjects"))
                    if value is not None:
                        found[text(one, "groupId")] = value
    return found


def _read_measures(results: Any, arms: Arms) -> Iterator[Study]:
    for measure in items(results, "outcomeMeasuresModule", "outcomeMeasures"):
        if text(measure, "reportingStatus") == "NOT_POSTED":
            arms.told["outcomes whose results are not posted are left out"] = None
            continue
        groups, study = arms.meet(measure)
        rows = [(klass, category) for klass in items(measure, "classes") for category in items(klass, "categories")]
        for klass, category in rows:
            outcome = _read_row(measure, klass, category, groups, arms.told)
            yield replace(study, outcomes=(outcome,))
            if len(rows) > 1 and items(measure, "analyses"):
                arms.told["analyses of outcomes with several rows are left out: they do not say of which row"] = None
            for contrast in read_analyses(measure, groups, outcome, arms.told) if len(rows) == 1 else ():
                yield replace(study, outcomes=(replace(outcome, arms=(), contrasts=(contrast,)),))


def _read_row(measure: Any, klass: Any, category: Any, groups: Mapping[str, StudyArm], told: dict[str, None]
              ) -> Outcome:  # fmt: skip
    """One row of a measure: at one time, of one answer."""
    title, at = text(measure, "title"), text(measure, "timeFrame")
    parts = [title, *(said for said in (text(klass, "title"), text(category, "title")) if said)]
    denominators = _read_denominators(measure, klass)
    results, said = list[ArmResult](), list[str]()
    for one in items(category, "measurements"):
        arm = groups.get(text(one, "groupId"))
        if arm is None or text(one, "value").upper() in ("", "NA"):
            continue
        result = _read_result(measure, one, arm.name, denominators.get(text(one, "groupId")), told)
        if result is not None:
            results.append(result)
        else:
            said.append(f"{arm.name}: {_tell(measure, one)}")
    return Outcome(": ".join(parts), words=text(measure, "description"), at=at, weeks=read_weeks(at),
                   scale=text(measure, "unitOfMeasure"), arms=tuple(results), said="; ".join(said),
                   locator=f"outcome measure, {text(measure, 'type').casefold()}")  # fmt: skip


def _read_denominators(measure: Any, klass: Any) -> dict[str, float]:
    """People of each group: those of the row where they differ from those of the measure."""
    found = dict[str, float]()
    for denominator in (*items(measure, "denoms"), *items(klass, "denoms")):
        if words(text(denominator, "units")) in ("", *OF_PEOPLE):
            for one in items(denominator, "counts"):
                value = read_value(text(one, "value"))
                if value is not None and value > 0:
                    found[text(one, "groupId")] = value
    return found


def _read_result(measure: Any, one: Any, arm: str, total: float | None, told: dict[str, None]) -> ArmResult | None:
    """The numbers of an arm, where they can be pooled: counts of people, and means. Of nothing else are they made."""
    kind, value = text(measure, "paramType"), read_value(text(one, "value"))
    if value is None or total is None:
        return None
    unit = words(text(measure, "unitOfMeasure"))
    if kind == "COUNT_OF_PARTICIPANTS" or (kind == "NUMBER" and unit in OF_PEOPLE):
        return ArmResult(arm, events=value, total=total)
    if kind == "NUMBER" and re.fullmatch(rf"(percent|percentage|%) of ({'|'.join(OF_PEOPLE)})", unit):
        events = as_events(text(one, "value"), total)
        derived = f"{text(one, 'value')} % of {total:g}"
        return ArmResult(arm, events=events, total=total, derived=derived) if events is not None else None
    if kind not in MEANS:
        return None
    spread: Spread = read_spread(text(measure, "dispersionType"), one, value, total)
    if spread.remark:
        told[spread.remark] = None
    said = "adjusted mean" if kind == "LEAST_SQUARES_MEAN" else ""
    derived = "; ".join(each for each in (said, spread.derived) if each)
    return ArmResult(arm, mean=value, sd=spread.sd, se=spread.se, total=total, derived=derived)


def _tell(measure: Any, one: Any) -> str:
    """A number that cannot be pooled, in words."""
    kind = text(measure, "paramType").casefold().replace("_", " ")
    spread = text(one, "spread") or " to ".join(
        said for said in (text(one, "lowerLimit"), text(one, "upperLimit")) if said)  # fmt: skip
    beside = f" ({text(measure, 'dispersionType')} {spread})" if spread else ""
    return f"{kind} {text(one, 'value')}{beside} {text(measure, 'unitOfMeasure')}".strip()


def read_weeks(said: str) -> float | None:
    """Weeks of a time frame that names one time alone ("12 weeks", "Week 12"); None of any other."""
    pattern = r"(\d+(?:\.\d+)?)[\s-]*(day|week|month|year)s?\b|\b(day|week|month|year)s?\s+(\d+(?:\.\d+)?)"
    found = {float(one or other) * WEEKS[(unit or kind).lower()]
             for one, unit, kind, other in re.findall(pattern, said, re.IGNORECASE)}  # fmt: skip
    has_others = re.search(r"\d", re.sub(pattern, "", said, flags=re.IGNORECASE))  # "weeks 4 and 12"
    return found.pop() if len(found) == 1 and not has_others else None


def _read_flow(results: Any, arms: Arms) -> Iterator[Study]:
    """Who left, and who left for adverse events."""
    flow = part(results, "participantFlowModule")
    groups, study = arms.meet(flow)
    periods = items(flow, "periods")
    started = _read_milestone(periods[:1], "STARTED")
    completed = _read_milestone(periods[-1:], "COMPLETED")
    left = {group: started[group] - completed[group] for group in started.keys() & completed.keys()}
    ill = dict[str, float]()
    for period in periods:
        for reason in items(period, "dropWithdraws"):
            if words(text(reason, "type")) in ("adverse event", "adverse events"):
                for one in items(reason, "reasons"):
                    count = read_value(text(one, "numSubjects"))
                    if count is not None:
                        ill[text(one, "groupId")] = ill.get(text(one, "groupId"), 0.0) + count
    for name, counts in (("dropped out", left), ("stopped for adverse events", ill)):
        counted = tuple(ArmResult(groups[group].name, events=counts[group], total=started[group])
                        for group in groups if group in counts and started.get(group))  # fmt: skip
        if counted:
            yield replace(study, outcomes=(Outcome(name, arms=counted, locator="participant flow"),))


def _read_events(results: Any, arms: Arms) -> Iterator[Study]:
    """Deaths, serious and other adverse events in all, and each by its own name."""
    module = part(results, "adverseEventsModule")
    groups, study = arms.meet(module)
    at = text(module, "timeFrame")
    if least := text(module, "frequencyThreshold").removesuffix("%").strip():
        arms.told[f"other adverse events of {study.registration} are told where they met {least} % of an arm"] = None
    for name, kind in (("death", "deaths"), ("serious adverse events", "serious"), ("other adverse events", "other")):
        counted = _count_events(items(module, "eventGroups"), groups, "id", f"{kind}NumAffected", f"{kind}NumAtRisk")
        if counted:
            yield replace(study, outcomes=(Outcome(name, at=at, arms=counted, locator="adverse events"),))
    for name, listed in (("serious adverse event", "seriousEvents"), ("adverse event", "otherEvents")):
        for event in items(module, listed):
            counted = _count_events(items(event, "stats"), groups, "groupId", "numAffected", "numAtRisk")
            if counted and text(event, "term"):
                outcome = Outcome(f"{name}: {text(event, 'term')}", words=text(event, "organSystem"), at=at,
                                  arms=counted, locator="adverse events")  # fmt: skip
                yield replace(study, outcomes=(outcome,))


def _count_events(rows: list[Any], groups: Mapping[str, StudyArm], by: str, affected: str, at_risk: str
                  ) -> tuple[ArmResult, ...]:  # fmt: skip
    found = list[ArmResult]()
    for one in rows:
        arm, count, total = groups.get(text(one, by)), read_value(text(one, affected)), read_value(text(one, at_risk))
        if arm is not None and count is not None and total:
            found.append(ArmResult(arm.name, events=count, total=total))
    return tuple(found)
