"""A question, its studies and their pools become an answer with a certainty: GRADE as data, proposed by stated rules.

`review.py` answers a question whole, `certainty.py` grades one pool, `rules.py` holds every constant with its reason,
`findings.py` sets benefit beside harm. Not here: how it is shown (`reports/evidence.py`). Start with `certainty.py`,
then `review.py`; docs/grading.md tells it in words.
"""

from __future__ import annotations
