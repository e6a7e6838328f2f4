"""A dossier of a response: rivals against no drug, a badge where they disagree, and never more than the chain holds."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from neurodose import read_regimen
from neurodose.agreement.certainty import GRADES
from neurodose.errors import DrugError
from neurodose.library import combine, find_drug, indications
from neurodose.library.indications import add_stages, ask_for, find_reached, find_responses
from neurodose.library.response import Response
from neurodose.protocol.reading import read_protocol
from neurodose.protocol.writing import write_protocol
from neurodose.reports import dossier as dossiers
from neurodose.reports.dossier import Dossier, make_dossier
from neurodose.reports.page import render_page
from neurodose.reports.response_sentences import CLAIMS
from neurodose.reports.responses import find_trends
from neurodose.units import h
from tests.made_up_response import AGREEING, NAME, OPPOSED, make_response, register

DAILY, LAST, DUE = "50 mg every 24 h x 3", 48, 72
EXACT = 1e-9
ADVICE = ("you should", "start with", "starting dose", "we recommend", "recommended dose", "take up to", "taper")


def make(gain: float) -> Dossier:
    with pytest.MonkeyPatch.context() as patch:
        register(patch, make_response(gain))
        patch.setattr(dossiers, "STUDIES", 2)
        patch.setattr(dossiers, "choose_observations", lambda *_: ())
        drug = combine("naltrexone", circuits=("reward",), responses=(NAME,))
        return make_dossier(drug, read_regimen(DAILY), people=6, seed=7)


@pytest.fixture(scope="module")
def opposed() -> Dossier:
    return make(OPPOSED)


@pytest.fixture(scope="module")
def agreeing() -> Dossier:
    return make(AGREEING)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, make_response())


class TestRivals:
    def test_each_is_told_against_the_same_people_without_any_drug(self, opposed: Dossier) -> None:
        comfort = opposed.followed[-1]
        assert [way.name for way in comfort.ways] == ["trials", "mechanism"]
        course = opposed.course
        at_due = course["comfort.by_trials"].between(DUE * h, DUE * h).values[:, -1]
        assert comfort.ways[0].change.people.middle == pytest.approx(np.median(at_due), abs=EXACT)  # rest is none

    def test_those_of_opposite_direction_get_a_badge_and_lose_a_step(self, opposed: Dossier, agreeing: Dossier) -> None:
        for made, are_opposed in ((opposed, True), (agreeing, False)):
            comfort = made.followed[-1]
            assert comfort.are_opposed is are_opposed
            assert ("rivals disagree in direction" in render_page(made)) is are_opposed
            assert any("Rivals disagree in direction" in sentence for sentence in made.sentences) is are_opposed
            steps = GRADES.index(comfort.certainty) - GRADES.index(comfort.ways[0].certainty)
            assert steps == are_opposed or comfort.certainty == "very low"

    def test_figures_say_what_they_count(self) -> None:
        stages = combine("baclofen", "naltrexone", "mitragynine", responses=("mood", "pain", "craving")).stages
        told = {one.name: one.told_in for one in stages if isinstance(one, Response)}
        assert told == {
            "mood": "in spreads of the score in depression", "pain": "in mm of 100", "craving": "in points of 10",
        }  # fmt: skip

    def test_a_slight_change_is_none(self) -> None:
        assert find_trends({"a": 1.0, "b": 0.005, "c": -0.5}) == {"a": 1, "b": 0, "c": -1}
        assert find_trends({"a": 1e-12, "b": -1e-12}) == {"a": 0, "b": 0}


class TestCertainty:
    def test_no_way_and_no_answer_is_surer_than_its_weakest_link(self, opposed: Dossier) -> None:
        for one in opposed.followed:
            for way in one.ways:
                assert all(GRADES.index(way.certainty) >= GRADES.index(link.certainty) for link in way.links)
                assert {"plasma", "mu receptors"} <= {link.name for link in way.links}
            assert GRADES.index(one.certainty) >= GRADES.index(one.ways[0].certainty)

    def test_the_answer_claims_what_its_certainty_allows(self, opposed: Dossier) -> None:
        told = next(sentence for sentence in opposed.sentences if sentence.startswith("Comfort"))
        certainty = opposed.followed[-1].certainty
        assert told.endswith(f"The answer is of {certainty} certainty: {CLAIMS[certainty]}.")
        assert not any(claim in told for grade, claim in CLAIMS.items() if grade != certainty)
        assert "by trials" in told
        assert "by mechanism" in told

    def test_the_chain_holds_every_rival(self, opposed: Dossier) -> None:
        assert {"comfort, by trials", "comfort, by mechanism"} <= {link.title for link in opposed.chain}


def test_circuits_stand_beside_responses_with_a_figure_each(opposed: Dossier) -> None:
    titles = [figure.title for figure in opposed.figures]
    assert {"Circuit: dopamine in the accumbens", "Response: comfort"} <= set(titles)
    assert opposed.command.endswith("--circuits reward --responses comfort")


class TestAsking:
    def test_an_indication_brings_its_responses_and_the_harm_beside(
        self, held: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indications, "INDICATIONS", {"unrest": ("boredom", NAME)})
        assert find_responses("Unrest") == find_responses(NAME) == (NAME,)
        asked = ask_for(find_drug("naltrexone"), "unrest")
        assert NAME in [stage.name for stage in asked.stages]
        monkeypatch.setattr(indications, "INDICATIONS", {"unrest": ("sleepiness",)})
        monkeypatch.setattr(indications, "HARM", {"naltrexone": (NAME,)})
        with pytest.raises(DrugError, match="no model of the library leads to unrest yet"):
            find_responses("unrest")
        assert indications.find_harm(find_drug("naltrexone")) == (NAME,)

    def test_what_no_drug_reaches_says_which_link_is_missing(self, held: None) -> None:
        midazolam = find_drug("midazolam")
        assert find_reached(midazolam.parts, [NAME]) == ()
        with pytest.raises(DrugError, match="comfort is out of reach of midazolam: the link"):
            ask_for(midazolam, NAME)

    def test_what_a_body_has_stays(self, held: None) -> None:
        both = add_stages(add_stages(find_drug("naltrexone"), circuits=["reward"]), responses=[NAME])
        assert [stage.name for stage in both.stages][-2:] == ["reward", NAME]

    def test_a_protocol_names_them_and_is_written_back(self, held: None) -> None:
        text = f"""format = 1
drug = "naltrexone"
regimen = "50 mg"
circuits = ["reward"]
responses = "{NAME}"

[people]
count = 3
seed = 1

[course]
until = "24 h"
"""
        asked = read_protocol(text, "p.toml")
        assert [stage.name for stage in asked.drug.stages][-2:] == ["reward", NAME]
        again = read_protocol(write_protocol(asked), "p.toml")
        assert write_protocol(again) == write_protocol(asked)
        assert [stage.name for stage in again.drug.stages][-2:] == ["reward", NAME]

    @pytest.mark.parametrize("entry", ["circuits", "responses"])
    def test_a_protocol_with_an_unknown_one_is_refused_with_its_line(self, entry: str) -> None:
        text = f'format = 1\ndrug = "naltrexone"\nregimen = "50 mg"\n{entry} = ["boredom"]\n'
        text += '[people]\ncount = 3\nseed = 1\n[course]\nuntil = "24 h"\n'
        with pytest.raises(DrugError.__base__, match="boredom"):  # pyright: ignore[reportArgumentType]
            read_protocol(text, "p.toml")


def test_no_text_advises(opposed: Dossier) -> None:
    page = render_page(opposed).lower()
    assert not [words for words in ADVICE if words in page]


def test_the_page_needs_nothing_and_is_whole(opposed: Dossier, tmp_path: Path) -> None:
    page = render_page(opposed)
    assert page.count("<section") == page.count("</section>")
    assert 'id="responses"' in page
    assert "http" not in page.replace("http://www.w3.org", "")


class TestNothingForMisuse:
    """Of mitragynine a dossier shows what a dose does, benefit and harm; never which dose does it."""

    @pytest.fixture(scope="class")
    @classmethod
    def kratom(cls) -> Dossier:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dossiers, "STUDIES", 2)
            patch.setattr(dossiers, "choose_observations", lambda *_: ())
            asked = ask_for(find_drug("mitragynine"), "pain")
            return make_dossier(asked, read_regimen("2 g leaf by tea every 8 h x 6"), people=4, seed=7)

    def test_harm_stands_beside_benefit(self, kratom: Dossier) -> None:
        told = {one.stage.name for one in kratom.followed if one.is_response}
        assert {"pain", "withdrawal", "breathing", "liking"} <= told

    def test_no_text_advises_or_names_a_dose_that_was_not_asked_for(self, kratom: Dossier) -> None:
        text = " ".join([*kratom.stops, *kratom.cautions, *kratom.sentences]).lower()
        assert not [words for words in (*ADVICE, "dose for", "equivalent to", "convert") if words in text]
        assert set(re.findall(r"\d+(?:\.\d+)? m?g\b(?!/)", text)) <= {"2 g"}

    def test_nothing_of_it_is_surer_than_very_low(self, kratom: Dossier) -> None:
        assert {one.certainty for one in kratom.followed if one.is_response} == {"very low"}


def test_a_background_antidepressant_is_unknown() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dossiers, "STUDIES", 2)
        drug = ask_for(find_drug("baclofen + antidepressant"), "depression")
        made = make_dossier(drug, read_regimen("10 mg every 8 h x 6"), people=3, seed=7)
    told = " ".join(made.sentences)
    assert "what baclofen and antidepressant do together to mood, which nobody has tried" in told
    assert "What baclofen and antidepressant do to it together is unknown" in told
