"""All treatments of trials on one line: compared directly, through each other, ranked, and held against each other.

`network.py` has the verb; trials become rows in `multi_arm.py` and `consistency.py`, where the one regression of
`regression.py` serves. Not here: beliefs about a network (`beliefs/bayesian_network.py`), its certainty (`grading`).
Start with `network.py`, then `inconsistency.py`.
"""

from __future__ import annotations
