"""How certain a link is: by a stated rule. Every grade can change, and no way is surer than its weakest link."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from neurodose.agreement.certainty import GRADES, Backing, grade_way
from neurodose.agreement.chain import (
    ChainLink,
    find_chain,
    find_inconsistency,
    find_way,
    is_foreign,
    is_open,
)
from neurodose.library import combine, find_drug
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.modelling.parameter import Parameter
from neurodose.modelling.paths import find_felt
from neurodose.reports.judged import find_kept
from neurodose.sources import Assumption, Certainty, Source
from tests.made_up_response import make_response, register, trial

DOCS = Path(__file__).parents[2] / "docs"
PLASMA, BRAIN, PET = "parent.plasma.concentration", "brain.concentration", "mu.displacement"  # addresses of naltrexone
UNKNOWN = Backing(values=4, sourced=2)
TESTED = Backing(values=4, sourced=4, met=4, passed=3, new=3, new_passed=2)


class TestWherePeoplePutIt:
    @pytest.mark.parametrize(
        ("backing", "start"),
        [
            (TESTED, "high"),
            (replace(TESTED, new_passed=1), "moderate"),  # one may pass by chance
            (replace(TESTED, met=6, passed=4, new=4), "moderate"),  # half are not most of them
            (replace(TESTED, passed=2, new=0, new_passed=0), "moderate"),
            (replace(TESTED, passed=1, new=0, new_passed=0), "low"),
            (replace(UNKNOWN, is_set=True), "moderate"),
            (replace(UNKNOWN, of_people=3), "moderate"),
            (UNKNOWN, "low"),
            (replace(UNKNOWN, is_set=True, met=3, passed=1), "low"),  # what is missed counts more than what set it
        ],
    )
    def test_it_starts_where_observations_in_people_have_put_it(self, backing: Backing, start: str) -> None:
        assert backing.start == backing.certainty == start

    @pytest.mark.parametrize("backing", [TESTED, UNKNOWN, replace(UNKNOWN, is_set=True, trials=2)])
    def test_the_reason_stands_first_and_says_what_was_seen(self, backing: Backing) -> None:
        assert "people" in backing.reason


class TestDoubts:
    @pytest.mark.parametrize(
        ("doubt", "words"),
        [
            ({"unsure": 3}, "3 of its 4 values are of very low certainty"),
            ({"foreign": 2, "sourced": 3}, "2 of its 3 measured values are of animals or assays"),
            ({"unread": 2, "sourced": 3}, "the sources of 2 of 3 are remembered"),
            ({"is_set": True, "trials": 1}, "a single trial set it"),
            ({"is_set": True, "trials": 5, "disputed": 0.76}, "its trials disagree (I² 76 %)"),
            ({"is_set": True, "trials": 5, "is_open": True}, "its trials together leave the direction open"),
        ],
    )
    def test_each_takes_a_step(self, doubt: dict[str, int], words: str) -> None:
        backing = replace(Backing(values=4, sourced=0), **doubt)
        assert backing.doubts == (words,)
        assert GRADES.index(backing.certainty) == GRADES.index(backing.start) + 1

    def test_where_numbers_come_from_is_no_doubt_once_people_have_tested_them(self) -> None:
        assert replace(TESTED, foreign=4, unread=4).certainty == "high"
        assert replace(TESTED, foreign=4, unread=4, passed=1, new_passed=1).certainty == "low"
        assert replace(TESTED, unsure=4).certainty == "moderate"

    def test_nothing_falls_below_the_lowest(self) -> None:
        assert Backing(values=4, unsure=4, sourced=4, foreign=4, unread=4, trials=1).certainty == "very low"

    @pytest.mark.parametrize("grade", GRADES)
    def test_every_grade_is_reached_and_can_change(self, grade: Certainty) -> None:
        found = (TESTED, replace(UNKNOWN, of_people=3), UNKNOWN, replace(UNKNOWN, unsure=4))
        assert grade in {backing.certainty for backing in found}


class TestWays:
    def test_a_way_is_no_surer_than_its_weakest_link(self) -> None:
        assert grade_way(["high", "low", "moderate"]) == "low"

    @pytest.mark.parametrize(
        ("links", "grade"), [(["high"], "moderate"), (["low"], "very low"), (["very low"], "very low")]
    )
    def test_rivals_that_are_opposed_take_a_step(self, links: list[Certainty], grade: str) -> None:
        assert grade_way(links, are_rivals_opposed=True) == grade

    def test_a_way_goes_through_what_its_output_needs(self) -> None:
        body = combine("naltrexone", circuits=("reward",))
        chain = find_chain(body)
        way = [link.name for link in find_way(chain, body.system, "reward.rise")]
        assert way == ["plasma", "brain", "mu receptors", "dopamine in the accumbens"]


class TestChain:
    def test_a_value_belongs_to_the_first_link_that_needs_it(self) -> None:
        system = find_drug("naltrexone").system
        plasma, brain = (find_felt(system, [address]) for address in (PLASMA, BRAIN))
        assert {"absorption.ka", "parent.CL"} <= plasma < brain
        assert brain - plasma == {"brain.fu", "brain.slow_exchange"}
        assert "mu.Ki_naltrexone" in find_felt(system, [PET]) - brain

    def test_verdicts_are_counted_where_they_were_seen(self) -> None:
        drug = find_drug("baclofen")
        chain = {link.name: link for link in find_chain(drug, find_kept(drug, DOCS))}
        assert chain["plasma"].backing.met > chain["plasma"].backing.new > 0
        assert chain["brain"].backing.met == 0
        without = {link.name: link for link in find_chain(drug)}
        assert GRADES.index(without["plasma"].certainty) > GRADES.index(chain["plasma"].certainty)

    def test_only_receptors_that_a_drug_binds_stand_in_its_chain(self) -> None:
        names = [link.name for link in find_chain(combine("baclofen", circuits=("reward",))) if link.kind == "receptor"]
        assert names == ["GABA-B receptors of the brain", "GABA-B receptors of the spinal cord"]

    def test_affinities_of_assays_are_no_numbers_of_people(self) -> None:
        at_mu = next(link for link in find_chain(find_drug("fentanyl")) if link.name == "mu receptors")
        assert at_mu.backing.foreign >= at_mu.backing.sourced - 1  # that of endorphin's loss is of people


@pytest.mark.parametrize(
    ("where", "is_of_assays", "foreign"),
    [
        ("rat", False, True), ("cloned receptors", False, True), ("liver microsomes", False, True),
        ("healthy adults", False, False), ("living people, by PET", True, False), ("", False, False), ("", True, True),
    ],
)  # fmt: skip
def test_where_a_number_was_measured_is_what_it_says(where: str, is_of_assays: bool, foreign: bool) -> None:
    assert is_foreign(Parameter(1, "made up", trial, "low", measured_in=where), is_of_assays=is_of_assays) is foreign


def test_trials_that_see_the_same_do_not_disagree() -> None:
    same = PooledEffect(tuple(TrialEffect(f"Invented {year}", 0.3, 0.1) for year in (2001, 2002, 2003)))
    apart = PooledEffect((TrialEffect("Invented 2001", 0.1, 0.1), TrialEffect("Invented 2002", 0.9, 0.1)))
    assert find_inconsistency(same) == find_inconsistency(PooledEffect(same.trials[:1])) == 0
    assert find_inconsistency(apart) > 0.9
    assert is_open(apart)
    assert not is_open(same)


class TestBetterAndWorseSources:
    """A made-up response, whose step by trials has one number."""

    def grade(self, monkeypatch: pytest.MonkeyPatch, number: Parameter) -> ChainLink:
        with monkeypatch.context() as patch:
            register(patch, make_response(by_trials=number))
            chain = find_chain(combine("naltrexone", responses=("comfort",)))
        return next(link for link in chain if link.rival == "trials")

    def test_an_assumption_lowers_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sourced = self.grade(monkeypatch, Parameter(0.3, "gain", trial, "high"))
        assumed = self.grade(monkeypatch, Parameter(0.3, "gain", Assumption("made up", (0, 1))))
        assert (sourced.certainty, assumed.certainty) == ("moderate", "low")
        assert assumed.reasons[-1] == "1 of its 1 values are of very low certainty"

    def test_a_source_that_was_read_raises_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        remembered = Source("Invented", 2001, "J Made Up 1:1")
        before, after = (self.grade(monkeypatch, Parameter(0.3, "gain", s, "high")) for s in (remembered, trial))
        assert (before.certainty, after.certainty) == ("low", "moderate")

    def test_people_instead_of_rats_raise_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rats, people = (
            self.grade(monkeypatch, Parameter(0.3, "gain", trial, "high", measured_in=where))
            for where in ("rat", "40 people")
        )
        assert (rats.certainty, people.certainty) == ("low", "moderate")

    def test_its_trials_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        link = self.grade(monkeypatch, Parameter(0.3, "gain", trial, "high"))
        assert link.backing.trials == 2
        assert link.title == "comfort, by trials"
