"""A regimen is what is given and when: doses one after another or side by side, said in a sentence.

    titrated = Dose(5 * mg, every=8 * h, count=9).then(Dose(10 * mg, every=8 * h, count=75))
    str(titrated)      # "5 mg every 8 h x 9 then 10 mg every 8 h x 75", which read_regimen reads back

Times are counted from the regimen's own start. A regimen never changes: every verb returns a new one.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from neurodose.dosing.legal import (
    STEADY,
    check_amount,
    check_count,
    check_missed,
    check_name,
    check_rate,
    check_steady,
    check_time,
)
from neurodose.dosing.wording import find_slip, write_quantity
from neurodose.errors import DoseError
from neurodose.units import Quantity, h

AT_START = 0 * h
AFTER = 'then(…, after=24 * h), or "then after 24 h" in a sentence'
# Two times that differ by less than this share of themselves differ by rounding only.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Given:
    """One single dose, written out.

    time:     hours from the regimen's start
    number:   its place in the regimen, from 1, in order of time
    amount:   what is given, as mass or amount of substance of the salt named (None: the drug's default)
    duration: hours over which it runs in; 0 is a bolus
    runs:     what the dose says of that: "over" a time, at a "rate", or nothing
    steady:   1 where it is one of those that have always been given `interval` hours after one another, 2 where what
              these leave is added; else 0
    """

    time: float
    number: int
    amount: Quantity
    salt: str | None
    route: str | None
    into: str | None
    drug: str | None
    duration: float
    runs: str = ""
    steady: int = 0
    interval: float = 0.0


class Plan(ABC):
    """What a dose and a regimen have in common: verbs that join, shift and repeat, and a sentence."""

    @abstractmethod
    def parts(self) -> tuple[Dose, ...]:
        """The doses of which it consists, each with its own repetition."""

    def then(self, other: Plan, after: Quantity | None = None) -> Regimen:
        """One regimen follows another: `other` starts one interval after the last planned dose of this one.

        after: the time from the last planned dose to the start of `other`, where one interval is not meant.
        Raises DoseError where there is no interval, or where doses side by side disagree on it.
        """
        _check_plan(other)
        if after is None:
            return self.together(other.starting(self._next_due() * h))
        check_time(after, "after")
        return self.together(other.starting((self._last_planned() + after.coherent) * h))

    def together(self, other: Plan) -> Regimen:
        """Two regimens run side by side, both from the same start."""
        _check_plan(other)
        return Regimen(self.parts() + other.parts())

    def __and__(self, other: Plan) -> Regimen:
        return self.together(other)

    def starting(self, at: Quantity) -> Regimen:
        """The same regimen later: its own time 0 becomes `at`."""
        check_time(at, "at", zero_allowed=True)
        return Regimen(tuple(dose.later(at) for dose in self.parts()))

    def by(self, route: str) -> Regimen:
        """The same regimen by this route, wherever a dose does not say itself where it goes."""
        return Regimen(tuple(d if d.route or d.into else replace(d, route=route) for d in self.parts()))

    def of(self, drug: str) -> Regimen:
        """The same regimen of this drug, wherever a dose does not say itself of which it is."""
        return Regimen(tuple(d if d.drug else replace(d, drug=drug) for d in self.parts()))

    def repeated(self, *, every: Quantity, count: int) -> Regimen:
        """The whole regimen again and again, such as a week of three doses for four weeks."""
        check_time(every, "every")
        check_count(count, every)
        single = [dose for dose in self.parts() if dose.count == 1]
        if len(single) == len(self.parts()):
            return Regimen(tuple(replace(dose, every=every, count=count) for dose in single))
        return Regimen(tuple(d.later(every * k) for k in range(count) for d in self.parts()))

    def without(self, numbers: Iterable[int]) -> Regimen:
        """The regimen with doses missed, by number from 1 in order of time; the others keep their times."""
        schedule, missed = self._schedule(), list(numbers)
        unknown = [n for n in missed if n not in range(1, len(schedule) + 1)]
        if unknown or len(set(missed)) == len(schedule):
            raise DoseError(
                f"there is no dose {unknown[0]}" if unknown else "every dose is missed",
                where="regimen, missed doses",
                exists=f"the doses are numbered from 1 to {len(schedule)}",
                hint="name some of these, and leave at least one to be given",
            )
        gone = {schedule[n - 1][1:] for n in missed}
        parts = enumerate(self.parts())
        return Regimen(tuple(left for i, d in parts if (left := d.missing(k for j, k in gone if j == i))))

    def given(self) -> tuple[Given, ...]:
        """Every single dose written out, in order of time; at one time, in the order they were named."""
        parts = self.parts()
        return tuple(parts[i].single(time, number) for number, (time, i, _) in enumerate(self._schedule(), start=1))

    @property
    def first(self) -> float:
        """The time of the first dose, in hours."""
        return self._schedule()[0][0]

    @property
    def last(self) -> float:
        """The time of the last dose, in hours."""
        return self._schedule()[-1][0]

    def __str__(self) -> str:
        sentence, chain = "", None
        for dose in self.parts():
            if chain is not None and chain._may_be_followed_by(dose):
                sentence += f" then {dose._say(with_time=False)}"
                chain = chain.together(dose)
            else:
                sentence += f"{' and ' if sentence else ''}{dose._say()}"
                chain = dose
        return sentence

    def _schedule(self) -> list[tuple[float, int, int]]:
        doses = ((i, dose, k) for i, dose in enumerate(self.parts()) for k in dose._numbers())
        return sorted((dose.time_of(k), i, k) for i, dose, k in doses)

    def _last_planned(self) -> float:
        return max(dose.time_of(dose.count) for dose in self.parts())

    def _next_due(self) -> float:
        last = self._last_planned()
        due = [d.time_of(d.count + 1) for d in self.parts() if d.every is not None]
        due = sorted(time for time in due if time > last)
        if not due:
            raise DoseError(
                "the last dose has no interval after which another may follow",
                where="regimen, then",
                hint=f"say how often it is given, or how long after it: {AFTER}",
            )
        if not math.isclose(due[0], due[-1], rel_tol=ROUNDING):
            raise DoseError(
                "doses that run side by side would be due again at different times",
                where="regimen, then",
                exists="due again at " + ", ".join(f"{time:g} h" for time in due),
                hint=f"say how long after the last dose, which is at {last:g} h: {AFTER}",
            )
        return due[0]

    def _may_be_followed_by(self, dose: Dose) -> bool:
        try:
            return self._next_due() == dose.time_of(1)
        except DoseError:
            return False


@dataclass(frozen=True)
class Dose(Plan):
    """An amount of a drug is given, once or several times: `Dose(50 * mg, every=24 * h, count=28)`.

    amount: a mass or an amount of substance, above zero
    salt:   the salt that is weighed; "base" is the substance itself (None: the drug's default)
    route:  by which route, as the drug names it ("mouth"), or
    into:   the compartment's address ("drug.gut") (neither: the drug's default route)
    drug:   which drug, where a model has several
    at:     time of the first
    every:  interval, needed if count is above 1
    count:  how many are planned
    over:   duration of an infusion, or
    rate:   its amount per time (neither: a bolus, or as the route says). Of a dose of which a share arrives, one that
            says over= runs in slower, and one that says rate= for a shorter time, as RATE of a dataset does
    missed: numbers, among those planned, of doses that are not given
    steady: "reached" where the same dose has been given for ever before the first one, at the same interval; "added"
            where what that leaves in the body comes on top of what is there
    Raises DoseError for what cannot be given.
    """

    amount: Quantity
    salt: str | None = None
    route: str | None = None
    into: str | None = None
    drug: str | None = None
    at: Quantity = AT_START
    every: Quantity | None = None
    count: int = 1
    over: Quantity | None = None
    rate: Quantity | None = None
    missed: tuple[int, ...] = ()
    steady: str | None = None

    def __post_init__(self) -> None:
        check_amount(self.amount)
        for field in ("salt", "route", "into", "drug"):
            if (name := getattr(self, field)) is not None:
                check_name(name, field)
        check_time(self.at, "at", zero_allowed=True)
        if self.every is not None:
            check_time(self.every, "every")
        check_count(self.count, self.every)
        if self.over is not None:
            check_time(self.over, "over", zero_allowed=True)
        if self.rate is not None:
            check_rate(self.rate, self.amount)
        check_missed(self.missed, self.count)
        check_steady(self.steady, self.every, self.missed)
        self._refuse_both("route", "into", "a dose goes by a route or into a compartment")
        self._refuse_both("over", "rate", "an infusion has a duration or a rate: each follows from the other")

    def parts(self) -> tuple[Dose, ...]:
        return (self,)

    def time_of(self, number: int) -> float:
        """The time of the dose of this number, from 1, in hours."""
        if self.every is None or number == 1:
            return self.at.coherent
        # Multiplied before it is converted: three times 20 min is an hour to the last digit.
        return self.at.coherent + self.every.unit.to_coherent(self.every.value * (number - 1))

    @property
    def duration(self) -> float:
        """How long each dose runs in, in hours; 0 is a bolus."""
        if self.rate is not None:
            return self.amount.coherent / self.rate.coherent
        return 0.0 if self.over is None else self.over.coherent

    def later(self, by: Quantity) -> Dose:
        """The same dose, all its times put off by `by`."""
        return replace(self, at=by if self.at.coherent == 0 else self.at + by)

    def missing(self, numbers: Iterable[int]) -> Dose | None:
        """The same dose with some more of those planned missed; None where nothing is left of it."""
        missed = tuple(sorted({*self.missed, *numbers}))
        return None if len(missed) == self.count else replace(self, missed=missed)

    def _numbers(self) -> Iterator[int]:
        return (k for k in range(1, self.count + 1) if k not in self.missed)

    def single(self, time: float, number: int) -> Given:
        """One of these doses, at its time, with its number in the regimen."""
        steady = STEADY.index(self.steady) if time == self.time_of(1) else 0
        interval = 0.0 if self.every is None else float(self.every.coherent)
        runs = "rate" if self.rate is not None else "over" if self.over is not None else ""
        return Given(
            time,
            number,
            self.amount,
            self.salt,
            self.route,
            self.into,
            self.drug,
            self.duration,
            runs,
            steady,
            interval,
        )

    def _say(self, with_time: bool = True) -> str:
        return " ".join([write_quantity(self.amount), *self._say_what(), *self._say_when(with_time)])

    def _say_what(self) -> Iterator[str]:
        if self.drug:
            yield f"of {self.drug}"
        if self.salt:
            yield f"as {self.salt}" if self.drug or " " in self.salt or find_slip(self.salt) else self.salt
        if self.route:
            yield f"by {self.route}"
        if self.into:
            yield f"into {self.into}"

    def _say_when(self, with_time: bool) -> Iterator[str]:
        if self.over is not None:
            yield f"over {write_quantity(self.over)}"
        if self.rate is not None:
            yield f"at {write_quantity(self.rate)}"
        if with_time and self.at.coherent > 0:
            yield f"{'at' if self.every is None else 'from'} {write_quantity(self.at)}"
        if self.every is not None:
            yield f"every {write_quantity(self.every)} x {self.count}"
        if self.steady:
            yield "at steady state" if self.steady == "reached" else "added at steady state"
        if self.missed:
            yield f"without {', '.join(map(str, self.missed))}"

    def _refuse_both(self, one: str, other: str, reason: str) -> None:
        if getattr(self, one) is not None and getattr(self, other) is not None:
            raise DoseError(
                f"a dose has both {one}= and {other}=",
                where=f"dose, {one} and {other}",
                exists=reason,
                hint="leave one of them out",
            )


@dataclass(frozen=True)
class Regimen(Plan):
    """Doses that belong to one person's treatment, each at its own times from the same start."""

    doses: tuple[Dose, ...]

    def __post_init__(self) -> None:
        is_tuple = isinstance(self.doses, tuple)  # a list could not be hashed, nor would it stay as it is
        if not is_tuple or not self.doses or not all(isinstance(dose, Dose) for dose in self.doses):
            raise DoseError(
                "a regimen is made of doses, at least one",
                where="regimen",
                hint="write Regimen((Dose(…), Dose(…))), or join doses with .then(…) and .together(…)",
            )

    def parts(self) -> tuple[Dose, ...]:
        return self.doses


def _check_plan(other: object) -> None:
    if not isinstance(other, Plan):
        raise DoseError(
            f"{other!r} is neither a dose nor a regimen",
            where="regimen",
            hint='write Dose(…), or read_regimen("…") for a sentence',
        )
