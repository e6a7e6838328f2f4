"""What of a set of files was read, and what was not: how many rows of which table, why, and some of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from neurodose.wording import Wording, say_count

EXAMPLES = 3  # of each loss that are told
LONGEST = 80  # letters of an example


@dataclass(frozen=True)
class Lost:
    """Rows that say nothing that can be counted.

    table: which ("DRUG 2026Q2"); why: in words; count: how many; examples: where and how some of them read
    """

    table: str
    why: str
    count: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = f" ({'; '.join(self.examples)})" if self.examples else ""
        return f"{self.table}: {say_count(self.count, 'row')} {self.why}{shown}"


@dataclass(frozen=True)
class Account:
    """Everything that a reader of the results must know of the files.

    rows: how many each table gave; lost: rows that were left out; faults: files that could not be read, or are missing;
    remarks: what was understood, and what was repaired
    """

    rows: tuple[tuple[str, int], ...] = ()
    lost: tuple[Lost, ...] = ()
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        return sum(count for _, count in self.rows)

    @property
    def rows_lost(self) -> int:
        return sum(loss.count for loss in self.lost)


@dataclass
class Tally:
    """An account while it is kept; mended: how many rows of a kind were repaired and kept, by what was done."""

    rows: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    mended: dict[Wording, int] = field(default_factory=dict)
    _lost: dict[tuple[str, Wording], tuple[int, list[str]]] = field(default_factory=dict)

    def count(self, table: str, rows: int) -> None:
        self.rows[table] = self.rows.get(table, 0) + rows

    def lose(self, table: str, why: Wording, count: int = 1, examples: tuple[str, ...] = ()) -> None:
        if count:
            held, shown = self._lost.get((table, why), (0, []))
            shown += [_shorten(one) for one in examples[: EXAMPLES - len(shown)]]
            self._lost[table, why] = held + count, shown

    def mend(self, what: Wording, count: int = 1) -> None:
        """Rows that were repaired and kept; what: the rows, and what was wrong with them."""
        if count:
            self.mended[what] = self.mended.get(what, 0) + count

    def break_off(self, table: str, part: str = "row") -> None:
        """A table whose last row is no whole one: what followed is not there, and nobody knows how much."""
        self.faults.append(f"{table} ends in the middle of a {part}: whatever stood after it is missing")

    def remark(self, said: str) -> None:
        if said not in self.remarks:
            self.remarks.append(said)

    def close(self) -> Account:
        lost = tuple(
            Lost(table, why.of(count), count, tuple(shown)) for (table, why), (count, shown) in self._lost.items()
        )
        mended = tuple(say_count(count, *what) for what, count in self.mended.items())
        return Account(tuple(self.rows.items()), lost, tuple(self.faults), (*self.remarks, *mended))


def _shorten(text: str) -> str:
    plain = " ".join(text[: 10 * LONGEST].split())  # a line may have 50 MB
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 2] + " …"
