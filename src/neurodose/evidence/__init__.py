"""What trials really show: studies become effects, effects become one pool or a network, and that becomes a verdict.

    effects = read_effects(studies, outcome="abstinence", measure="RR")     # records to numbers (extraction.py)
    pool = synthesize(effects)                                              # synthesis.py
    net = network(effects)                                                  # network.py
    certainty = grade(pool, "abstinence", question)                         # certainty.py
    answer = review(question, studies)                                      # review.py: all of it, of records alone

Methods are nouns that are handed to one verb: `CommonEffect()`, `RandomEffects("REML")`, `MantelHaenszel()`, …
Numbers come in as arrays or as records, and where wanted a curve as a function; nothing here knows the library, a
model or a drawing. Studies as people write them down are in `records/study.py`, those we hold in `library/studies`,
figures in `figures/forest.py` and its neighbours, the page that tells it in `reports/evidence.py`.
Start with `effects.py`, `synthesis.py`, `certainty.py`.
"""

from __future__ import annotations
