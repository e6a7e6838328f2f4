"""What has a formula may stand in formulas: pools, sites and distributions take part in arithmetic like numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from neurodose.symbols.expression import Expression


class Symbolic(ABC):
    """Something that stands for an expression; arithmetic with it is arithmetic with that expression."""

    # NumPy must leave `array * symbolic` to us.
    __array_ufunc__ = None

    @property
    @abstractmethod
    def expression(self) -> Expression:
        """The expression it stands for."""

    def __add__(self, other: Any) -> Expression:
        return self.expression + other

    def __radd__(self, other: Any) -> Expression:
        return other + self.expression

    def __sub__(self, other: Any) -> Expression:
        return self.expression - other

    def __rsub__(self, other: Any) -> Expression:
        return other - self.expression

    def __mul__(self, other: Any) -> Expression:
        return self.expression * other

    def __rmul__(self, other: Any) -> Expression:
        return other * self.expression

    def __truediv__(self, other: Any) -> Expression:
        return self.expression / other

    def __rtruediv__(self, other: Any) -> Expression:
        return other / self.expression

    def __pow__(self, other: Any) -> Expression:
        return self.expression**other

    def __neg__(self) -> Expression:
        return -self.expression

    def __lt__(self, other: Any) -> Expression:
        return self.expression < other

    def __le__(self, other: Any) -> Expression:
        return self.expression <= other

    def __gt__(self, other: Any) -> Expression:
        return self.expression > other

    def __ge__(self, other: Any) -> Expression:
        return self.expression >= other
