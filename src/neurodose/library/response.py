"""What a response says of itself: what people feel, do or suffer, by rival links from circuits, receptors or levels.

A response is where solid turns to weak, so it says of each link what stands behind it, and keeps rivals side by side as
outputs of one model: a link by mechanism beside one that knows trials alone. Where trials have counted or scored it, an
`Endpoint` says how, so that an observation finds it by its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from neurodose.library.circuit import Scopes
from neurodose.library.pooled import PooledEffect
from neurodose.modelling.parameter import Parameters

Counted = Literal["score", "share of days", "event", "level"]


@dataclass(frozen=True)
class Link:
    """One rival way to a response.

    name:    "mechanism", "trials" or what it is called; output: its address in a body
    stands_on: what stands behind it, in a sentence; is_calibrated: whether an observed outcome set it
    set_by:  sources (their authors and year) of the outcomes that set it, which are no test of it
    speaks_of: drugs of which it knows something, and in whose bodies alone it stands; none: of any
    """

    name: str
    output: str
    stands_on: str
    is_calibrated: bool = False
    set_by: tuple[str, ...] = ()
    speaks_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Endpoint:
    """How a trial counts or scores a response.

    words:   what it is called, each way ("heavy drinking days", "days of heavy drinking")
    outputs: addresses of what is expected of one person, by the name of the link
    counted: a score at a moment, a share of days, an event (the output is the probability that it has happened since
             the start), or a level (any other quantity)
    noise:   address of the parameter that holds the spread of one reading beyond what the model has; none: no more
    is_better_higher: of a score, whether more of it is better; else it counts what a person suffers from

    A level in a unit of time gathers (days of abstinence, time to relapse), and is read at the end of the window that
    is asked for; scores, shares and other levels are averaged over it.
    """

    words: tuple[str, ...]
    outputs: Mapping[str, str]
    counted: Counted = "score"
    noise: str = ""
    is_better_higher: bool = False


@dataclass(frozen=True, eq=False)
class Response:
    """A response of people, as a body takes it in (`combination.put_together`).

    name, meaning, table, write, targets, hears, actors: as of a circuit
    needs:     circuits and responses that stand before it, and by which a drug reaches it
    beside:    circuits that stand before it too, and by which alone no drug reaches it
    links:     rivals, the one that answers first
    higher_is: whether more of it is better for the person
    told_in:   what its figures count, where its meaning does not say so
    endpoints: how trials count or score it
    pooled:    addresses of parameters (in a body) that trials set, each with those trials; an observation of one of
               them is compared with what the others say
    unknown:   what nobody has tried beside the drugs of this response: by the name of what is taken, with the reason
    """

    name: str
    meaning: str
    table: type[Parameters]
    write: Callable[[Any, Any, Scopes], None]
    links: tuple[Link, ...]
    higher_is: Literal["better", "worse"]
    told_in: str = ""
    targets: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    pooled: Mapping[str, PooledEffect] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)

    def narrow(self, drugs: Iterable[str]) -> Response:
        """The same as it stands in a body of these drugs: without the links that know nothing of any of them."""
        held = set(drugs)
        links = tuple(link for link in self.links if not link.speaks_of or held & set(link.speaks_of))
        names = {link.name for link in links}
        endpoints = (replace(e, outputs={n: a for n, a in e.outputs.items() if n in names}) for e in self.endpoints)
        return replace(self, links=links, endpoints=tuple(e for e in endpoints if e.outputs))

    @property
    def outputs(self) -> Mapping[str, str]:
        """Addresses by what they are in words: each rival's."""
        return {f"{self.meaning}, by {link.name}": link.output for link in self.links}
