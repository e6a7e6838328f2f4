"""A question to the evidence as people write it down: one file in TOML, read whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from neurodose.errors import ObservationError, StudyError, unknown_name
from neurodose.records.keys import Key, Written, plant, read_keys
from neurodose.records.observation import Place
from neurodose.records.question import AskedOutcome, Judgement, Question, Threshold
from neurodose.records.sections import cut
from neurodose.records.study_checks import CONTRAST_MEASURES
from neurodose.records.study_keys import BETTER
from neurodose.records.study_reader import name_tables, refuse_format

CONVERTED, CONVERTED_TO = ("HR", "OR"), "RR"
TABLES: Mapping[str, bool] = {"outcome": True, "outcome.threshold": False, "indirect": True, "judgement": True}
QUESTION: Mapping[str, Key] = {
    "format": Key("1", "count"),
    "drug": Key('as the library names it: "baclofen"', required=True),
    "condition": Key('what for: "alcohol use disorder"', required=True),
    "conditions": Key("of people whose studies count, beside the condition itself", "texts"),
    "treatments": Key("names of treatments that count as the drug", "texts", required=True),
    "controls": Key("names of treatments it is compared with", "texts", required=True),
    "apart": Key('groups never pooled together: { depot = ["naltrexone depot"] }', "table"),
    "missing": Key("what is known to be missing", "texts"),
    "note": Key("what a reader should know"),
}
OUTCOME: Mapping[str, Key] = {
    "name": Key("as studies name it", required=True),
    "words": Key("as it is told to people", required=True),
    "measure": Key('how it is pooled: "RR", "MD", "SMD", "HR", "IRR"', "word", tuple(CONTRAST_MEASURES), required=True),
    "better": Key("whether people want more or less of it", "word", BETTER, required=True),
    "importance": Key("1 to 9; from 7 on it is critical", "count", required=True),
    "lane": Key("benefit or harm", "word", ("benefit", "harm"), required=True),
    "baselines": Key("risks without treatment, by name", "numbers"),
    "baselines_because": Key("where they come from"),
    "scale": Key('on which it is told to people: "points of the HAM-D-17"'),
    "scale_sd": Key("standard deviation of that scale among people", "number"),
    "narrative": Key("true where no number can be pooled", "flag"),
    "convert": Key('measures that are made this one, at the typical risk, where a study has no other: ["HR"]', "texts"),
}
THRESHOLD: Mapping[str, Key] = {
    "per_1000": Key("of 1,000 people", "number"),
    "points": Key("of a score, or per cent of days", "number"),
    "sd": Key("of a standardised difference", "number"),
    "ratio": Key("of what is told as a ratio alone", "number"),
    "because": Key("where it comes from, or that it is assumed", required=True),
}
INDIRECT: Mapping[str, Key] = {
    "aspect": Key('in what: "population", "treatment", "comparison", "outcome"', required=True),
    "outcome": Key("an outcome of the question, where it is about one; all if nothing is said"),
    "levels": Key("by how many levels that lowers the certainty: 0 to 2", "count", required=True),
    "because": Key("how who was studied differs from who is asked about", required=True),
}
JUDGEMENT: Mapping[str, Key] = {
    "outcome": Key("an outcome of the question", required=True),
    "domain": Key('"risk of bias", "inconsistency", "indirectness", "imprecision", …', required=True),
    "levels": Key("negative lowers, positive raises", "number", required=True),
    "by": Key("a name", required=True),
    "on": Key("a date: 2026-11-22", required=True),
    "because": Key("why"),
    "inputs": Key("digest of what it was judged on, as the summary prints it"),
}


@dataclass(frozen=True)
class QuestionReading:
    """What was read from a file: its question, where nothing is wrong with it, and what is wrong."""

    question: Question | None
    faults: tuple[ObservationError, ...]

    def take(self) -> Question:
        """The question; raises the first fault."""
        if self.question is None:
            raise self.faults[0]
        return self.question


def read_question(text: str, name: str) -> QuestionReading:
    """The question of a file (TOML; see docs/studies.md). Raises nothing: faults are StudyErrors in the reading."""
    root, faults = plant(cut(text, ""), name, TABLES, StudyError)
    if faulty := refuse_format(root, name):
        return QuestionReading(None, (faulty,))
    label = PurePath(name).stem
    root.entry.place = Place(name, 0, label, 1, "question")
    name_tables(root, f"question {label}")
    question = _read_whole(root, label)
    for written in root.walk():
        faults.extend(written.entry.faults)
    return QuestionReading(None if faults else question, tuple(faults))


def _read_whole(root: Written, label: str) -> Question | None:
    head = read_keys(root.entry, QUESTION, "a question")
    outcomes = [_read_outcome(one) for one in root.all("outcome")]
    names = [outcome["name"] for outcome in outcomes if "name" in outcome]
    indirect = [_read_of_outcome(one, INDIRECT, names, "[[indirect]]") for one in root.all("indirect")]
    judged = [_read_of_outcome(one, JUDGEMENT, names, "[[judgement]]") for one in root.all("judgement")]
    _check(root, head, names)
    if any(one.entry.faults for one in root.walk()):
        return None
    head.pop("format", None)
    apart = {name: tuple(held) for name, held in head.pop("apart", {}).items()}
    return Question(
        id=label,
        outcomes=tuple(AskedOutcome(**outcome) for outcome in outcomes),
        indirect={_name_aspect(row): row["because"] for row in indirect},
        indirect_levels={_name_aspect(row): row["levels"] for row in indirect},
        judgements=tuple(Judgement(**{**row, "levels": int(row["levels"])}) for row in judged),
        place=root.entry.place,
        apart=apart,
        **head,
    )


def _name_aspect(row: Mapping[str, Any]) -> str:
    """An aspect is of all outcomes, or of the one that stands before it."""
    return f"{row['outcome']}: {row['aspect']}" if "outcome" in row else row["aspect"]


def _check(root: Written, head: dict[str, Any], names: list[str]) -> None:
    if not names:
        root.entry.refuse("", "the question has no [[outcome]]", hint="name one outcome at least")
    for name in {name for name in names if names.count(name) > 1}:
        root.entry.refuse("", f'the outcome "{name}" stands there twice', hint="keep one of them")
    treatments = head.get("treatments", ())
    for group, held in head.get("apart", {}).items():
        if not isinstance(held, list) or not all(isinstance(name, str) for name in held):
            root.entry.refuse("apart", f"{group} is {held!r}", hint=f'write {group} = ["naltrexone depot"]')
            continue
        for name in held:
            if name not in treatments:
                error = unknown_name(StudyError, "treatment", name, treatments, owner="treatments")
                root.entry.refuse("apart", error.what, error.exists, error.hint)


def _read_outcome(written: Written) -> dict[str, Any]:
    entry = written.entry
    said = read_keys(entry, OUTCOME, "an outcome of a question")
    if not 1 <= said.get("importance", 1) <= 9:
        entry.refuse("importance", f"importance is {said['importance']}", hint="it goes from 1 to 9")
    for name, risk in said.get("baselines", {}).items():
        if not 0 < risk < 1:
            entry.refuse("baselines", f'the baseline "{name}" is {risk:g}', hint="a risk is a share: 0.12 for 12 %")
    if "baselines" in said and not said.get("baselines_because"):
        entry.refuse("baselines", "baselines stand without a reason", hint='add baselines_because = "…"')
    if said.get("convert"):
        _check_conversions(written, said)
    if (found := written.one("threshold")) is not None:
        said["threshold"] = _read_threshold(found)
    return said


def _check_conversions(written: Written, said: dict[str, Any]) -> None:
    """Ratios of hazards and of odds become risk ratios, at a risk that is stated."""
    if said.get("measure") != CONVERTED_TO or not set(said["convert"]) <= set(CONVERTED):
        written.entry.refuse("convert", f"{', '.join(said['convert'])} cannot be made {said.get('measure')}",
                             hint=f"{' and '.join(CONVERTED)} can be made {CONVERTED_TO}")  # fmt: skip
    if not said.get("baselines"):
        written.entry.refuse("convert", "no risk is stated at which to convert", hint="add baselines = { typical = … }")


def _read_threshold(written: Written) -> Threshold:
    said = read_keys(written.entry, THRESHOLD, "[outcome.threshold]")
    sizes = [key for key in ("per_1000", "points", "sd", "ratio") if key in said]
    if not sizes:
        written.entry.refuse("", "the threshold has no size", hint="give per_1000, points, sd or ratio")
    for key in sizes:
        if not said[key] > 0:
            written.entry.refuse(key, f"{key} is {said[key]:g}", hint="a threshold is above zero, for better and worse")
    return Threshold(**said)


def _read_of_outcome(written: Written, keys: Mapping[str, Key], names: list[str], what: str) -> dict[str, Any]:
    """A table that is about one outcome of the question."""
    said, entry = read_keys(written.entry, keys, what), written.entry
    if "outcome" in said and said["outcome"] not in names:
        error = unknown_name(StudyError, "outcome", said["outcome"], names, owner="the question")
        entry.refuse("outcome", error.what, error.exists, error.hint)
    levels = said.get("levels", 0)
    if levels != int(levels) or not -3 <= levels <= 3 or (keys is INDIRECT and levels > 2):
        entry.refuse("levels", f"levels is {levels:g}", hint="a whole number: 0 to 2 where people differ, -3 to 3 else")
    return said
