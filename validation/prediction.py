"""What a card's system predicts at every row of a table, through the same door as any dataset."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from neurodose import MatrixExponential, People, Rodas5P, predict, read_nonmem
from neurodose.units import nmol
from validation.card import System, find_columns
from validation.scoring import Row, ScoringError

# Well below the limits of the comparisons, so that what deviates is the meaning of a record.
EXACT = Rodas5P(rtol=1e-9, atol=1e-12)


def predict_rows(
    system: System, rows: Sequence[Row], columns: Sequence[str], outputs: Sequence[str], people: People | None = None
) -> dict[str, np.ndarray]:
    """Each output (rows,) of the system of a card, given these columns of a table.

    people: one for each ID, in order of appearance
    Raises ScoringError where a column is missing that the card needs, for a solve that fails, and what `read_nonmem`
    and `predict` raise.
    """
    known = {*columns, *(people.columns if people is not None else ())}
    missing = [name for name in find_columns(system) if name not in known]
    if missing:
        raise ScoringError(f"the card needs {', '.join(missing)}", exists=f"the table has {', '.join(columns)}")
    lines = [",".join(columns), *(",".join(row[name] for name in columns) for row in rows)]
    dataset = read_nonmem(io.StringIO("\n".join(lines) + "\n"), system, units={"AMT": nmol})
    method = MatrixExponential() if system.is_linear else EXACT
    found = predict(system, dataset, people, outputs=outputs, method=method)
    found.status.raise_if_failed()
    return {name: found.values[name] for name in outputs}
