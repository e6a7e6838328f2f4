"""What the observations say of a model's parameters, beyond what was known of them before.

A calibration is a weighted least-squares fit of the typical person to summary observations, with what was known before
as prior residuals (`calibration`, over `problem` and `fit`). Its answer is an `estimate`: values, their joint
uncertainty, and in words whether the data determine them (`determination`, `profiles`). Predictions draw from it
(`draws`); `run` keeps it as a file and `report` tells it.

Not held here: how a model is asked for an observed quantity (`measurement`), or whether it agrees (`agreement`).
Start with `problem.py`, then `fit.py`.
"""

from __future__ import annotations
