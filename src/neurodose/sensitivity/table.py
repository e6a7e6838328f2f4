"""Results as plain text: a table with its columns in line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

NOTHING = "–"  # where there is no number


def write_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as what stands in them; the first to the left, numbers to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[j]) for line in lines) for j in range(len(head))]
    return "\n".join(
        "  ".join(c.ljust(w) if j == 0 else c.rjust(w) for j, (c, w) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    )


def write_number(value: float, form: str = ".3g") -> str:
    """A number, or a dash where there is none."""
    return format(value, form) if np.isfinite(value) else NOTHING


def write_interval(low: float, high: float, form: str = ".3g") -> str:
    """ "0.1 to 0.3", or a dash."""
    return f"{low:{form}} to {high:{form}}" if np.isfinite(low) and np.isfinite(high) else NOTHING


def to_plain(values: np.ndarray) -> object:
    """An array as lists for JSON, with null where there is no number."""
    if values.ndim:
        return [to_plain(v) for v in values]
    return float(values) if np.isfinite(values) else None
