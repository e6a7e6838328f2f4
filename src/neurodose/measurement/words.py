"""The words of topics, brought to their stems; what says nothing, and other names of a thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# fmt: off
SILENT = {
    "a", "an", "the", "of", "in", "to", "with", "and", "at", "by", "for", "on", "per", "each", "from", "s",
}
# What says only how or of whom it was asked.
QUALIFIERS = {
    "total", "score", "scale", "rating", "rated", "self", "reported", "clinician", "mean", "median", "number",
    "percentage", "percent", "cent", "share", "weekly", "patient", "participant", "subject", "people", "during",
    "over", "treatment", "trial", "study", "end", "baseline", "confirmed", "item", "severity",
    "any", "return", "first", "plasma", "serum", "blood", "rise", "raised", "elevated", "elevation",
    "incidence", "occurrence", "presence", "least", "one",
}
# Other names of a thing, on words that are brought to their stems.
SYNONYMS = (
    ("hamilton depression rating scale", "hamd"), ("hamilton depression scale", "hamd"),
    ("hamilton depression", "hamd"), ("ham d", "hamd"), ("hdrs", "hamd"), ("hrsd", "hamd"), ("hamd 17", "hamd"),
    ("hamd17", "hamd"), ("montgomery asberg depression rating scale", "madrs"), ("montgomery asberg", "madrs"),
    ("madrs 10", "madrs"), ("phq 9", "phq9"), ("patient health questionnaire 9", "phq9"),
    ("patient health questionnaire", "phq9"), ("state trait anxiety inventory", "stai"), ("stai s", "stai"),
    ("stai state", "stai"), ("spielberger state anxiety", "stai"), ("clinical opiate withdrawal scale", "cows"),
    ("clinical opioid withdrawal scale", "cows"), ("obsessive compulsive drinking scale", "ocds"),
    ("modified ashworth", "ashworth"), ("visual analogue scale", "vas"), ("binge drinking", "heavy drinking"),
    ("binge", "heavy drinking"), ("hdd", "heavy drinking day"), ("il 6", "interleukin 6"), ("il6", "interleukin 6"),
    ("il 1beta", "interleukin 1beta"), ("il 1b", "interleukin 1beta"), ("tnf a", "tnf alpha"),
    ("tumour necrosis factor alpha", "tnf alpha"), ("tumor necrosis factor alpha", "tnf alpha"),
    ("ifn alpha", "interferon alpha"), ("ifn a", "interferon alpha"), ("drop out", "dropout"),
    ("alcohol consumption", "alcohol consumed"), ("alcohol intake", "alcohol consumed"), ("sobriety", "abstinence"),
    ("standard drink", "drink"), ("nucleus accumben", "ventral striatum"), ("accumben", "ventral striatum"),
    ("hazardous drinking", "heavy drinking"), ("feel sick", "nausea"),
)
STEMS = (
    ("abstin", "abstinence"), ("abstain", "abstinence"), ("relaps", "relapse"), ("nause", "nausea"),
    ("sedat", "sedation"), ("spastic", "spasticity"), ("anxi", "anxiety"), ("depressi", "depression"),
    ("somnol", "somnolence"), ("discontinu", "discontinuation"),
)
USED = {"alcohol", "opioid", "opiate", "heroin"}  # what a topic may say, and a response means without saying it
# fmt: on
# Words that tell of whom a study was, by what a response is about.
ABOUT = {
    "alcohol": ("alcohol", "drink", "drinking", "drinker", "binge", "aud"),
    "opioid": ("opioid", "opiate", "heroin", "oud", "detoxified"),
    "pain": ("pain", "fibromyalgia", "analgesia"),
    "mood": ("depression", "depressive", "mdd", "mood"),
}


def read_words(text: str) -> tuple[str, ...]:
    """The words of a topic, in lower case and brought to their stems; what says nothing is left out."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return tuple(_stem(word) for word in re.findall(r"[a-z0-9]+", plain.casefold()) if word not in SILENT)


def simplify(words: Sequence[str]) -> frozenset[str]:
    """The same words by one name of each thing, in no order, without qualifiers."""
    text = f" {' '.join(words)} "
    for other, usual in SYNONYMS:
        text = text.replace(f" {other} ", f" {usual} ")
    left = text.split()
    return frozenset(word for word in left if word not in QUALIFIERS) or frozenset(left)


def _stem(word: str) -> str:
    for start, stem in STEMS:
        if word.startswith(start):
            return stem
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
