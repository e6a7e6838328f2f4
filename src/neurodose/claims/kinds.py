"""Which kinds of claims a statement makes: by rules over what was found in it, and what those rules cannot say."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from neurodose.claims.claim import KINDS, Kind
from neurodose.claims.lexicon import Tag
from neurodose.claims.statement import Statement

OPENING = 4  # words before which what is told of an illness opens a statement
EASES = ("help/relieve", "help/improve", "help/prevent", "help/cure")
TREATED = {"dependence": "addiction"}  # what is caused by one name is treated by another
Rule = tuple[Kind, tuple[tuple[str, ...], ...], tuple[str, ...]]


@cache
def read_rules() -> tuple[Rule, ...]:
    """The rules of rules.toml: kind, what must stand (one of each), what must not."""
    text = files("neurodose.claims").joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple((rule["kind"], tuple(tuple(one.split("|")) for one in rule["all"]), tuple(rule.get("none", ())))
                 for rule in tomllib.loads(text)["rule"])  # fmt: skip


def settle(statement: Statement) -> Statement:
    """Withdrawal, overdose, death and dependence are treated or caused: the last verb before them tells which."""
    tags = tuple(_settle_one(tag, statement) if tag.group == "either" else tag for tag in statement.tags)
    return _leave_out_symptoms(replace(statement, tags=tags))


def _leave_out_symptoms(statement: Statement) -> Statement:
    """Of withdrawal that is eased "such as sweats and nausea" are no harm."""
    eased = statement.find("outcome/withdrawal", "outcome/opioid withdrawal")
    words = statement.words
    opened = [place for place in range(len(words)) if words[place : place + 2] == ("such", "as") or
              words[place] in ("including", "like")]  # fmt: skip
    if not eased or not opened or opened[-1] + statement.first < eased[0].first:
        return statement
    first = opened[-1] + statement.first
    return replace(statement, tags=tuple(t for t in statement.tags if t.group != "harm" or t.first < first))


def _settle_one(tag: Tag, statement: Statement) -> Tag:
    if tag.name == "sedation" and statement.has("outcome/energy"):
        return replace(tag, group="outcome", name="sedative")  # of what lifts and calms by its dose
    if statement.has("approve/approve", "approve/off-label"):
        return _treat(tag)  # for what it is approved, or is not
    helps = [one for one in statement.find("help") if one.first < tag.first]
    causes = [one for one in statement.find("cause", "safe/danger", "hedge/negated") if one.first <= tag.first]
    if tag.name == "high" and helps:
        return _treat(tag)  # "keeps drugs from producing a high"
    helped = max((one.first for one in helps), default=-1)
    caused = max((one.first for one in causes if helped < 0 or not _is_of(helped, one, statement)), default=-1)
    is_treated = helped > caused and not statement.has("safe/safe", "strength/minor")
    return _treat(tag) if is_treated else replace(tag, group="harm")


def _treat(tag: Tag) -> Tag:
    return replace(tag, group="outcome", name=TREATED.get(tag.name, tag.name))


def _is_of(helped: int, cause: Tag, statement: Statement) -> bool:
    """Whether the cause is what is helped: "reduces the risk of", and not "is reduced and the risk of"."""
    between = statement.words[helped - statement.first : cause.first - statement.first]
    return 1 <= len(between) <= 3 and "and" not in between


def find_kinds(statement: Statement) -> tuple[Kind, ...]:
    """The kinds of a settled statement, in the order of KINDS."""
    if _is_aside(statement):
        return ()
    found: set[Kind] = {kind for kind, all_of, none_of in read_rules()
             if all(statement.has(*one) for one in all_of) and not statement.has(*none_of)}  # fmt: skip
    kept: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind in found and not _is_misread(kind, statement, found))
    return kept or _read_plainly(statement)


def _read_plainly(statement: Statement) -> tuple[Kind, ...]:
    """No dictionary has every verb: a drug and an illness in one statement, and nothing else, make an effect."""
    if not statement.is_named:
        return ()
    if set(statement.names("target")) - {"its receptor", "brain"}:
        return ("mechanism",)
    people = statement.find("context")
    named = [tag for tag in statement.find("outcome") if not any(one.covers(tag) for one in people)]
    helps = statement.topics and statement.has("drug", "anaphor/it") and statement.has(*EASES)
    return ("effect",) if named or helps else ()


def _is_aside(statement: Statement) -> bool:
    """Whether it is about the article itself, or about interest in a subject."""
    if statement.has("found/shown", "approve/approve", "dose/amount"):
        return False
    hoped = statement.has("effective", "hedge/possible", "hedge/promise")
    opens = any(tag.first <= statement.first + OPENING for tag in statement.find("meta/background"))
    if opens and not statement.has("drug", "harm"):
        return True
    warns = statement.has("harm") and statement.has("cause", "safe/danger", "strength/warns")
    if statement.has("meta/advice") and not warns and not statement.has("dose/amount"):
        return True
    return statement.has("meta/article") or (statement.has("meta/interest") and not hoped)


def _is_misread(kind: Kind, statement: Statement, found: set[Kind]) -> bool:
    if kind == "effect":
        return _is_no_effect(statement, found)
    if kind == "trial evidence":
        is_weighed = statement.has("found/shown", "found/absent", "hedge/probable", "hedge/unknown")
        return statement.has("user") and not is_weighed
    if kind == "mechanism" and statement.has("act", "target") and not statement.has("class", "way/how"):
        # "Effective against dopamine" is no mechanism, nor is a topic that is acted on: the verb stands by the target.
        return not statement.find("act") and not statement.has("strength/active", "strength/potent")
    if kind == "mechanism" and not statement.has("target", "class", "act/metabolise", "act/excrete", "act/cross",
                                                 "act/last", "strength/active", "strength/potent"):  # fmt: skip
        return not statement.has("hedge/unknown", "strength/ceiling", "hedge/possible")
    if kind == "anecdote":  # "the evidence comes from surveys" tells what no user said
        return "trial evidence" in found and statement.has("found/absent")
    if kind == "law":
        return statement.has("approve/approve") and not statement.has("law/legal", "law/banned", "law/scheduled")
    if kind == "safety":
        return _is_no_harm(statement, found)
    return kind == "dose" and _is_no_dose(statement, found)


def _is_no_dose(statement: Statement, found: set[Kind]) -> bool:
    if found & {"trial evidence", "anecdote"} and not statement.has("dose/advice", "dose/established"):
        return True  # what was given in a trial, or is told in a story, is a part of that
    if statement.has("dose/amount"):
        return False
    if "safety" in found and not statement.has("dose/established", "dose/advice"):
        return True  # how long to wait before a first dose is told for safety
    counted = statement.has("hedge/unknown", "dose/established") or bool(statement.find("dose/word")[1:])
    return not counted or statement.has("user", "target", "class")


def _is_no_effect(statement: Statement, found: set[Kind]) -> bool:
    if statement.has("harm") and statement.is_before("harm", "help", "good", "effective"):
        return True  # "nausea and fatigue usually ease": what fades is harm
    if "anecdote" in found and not (statement.has("study") and statement.has("found/shown")):
        return not statement.has("hedge/possible", "hedge/promise")
    if statement.has("dose/established"):
        return True
    if "trial evidence" in found and statement.has("found/past") and not statement.has("found/present"):
        return True  # what one study saw is told of that study
    if "trial evidence" in found:
        told = statement.has("found/positive") and not statement.has("found/absent", "found/null")
        needed = statement.has("found/needed") and not statement.has("hedge/possible")
        only = statement.has("strength/narrow") and not statement.has("hedge/possible")
        return (not told and not statement.has("hedge/possible")) or needed or only
    return statement.has("way/how") and statement.has("hedge/unknown")


def _is_no_harm(statement: Statement, found: set[Kind]) -> bool:
    """Danger and risk alone, beside a claim of another kind, are colour; a harm by name is a claim."""
    if statement.has("study") and not statement.has("cause", "safe") and not statement.find("harm")[1:]:
        return True  # what a trial was of
    if "anecdote" in found and statement.has("hedge/negated"):
        return True  # "without the jitters", as users tell
    named = statement.has("harm", "safe/safe", "safe/tolerated", "strength/without opioids")
    if "dose" in found and statement.has("hedge/unknown") and not statement.has("harm"):
        return True
    return not named and bool(found - {"safety"})
