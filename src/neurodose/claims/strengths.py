"""How strongly a thing is said beside how surely it is held: the tables from which verdicts are read."""

from __future__ import annotations

from collections.abc import Iterable

from neurodose.claims.claim import VERDICTS, Hedge, Judged, Judgement

NOTHING = Judgement("not covered", "nothing is held of this")
# What an affirmed effect or mechanism amounts to, by how sure it is held (rows) and said (columns).
TABLE: dict[str, dict[Hedge, Judged]] = {
    "good": {"certain": "supported", "probable": "supported", "possible": "understated", "reported": "supported",
             "negated": "contradicted", "unknown": "understated"},
    "likely": {"certain": "supported", "probable": "supported", "possible": "supported", "reported": "supported",
               "negated": "contradicted", "unknown": "understated"},
    "unsure": {"certain": "overstated", "probable": "overstated", "possible": "supported", "reported": "supported",
               "negated": "overstated", "unknown": "supported"},
    "none": {"certain": "overstated", "probable": "overstated", "possible": "supported", "reported": "supported",
             "negated": "supported", "unknown": "supported"},
    "null": {"certain": "overstated", "probable": "overstated", "possible": "supported", "reported": "supported",
             "negated": "supported", "unknown": "supported"},
    "hypothesis": {"certain": "overstated", "probable": "overstated", "possible": "overstated",
                   "reported": "overstated", "negated": "supported", "unknown": "supported"},
    "false": {"certain": "contradicted", "probable": "contradicted", "possible": "contradicted",
              "reported": "contradicted", "negated": "supported", "unknown": "overstated"},
}  # fmt: skip

# What a drug does inside is a thought until it is seen: told as one, it is as strong as it is held.
MECHANISM: dict[str, dict[Hedge, Judged]] = TABLE | {
    "unsure": TABLE["unsure"] | {"probable": "supported"},
    "hypothesis": TABLE["unsure"],
}


def worst(found: Iterable[Judgement]) -> Judgement:
    """The gravest of several judgements, `NOTHING` where there is none."""
    return min(found, key=lambda one: VERDICTS.index(one.verdict), default=NOTHING)
