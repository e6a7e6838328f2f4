"""The scheme of a model: its ways in, the places that hold something, what goes where, and the receptors it reaches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from neurodose.figures.scheme import LINES, Arrow, Box, Kind, draw_scheme
from neurodose.modelling.system import System
from neurodose.modelling.trace import Flow
from neurodose.symbols import Expression
from neurodose.symbols.expression import walk

MOST = 40  # boxes that a reader still takes in; where there are more, the places of a part become one box
STAGE = re.compile(r"(.+)\.(first|stage_\d+|last)$")
ROUTES, BODY, RECEPTORS = range(3)  # from left to right
BINDS = "binds to"  # an arrow to the receptor says so
SITE_ARRIVES, SITE_LEAVES = "arrives", "leaves"  # what a site gives back it had never taken: no loss to the body


@dataclass(frozen=True)
class _Link:
    """From one box to another, and what a reader who points at it is told."""

    source: str
    target: str
    kind: Kind
    words: str


def draw_model(system: System) -> str:
    """The scheme of a system as an <svg> element, the same bytes for the same system."""
    return draw_scheme(*find_scheme(system))


def find_scheme(system: System) -> tuple[list[Box], list[Arrow]]:
    """Boxes and arrows of a system.

    A chain of stages is one box, and so is a receptor with all that binds there. Where there are more than MOST boxes,
    the places of one part and substance are one box too.
    """
    receptors = find_receptors(system)
    names = {s.address: _name_box(s.address, receptors) for s in system.states}
    while len(set(names.values())) + len(system.routes) > MOST and (merged := _merge_part(system, names, receptors)):
        names = merged
    links = [*_enter(system, names), *_flow(system, names), *_bind(system, names, receptors)]
    boxes = [_draw_route(system, name) for name in system.routes]
    boxes += [_draw_place(system, box, names) for box in dict.fromkeys(names.values()) if box not in receptors]
    boxes += [_draw_receptor(name, ligands, system) for name, ligands in receptors.items()]
    return boxes, _unite(links)


def find_receptors(system: System) -> dict[str, list[str]]:
    """The receptors of a system by address, each with its ligands."""
    places = [name.removesuffix(".share_free") for name in system.outputs if name.endswith(".share_free")]
    return {p: [n.removeprefix(f"{p}.share_of_") for n in system.outputs if n.startswith(f"{p}.share_of_")]
            for p in places}  # fmt: skip


def _name_box(address: str, receptors: Iterable[str]) -> str:
    for receptor in receptors:
        if address.startswith(f"{receptor}."):
            return receptor
    stage = STAGE.match(address)
    return stage[1] if stage else address


def _merge_part(system: System, names: Mapping[str, str], receptors: Mapping[str, object]) -> dict[str, str] | None:
    """The boxes with those of one part and substance made one: the part that has most of them; None if none has two."""
    parts: dict[tuple[str, str], list[str]] = {}
    for state in system.states:
        box = names[state.address]
        part = box.rpartition(".")[0]
        if part and box not in receptors:
            held = parts.setdefault((part, str(state.symbol.substance)), [])
            held += [box] if box not in held else []
    part, boxes = max(parts.items(), key=lambda item: len(item[1]), default=(("", ""), []))
    if len(boxes) < 2:
        return None
    return {address: part[0] if box in boxes else box for address, box in names.items()}


def _enter(system: System, names: Mapping[str, str]) -> list[_Link]:
    return [
        _Link(f"route {name}", names[entrance.state], "moves", entrance.meaning or f"by {name}")
        for name, entrance in system.routes.items()
    ]


def _flow(system: System, names: Mapping[str, str]) -> list[_Link]:
    """What moves or becomes something else, and which other states govern how fast."""
    substances = {s.address: s.symbol.substance for s in system.states}
    links = []
    for flow in map(_turn, system.flows):
        here = flow.target or flow.source or ""
        said = f"{flow.source or here} {flow.meaning} {flow.target or '' if flow.source else ''}".strip()
        if flow.source is not None and flow.target is not None:
            kind: Kind = "moves" if substances[flow.source] is substances[flow.target] else "becomes"
            links.append(_Link(names[flow.source], names[flow.target], kind, said))
        for other in _find_others(flow):
            follows = f"{here} follows {other}" if flow.meaning == SITE_ARRIVES else f"{said}, as {other} has it"
            links.append(_Link(names[other], names[here], "acts", follows))
    return [link for link in links if link.source != link.target]


def _turn(flow: Flow) -> Flow:
    """What comes from nowhere at less than nothing is what leaves."""
    if flow.source is None and _is_negative(flow.rate):
        return replace(flow, rate=-flow.rate, source=flow.target, target=None)
    return flow


def _is_negative(formula: Expression) -> bool:
    """Whether a formula is written as less than nothing: -k·x, or x·(-k)."""
    if formula.operation in ("multiply", "divide"):
        left, right = formula.arguments
        return _is_negative(left) is not _is_negative(right)
    return formula.operation == "negative"


def _find_others(flow: Flow) -> list[str]:
    """The states that a flow depends on, less those between which it runs."""
    return [s for s in _find_states([flow.rate]) if s not in (flow.source, flow.target)]


def _find_states(formulas: Iterable[Expression]) -> list[str]:
    return list(dict.fromkeys(n.content for n in walk(formulas) if n.operation == "state"))


def _bind(system: System, names: Mapping[str, str], receptors: Mapping[str, list[str]]) -> list[_Link]:
    """Which places each ligand of a receptor comes from."""
    return [
        _Link(names[state], receptor, "acts", f"{ligand} at {receptor}")
        for receptor, ligands in receptors.items()
        for ligand in ligands
        for state in _find_ligand(system, receptor, ligand)
        if names[state] != receptor
    ]


def _find_ligand(system: System, receptor: str, ligand: str) -> list[str]:
    """The states that a ligand's concentration depends on. A share at equilibrium is C/K times the share that is free,
    which depends on every ligand: only C/K tells whose it is.
    """
    held = system.outputs[f"{receptor}.share_of_{ligand}"].expression
    free = system.outputs[f"{receptor}.share_free"].expression
    if held.operation == "multiply" and free in held.arguments:
        return _find_states([a for a in held.arguments if a is not free])
    bound = f"{receptor}.{ligand}"
    if any(f.target == bound for f in system.flows):
        return []  # with rates: what binds is a flow, which names the place already
    return [s for s in _find_states([held]) if not s.startswith(f"{receptor}.")]


def _draw_route(system: System, name: str) -> Box:
    way = system.routes[name]
    substance = system.states[system.state_index(way.state)].symbol.substance
    form = f"as {way.form}" if way.form else ""
    return Box(f"route {name}", name.replace("_", " "), form, "route", ROUTES, substance.name if substance else "")


def _draw_place(system: System, box: str, names: Mapping[str, str]) -> Box:
    states = [s for s in system.states if names[s.address] == box]
    inside = {s.address for s in states}
    substance = states[0].symbol.substance
    flows = [_turn(f) for f in system.flows]
    alone = [f for f in flows if None in (f.source, f.target) and (f.source in inside or f.target in inside)]
    is_driven = any(f.source is None and _find_others(f) for f in alone)
    made = [f.meaning for f in alone if f.source is None and not _find_others(f)]
    lost = [f for f in alone if f.target is None and not (is_driven and f.meaning == SITE_LEAVES)]
    goes = [f.meaning for f in lost if not f.meaning.startswith(BINDS)]
    note = substance.name if substance else ""
    if len(states) > 1:
        note = f"{note}, {len(states)} {'stages' if STAGE.match(states[0].address) else 'places'}".lstrip(", ")
    return Box(
        box,
        box,
        note,
        "place" if substance else "own",
        BODY,
        note.split(", ")[0] if substance else "",
        comes=_say(made),
        goes=_say(goes),
    )


def _draw_receptor(name: str, ligands: list[str], system: System) -> Box:
    has_rates = any(s.address.startswith(f"{name}.") for s in system.states)
    count = f"{len(ligands)} ligand{'s' * (len(ligands) != 1)}"
    return Box(name, name, f"{count}, {'with rates' if has_rates else 'at equilibrium'}", "receptor", RECEPTORS)


def _say(meanings: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(m.removeprefix("is ") for m in meanings))


def _unite(links: Iterable[_Link]) -> list[Arrow]:
    """One arrow between two boxes: what moves before what becomes before what acts; to and fro is one arrow too."""
    found: dict[frozenset[str], list[_Link]] = {}
    for link in links:
        found.setdefault(frozenset((link.source, link.target)), []).append(link)
    arrows = []
    for between in found.values():
        kind: Kind = next(k for k in LINES if any(link.kind == k for link in between))
        shown = [link for link in between if link.kind == kind]
        words = "; ".join(dict.fromkeys(link.words for link in between))
        both = any(link.source != shown[0].source for link in shown)
        arrows.append(Arrow(shown[0].source, shown[0].target, kind, both, words))
    return arrows
