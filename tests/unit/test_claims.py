"""Claims in sentences: their kinds, how far a hedge reaches, and what is held beside them. The sentences are ours."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("spacy", reason="articles are read with spaCy (extra: articles)")

from neurodose.claims.article import make_article
from neurodose.claims.audit import Audit, audit
from neurodose.claims.claim import HEDGES, KINDS, VERDICTS
from neurodose.claims.held import TABLES, read_held
from neurodose.claims.kinds import read_rules
from neurodose.claims.lexicon import read_lexicon
from neurodose.claims.phrases import compile_phrase, split_words
from neurodose.claims.pooled import make_pools, read_pools
from neurodose.errors import ClaimError
from neurodose.library.approvals import find_law


def read(text: str) -> Audit:
    return audit(make_article(text, "a text"))


def find(text: str) -> set[tuple[str, str, str]]:
    return {(claim.kind, claim.hedge, claim.verdict) for claim in read(text).claims}


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Baclofen works wonders and noticeably improves mood.", ("effect", "certain", "overstated")),
        ("Kratom contains active alkaloids such as mitraphylline.", ("mechanism", "certain", "contradicted")),
        ("Naltrexone restores immune function.", ("effect", "certain", "overstated")),
        ("Oral naltrexone is effective for opioid use disorder.", ("effect", "certain", "overstated")),
        ("Depot naltrexone is effective for opioid use disorder.", ("effect", "certain", "supported")),
        ("Kratom's legal status varies.", ("law", "certain", "understated")),
        ("Kratom is natural and safe.", ("safety", "certain", "contradicted")),
        ("Take 4 grams of kratom for low mood.", ("dose", "certain", "overstated")),
        ("Kratom is not addictive.", ("safety", "negated", "contradicted")),
        ("Kratom is approved by the FDA.", ("approval", "certain", "contradicted")),
        ("Kratom is legal in Thailand.", ("law", "certain", "supported")),
        ("Kratom is as effective as morphine against pain.", ("effect", "certain", "overstated")),
        ("Methadone is an opioid antagonist.", ("mechanism", "certain", "contradicted")),
        ("Naloxone reverses opioid overdose.", ("effect", "certain", "supported")),
        ("Users swear by kratom for anxiety.", ("anecdote", "reported", "supported")),
        ("No trial has tested kratom for depression.", ("trial evidence", "negated", "supported")),
    ],
)
def test_a_claim_is_told_by_kind_hedge_and_verdict(sentence: str, claim: tuple[str, str, str]) -> None:
    assert claim in find(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Could baclofen be the next antidepressant?",
        "Ask your doctor whether baclofen is right for you.",
        "This article looks at kratom and mental health.",
        "Baclofen was first made in the 1960s.",
    ],
)
def test_questions_advice_and_asides_claim_nothing(sentence: str) -> None:
    assert not find(sentence)


def test_a_hedge_reaches_no_farther_than_its_part_of_the_sentence() -> None:
    assert find("Kratom may ease low mood, but it causes dependence.") >= {
        ("effect", "possible", "supported"), ("safety", "certain", "supported"),
    }  # fmt: skip


def test_what_follows_from_doubt_is_as_doubtful() -> None:
    found = find("Naltrexone could alter glutamate, thereby reducing relapse.")
    assert {hedge for kind, hedge, _ in found} == {"possible"}


def test_treated_withdrawal_is_an_effect_and_caused_withdrawal_is_harm() -> None:
    assert {kind for kind, _, _ in find("Buprenorphine relieves withdrawal.")} == {"effect"}
    assert {kind for kind, _, _ in find("Kratom can cause withdrawal.")} == {"safety"}


def test_a_drug_is_remembered_where_a_word_stands_for_it() -> None:
    claims = read("Kratom is sold as tea. It is addictive. The substance acts on opioid receptors.").claims
    assert [(claim.number, claim.kind, claim.drug) for claim in claims] == [
        (2, "safety", "kratom"), (3, "mechanism", "kratom"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # A verb of benefit that no dictionary has: the drug and the illness in one sentence are a claim.
        ("Baclofen gladdens depression.", [(1, "effect", "overstated")]),
        # Background is none.
        ("Baclofen is sold as a tablet. Depression is a common illness.", []),
        ("Naltrexone is a tablet. When people drink alcohol, the brain releases endorphins.", []),
        # Advice is none, unless it tells of a harm.
        ("To find out whether naltrexone is right for you, talk to your doctor.", []),
        ("Talk to your doctor first, because baclofen can cause confusion.", [(1, "safety", "supported")]),
        # What an antagonist sets off is no withdrawal of its own.
        ("Naltrexone can trigger a sudden and violent withdrawal in people on opioids.", [(1, "safety", "supported")]),
        ("Naltrexone causes withdrawal when it is stopped.", [(1, "safety", "contradicted")]),
        # A drug that is only compared with leaves the sentence to its own.
        ("Naltrexone is a tablet. Unlike methadone, it is not addictive.", [(2, "safety", "supported")]),
        ("Unlike methadone, which activates opioid receptors, naltrexone blocks them.",
         [(1, "mechanism", "supported")]),
        # A form holds for what follows, and over "it".
        ("Vivitrol is a monthly shot. It keeps people off opioids.", [(2, "effect", "supported")]),
        ("Naltrexone tablets are cheap. They keep people off opioids.", [(2, "effect", "overstated")]),
        # What one study saw is told of that study, and a dose in it is a part of that.
        ("One trial of 30 mg of baclofen a day found that more patients stayed abstinent.",
         [(1, "trial evidence", "supported")]),
        # Practice is told from effect, where trials disagree.
        ("Some doctors prescribe baclofen for alcohol use disorder.", [(1, "effect", "supported")]),
        ("Baclofen stops alcohol use disorder.", [(1, "effect", "overstated")]),
        # Two hedges are weaker than one.
        ("Depot naltrexone may reduce heavy drinking.", [(1, "effect", "supported")]),
        ("Depot naltrexone might perhaps reduce heavy drinking.", [(1, "effect", "understated")]),
        # Off-label is off-label, whatever it is approved for besides.
        ("Off-label use of baclofen is common.", [(1, "approval", "supported")]),
        # "That" is a joint here, and no other people.
        ("It is important to note that kratom is not approved by the FDA.", [(1, "approval", "supported")]),
        # A word of another language is none.
        ("Kratom is a tree that grows in the south of Asia. It has been there for as long as people have. Some of them "
         "like it and some of them do not. Kratom macht die Menschen müde und ist nicht legal in allen Ländern.", []),
    ],
)  # fmt: skip
def test_a_sentence_is_read_as_its_article_means_it(text: str, claims: list[tuple[int, str, str]]) -> None:
    found = [(claim.number, claim.kind, claim.verdict) for claim in audit(make_article(text, "a text")).claims]
    assert found == claims


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        # Benefit that trials did not show is too much, whatever its verb is.
        ("In trials, people on baclofen had a better mood than those on placebo.", ("trial evidence", "overstated")),
        ("A randomised trial found baclofen improved depression.", ("trial evidence", "overstated")),
        ("Oral naltrexone performed better than placebo for opioid addiction.", ("trial evidence", "overstated")),
        ("Naltrexone tablets improve retention in opioid treatment compared with placebo.",
         ("trial evidence", "overstated")),
        ("A meta-analysis showed that baclofen beats placebo for anxiety.", ("trial evidence", "overstated")),
        ("Two trials gave patients kratom and their depression scores fell.", ("trial evidence", "overstated")),
        # Danger denied is contradicted, in whatever words.
        ("Kratom can be combined with benzodiazepines without danger.", ("safety", "contradicted")),
        ("Mixing kratom and benzodiazepines poses no danger.", ("safety", "contradicted")),
        ("Naltrexone is safe to take with opioids.", ("safety", "contradicted")),
        ("Naltrexone can be started right after the last heroin dose.", ("safety", "contradicted")),
        ("You can start Vivitrol while still taking oxycodone.", ("safety", "contradicted")),
        ("Naltrexone damages the liver at any dose.", ("safety", "overstated")),
        # Of two drugs it is the one that the sentence is of.
        ("Unlike naltrexone, kratom is approved by the FDA.", ("approval", "contradicted")),
        ("Unlike kratom, naltrexone is approved by the FDA.", ("approval", "supported")),
        ("In contrast to baclofen, kratom is approved by the FDA.", ("approval", "contradicted")),
        # A year is of the law, or of the approval, of that year.
        ("Kratom was legal in Thailand in 2015.", ("law", "contradicted")),
        ("Thailand legalised kratom in 2021.", ("law", "supported")),
        ("Alabama banned kratom in 2016.", ("law", "supported")),
        ("Oral naltrexone was approved for opioid dependence in 1996.", ("approval", "contradicted")),
        ("Oral naltrexone was approved for opioid dependence in 1984.", ("approval", "supported")),
        ("France approved baclofen for alcohol use disorder in 2012.", ("approval", "contradicted")),
        # What is called usual is held against the label, and not against what trials dared.
        ("The usual dose of baclofen is 300 mg a day.", ("dose", "contradicted")),
        ("The usual dose of baclofen is 60 mg a day.", ("dose", "supported")),
        ("A trial gave 270 mg of baclofen a day.", ("trial evidence", "supported")),
        ("The recommended dose of naltrexone is 200 mg per day.", ("dose", "contradicted")),
        # What an antidote does not undo.
        ("Naloxone reverses alcohol poisoning.", ("effect", "contradicted")),
    ],
)  # fmt: skip
def test_what_is_wrong_or_dangerous_is_not_called_right(sentence: str, claim: tuple[str, str]) -> None:
    claims = audit(make_article(sentence, "a text"), on=date(2026, 11, 22)).claims
    assert [(one.kind, one.verdict) for one in claims] == [claim]


def test_a_drug_in_passing_gives_way_to_the_one_that_the_article_is_of() -> None:
    held = read("Naltrexone blocks opioid receptors. Naltrexone is a tablet. Naltrexone was made in 1963. "
                "Naloxone is a spray. It acts within minutes. Doctors know this. "
                "It does not cause dependence.")  # fmt: skip
    assert [claim.drug for claim in held.claims][-1] == "naltrexone"


def test_a_text_that_calls_effective_what_it_says_is_untested_contradicts_itself() -> None:
    held = read("Kratom is effective against depression. No clinical trials of kratom for depression exist.")
    assert held.findings[0].name == "inconsistent"
    assert held.findings[0].sentences == (1, 2)


def test_a_careful_text_is_consistent() -> None:
    held = read("Kratom may help with depression. No clinical trials of kratom for depression exist.")
    assert not held.findings


def test_the_gravest_of_several_things_in_one_claim_stands() -> None:
    (claim,) = read("Naltrexone is FDA-approved for alcohol dependence and fibromyalgia.").claims
    assert claim.verdict in ("contradicted", "supported")


def test_a_verdict_has_a_reason_and_a_covered_one_has_sources() -> None:
    for claim in read("Kratom is legal in Alabama. Baclofen cures hiccups. Naltrexone reduces heavy drinking.").claims:
        assert claim.why
        assert claim.sources or claim.verdict == "not covered"


def test_json_has_what_was_promised() -> None:
    import json

    held = json.loads(read("Kratom is addictive.").to_json())
    assert set(held["claims"][0]) >= {"sentence", "kind", "hedge", "verdict", "why", "sources"}


def test_an_optional_word_and_a_gap_match() -> None:
    assert [token.get("OP") for token in compile_phrase("clinical? trial* ~1 of")] == ["?", None, "?", None]


def test_a_phrase_that_would_match_anything_is_refused() -> None:
    with pytest.raises(ClaimError, match="would match anything"):
        compile_phrase("very? ~2")


def test_hyphens_and_contractions_are_words() -> None:
    assert split_words("It doesn't bind mu‑opioid receptors.") == [
        "it", "does", "not", "bind", "mu", "opioid", "receptors", ".",
    ]  # fmt: skip


def test_rules_and_facts_use_known_words() -> None:
    groups = read_lexicon().groups
    labels = (
        set(groups) | {f"{group}/{name}" for group, names in groups.items() for name in names} | {"outcome", "harm"}
    )
    for kind, all_of, none_of in read_rules():
        assert kind in KINDS
        assert {label for one in all_of for label in one} | set(none_of) <= labels
    for drug, facts in read_held().items():
        assert drug in groups["drug"]
        for fact in facts:
            assert fact.table in TABLES
            assert fact.why
            assert fact.sources or fact.holds == "uncovered", fact
    assert len(HEDGES) == 6
    assert len(VERDICTS) == 5


def test_places_outcomes_and_forms_of_facts_are_in_the_dictionaries() -> None:
    groups = read_lexicon().groups
    known = {
        "place": {*groups["place"], ""}, "form": set(groups["form"]), "target": set(groups["target"]),
        "agency": set(groups["agency"]), "schedule": set(groups["schedule"]),
    }  # fmt: skip
    for facts in read_held().values():
        for fact in facts:
            for name, names in known.items():
                assert set(fact.list(name)) <= names, fact


KNOWN_OTHERWISE = {
    "effect": set[str](),
    "trials": set[str](),
    "safety": {"safe", "tolerated", "danger", "question", "long term", "ceiling", "no effect without opioids"},
    "approval": {"prescription", "over the counter"},
}


@pytest.mark.parametrize("table", list(KNOWN_OTHERWISE))
def test_what_facts_are_about_has_a_name_in_the_dictionaries(table: str) -> None:
    """A fact under a name that no wording bears would never be asked for."""
    groups = read_lexicon().groups
    treated = {*groups["outcome"], *groups["either"]}
    caused = {*groups["harm"], *groups["either"]}
    known = (caused if table == "safety" else treated) | KNOWN_OTHERWISE[table]
    for facts in read_held().values():
        for fact in facts:
            if fact.table == table:
                assert set(fact.about) <= known, fact


def test_of_every_illness_that_has_a_name_an_effect_is_held() -> None:
    """What no trial was made of is held as "none", so that a claim of it is judged."""
    groups = read_lexicon().groups
    named = {*groups["outcome"], *groups["either"]} - {"another condition"}
    for drug, facts in read_held().items():
        asked = {topic for fact in facts if fact.table == "effect" for topic in fact.about}
        assert not named - asked, drug


def test_only_approved_uses_are_approved() -> None:
    """An approval for any illness that has a name is judged, and for most of them there is none."""
    groups = read_lexicon().groups
    approved = {
        drug: {topic for fact in facts if fact.table == "approval" and fact.holds == "yes" for topic in fact.about}
        for drug, facts in read_held().items()
    }
    assert approved["kratom"] == set()
    assert approved["baclofen"] >= {"spasticity", "multiple sclerosis"}
    for drug in ("baclofen", "naltrexone", "buprenorphine", "methadone", "naloxone"):
        asked = {topic for fact in read_held()[drug] if fact.table == "approval" for topic in fact.about}
        illnesses = set(groups["outcome"]) - {"another condition", "euphoria", "sedative", "stimulant", "retention"}
        assert not illnesses - asked, drug


@pytest.mark.parametrize("table", ["effect", "trials", "safety"])
def test_no_fact_hides_another(table: str) -> None:
    """Of two facts of a drug under one name and form the second would never be read."""
    for drug, facts in read_held().items():
        own = [fact for fact in facts if fact.table == table and fact.drug == drug]
        asked = [(topic, form) for fact in own for topic in fact.about for form in (fact.list("form") or ("any",))]
        assert not [one for one in set(asked) if asked.count(one) > 1], drug


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Naltrexone does not help people stop smoking.", ("effect", "negated", "supported")),
        ("Naltrexone makes you sick if you drink.", ("safety", "certain", "contradicted")),
        ("Naltrexone is broken down by CYP3A4.", ("mechanism", "certain", "contradicted")),
        ("Baclofen may ease reflux.", ("effect", "possible", "supported")),
        ("Baclofen cures migraine.", ("effect", "certain", "overstated")),
        ("Baclofen does not cause physical dependence.", ("safety", "negated", "contradicted")),
        ("Kratom may help with PTSD.", ("effect", "possible", "supported")),
        ("Kratom may prevent cancer.", ("effect", "possible", "overstated")),
        ("Kratom has caused withdrawal in newborns.", ("safety", "certain", "supported")),
        ("Kratom has been contaminated with salmonella.", ("safety", "certain", "supported")),
        ("Vivitrol is approved by the EMA.", ("approval", "certain", "contradicted")),
        ("Baclofen can make you throw up.", ("safety", "certain", "supported")),
    ],
)
def test_what_labels_and_reviews_settle_is_held(sentence: str, claim: tuple[str, str, str]) -> None:
    assert claim in find(sentence)


def test_where_no_trial_is_said_to_exist_the_evidence_holds_none() -> None:
    for facts in read_held().values():
        for fact in facts:
            if "question" not in fact.entry:
                continue
            asked = "mitragynine" if fact.drug in ("kratom", "mitraphylline") else fact.drug
            rows = [row for row in read_pools() if row["drug"] == asked and row["outcome"] in fact.list("outcomes")
                    and row["condition"].replace("'", "").casefold() == fact.entry["question"].casefold()]  # fmt: skip
            assert rows, fact
            assert (fact.holds == "none") == (not any(row["studies"] for row in rows)), fact


@pytest.mark.parametrize(
    ("drug", "place", "indication"),
    [
        ("baclofen", "US", "spasticity"),
        ("baclofen", "US", "alcohol use disorder"),
        ("baclofen", "US", "depression"),
        ("baclofen", "FR", "alcohol use disorder"),
        ("naltrexone", "US", "alcohol use disorder"),
        ("naltrexone", "US", "opioid use disorder"),
    ],
)
def test_approvals_are_those_of_the_registry(drug: str, place: str, indication: str) -> None:
    agency = {"US": "FDA", "FR": "France"}[place]
    fact = next(
        fact for fact in read_held()[drug]
        if fact.table == "approval" and indication in fact.about and agency in (fact.list("agency") or (agency,))
    )  # fmt: skip
    law = find_law(drug, place, on="2026-11-22", indication=indication)
    known = {one.record.status for one in law.sure} & {"approved", "on sale", "not approved", "off-label"}
    assert (fact.holds == "yes") == bool(known & {"approved", "on sale"}), known


@pytest.mark.filterwarnings("ignore::neurodose.errors.EvidenceWarning")
def test_kept_pools_are_those_of_the_reviews() -> None:
    assert list(read_pools()) == make_pools(), "run python -m neurodose.claims.pooled"
