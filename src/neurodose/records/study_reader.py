"""A study as people write it down: one file in TOML, read whole or not at all; every fault has its file, study, field
and line.

    reading = read_study(text, "addolorato_2007.toml")
    reading.study, reading.faults, reading.doubts

Nothing is guessed: what a file does not say stays unknown. What looks odd but can be (an SD that may be an SE, an
interval of another scale) is a doubt and no fault.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from neurodose.errors import EvidenceWarning, ObservationError, SourceError, StudyError, unknown_name
from neurodose.records.keys import Key, Written, plant, read_keys
from neurodose.records.observation import Place
from neurodose.records.sections import cut
from neurodose.records.study import (
    DOMAINS,
    JUDGEMENTS,
    ArmResult,
    Bias,
    Contrast,
    Outcome,
    Participants,
    Study,
    StudyArm,
)
from neurodose.records.study_checks import check_study
from neurodose.records.study_doubts import find_doubts
from neurodose.records.study_keys import ARM, CONTRAST, OUTCOME, PEOPLE, RESULT, SOURCE, STUDY, TABLES, TOOLS
from neurodose.sources import Reading, Source

FORMAT = 1


@dataclass(frozen=True)
class StudyReading:
    """What was read from a file: its study, where nothing is wrong with it; what is wrong; what looks odd."""

    study: Study | None
    faults: tuple[ObservationError, ...]
    doubts: tuple[str, ...] = ()

    def take(self) -> Study:
        """The study; raises the first fault, and warns of what looks odd (EvidenceWarning)."""
        if self.faults or self.study is None:
            raise self.faults[0]
        for doubt in self.doubts:
            warnings.warn(doubt, EvidenceWarning, stacklevel=2)
        return self.study


def read_study(text: str, name: str) -> StudyReading:
    """The study of a file (TOML; see docs/studies.md). Raises nothing: faults are StudyErrors in the reading.

    name: of the file, for its faults; without its ending it is the study's id
    """
    root, faults = plant(cut(text, ""), name, TABLES, StudyError)
    if faulty := refuse_format(root, name):
        return StudyReading(None, (faulty,))
    _name_study(root, name)
    study = _read_whole(root, name)
    for written in root.walk():
        faults.extend(written.entry.faults)
    if faults or study is None:
        return StudyReading(None, tuple(faults))
    faults.extend(_find_line(error, root) for error in check_study(study))
    if faults:
        return StudyReading(None, tuple(faults))
    return StudyReading(study, (), tuple(find_doubts(study)))


def refuse_format(root: Written, name: str) -> StudyError | None:
    """A file of a format that is not known here is not guessed at."""
    said = root.entry.table.get("format", FORMAT)
    if said == FORMAT and not isinstance(said, bool):
        return None
    newer = isinstance(said, int) and said > FORMAT
    return StudyError(f"the file is of format {said!r}", where=f"{name}, line {root.entry.section.find('format')}",
                      exists=f"this neurodose reads format {FORMAT}",
                      hint="read it with a newer neurodose" if newer else f"format = {FORMAT}")  # fmt: skip


def _name_study(root: Written, file: str) -> None:
    """Faults say of which study, outcome and arm they are."""
    label = root.entry.table.get("name", PurePath(file).stem)
    root.entry.place = Place(file, 0, str(label), 1, "study")
    name_tables(root, f"study {label}")


def name_tables(root: Written, owner: str) -> None:
    """Faults of tables say whose they are ("study Addolorato 2007, outcome")."""
    for one in root.below:
        _name_table(one, owner)


def _name_table(written: Written, owner: str) -> None:
    table, kind = written.entry.table, written.path.rpartition(".")[2]
    own = table.get("name") or table.get("arm") or ""
    place = written.entry.place
    named = own if isinstance(own, str) else ""
    kinds = (f"{owner}, {kind}", named) if written.several else (f"{owner},", kind)
    written.entry.place = replace(place, kind=kinds[0], name=kinds[1])
    for one in written.below:
        _name_table(one, f"{owner}, {kind} {own or place.number}" if written.several else f"{owner}, {kind}")


def _find_line(error: StudyError, root: Written) -> StudyError:
    """A fault that was found in a study as a whole is told at the line of its outcome and arm, where it names them."""
    said = error.where or ""
    line = 1
    for outcome in root.all("outcome"):
        table = outcome.entry.table
        if f"outcome {table['name']}" + (f" at {table['at']}" if table.get("at") else "") + "," not in f"{said},":
            continue
        line = outcome.entry.section.line
        for one in outcome.below:
            named = one.entry.table.get("arm")
            if f"arm {named}," in said or f"of {named} against {one.entry.table.get('against')}" in said:
                line = one.entry.section.line
    where = said.replace(", line 1,", f", line {line},", 1)
    return StudyError(error.what, where=where, exists=error.exists, hint=error.hint)


def _read_whole(root: Written, file: str) -> Study | None:
    head = read_keys(root.entry, STUDY, "a study")
    source = _read_source(root)
    people = _read_below(root, "people", PEOPLE)
    arms = [read_keys(one.entry, ARM, "an arm") for one in root.all("arm")]
    reading: Reading = source.reading if source is not None else "remembered"
    outcomes = [_read_outcome(one, reading) for one in root.all("outcome")]
    bias = _read_bias(root) or Bias()
    columns = _read_columns(root)
    if source is None or people is None or any(one.entry.faults for one in root.walk()):
        return None
    head.pop("format", None)
    return Study(
        id=PurePath(file).stem,
        people=Participants(**people),
        arms=tuple(StudyArm(**arm) for arm in arms),
        outcomes=tuple(outcome for outcome in outcomes if outcome is not None),
        source=source,
        year=source.year,
        bias=bias,
        columns=columns,
        place=root.entry.place,
        **head,
    )


def _read_below(root: Written, name: str, keys: Mapping[str, Key]) -> dict[str, Any] | None:
    """The values of a table that must be there."""
    found = root.one(name)
    if found is None:
        needed = ", ".join(key for key, row in keys.items() if row.required)
        root.entry.refuse("", f"the study has no [{name}]", hint=f"add [{name}] with {needed}")
        return None
    return read_keys(found.entry, keys, f"[{name}]")


def _read_source(root: Written) -> Source | None:
    said = _read_below(root, "source", SOURCE)
    if said is None:
        return None
    try:
        return Source(**said)
    except SourceError as error:
        found = root.one("source")
        assert found is not None
        found.entry.refuse("", error.what, error.exists, error.hint)
    except TypeError:
        pass  # what is missing has been told
    return None


def _read_columns(root: Written) -> dict[str, str | float]:
    """Whatever else is known of a study: numbers and words."""
    found = root.one("columns")
    held = dict[str, str | float]()
    for key, value in found.entry.table.items() if found else ():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            assert found is not None
            found.entry.refuse(key, f"{key} is {value!r}", hint="a column holds a number or a word")
        else:
            held[key] = value
    return held


def _read_outcome(written: Written, reading: Reading) -> Outcome | None:
    said = read_keys(written.entry, OUTCOME, "an outcome")
    reading = said.get("reading", reading)
    arms = [_read_result(one, reading) for one in written.all("arm")]
    contrasts = [_read_contrast(one, reading) for one in written.all("contrast")]
    bias = _read_bias(written)
    if not (arms or contrasts or "favours" in said or "said" in said):
        written.entry.refuse("", "the outcome says nothing", hint='give numbers of arms, a contrast, or said = "…"')
    if any(one.entry.faults for one in written.walk()):
        return None
    return Outcome(
        arms=tuple(ArmResult(**arm) for arm in arms),
        contrasts=tuple(Contrast(**contrast) for contrast in contrasts),
        bias=bias,
        **said,
    )


def _read_result(written: Written, reading: Reading) -> dict[str, Any]:
    said: dict[str, Any] = {"reading": reading} | read_keys(written.entry, RESULT, "an arm's result")
    if "interval" in said:
        said["low"], said["high"] = said.pop("interval")
        if "median" not in said or not said["low"] <= said["median"] <= said["high"]:
            written.entry.refuse("interval", "the interval holds no median", hint="give the median that it is of")
    if "median" in said and "mean" in said:
        written.entry.refuse("median", "a mean and a median are given", hint="give the mean; write the median in said")
    return said


def _read_contrast(written: Written, reading: Reading) -> dict[str, Any]:
    said: dict[str, Any] = {"reading": reading} | read_keys(written.entry, CONTRAST, "a contrast")
    if "interval" in said:
        said["low"], said["high"] = said.pop("interval")
    elif "level" in said:
        written.entry.refuse("level", "a level is given, and no interval", hint="add interval = [low, high]")
    return said


def _read_bias(owner: Written) -> Bias | None:
    """Judgements by domain; a reason may stand in `because.domain` or in a table of its own."""
    found = owner.one("bias")
    if found is None:
        return None
    table, entry = found.entry.table, found.entry
    because = table.get("because", {})
    if not isinstance(because, Mapping):
        entry.refuse("because", f"because is {because!r}", hint='give a reason by domain: because.deviations = "…"')
        return None
    because = dict(because)
    for one in found.all("because"):
        because |= one.entry.table
    tool = table.get("tool", "RoB 2")
    if tool not in TOOLS:
        error = unknown_name(StudyError, "tool", str(tool), TOOLS, owner="neurodose")
        entry.refuse("tool", error.what, error.exists, error.hint)
        return None
    judged = {key.replace("_", " "): said for key, said in table.items() if key not in ("tool", "by", "because")}
    for domain, said in judged.items():
        if domain not in DOMAINS[tool]:
            error = unknown_name(StudyError, "domain", domain, DOMAINS[tool], owner=tool)
            entry.refuse(domain.replace(" ", "_"), error.what, error.exists, error.hint)
        elif said not in JUDGEMENTS[tool]:
            error = unknown_name(StudyError, "judgement", str(said), JUDGEMENTS[tool], owner=tool)
            entry.refuse(domain.replace(" ", "_"), f"{domain}: {error.what}", error.exists, error.hint)
    reasons = {key.replace("_", " "): str(why) for key, why in because.items()}
    for domain in reasons:
        if domain not in judged:
            entry.refuse("because", f"a reason is given for {domain}, which is not judged", hint=f'{domain} = "…"')
    return Bias(tool, judged, str(table.get("by", "")), reasons)
