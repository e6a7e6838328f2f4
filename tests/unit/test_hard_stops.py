"""What must be said before anything is computed: an antagonist after an opioid, failing kidneys, an end at once."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose import find_drug, people_from, read_regimen
from neurodose.library import combine
from neurodose.library.hard_stops import find_hard_stops
from neurodose.reports.dossier import make_dossier
from neurodose.reports.page import write_page
from neurodose.units import minute, mL


def stops(names: str, sentence: str, population: str | None = None, **told: Any) -> list[str]:
    people = people_from({name.replace("__", "."): value for name, value in told.items()}) if told else None
    found = find_hard_stops(find_drug(names), read_regimen(sentence), population, people)
    return [f"{stop.kind}: {stop}" for stop in found]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("mitragynine + naltrexone", "2 g leaf of mitragynine by tea daily x 30 and 50 mg of naltrexone at 725 h"),
        ("naltrexone + morphine", "10 mg of morphine by morphine.vein and 50 mg of naltrexone at 24 h"),
        ("methadone + naltrexone", "40 mg of methadone and 380 mg of naltrexone by naltrexone.depot at 12 days"),
        ("heroin + naloxone", "5 mg by heroin.vein and 0.4 mg by naloxone.vein at 1 h"),
    ],
)
def test_an_antagonist_soon_after_an_opioid_is_a_stop(names: str, sentence: str) -> None:
    found = stops(names, sentence)[0]
    assert found.startswith("stop: ")
    assert "precipitates withdrawal" in found
    assert found.endswith("(Vivitrol, for health professionals 2026)")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("naltrexone + morphine", "50 mg of naltrexone and 10 mg of morphine by morphine.vein at 24 h"),
        ("naltrexone + morphine", "10 mg of morphine by morphine.vein and 50 mg of naltrexone at 15 days"),
        ("naltrexone", "50 mg"),
        ("baclofen", "10 mg every 8 h x 9"),
    ],
)
def test_what_is_none_stops_nothing(names: str, sentence: str) -> None:
    assert stops(names, sentence, "adults") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "50 mg of naltrexone daily x 42 and 25 mg of heroin by heroin.vein at 70 days",
        "380 mg of naltrexone by naltrexone.depot and 25 mg of heroin by heroin.vein at 40 days",
    ],
)
def test_an_opioid_once_naltrexone_has_cost_tolerance_is_a_stop(sentence: str) -> None:
    (found,) = stops("heroin + naltrexone", sentence)
    assert "how often was not seen" in found


class TestOpioidUse:
    """An antagonist for people who use opioids: the simulated have none on board, those it is given to may."""

    def asked(self, *drugs: str, sentence: str) -> list[str]:
        body = combine(*drugs, responses=("opioid_relapse",))
        return [stop.text for stop in find_hard_stops(body, read_regimen(sentence))]

    def test_naltrexone_alone_says_so_first(self) -> None:
        first, second = self.asked("naltrexone", sentence="50 mg every 24 h x 28")
        assert first.startswith("naltrexone where opioids are used")
        assert "precipitates withdrawal" in first
        assert "not simulated here, as nobody here has taken any" in first
        assert "tolerance is lost" in second

    def test_where_an_opioid_is_given_its_own_stop_stands(self) -> None:
        sentence = "25 mg of heroin by heroin.vein daily x 5 and 50 mg of naltrexone at 5 d"
        (first, *_) = self.asked("heroin", "naltrexone", sentence=sentence)
        assert first.startswith("naltrexone 1 d after heroin")

    def test_what_is_no_antagonist_has_none(self) -> None:
        assert self.asked("mitragynine", sentence="2 g leaf by tea") == []


class TestWhatIsToldOfPeople:
    """What a question tells of people counts as much as what they take."""

    def test_somebody_who_comes_in_dependent(self) -> None:
        found = stops("naltrexone", "50 mg", opioid_adaptation__dependent_at_start=[0.0, 1.0])
        assert "naltrexone for somebody told to depend on opioids: it precipitates withdrawal" in found[0]
        assert "tolerance is lost" in found[1]

    def test_nobody_who_does(self) -> None:
        assert stops("naltrexone", "50 mg", opioid_adaptation__dependent_at_start=[0.0, 0.0]) == []

    def test_opioids_that_were_always_given(self) -> None:
        sentence = (
            "60 mg of methadone by methadone.mouth every 24 h x 1 at steady state and 50 mg of naltrexone at 6 days"
        )
        found = stops("methadone + naltrexone", sentence)
        assert "6 d after methadone" in found[0]
        assert "tolerance is lost" in found[1]

    def test_opioids_for_weeks_and_then_naltrexone(self) -> None:
        found = stops(
            "heroin + naltrexone", "25 mg of heroin by heroin.vein daily x 30 and 50 mg of naltrexone at 60 d"
        )
        assert len(found) == 1
        assert "in amounts that were borne before can kill" in found[0]
        assert "Vivitrol, prescribing information 2022" in found[0]

    def test_kidneys_that_are_told_to_filter_little(self) -> None:
        (found,) = stops("baclofen", "5 mg every 8 h x 3", "adults", kidney__CrCL=[90, 25] * mL / minute)
        assert "told to filter 25 mL/min" in found
        assert stops("baclofen", "5 mg every 8 h x 3", "adults", kidney__CrCL=[90, 70] * mL / minute) == []


def test_baclofen_with_alcohol_is_a_caution() -> None:
    (found,) = stops("baclofen + ethanol", "40 mg of baclofen and 50 g of ethanol at 2 h")
    assert found.startswith("caution: baclofen with alcohol: more sedation")
    assert "Evans and Bisaga 2009" in found


def test_baclofen_with_failing_kidneys_is_a_stop() -> None:
    (found,) = stops("baclofen", "5 mg every 8 h x 3", "adults with kidney impairment")
    assert "below 30 mL/min and on dialysis" in found
    assert "Wolf" in found


def test_baclofen_that_ends_at_once_after_a_week_is_a_stop() -> None:
    (found,) = stops("baclofen", "20 mg every 8 h x 42", "adults")
    assert "ends at once" in found
    assert 'it is where "baclofen_withdrawal" is asked for' in found
    shown = combine("baclofen", responses=("baclofen_withdrawal",))
    (told,) = find_hard_stops(shown, read_regimen("20 mg every 8 h x 42"))
    assert "not simulated" not in told.text


def test_a_dossier_says_a_stop_first(tmp_path) -> None:
    plan = read_regimen("10 mg of morphine by morphine.vein and 50 mg of naltrexone at 24 h")
    made = make_dossier(find_drug("naltrexone + morphine"), plan, people=5, seed=1)
    write_page(made, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(made.stops) == 1
    assert page.index('id="stop"') < page.index(made.sentences[0][:20])
