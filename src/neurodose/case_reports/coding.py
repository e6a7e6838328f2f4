"""Names become numbers while a file is read: each spelling is kept once, however many rows have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from polars import DataFrame, Series


class Coder:
    """Numbers of names in the order in which they came; a name is a row of one or several columns of text."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._numbers: dict[tuple[str, ...], int] = {}

    def code(self, rows: DataFrame) -> Series:
        """The number of each row's name."""
        import polars as pl

        kinds = rows.select(self.columns).unique(maintain_order=True)
        numbers = [self._numbers.setdefault(name, len(self._numbers)) for name in kinds.iter_rows()]
        kinds = kinds.with_columns(pl.Series("code", numbers, pl.UInt32))
        return rows.select(self.columns).join(
            kinds, on=self.columns, how="left", nulls_equal=True, maintain_order="left"
        )["code"]  # fmt: skip

    def number(self, name: tuple[str, ...]) -> int:
        """The number of one name, a new one where it is new."""
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def names(self) -> list[tuple[str, ...]]:
        return list(self._numbers)


def join_arrays(parts: list[np.ndarray], kind: type) -> np.ndarray:
    """One array of many; the parts are let go."""
    whole = np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, kind)
    parts.clear()
    return whole
