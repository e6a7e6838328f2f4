"""Why a body answers as it does: its mechanisms switched off, its effect shared out, its unsure numbers ranked.

`explain` puts a question (`question`): drugs in one body, a regimen, an output and how it is read (`reading`). The
effect is shared out among mechanisms (`shares`), the spread among unsure values, people, structures and rival links
(`spread`, whose inputs stand in `unsure`). All of it runs in the fast engine, batch by batch (`runs`).

Not held here: the arithmetic, which knows numbers only (`sensitivity`), and what a mechanism is (`library/mechanisms`).
Start with `explanation.py`, then `shares.py`.
"""

from __future__ import annotations

from neurodose.attribution.explanation import Explanation as Explanation
from neurodose.attribution.explanation import explain as explain
