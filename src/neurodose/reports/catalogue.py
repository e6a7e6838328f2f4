"""What stands behind the receptors, on one page: circuits and responses, who reaches them, rival links, mechanisms."""

from __future__ import annotations

from collections.abc import Iterator

from neurodose.library import CIRCUITS, DRUGS, RESPONSES
from neurodose.library.circuit import Circuit
from neurodose.library.combination import find_pharmacology, find_stage
from neurodose.library.mechanisms import Mechanism
from neurodose.library.reach import Stage, find_doors, is_reached, put_in_order
from neurodose.library.receptors import TARGETS
from neurodose.library.response import Response
from neurodose.reports.markdown import table

OPENING = """# Circuits and responses

What stands behind the receptors of the library, and is there where it is asked for: in Python by
`combine("naltrexone", responses=("drinking",))`, on the command line by `neurodose dossier naltrexone --dose "50 mg
every 24 h x 28" --for "alcohol use disorder"`. A response is where solid turns to weak. Its links rival one another, as
outputs of one model; the first answers. How certain each is in a body follows from what stands behind it
([certainty.md](certainty.md)); what trials counted, and in which words, stands in [outcomes.md](outcomes.md). A
mechanism can be switched off ([why.md](why.md)).

Made by `neurodose responses --output docs/responses.md`."""


def write_catalogue(name: str | None = None) -> str:
    """The page of all circuits and responses, or the part of one. DrugError lists those there are."""
    if name is not None:
        return _write_stage(find_stage(name))
    parts = [OPENING, "## Circuits", *(_write_stage(find_stage(one)) for one in CIRCUITS)]
    return "\n\n".join([*parts, "## Responses", *(_write_stage(find_stage(one)) for one in RESPONSES)]) + "\n"


def _write_stage(stage: Stage) -> str:
    kind = "circuit" if isinstance(stage, Circuit) else "response"
    lines = [f"### {stage.name.replace('_', ' ')}", "", f"A {kind}: {stage.meaning}. {_tell_reach(stage)}"]
    if isinstance(stage, Response):
        lines[-1] += f" More of it is {stage.higher_is}."
        rows = [[link.name, f"`{link.output}`", link.stands_on, ", ".join(link.set_by)] for link in stage.links]
        lines += ["", *table(["link", "output", "stands on", "set by"], rows), ""]
    else:
        rows = [[words, f"`{address}`"] for words, address in stage.outputs.items()]
        lines += ["", *table(["output", "address"], rows), ""]
    if mechanisms := list(_find_mechanisms(stage)):
        lines.append(f"Mechanisms: {'; '.join(mechanisms)}.")
    return "\n".join(lines).rstrip().replace("\n\n\n", "\n\n")


def _tell_reach(stage: Stage) -> str:
    held = {one.name: one for one in put_in_order([stage.name], find_stage)}
    doors, actors = find_doors(stage, held)
    reached = [drug for drug in DRUGS if is_reached(doors, actors, (find_pharmacology(drug),))]
    before = [name.replace("_", " ") for name in held if name != stage.name]
    places = [TARGETS[door].meaning.partition(",")[0] for door in doors]
    told = f"Driven by way of {', '.join(places)}" if places else "Driven by drugs themselves"
    needs = f" It stands behind {', '.join(before)}." if before else ""
    return f"{told}; of the library's drugs by {', '.join(reached)}.{needs}"


def _find_mechanisms(stage: Stage) -> Iterator[str]:
    return (p.meaning for p in dict.fromkeys(stage.table.listed().values()) if isinstance(p, Mechanism))
