"""The scheme of a model: its ways in, the places that hold something, what goes where, and the receptors it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from neurodose.figures.scheme import LINES, Arrow, Box, Kind, draw_scheme
from neurodose.modelling.system import System
from neurodose.modelling.trace import Flow
from neurodose.reports.places import STAGE, Places, find_places, find_receptors
from neurodose.symbols import Expression

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
    """Boxes and arrows of a system: what doses reach first, and a receptor with what it drives on the right."""
    places = find_places(system)
    receptors = find_receptors(system)
    links = [*_enter(system, places), *_flow(places), *_bind(system, places), *_reach(places)]
    driven = {link.target for link in links if link.source in receptors}
    driven -= {link.target for link in links if link.source not in receptors} | {link.source for link in links}
    boxes = [_draw_route(system, name) for name in system.routes]
    boxes += [
        _draw_place(system, box, places, RECEPTORS if box in driven else BODY)
        for box in dict.fromkeys(places.names.values())
        if box not in receptors
    ]
    boxes += [_draw_receptor(name, ligands, system) for name, ligands in receptors.items()]
    return boxes, _unite(links, {box.name for box in boxes if box.shape == "own"})


def _enter(system: System, places: Places) -> list[_Link]:
    return [
        _Link(f"route {name}", places.names[entrance.state], "moves", entrance.meaning or f"by {name}")
        for name, entrance in system.routes.items()
    ]


def _flow(places: Places) -> list[_Link]:
    """What moves or becomes something else, and which other places govern how fast."""
    links = []
    for flow in places.flows:
        here = flow.source or flow.target or ""
        said = f"{here} {flow.meaning} {flow.target or '' if flow.source else ''}".strip()
        if flow.source is not None and flow.target is not None:
            kind: Kind = "moves" if places.holds(flow.source) is places.holds(flow.target) else "becomes"
            links.append(_Link(places.names[flow.source], places.names[flow.target], kind, said))
        for other in _find_others(places, flow):
            follows = f"{here} follows {other}" if flow.meaning == SITE_ARRIVES else f"{said}, as {other} has it"
            links.append(_Link(other, places.names[here], "acts", follows))
    return links


def _find_others(places: Places, flow: Flow) -> list[str]:
    """The boxes that a flow depends on, less those between which it runs."""
    ends = [places.names[end] for end in (flow.source, flow.target) if end is not None]
    return [box for box in places.find_boxes([flow.rate]) if box not in ends]


def _bind(system: System, places: Places) -> list[_Link]:
    """Which places each ligand of a receptor comes from."""
    return [
        _Link(box, receptor, "acts", f"{ligand} at {receptor}")
        for receptor, ligands in find_receptors(system).items()
        for ligand in ligands
        for box in places.find_boxes(_find_ligand(system, receptor, ligand))
        if box != receptor
    ]


def _find_ligand(system: System, receptor: str, ligand: str) -> list[Expression]:
    """The formulas that say how much of a ligand is there. A share at equilibrium is C/K times the share that is free,
    which depends on every ligand: only C/K tells whose it is.
    """
    held = system.outputs[f"{receptor}.share_of_{ligand}"].expression
    free = system.outputs[f"{receptor}.share_free"].expression
    if held.operation == "multiply" and free in held.arguments:
        return [a for a in held.arguments if a is not free]
    return []  # with rates: what binds is a flow, which names the place already


def _reach(places: Places) -> list[_Link]:
    """What else acts on a place that is spoken of as one: an enzyme and what holds it."""
    return [_Link(source, box, "acts", f"{source} at {box}") for source, box in places.inside if source != box]


def _draw_route(system: System, name: str) -> Box:
    way = system.routes[name]
    substance = system.states[system.state_index(way.state)].symbol.substance
    form = f"as {way.form}" if way.form else ""
    return Box(f"route {name}", name.replace("_", " "), form, "route", ROUTES, substance.name if substance else "")


def _draw_place(system: System, box: str, places: Places, floor: int) -> Box:
    states = [s for s in system.states if places.names[s.address] == box]
    inside = {s.address for s in states}
    substance = states[0].symbol.substance
    alone = [f for f in places.flows if None in (f.source, f.target) and (f.source in inside or f.target in inside)]
    is_driven = any(f.source is None and _find_others(places, f) for f in alone)
    made = [f.meaning for f in alone if f.source is None and f.meaning.startswith("is ")]
    lost = [f for f in alone if f.target is None and not (is_driven and f.meaning == SITE_LEAVES)]
    goes = [f.meaning for f in lost if not f.meaning.startswith(BINDS)]
    group = substance.name if substance else ""
    note = _count(group, [s.address for s in states], places)
    return Box(box, box, note, "place" if substance else "own", floor, group, comes=_say(made), goes=_say(goes))


def _count(substance: str, states: Sequence[str], places: Places) -> str:
    """What a box holds in a few words: the substance, and how many places of it are drawn as one."""
    if len(states) == 1:
        return substance
    if set(states) & set(places.reaching):
        return "with what reaches it"
    return f"{substance}, {len(states)} {'stages' if STAGE.match(states[0]) else 'places'}".lstrip(", ")


def _draw_receptor(name: str, ligands: list[str], system: System) -> Box:
    has_rates = any(s.address.startswith(f"{name}.") for s in system.states)
    count = f"{len(ligands)} ligand{'s' * (len(ligands) != 1)}"
    return Box(name, name, f"{count}, {'with rates' if has_rates else 'at equilibrium'}", "receptor", RECEPTORS)


def _say(meanings: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(m.removeprefix("is ") for m in meanings))


def _unite(links: Iterable[_Link], bare: set[str]) -> list[Arrow]:
    """One arrow between two boxes, and to and fro is one arrow too; in the order in which they decide on columns: what
    moves or becomes something else, what acts, and last what acts from a place that holds no substance.
    """
    found: dict[frozenset[str], list[_Link]] = {}
    for link in sorted(links, key=lambda k: (k.kind == "acts", k.source in bare)):
        if link.source != link.target:
            found.setdefault(frozenset((link.source, link.target)), []).append(link)
    arrows = []
    for between in found.values():
        kind: Kind = next(k for k in LINES if any(link.kind == k for link in between))
        shown = [link for link in between if link.kind == kind]
        words = "; ".join(dict.fromkeys(link.words for link in between))
        both = any(link.source != shown[0].source for link in shown)
        arrows.append(Arrow(shown[0].source, shown[0].target, kind, both, words))
    return arrows
