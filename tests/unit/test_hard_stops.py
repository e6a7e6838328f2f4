"""What must be said before anything is computed: an antagonist after an opioid, failing kidneys, an end at once."""

from __future__ import annotations

import pytest

from neurodose import find_drug, read_regimen
from neurodose.library.hard_stops import find_hard_stops
from neurodose.reports.dossier import make_dossier
from neurodose.reports.page import write_page


def stops(names: str, sentence: str, population: str | None = None) -> list[str]:
    return [str(stop) for stop in find_hard_stops(find_drug(names), read_regimen(sentence), population)]


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
    (found,) = stops(names, sentence)
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


def test_baclofen_with_failing_kidneys_is_a_stop() -> None:
    (found,) = stops("baclofen", "5 mg every 8 h x 3", "adults with kidney impairment")
    assert "below 30 mL/min and on dialysis" in found
    assert "Wolf" in found


def test_baclofen_that_ends_at_once_after_a_week_is_a_stop() -> None:
    (found,) = stops("baclofen", "20 mg every 8 h x 42", "adults")
    assert "ends at once" in found


def test_a_dossier_says_a_stop_first(tmp_path) -> None:
    plan = read_regimen("10 mg of morphine by morphine.vein and 50 mg of naltrexone at 24 h")
    made = make_dossier(find_drug("naltrexone + morphine"), plan, people=5, seed=1)
    write_page(made, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(made.stops) == 1
    assert page.index('id="stop"') < page.index(made.sentences[0][:20])
