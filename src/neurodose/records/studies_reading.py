"""What was read of other people's studies: those that could be kept, what could not, and how all was understood."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from neurodose.errors import EvidenceWarning, ObservationError, StudyError
from neurodose.records.study import Outcome, Study
from neurodose.records.study_checks import check_studies, check_study
from neurodose.records.study_doubts import find_doubts

SHOWN = 3  # faults that a warning names before it counts the others


@dataclass(frozen=True)
class StudiesReading:
    """studies: what could be kept, whole; faults: what could not, each with where it stands
    form:    as what the source was recognised, in a sentence
    remarks: what was understood where something was not said, turned into something else, or left out
    doubts:  what looks odd, and is kept as it is given
    """

    studies: tuple[Study, ...]
    faults: tuple[ObservationError, ...] = ()
    form: str = ""
    remarks: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Study]:
        return iter(self.studies)

    def __len__(self) -> int:
        return len(self.studies)

    def take(self) -> tuple[Study, ...]:
        """The studies. Warns of faults and of what looks odd (EvidenceWarning); raises the first fault where nothing
        could be kept.
        """
        if not self.studies and self.faults:
            raise self.faults[0]
        if self.faults:
            said = "\n".join(str(fault) for fault in self.faults[:SHOWN])
            more = f"\n… and {len(self.faults) - SHOWN} more" if len(self.faults) > SHOWN else ""
            warnings.warn(f"{_count(len(self.faults))} left out:\n{said}{more}", EvidenceWarning, stacklevel=2)
        for doubt in self.doubts:
            warnings.warn(doubt, EvidenceWarning, stacklevel=2)
        return self.studies


def _count(faults: int) -> str:
    return "1 row or number is" if faults == 1 else f"{faults} rows or numbers are"


def gather_studies(rows: Iterable[Study], *, form: str, faults: Iterable[ObservationError] = (),
                   remarks: Iterable[str] = ()) -> StudiesReading:  # fmt: skip
    """Rows of a table, each a study with what that row says of it, become studies: those of one id are joined. What
    cannot be is left out row by row, and told.
    """
    found, told, wrong = dict[str, Study](), dict.fromkeys(remarks), list(faults)
    for row in rows:
        if faulty := check_study(row):
            wrong.extend(faulty)
            continue
        joined = _join(found[row.id], row, told) if row.id in found else row
        if isinstance(joined, StudyError):
            wrong.append(joined)
        else:
            found[row.id] = joined
    wrong.extend(_check_whole(found))
    studies = tuple(found.values())
    doubts = [doubt for study in studies for doubt in find_doubts(study)]
    return StudiesReading(studies, tuple(wrong), form, tuple(told), tuple(doubts))


def _check_whole(found: dict[str, Study]) -> list[StudyError]:
    """What shows only in studies that are whole; a study with such a fault is left out."""
    wrong = list[StudyError]()
    for key, study in list(found.items()):
        if faulty := check_study(study):
            wrong.extend(faulty)
            del found[key]
    return wrong + check_studies(list(found.values()))


def _join(study: Study, row: Study, told: dict[str, None]) -> Study | StudyError:
    """A study with what one row more says of it, or why that cannot be."""
    for name in ("year", "design", "registration"):
        one, other = getattr(study, name), getattr(row, name)
        if one and other and one != other:
            return StudyError(f"the study has two of {name}: {one} and {other}", where=f"{row.place}, {name}",
                              exists=f"the first stands at {study.place}",
                              hint="correct one of them, or give two studies different names")  # fmt: skip
    outcomes = {(outcome.name, outcome.at): outcome for outcome in study.outcomes}
    for outcome in row.outcomes:
        known = outcomes.get((outcome.name, outcome.at))
        joined = outcome if known is None else _join_outcomes(known, outcome, row)
        if isinstance(joined, StudyError):
            return joined
        outcomes[outcome.name, outcome.at] = joined
    names = {arm.name for arm in study.arms}
    arms = (*study.arms, *(arm for arm in row.arms if arm.name not in names))
    return replace(study, arms=arms, outcomes=tuple(outcomes.values()), columns=_join_columns(study, row, told))


def _join_columns(study: Study, row: Study, told: dict[str, None]) -> dict[str, str | float]:
    """What all rows of a study agree on; what differs between them is not the study's."""
    differ = {key for key, value in study.columns.items() if row.columns.get(key, value) != value}
    for key in sorted(differ):
        told[f"the column {key} differs between rows of one study, so it is left out there"] = None
    return {key: value for key, value in {**row.columns, **study.columns}.items() if key not in differ}


def _join_outcomes(one: Outcome, other: Outcome, row: Study) -> Outcome | StudyError:
    """An arm may stand in several rows with the same numbers (pairs of a study with several arms); a comparison may
    stand once.
    """
    known = {result.arm: result for result in one.arms}
    pairs = {frozenset((contrast.arm, contrast.against)) for contrast in one.contrasts}
    twice = [f"{c.arm} against {c.against}" for c in other.contrasts if frozenset((c.arm, c.against)) in pairs]
    if twice or (other.arms and all(result.arm in known for result in other.arms)):
        said = twice[0] if twice else " and ".join(result.arm for result in other.arms)
        return StudyError(f"the study is entered twice: {said}", where=f"{row.place}, outcome {one.name}",
                          hint="keep one of the rows, or tell them apart: by study, outcome or time, or by a "
                               "column id that numbers them")  # fmt: skip
    for result in other.arms:
        if result.arm in known and known[result.arm] != result:
            return StudyError(f"the arm {result.arm} has other numbers here than before",
                              where=f"{row.place}, outcome {one.name}",
                              hint="the arm that a study with several arms repeats has the same numbers in each row"
                              )  # fmt: skip
    arms = {result.arm: result for result in (*one.arms, *other.arms)}
    return replace(one, arms=tuple(arms.values()), contrasts=(*one.contrasts, *other.contrasts))
