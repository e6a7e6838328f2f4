"""What studies saw of one outcome, on a scale where effects add up: what pools, networks and curves are made of.

    Effects.of(["Rome", "Berlin"], estimates=[0.92, 1.05], errors=[0.26, 0.41], measure="RR")

An effect is of one treatment against another in one study. A study with three arms has two or three of them, which are
not independent of one another: `Effects` knows which study each is of, and networks ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.measure import Measure, find_measure

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Arms:
    """What was counted or measured in the two arms of each effect, in arrays of the length of the effects; an array is
    left empty where nothing of its kind was counted, and NaN stands where one study does not say.

    events, totals; means, sds; person_time: each an array of shape (effects, 2), treatment first
    """

    events: Array = field(default_factory=lambda: np.empty((0, 2)))
    totals: Array = field(default_factory=lambda: np.empty((0, 2)))
    means: Array = field(default_factory=lambda: np.empty((0, 2)))
    sds: Array = field(default_factory=lambda: np.empty((0, 2)))
    person_time: Array = field(default_factory=lambda: np.empty((0, 2)))

    def take(self, chosen: Array) -> Arms:
        """Of some of the effects."""
        return Arms(*(table[chosen] if len(table) else table for table in vars(self).values()))


@dataclass(frozen=True, eq=False)
class Effects:
    """studies:    of which study each effect is: its name
    estimates:  one each, of the measure's scale (logarithms of ratios)
    variances:  of the estimates, all above zero
    measure:    what they are
    treatments, controls: what was compared with what ("baclofen", "placebo"); treatment against control
    columns:    what else is known of each, by name: numbers (dose, year, weeks) or words (allocation)
    arms:       what was counted, where it was
    remembered: whether a number of it is remembered, and was not read
    left_out:   studies that had something to say and are not among the effects, each with why: (study, reason)
    """

    studies: tuple[str, ...]
    estimates: Array
    variances: Array
    measure: Measure
    treatments: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    columns: Mapping[str, Array] = field(default_factory=dict)
    arms: Arms = field(default_factory=Arms)
    remembered: tuple[bool, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls,
        studies: Iterable[str],
        estimates: ArrayLike,
        *,
        variances: ArrayLike | None = None,
        errors: ArrayLike | None = None,
        measure: str | Measure = "GEN",
        treatments: Sequence[str] = (),
        controls: Sequence[str] = (),
        columns: Mapping[str, Any] | None = None,
        arms: Arms | None = None,
        remembered: Sequence[bool] = (),
        left_out: Iterable[tuple[str, str]] = (),
    ) -> Effects:
        """Effects of plain numbers; give variances or standard errors, not both.

        Raises EvidenceError that names the study and the field: a number that is none, a variance or an error that is
        not above zero, lists of different lengths, the same comparison of a study entered twice.
        """
        names = tuple(str(name) for name in studies)
        if (variances is None) == (errors is None):
            said = "neither variances nor standard errors were given" if errors is None else "variances and errors both"
            raise EvidenceError(said, hint="give variances=… or errors=…")
        held = cls(
            names,
            _as_numbers(names, estimates, "estimate"),
            _find_variances(names, variances, errors),
            find_measure(measure),
            tuple(treatments),
            tuple(controls),
            {key: np.asarray(column) for key, column in (columns or {}).items()},
            arms or Arms(),
            tuple(remembered) or (False,) * len(names),
            tuple(left_out),
        )
        held._check()
        return held

    def __len__(self) -> int:
        return len(self.studies)

    @property
    def errors(self) -> Array:
        """Standard errors."""
        return np.sqrt(self.variances)

    def take(self, chosen: ArrayLike) -> Effects:
        """Some of them: a mask, or positions in the order wanted."""
        at = np.asarray(chosen)
        at = np.flatnonzero(at) if at.dtype == bool else at.astype(int)
        return replace(
            self,
            studies=tuple(self.studies[i] for i in at),
            estimates=self.estimates[at],
            variances=self.variances[at],
            treatments=tuple(self.treatments[i] for i in at) if self.treatments else (),
            controls=tuple(self.controls[i] for i in at) if self.controls else (),
            columns={key: column[at] for key, column in self.columns.items()},
            arms=self.arms.take(at),
            remembered=tuple(self.remembered[i] for i in at),
        )

    def without(self, study: str) -> Effects:
        """All but those of one study; raises EvidenceError where none is called so."""
        if study not in self.studies:
            raise EvidenceError(
                f'no study is called "{study}"', exists=f"studies: {', '.join(dict.fromkeys(self.studies))}"
            )
        return self.take(np.array([name != study for name in self.studies]))

    def column(self, name: str) -> Array:
        """What is known of each effect by that name; raises EvidenceError that lists the names."""
        if name not in self.columns:
            known = ", ".join(self.columns) or "none"
            raise EvidenceError(f'the studies have no column "{name}"', exists=f"columns: {known}")
        return self.columns[name]

    def _check(self) -> None:
        lengths = {
            "estimates": len(self.estimates),
            "variances": len(self.variances),
            "treatments": len(self.treatments) or len(self),
            "controls": len(self.controls) or len(self),
            "remembered": len(self.remembered),
        } | {key: len(column) for key, column in self.columns.items()}
        for key, length in lengths.items():
            if length != len(self):
                raise EvidenceError(f"{len(self)} studies have {length} {key}", hint="give one for each study")
        for at, name in enumerate(self.studies):
            self._check_one(at, name)
        self._check_twins()

    def _check_one(self, at: int, name: str) -> None:
        if not np.isfinite(self.estimates[at]):
            raise EvidenceError(f"the estimate is {self.estimates[at]:g}", where=f"study {name}, estimate",
                                hint="leave the study out, or give what it saw")  # fmt: skip
        if not (np.isfinite(self.variances[at]) and self.variances[at] > 0):
            raise EvidenceError(f"the variance is {self.variances[at]:g}", where=f"study {name}, variance",
                                hint="a variance is a number above zero")  # fmt: skip

    def _check_twins(self) -> None:
        """The same comparison of the same study stands there once, where comparisons are named."""
        if not (self.treatments and self.controls):
            return
        seen = set[tuple[str, frozenset[str]]]()
        for study, treatment, control in zip(self.studies, self.treatments, self.controls, strict=True):
            if treatment == control:
                raise EvidenceError(f"{treatment} is compared with itself", where=f"study {study}, treatment")
            key = (study, frozenset((treatment, control)))
            if key in seen:
                raise EvidenceError(
                    f"{treatment} against {control} is entered twice",
                    where=f"study {study}",
                    hint="keep one of them, or give the studies different names",
                )
            seen.add(key)


def refuse_no_effects(effects: object) -> None:
    """Raises EvidenceError where something else than effects is handed over: studies, as a rule."""
    if not hasattr(effects, "studies"):
        raise EvidenceError(
            f"effects are pooled, and this is a {type(effects).__name__}",
            hint='of studies, make effects first: read_effects(studies, "abstinence", "RR")',
        )


def _as_numbers(names: Sequence[str], said: ArrayLike, key: str) -> Array:
    """As an array; raises EvidenceError that names the study whose cell is none."""
    try:
        return np.asarray(said, float)
    except (TypeError, ValueError):
        for name, cell in zip(names, said if isinstance(said, Sequence) else np.asarray(said, object), strict=False):
            try:
                float(cell)  # pyright: ignore[reportArgumentType]
            except (TypeError, ValueError):
                raise EvidenceError(f"{cell!r} is no number", where=f"study {name}, {key}",
                                    hint="leave the study out, or give what it saw") from None  # fmt: skip
        raise


def _find_variances(names: Sequence[str], variances: ArrayLike | None, errors: ArrayLike | None) -> Array:
    if variances is not None:
        return _as_numbers(names, variances, "variance")
    assert errors is not None
    held = _as_numbers(names, errors, "standard error")
    for name, error in zip(names, held, strict=False):
        if error < 0:
            raise EvidenceError(f"the standard error is {error:g}", where=f"study {name}, standard error",
                                hint="an error is a number above zero")  # fmt: skip
    return held**2
