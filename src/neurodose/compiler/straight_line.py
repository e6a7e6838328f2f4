"""Straight-line code: numbered slots, each written once by one operation on earlier slots. No loops, no branches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from neurodose.symbols.expression import Expression, walk

# The closed set of steps: the operations of the graph, less its leaves and at_start, plus the square root.
STEPS = (
    *("negative", "exp", "log", "sin", "cos", "sqrt", "not"),
    *("add", "subtract", "multiply", "divide", "power", "minimum", "maximum"),
    *("less", "less_equal", "both", "either", "select"),
)
COMMUTING = ("add", "multiply", "minimum", "maximum", "both", "either")


@dataclass(frozen=True)
class Step:
    """result = operation(arguments), all of them slots."""

    operation: str
    result: int
    arguments: tuple[int, ...]


@dataclass(frozen=True)
class Code:
    """What to do with some inputs to get some results.

    inputs:    how many slots the caller fills (0 … inputs - 1)
    constants: slots that hold fixed numbers
    steps:     in order; each writes a new slot
    results:   the slots to read at the end, in the order asked for
    """

    inputs: int
    constants: tuple[tuple[int, float], ...]
    steps: tuple[Step, ...]
    results: tuple[int, ...]

    @property
    def slots(self) -> int:
        return self.inputs + len(self.constants) + len(self.steps)


class Writer:
    """Writes a Code step by step and never writes the same step twice."""

    def __init__(self, inputs: int) -> None:
        self.inputs, self.next = inputs, inputs
        self.constants: dict[str, tuple[int, float]] = {}
        self.steps: list[Step] = []
        self.known: dict[tuple[str, tuple[int, ...]], int] = {}

    def constant(self, value: float) -> int:
        """The slot of a fixed number."""
        if repr(value) not in self.constants:
            self.constants[repr(value)] = (self._new(), value)
        return self.constants[repr(value)][0]

    def apply(self, operation: str, *arguments: int) -> int:
        """The slot of operation(arguments); an equal step that stands already is used again."""
        key = (operation, tuple(sorted(arguments)) if operation in COMMUTING else arguments)
        if key not in self.known:
            self.known[key] = self._new()
            self.steps.append(Step(operation, self.known[key], arguments))
        return self.known[key]

    def raise_to(self, base: int, exponent: float) -> int:
        """base to a fixed power: by multiplication for small whole powers, by roots for halves."""
        if exponent < 0:
            return self.apply("divide", self.constant(1.0), self.raise_to(base, -exponent))
        if exponent == 0.5:
            return self.apply("sqrt", base)
        if exponent == 1.0:
            return base
        if exponent == int(exponent) and exponent <= 8:
            half = self.raise_to(base, exponent // 2)
            square = self.apply("multiply", half, half)
            return self.apply("multiply", square, base) if exponent % 2 else square
        return self.apply("power", base, self.constant(exponent))

    def write(self, roots: Iterable[Expression], slots: Mapping[Expression, int]) -> list[int]:
        """The slots of some expressions, given the slots of those that stand already."""
        roots = list(roots)
        found = dict(slots)
        for node in _reachable(roots, found):
            if node.is_constant:
                found[node] = self.constant(node.value)
            elif node.operation == "power" and node.arguments[1].is_constant:
                found[node] = self.raise_to(found[node.arguments[0]], node.arguments[1].value)
            else:
                found[node] = self.apply(node.operation, *(found[a] for a in node.arguments))
        return [found[root] for root in roots]

    def finish(self, results: Sequence[int]) -> Code:
        return Code(self.inputs, tuple(self.constants.values()), tuple(self.steps), tuple(results))

    def _new(self) -> int:
        self.next += 1
        return self.next - 1


def _reachable(roots: list[Expression], known: Mapping[Expression, int]) -> list[Expression]:
    """Nodes to be written, arguments first, without going below what is known."""
    order: list[Expression] = []
    seen: set[Expression] = set(known)
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            # A fixed exponent is written into the power itself, not into a slot.
            arguments = node.arguments[:1] if _has_fixed_exponent(node) else node.arguments
            stack.append((node, True))
            stack.extend((a, False) for a in reversed(arguments))
    return order


def _has_fixed_exponent(node: Expression) -> bool:
    return node.operation == "power" and node.arguments[1].is_constant


def write_code(
    inputs: Sequence[Expression], roots: Iterable[Expression], order: Iterable[Expression] | None = None
) -> Code:
    """The code that computes the roots from the inputs (symbols or whole expressions).

    order: the roots again, in the order in which to work them out; as they are given, unless said
    """
    writer, roots = Writer(len(inputs)), list(roots)
    order = roots if order is None else list(order)
    found = dict(zip(order, writer.write(order, {node: slot for slot, node in enumerate(inputs)}), strict=True))
    return writer.finish([found[root] for root in roots])


def depends_on(roots: Iterable[Expression], kinds: tuple[str, ...]) -> set[Expression]:
    """All nodes below the roots that depend on leaves of these kinds."""
    touched: set[Expression] = set()
    for node in walk(roots):
        if node.operation in kinds or not touched.isdisjoint(node.arguments):
            touched.add(node)
    return touched
