"""A sentence is read with what was named before it: "it", "the substance", "users" are about the drug last in sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from neurodose.claims.claim import Kind
from neurodose.claims.held import OF_WHAT
from neurodose.claims.kinds import find_kinds, settle
from neurodose.claims.lexicon import Tag, tag_text
from neurodose.claims.sentences import Sentence
from neurodose.claims.statement import Statement, part

# Of several drugs in one statement the claim is about the one that says most by itself.
SPECIAL = ("mitraphylline", "pseudoindoxyl")
OPENING = 2  # a word for the drug that stands no later opens its sentence
OPENS_ADVICE = frozenset({"to", "if", "before", "whether", "when"})
LISTED = frozenset({"or", "and", ","})
# After these a drug is what the sentence's own is compared with, or what people come from: "unlike methadone".
BESIDE = frozenset({"unlike", "like", "than", "off", "versus", "vs", "against", "instead", "beats", "beat", "compared",
                    "superior", "inferior", "alternative", "similar", "comparable"})  # fmt: skip
SUBSTANCES = ("alcohol use disorder", "opioid use disorder")
CONTRAST = frozenset({"contrast", "opposed", "compared"})
MINOR = 3  # a drug that is named this many times less often than the article's own is spoken of in passing


@dataclass(frozen=True)
class Read:
    """A sentence with its statements, each with its drug, and the kinds of claims each makes."""

    sentence: Sentence
    statements: tuple[tuple[Statement, tuple[Kind, ...]], ...]


def count_drugs(sentences: Iterable[Sentence]) -> Counter[str]:
    """How often each drug is named."""
    return Counter(tag.name for one in sentences for tag in tag_text(one.text)[1] if tag.group == "drug")


def read_sentences(sentences: Iterable[Sentence]) -> Iterator[Read]:
    """Each sentence, read with what stood before it."""
    sentences = tuple(sentences)
    counts = count_drugs(sentences)
    main = max(counts, key=lambda drug: counts[drug], default="")
    drug, forms, topics, since = "", (), (), 0
    for sentence in sentences:
        words, tags = tag_text(sentence.text)
        drugs = _name_subjects(words, tags, drug)
        since = 0 if drugs else since + 1
        if drug and not drugs and counts[drug] * MINOR <= counts[main] and not _goes_on(tags, since):
            drug, forms = main, ()
        own = tuple(tag for tag in tags if tag.group == "form")
        named = tuple(dict.fromkeys(tag.name for tag in tags if tag.group == "outcome"))
        here = drugs[0] if drugs and not _opens_with_it(tags, drug) else drug
        is_read = sentence.role == "sentence" and here and (drugs or not _is_background(tags))
        lent = () if drugs or own else forms
        yield Read(sentence, tuple(_read_parts(words, (*tags, *lent), here, named or topics)) if is_read else ())
        forms = tuple(replace(tag, first=0, last=0) for tag in own) if drugs or own else forms
        drug = _choose(drugs) if drugs else drug
        topics = named or topics


def _goes_on(tags: tuple[Tag, ...], since: int) -> bool:
    """Whether a sentence opens with a word for the drug of the sentence before."""
    return since == 1 and any(tag.group == "anaphor" and tag.first <= OPENING for tag in tags)


def _opens_with_it(tags: tuple[Tag, ...], before: str) -> bool:
    """Whether "it" stands before any drug: "while it may help, methadone is approved"."""
    first = next((tag for tag in tags if tag.group == "drug" or tag.label in ("anaphor/it", "anaphor/they")), None)
    return bool(before) and first is not None and first.group != "drug"


def _name_subjects(words: list[str], tags: tuple[Tag, ...], before: str) -> list[str]:
    """The drugs that a sentence is about; one that is only compared with is none where another is in sight."""
    named = [tag for tag in tags if tag.group == "drug"]
    beside: list[Tag] = []
    for tag in named:
        between = set(words[beside[-1].last : tag.first]) if beside else set()
        follows = bool(between & {"or", "and"}) and between <= LISTED
        ahead = words[max(0, tag.first - 3) : tag.first]
        if BESIDE & set(ahead[-2:]) or CONTRAST & set(ahead) or follows:
            beside.append(tag)
    subjects = [tag.name for tag in named if tag not in beside]
    if subjects or not before:
        return subjects or [tag.name for tag in named]
    return [before] if named else []


def _is_background(tags: tuple[Tag, ...]) -> bool:
    """Whether a sentence that names no drug is about something else: it opens with an illness or a receptor, and never
    comes back to the drug.
    """
    if any(tag.label == "meta/background" and tag.first <= 1 for tag in tags):
        return True
    if any(tag.group == "anaphor" for tag in tags):
        return False
    opens = next((tag for tag in tags if tag.group in ("target", "outcome", "user", "harm", "either")), None)
    return opens is not None and opens.group in ("target", "outcome") and opens.first <= 1


def _choose(drugs: list[str]) -> str:
    special = [drug for drug in drugs if drug in SPECIAL]
    return special[0] if special else drugs[0]


def _read_parts(
    words: list[str], tags: tuple[Tag, ...], drug: str, topics: tuple[str, ...]
) -> Iterator[tuple[Statement, tuple[Kind, ...]]]:
    is_named = any(tag.group in ("drug", "anaphor", "form") for tag in tags)
    forms: tuple[Tag, ...] = ()
    places: tuple[Tag, ...] = ()
    for statement in part(words, tags):
        named = _name_subjects(words, statement.tags, drug)
        drug = _choose(named) if named else drug
        # A form or a place holds for what follows, and not for what stood before.
        forms, places = statement.find("form") or forms, statement.find("place") or places
        lent = (*(() if statement.has("form") else forms), *(() if statement.has("place", "vague") else places),
                *_find_asides(statement, tags))  # fmt: skip
        about = _name_beside(statement) or drug
        settled = settle(replace(statement, tags=(*statement.tags, *lent), drug=about, is_named=is_named))
        settled = replace(settled, topics=_inherit(topics, settled))
        yield settled, find_kinds(settled)


def _find_asides(statement: Statement, tags: tuple[Tag, ...]) -> Iterator[Tag]:
    """What makes an aside of a whole sentence: a word of the article, or "to find out whether it helps, ask"."""
    for tag in tags:
        is_advice = tag.label == "meta/advice" and statement.words[0] in OPENS_ADVICE
        if (tag.label == "meta/article" or is_advice) and tag not in statement.tags:
            yield tag


def _name_beside(statement: Statement) -> str:
    """The other drug that a clause tells of before it comes to its own: "unlike methadone, which is an agonist"."""
    is_aside = statement.words[0] in ("like", "unlike") and "which" in statement.words
    return next(iter(statement.names("drug")), "") if is_aside else ""


def _inherit(topics: tuple[str, ...], statement: Statement) -> tuple[str, ...]:
    named = statement.names("outcome")
    if named and set(named) <= OF_WHAT:
        return (*named, *(topic for topic in topics if topic in SUBSTANCES and topic not in named))
    return named or topics
