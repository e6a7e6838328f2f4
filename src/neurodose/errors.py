"""Every error of neurodose says what is wrong, where, what exists, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "AffinityError",
    "ApprovalError",
    "CaseReportError",
    "ClaimError",
    "CommandError",
    "CourseError",
    "DatasetError",
    "DoseError",
    "DrugError",
    "EstimationError",
    "EventError",
    "EvidenceError",
    "EvidenceWarning",
    "ModelError",
    "NeurodoseError",
    "ObservationError",
    "OutputError",
    "PopulationError",
    "ProtocolError",
    "ScopeWarning",
    "SensitivityError",
    "SolverError",
    "SourceError",
    "StudyError",
    "UnitError",
    "unknown_name",
]

INDENT = "\n    "


class NeurodoseError(Exception):
    """The root of the tree: catch this to catch them all.

    what:   one sentence on what is wrong
    where:  the address of the fault ("regimen, dose 1"; "model naltrexone, brain")
    exists: what there is instead, as one sentence
    hint:   what to do
    """

    def __init__(
        self, what: str, *, where: str | None = None, exists: str | None = None, hint: str | None = None
    ) -> None:
        self.what, self.where, self.exists, self.hint = what, where, exists, hint
        first = f"{what} ({where})" if where else what
        super().__init__(INDENT.join(part for part in (first, exists, hint) if part))

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders by their arguments; ours are keywords.
        return (_rebuild, (type(self), self.what, self.where, self.exists, self.hint))


def _rebuild(
    kind: type[NeurodoseError], what: str, where: str | None, exists: str | None, hint: str | None
) -> NeurodoseError:
    return kind(what, where=where, exists=exists, hint=hint)


class UnitError(NeurodoseError):
    """Two quantities that cannot be added, compared or converted met each other."""


class SourceError(NeurodoseError):
    """A number has no source, or a source says too little to be found again."""


class ModelError(NeurodoseError):
    """A model contradicts itself or names something it does not have."""


class DoseError(NeurodoseError):
    """A dose or a regimen cannot be given as it is written."""


class EventError(NeurodoseError):
    """An event table contradicts itself."""


class DatasetError(NeurodoseError):
    """A dataset holds a record that means nothing, or more than one thing."""


class PopulationError(NeurodoseError):
    """A population or a table of people cannot be read as people of this model."""


class SolverError(NeurodoseError):
    """A solver was asked for what it cannot do, or persons failed where none may."""


class CourseError(NeurodoseError):
    """A result was asked for what it does not hold."""


class DrugError(NeurodoseError):
    """The library holds no such drug."""


class ObservationError(NeurodoseError):
    """A record of an observation cannot be read."""


class AffinityError(ObservationError):
    """A record of what was measured in an assay cannot be read, or the table holds no such target, ligand or assay."""


class ApprovalError(ObservationError):
    """A record of an approval or a law cannot be read, or a substance, place, day or act is asked for that is none."""


class ProtocolError(NeurodoseError):
    """A protocol cannot be read as it is written."""


class CommandError(NeurodoseError):
    """What was typed is not enough, or contradicts itself."""


class EstimationError(NeurodoseError):
    """A calibration asks the data for more than they determine, or its record cannot be read."""


class StudyError(ObservationError):
    """A record of a study, or a table of studies, cannot be read, or says what cannot be."""


class CaseReportError(NeurodoseError):
    """Files of reports of suspected harm cannot be read, or hold nothing of what is asked."""


class EvidenceError(NeurodoseError):
    """Studies cannot be pooled, compared or graded as asked: too few, contradictory, not connected, not converging."""


class ClaimError(NeurodoseError):
    """An article cannot be audited: empty, too long, no text, in another language, or about no drug that is held."""


class SensitivityError(NeurodoseError):
    """An analysis of why an answer is what it is asks for what does not exist, or costs more than is allowed."""


class OutputError(NeurodoseError):
    """A report or file cannot be written where it was asked for."""


class ScopeWarning(UserWarning):
    """A prediction lies outside the doses, times or people that its model was set with."""


class EvidenceWarning(UserWarning):
    """A number of a study looks like another than it is called, or a result may mislead; it is used as it is given."""


def unknown_name(
    error: type[NeurodoseError],
    kind: str,
    name: str,
    known: Iterable[str],
    *,
    where: str | None = None,
    owner: str = "there",
) -> NeurodoseError:
    """The error for a name that does not exist: lists those that do and offers the nearest."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.5) or [n for n in names if n.split(".")[-1] == name]
    listed = ", ".join(names[:40]) + (f" … and {len(names) - 40} more" if len(names) > 40 else "")
    return error(
        f'no {kind} is called "{name}"',
        where=where,
        exists=f"{owner} has: {listed}" if names else f"{owner} has none",
        hint=f'did you mean "{near[0]}"?' if near else None,
    )
