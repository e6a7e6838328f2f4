"""What several commands say alike: what a protocol is, the status of an error, what lies outside of a model's scope."""

from __future__ import annotations

from collections.abc import Iterable

import typer

FAILED = 2  # status where a question or an entry is faulty
SEED = 1  # of virtual people and studies, unless said
PROTOCOL = "A protocol file (TOML): the drug, the regimen, the people and what is kept."


def tell_marks(marks: Iterable[str]) -> None:
    """What of a question lies outside of what the model was set with, each on its line."""
    said = "\n".join(f"- {mark}" for mark in marks)
    if said:
        typer.echo(
            f"\nExtrapolated: what is asked lies outside of the doses, times or people behind this model.\n{said}"
        )
