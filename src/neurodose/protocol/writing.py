"""A protocol turned back into text, from which the same protocol is read."""

from __future__ import annotations

import json

from neurodose.dosing.wording import write_quantity
from neurodose.library.circuit import Circuit
from neurodose.library.indications import name_stages
from neurodose.library.response import Response
from neurodose.protocol.protocol import FORMAT, Protocol
from neurodose.simulation.keep import Areas, FinalStates, Quantiles


def write_protocol(protocol: Protocol) -> str:
    """The TOML text of a protocol, with everything named that a reader would otherwise have to know."""
    lines = [
        f"format = {FORMAT}",
        f"drug = {_quote(protocol.drug.name)}",
        f"structure = {_quote(protocol.structure)}",
        f"regimen = {_quote(str(protocol.regimen))}",
        *_write_stages(protocol),
        "",
        "[people]",
        f"population = {_quote(protocol.population)}",
        f"count = {protocol.count}",
        f"seed = {protocol.seed}",
        "",
        "[course]",
        f"until = {_quote(write_quantity(protocol.until))}",
    ]
    if protocol.every is not None:
        lines.append(f"every = {_quote(write_quantity(protocol.every))}")
    lines += _write_keep(protocol)
    if protocol.outputs is not None:
        lines += ["outputs = [", *(f"    {_quote(name)}," for name in protocol.outputs), "]"]
    return "\n".join(lines) + "\n"


def _write_stages(protocol: Protocol) -> list[str]:
    """The circuits and responses of its drug; what they need comes with them."""
    lines = []
    for entry, kind in (("circuits", Circuit), ("responses", Response)):
        names = [_quote(name) for name in name_stages(protocol.drug, kind)]
        lines += [f"{entry} = [{', '.join(names)}]"] if names else []
    return lines


def _write_keep(protocol: Protocol) -> list[str]:
    keep = protocol.keep
    if isinstance(keep, Quantiles):
        return ['keep = "quantiles"', f"levels = [{', '.join(repr(float(level)) for level in keep.levels)}]"]
    names = {Areas: "areas", FinalStates: "final states"}
    return [f"keep = {_quote(names.get(type(keep), 'trajectories'))}"]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
