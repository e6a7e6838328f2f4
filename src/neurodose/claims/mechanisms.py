"""What a sentence says of how a drug works, beside the targets and ways that are held."""

from __future__ import annotations

from collections.abc import Iterator

from neurodose.claims.claim import Hedge, Judged, Judgement
from neurodose.claims.held import Fact, find_facts
from neurodose.claims.lexicon import Tag
from neurodose.claims.statement import Statement
from neurodose.claims.strengths import MECHANISM, NOTHING, TABLE, worst

NEAR = 3  # words between an act and what it acts on, or between things of one list


def judge_mechanism(hedge: Hedge, said: Statement) -> Judgement:
    """By target and what is done there; else by what is said of how a drug works, or is broken down."""
    facts = find_facts(said.drug, "mechanism", said.names("form"))
    done = _name_acts(said)
    judged = [_judge_target(fact, done, hedge, said) for target in _name_targets(said, facts)
              for fact in [_choose_fact(facts, target, done)] if fact]  # fmt: skip
    if judged:
        grave = worst(judged)
        fitting = (one for one in judged if one.verdict == "supported")
        # What is only thought possible is supported where one of its targets is.
        is_soft = hedge in ("possible", "unknown") and grave.verdict != "contradicted"
        return next(fitting, grave) if is_soft else grave
    fact = next((fact for one in _name_ways(said) for fact in facts if one in fact.list("about")), None)
    return Judgement(MECHANISM[fact.holds][hedge], fact.why, fact.sources) if fact else NOTHING


def _name_ways(said: Statement) -> Iterator[str]:
    """What is said of a drug where no target is: what becomes of it, what sort it is, how it works."""
    yield from said.names("act")
    yield from said.names("class")
    for name, label in (("how", "way"), ("potency", "strength/potent"), ("active", "strength/active"),
                        ("contains", "strength/contains")):  # fmt: skip
        if said.has(label):
            yield name


def _choose_fact(facts: tuple[Fact, ...], target: str, done: set[str]) -> Fact | None:
    """The fact of a target that tells of what is done there; where none does, the first that names it."""
    named = [fact for fact in facts if target in fact.list("target")]
    telling = (fact for fact in named if done & {*fact.list("does"), *fact.list("never")})
    return next(telling, named[0] if named else None)


def _name_targets(said: Statement, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    if named := tuple(dict.fromkeys(tag.name for tag in _find_acted_on(said))):
        own = facts[0].list("target") if facts else ()
        bare = own[:1] if named == ("its receptor",) else ()
        return bare or tuple(name for name in named if name != "its receptor")
    if said.has("class/benzodiazepine"):
        return ("GABA-A",)
    return ("mu receptor",) if set(said.names("class")) - {"muscle relaxant"} else ()


def _find_acted_on(said: Statement) -> tuple[Tag, ...]:
    """The targets that an act is said of: "mimics GABA, a messenger in the brain" has one, "lowers A and B" two."""
    targets = said.find("target")
    ends = [tag.last for tag in said.find("act")]
    after = [tag for tag in targets if ends and tag.first >= min(ends)]
    if not after:
        return targets
    kept: list[Tag] = []
    for tag in after:
        beside = kept and tag.first - kept[-1].last <= NEAR
        if not kept or beside or any(0 <= tag.first - end < NEAR for end in ends):
            kept.append(tag)
    return (*(tag for tag in targets if tag.first < min(ends)), *kept)


def _name_acts(said: Statement) -> set[str]:
    denied = {tag.last for tag in said.find("hedge/negated")}
    first = said.where("act")
    acts = {tag.name for tag in said.find("act") if tag.first == first or not {tag.first, tag.first - 1} & denied}
    acts |= {f"class {name}" for name in said.names("class")}
    if said.has("way"):
        acts |= {"how"}
    return acts


def _judge_target(fact: Fact, done: set[str], hedge: Hedge, said: Statement) -> Judgement:
    does, never = set(fact.list("does")), set(fact.list("never"))
    if "partial" in done and "partial" in does:
        never -= {"full", "activate"}
    wrong, right = done & never, done & does
    is_wrong = bool(wrong - {"increase"}) or bool(wrong and not right)
    if "class antagonist" in done and "class antagonist" in does:
        is_wrong = bool(done & never & {"class agonist", "full", "partial", "class opioid"}) and hedge != "negated"
    if is_wrong:
        verdict: Judged = "supported" if hedge == "negated" else TABLE["false"][hedge]
        return Judgement(verdict, fact.why, fact.sources)
    if not right and does and done and hedge != "unknown":
        return Judgement("not covered", f"of that at this target nothing is held: {fact.why}", fact.sources)
    if said.has("strength/animal") and fact.holds in ("likely", "unsure", "hypothesis"):
        return Judgement("supported", fact.why, fact.sources)  # told of animals, where it was seen
    return Judgement(MECHANISM[fact.holds][hedge], fact.why, fact.sources)
