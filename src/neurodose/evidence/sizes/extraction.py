"""Records of studies become effects: of one outcome, on one measure, of a treatment against a control.

    effects = read_effects(studies, "abstinence", "RR", treatments="baclofen", controls="placebo")
    effects = read_effects(studies, "abstinence", "OR")                       # every pair of treatments: a network
    effects = read_effects(studies, "abstinence", "RR", …, several="each")    # every dose apart
    effects.left_out                                                          # who is not among them, and why

Arms are used where they have the numbers, else what was published of one arm against another on the same measure.
Measures are never mixed, nor are trials with anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, get_args

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.measure import Measure, find_measure
from neurodose.evidence.sizes.arm_numbers import (
    Group,
    combine_alike,
    combine_groups,
    gather_groups,
    share_out,
    tell_apart,
)
from neurodose.evidence.sizes.assembly import assemble
from neurodose.evidence.sizes.plausibility import (
    refuse_mixed_measures,
    refuse_mixed_scales,
    refuse_twin_records,
    warn_of_errors,
    warn_of_one_registration,
)
from neurodose.evidence.sizes.study_effects import ExtractionRules, NotRead, Row, compare_groups, contrast_rows
from neurodose.records.study import COMPARATIVE, RANDOMISED, REPORTS, Outcome, Study

__all__ = ["ExtractionRules", "read_effects"]

Several = Literal["combine", "split control", "each"]


def read_effects(
    studies: Iterable[Study],
    outcome: str,
    measure: str | Measure = "RR",
    *,
    treatments: str | Sequence[str] | None = None,
    controls: str | Sequence[str] | None = None,
    several: Several = "combine",
    designs: Sequence[str] | None = None,
    mixed: Literal["refuse", "leave out"] = "refuse",
    rules: ExtractionRules | None = None,
) -> Effects:
    """Effects of an outcome, with what is known of each study in columns, and who was left out.

    treatments, controls: what arms are treated with ("baclofen", "placebo"), one name or several, which are then taken
              as one; where a side is not named, every treatment is compared with every other, as networks ask for
    several:  of two arms of one treatment "combine" makes one; "split control" shares the control out among them, which
              makes effects of their own ("Rome 2001, 30 mg"); "each" keeps both against the whole control, which makes
              dependent effects, told apart by the names of their arms
    designs:  whose; randomised ones where nothing is said, and non-randomised studies are then left out and told
    mixed:    what becomes of a study that has the outcome on another measure only
    Raises EvidenceError for an anecdote, a report or a review among the studies (they have lanes of their own) unless
    `designs` leaves them out; for a study entered twice; for measures or scales that do not go together. Raises
    StudyError for numbers that cannot be.
    """
    chosen, asked = find_measure(measure), rules or ExtractionRules()
    if several not in get_args(Several):
        raise EvidenceError(f'several="{several}" is unknown', exists=f"there are: {', '.join(get_args(Several))}")
    held = tuple(studies)
    refuse_twin_records(held)
    sides = _names("treatments", treatments), _names("controls", controls)
    wanted = _Wanted(outcome, chosen, *sides, several, asked)
    rows, out = list[Row](), list[tuple[str, NotRead]]()
    for study in held:
        apart = _find_lane(study, outcome, designs)
        found = NotRead(apart) if apart else wanted.read(study)
        if isinstance(found, NotRead):
            out.append((study.name, found))
        else:
            rows += found
    if mixed == "refuse" and rows:
        refuse_mixed_measures(chosen, rows, out)
    refuse_mixed_scales(chosen, rows)
    warn_of_one_registration(rows)
    warn_of_errors(chosen, rows)
    return assemble(chosen, rows, [(name, reason.why) for name, reason in out])


def _names(key: str, said: str | Sequence[str] | None) -> tuple[str, ...]:
    """Names of one side; empty where it is not named, which an empty list is not."""
    if said is not None and not len(said):
        raise EvidenceError(f"{key} names nothing", hint=f"name one, or leave {key} out for a network of all")
    return () if said is None else (said,) if isinstance(said, str) else tuple(said)


def _find_lane(study: Study, outcome: str, designs: Sequence[str] | None) -> str:
    """Why a study has no part in a pool of trials, by its design; empty where it has."""
    lane = _lane(study)
    if lane and (designs is None or study.design in designs) and study.find_outcome(outcome) is not None:
        raise EvidenceError(
            f"{study.name} is a {study.design}, and is told in the lane of {lane}, never pooled with trials",
            where=f"study {study.name}, design",
            hint="hand over trials only: [study for study in studies if study.is_trial]",
        )
    if lane or study.design not in (RANDOMISED if designs is None else designs):
        return f"{study.design}, kept apart" + (f" in the lane of {lane}" if lane else " from what was asked for")
    return ""


def _lane(study: Study) -> str:
    if study.design in COMPARATIVE:
        return ""
    return {"review": "reviews"}.get(study.design, "spontaneous reports" if study.design in REPORTS else "anecdotes")


@dataclass(frozen=True)
class _Wanted:
    """What was asked for; `read` gives the effects of one study, or says why there are none."""

    outcome: str
    measure: Measure
    treatments: tuple[str, ...]
    controls: tuple[str, ...]
    several: Several
    rules: ExtractionRules

    @property
    def is_pair(self) -> bool:
        """Whether both sides are named, so that a study has one effect where nothing else is said."""
        return bool(self.treatments and self.controls)

    def read(self, study: Study) -> list[Row] | NotRead:
        if not self._pairs_of_names(study):
            arms = list(dict.fromkeys(arm.treatment for arm in study.arms))
            return NotRead(f"compares {' with '.join(arms)}" if len(arms) > 1 else "compares nothing with another")
        outcome = _choose(study, self.outcome)
        if outcome is None:
            return NotRead(f"does not tell {self.outcome}")
        if not outcome.has_numbers:
            said = f"favours {outcome.favours}" if outcome.favours else ""
            words = "; ".join(part for part in (outcome.said.rstrip("."), said) if part)
            return NotRead(f"tells {self.outcome} in words only" + (f": {words}" if words else ""))
        return self._from_arms(study, outcome) or self._from_contrasts(study, outcome) or self._why(outcome)

    def _pairs_of_names(self, study: Study) -> list[tuple[str, str]]:
        """Which treatments of a study are compared."""
        names = list(dict.fromkeys(arm.treatment for arm in study.arms))
        if not (self.treatments or self.controls):
            return list(combinations(names, 2))
        first = [name for name in names if _is_among(name, self.treatments, self.controls)]
        second = [name for name in names if _is_among(name, self.controls, self.treatments)]
        return [(a, b) for a in first for b in second if a != b]

    def _from_arms(self, study: Study, outcome: Outcome) -> list[Row] | NotRead:
        groups = [group for group in gather_groups(study, outcome) if group.makes(self.measure)]
        pairs = self._pairs_of_groups(study, groups)
        found = compare_groups(study, outcome, pairs, self.measure, self.rules) if pairs else []
        if not isinstance(found, NotRead):
            found = [_tell_missing(row, study, self._pairs_of_names(study), groups) for row in found]
        if self.several != "split control" or isinstance(found, NotRead) or len(found) < 2:
            return found
        return [replace(row, part=row.labels[0]) for row in found]

    def _pairs_of_groups(self, study: Study, groups: list[Group]) -> list[tuple[Group, Group]]:
        names = self._pairs_of_names(study)
        if not self.is_pair and self.several != "each":
            groups = combine_alike(groups)
        if not (self.treatments or self.controls):
            return list(combinations(tell_apart(groups), 2))
        first = [group for group in groups if group.treatment in {a for a, _ in names}]
        second = [group for group in groups if group.treatment in {b for _, b in names}]
        if not first or not second:
            return []
        if self.several == "each" or not self.is_pair:
            apart = tell_apart([*first, *second])
            return [(a, b) for a in apart[: len(first)] for b in apart[len(first) :]]
        control = combine_groups(second)
        if self.several == "combine":
            return [(combine_groups(first), control)]
        return [(group, share_out(control, len(first))) for group in tell_apart(first)]

    def _from_contrasts(self, study: Study, outcome: Outcome) -> list[Row] | NotRead:
        """What was published on the measure; else what a conversion that was asked for makes of another."""
        names = self._pairs_of_names(study)
        as_one = self.several != "each" and self.is_pair
        found = contrast_rows(study, outcome, names, self.measure, None, as_one)
        for conversion in self.rules.convert if not found else ():
            if conversion.target == self.measure.symbol:
                source = find_measure(conversion.source)
                groups = [group for group in gather_groups(study, outcome) if group.makes(source)]
                pairs = self._pairs_of_groups(study, groups)
                found = contrast_rows(study, outcome, names, source, conversion, as_one)
                found = found or (
                    compare_groups(study, outcome, pairs, source, self.rules, conversion) if pairs else []
                )
            if found:
                break
        return found

    def _why(self, outcome: Outcome) -> NotRead:
        """What a study tells instead, and whether that is another measure or one without its error."""
        kinds = [find_measure(each.measure).symbol for each in outcome.contrasts]
        kinds += ["counts"] if any(arm.events is not None and arm.person_time is None for arm in outcome.arms) else []
        kinds += ["rates"] if any(arm.person_time is not None for arm in outcome.arms) else []
        kinds += ["means"] if any(arm.mean is not None for arm in outcome.arms) else []
        medians = ["medians"] if any(arm.median is not None for arm in outcome.arms) else []
        listed = ", ".join(dict.fromkeys([*kinds, *medians])) or "numbers of other arms"
        told = f"tells {outcome.name} as {listed}, of which no {self.measure.name} with its error can be made"
        return NotRead(told, not {self.measure.symbol, self.measure.of} & set(kinds) and bool(kinds))


def _tell_missing(row: Row, study: Study, names: Sequence[tuple[str, str]], groups: Sequence[Group]) -> Row:
    """An effect says which arms that belong to it have no numbers."""
    wanted, held = {name for pair in names for name in pair}, {group.label for group in groups}
    missing = [arm.name for arm in study.arms if arm.treatment in wanted and arm.name not in held]
    told = f"without {' and '.join(missing)}, of which there are no numbers" if missing else ""
    return replace(row, derived="; ".join(part for part in (row.derived, told) if part))


def _is_among(name: str, wanted: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a treatment is on this side: named there, or, where nothing is named, not on the other one."""
    return name in wanted if wanted else name not in others


def _choose(study: Study, name: str) -> Outcome | None:
    """The outcome of that name; where one stands there more than once, the first that has numbers."""
    same = [outcome for outcome in study.outcomes if outcome.name == name]
    return next((outcome for outcome in same if outcome.has_numbers), same[0] if same else None)
