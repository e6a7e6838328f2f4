"""The state that repeats: from which a period of any regimen leads back to itself, in any model.

The periods lived so far are combined into the state from which the next one should repeat (D. G. Anderson, Iterative
procedures for nonlinear integral equations, Journal of the ACM 12 (1965) 547-560; for linear models it is GMRES:
H. F. Walker & P. Ni, Anderson acceleration for fixed-point iterations, SIAM Journal on Numerical Analysis 49 (2011)
1715-1735). What that does better than what is usual:

- Giving doses until two troughs look alike (rxode2, mrgsolve), or a fixed number of them (Monolix), takes as
  many periods as the slowest tissue does, and then stops early: where a half-life lasts a hundred periods, troughs
  that differ by 1e-6 are 1e-4 from where they go. Here a handful of periods will do up to half-lives of a thousand,
  and it is told how well the period closes and how far the state may be from the one that stays.
- Newton's method and its kin (NONMEM searches for a root) live a period for each state before the first step, and lose
  their way where a total is conserved, such as receptors free and bound, for there every state of that total repeats. A
  combination of lived states keeps such a total as it was at the start, but for rounding.
- A state that does not close is not handed out. Where nothing repeats, because nothing is eliminated or more is given
  than can be, that is the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurodose.errors import SolverError
from neurodose.solvers.problem import Array, Numbers

TOLERANCE = 1e-9  # of the most a state reaches in the period
FINEST = 1e-13  # below this, rounding in a period is what would be measured
MOST = 100  # periods; at 99 % of the largest rate of elimination some thirty are needed
MEMORY = 8  # differences of periods remembered: as many as a model has slow parts, and some to spare

# Of the tolerance:
NOISE = 0.1  # what a march may err in a period; more, and it is taken for change
TELLING = 30.0  # a difference smaller than this says more of the march's errors than of the model
FAR = 1e4  # the state may be so much further from the one that repeats than its period is from closing

DOUBT = 10.0  # a direction is believed if it stands out so many times from its error
SHORT_OF_EMPTY = 0.9  # a leap that would take out more than there is goes so far towards taking out all
EMPTIED = 1e-6  # of its first peak: a state that drains for good is not measured by what little is left
FURTHEST = 1e5  # a leap is no longer than so many periods' change, or what grows for ever might seem to stand still
PATIENCE = 30  # periods in which the change does not fall, until it is held to go on for ever
STEADY = 1e-6  # a change that falls by less from one period to the next does not fall
CLEAR = 100.0  # tolerances: a smaller change may be the march's error, which does not fall either

Advance = Callable[[Array, Numbers], tuple[Array, Array]]
Flags = NDArray[np.bool_]


class Verdict(IntEnum):
    """Whether a person's period closes."""

    CLOSED = 0
    GROWS = 1  # the change from period to period does not fall
    OPEN = 2  # too few periods were allowed
    FAILED = 3  # a period could not be lived through


VERDICTS = {
    Verdict.CLOSED: "repeats: {where} changes by {residual:.1e} of its peak in a period, and all lie within "
    "{distance:.1e} of where they would stay, after {periods} periods",
    Verdict.GROWS: "does not repeat: after {periods} periods {where} still changes by {residual:.1e} of its peak in "
    "each, and the change does not fall",
    Verdict.OPEN: "does not repeat yet: after {periods} periods {where} changes by {residual:.1e} of its peak in "
    "each, and may be {distance:.1e} from where it goes",
    Verdict.FAILED: "is not known: period {periods} of the search could not be solved",
}
HINTS = {
    Verdict.GROWS: "more is given than can be eliminated, or it is eliminated over thousands of periods; what only "
    "gathers and acts on nothing can be left out",
    Verdict.OPEN: "solve a period more exactly than it has to close, or allow more periods; where more is given than "
    "can be eliminated, nothing repeats",
    Verdict.FAILED: "look at one period by itself",
}


@dataclass(frozen=True)
class Closing:
    """The states that repeat, and how well: everything by person.

    state: (states, people), NaN where none was found. residual: the largest change of a state in the period that
    starts there, as a share of the most it reaches in it. worst: which state that is. distance: how far the state may
    be from one that repeats for ever, in the same measure: an estimate. periods: how many were lived. verdict: a
    `Verdict`. Where nothing was found, residual, worst and distance are those of the last period.
    """

    state: Array
    residual: Array
    worst: Numbers
    distance: Array
    periods: Numbers
    verdict: NDArray[np.uint8]

    @property
    def is_closed(self) -> Flags:
        """Who has a state that repeats, (people,)."""
        return self.verdict == Verdict.CLOSED

    def tell(self, person: int, names: Sequence[str] | None = None) -> str:
        """A plain sentence about one person, to be put after "the state". names: of the states."""
        worst = int(self.worst[person])
        return VERDICTS[Verdict(self.verdict[person])].format(
            where=names[worst] if names is not None else f"state {worst}",
            residual=self.residual[person],
            distance=self.distance[person],
            periods=self.periods[person],
        )

    def raise_if_open(
        self, what: str, names: Sequence[str] | None = None, people: Sequence[object] | None = None
    ) -> None:
        """Refuse what was asked for if anybody's period does not close; raises SolverError about the first.

        what: "the steady state of a dose". names: of the states; people: what each is called, numbers if not said
        """
        open_ones = np.flatnonzero(~self.is_closed)
        if open_ones.size == 0:
            return
        first = int(open_ones[0])
        others = f" and {open_ones.size - 1} more" if open_ones.size > 1 else ""
        raise SolverError(
            f"{what} was not found",
            where=f"person {people[first] if people is not None else first}{others}",
            exists=f"the state {self.tell(first, names)}",
            hint=HINTS[Verdict(self.verdict[first])],
        )


def close_period(
    advance: Advance,
    start: ArrayLike,
    tolerance: float = TOLERANCE,
    most: int = MOST,
    gathering: ArrayLike | None = None,
    floor: ArrayLike = 0.0,
) -> Closing:
    """For each person, the state from which a period leads back to itself.

    advance:   advance(state, who) lives one period from these states (states, who) of these people (numbers); back
               come the states after it and the largest size each had in it, both (states, who), NaN where a solve
               failed. A person's must not depend on who else is asked for. It must be more exact than a tenth of the
               tolerance.
    start:     (states, people), whence to look: what is conserved stays as it is there; of several states that repeat,
               the one found is near the way from there
    tolerance: done when no state changes in a period by more than this share of the most it reaches in it
    most:      periods that a person may live
    gathering: (states,) flags of those that only gather and act on nothing, as urine does: they stay at their start
               and need not repeat (`find_gathering`)
    floor:     a size, in the states' own units, one or (states,): what stays below it is measured by it, for where
               nothing should be, the errors of a march may be all there is
    Everyone is looked at alone, bitwise, and lives no further once found. A combination that would be negative where
    a state is not goes only part of the way; one whose period fails is taken back.
    Raises SolverError for what cannot be asked; never for a person who has no such state, who gets a verdict.
    """
    state = np.array(start, dtype=float)
    kept = np.zeros(state.shape[:1], dtype=bool) if gathering is None else np.asarray(gathering, dtype=bool)
    least = np.array(floor, dtype=float).reshape(-1, 1)
    _check(state, kept, least, tolerance, most)
    result = _blank(state)
    crowd = _gather(state)
    for _ in range(most):
        if crowd.who.size == 0:
            break
        after, peak = _live(crowd, advance, kept)
        with np.errstate(all="ignore"):
            crowd = _judge(crowd, after, np.maximum(peak, least), tolerance, result)
    return result


def find_gathering(states: int, pattern: Iterable[tuple[int, int]]) -> Flags:
    """Which states only gather: no rate depends on them, not their own either, but those of others that gather.

    pattern: (i, j) for every rate i that depends on state j
    """
    acts_on = np.zeros((states, states), dtype=bool)
    for rate, state in pattern:
        acts_on[rate, state] = True
    gathering = np.zeros(states, dtype=bool)
    for _ in range(states):
        gathering = ~acts_on[~gathering].any(axis=0) & ~acts_on.diagonal()
    return gathering


def _check(state: Array, kept: Flags, least: Array, tolerance: float, most: int) -> None:
    if state.ndim != 2 or len(state) == 0 or kept.shape != (len(state),):
        raise SolverError(
            f"the start has the shape {state.shape}, and the flags of what only gathers have {kept.shape}",
            where="the state that repeats",
            hint="give a start (states, people), and a flag for each state",
        )
    if len(least) not in (1, len(state)) or not (np.isfinite(least) & (least >= 0.0)).all():
        raise SolverError(
            f"the floor is {least.ravel()}",
            where="the state that repeats",
            hint="give a size of 0 or more, one for all states or one for each",
        )
    if not FINEST <= tolerance < 1.0 or most < 1:
        raise SolverError(
            f"a period is to close to {tolerance:g}, and {most} may be lived",
            where="the state that repeats",
            exists=f"the tolerance may lie between {FINEST:g} and 1",
            hint="1e-9 serves; allow at least one period",
        )


def _blank(start: Array) -> Closing:
    people = start.shape[1]
    return Closing(
        state=np.full_like(start, np.nan),
        residual=np.full(people, np.nan),
        worst=np.zeros(people, dtype=np.int64),
        distance=np.full(people, np.nan),
        periods=np.zeros(people, dtype=np.int64),
        verdict=np.full(people, Verdict.OPEN, dtype=np.uint8),
    )


@dataclass(frozen=True)
class _Crowd:
    """Those of whom it is not yet known; the last axis is people.

    who: their place among all. state: where they stand. is_leap: whether a combination led there. before, after: the
    last period that counts, NaN where there is none. first: the peaks of the first period. flat: for how many periods
    the change has not fallen. shifts, shrinkages: (memory, states, people), newest first: by how much `after` moved
    from one period to the next, and by how much the change in a period became less; zeros stand for none.
    """

    who: Numbers
    state: Array
    is_leap: Flags
    before: Array
    after: Array
    first: Array
    flat: Numbers
    shifts: Array
    shrinkages: Array

    def take(self, columns: Flags) -> _Crowd:
        """These columns only."""
        kept = {field.name: np.ascontiguousarray(getattr(self, field.name)[..., columns]) for field in fields(self)}
        return _Crowd(**kept)


def _gather(start: Array) -> _Crowd:
    states, people = start.shape
    unknown = np.full_like(start, np.nan)
    nothing = np.zeros((MEMORY, states, people))
    return _Crowd(
        np.arange(people), start, np.zeros(people, dtype=bool), unknown, unknown, unknown,
        np.zeros(people, dtype=np.int64), nothing, nothing,
    )  # fmt: skip


def _live(crowd: _Crowd, advance: Advance, kept: Flags) -> tuple[Array, Array]:
    """The states after a period and the peaks in it, with those held that need not repeat."""
    after, peak = advance(crowd.state, crowd.who)
    if not np.shape(after) == np.shape(peak) == crowd.state.shape:
        raise SolverError(
            f"a period of states {crowd.state.shape} gave states {np.shape(after)} and peaks {np.shape(peak)}",
            where="the state that repeats",
            hint="advance gives back two arrays of the shape it is given",
        )
    is_lived = np.isfinite(after).all(axis=0) & np.isfinite(peak).all(axis=0)
    after = np.where(kept[:, None], crowd.state, after)
    return np.where(is_lived, after, np.nan), np.where(is_lived, peak, np.nan)


def _judge(crowd: _Crowd, after: Array, peak: Array, tolerance: float, result: Closing) -> _Crowd:
    """What a period from `state` to `after` tells of each, and with whom to go on from where."""
    change, last = after - crowd.state, crowd.after - crowd.before
    first = np.where(np.isnan(crowd.first), peak, crowd.first)
    scale = _largest(peak, np.abs(crowd.state), np.abs(after), EMPTIED * first)
    share = change / scale
    size, last_size = _measure(share), _measure(last / scale)
    is_lived = np.isfinite(size)
    is_lost = crowd.is_leap & ~is_lived

    shrinkage = last - change
    shrinking = _measure(shrinkage / scale)
    is_telling = is_lived & (shrinking > TELLING * tolerance)
    shifts = np.where(is_lost, 0.0, _remember(crowd.shifts, after - crowd.after, is_telling))
    shrinkages = np.where(is_lost, 0.0, _remember(crowd.shrinkages, shrinkage, is_telling))
    leap = _combine(shifts, shrinkages, scale, share, NOISE * tolerance)

    residual = np.abs(share).max(axis=0)
    # Two estimates, for neither knows everything: by all that is remembered, and by the last two periods alone.
    alone = size * _measure((crowd.state - crowd.before) / scale) / shrinking
    distance = np.maximum(np.abs((change + leap) / scale).max(axis=0), np.where(np.isnan(alone), np.inf, alone))
    distance = np.where(size == 0.0, 0.0, distance)
    does_fall = size < last_size * (1.0 - STEADY) - tolerance
    is_flat = is_lived & ~does_fall & np.isfinite(last_size) & (size > CLEAR * tolerance)
    flat = np.where(is_flat, crowd.flat + 1, 0)

    is_closed = is_lived & (residual <= tolerance) & (distance <= FAR * tolerance)
    grows = is_lived & ~is_closed & (flat >= PATIENCE)
    has_failed = ~is_lived & ~is_lost
    who = crowd.who[is_lived]
    result.residual[who], result.distance[who] = residual[is_lived], distance[is_lived]
    result.worst[who] = np.abs(share).argmax(axis=0)[is_lived]
    result.periods[crowd.who] += 1
    result.state[:, crowd.who[is_closed]] = crowd.state[:, is_closed]
    for verdict, flags in ((Verdict.CLOSED, is_closed), (Verdict.GROWS, grows), (Verdict.FAILED, has_failed)):
        result.verdict[crowd.who[flags]] = verdict

    leap = leap * np.minimum(1.0, FURTHEST * size / _measure(leap / scale))
    leap = _hold_back(leap, after, tolerance * scale)
    leap = np.where(np.isfinite(leap).all(axis=0), leap, 0.0)
    following = _Crowd(
        who=crowd.who,
        state=np.where(is_lost, crowd.after, after + leap),
        is_leap=is_lived & (leap != 0.0).any(axis=0),
        before=np.where(is_lived, crowd.state, crowd.before),
        after=np.where(is_lived, after, crowd.after),
        first=first,
        flat=flat,
        shifts=shifts,
        shrinkages=shrinkages,
    )
    return following.take(~(is_closed | grows | has_failed))


def _combine(shifts: Array, shrinkages: Array, scale: Array, share: Array, noise: float) -> Array:
    """By how much to leap beyond the end of the period, (states, people), so that the change in it might vanish.

    Least squares of the change by its differences, one person's apart from another's: modified Gram-Schmidt, from the
    newest difference to the oldest. Each is known but for `noise`, which grows on the way: what differs so little from
    those before it that it may be noise is left out. share: the change, in units of `scale`.
    """
    rest, leap = share, np.zeros_like(share)
    found: list[tuple[Array, Array, Array]] = []
    for shift, shrinkage in zip(shifts, shrinkages, strict=True):
        direction, error = shrinkage / scale, np.full(share.shape[1], noise)
        for other, other_shift, other_error in found:
            part = _add_up(other * direction)
            direction, shift = direction - part * other, shift - part * other_shift
            error = error + np.abs(part) * other_error
        length = _measure(direction)
        per_length = np.where(length > DOUBT * error, 1.0 / length, 0.0)
        direction = np.where(per_length > 0.0, direction * per_length, 0.0)
        shift = np.where(per_length > 0.0, shift * per_length, 0.0)
        found.append((direction, shift, error * per_length))
        part = _add_up(direction * rest)
        rest, leap = rest - part * direction, leap + part * shift
    return leap


def _hold_back(leap: Array, after: Array, allowed: Array) -> Array:
    """So much of the leap that nothing is taken out that is not there; `allowed` is as good as nothing."""
    lacks = (after + leap < -allowed) & (after >= 0.0)
    part = np.where(lacks, SHORT_OF_EMPTY * after / -leap, 1.0).min(axis=0)
    return part * leap


def _remember(memory: Array, newest: Array, flags: Flags) -> Array:
    """The memory with the newest put in front and the oldest forgotten, for those flagged."""
    return np.where(flags, np.concatenate([newest[None], memory[:-1]]), memory)


def _largest(*sizes: Array) -> Array:
    return np.maximum.reduce([*sizes, np.full_like(sizes[0], np.finfo(float).tiny)])


def _measure(share: Array) -> Array:
    """The Euclidean length over the states, (people,)."""
    return np.sqrt(_add_up(share * share))


def _add_up(terms: Array) -> Array:
    """The sum over the states, (people,): a running sum, whose order is the same for one person and for many."""
    return np.add.accumulate(terms, axis=0)[-1]
