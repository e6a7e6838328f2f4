"""Words that other people and programs use for designs, measures and judgements, as the records say them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from neurodose.records.study import DESIGNS, JUDGEMENTS, NOT_ASSESSED, Design, Tool

DESIGN_WORDS: Mapping[str, Design] = {
    **dict(zip(DESIGNS, DESIGNS, strict=True)),
    **dict.fromkeys(("rct", "randomised", "randomized", "parallel", "randomised controlled trial",
                     "randomized controlled trial", "randomized parallel", "parallel group"), "randomised parallel"),
    **dict.fromkeys(("crossover", "cross over", "crossover rct", "randomized crossover"), "randomised crossover"),
    **dict.fromkeys(("cluster", "cluster rct", "crct", "cluster randomized"), "cluster randomised"),
    **dict.fromkeys(("nrs", "non randomised", "non randomized", "nonrandomised", "nonrandomized", "cct",
                     "controlled clinical trial", "quasi experimental", "quasi randomised", "quasi randomized"),
                    "non-randomised comparison"),
    **dict.fromkeys(("case control",), "case-control"),
    **dict.fromkeys(("cohort study", "observational", "observational cohort"), "cohort"),
    **dict.fromkeys(("single group", "uncontrolled", "open single arm"), "single arm"),
}  # fmt: skip
MEASURE_WORDS: Mapping[str, str] = {
    "or": "OR", "odds ratio": "OR", "peto or": "OR", "peto odds ratio": "OR", "log or": "OR", "lnor": "OR",
    "rr": "RR", "risk ratio": "RR", "relative risk": "RR", "log rr": "RR", "lnrr": "RR",
    "hr": "HR", "hazard ratio": "HR", "log hr": "HR", "log hazard ratio": "HR", "lnhr": "HR",
    "irr": "IRR", "rate ratio": "IRR", "incidence rate ratio": "IRR", "log irr": "IRR",
    "rd": "RD", "risk difference": "RD", "md": "MD", "mean difference": "MD", "wmd": "MD",
    "smd": "SMD", "std mean difference": "SMD", "standardized mean difference": "SMD",
    "standardised mean difference": "SMD", "hedges g": "SMD", "cohens d": "SMD",
    "rom": "ROM", "ratio of means": "ROM", "ird": "IRD", "incidence rate difference": "IRD", "gen": "GEN",
}  # fmt: skip
JUDGED: Mapping[str, str] = {
    "+": "low", "low risk": "low", "low risk of bias": "low", "unclear": "some concerns", "?": "some concerns",
    "unclear risk": "some concerns", "unclear risk of bias": "some concerns", "some concern": "some concerns",
    "high risk": "high", "high risk of bias": "high", "moderate risk": "moderate", "serious risk": "serious",
    "critical risk": "critical", "ni": "no information",
}  # fmt: skip


def words(text: str) -> str:
    """A text as it is compared: small letters, single blanks, no marks between words."""
    return re.sub(r"[\s\-_.:()/']+", " ", text.casefold()).strip()


def find_design(text: str) -> Design | None:
    """The design that is meant, or None."""
    known: dict[str, Design] = {words(key): design for key, design in DESIGN_WORDS.items()}
    return known.get(words(text))


def find_measure_word(text: str) -> str | None:
    """The symbol of the measure that is meant ("RR" for "risk ratio"), or None."""
    said = words(text)
    return MEASURE_WORDS.get(said) or MEASURE_WORDS.get(re.sub(r"\s*\b(or|rr|hr|irr|rd|md|smd)$", "", said).strip())


def find_judgement(text: str, tool: Tool) -> str | None:
    """The judgement of bias that is meant, or None; RoB 2 has no word of its own for "no information"."""
    said = words(text) or text.strip()
    said = JUDGED.get(said, said)
    if tool == "RoB 2" and said == "no information":
        return NOT_ASSESSED
    return said if said in JUDGEMENTS[tool] else None
