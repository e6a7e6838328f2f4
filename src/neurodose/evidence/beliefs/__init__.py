"""What one should believe of an effect after these studies, from stated beliefs before them: sums, no chains.

`priors.py` holds what may be believed before, `bayesian.py` the pool, `bayesian_network.py` the network,
`rare_events.py` counts by their exact likelihood. Not here: methods without priors (`pools`, `networks`). Start with
`bayesian.py`.
"""

from __future__ import annotations
