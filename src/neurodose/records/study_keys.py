"""What a file of a study may say: its tables and their keys. docs/studies.md shows them to people who write one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from neurodose.records.keys import Key
from neurodose.records.study import DESIGNS, Favours, Tool
from neurodose.sources import Reading

READINGS = get_args(Reading)
BETTER = ("more", "less")
# Tables a file may have, and whether each may come several times.
TABLES: Mapping[str, bool] = {
    "source": False, "people": False, "arm": True, "bias": False, "bias.because": False, "columns": False,
    "outcome": True, "outcome.arm": True, "outcome.contrast": True, "outcome.bias": False,
    "outcome.bias.because": False,
}  # fmt: skip

STUDY: Mapping[str, Key] = {
    "format": Key("1", "count"),
    "name": Key('as figures call it: "Addolorato 2007"', required=True),
    "aka": Key("by which name or number it is known as well"),
    "design": Key("how people came to what they got", "word", DESIGNS, required=True),
    "masking": Key('who knew what they got: "double-blind", "open"; "" where it is not known'),
    "weeks": Key("how long people were treated", "number"),
    "funding": Key('who paid for it; "" where it is not known'),
    "registration": Key('its number in a register; "" where it is not known'),
    "holds": Key("of a review: the studies it pools, as their files are named", "texts"),
    "holds_inferred": Key("true where that list is inferred, from dates and topic say, and was not read", "flag"),
    "note": Key("what a reader should know: what was assumed, what contradicts it"),
}
SOURCE: Mapping[str, Key] = {
    "authors": Key('as cited: "Addolorato and others"', required=True),
    "year": Key("of publication", "count", required=True),
    "journal": Key("with volume and page, or who published it", required=True),
    "locator": Key("where in it: table, abstract"),
    "doi": Key("without https://doi.org/"),
    "pmid": Key("number in PubMed", "count"),
    "reading": Key("how the numbers were read", "word", READINGS, required=True),
}
PEOPLE: Mapping[str, Key] = {
    "condition": Key('what they were treated for: "alcohol use disorder"', required=True),
    "also": Key('what else they had, several with commas between: "depression, hepatitis C"'),
    "n": Key("people in all", "count"),
    "age": Key("in words, as printed"),
    "women": Key("share or number, as printed"),
    "place": Key("where"),
}
ARM: Mapping[str, Key] = {
    "name": Key('its own in the study: "baclofen 60 mg"', required=True),
    "treatment": Key('what pools and networks call it: "baclofen", "naltrexone depot", "placebo"', required=True),
    "drug": Key("as the library names it; leave it out where there is none"),
    "dose_mg": Key("a day, of what was given by mouth; of a depot or implant a month's dose over its days", "number"),
    "route": Key('"mouth", "muscle", "under the skin"'),
    "form": Key('in words: "380 mg depot every 4 weeks"'),
    "beside": Key("what everybody of it had as well"),
    "n": Key("people who were randomised to it (or enrolled)", "count"),
}
OUTCOME: Mapping[str, Key] = {
    "name": Key('what questions call it: "abstinence"', required=True),
    "words": Key("as the study counted it"),
    "at": Key('when: "12 weeks", "baseline"'),
    "weeks": Key("when, as a number", "number"),
    "better": Key("whether people want more or less of it", "word", BETTER),
    "scale": Key('of a score or measure: "HAM-D-17", "% of days"'),
    "favours": Key("whom it favours, where no number could be pooled", "word", get_args(Favours)),
    "said": Key("what the study says of it, in your words"),
    "locator": Key("where in the source, if not as the source says"),
    "reading": Key("how it was read, if not as the source was", "word", READINGS),
}
_NUMBERS: Mapping[str, Key] = {
    "reading": Key("how these numbers were read, if not as the outcome", "word", READINGS),
    "derived": Key("the arithmetic, where they are not as printed; how sure, where they are remembered"),
    "doubt": Key("why a number that looks odd is kept as printed"),
}
RESULT: Mapping[str, Key] = {
    "arm": Key("name of an arm of the study", required=True),
    "events": Key("people in whom it happened", "number"),
    "total": Key("people of whom it was counted or measured", "number"),
    "mean": Key("of the score or measure", "number"),
    "sd": Key("standard deviation between people", "number"),
    "se": Key("standard error of the mean", "number"),
    "median": Key("where that is told and no mean", "number"),
    "interval": Key("95 %, of the median", "pair"),
    "person_time": Key("time that was watched, of all people together", "number"),
} | _NUMBERS
CONTRAST: Mapping[str, Key] = {
    "arm": Key("name of an arm of the study", required=True),
    "against": Key("name of the arm it is compared with", required=True),
    "measure": Key('"RR", "OR", "RD" (as a share), "MD", "SMD", "HR", "IRR", "ROM"', required=True),
    "estimate": Key("as printed: a ratio, never its logarithm; arm against the other", "number", required=True),
    "interval": Key("both ends of it", "pair"),
    "level": Key("of the interval; 0.95 if nothing is said", "number"),
    "se": Key("standard error, of the logarithm where it is a ratio", "number"),
    "p": Key("two-sided", "number"),
} | _NUMBERS
# Which dataclass holds which table, as docs/studies.md shows them.
ALL: Mapping[str, Mapping[str, Key]] = {
    "": STUDY, "[source]": SOURCE, "[people]": PEOPLE, "[[arm]]": ARM, "[[outcome]]": OUTCOME,
    "[[outcome.arm]]": RESULT, "[[outcome.contrast]]": CONTRAST,
}  # fmt: skip
TOOLS = get_args(Tool)
