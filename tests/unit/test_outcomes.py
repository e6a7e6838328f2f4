"""Outcomes are foreseen by a response: virtual trials count and score people as the real one did.

The response is made up, so that every figure can be worked out by hand: half of the people relapse within a day, fewer
where naltrexone is on board; a score of 50 is then two fifths lower.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from neurodose import library
from neurodose.agreement import asked
from neurodose.agreement.counts import find_counted_interval
from neurodose.agreement.rule import Verdict
from neurodose.agreement.validation import Validation, validate
from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.response import Endpoint, Link, Response
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.modelling.pool import State
from neurodose.modelling.trace import Output
from neurodose.populations import Normal
from neurodose.records.observation import USUAL_TRIAL, Observation
from neurodose.records.reader import read_observations
from neurodose.sources import Source
from neurodose.symbols import exp
from neurodose.units import day, h, one, percent

HALF = 0.5
CLOSE = 0.02  # of a share or a relative change: what is left of the slow start of naltrexone
made_up = Source("Nobody", 2026, "made up for tests", reading="read")
SAW = PooledEffect((TrialEffect("First 2001", -0.4, 0.01), TrialEffect("Second 2002", -0.4, 0.01)))
ALONE = PooledEffect((TrialEffect("Alone 2003", -0.6, 0.01),), spread_alone=0.01)


class Comfort(Parameters):
    """Made up."""

    relapse = Parameter(float(-np.log(HALF)), "hazard of a relapse in a day", made_up, "high")
    held = Parameter(SAW.mean, "change of the score", made_up, "high", uncertainty=Normal(SAW.mean, 0.001))
    spared = Parameter(ALONE.mean, "change of hazard", made_up, "high", uncertainty=Normal(ALONE.mean, 0.001))
    begins = Parameter(50.0, "score at the start", made_up, "high", uncertainty=Normal(50.0, 0.001))
    noise = Parameter(10.0, "spread of one score", made_up, "high", uncertainty=Normal(10.0, 0.001))
    little = Condition(0.001, "so little of the receptors that naltrexone is on board")
    a_day = Condition(1 / day, "a day")
    in_a_trial = Condition(0, "1 in a trial", possible=SHARE)
    CBI = Condition(0, "1 with care", possible=SHARE)
    acts = Mechanism("naltrexone")


def write(m: Any, p: Any, scopes: Any) -> None:
    del scopes
    c = p.comfort
    held = m.mu.share_of("naltrexone")
    on = c.acts * held / (held + c.little)
    m.comfort_hazard = State(0, "hazard summed up")
    m.comfort_hazard.changes_by(c.in_a_trial * c.a_day * c.relapse * (1 + c.spared * on))
    m.comfort_days = State(0 * h, "days of comfort")
    m.comfort_days.changes_by(c.in_a_trial * half(c))
    m.comfort_score = Output(c.begins * (1 + c.held * on) * (1 - c.CBI * half(c)), "score", one)
    m.comfort_rival = Output(c.begins * (1 + on - on), "score that no drug moves", one)
    m.comfort_share = Output(half(c) * (1 + c.held * on), "share of days", percent)
    m.comfort_relapse = Output(1 - exp(-m.comfort_hazard.expression), "relapsed", percent)


def half(c: Any) -> Any:
    """A half, of numbers that a formula may have."""
    return c.begins / (c.begins + c.begins)


def each(name: str) -> dict[str, str]:
    return {"trials": name}


RESPONSE = Response(
    name="comfort",
    meaning="comfort",
    table=Comfort,
    write=write,
    links=(Link("trials", "comfort_score", "made up", set_by=("Setter 2000",)), Link("rival", "comfort_rival", "none")),
    higher_is="worse",
    targets=("mu",),
    endpoints=(
        Endpoint(("discomfort",), {"rival": "comfort_rival", "trials": "comfort_score"}, noise="comfort.noise"),
        Endpoint(("days of comfort",), each("comfort_days"), "level"),
        Endpoint(("comfortable days",), each("comfort_share"), "share of days"),
        Endpoint(("unease",), each("comfort_relapse"), "event"),
    ),
    pooled={"comfort.held": SAW, "comfort.spared": ALONE},
)
HEAD = '[sources.{key}]\nauthors = "{authors}"\nyear = {year}\njournal = "made up for tests"\n'
SOURCES = "".join(
    HEAD.format(key=authors.lower(), authors=authors, year=year)
    for authors, year in (("Nobody", 2026), ("First", 2001), ("Alone", 2003), ("Setter", 2000))
)
USUAL = {
    "drug": "naltrexone", "source": "nobody", "regimen": "150 mg hydrochloride by mouth every 12 h x 4",
    "people": "adults", "n": 200, "time": "1 day after first dose", "value": "50",
}  # fmt: skip


@pytest.fixture(autouse=True)
def made_response(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    module = ModuleType("neurodose.library.responses.comfort")
    module.response = RESPONSE  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for place in (library, asked):
        monkeypatch.setattr(place, "RESPONSES", ("comfort",))
    asked._find_stages.cache_clear()
    yield
    asked._find_stages.cache_clear()


def write_value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {write_value(v)}" for key, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def observe(quantity: str, **said: object) -> Observation:
    entry = {"id": "S1", **USUAL, "quantity": quantity, **said}
    lines = [f"{key} = {write_value(value)}" for key, value in entry.items()]
    reading = read_observations("\n".join([SOURCES, "[[observation]]", *lines]), "made up.toml")
    reading.raise_if_faulty()
    return reading.observations[0]


def foresee(quantity: str, **said: object) -> Verdict:
    is_alone = said.get("drug", "naltrexone") == "naltrexone" and "with" not in said
    structures = ["slow exchange"] if is_alone else []
    held: Validation = validate([observe(quantity, **said)], studies=30, structures=structures)
    assert not held.faults
    return held.verdicts[0]


def middle(quantity: str, **said: object) -> float:
    verdict = foresee(quantity, **said)
    assert verdict.predicted is not None, verdict.why
    return verdict.predicted


PLACEBO = {"regimen": "placebo"}


class TestKinds:
    def test_people_without_a_drug_have_the_natural_course(self) -> None:
        assert middle("mean of discomfort", regimen="placebo") == pytest.approx(50, abs=1)
        assert middle("proportion with unease", value="50 %", regimen="nothing") == pytest.approx(50, abs=4)

    def test_a_score_is_a_mean_a_median_or_a_change_in_its_unit_or_in_per_cent(self) -> None:
        assert middle("mean of discomfort") == pytest.approx(30, abs=2)
        assert middle("median of discomfort") == pytest.approx(30, abs=2)
        window = {"time": "0 to 24 h after first dose"}
        assert middle("change of discomfort", **window) == pytest.approx(-20, abs=2)
        assert middle("change of discomfort", value="-40 %", **window) == pytest.approx(-40, abs=4)

    def test_two_arms_differ_or_have_a_ratio(self) -> None:
        versus = {"versus": {**PLACEBO, "n": 200}}
        assert middle("difference of means of discomfort", **versus) == pytest.approx(-20, abs=3)
        assert middle("standardised difference of discomfort", **versus) == pytest.approx(-2, abs=0.4)
        assert middle("mean of discomfort", **versus) == pytest.approx(0.6, abs=0.06)

    def test_an_improvement_counts_the_other_way(self) -> None:
        window = {"time": "0 to 24 h after first dose", "versus": {**PLACEBO, "n": 200}}
        better = middle("standardised difference of improvement of discomfort", **window)
        assert better == pytest.approx(-middle("standardised difference of change of discomfort", **window), abs=0.2)
        assert better > 1

    def test_events_are_compared_as_shares_odds_and_hazards(self) -> None:
        """A hazard of log 2 a day, times 0.4: 24.2 % where 50 % are on placebo."""
        versus = {"versus": {**PLACEBO, "n": 4000}, "n": 4000, "time": "1 day after first dose"}
        share = middle("proportion with unease", value="24 %", n=4000) / 100
        assert share == pytest.approx(0.242, abs=CLOSE)
        ratio = middle("ratio of proportions with unease", **versus)
        assert ratio == pytest.approx(share / HALF, abs=CLOSE)
        assert middle("odds ratio of unease", **versus) == pytest.approx(share / (1 - share), abs=CLOSE * 2)
        hazard = np.log(1 - share) / np.log(HALF)
        assert middle("hazard ratio of unease", **versus) == pytest.approx(hazard, abs=CLOSE * 2)
        difference = middle("difference of proportions with unease", value="-20 %", **versus)
        assert difference == pytest.approx(100 * (share - HALF), abs=100 * CLOSE)

    def test_people_in_whom_a_score_has_fallen_far_enough_are_counted(self) -> None:
        """From 50 to 30 with a spread of 10 at either: nearly all have lost a tenth, and few three quarters."""
        assert middle("proportion with a fall of 10 % of discomfort", value="80 %") > 75
        assert middle("proportion with a fall of 75 % of discomfort", value="8 %") < 15
        assert middle("proportion with a fall of 10 % of discomfort", value="35 %", regimen="placebo") < 50

    def test_people_are_counted_in_whom_nothing_has_happened(self) -> None:
        assert middle("proportion with no unease", value="76 %", n=4000) == pytest.approx(75.8, abs=100 * CLOSE)

    def test_shares_of_days_are_days_of_a_window_too(self) -> None:
        window = {"time": "0 to 10 day after first dose", "regimen": "placebo"}
        assert middle("mean of comfortable days", value="50 %", **window) == pytest.approx(50, abs=CLOSE)
        assert middle("mean of comfortable days", value="5 day", **window) == pytest.approx(5, abs=CLOSE)

    def test_what_gathers_is_read_at_the_end(self) -> None:
        window = {"time": "0 to 10 day after first dose", "regimen": "placebo"}
        assert middle("mean of days of comfort", value="5 day", **window) == pytest.approx(5, abs=CLOSE)
        assert middle("mean of days of comfort", value="50 %", **window) == pytest.approx(50, abs=CLOSE)


class TestNoise:
    @pytest.mark.parametrize(("quantity", "value"), [("proportion with unease", "50 %"), ("mean of discomfort", "50")])
    def test_fewer_people_are_less_sure(self, quantity: str, value: str) -> None:
        widths = []
        for n in (10, 1000):
            verdict = foresee(quantity, value=value, n=n, regimen="placebo")
            assert verdict.low is not None
            assert verdict.high is not None
            widths.append(verdict.high - verdict.low)
        assert widths[0] > 5 * widths[1]

    def test_where_no_number_of_people_is_told_a_usual_trial_is_supposed(self) -> None:
        entry = observe("proportion with unease", value="50 %")
        assert replace(entry, arm=replace(entry.arm, n=None)).size == USUAL_TRIAL

    def test_a_counted_share_has_the_interval_that_follows_from_its_people(self) -> None:
        low, high = find_counted_interval(observe("proportion with unease", value="50 %", n=100)) or (0, 0)
        assert (low, high) == pytest.approx((40.4, 59.6), abs=0.05)  # Wilson
        assert find_counted_interval(observe("mean of discomfort")) is None


class TestLinksAndTrials:
    def test_the_link_that_answers_first_is_judged_and_the_others_stand_beside_it(self) -> None:
        verdict = foresee("mean of discomfort")
        assert list(verdict.by_link) == ["trials", "rival"]
        assert verdict.by_link["trials"][1] == verdict.predicted == pytest.approx(30, abs=2)
        assert verdict.by_link["rival"][1] == pytest.approx(50, abs=2)

    def test_a_trial_is_compared_with_what_the_others_say(self) -> None:
        verdict = foresee("mean of discomfort", source="first")
        assert "First 2001 is left out of what it tests" in verdict.why
        assert not verdict.is_calibration
        assert verdict.predicted == pytest.approx(30, abs=12)  # the other trial alone, and as unsure as one is

    def test_where_no_other_trial_is_left_no_effect_is_supposed(self) -> None:
        versus = {"versus": {**PLACEBO, "n": 4000}, "n": 4000, "source": "alone"}
        verdict = foresee("ratio of proportions with unease", **versus)
        assert "no other trial has set comfort.spared: no effect is supposed there" in verdict.why
        assert verdict.predicted == pytest.approx(1, abs=0.05)

    def test_what_a_source_has_set_is_no_test(self) -> None:
        assert foresee("mean of discomfort", source="setter").is_calibration
        assert foresee("mean of discomfort", holds=["Second 2002"]).is_calibration
        assert not foresee("mean of discomfort").is_calibration

    def test_what_is_left_out_is_no_test_where_it_is_pooled_with_what_stays_or_set_another_number(self) -> None:
        assert foresee("mean of discomfort", source="first", holds=["Second 2002"]).is_calibration
        assert foresee("mean of discomfort", source="first", holds=["First 2001"]).is_calibration
        assert not foresee("mean of discomfort", source="first", holds=["Another 1990"]).is_calibration


class TestWhatIsTold:
    def test_care_beside_a_drug_is_heard(self) -> None:
        assert middle("mean of discomfort", regimen="placebo", who="people with CBI") == pytest.approx(25, abs=2)
        words = "with combined behavioural intervention"
        assert middle("mean of discomfort", regimen="placebo", who=words) == pytest.approx(25, abs=2)
        assert middle("mean of discomfort", regimen="placebo", who="without CBI") == pytest.approx(50, abs=2)

    def test_a_condition_can_be_told_as_a_covariate(self) -> None:
        told = {"covariates": {"CBI": "50 %"}, "regimen": "placebo"}
        assert middle("mean of discomfort", **told) == pytest.approx(37.5, abs=2)

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ({"quantity": "mean of happiness"}, "no response is known for “happiness”; known are: discomfort"),
            ({"quantity": "mean of discomfort", "drug": "midazolam", "regimen": "5 mg by mouth"},
             "comfort is out of reach of midazolam: the link from midazolam to it is missing"),
            ({"quantity": "mean of discomfort", "with": {"sertraline": "50 mg"}}, "the model holds no sertraline"),
            ({"quantity": "mean of discomfort", "with": {"morphine": "dose not seen"}},
             "what was taken beside it cannot be given: morphine “dose not seen”"),
            ({"quantity": "difference of means of discomfort", "versus": {"who": "others"}},
             "the two arms differ in nothing that the model knows of"),
            ({"quantity": "mean of discomfort", "value": "3 kg"}, "is in another unit than 3 kg"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_foreseen_comes_back_with_the_reason(self, said: dict[str, Any], why: str) -> None:
        verdict = foresee(**said)
        assert verdict.predicted is None
        assert why in verdict.why

    def test_the_same_seed_gives_the_same_trials(self) -> None:
        one_time, again = (foresee("mean of discomfort") for _ in range(2))
        assert (one_time.low, one_time.high) == (again.low, again.high)
