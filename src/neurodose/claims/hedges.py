"""How sure a statement is of what it says: unknown, denied, told by others, possible, probable, or simply said."""

from __future__ import annotations

from neurodose.claims.claim import Hedge, Kind
from neurodose.claims.lexicon import Tag
from neurodose.claims.statement import Statement

# Harms of conduct: here a sentence warns or allows ("never stop it suddenly", "it can be stopped at any time").
ADVICE = frozenset({"abrupt stop", "alcohol_mix", "precipitated withdrawal", "kidney"})
OTHERS = frozenset({"people", "patients", "those", "drugs", "opioids", "cells", "receptors", "symptoms", "ones"})
# What a negation must stand before, to deny a claim of a kind.
_DENIED: dict[Kind, tuple[str, ...]] = {
    "mechanism": ("act", "class", "strength/active"),
    "effect": ("help", "effective", "good"),
    "safety": ("harm", "safe"),
    "approval": ("approve/approve", "approve/supplement"),
    "law": ("law/legal", "law/banned", "law/scheduled", "law/regulated", "approve/supplement"),
    "dose": ("dose",),
}


def find_hedge(kind: Kind, statement: Statement) -> Hedge:
    """The hedge of a claim of that kind in a statement."""
    if kind == "anecdote":
        return "reported"
    if kind == "trial evidence":
        return _hedge_trials(statement)
    if _is_unknown(kind, statement):
        return "unknown"
    if is_denied(kind, statement):
        return "negated"
    if kind in ("dose", "approval"):
        return "reported" if statement.has("user") and kind == "dose" else "certain"
    if statement.has("hedge/reported") and kind != "law" and not (kind == "effect" and statement.has("hedge/possible")):
        return "reported"
    if kind == "mechanism" and _is_manner(statement):
        return "certain"
    if statement.has("hedge/possible") or (statement.has("hedge/promise") and not statement.has("found/shown")):
        return "possible"
    return "probable" if statement.has("hedge/probable") and kind not in ("law", "safety") else "certain"


def _is_manner(statement: Statement) -> bool:
    """ "By blocking receptors it may help": the hedge is on the help, and not on the blocking."""
    doubts = [tag.first for tag in statement.find("hedge/possible", "hedge/probable")]
    if set(statement.names("class")) == {"muscle relaxant"} and not statement.has("act"):
        return True  # what sort of a medicine it is, is named in passing
    first = statement.where("class")
    if doubts and first is not None and "," in statement.words[first - statement.first : min(doubts) - statement.first]:
        return True  # said aside: "a GABA-B agonist, may help"
    places = [tag.first - statement.first - 1 for tag in statement.find("act")]
    ways = [place for place in places if place >= 0 and statement.words[place] in ("by", "through", "via")]
    return any(place == 0 or statement.words[place - 1] not in ("possibly", "perhaps", "maybe") for place in ways)


def is_denied(kind: Kind, statement: Statement) -> bool:
    """Whether a negation stands before what the claim is made of."""
    made = statement.find("safe/safe", "safe/tolerated") if kind == "safety" else ()
    made = made or statement.find(*_DENIED.get(kind, ()))
    if kind == "mechanism" and not made:
        made = statement.find("target")
    if not made:
        return False
    # A mechanism is denied before its first verb: "binds without activating" affirms. All else before its last.
    ends = sorted((tag.first, tag.last) for tag in made)
    last = ends[0][1] - 1 if kind == "mechanism" else max(end for _, end in ends) - 1
    warnings = statement.find("strength/warns") if kind == "safety" else ()
    denials = [tag for tag in statement.find("hedge/negated") if tag.first <= last]
    bans = statement.find("law/banned") if kind == "law" else ()  # "cannot be sold" is a ban, and denies none
    told = [tag for tag in denials if not any(one.first <= tag.first < one.last for one in (*warnings, *bans))]
    return any(not _is_of_others(tag, statement) for tag in told)


def _is_of_others(tag: Tag, statement: Statement) -> bool:
    """Whether a denial is of whom or what it is for, and not of the claim: "for people who do not respond"; or is an
    answer by itself: "No, stopping it causes …".
    """
    place = tag.first - statement.first
    before = statement.words[max(0, place - 4) : place]
    if {"who", "whom", "whose"} & set(before[-3:]):
        return True
    if place == 0 and statement.words[tag.last - statement.first : tag.last - statement.first + 1] == (",",):
        return True
    that = before.index("that") if "that" in before else 0
    return that > 0 and before[that - 1] in OTHERS


def _is_unknown(kind: Kind, statement: Statement) -> bool:
    doubts = statement.find("hedge/unknown")
    if kind == "law":  # "whether it is legal depends on where you live" doubts no law
        doubts = tuple(tag for tag in doubts if statement.words[tag.first - statement.first] != "whether")
    return bool(doubts) and kind != "approval"


def _hedge_trials(statement: Statement) -> Hedge:
    if statement.has("hedge/negated") and statement.has("found/absent", "found/null"):
        return "negated"
    if statement.has("found/needed") or statement.has("hedge/unknown"):
        return "unknown"
    if statement.has("hedge/possible") or (statement.has("hedge/promise") and not statement.has("found/shown")):
        return "possible"
    if " according to " in f" {' '.join(statement.words)} ":
        return "reported"
    return "probable" if statement.has("hedge/probable") else "certain"
