"""The shortest way to a result: one person, one dose, one day. Run in a fresh process."""

from __future__ import annotations

from neurodose import find_drug, read_regimen, simulate
from neurodose.units import h

drug = find_drug("naltrexone")
simulate(drug.model, read_regimen("50 mg"), until=24 * h, every=1 * h, outputs=["mu.displacement"])
