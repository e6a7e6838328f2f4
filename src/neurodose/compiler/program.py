"""A program is a system made ready to run: a handful of straight-line codes over numbered slots.

What depends on parameters alone is computed once per person (hoisted); the rest once per evaluation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from weakref import WeakKeyDictionary

from neurodose.compiler.elimination import Elimination, Pattern, plan_elimination
from neurodose.compiler.layout import Layout, lay_out
from neurodose.compiler.straight_line import Code, depends_on, write_code
from neurodose.modelling.system import System
from neurodose.symbols import Expression, time
from neurodose.symbols.derivative import differentiate
from neurodose.symbols.expression import walk
from neurodose.symbols.substitution import turn_over_divisors

MOVING = ("state", "time")
AT_HAND = 16  # programs of one system, each for other outputs, that are held for the next time


@dataclass(frozen=True, eq=False)
class Program:
    """What a back end needs, and nothing else. Made once of a system and its outputs, and compared by identity.

    prepare:   parameters → hoisted values, once per person
    start:     parameters → states at the start
    rates:     time, states, hoisted → rates of change
    linearise: time, states, hoisted → rates, entries of the Jacobian (order of `pattern`), rates by time
    observe:   time, states, hoisted → observed quantities
    """

    layout: Layout
    prepare: Code
    start: Code
    rates: Code
    linearise: Code
    observe: Code
    pattern: Pattern
    elimination: Elimination
    is_linear: bool

    @cached_property
    def digest(self) -> str:
        """Hexadecimal digits that stand for all that is computed, whatever the names: each step and constant."""
        eliminated = self.elimination
        codes = (self.prepare, self.start, self.rates, self.linearise, self.observe)
        parts = [self.pattern, eliminated.order]
        parts += [len(names) for names in (self.layout.states, self.layout.parameters, self.layout.observed)]
        for code in (*codes, eliminated.factorise, eliminated.solve):
            parts += [code.inputs, code.constants, code.results]
            parts += [f"{step.operation}{step.arguments}{step.result}" for step in code.steps]
        return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


# A system is held by its model; with it go its programs.
_programs: WeakKeyDictionary[System, dict[tuple[str, ...], Program]] = WeakKeyDictionary()


def compile_system(system: System, observed: tuple[str, ...]) -> Program:
    """The program of a system of which these outputs are observed; the same one again, when asked for again."""
    known = _programs.setdefault(system, {})
    program = known.pop(observed, None) or write_program(system, observed)
    known[observed] = program  # the last used stands last
    if len(known) > AT_HAND:
        known.pop(list(known)[0], None)  # noqa: RUF015
    return program


def write_program(system: System, observed: tuple[str, ...]) -> Program:
    """A new program of a system of which these outputs are observed."""
    layout = lay_out(system, observed)
    rates = [s.rate for s in system.states]
    gradients = differentiate(rates, [*layout.state_symbols, time])
    pattern = tuple((i, j) for i, g in enumerate(gradients) for j, s in enumerate(layout.state_symbols) if s in g)
    entries = [gradients[i][layout.state_symbols[j]] for i, j in pattern]
    # A rate that does not mention time has no slope by it: zero, written as a rate less itself.
    by_time = [g.get(time, rate - rate) for g, rate in zip(gradients, rates, strict=True)]
    seen = [system.output(name).expression for name in observed]

    rates, entries, by_time = _turn_over([rates, entries, by_time], often=True)
    (seen,) = _turn_over([seen], often=False)  # an output is the same, whatever else is looked at
    hoisted = _hoist([*rates, *entries, *by_time, *seen])
    inputs = [time, *layout.state_symbols, *hoisted]
    return Program(
        layout=layout,
        prepare=write_code(layout.parameter_symbols, hoisted),
        start=write_code(layout.parameter_symbols, [s.start for s in system.states]),
        rates=write_code(inputs, rates),
        linearise=_write_linearise(inputs, rates, entries, by_time, pattern),
        observe=write_code(inputs, seen),
        pattern=pattern,
        elimination=plan_elimination(len(system.states), pattern),
        is_linear=not (depends_on(entries, MOVING) or any(time in g for g in gradients)),
    )


def _write_linearise(
    inputs: list[Expression],
    rates: list[Expression],
    entries: list[Expression],
    by_time: list[Expression],
    pattern: Pattern,
) -> Code:
    """The code of rates, entries and rates by time, state by state: what these share is used while it is at hand."""
    of_state: list[list[Expression]] = [[rate] for rate in rates]
    for (i, _), entry in zip(pattern, entries, strict=True):
        of_state[i].append(entry)
    return write_code(inputs, [*rates, *entries, *by_time], chain(*of_state, by_time))


def _turn_over(groups: list[list[Expression]], *, often: bool) -> list[list[Expression]]:
    """The formulas of the march with products instead of divisions by what is fixed, or divides often."""
    roots = [root for group in groups for root in group]
    moving = depends_on(roots, MOVING)
    fixed = {node for node in walk(roots) if node not in moving}
    turned = iter(turn_over_divisors(roots, fixed, often=often))
    return [[next(turned) for _ in group] for group in groups]


def _hoist(roots: Iterable[Expression]) -> list[Expression]:
    """The largest expressions of parameters alone that the roots contain."""
    roots = list(roots)
    moving, personal = depends_on(roots, MOVING), depends_on(roots, ("parameter",))
    found: dict[Expression, None] = {}
    stack, seen = list(reversed(roots)), set(roots)
    while stack:
        node = stack.pop()
        if node in moving:
            fresh = [a for a in reversed(node.arguments) if a not in seen]
            seen.update(fresh)
            stack.extend(fresh)
        elif node in personal:
            found[node] = None
    return list(found)
