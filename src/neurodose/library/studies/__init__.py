"""Studies of what drugs do to people, one file a study: who was given what, what became of them, how it was read.

    find_studies("naltrexone", "opioid use disorder"); find_study("krupitsky_2012")

Files are read when they are asked for. What may stand in one is in docs/studies.md, its types in `records/study.py`.
Not held here: what follows from studies (`evidence`), questions to them (`library/questions`), where they were sought
(`library/searches`), single figures that models are compared with (`library/observations`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from neurodose.errors import StudyError, unknown_name
from neurodose.records.study import Study
from neurodose.records.study_reader import read_study


def find_studies(drug: str | None = None, condition: str | None = None) -> tuple[Study, ...]:
    """The studies of a drug, of a condition, or of both; of all where neither is named. In the order of their years.

    A drug is meant by that of any arm ("naltrexone" finds a comparison with buprenorphine too), a condition by what
    people were treated for or had as well. Raises StudyError, which lists what there is, where none is held.
    """
    found = read_all()
    if drug is not None:
        name = call_by_name(drug)
        found = _keep([study for study in found if name in find_drugs(study)], "drug", drug, _list_drugs())
    if condition is not None:
        word = fold(condition)
        held = [study for study in read_all() if word in find_conditions(study)]
        _keep(held, "condition", condition, _list_conditions())
        found = tuple(study for study in found if study in held)
    return found


def find_study(id: str) -> Study:
    """The study of that id ("addolorato_2007"), or of that name or other name; raises StudyError that lists them."""
    word = fold(id).replace(" ", "_")
    for study in read_all():
        if word in {fold(name).replace(" ", "_") for name in (study.id, study.name, study.aka) if name}:
            return study
    raise unknown_name(StudyError, "study", id, [study.id for study in read_all()], owner="the library")


@cache
def read_all() -> tuple[Study, ...]:
    """Every study of the library; raises the first fault of a file."""
    folder = files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    studies = [read_study((folder / name).read_text(encoding="utf-8"), name).take() for name in names]
    return tuple(sorted(studies, key=lambda study: (study.year, study.id)))


def find_drugs(study: Study) -> set[str]:
    """Drugs that its arms were given."""
    return {fold(arm.drug) for arm in study.arms if arm.drug}


def find_conditions(study: Study) -> set[str]:
    """What its people were treated for, and what they had as well."""
    return {fold(word) for word in (study.people.condition, *study.people.also.split(",")) if word.strip()}


def _keep(studies: list[Study], kind: str, name: str, known: set[str]) -> tuple[Study, ...]:
    if not studies:
        raise unknown_name(StudyError, kind, name, known, owner="the library, with studies,")
    return tuple(studies)


def _list_drugs() -> set[str]:
    return {drug for study in read_all() for drug in find_drugs(study)}


def _list_conditions() -> set[str]:
    return {fold(study.people.condition) for study in read_all()}


def call_by_name(drug: str) -> str:
    """A drug as the library calls it: "kratom" is mitragynine here."""
    return _ALSO_CALLED.get(fold(drug), fold(drug))


def fold(name: str) -> str:
    """A name without capitals and double spaces."""
    return " ".join(name.casefold().replace("_", " ").split())


_ALSO_CALLED = {"kratom": "mitragynine", "mitragyna speciosa": "mitragynine"}
