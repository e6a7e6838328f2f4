"""What drugs are called on reports: spellings and brands are found, and what only looks like them is not."""

from __future__ import annotations

import re

import pytest

from neurodose.case_reports.naming import Naming, Synonym, split_ingredients, tidy
from neurodose.errors import CaseReportError
from neurodose.library.synonyms import find_synonym, find_synonyms, read_synonyms

NAMING = Naming(find_synonyms())
KRATOM, SEVEN = ("kratom",), ("7-hydroxymitragynine",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("KRATOM", KRATOM), ("OPMS GOLD KRATOM CAPS", KRATOM), ("O.P.M.S. LIQUID", KRATOM), ("Mit-45 Gold", KRATOM),
     ("KRATUM TEA", KRATOM), ("MITRAGYNA SPECIOSA LEAF", KRATOM), ("MITRAGYNINE", KRATOM), ("MAENG-DA", KRATOM),
     ("KETUM", KRATOM), ("KRATOM'S", KRATOM),
     ("7-OH", SEVEN), ("7 OH TABLETS", SEVEN), ("7OH", SEVEN), ("7-OHMZ", SEVEN), ("7ΩHMZ", SEVEN), ("7TABZ", SEVEN),
     ("7-HYDROXYMITRAGYNINE", SEVEN), ("7-HYDROXY-MITRAGYNINE", SEVEN), ("7 HYDROXY MITRAGYNINE", SEVEN),
     ("7-OH KRATOM TABLETS", SEVEN), ("KRATOM EXTRACT (7-HYDROXYMITRAGYNINE)", SEVEN), ("(7-OH)", SEVEN),
     ("LIORESAL", ("baclofen",)), ("BACLOFEN /00085301/", ("baclofen",)), ("GABLOFEN INTRATHECAL", ("baclofen",)),
     ("VIVITROL", ("naltrexone",)), ("NALTREXONE HCL", ("naltrexone",)), ("LDN", ("naltrexone",)),
     ("LOW-DOSE NALTREXONE", ("naltrexone",)), ("CONTRAVE", ("bupropion", "naltrexone"))],
)  # fmt: skip
def test_spellings_and_brands_are_one_name(written: str, meant: tuple[str, ...]) -> None:
    assert NAMING.read((written.upper(), "")) == meant


@pytest.mark.parametrize(
    "written",
    ["17-OH PROGESTERONE", "7-OH-DPAT", "8-OH-DPAT", "17-HYDROXYPROGESTERONE", "2,7-OH X", "METHYLNALTREXONE",
     "RELISTOR", "METHYL NALTREXONE BROMIDE", "ARBACLOFEN", "APOMORPHINE", "SUFENTANIL", "REMIFENTANIL",
     "BENZYL ALCOHOL",
     "KRATOS", "LDNX", "VIENNA COFFEE", "7 OHIO DROPS"],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_none(written: str) -> None:
    assert NAMING.read((written, "")) == (written,)


def test_an_active_ingredient_tells_what_a_brand_holds() -> None:
    assert NAMING.read(("X", "BUPRENORPHINE HYDROCHLORIDE\\NALOXONE")) == ("buprenorphine", "naloxone")
    assert NAMING.read(("SYMPROIC", "NALDEMEDINE TOSYLATE")) == ("NALDEMEDINE TOSYLATE",)
    assert NAMING.read(("PERCOCET", "ACETAMINOPHEN\\OXYCODONE")) == ("oxycodone", "ACETAMINOPHEN")
    assert split_ingredients("A\\B;A") == ("A", "B")


def test_a_name_without_words_means_nothing() -> None:
    assert NAMING.read(("", "")) == ()
    assert NAMING.read((" - ", "")) == ()
    assert tidy('"ASPIRIN"  /00002701/.') == "ASPIRIN"


def test_many_names_are_read_as_one_by_one() -> None:
    names = [("KRATOM", ""), ("TEA", ""), ("7-OH KRATOM", ""), ("", ""), ("CONTRAVE", ""), ("X", "TEA")]
    labels, pairs = NAMING.read_all(names)
    for at, name in enumerate(names):
        assert tuple(labels[label] for place, label in pairs if place == at) == NAMING.read(name)


@pytest.mark.parametrize("synonym", find_synonyms(), ids=lambda one: one.drug)
def test_every_entry_finds_its_own_words_and_yields_to_what_is_there(synonym: Synonym) -> None:
    names = {one.drug for one in find_synonyms()}
    assert set(synonym.yields_to) <= names
    for word in synonym.words:
        assert synonym.fits(word), word
        found = NAMING.read((word.upper(), ""))
        assert synonym.drug in found or set(synonym.yields_to) & set(found), word
    for pattern in (*synonym.patterns, *synonym.never):
        re.compile(pattern)


def test_an_entry_is_found_by_other_names() -> None:
    assert find_synonym("Mitragynine").drug == "kratom"
    with pytest.raises(CaseReportError, match="no drug is called"):
        find_synonym("soap")


@pytest.mark.parametrize(
    ("text", "said"),
    [("[[name]\n", "cannot be read"), ('[[name]]\ndrug = "a"\n', "lacks drug or words"),
     ('[[name]]\ndrug = "a"\nwords = ["a"]\ncolour = 1\n', "has 'colour'")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told(text: str, said: str) -> None:
    with pytest.raises(CaseReportError, match=said):
        read_synonyms(text, "mine.toml")
