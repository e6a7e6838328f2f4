"""Times of day and dates become hours since a person's first record, as NM-TRAN counts them, but not rounded.

A column of dates makes every time a time of day; so does one time with a colon. The column's name says in which order
a date is written: DATE month day year, DAT1 day month year, DAT2 year month day, DAT3 year day month. A date may be a
day alone (any whole number) or a day and a month, in the same order. Years of one or two digits are 1951 to 2050.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ORDERS = {"DATE": "mdy", "DAT1": "dmy", "DAT2": "ymd", "DAT3": "ydm"}
LAST_OF_THIS_CENTURY = 50  # NM-TRAN's LAST20, as it is set unless a control stream says otherwise
SOME_YEAR = 2001  # of dates without a year; no leap year, as NM-TRAN assumes
MOST_DAYS = 100_000  # a longer number is a date without its separators (20240131), whose differences are no days
HOUR, DAY = np.timedelta64(1, "h"), np.timedelta64(1, "D")
_CLOCK = re.compile(r"([+-]?)(\d{1,5}):(\d{1,2}(?:\.\d*)?)(?::(\d{1,2}(?:\.\d*)?))?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_DAY = re.compile(r"[+-]?\d+")
_DATE = re.compile(r"(\d+)[-/. ](\d+)(?:[-/. ](\d+))?")


def has_clock(items: NDArray[Any]) -> bool:
    """Whether a column holds a time with a colon, or a moment of the calendar."""
    return items.dtype.kind == "M" or (items.dtype.kind == "U" and bool((np.char.find(items, ":") >= 0).any()))


def read_clock(text: str) -> float | None:
    """Hours of "8:15", "33:00", "14.75" or "8:15:30"; None for anything else."""
    if _NUMBER.fullmatch(text):
        return float(text)
    match = _CLOCK.fullmatch(text)
    if match is None or float(match[3]) >= 60 or float(match[4] or 0) >= 60:
        return None
    hours = int(match[2]) + float(match[3]) / 60 + float(match[4] or 0) / 3600
    return -hours if match[1] == "-" else hours


def read_day(text: str, label: str) -> tuple[int, int] | None:
    """How many parts a date has, and the number of its day; None for what is no date in the order of this label."""
    if _DAY.fullmatch(text):
        return (1, int(text)) if abs(int(text)) <= MOST_DAYS else None
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part is not None]
    order = ORDERS[label] if len(parts) == 3 else ORDERS[label].replace("y", "")
    named = dict(zip(order, parts, strict=True))
    try:
        return len(parts), date(_read_year(named.get("y")), named["m"], named["d"]).toordinal()
    except ValueError:
        return None


def _read_year(year: int | None) -> int:
    if year is None:
        return SOME_YEAR
    return year if year > 99 else year + (2000 if year <= LAST_OF_THIS_CENTURY else 1900)


def read_each(items: NDArray[Any], read: Callable[[str], Any]) -> tuple[list[Any], NDArray[np.intp]]:
    """What each different text means, and which of them each item is: there are fewer of them than records."""
    distinct, which = np.unique(items, return_inverse=True)
    return [read(text) for text in distinct.tolist()], which.ravel()


def read_hours(items: NDArray[Any]) -> tuple[Array, NDArray[np.bool_]]:
    """Hours of a column of times, and which of them are no times; missing ones are no times."""
    if items.dtype.kind == "M":
        unknown = np.isnat(items)
        start = items[~unknown].min() if not unknown.all() else np.datetime64(0, "s")
        return np.where(unknown, np.nan, (items - start) / HOUR), unknown
    if items.dtype.kind == "m":
        return np.where(np.isnat(items), np.nan, items / HOUR), np.isnat(items)
    if items.dtype.kind == "f":
        return items, np.isnan(items)
    read, which = read_each(items, read_clock)
    hours = np.array([np.nan if hour is None else hour for hour in read])[which]
    return hours, np.isnan(hours)


def read_days(items: NDArray[Any], label: str) -> tuple[Array, NDArray[np.int64]]:
    """Number of the day of each date, NaN where it is none, and of how many parts it was made."""
    if items.dtype.kind == "M":
        days = np.where(np.isnat(items), np.nan, (items.astype("datetime64[D]") - np.datetime64(0, "D")) / DAY)
        return days, np.full(len(items), 3)
    if items.dtype.kind == "f":
        is_day = np.isfinite(items) & (items % 1 == 0) & (np.abs(items) <= MOST_DAYS)
        return np.where(is_day, items, np.nan), np.ones(len(items), dtype=np.int64)
    read, which = read_each(items, lambda text: read_day(text, label))
    parts, days = zip(*((0, np.nan) if found is None else found for found in read), strict=True)
    return np.array(days, dtype=float)[which], np.array(parts)[which]
