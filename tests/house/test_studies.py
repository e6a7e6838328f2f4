"""Every line of the collection on trials, surveys and safety is a study or stands excluded with a reason; and what a
study says is what the library says of it elsewhere.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import log
from pathlib import Path

import pytest

from neurodose.library.harms import KRATOM
from neurodose.library.pooled import PooledEffect
from neurodose.library.responses.drinking_trials import OF_BACLOFEN, OF_NALTREXONE, baclofen_first, naltrexone_heavy
from neurodose.library.searches import find_searches
from neurodose.library.studies import find_studies, find_study, read_all
from neurodose.records.keys import Key
from neurodose.records.observation import Observation
from neurodose.records.question_reader import INDIRECT, JUDGEMENT, OUTCOME, THRESHOLD
from neurodose.records.reader import read_observations
from neurodose.records.search import EXCLUDED, NOT_FOUND, SEARCH, count_flow
from neurodose.records.study import ArmResult, Outcome, Study
from neurodose.records.study_keys import ALL
from neurodose.records.study_reader import read_study

DOCS = Path(__file__).resolve().parents[2] / "docs"
STUDIES = sorted((f for f in files("neurodose.library.studies").iterdir() if f.name.endswith(".toml")),
                 key=lambda f: f.name)  # fmt: skip
# How a line of sections 5 and 6 begins, and the files of studies it became; none: it stands excluded by that name.
ENTERED: dict[str, str] = {
    "Addolorato 2002": "addolorato_2002", "Addolorato 2007": "addolorato_2007", "Addolorato 2011": "addolorato_2011",
    "Garbutt 2010": "garbutt_2010", "BACLAD": "muller_2015", "ALPADIR": "reynaud_2017", "Beraha 2016": "beraha_2016",
    "Hauser 2017": "hauser_2017", "Morley 2014": "morley_2014", "Ponizovsky 2015": "ponizovsky_2015",
    "Rigal 2012": "rigal_2012", "Krupitsky 1993": "krupitsky_1993", "Breslow 1989": "breslow_1989",
    "Drake 2003": "drake_2003", "Flannery 2004": "flannery_2004", "Post 1991": "post_1991",
    "Cochrane 2010": "cochrane_2010", "COMBINE 2006": "combine_2006", "DeSantis 2013": "desantis_2013",
    "Volpicelli 1992": "volpicelli_1992", "O'Malley 1992": "omalley_1992", "Krystal 2001": "krystal_2001",
    "Heinala 2001": "heinala_2001", "Santos 2022": "santos_2022", "Garbutt 2005": "garbutt_2005",
    "Jonas 2014": "jonas_2014", "Kranzler & Soyka": "kranzler_2018", "Krupitsky 2011": "krupitsky_2011",
    "Krupitsky 2013": "krupitsky_2013", "Krupitsky 2012": "krupitsky_2012", "Opheim 2021": "opheim_2021",
    "Comer 2006": "comer_2006", "Younger 2013": "younger_2013", "Mischoulon 2017": "mischoulon_2017",
    "Smith 2011": "smith_2011", "Garcia-Romeu": "garcia_romeu_2020", "Grundmann 2017": "grundmann_2017",
    "Smith 2021": "smith_2021", "Rogers 2021": "rogers_2021", "NSDUH": "nsduh_2020",
    "baclofen self-poisoning": "boels_2017", "ED series": "emergency_series_2014",
    "baclofen encephalopathy": "el_husseini_2011", "baclofen + alcohol": "evans_2009",
    "baclofen trial dropout": "bschor_2018 garbutt_2010", "XR-NTX discontinuation": "garbutt_2005",
    "XR-NTX nausea": "garbutt_2005", "oral NTX nausea": "cochrane_2010", "XR-NTX OUD open": "krupitsky_2013",
    "kratom US poison centres": "post_2019", "kratom deaths": "olsen_2019",
    "7-OH use disorder": "hydroxymitragynine_series_2026",
}  # fmt: skip
NONE_FOUND = ("RCT in primary MDD or GAD", "RCT of kratom")  # lines that say so; `not_found` of the searches holds them
# Paragraphs below tables, with the reviews that they hold; and what stands elsewhere in the collection.
BESIDE = ("rose_2018", "bschor_2018", "pierce_2018", "phimarn_2022", "singh_2014", "parkitny_2017")
OF_ONE = {"XR-NTX nausea": "nausea"}  # lines that are about one outcome of a study that has a line of its own
HEADINGS = ("trial", "source", "study", "topic")
HALF_A_PERSON = 0.5  # counts stand as whole people where a source gives per cent
ROUNDED = 1.5e-3  # effects there stand with three decimals
PRINTED = 1e-9  # numbers are typed, not computed


@pytest.fixture(scope="module")
def collection(shared: Path) -> str:
    return (shared / "literature.md").read_text(encoding="utf-8")


def find_lines(collection: str) -> dict[str, str]:
    """The lines of the tables of sections 5 and 6, by their first cell."""
    part = collection.split("\n# 5. ")[1].split("\n# 7. ")[0]
    rows = [line for line in part.splitlines() if line[:2] == "| "]
    cells = {re.split(r"\s*\|\s*", row.strip("| "))[0].strip("* "): row for row in rows}
    return {cell: row for cell, row in cells.items() if cell not in (*HEADINGS, "same") and not set(cell) <= set("-|")}


@pytest.mark.parametrize("record", STUDIES, ids=lambda f: f.name)
def test_a_study_of_the_library_is_read_without_a_fault_or_a_doubt(record: Path) -> None:
    reading = read_study(record.read_text(encoding="utf-8"), record.name)
    assert not reading.faults
    assert not reading.doubts


def test_every_line_of_the_collection_is_a_study_or_is_excluded_with_a_reason(collection: str) -> None:
    lines = find_lines(collection)
    assert len(lines) > 60
    excluded = {one.name for one in find_searches().excluded}
    assert not [line for line in lines if not line.startswith((*ENTERED, *excluded, *NONE_FOUND))]
    entered = {name for names in ENTERED.values() for name in names.split()}
    assert entered | set(BESIDE) <= {study.id for study in read_all()}
    assert not [name for name in excluded if not any(line.startswith(name) for line in lines)]
    assert len(find_searches().not_found) >= len(NONE_FOUND)


def test_a_line_whose_numbers_are_remembered_is_marked_so(collection: str) -> None:
    """A line tagged R alone (recalled) gave no study a number that counts as read."""
    checked = 0
    for line, row in find_lines(collection).items():
        tag = row.rstrip("| ").rpartition("|")[2].strip()
        if tag not in ("R-A", "R-B", "R-C"):
            continue
        for study in (s for s in read_all() if s.id in _of(line).split()):
            outcomes = [
                o for o in study.outcomes if (o.has_numbers or o.favours) and OF_ONE.get(line, o.name) == o.name
            ]
            assert {study.reading_of(outcome) for outcome in outcomes} <= {"remembered"}, (line, study.id)
            checked += bool(outcomes)
    assert checked >= 6


def _of(line: str) -> str:
    return next((names for start, names in ENTERED.items() if line.startswith(start)), "")


def test_remembered_people_and_numbers_say_so_in_words() -> None:
    for study in read_all():
        marked = [outcome for outcome in study.outcomes if study.reading_of(outcome) == "remembered"]
        said = " ".join((study.note, *(arm.derived for o in marked for arm in (*o.arms, *o.contrasts))))
        assert not marked or "remembered" in said, study.id


# Observations of the same trials, as (id of the observation) = study, outcome, arm.
SAME: dict[str, tuple[str, str, str]] = {
    "T1a": ("addolorato_2002", "abstinence", "baclofen"), "T1b": ("addolorato_2002", "abstinence", "placebo"),
    "T2a": ("addolorato_2007", "abstinence", "baclofen"), "T2b": ("addolorato_2007", "abstinence", "placebo"),
    "T2e": ("addolorato_2007", "days abstinent", "baclofen"), "T2f": ("addolorato_2007", "days abstinent", "placebo"),
    "T2g": ("addolorato_2007", "dropout", "baclofen"), "T2h": ("addolorato_2007", "dropout", "placebo"),
    "T4a": ("garbutt_2010", "heavy drinking days", "baclofen"),
    "T4b": ("garbutt_2010", "heavy drinking days", "placebo"),
    "T5a": ("muller_2015", "abstinence", "baclofen"), "T5b": ("muller_2015", "abstinence", "placebo"),
    "T5d": ("muller_2015", "days abstinent", "baclofen"), "T5e": ("muller_2015", "days abstinent", "placebo"),
    "T6a": ("reynaud_2017", "abstinence", "baclofen"), "T6b": ("reynaud_2017", "abstinence", "placebo"),
    "T11": ("rigal_2012", "abstinence or low-risk drinking", "baclofen"),
    "S1": ("emergency_series_2014", "recovery", "swallowed on purpose"),
    "A2a": ("combine_2006", "days abstinent", "naltrexone"), "A2f": ("combine_2006", "days abstinent", "placebo"),
    "A2b": ("combine_2006", "days abstinent", "therapy and naltrexone"),
    "A2g": ("combine_2006", "days abstinent", "therapy and placebo"),
    "A4a": ("volpicelli_1992", "heavy drinking", "naltrexone"), "A4d": ("volpicelli_1992", "heavy drinking", "placebo"),
    "A4c": ("volpicelli_1992", "craving", "naltrexone"), "A4e": ("volpicelli_1992", "craving", "placebo"),
    "U1a": ("krupitsky_2011", "weeks abstinent", "naltrexone depot"),
    "U1c": ("krupitsky_2011", "weeks abstinent", "placebo"), "U1d": ("krupitsky_2011", "retention", "placebo"),
    "U2a": ("krupitsky_2013", "retention", "naltrexone depot"),
    "U2b": ("krupitsky_2013", "opioid abstinence", "naltrexone depot"),
    "H5a": ("krupitsky_2013", "adverse event due to the drug", "naltrexone depot"),
    "H5b": ("krupitsky_2013", "reaction at the injection site", "naltrexone depot"),
    "H5c": ("krupitsky_2013", "rise of liver enzymes", "naltrexone depot"),
    "H5d": ("krupitsky_2013", "death", "naltrexone depot"),
    "U3a": ("krupitsky_2012", "retained without relapse", "implant"),
    "U3b": ("krupitsky_2012", "retained without relapse", "by mouth"),
    "U3e": ("krupitsky_2012", "retained without relapse", "placebo"),
    "L1a": ("younger_2013", "pain", "low-dose naltrexone"), "L1e": ("younger_2013", "pain", "placebo"),
    "L1c": ("younger_2013", "response", "low-dose naltrexone"), "L1f": ("younger_2013", "response", "placebo"),
    "L2a": ("mischoulon_2017", "depression", "low-dose naltrexone"),
    "P1": ("drake_2003", "post-traumatic stress", "baclofen"),
    "U1b": ("krupitsky_2011", "retention", "naltrexone depot"), "L2e": ("mischoulon_2017", "depression", "placebo"),
    "L2c": ("mischoulon_2017", "depression on MADRS", "low-dose naltrexone"),
    "L2f": ("mischoulon_2017", "depression on MADRS", "placebo"),
    "L3a": ("smith_2011", "response", "low-dose naltrexone"), "L3c": ("smith_2011", "response", "placebo"),
    "H1": ("garbutt_2005", "stopped for adverse events", "depot 380 mg"),
    "H2": ("garbutt_2005", "stopped for adverse events", "depot 190 mg"),
    "H1b": ("garbutt_2005", "stopped for adverse events", "placebo"),
    "H3a": ("garbutt_2005", "nausea", "depot 380 mg"), "H3c": ("garbutt_2005", "nausea", "placebo"),
    "C16a": ("parkitny_2017", "pain", "low-dose naltrexone"),
    "K1": ("garcia_romeu_2020", "kratom use disorder", "users"),
    "K3": ("garcia_romeu_2020", "treatment sought", "users"),
}  # fmt: skip
# And of contrasts: study, outcome, arm, against, measure.
SAME_CONTRASTS: dict[str, tuple[str, str, str, str, str]] = {
    "T3a": ("addolorato_2011", "drinks per day", "baclofen 30 mg", "placebo", "ROM"),
    "T3b": ("addolorato_2011", "drinks per day", "baclofen 60 mg", "placebo", "ROM"),
    "T6c": ("reynaud_2017", "abstinence", "baclofen", "placebo", "OR"),
    "T6d": ("reynaud_2017", "grams per day", "baclofen", "placebo", "MD"),
    "R1a": ("rose_2018", "abstinence", "baclofen", "placebo", "OR"),
    "R1b": ("rose_2018", "heavy drinking days", "baclofen", "placebo", "SMD"),
    "R1c": ("rose_2018", "craving", "baclofen", "placebo", "SMD"),
    "R2": ("bschor_2018", "main outcome", "baclofen", "placebo", "SMD"),
    "R3a": ("pierce_2018", "time to first drink", "baclofen", "placebo", "SMD"),
    "R3b": ("pierce_2018", "abstinence", "baclofen", "placebo", "OR"),
    "R4": ("phimarn_2022", "abstinence", "baclofen", "placebo", "RR"),
    "A1a": ("cochrane_2010", "heavy drinking", "naltrexone", "placebo", "RR"),
    "A1b": ("cochrane_2010", "drinking days", "naltrexone", "placebo", "MD"),
    "A1c": ("cochrane_2010", "heavy drinking days", "naltrexone", "placebo", "MD"),
    "A1d": ("cochrane_2010", "grams per day", "naltrexone", "placebo", "MD"),
    "A1e": ("cochrane_2010", "any drinking", "naltrexone", "placebo", "RR"),
    "H4a": ("cochrane_2010", "nausea", "naltrexone", "placebo", "RD"),
    "H4b": ("cochrane_2010", "somnolence", "naltrexone", "placebo", "RD"),
    "A2e": ("combine_2006", "good clinical outcome", "naltrexone", "placebo", "RD"),
    "A3a": ("desantis_2013", "abstinence", "naltrexone", "placebo", "OR"),
    "A3b": ("desantis_2013", "abstinence without therapy", "naltrexone", "placebo", "OR"),
    "A5": ("omalley_1992", "abstinence", "naltrexone", "placebo", "RD"),
    "A7a": ("santos_2022", "heavy drinking days", "naltrexone", "placebo", "IRR"),
    "A7b": ("santos_2022", "weeks with heavy drinking", "naltrexone", "placebo", "IRR"),
    "A7c": ("santos_2022", "drinks per day", "naltrexone", "placebo", "IRR"),
    "A8a": ("garbutt_2005", "heavy drinking days", "depot 380 mg", "placebo", "IRR"),
    "A8b": ("garbutt_2005", "heavy drinking days", "depot 190 mg", "placebo", "IRR"),
    "A9a": ("jonas_2014", "any drinking", "naltrexone", "placebo", "RD"),
    "A9b": ("jonas_2014", "heavy drinking", "naltrexone", "placebo", "RD"),
    "A10a": ("kranzler_2018", "any drinking", "naltrexone", "placebo", "RD"),
    "A10b": ("kranzler_2018", "heavy drinking", "naltrexone", "placebo", "RD"),
    "U4": ("opheim_2021", "relapse to opioids", "naltrexone depot", "buprenorphine", "HR"),
    "L1b": ("younger_2013", "pain", "low-dose naltrexone", "placebo", "MD"),
    "L2b": ("mischoulon_2017", "improvement of depression", "low-dose naltrexone", "placebo", "SMD"),
    "L2d": ("mischoulon_2017", "improvement of depression on MADRS", "low-dose naltrexone", "placebo", "SMD"),
}  # fmt: skip


@cache
def read_all_observations() -> dict[str, Observation]:
    folder = files("neurodose.library.observations")
    return {seen.id: seen for f in folder.iterdir() if f.name.endswith(".toml")
            for seen in read_observations(f.read_text(encoding="utf-8"), f.name).observations}  # fmt: skip


def find_last(study: Study, name: str) -> Outcome:
    """The outcome of that name, at its last time."""
    return max((o for o in study.outcomes if o.name == name), key=lambda o: o.weeks or 0)


@pytest.mark.parametrize("id", SAME)
def test_an_arm_of_a_study_says_what_the_observation_of_it_says(id: str) -> None:
    study_id, name, arm = SAME[id]
    seen = read_all_observations()[id]
    result = next(one for one in find_last(find_study(study_id), name).arms if one.arm == arm)
    value = float(seen.value.value)
    if result.events is not None:
        assert result.total is not None
        share = value / 100
        assert result.events == pytest.approx(share * result.total, abs=HALF_A_PERSON)
    else:
        assert (result.mean if result.mean is not None else result.median) == pytest.approx(value, rel=PRINTED)
        _compare_spread(result, seen)
    people = {result.total, find_study(study_id).find_arm(arm).n, find_study(study_id).people.n}  # type: ignore[union-attr]
    assert seen.n is None or seen.n in people


def _compare_spread(result: ArmResult, seen: Observation) -> None:
    if seen.error is None or seen.error.kind not in ("sd", "se", "interval"):
        return
    if seen.error.kind == "interval":
        assert (result.low, result.high) == pytest.approx((seen.error.low, seen.error.high), rel=PRINTED)
    else:
        assert getattr(result, seen.error.kind) == pytest.approx(seen.error.size, rel=PRINTED)


@pytest.mark.parametrize("id", SAME_CONTRASTS)
def test_a_contrast_of_a_study_says_what_the_observation_of_it_says(id: str) -> None:
    study_id, name, arm, against, measure = SAME_CONTRASTS[id]
    seen = read_all_observations()[id]
    found = [c for o in find_study(study_id).outcomes if o.name == name for c in o.contrasts]
    contrast = next(c for c in found if (c.arm, c.against, c.measure) == (arm, against, measure))
    per_cent = 100 if measure == "RD" else 1
    assert contrast.estimate * per_cent == pytest.approx(float(seen.value.value), rel=PRINTED)
    if seen.error is not None and contrast.low is not None and contrast.high is not None:
        ends = (contrast.low * per_cent, contrast.high * per_cent)
        assert ends == pytest.approx((seen.error.low, seen.error.high), rel=PRINTED)


def test_observations_of_studies_that_stand_in_neither_list_are_known() -> None:
    """An observation of a trial that somebody adds is compared too, or named here: figures in words, and those that are
    arithmetic on what is compared.
    """
    told = {
        "T1c", "T2c", "T2d", "T5c", "A4b", "U3c", "U3d", "L1d", "L3b", "H3b",  # arithmetic
        "T4c", "T6e", "C16c", "C16d", "C16e", "C16f", "E1", "E2", "K2",  # in words
        "T7a", "T7b", "T7c", "T8a", "T8b",  # one figure of all arms, told as no difference
        "A2c", "A2d", "A2h", "A5b", "A5c", "A6", "C16b", "E3",  # told in another form there
        "H6",  # its study cannot be named
    }  # fmt: skip
    ids = [id for id in read_all_observations() if re.fullmatch(r"(T|A|U|L|H|R|P|S|K|E|C16)\d*[a-z]?", id)]
    assert not set(ids) - {*SAME, *SAME_CONTRASTS, *told}


def test_trials_behind_drinking_are_studies_of_the_library() -> None:
    cited = {(study.source.authors, study.year) for study in read_all()}
    assert not {(source.authors, source.year) for source in (*OF_BACLOFEN, *OF_NALTREXONE)} - cited


@pytest.mark.parametrize(("effect", "study", "outcome"), [
    (baclofen_first, "addolorato_2002", "abstinence"), (baclofen_first, "addolorato_2007", "abstinence"),
    (baclofen_first, "muller_2015", "abstinence"), (baclofen_first, "reynaud_2017", "abstinence"),
    (naltrexone_heavy, "volpicelli_1992", "heavy drinking"), (naltrexone_heavy, "combine_2006", "heavy drinking"),
    (naltrexone_heavy, "garbutt_2005", "heavy drinking days"),
    (naltrexone_heavy, "santos_2022", "heavy drinking days"),
])  # fmt: skip
def test_an_effect_that_set_a_response_follows_from_its_study(effect: PooledEffect, study: str, outcome: str) -> None:
    """Of counts the logarithm of the ratio of hazards, of ratios their logarithm, as `drinking_trials` says."""
    found = find_study(study)
    trial = next(trial for trial in effect.trials if trial.study == found.source.label)
    assert told_effect(find_last(found, outcome)) == pytest.approx(trial.estimate, abs=ROUNDED)


def told_effect(outcome: Outcome) -> float:
    if outcome.contrasts and outcome.contrasts[0].measure in ("HR", "IRR"):
        return log(outcome.contrasts[0].estimate)
    shares = [(arm.events or 0) / (arm.total or 1) for arm in outcome.arms]
    without = shares if outcome.better == "more" else [1 - share for share in shares]
    return log(-log(without[0])) - log(-log(without[1]))


def test_harms_that_were_reported_are_of_studies_in_lanes_of_their_own() -> None:
    held = {(study.source.authors, study.year): study for study in read_all()}
    told = {(r.source.authors, r.source.year) for r in KRATOM} - {
        ("The Hippie Scientist", 2026),
        ("Reports of cases", 2020),
    }
    assert not told - set(held)
    assert all(held[key].is_anecdote for key in told)
    post, garcia = find_study("post_2019"), find_study("garcia_romeu_2020")
    numbers = {r.what: r.number for r in KRATOM}
    assert numbers["death"].startswith(f"{find_last(post, 'death').arms[0].events:g},")
    assert numbers["treatment sought"].startswith(f"{find_last(garcia, 'treatment sought').arms[0].events:g} of 2798")


def test_studies_are_found_by_drug_and_condition() -> None:
    assert "opheim_2021" in {s.id for s in find_studies("buprenorphine")}
    assert "opheim_2021" in {s.id for s in find_studies("naltrexone", "opioid use disorder")}
    assert {s.id for s in find_studies("kratom")} == {s.id for s in find_studies("Mitragynine")}
    assert "krupitsky_1993" in {s.id for s in find_studies("baclofen", "depression")}
    assert find_study("BACLAD").id == "muller_2015"
    years = [s.year for s in find_studies()]
    assert years == sorted(years)


def test_what_is_not_held_is_refused_with_what_there_is() -> None:
    from neurodose.errors import StudyError

    for kind, ask in (("drug", ("aspirin", None)), ("condition", ("baclofen", "migraine"))):
        with pytest.raises(StudyError, match=f"no {kind} is called .*(?s:.*baclofen|.*alcohol use disorder)"):
            find_studies(*ask)
    with pytest.raises(StudyError, match=r"(?s)no study is called .*did you mean .addolorato_2007"):
        find_study("addolorato_2008")


def test_kratom_has_no_trial() -> None:
    assert all(study.is_anecdote for study in find_studies("kratom"))


def test_a_flow_is_counted_of_what_is_held() -> None:
    for drug in ("baclofen", "naltrexone", "kratom"):
        log, held = find_searches(drug), find_studies(drug)
        flow = count_flow(log, held)
        assert flow.studies == len(held)
        assert flow.assessed == len(held) + sum(flow.excluded.values())
        assert all(value is None for value in {**flow.databases, **flow.registers}.values())
        assert any("not run" in said for said in flow.unknown)


def test_reviews_hold_studies_of_the_library_and_are_no_trials() -> None:
    ids = {study.id for study in read_all()}
    reviews = [study for study in read_all() if study.design == "review"]
    assert len(reviews) >= 8
    assert all(set(study.holds) <= ids and study.holds and not study.is_trial for study in reviews)
    assert not [study.id for study in read_all() if study.holds and study.design != "review"]


def read_tables(page: str) -> Iterator[tuple[str, set[str]]]:
    """Each table of keys on the page: its heading and the keys it shows."""
    for part in page.split("\n### ")[1:]:
        heading, _, rest = part.partition("\n")
        yield heading.strip().strip("`"), set(re.findall(r"^\| \*{0,2}`([^`]+)`", rest.split("\n## ")[0], re.MULTILINE))


def test_the_page_on_studies_shows_every_key_and_an_example_that_is_read() -> None:
    page = (DOCS / "studies.md").read_text(encoding="utf-8")
    shown = dict(read_tables(page))
    asked = {"[[outcome]] of a question": OUTCOME, "[outcome.threshold]": THRESHOLD, "[[indirect]]": INDIRECT,
             "[[judgement]]": JUDGEMENT, "[[search]]": SEARCH, "[[excluded]]": EXCLUDED,
             "[[not_found]]": NOT_FOUND}  # fmt: skip
    tables: dict[str, Mapping[str, Key]] = {heading or "the head": keys for heading, keys in ALL.items()} | asked
    for heading, keys in tables.items():
        assert shown[heading] == set(keys), heading
    example = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_study(example, "author_2031.toml").take().outcomes
