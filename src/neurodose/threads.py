"""Linear algebra of small matrices runs on one thread: several wait for each other far longer than they work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """While it is open, NumPy's linear algebra takes one thread; those of the engine are not touched."""
    return _controller().limit(limits=1, user_api="blas")


def on_one_thread(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The same function, whose linear algebra takes one thread."""

    @wraps(function)
    def alone(*given: Given.args, **named: Given.kwargs) -> Answer:
        with one_thread():
            return function(*given, **named)

    return alone
