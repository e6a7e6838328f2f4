"""Formulas that differ only in numbers and names become one over arrays, as a person would write them for JAX.

Written out one by one, the tiers of W3 would take XLA far longer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.equations import Equations, evaluate

WORD = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")

# A name's value: an array, and where in it.
Known = dict[str, tuple[Any, int]]


def write_as_arrays(equations: Equations, numbers: Any) -> Callable[[Any, Any, Any], Any]:
    """A function `rates(t, y, p)` over the arrays of a library that is like NumPy."""
    rates = {f"rate of {name}": text for name, text in equations.rates.items()}
    formulas = {**equations.definitions, **rates}
    groups = group_alike(formulas)
    order = [name for names in groups for name in names if name in rates]
    back = np.array([order.index(name) for name in rates])

    def evaluate_rates(t: Any, y: Any, p: Any) -> Any:
        known: Known = {name: (y, k) for k, name in enumerate(equations.states)}
        known |= {name: (p, k) for k, name in enumerate(equations.parameters)}
        found = []
        for names in groups:
            values = _evaluate_group([formulas[name] for name in names], known, numbers)
            known |= {name: (values, k) for k, name in enumerate(names)}
            if names[0] in rates:
                found.append(values)
        return numbers.concatenate(found)[back]

    return evaluate_rates


def group_alike(formulas: Mapping[str, str]) -> list[list[str]]:
    """The names of formulas of one form, where each group reads only what stands in earlier ones."""
    depth: dict[str, int] = {}
    groups: dict[tuple[int, bool, str], list[str]] = {}
    for name, text in formulas.items():
        depth[name] = 1 + max((depth.get(word, 0) for word in WORD.findall(text)), default=0)
        groups.setdefault((depth[name], name.startswith("rate of "), _form(text)), []).append(name)
    return [groups[key] for key in sorted(groups, key=lambda key: key[0])]


def _form(text: str) -> str:
    """A formula with the same sign for every name, and another for every number."""
    return WORD.sub(lambda word: "#" if word[0][0].isdigit() else "a", text)


def _evaluate_group(texts: Sequence[str], known: Known, numbers: Any) -> Any:
    """The values of formulas of one form, as an array."""
    columns = list(zip(*(WORD.findall(text) for text in texts), strict=True))
    slots = {f"slot{k}": _read(words, known, numbers) for k, words in enumerate(columns)}
    names = iter(slots)
    value = evaluate(WORD.sub(lambda word: next(names), texts[0]), slots)
    return value if len(texts) > 1 else numbers.reshape(value, (1,))


def _read(words: Sequence[str], known: Known, numbers: Any) -> Any:
    """What stands at one place of each formula: the same for all, or an array."""
    if words[0] not in known:
        return float(words[0]) if len(set(words)) == 1 else np.array([float(word) for word in words])
    if len(set(words)) == 1:
        array, place = known[words[0]]
        return array[place]
    if len({id(known[word][0]) for word in words}) == 1:
        return known[words[0]][0][np.array([known[word][1] for word in words])]
    return numbers.stack([known[word][0][known[word][1]] for word in words])
