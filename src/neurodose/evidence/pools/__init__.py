"""Studies of one comparison, beyond the plain pool of `synthesis.py`: counts, levels, clusters, and what may be
missing.

Each method is a noun for `synthesize`: `MantelHaenszel`, `Peto`, `ThreeLevel`, `RobustVariance`, `TrimAndFill`,
`SelectionModel`; tests of asymmetry are verbs (`small_studies.py`), and so is leaving one out (`influence.py`). Not
here: several treatments (`networks`), stated beliefs (`beliefs`). Start with `counts.py`, then `multilevel.py`.
"""

from __future__ import annotations
