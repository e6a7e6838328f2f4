"""Which states of a model a reader sees as one place, and which places a formula depends on.

A chain of stages is one place, and so is a receptor with all that binds there, or an enzyme with what reaches it. Where
a formula holds a quantity that belongs to a place ("mu.share_free", "cyp3a_gut.activity"), it depends on that place and
not on all that acts there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from neurodose.modelling.substance import Substance
from neurodose.modelling.system import System
from neurodose.modelling.trace import Flow
from neurodose.symbols import Expression

MOST = 40  # boxes that a reader still takes in; where there are more, the places of a part become one
STAGE = re.compile(r"(.+)\.(first|stage_\d+|last)$")


@dataclass(frozen=True, eq=False)
class Places:
    """The boxes of a system.

    names:    of the box that each state is in, by address
    reaching: states that are in the box of what they act on
    """

    system: System
    names: Mapping[str, str]
    reaching: tuple[str, ...] = ()

    @cached_property
    def flows(self) -> list[Flow]:
        """The flows, each as it runs: what comes from nowhere at less than nothing is what leaves."""
        return [
            replace(f, rate=-f.rate, source=f.target, target=None) if f.source is None and _is_negative(f.rate) else f
            for f in self.system.flows
        ]

    @cached_property
    def owners(self) -> dict[Expression, str]:
        """The box that a quantity belongs to, by its formula."""
        found: dict[Expression, str] = {}
        boxes = set(self.names.values())
        for address, output in self.system.outputs.items():
            part = address.rpartition(".")[0]
            held = {self.names[part]} if part in self.names else {part} & {*boxes, *find_receptors(self.system)}
            held = held or {box for state, box in self.names.items() if part and state.startswith(f"{part}.")}
            if output.expression.arguments and len(held) == 1:
                found.setdefault(output.expression, held.pop())
        return found

    @cached_property
    def inside(self) -> list[tuple[str, str]]:
        """What a quantity of a place depends on, beside the place: (box, place), for quantities that flows ask for."""
        receptors = find_receptors(self.system)
        asked = _collect([f.rate for f in self.flows], self.owners)
        pairs = [
            (box, place)
            for node, place in self.owners.items()
            if node in asked and place not in receptors
            for box in self.find_boxes(node.arguments)
        ]
        return list(dict.fromkeys(pairs))

    def holds(self, state: str) -> Substance | None:
        """What is in a state, if that is a substance."""
        return self.system.states[self.system.state_index(state)].symbol.substance

    def find_boxes(self, formulas: Iterable[Expression]) -> list[str]:
        """The boxes that formulas depend on, in the order in which they are met."""
        nodes = _collect(formulas, self.owners)
        return list(dict.fromkeys(self.owners[n] if n in self.owners else self.names[n.content] for n in nodes))


def find_receptors(system: System) -> dict[str, list[str]]:
    """The receptors of a system by address, each with its ligands."""
    places = [name.removesuffix(".share_free") for name in system.outputs if name.endswith(".share_free")]
    return {p: [n.removeprefix(f"{p}.share_of_") for n in system.outputs if n.startswith(f"{p}.share_of_")]
            for p in places}  # fmt: skip


def find_places(system: System) -> Places:
    """The places of a system; where there are more than MOST with the ways in and the receptors, those of one part and
    substance are one place.
    """
    receptors = find_receptors(system)
    places = _join_enzymes(Places(system, {s.address: _name_box(s.address, receptors) for s in system.states}))
    while len({*places.names.values(), *receptors}) + len(system.routes) > MOST:
        merged = _merge_part(places, receptors)
        if merged is None:
            break
        places = merged
    return places


def _name_box(address: str, receptors: Iterable[str]) -> str:
    for receptor in receptors:
        if address.startswith(f"{receptor}."):
            return receptor
    stage = STAGE.match(address)
    return stage[1] if stage else address


def _join_enzymes(places: Places) -> Places:
    """The same places, in which what is no substance and acts on one other such place alone is a part of it."""
    receptors = find_receptors(places.system)
    acts: dict[str, set[str]] = {}
    for flow in places.flows:
        here = places.names[flow.source or flow.target or ""]
        for box in places.find_boxes([flow.rate]):
            acts.setdefault(box, set()).add(here)
    for box, place in places.inside:
        acts.setdefault(box, set()).add(place)
    bare = {b for a, b in places.names.items() if places.holds(a) is None and b not in receptors}
    joined = {box: others.pop() for box in bare if len(others := acts.get(box, set()) - {box}) == 1 and others <= bare}
    renamed = {place: place.rpartition(".")[0] or place for place in joined.values()}
    names = {a: joined.get(b, b) for a, b in places.names.items()}
    reaching = tuple(a for a, b in places.names.items() if b in joined)
    return Places(places.system, {a: renamed.get(b, b) for a, b in names.items()}, reaching)


def _merge_part(places: Places, receptors: Mapping[str, object]) -> Places | None:
    """The part and substance that has most places made one place; None if none has two."""
    parts: dict[tuple[str, str], dict[str, None]] = {}
    for state, box in places.names.items():
        part = box.rpartition(".")[0]
        if part and box not in receptors:
            parts.setdefault((part, str(places.holds(state))), {})[box] = None
    (part, _), boxes = max(parts.items(), key=lambda item: len(item[1]), default=(("", ""), {}))
    if len(boxes) < 2:
        return None
    return replace(places, names={state: part if box in boxes else box for state, box in places.names.items()})


def _collect(formulas: Iterable[Expression], owned: Mapping[Expression, str]) -> list[Expression]:
    """The states and owned quantities in formulas. What stands before any dose does not change, and is none."""
    found: dict[Expression, None] = {}
    seen: set[Expression] = set()
    stack = list(formulas)[::-1]
    while stack:
        node = stack.pop()
        if node in seen or node.operation == "at_start":
            continue
        seen.add(node)
        if node in owned or node.operation == "state":
            found[node] = None
        else:
            stack += node.arguments[::-1]
    return list(found)


def _is_negative(formula: Expression) -> bool:
    """Whether a formula is written as less than nothing: -k·x, or x·(-k)."""
    if formula.operation in ("multiply", "divide"):
        left, right = formula.arguments
        return _is_negative(left) is not _is_negative(right)
    return formula.operation == "negative"
