"""Mechanisms of a real body switched on and off: shares make up the effect, and off is as if it were not there."""

from __future__ import annotations

import json

import numpy as np
import pytest

from neurodose import read_regimen
from neurodose.attribution import shares as shares_of
from neurodose.attribution.explanation import Mechanisms, explain
from neurodose.attribution.question import Question, find_body, leave_out, pose
from neurodose.attribution.reading import Reading, read_at, read_over
from neurodose.attribution.runs import answer
from neurodose.attribution.shares import Sharing, find_switches, share_effect
from neurodose.errors import DoseError, DrugError, SensitivityError
from neurodose.library import combine
from neurodose.sensitivity.cost import Limits
from neurodose.units import day, h, mg

DOPAMINE, BOTH = "dopamine in the accumbens", "50 mg of naltrexone and 50 g of ethanol at 4 h"
AT_MU, RELEASED = "naltrexone at mu opioid receptors", "endorphin that alcohol has released"
PEAK = read_over(4 * h, 12 * h, "highest")
ROUNDING = 1e-9
SOLVED = 1e-5  # of an answer: two courses of the same people, solved with other steps


@pytest.fixture(scope="module")
def question() -> Question:
    return pose("naltrexone + ethanol", read_regimen(BOTH), DOPAMINE, reading=PEAK, effect_of=("naltrexone",))


@pytest.fixture(scope="module")
def sharing(question: Question) -> Sharing:
    return share_effect(question, question.drug.people.sample(6, seed=1), off=["naltrexone_at_mu"])


class TestShares:
    def test_they_make_up_the_effect_of_each_person(self, sharing: Sharing) -> None:
        shares = sharing.shares[""]
        assert shares.is_exact
        assert shares.values.sum(axis=0) == pytest.approx(shares.whole - shares.nothing, abs=ROUNDING)
        assert (shares.whole < -1).all()  # points of rest that naltrexone takes away

    def test_all_on_is_the_answer_itself(self, question: Question, sharing: Sharing) -> None:
        found = answer(question, question.structure, question.drug.people.sample(6, seed=1))
        assert sharing.shares[""].whole == pytest.approx(found[:, 0], rel=ROUNDING)

    def test_a_drug_that_is_off_at_its_only_receptor_has_no_effect(self, sharing: Sharing) -> None:
        assert sharing.lost[""] == pytest.approx(sharing.shares[""].whole, abs=1e-4)

    def test_off_is_as_if_the_drug_were_not_taken(self) -> None:
        asked = pose("naltrexone + ethanol", read_regimen(BOTH), DOPAMINE, reading=PEAK)
        people = asked.drug.people.sample(3, seed=1)
        without = pose(asked.drug, read_regimen("50 g of ethanol at 4 h"), DOPAMINE, reading=PEAK)
        found = share_effect(asked, people, off=[AT_MU])
        left = found.shares[""].whole - found.lost[""]
        assert left == pytest.approx(answer(without, without.structure, people)[:, 0], rel=SOLVED)

    def test_what_has_no_path_or_whose_drug_is_not_given_is_left_out(self) -> None:
        asked = pose("naltrexone + ethanol + baclofen", read_regimen(BOTH), DOPAMINE)
        found = find_switches(asked)
        assert found.dead["naltrexone at kappa opioid receptors"] == f"no path to {DOPAMINE}"
        assert found.dead["baclofen at GABA-B receptors of the brain"] == "baclofen is not given"
        assert {AT_MU, RELEASED} <= set(found.live)

    def test_what_is_left_out_would_change_nothing(self) -> None:
        asked = pose("naltrexone + ethanol", read_regimen(BOTH), DOPAMINE, reading=read_at(6 * h))
        people = asked.drug.people.sample(2, seed=1)
        dead = list(find_switches(asked).dead)
        assert len(dead) > 2
        assert np.abs(share_effect(asked, people, names=dead, off=dead).lost[""]).max() < ROUNDING

    def test_named_ones_share_what_they_alone_make(self, question: Question, sharing: Sharing) -> None:
        people = question.drug.people.sample(6, seed=1)
        two = share_effect(question, people, names=[AT_MU, "reward.ethanol.releases"]).shares[""]
        assert two.names == (AT_MU, RELEASED)
        assert two.whole == pytest.approx(sharing.shares[""].whole, rel=ROUNDING)

    def test_a_last_part_that_several_have_is_not_guessed(self, question: Question) -> None:
        switches = find_switches(question)
        assert switches.find("naltrexone_at_mu") == AT_MU
        with pytest.raises(SensitivityError, match=r'"acts" may be any of \d+ mechanisms') as caught:
            switches.find("acts")
        assert "reward.interneurons.acts" in str(caught.value)

    def test_a_group_is_switched_together(self, question: Question) -> None:
        people = question.drug.people.sample(2, seed=1)
        found = share_effect(question, people, groups={"naltrexone and endorphin": [AT_MU, RELEASED]}).shares[""]
        assert "naltrexone and endorphin" in found.names
        assert found.values.sum(axis=0) == pytest.approx(found.whole - found.nothing, abs=ROUNDING)

    def test_more_than_ten_are_drawn_and_still_make_up_the_whole(self) -> None:
        large = ask_three()
        names = list(find_switches(large).addresses)
        drawn = share_effect(large, large.drug.people.sample(1, seed=1), names=names, pairs=3).shares[""]
        assert len(names) > 10
        assert not drawn.is_exact
        assert drawn.values.sum(axis=0) == pytest.approx(drawn.whole - drawn.nothing, abs=1e-6)

    def test_what_changes_nothing_in_orders_that_were_tried_is_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Naltrexone that comes after what is read."""
        plan = read_regimen("50 g of ethanol and 50 mg of naltrexone at 100 h")
        asked = pose("naltrexone + ethanol", plan, DOPAMINE, reading=read_at(2 * h))
        people = asked.drug.people.sample(2, seed=1)
        whole = share_effect(asked, people)
        monkeypatch.setattr(shares_of, "EXACT", 3)
        found = share_effect(asked, people)
        assert found.switches.dead[AT_MU] == shares_of.IDLE
        assert AT_MU in whole.switches.live
        for words in found.switches.live:
            assert found.shares[""].share_of(words) == pytest.approx(whole.shares[""].share_of(words), abs=1e-6)


def ask_three() -> Question:
    plan = read_regimen("50 mg of naltrexone and 20 mg of baclofen and 2 g of mitragynine")
    return pose("naltrexone + baclofen + mitragynine", plan, DOPAMINE, reading=read_at(4 * h))


class TestWords:
    def test_an_explanation_says_who_has_which_share(self, question: Question) -> None:
        found = explain(question, Mechanisms(off=("naltrexone_at_mu",)), people=3)
        assert f"{AT_MU} 4" in " ".join(found.sentences)
        assert "no advice" in found.sentences[-1]
        assert found.to_page().startswith("# Why: dopamine in the accumbens, after 50 mg of naltrexone")
        told = json.loads(found.to_json())
        assert told["shares"][""]["shares"][0]["name"] in str(found)
        assert told["mechanisms"]["live"][AT_MU] == "acts.naltrexone_at_mu"

    def test_a_hard_stop_stands_first(self) -> None:
        plan = read_regimen("2 g leaf of mitragynine every 24 h x 3 and 50 mg of naltrexone at 72 h")
        found = explain(pose("naltrexone + mitragynine", plan, DOPAMINE), Mechanisms(), people=1)
        assert found.sentences[0].startswith("Stop: naltrexone 1 d after mitragynine")


class TestQuestions:
    @pytest.mark.parametrize("of", [DOPAMINE, "reward", "Dopamine in the Accumbens", "reward.rise"])
    def test_a_circuit_is_found_by_its_words(self, of: str) -> None:
        body, _, outputs = find_body("naltrexone + ethanol", of)
        assert outputs == {"": "reward.rise"}
        assert body is combine("naltrexone", "ethanol", circuits=("reward",))

    def test_a_receptor_may_be_asked_too(self) -> None:
        body, _, outputs = find_body("naltrexone", "mu.displacement")
        assert outputs == {"": "mu.displacement"}
        assert body.stages

    def test_a_level_of_a_drug_that_reaches_no_circuit_has_no_mechanism(self) -> None:
        asked = pose("midazolam", read_regimen("5 mg"), "midazolam in plasma")
        with pytest.raises(SensitivityError, match="no mechanism can change"):
            share_effect(asked, asked.drug.people.sample(1, seed=1))

    def test_what_is_left_out_leaves_the_rest(self) -> None:
        body = combine("naltrexone", "ethanol", circuits=("reward",))
        assert str(leave_out(read_regimen(BOTH), ["naltrexone"], body)) == "50 g of ethanol at 4 h"
        assert leave_out(read_regimen(BOTH), ["naltrexone", "ethanol"], body) is None

    def test_all_drugs_are_meant_by_all(self) -> None:
        assert pose("naltrexone + ethanol", read_regimen(BOTH), DOPAMINE, effect_of=["all"]).plans[1] is None


class TestReadings:
    def test_each_reads_its_number(self) -> None:
        reading = Reading(1.0, 3.0, "mean", is_change=True)
        line = 2 * reading.moments[None, :] + 1
        assert reading.read(line) == pytest.approx([4.0])
        assert Reading(0.0, 2.0, "highest").read(np.sin(Reading(0.0, 2.0).moments)[None, :]) == pytest.approx(
            [1.0], abs=1e-3
        )
        assert Reading(5.0, 5.0).moments.tolist() == [5.0]
        assert read_at(28 * day, is_change=True).moments.tolist() == [0.0, 672.0]

    def test_it_is_told_in_words(self) -> None:
        assert str(read_over(4 * h, 12 * h, "highest")) == "highest value from 4 h to 12 h"
        assert str(read_at(28 * day, is_change=True)) == "at 28 d, less the value before the first dose"


class TestBadInput:
    def test_an_unknown_mechanism_lists_those_there_are(self, question: Question) -> None:
        with pytest.raises(SensitivityError, match='no mechanism is called "mood"') as caught:
            share_effect(question, question.drug.people.sample(1, seed=1), off=["mood"])
        assert RELEASED in (caught.value.exists or "")

    def test_more_runs_than_allowed_are_refused_before_the_first(self, question: Question) -> None:
        people = question.drug.people.sample(50, seed=1)
        with pytest.raises(SensitivityError, match="more runs than allowed: 800, where the limit is 700"):
            share_effect(question, people, limits=Limits(runs=700))

    def test_more_memory_than_there_is_is_refused(self, question: Question) -> None:
        with pytest.raises(SensitivityError, match="more memory than allowed"):
            share_effect(question, question.drug.people.sample(50, seed=1), limits=Limits(memory=1000.0))

    def test_an_answer_that_does_not_exist_lists_those_there_are(self) -> None:
        with pytest.raises(SensitivityError, match='no answer is called "contentment"') as caught:
            pose("naltrexone", read_regimen("50 mg"), "contentment")
        assert DOPAMINE in (caught.value.exists or "")

    def test_the_effect_of_what_is_not_given(self) -> None:
        with pytest.raises(DrugError, match='no drug is called "baclofen"'):
            pose("naltrexone", read_regimen("50 mg"), DOPAMINE, effect_of=["baclofen"])
        asked = pose("naltrexone + ethanol", read_regimen("50 g of ethanol"), DOPAMINE, effect_of=["naltrexone"])
        with pytest.raises(DoseError, match="gives no naltrexone"):
            answer(asked, asked.structure, asked.drug.people.sample(1, seed=1))

    @pytest.mark.parametrize(("begin", "end"), [(5.0, 4.0), (0.0, 0.0), (-1.0, 4.0), (0.0, float("inf"))])
    def test_a_window_that_is_none(self, begin: float, end: float) -> None:
        with pytest.raises(SensitivityError, match="nothing can be read"):
            Reading(begin, end)

    def test_what_is_no_time(self) -> None:
        with pytest.raises(SensitivityError, match="is no time"):
            read_at(5 * mg)

    def test_more_people_than_allowed_are_refused_before_they_are_drawn(self, question: Question) -> None:
        with pytest.raises(SensitivityError, match="more runs than allowed: 200,000,000, where the limit is 2,000,000"):
            explain(question, Mechanisms(), people=100_000_000)

    def test_nobody(self, question: Question) -> None:
        with pytest.raises(SensitivityError, match="0 people"):
            explain(question, people=0)
