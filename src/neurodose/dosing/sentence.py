"""A regimen can be said in a sentence: "50 mg every 24 h x 28", "5 mg daily x 3 then 10 mg daily x 7".

    regimen  = sequence, joined by "and", "+" or "together with" (side by side, from the same start)
    sequence = dose, joined by "then" or "then after <time>" (one after another)
    dose     = <number> <unit> ["of" <drug>] [["as"] <salt>] ["by"|"via" <route> | "into" <compartment>]
               and in any order
               "over" <time> | "at" <rate> | "at"|"from"|"starting" <time> | "without" <number>, <number> …
               ["added"] "at steady state"
               "every" <time> | "daily" | "twice daily" | <number> "times daily" | "weekly"
               "x" <count> | <count> "times" | "once" | "for" <time>

Capitals and blanks do not matter, except in units and names; commas may stand between phrases. What has two
meanings is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from neurodose.dosing.legal import AMOUNTS, check_time
from neurodose.dosing.reader import Reader
from neurodose.dosing.regimen import ROUNDING, Dose, Plan, Regimen
from neurodose.dosing.wording import UNIT, find_slip, is_kept
from neurodose.errors import UnitError
from neurodose.units import Quantity, Unit, day, find_unit, h, read_unit, week

BESIDE, NEXT = r"and\b|\+|together\s+with\b", r"then\b"
JOINT = rf"{BESIDE}|{NEXT}|\Z"
WHAT_MAY_FOLLOW = (
    '"of", "as", "by", "into", "over", "at", "from", "every", "daily", "weekly", "x 28", "for", "without", '
    '"at steady state", "then", "and" or the end'
)


def read_regimen(text: str) -> Regimen:
    """A sentence such as "50 mg every 24 h x 28" says one regimen and no other.

    Raises DoseError that shows the place where the sentence cannot be read and says what was expected there.
    """
    reader = Reader(text)
    return Regimen(_read_side_by_side(reader).parts())


def _read_side_by_side(reader: Reader) -> Plan:
    plan = _read_sequence(reader)
    while reader.accept(BESIDE):
        plan = plan.together(_read_sequence(reader))
    return plan


def _read_sequence(reader: Reader) -> Plan:
    plan: Plan = _read_dose(reader)
    while reader.accept(NEXT):
        place = reader.phrase_at
        after = _read_time(reader) if reader.accept(r"after\b") else None
        following = _read_dose(reader)
        if "at" in reader.said:
            reader.refuse(
                reader.said["at"],
                'a dose after "then" has its time from the dose before it',
                'leave out its time, write "then after 24 h", or join the doses with "and"',
            )
        with reader.blaming(place):
            plan = plan.then(following, after=after)
    return plan


def _read_dose(reader: Reader) -> Dose:
    reader.begin_dose()
    fields: dict[str, Any] = {"amount": _read_amount(reader)}
    _read_names(reader, fields)
    while any(read(reader, fields) for read in PHRASES):
        pass
    if not reader.is_before(JOINT):
        reader.stumble(WHAT_MAY_FOLLOW)
    _settle_count(reader, fields)
    with reader.blaming(reader.dose_at):
        return Dose(**fields)


def _read_amount(reader: Reader) -> Quantity:
    number = reader.number('a dose, such as "50 mg"')
    return Quantity(number, _read_unit(reader, "a unit of mass or amount of substance, such as mg"))


def _read_names(reader: Reader, fields: dict[str, Any]) -> None:
    if reader.accept(r"of\b"):
        fields["drug"] = reader.name("a drug")
    if reader.accept(r"as\b"):
        fields["salt"] = reader.name('a salt, or "base"')
    elif word := reader.word():
        fields["salt"] = word
        if slip := find_slip(word):
            reader.stumble(f'"{slip}", or "as {word}" for a salt of this name', back=True)
        if "drug" not in fields and reader.accept(r"of\b"):
            fields["drug"] = reader.name("a drug")
        if reader.word():
            reader.stumble('one word for the salt here; else write "of <drug> as <salt>"', back=True)
    if reader.accept(r"(by|via)\b"):
        fields["route"] = reader.name('a route, such as "mouth"')
    if reader.accept(r"into\b"):
        fields["into"] = reader.name('a compartment, such as "drug.gut"')


def _read_steady(reader: Reader, fields: dict[str, Any]) -> bool:
    match = reader.accept(r"(added\s+)?at\s+steady[\s-]+state\b")
    if not match:
        return False
    reader.say_once("steady")
    fields["steady"] = "added" if match[1] else "reached"
    return True


def _read_over(reader: Reader, fields: dict[str, Any]) -> bool:
    if not reader.accept(r"over\b"):
        return False
    reader.say_once("over")
    fields["over"] = _read_time(reader)
    return True


def _read_at(reader: Reader, fields: dict[str, Any]) -> bool:
    only_time = reader.accept(r"from\b|starting(\s+(at|from))?\b")
    if not only_time and not reader.accept(r"at\b"):
        return False
    phrase = reader.phrase_at
    quantity = _read_time(reader) if only_time else _read_time_or_rate(reader)
    is_time = quantity.dimension == h.dimension
    reader.say_once("at" if is_time else "rate", phrase)
    fields["at" if is_time else "rate"] = quantity
    return True


def _read_every(reader: Reader, fields: dict[str, Any]) -> bool:
    for pattern, interval in INTERVALS:
        if match := reader.accept(pattern):
            reader.say_once("every")
            times_a_day = int(match[1]) if match.re.groups == 1 and match[1] else 1
            fields["every"] = _read_time(reader, number_needed=False) if interval is None else interval / times_a_day
            return True
    return False


def _read_count(reader: Reader, fields: dict[str, Any]) -> bool:
    if match := reader.accept(COUNT):
        reader.say_once("count")
        fields["count"] = int(match[1] or match[2] or 1)
        return True
    if reader.accept(r"for\b"):
        reader.say_once("count")
        fields["for"] = _read_time(reader)
        return True
    return False


def _read_missed(reader: Reader, fields: dict[str, Any]) -> bool:
    if not reader.accept(r"without\b"):
        return False
    reader.say_once("missed")
    missed = [reader.accept(MISSED) or reader.stumble("the numbers of missed doses")]
    while match := reader.accept(MISSED):
        missed.append(match)
    fields["missed"] = tuple(int(match[0]) for match in missed)
    return True


A_DAY, A_WEEK = r"(?:daily|a\s+day|per\s+day)\b", r"(?:weekly|a\s+week|per\s+week)\b"
INTERVALS: tuple[tuple[str, Quantity | None], ...] = (
    (r"(?:once\s+)?every\b", None),
    (rf"(?:once\s+)?{A_DAY}", 1 * day),
    (rf"(?:once\s+)?{A_WEEK}", 1 * week),
    (rf"twice\s+{A_DAY}", 12 * h),
    (rf"([1-9]\d?)\s+times\s+{A_DAY}", 24 * h),
)
# "3 times a week" has no one interval, so it is not taken for 3 doses.
COUNT = rf"[x×]\s*(\d{{1,9}})(?![\w.])|(\d{{1,9}})\s+times\b(?!\s+{A_WEEK})|once\b"
MISSED = r"\d{1,9}(?![\w.])(?!\s+times\b)"
PHRASES: tuple[Callable[[Reader, dict[str, Any]], bool], ...] = (
    _read_steady,
    _read_over,
    _read_at,
    _read_every,
    _read_count,
    _read_missed,
)


def _settle_count(reader: Reader, fields: dict[str, Any]) -> None:
    every, lasting = fields.get("every"), fields.pop("for", None)
    if every is not None and "count" not in reader.said:
        reader.refuse(reader.said["every"], "for how long is missing", 'write how many doses, "x 28", or "for 28 days"')
    if lasting is None:
        return
    if every is None:
        hint = 'write "every 24 h for 4 weeks"; an infusion is "over 30 min"'
        reader.refuse(reader.said["count"], "how often is missing", hint)
    with reader.blaming(reader.said["count"]):
        check_time(lasting, "count")
        check_time(every, "every")
    fields["count"] = _count_starts(lasting, every)


def _count_starts(lasting: Quantity, every: Quantity) -> int:
    # As many doses as begin before the end; a hair above a whole number is rounding.
    return math.ceil(lasting.coherent / every.coherent * (1 - ROUNDING))


def _read_time(reader: Reader, number_needed: bool = True) -> Quantity:
    number = reader.number('a time, such as "24 h"') if number_needed else reader.number_or_none()
    start = reader.phrase_at
    time = Quantity(1.0 if number is None else number, _read_unit(reader, "a unit of time, such as h"))
    if time.dimension != h.dimension:
        reader.refuse(start, f"{time} is not a time", 'a time is a number with a unit, such as "24 h" or "30 min"')
    return time


def _read_time_or_rate(reader: Reader) -> Quantity:
    number = reader.number('a time or a rate, such as "6 h" or "5 mg/h"')
    return Quantity(number, _read_unit(reader, "a unit of time or rate, such as h or mg/h"))


def _read_unit(reader: Reader, expected: str) -> Unit:
    match = reader.accept(UNIT)
    if not match or is_kept(match[0]):
        reader.stumble(expected, back=bool(match))
    if find_unit(match[0]) is None and (plain := _find_plain(match[0])) is not None:
        return plain
    try:
        return read_unit(match[0])
    except UnitError as error:
        reader.refuse(reader.phrase_at, error.what, error.hint, error.exists)


def _find_plain(name: str) -> Unit | None:
    # "Days" can only be a time and "MG" is "mg" in capitals throughout, but "Mg" may be meant for a megagram.
    unit = find_unit(name.lower())
    is_plain = unit is not None and (unit.dimension == h.dimension or (name.isupper() and unit.dimension in AMOUNTS))
    return unit if is_plain else None
