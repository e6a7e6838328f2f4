"""What the library holds, in lines: its drugs, and where several of them meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from neurodose.library import DRUGS, STEADY, combine, find_drug
from neurodose.library.drug import Drug
from neurodose.library.interactions import Link

WIDTH = 110
STATUSES = {
    "modelled": "Modelled",
    "no effect known": "No effect known, none in the model",
    "no data": "No data: taken as no effect, which nobody has shown",
}


def list_drugs() -> str:
    """Each drug of the library: what it is for, how it goes in, its rival structures and whose people it knows."""
    beside = f"Taken steadily beside a drug, for what it does to an enzyme: {', '.join(STEADY)}"
    return "\n\n".join([*("\n".join(_list_drug(find_drug(name))) for name in DRUGS), beside])


def _list_drug(drug: Drug) -> Iterator[str]:
    (part,) = drug.parts
    yield f"{drug.name}: {part.purpose}" if part.purpose else drug.name
    routes = [f"{name} (usual)" if route.usual else name for name, route in drug.system.routes.items()]
    seen = len(drug.observations)
    for word, held in (
        ("routes", routes),
        ("structures", drug.structures),
        ("people", drug.populations),
        ("receptors", drug.receptors),
        ("observations", [str(seen)] if seen else []),
    ):
        yield fill(
            f"{word + ':':14}{', '.join(held) or 'none'}", WIDTH, initial_indent="    ", subsequent_indent=" " * 18
        )


def list_links(names: Sequence[str]) -> str:
    """Where some drugs meet, by what is known of it. Raises DrugError for an unknown drug and one named twice."""
    return "\n".join(say_links(combine(*names)))


def say_links(drug: Drug) -> Iterator[str]:
    """The meetings of a combination, those that are modelled first; nothing of a single drug."""
    for status, words in STATUSES.items():
        held = [link for link in drug.links if link.status == status]
        if held:
            yield words
            yield from (f"  {_say_link(link)}" for link in held)


def _say_link(link: Link) -> str:
    return f"{link.drugs[0]}, {link.drugs[1]}: {link.place}" + (f" ({link.why})" if link.why else "")
