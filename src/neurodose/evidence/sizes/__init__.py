"""Numbers of arms and of papers become effects: by their formulas, with what was converted or assumed told beside.

`effect_sizes.py` has the formulas on arrays, `tables.py` effects of plain arrays, `extraction.py` those of records:
which studies, which arms, who is left out and why. Not here: how effects are pooled (`pools`), the table of effects
itself (`effects.py`, one floor up). Start with `extraction.py`, then `effect_sizes.py`.
"""

from __future__ import annotations
