"""Free words find the endpoint of a response, or come back with what is known."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose.library import CIRCUITS, RESPONSES
from neurodose.library.combination import find_stage
from neurodose.library.response import Endpoint, Link, Response
from neurodose.measurement.topic import Match, find_endpoint, is_about_events, list_topics
from neurodose.modelling.parameter import Parameters

DAYS = Endpoint(("heavy drinking days", "days of heavy drinking"), {"trials": "drink.days"}, "share of days")
RETURN = Endpoint(("heavy drinking", "relapse", "relapse to heavy drinking"), {"trials": "drink.heavy"}, "event")
DRINKING_DAYS = Endpoint(("drinking days",), {"trials": "drink.any"}, "share of days")
DRINKS = Endpoint(("drinks a day", "drinks a month"), {"trials": "drink.number"}, "level")
TO_OPIOIDS = Endpoint(("relapse", "relapse to opioids"), {"trials": "opioid.relapse"}, "event")
SCORE = Endpoint(("hamd", "depression"), {"mechanism": "low.hamd", "trials": "low.by_trials"})
LIVER = Endpoint(("a rise of liver enzymes",), {"trials": "ill.liver"}, "event")
ILL = Endpoint(("nausea",), {"trials": "ill.nausea"}, "event")
AGAIN = Endpoint(("nausea",), {"trials": "sick.nausea"}, "event")


def make(name: str, meaning: str, *endpoints: Endpoint, links: tuple[str, ...] = ("trials",), **said: Any) -> Response:
    made = tuple(Link(link, f"{name}.{link}", "made up") for link in links)
    return Response(name, meaning, Parameters, lambda m, p, scopes: None, made, "worse", endpoints=endpoints, **said)


STAGES = (
    make("drink", "drinking", DAYS, RETURN, DRINKING_DAYS, DRINKS),
    make("opioid", "relapse to opioids", TO_OPIOIDS),
    make("low", "mood", SCORE, links=("trials", "mechanism")),
    make("ill", "tolerability", LIVER, ILL),
    make("sick", "nausea", AGAIN),
)


@pytest.mark.parametrize(
    ("topic", "kind", "endpoint"),
    [
        ("heavy drinking days", "mean", DAYS),
        ("Days of Heavy  Drinking", "change", DAYS),
        ("percentage of heavy drinking days", "difference of means", DAYS),
        ("binge drinking days", "rate ratio", DAYS),
        ("HDD", "mean", DAYS),
        ("heavy drinking", "ratio of proportions", RETURN),
        ("any heavy drinking", "proportion", RETURN),
        ("return to heavy drinking", "hazard ratio", RETURN),
        ("at least one heavy drinking day", "proportion", RETURN),
        ("heavy drinking at 24 weeks", "proportion", RETURN),
        ("heavy alcohol drinking", "proportion", RETURN),
        ("opioid relapse", "proportion", TO_OPIOIDS),
        ("drinking days", "mean", DRINKING_DAYS),
        ("drinks per day", "mean", DRINKS),
        ("Hamilton Depression Rating Scale", "mean", SCORE),
        ("HAMD-17", "mean", SCORE),
        ("HAM-D score", "standardised difference", SCORE),
        ("rise of liver enzymes", "proportion", LIVER),
        ("liver enzymes", "proportion", LIVER),
        ("nausea", "odds ratio", ILL),  # the one that the library names first, where both are about the same people
    ],
)
def test_free_words_find_their_endpoint(topic: str, kind: str, endpoint: Endpoint) -> None:
    match = find_endpoint(topic, kind, STAGES)
    assert isinstance(match, Match), match
    assert match.endpoint is endpoint


@pytest.mark.parametrize(
    ("topic", "direction"),
    [
        ("change of HAMD-17", "later less earlier"),
        ("change from baseline in depression", "later less earlier"),
        ("reduction of HAMD", "earlier less later"),
        ("improvement of HAMD", "better"),
        ("HAMD", None),
    ],
)
def test_a_change_of_something_is_asked_of_that_something(topic: str, direction: str | None) -> None:
    match = find_endpoint(topic, "difference of means", STAGES)
    assert isinstance(match, Match)
    assert (match.endpoint, match.direction) == (SCORE, direction)


@pytest.mark.parametrize(
    ("who", "endpoint"), [("alcohol dependence", RETURN), ("heroin users, detoxified", TO_OPIOIDS)]
)
def test_who_they_were_decides_between_responses_of_one_name(who: str, endpoint: Endpoint) -> None:
    match = find_endpoint("relapse", "proportion", STAGES, who)
    assert isinstance(match, Match)
    assert match.endpoint is endpoint


@pytest.mark.parametrize(("topic", "days"), [("drinks a day", 1), ("drinks per week", 7), ("drinks a month", 30.4)])
def test_a_level_of_a_day_is_asked_of_a_week_or_month_too(topic: str, days: float) -> None:
    match = find_endpoint(topic, "mean", STAGES)
    assert isinstance(match, Match), match
    assert (match.endpoint, match.days) == (DRINKS, pytest.approx(days, abs=0.05))


def test_people_are_counted_in_whom_something_has_not_happened() -> None:
    match = find_endpoint("no heavy drinking days", "proportion", STAGES)
    assert isinstance(match, Match)
    assert (match.endpoint, match.is_absent) == (RETURN, True)


@pytest.mark.parametrize(
    ("topic", "fall"),
    [
        ("a fall of 30 % of HAMD", 0.3),
        ("at least 50 % reduction of HAM-D score", 0.5),
        ("reduction of at least 25 % in depression", 0.25),
        ("response on HAMD", 0.5),
    ],
)
def test_people_in_whom_a_score_has_fallen_are_counted(topic: str, fall: float) -> None:
    match = find_endpoint(topic, "proportion", STAGES)
    assert isinstance(match, Match), match
    assert (match.endpoint, match.fall) == (SCORE, fall)


@pytest.mark.parametrize(
    ("name", "topic", "is_better"),
    [("pain", "improvement of pain relief", True), ("pain", "improvement of pain", False),
     ("sedation", "improvement of Glasgow coma score", True)],
)  # fmt: skip
def test_an_improvement_counts_the_way_in_which_more_is_better(name: str, topic: str, is_better: bool) -> None:
    match = find_endpoint(topic, "mean", [find_stage(name)])
    assert isinstance(match, Match), match
    assert match.is_higher_better is is_better


def test_people_who_use_opioids_are_not_asked_about_drinking() -> None:
    only_drinking = STAGES[:1]
    found = find_endpoint("relapse", "proportion", only_drinking, "opioid dependence")
    assert found == "“relapse” is known of drink alone, and these people are others: opioid dependence"


@pytest.mark.parametrize(
    ("topic", "kind", "why"),
    [
        ("relapse", "proportion", "may be “relapse” of drink; “relapse” of opioid"),
        ("happiness", "mean", "no response is known for “happiness”; known are: heavy drinking days; heavy drinking;"),
        ("hamd", "proportion", "is known as a score (low), and “proportion with X” asks for something that is true or"),
        ("nausea", "mean", "is known as an event (ill), and “mean of X” asks for a score, share or level"),
        ("days in hospital", "mean", "no response is known"),
        ("liver transplants", "proportion", "no response is known"),
        ("enzymes", "proportion", "no response is known"),
    ],
)
def test_what_is_not_known_or_not_clear_comes_back_with_the_reason(topic: str, kind: str, why: str) -> None:
    found = find_endpoint(topic, kind, STAGES)
    assert isinstance(found, str)
    assert why in found


def test_the_link_that_answers_first_stands_first_whatever_the_order_of_the_outputs() -> None:
    match = find_endpoint("hamd", "mean", STAGES)
    assert isinstance(match, Match)
    assert list(match.outputs) == ["trials", "mechanism"]


@pytest.mark.parametrize("name", [*RESPONSES, *CIRCUITS])
def test_every_endpoint_of_the_library_is_found_by_each_of_its_words(name: str) -> None:
    stage = find_stage(name)
    for endpoint in stage.endpoints:
        kind = "proportion" if endpoint.counted == "event" else "mean"
        assert is_about_events(kind) == (endpoint.counted == "event")
        for words in endpoint.words:
            match = find_endpoint(words, kind, [stage])
            assert isinstance(match, Match), f"{words}: {match}"
            assert match.endpoint is endpoint, f"{words} finds {match.words}"
    assert set(list_topics([stage])) == {endpoint.words[0] for endpoint in stage.endpoints}
