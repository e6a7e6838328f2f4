"""Items of a data file become numbers, by the rules of NM-TRAN: a blank and "." are missing; "1.5D3" is 1500, and
"1.5-101", as Fortran shortens it, is 1.5e-101. Nothing else is a number: not "NA", "nan" or "inf", nor "1,5".
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLANKS = ("", ".")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?")
_SHORT = re.compile(r"([+-]?(?:\d+\.\d*|\.\d+))([+-]\d+)")
_LEGAL = np.zeros(128, dtype=bool)
_LEGAL[[0, *map(ord, "0123456789+-.eE")]] = True


def read_number(text: str) -> float | None:
    """The number an item is, NaN of a blank, None of what is no number."""
    if text in BLANKS:
        return math.nan
    if not text.isascii():
        return None
    if _NUMBER.fullmatch(text):
        value = float(text.replace("D", "e").replace("d", "e"))
    elif match := _SHORT.fullmatch(text):
        value = float(f"{match[1]}e{match[2]}")
    else:
        return None
    return value if math.isfinite(value) else None


def read_numbers(items: NDArray[np.str_]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Numbers of items of any shape, NaN where they are blank, and which of them are numbers or blank."""
    flat = np.ascontiguousarray(items).ravel()
    blank = np.isin(flat, BLANKS)
    if flat.dtype.itemsize == 0 or blank.all():
        return np.full(items.shape, np.nan), np.ones(items.shape, dtype=bool)
    codes = flat.view(np.uint32).reshape(len(flat), -1)
    plain = (codes < 128).all(axis=1) & _LEGAL[np.minimum(codes, 127)].all(axis=1)
    values = np.full(len(flat), np.nan)
    at_once = plain & ~blank
    try:
        values[at_once] = flat[at_once].astype(np.float64)
        odd = ~plain & ~blank | ~np.isfinite(values) & at_once
    except ValueError:  # one of them is odd; which, only a look at each can tell
        odd = ~blank
    right = np.ones(len(flat), dtype=bool)
    for place in np.flatnonzero(odd):
        value: Any = read_number(str(flat[place]))
        values[place], right[place] = (math.nan, False) if value is None else (value, True)
    return values.reshape(items.shape), right.reshape(items.shape)
