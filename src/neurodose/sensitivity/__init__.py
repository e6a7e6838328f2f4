"""Why an answer is what it is: an effect shared out among its mechanisms, and a spread among what makes it.

Numbers only. `shapley` switches mechanisms on and off in all combinations and gives each its share of the effect.
`sobol` says how much of an answer's variance each uncertain input makes, alone and with the others; `morris` does so
roughly with few runs. Both draw inputs through quantile functions (`inputs`), run in batches and say what they will
cost before it is spent (`batches`, `cost`).

Not held here: which mechanisms a model has and how they are switched off, what its priors are (`estimation/prior.py`),
and how an answer is told (`reports`). Start with `shapley.py`, then `sobol.py`.
"""

from __future__ import annotations
