"""What a sentence says of a dose, beside the doses that labels and trials gave; as advice it is more than is held."""

from __future__ import annotations

from collections.abc import Iterable

from neurodose.claims.claim import Hedge, Judgement
from neurodose.claims.held import Fact, find_facts
from neurodose.claims.statement import Statement
from neurodose.claims.strengths import NOTHING

MILLIGRAMS = {"mg": 1.0, "milligram": 1.0, "milligrams": 1.0, "g": 1000.0, "gram": 1000.0, "grams": 1000.0,
              "grammes": 1000.0, "gm": 1000.0}  # fmt: skip
ROUNDED = 1.2  # as far above the highest dose as rounding goes


def judge_dose(hedge: Hedge, said: Statement) -> Judgement:
    """A dose as advice is more than is held, whatever it is; a dose as what was given is looked up."""
    facts = find_facts(said.drug, "dose", said.names("form"))
    if not facts:
        return NOTHING
    fact = facts[0]
    if said.has("dose/advice") and not said.has("study", "user", "dose/usual") and said.drug != "naloxone":
        return Judgement("overstated", f"a dose as advice: nothing that is held recommends one; held: {fact.why}",
                         fact.sources)  # fmt: skip
    is_approved = any(f.holds == "yes" and not f.about for f in find_facts(said.drug, "approval", said.names("form")))
    if said.has("dose/established") and hedge == "certain" and not is_approved:
        return Judgement("overstated", f"no dose of it is established; held: {fact.why}", fact.sources)
    if hedge == "unknown":
        known = said.drug in ("methadone", "buprenorphine", "naloxone")
        return Judgement("understated" if known else "supported", fact.why, fact.sources)
    amounts = list(_read_amounts(said, fact))
    highest = fact.entry.get("labelled", fact.entry["high"]) if said.has("dose/labelled") else fact.entry["high"]
    if amounts and max(amounts) > highest * ROUNDED:
        return Judgement("contradicted", f"above what was given: {fact.why}", fact.sources)
    if not amounts and not said.has("dose/word"):
        return NOTHING
    return Judgement("supported", f"within what was given or named: {fact.why}", fact.sources)


def _read_amounts(said: Statement, fact: Fact) -> Iterable[float]:
    scale = 1000.0 if fact.entry.get("unit") == "g" else 1.0
    words = list(said.words)
    for place, word in enumerate(words[:-1]):
        unit = words[place + 1]
        if word.replace(".", "", 1).isdigit() and unit in MILLIGRAMS:
            yield float(word) * MILLIGRAMS[unit] / scale
