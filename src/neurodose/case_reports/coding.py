"""Names become numbers while a file is read: each spelling is kept once, however many rows have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from polars import DataFrame, Series


class Coder:
    """Numbers of names in the order in which they came; a name is a row of one or several columns of text."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        import polars as pl

        self.columns = columns
        self._known = pl.DataFrame(schema=dict.fromkeys(columns, pl.String) | {"code": pl.UInt32})

    def code(self, rows: DataFrame) -> Series:
        """The number of each row's name; what is empty is a name like others."""
        import polars as pl

        named = rows.select(pl.col(self.columns).fill_null(""))
        new = named.unique(maintain_order=True).join(self._known, on=self.columns, how="anti", maintain_order="left")
        codes = pl.int_range(len(self._known), len(self._known) + len(new), dtype=pl.UInt32, eager=True)
        self._known = pl.concat([self._known, new.with_columns(codes.alias("code"))], rechunk=True)
        return named.join(self._known, on=self.columns, how="left", maintain_order="left")["code"]

    def close(self) -> tuple[list[tuple[str, ...]], np.ndarray]:
        """Every name in capitals, once, and for each number the place of its name among them."""
        import polars as pl

        told = self._known.select(pl.col(self.columns).str.to_uppercase())
        once = told.unique(maintain_order=True).with_row_index("place")
        places = told.join(once, on=self.columns, how="left", maintain_order="left")["place"].to_numpy()
        return once.select(self.columns).rows(), places


class Finder:
    """Where numbers stand in a list in which each is once."""

    def __init__(self, numbers: np.ndarray) -> None:
        self._order = np.argsort(numbers, kind="stable")
        self._sorted = numbers[self._order]

    def find(self, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The place of each, and whether it is there at all."""
        at = np.minimum(np.searchsorted(self._sorted, asked), len(self._sorted) - 1)
        return self._order[at], self._sorted[at] == asked


def join_arrays(parts: list[np.ndarray], kind: type) -> np.ndarray:
    """One array of many; the parts are let go."""
    whole = np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, kind)
    parts.clear()
    return whole
