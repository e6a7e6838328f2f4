"""One's own studies beside those of the library: read from files, and put into the words of the question.

A table often says neither what people suffered from nor what was given in its two columns: who asks says that. What was
taken to be so is told in the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import normalize

from neurodose.errors import StudyError
from neurodose.records.question import Question
from neurodose.records.review_rows import WITHOUT_NAME
from neurodose.records.studies import inspect_studies
from neurodose.records.study import Study, StudyArm
from neurodose.records.study_rows import UNNAMED_ARMS

KINDS = (".toml", ".csv", ".tsv", ".json", ".rm5")  # of files of a folder that are read
TREATED = {UNNAMED_ARMS[1], WITHOUT_NAME[0]}  # what readers call arms that a table does not name
INERT = {
    "placebo", "plac", "pbo", "control", "no treatment", "no intervention", "nothing", "none", "usual care", "sham",
    "treatment as usual", "tau", "waiting list", "waitlist",
}  # fmt: skip
COMPARED = {UNNAMED_ARMS[2], WITHOUT_NAME[1]}


@dataclass(frozen=True)
class OwnStudies:
    """studies: as they were read; told: of each file as what it was recognised, and what was taken to be so"""

    studies: tuple[Study, ...] = ()
    told: tuple[str, ...] = ()

    def meant_for(self, drug: str) -> OwnStudies:
        """With arms that no column names taken for the drug that is asked about."""
        found = tuple(_name_arms(study, TREATED, drug) for study in self.studies)
        if found == self.studies:
            return self
        return OwnStudies(found, (*self.told, f'arms that nothing names but "treatment" are taken for {drug}'))

    def answering(self, question: Question) -> OwnStudies:
        """In the words of a question: its condition where they say none, its spelling, what is better."""
        found = tuple(_put_into_words(study, question) for study in self.studies)
        silent = any(not study.people.condition for study in self.studies)
        told = (f"people of whom nothing is said are taken to have {question.condition}",) if silent else ()
        return OwnStudies(found, (*self.told, *told))


def refuse_twins(mine: Sequence[Study], library: Sequence[Study], question: Question) -> None:
    """A study counts once: raises StudyError that lists those that stand there twice, or in the library too."""
    drugs = {question.drug, *question.treatments}
    known = [(one, f"the library ({one.id})") for one in library
             if any(arm.drug in drugs or arm.treatment in drugs for arm in one.arms)]  # fmt: skip
    twins = list[str]()
    for study in mine:
        here = str(study.place or study.name)
        twins += [f"{here}, and {there}" for other, there in known if _are_one(study, other)]
        known.append((study, here))
    if twins:
        said = "study of one's own is" if len(twins) == 1 else "studies of one's own are"
        raise StudyError(
            f"{len(twins)} {said} entered twice, by name or registration",
            exists="; ".join(twins),
            hint="leave one of each out, or join the outcomes of a study in one file; different studies of one name "
            'are told apart by a letter ("2007a")' + ("; --only leaves the library out" if library else ""),
        )


def _are_one(one: Study, other: Study) -> bool:
    registered = one.registration.strip().casefold()
    same = registered == other.registration.strip().casefold() and any(sign.isdigit() for sign in registered)
    return same or _plain(one.name) == _plain(other.name)


def _plain(name: str) -> str:
    """Without capitals, accents and signs: "Müller, 2015" and "Muller 2015" are one name."""
    return "".join(sign for sign in normalize("NFKD", name.casefold()) if sign.isalnum())


def read_own(paths: Sequence[Path]) -> OwnStudies:
    """Studies of files and folders. Warns of what was left out; raises StudyError where nothing can be read."""
    studies, told = list[Study](), list[str]()
    for path in (file for given in paths for file in _list_files(given)):
        reading = inspect_studies(path)
        studies += reading.take()
        told.append("; ".join([reading.form or f"{path.name} was read", *reading.remarks]))
    return OwnStudies(_spell_alike(studies), tuple(told))


def _spell_alike(studies: Sequence[Study]) -> tuple[Study, ...]:
    """Treatments, outcomes and conditions that differ in capitals alone are one, as they are first spelled."""
    first = dict[tuple[str, str], str]()

    def spell(kind: str, word: str) -> str:
        return first.setdefault((kind, word.strip().casefold()), word)

    return tuple(
        replace(
            study,
            arms=tuple(replace(arm, treatment=spell("treatment", arm.treatment)) for arm in study.arms),
            outcomes=tuple(replace(outcome, name=spell("outcome", outcome.name)) for outcome in study.outcomes),
            people=replace(study.people, condition=spell("condition", study.people.condition)),
        )
        for study in studies
    )


def _list_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in KINDS)
    if not found:
        raise StudyError(f"{path} holds no studies", hint=f"put files into it that end in {', '.join(KINDS)}")
    yield from found


def _put_into_words(study: Study, question: Question) -> Study:
    spelled = {name.casefold(): name for name in (*question.treatments, *question.controls)}
    arms = (replace(arm, treatment=spelled.get(arm.treatment.casefold(), arm.treatment)) for arm in study.arms)
    named = replace(
        study, arms=tuple(replace(a, n=a.n or _count(study, a), drug=_name_drug(a, question)) for a in arms)
    )
    if len(question.controls) == 1:
        named = _name_arms(named, COMPARED - set(question.controls), question.controls[0])
    asked = {one.name.casefold(): one for one in question.outcomes}
    outcomes = tuple(
        replace(o, name=one.name, better=one.better) if (one := asked.get(o.name.strip().casefold())) else o
        for o in study.outcomes
    )
    told = study.people
    is_asked = told.condition.strip().casefold() in ("", question.condition.casefold())
    people = replace(
        told,
        condition=question.condition if is_asked else told.condition,
        n=told.n or sum(arm.n or 0 for arm in named.arms) or None,
    )
    return replace(named, outcomes=outcomes, people=people)


def _name_drug(arm: StudyArm, question: Question) -> str:
    """What an arm was given, so that a comparison with another drug is not taken for one with nothing."""
    if arm.drug or arm.treatment.casefold() in INERT:
        return arm.drug
    return question.drug if arm.treatment in question.treatments else arm.treatment


def _count(study: Study, arm: StudyArm) -> int | None:
    """People of an arm of whom its outcomes tell, where nothing else says how many it had."""
    totals = [row.total for o in study.outcomes for row in o.arms if row.arm == arm.name and row.total]
    return round(max(totals)) if totals else None


def _name_arms(study: Study, names: set[str], treatment: str) -> Study:
    """Arms of some names as arms of a treatment."""
    return replace(
        study, arms=tuple(replace(a, treatment=treatment) if a.treatment in names else a for a in study.arms)
    )
