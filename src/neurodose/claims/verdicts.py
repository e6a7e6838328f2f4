"""A verdict sets what a sentence says beside what is held: as strong, stronger, weaker, the opposite, or not held.

Each kind of claim has its own table; what the tables mean stands in docs/claims-guideline.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from neurodose.claims.claim import VERDICTS, Hedge, Judged, Judgement, Kind
from neurodose.claims.held import Fact, choose_fact, find_facts, is_held
from neurodose.claims.law import judge_law
from neurodose.claims.lexicon import Tag
from neurodose.claims.safety import judge_safety
from neurodose.claims.statement import Statement
from neurodose.claims.trials import judge_trials

NOTHING = Judgement("not covered", "nothing is held of this")
NEAR = 3  # words between an act and what it acts on, or between things of one list
CURED = frozenset({"cure", "cures", "cured", "curing"})  # more than any effect that is held
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


def judge(kind: Kind, hedge: Hedge, statement: Statement, on: date | None = None) -> Judgement:
    """The verdict on a claim of a kind, hedged so, that a statement makes of its drug; on: whose day's law is meant."""
    if not is_held(statement.drug):
        return Judgement("not covered", f"neurodose holds no facts of {statement.drug or 'an unnamed drug'}")
    is_sale = statement.has("approve/supplement") and not statement.has("place")
    if kind == "law" and not (is_sale and (hedge == "negated" or statement.has("law/banned"))):
        return judge_law(hedge, statement, on)
    return JUDGES[kind](hedge, statement)


def worst(found: Iterable[Judgement]) -> Judgement:
    """The gravest of several judgements, `NOTHING` where there is none."""
    return min(found, key=lambda one: VERDICTS.index(one.verdict), default=NOTHING)


def judge_mechanism(hedge: Hedge, said: Statement) -> Judgement:
    """By target and what is done there; else by what is said of how a drug works, or is broken down."""
    facts = find_facts(said.drug, "mechanism", said.names("form"))
    done = _name_acts(said)
    judged = [_judge_target(fact, done, hedge, said) for target in _name_targets(said, facts)
              for fact in [_choose_fact(facts, target, done)] if fact]  # fmt: skip
    if judged:
        fitting = [one for one in judged if one.verdict == "supported"] if hedge in ("possible", "unknown") else []
        return (
            (fitting or [worst(judged)])[0] if not any(j.verdict == "contradicted" for j in judged) else worst(judged)
        )
    asked = [*said.names("act"), *said.names("class"), *(("how",) if said.has("way") else ()), *(("potency",) if said.has("strength/potent")
             else ()), *(("active",) if said.has("strength/active") else ())]  # fmt: skip
    if fact := next((f for one in asked for f in facts if one in f.list("about")), None):
        return Judgement(MECHANISM[fact.holds][hedge], fact.why, fact.sources)
    return NOTHING


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
    return ("mu receptor",) if set(said.names("class")) - {"muscle relaxant"} else ()


def _find_acted_on(said: Statement) -> tuple[Tag, ...]:
    """The targets that an act is said of: "mimics GABA, a messenger in the brain" is of one, "lowers A and B" of both."""
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
        said: Judged = "supported" if hedge == "negated" else TABLE["false"][hedge]
        return Judgement(said, fact.why, fact.sources)
    if not right and does and done and hedge != "unknown":
        return Judgement("not covered", f"of that at this target nothing is held: {fact.why}", fact.sources)
    if said.has("strength/animal") and fact.holds in ("likely", "unsure", "hypothesis"):
        return Judgement("supported", fact.why, fact.sources)  # told of animals, where it was seen
    return Judgement(MECHANISM[fact.holds][hedge], fact.why, fact.sources)


def judge_effect(hedge: Hedge, said: Statement) -> Judgement:
    """By what is helped; cures and comparisons claim more than a probable effect holds."""
    facts = find_facts(said.drug, "effect", said.names("form"))
    topics = said.topics
    if not topics and facts:
        return _judge_one_effect(facts[0], hedge, said)
    found = [fact for topic in topics for fact in [choose_fact(facts, topic, topics)] if fact is not None]
    return worst([_judge_one_effect(fact, hedge, said) for fact in found])


def _judge_one_effect(fact: Fact, hedge: Hedge, said: Statement) -> Judgement:
    verdict = TABLE[fact.holds][hedge]
    if verdict == "understated" and len(set(said.names("drug"))) > 1:
        verdict = "supported"  # of harm by another drug less is held
    if fact.holds == "likely" and hedge == "possible" and is_doubly_hedged(said):
        verdict = "understated"
    boasts = said.has("strength/cure", "effective/compare")
    if verdict == "supported" and hedge == "certain" and boasts and fact.holds == "likely":
        verdict = "overstated"
    if verdict == "supported" and hedge == "certain" and CURED & set(said.words):
        verdict = "overstated"
    if fact.holds in ("none", "hypothesis", "unsure") and said.has("hedge/strong") and hedge == "possible":
        verdict = "overstated"
    if hedge == "negated" and said.has("strength/cure"):
        verdict = "supported"  # nothing that is held is a cure
    if verdict == "overstated" and fact.holds == "unsure" and set(said.names("help")) == {"practice"}:
        verdict = "supported"  # what it is tried for is told, and not that it helps
    if hedge == "negated" and said.has("study", "found/absent", "hedge/probable", "hedge/possible"):
        verdict = "supported" if fact.holds in ("unsure", "none", "hypothesis", "false") else verdict
    return Judgement(verdict, fact.why, fact.sources)


def is_doubly_hedged(said: Statement) -> bool:
    """ "Might possibly", "may be of some use to some": weaker than a plain "may"."""
    return said.has("strength/slight")


def judge_anecdote(hedge: Hedge, said: Statement) -> Judgement:
    """What people tell is a lane of its own: told as such it is as strong as it is held, and proves nothing."""
    if said.has("strength/cure") and said.has("hedge/strong") and not said.has("user"):
        return Judgement("overstated", "what users tell proves no effect")
    return Judgement("supported", "told as what people say; anecdotes stand in a lane of their own, beside trials",
                     ("neurodose evidence: surveys, series and cases",))  # fmt: skip


def judge_dose(hedge: Hedge, said: Statement) -> Judgement:
    """A dose as advice is more than is held, whatever it is; a dose as what was given is looked up."""
    facts = find_facts(said.drug, "dose", said.names("form"))
    if not facts:
        return NOTHING
    fact = facts[0]
    if said.has("dose/advice") and not said.has("study", "user") and said.drug != "naloxone":
        return Judgement("overstated", f"a dose as advice: nothing that is held recommends one; held: {fact.why}",
                         fact.sources)  # fmt: skip
    is_approved = any(f.holds == "yes" and not f.about for f in find_facts(said.drug, "approval", said.names("form")))
    if said.has("dose/established") and hedge == "certain" and not is_approved:
        return Judgement("overstated", f"no dose of it is established; held: {fact.why}", fact.sources)
    if hedge == "unknown":
        known = said.drug in ("methadone", "buprenorphine", "naloxone")
        return Judgement("understated" if known else "supported", fact.why, fact.sources)
    amounts = list(_read_amounts(said, fact))
    if amounts and max(amounts) > fact.entry["high"] * 1.2:
        return Judgement("contradicted", f"above what was given: {fact.why}", fact.sources)
    if not amounts and not said.has("dose/word"):
        return NOTHING
    return Judgement("supported", f"within what was given or named: {fact.why}", fact.sources)


def _read_amounts(said: Statement, fact: Fact) -> Iterable[float]:
    scale = 1000.0 if fact.entry.get("unit") == "g" else 1.0
    words = list(said.words)
    for place, word in enumerate(words[:-1]):
        unit = words[place + 1]
        if word.replace(".", "", 1).isdigit() and unit in ("mg", "milligram", "milligrams", "g", "grams", "gram", "grammes", "gm"):
            milligrams = float(word) * (1.0 if unit in ("mg", "milligram", "milligrams") else 1000.0)
            yield milligrams / scale


def judge_approval(hedge: Hedge, said: Statement) -> Judgement:
    """By indication and agency: approved where nothing approved it, or the other way round."""
    facts = find_facts(said.drug, "approval", said.names("form"))
    if said.has("form/with bupropion"):
        facts = tuple(fact for fact in facts if "weight loss" in fact.about) or facts
    topics = list(said.names("outcome"))
    if not topics and said.has("anaphor/use"):
        topics = list(said.topics)
    unapproved = next((f for f in facts if not f.about and f.holds == "no" and not f.list("form")), None)
    if unapproved is not None and said.has("approve/prescription") and not said.has("approve/approve"):
        return Judgement("supported" if _name_sale(said) == "over the counter" else "contradicted", unapproved.why,
                         unapproved.sources)  # fmt: skip
    if said.has("approve/prescription") and (not said.has("approve/approve") or said.drug == "naloxone"):
        topics = [_name_sale(said)]
    if said.has("approve/off-label") and not said.has("approve/approve") and not topics and hedge != "negated" and facts:
        return Judgement("supported", f"off-label is what it is not approved for; held: {facts[-1].why}", facts[-1].sources)
    agencies = set(said.names("agency"))
    fact = next((f for topic in topics for f in facts if topic in f.about and _is_by(f, agencies)), None)
    if fact is None and not topics:
        fact = next((f for f in facts if not f.about and _is_by(f, agencies)), None)
    if fact is None:
        fact = next((f for f in facts if not f.about and f.holds == "no"), None)
    if fact is None and topics == ["over the counter"]:
        fact = next((f for f in facts if "prescription" in f.about), None)
        return Judgement("contradicted", fact.why, fact.sources) if fact else NOTHING
    if fact is None and topics and says_off(hedge, said) and facts:
        return Judgement(
            "supported", f"not among what it is held to be approved for: {facts[-1].why}", facts[-1].sources
        )
    if fact is None:
        return NOTHING
    says_no = hedge == "negated" or (said.has("approve/off-label") and not said.has("approve/prescription"))
    if said.has("approve/supplement") and said.has("law/banned"):
        says_no = True
    if topics == ["over the counter"] and "over the counter" in fact.about:
        return Judgement("supported" if not says_no else "contradicted", fact.why, fact.sources)
    is_part = bool({"only", "needed", "targeted"} & set(said.words))  # off-label in a way of use, and not in an illness
    is_right = says_no == (fact.holds == "no") or (says_no and is_part and said.has("approve/off-label"))
    return Judgement("supported" if is_right else "contradicted", fact.why, fact.sources)


def says_off(hedge: Hedge, said: Statement) -> bool:
    """Whether a use is called off-label, or not approved."""
    return hedge == "negated" or said.has("approve/off-label")


def _name_sale(said: Statement) -> str:
    words = " ".join(said.words)
    is_free = "without a prescription" in words or "over the counter" in words or "otc" in said.words
    return "over the counter" if is_free else "prescription"


def _is_by(fact: Fact, agencies: set[str]) -> bool:
    return not fact.list("agency") or bool(agencies & set(fact.list("agency")))


JUDGES: dict[Kind, Callable[[Hedge, Statement], Judgement]] = {
    "mechanism": judge_mechanism,
    "effect": judge_effect,
    "trial evidence": judge_trials,
    "anecdote": judge_anecdote,
    "safety": judge_safety,
    "dose": judge_dose,
    "approval": judge_approval,
    "law": judge_approval,  # of a supplement: whether it may be sold as one is for an agency to say
}
