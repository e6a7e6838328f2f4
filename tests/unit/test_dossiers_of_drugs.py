"""Every drug of the library has a dossier, and so has every combination: it tells what there is, and claims no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import numpy as np
import pytest

from neurodose import find_drug, read_regimen
from neurodose.agreement.validation import find_estimates, find_own_values
from neurodose.errors import DoseError, DrugError, PopulationError
from neurodose.library import DRUGS
from neurodose.reports import dossier as dossiers
from neurodose.reports import spread as spreads
from neurodose.reports.dossier import Dossier, make_dossier
from neurodose.reports.page import render_page
from neurodose.reports.span import Span
from neurodose.units import day, h, one, percent

PEOPLE, VARIANTS, TOGETHER, STUDIES = 3, 2, 5, 2  # few: what is told of them is tested here, not how they are drawn
SAME = 1e-9  # relative: the same numbers read off the same course
BLOCKERS = ("naltrexone", "naloxone")
REGIMENS = {
    "naltrexone": "50 mg every 24 h x 2", "baclofen": "20 mg every 8 h x 3", "mitragynine": "2 g every 24 h x 2",
    "mitraphylline": "10 mg", "morphine": "10 mg by vein", "heroin": "10 mg", "fentanyl": "100 ug by patch",
    "methadone": "60 mg every 24 h x 2", "buprenorphine": "16 mg", "naloxone": "2 mg by spray", "ethanol": "40 g",
    "midazolam": "7.5 mg", "dextromethorphan": "30 mg",
}  # fmt: skip
BLOCKED_MORPHINE = "50 mg of naltrexone and 10 mg of morphine by morphine.vein at 24 h"


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """Dossiers of few people, two days after the last dose, without observations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dossiers, "STUDIES", STUDIES)
        patch.setattr(dossiers, "WASHOUT", 2 * day)
        patch.setattr(dossiers, "choose_observations", lambda *_: ())
        patch.setattr(spreads, "VARIANTS", VARIANTS)
        patch.setattr(spreads, "TOGETHER", TOGETHER)
        yield


def make(drug: str, sentence: str, seed: int, **how: str) -> Dossier:
    return make_dossier(find_drug(drug), read_regimen(sentence), people=PEOPLE, seed=seed, **how)  # pyright: ignore[reportArgumentType]


def say(made: Dossier) -> str:
    return " ".join(made.sentences)


@pytest.fixture(scope="module")
def blocked(seed: int) -> Dossier:
    """Morphine a day after naltrexone."""
    return make("morphine + naltrexone", BLOCKED_MORPHINE, seed)


def test_every_drug_has_a_regimen_here() -> None:
    assert set(REGIMENS) == set(DRUGS)


@pytest.mark.parametrize("drug", DRUGS)
def test_every_drug_has_a_dossier(drug: str, seed: int) -> None:
    made = make(drug, REGIMENS[drug], seed)
    told, page = say(made), unescape(render_page(made))
    assert f"{drug} in {'blood' if drug == 'ethanol' else 'plasma'} peaks at" in told
    assert "PET" in told or drug in ("ethanol", "midazolam", "dextromethorphan", "baclofen", "mitraphylline")
    assert ("can overcome the block" in told) == (drug in BLOCKERS)
    assert not re.search(r"\bnan\b|None|\{|\}|  | ,| \.", told)
    assert all(sentence.endswith((".", "”.")) for sentence in made.sentences)
    assert not re.search(r'[",\s]nan\b|[",\s]inf\b', "".join(figure.svg for figure in made.figures))
    for figure in made.answer.figures:
        assert set(figure.structures) == set(made.drug.structures)
        assert np.isfinite([figure.values.middle, *figure.structures.values()]).all() or figure.unit == "h"
        assert figure.label in page
    assert len({figure.label for figure in made.answer.figures}) == len(made.answer.figures)
    assert len({figure.title for figure in made.figures}) == len(made.figures)
    assert "is met by this regimen" in page or "nothing here was tested" in page


class TestWhatThereIs:
    """A dossier tells as far as a model goes."""

    def test_of_ethanol_its_level_in_blood_and_no_receptor(self, seed: int) -> None:
        made = make("ethanol", "40 g", seed)
        assert re.search(r"ethanol in blood peaks at 0\.\d+ g/L", say(made))
        assert "Receptor" not in say(made)
        assert "What follows the brain, at targets and in symptoms, was not asked for." in say(made)
        assert [figure.title for figure in made.figures] == [
            "Blood", "Brain", "Where the spread comes from: ethanol in blood",
        ]  # fmt: skip

    def test_of_baclofen_the_share_held_and_every_read_out(self, seed: int) -> None:
        made = make("baclofen", "20 mg every 8 h x 3", seed)
        told = say(made)
        assert "R-baclofen and S-baclofen hold at most" in told
        assert "GABA-B receptors of the spinal cord" in told
        assert "in cerebrospinal fluid baclofen peaks at" in told
        for seen in ("firing of dopamine cells", "transmitter release", "current of GABA cells"):
            assert f" on {seen} and " in told
        R, S = (made.course[f"gaba_b.share_of_baclofen_{form}"].to(percent).values for form in "RS")
        found = made.answer["GABA-B highest"].people
        assert found.middle == pytest.approx(np.median((R + S).max(axis=1)), rel=SAME)

    def test_of_an_agonist_its_effect_beside_the_bodys_own(self, seed: int) -> None:
        made = make("morphine", "10 mg by vein", seed)
        course, answer = made.course, made.answer
        effect = course["effect_at_mu"].to(one).values
        assert answer["mu effect on cells"].people.middle == pytest.approx(100 * np.median(effect.max(axis=1)))
        change = np.median((effect - effect[:, :1]).max(axis=1))
        assert answer["mu change"].people.middle == pytest.approx(100 * change)
        assert answer["mu tone"].people.middle == pytest.approx(100 * np.median(effect[:, 0]))
        assert "mu dose ratio" not in answer
        assert "mu hours blocked" not in answer

    def test_of_mitragynine_both_readings_of_its_efficacy(self, seed: int) -> None:
        made = make("mitragynine", "2 g every 24 h x 2", seed)
        assert "by “antagonist at mu” mitragynine only holds receptors" in say(made)
        change = made.answer["mu change"].structures
        assert change["antagonist at mu"] < change["deep tissue"]
        assert re.search(r"at the lowest CYP3A in the liver keeps [\d.]+ %.+CYP3A in the gut wall keeps \d", say(made))

    def test_a_structure_that_binds_nowhere_says_so_beside_its_rival(self, seed: int) -> None:
        assert "by this structure nothing that is given binds to mu receptors" in say(
            make("mitraphylline", "10 mg", seed)
        )
        claimed = make("mitraphylline", "10 mg", seed, structure="as claimed")
        assert "PET would read at most" in say(claimed)
        assert claimed.answer["mu highest"].structures["inactive"] == 0


class TestCombination:
    """Each drug has its own last dose; at a receptor each holds its part."""

    def test_each_drug_is_looked_at_after_its_own_last_dose(self, blocked: Dossier) -> None:
        assert [(e.name, e.last, e.due) for e in blocked.outputs.exposures] == [
            ("morphine", 24.0, 48.0),
            ("naltrexone", 0.0, 24.0),
        ]
        plasma = blocked.course["naltrexone.parent.plasma.concentration"].to("ng/mL").between(0 * h, 24 * h).values
        peak = blocked.answer["peak of naltrexone"].people
        assert peak.middle == pytest.approx(np.median(plasma.max(axis=1)), rel=SAME)

    def test_who_holds_the_receptor_and_by_how_much_the_block_is_surmounted(self, blocked: Dossier) -> None:
        held = [
            blocked.course[f"mu.share_of_{ligand}"].to(one).at(24 * h).values[:, 0]
            for ligand in ("naltrexone", "naltrexol", "morphine")
        ]
        free = blocked.course["mu.share_free"].to(one).at(24 * h).values[:, 0]
        ratio = blocked.answer["mu dose ratio at the dose"].people
        assert ratio.middle == pytest.approx(np.median(1 + (held[0] + held[1]) / free), rel=SAME)
        assert blocked.answer["mu held by morphine"].people.middle > 100 * np.median(held[2])
        assert "Against naltrexone the same effect takes" in say(blocked)

    def test_where_they_meet_is_told_and_nothing_more_is_claimed(self, blocked: Dossier) -> None:
        page = render_page(blocked)
        assert "morphine and naltrexone compete at mu opioid receptors" in say(blocked)
        assert "No data: what naltrexone does to UGT2B7 and P-glycoprotein, on which morphine depends." in say(blocked)
        assert "<h2>Where they meet</h2>" in page
        assert page.count("<td>no data</td>") == sum(link.status == "no data" for link in blocked.drug.links)
        assert "Where they meet" not in render_page(make("midazolam", "7.5 mg", 1))

    def test_a_drug_that_is_not_given_is_said_to_be_absent(self, seed: int) -> None:
        made = make("morphine + naltrexone", "10 mg of morphine", seed)
        assert "No dose of naltrexone is in this regimen." in say(made)
        assert "mu dose ratio" not in made.answer
        assert "Against naltrexone" not in say(made)

    def test_what_two_drugs_become_alike_is_kept_apart(self, seed: int) -> None:
        made = make("heroin + morphine", "5 mg of heroin and 10 mg of morphine by morphine.vein", seed)
        (mu,) = made.outputs.sites
        assert set(mu.held) == {"heroin", "morphine"}
        shares = [address for held in mu.held.values() for address in held.values()]
        assert len(shares) == len(set(shares)) == 6
        assert mu.held["heroin"]["morphine of heroin"] != mu.held["morphine"]["morphine"]

    def test_people_whom_one_part_knows_take_all(self, seed: int) -> None:
        made = make("morphine + naltrexone", BLOCKED_MORPHINE, seed, population="adults with liver impairment")
        assert made.answer["peak of naltrexone"].people.middle > 0

    def test_values_that_were_set_for_a_part_hold_in_the_combination(self) -> None:
        alone, both = find_drug("naltrexone"), find_drug("morphine + naltrexone")
        found, own = find_estimates(both), find_own_values(both, "naltrexone: deep binding")
        expected = find_own_values(alone, "deep binding")
        assert {address.removeprefix("naltrexone."): q.coherent for address, q in own.items()} == {
            address: q.coherent for address, q in expected.items()
        }
        assert find_own_values(both, "morphine: quick brain") == {}
        assert set(found) == set(both.structures)
        assert set(found["favourites"].addresses) <= set(both.system.parameters)
        assert found["favourites"].misfit == pytest.approx(find_estimates(alone)["slow exchange"].misfit)


class TestAlone:
    """A drug whose enzyme another inhibits is set beside itself alone: the same people, the same draws."""

    def test_midazolam_beside_kratom_has_more_than_by_itself(self, seed: int) -> None:
        regimen = "2 g of mitragynine and 7.5 mg of midazolam at 1 h"
        made = make("mitragynine + midazolam", regimen, seed)
        alone = make("mitragynine + midazolam", "7.5 mg of midazolam at 1 h", seed)
        areas = [
            np.trapezoid(level.values, level.times, axis=1)
            for level in (
                course["midazolam.plasma.concentration"].between(1 * h, 25 * h)
                for course in (made.course, alone.course)
            )
        ]
        told = made.answer["area of midazolam"]
        assert told.people.middle == pytest.approx(np.median(areas[0] / areas[1]), rel=0.02)  # of another grid of times
        assert told.people.low > 1
        assert min(told.structures.values()) > 1
        assert "The area of midazolam in plasma is" in say(made)
        assert "area of mitragynine" not in made.answer
        assert "area of midazolam" not in alone.answer

    def test_what_is_taken_steadily_is_said_to_be(self, seed: int) -> None:
        made = make("midazolam + ketoconazole", "7.5 mg of midazolam", seed)
        assert "Ketoconazole is taken steadily." in say(made)
        assert "No dose of ketoconazole" not in say(made)
        assert made.answer["activity of CYP3A in the liver"].people.high < 50
        alone = make("midazolam", "7.5 mg", seed).answer["peak of midazolam"].people.middle
        assert made.answer["peak of midazolam"].people.middle > 1.5 * alone

    def test_drugs_that_only_share_receptors_are_not_compared(self, blocked: Dossier) -> None:
        assert not [name for name in blocked.answer.told if name.startswith("area of")]


def test_the_page_says_what_a_dose_is_a_dose_of(seed: int) -> None:
    page = render_page(make("mitragynine", "2 g", seed))
    assert "Given: tea, by the mass of leaf it was made of; all is taken up." in page


def test_a_span_of_one_figure_has_no_limits() -> None:
    assert Span(0.0, 0.0, 0.0).say(2, "%") == "0 %"
    assert Span(1.0001, 1.0002, 1.0004).say(2) == "1.0"


class TestRefusals:
    """What does not exist is refused with what does."""

    @pytest.mark.parametrize(
        ("drug", "sentence", "error", "message"),
        [
            ("morphine + morphine", "5 mg", DrugError, "morphine is named twice in one combination"),
            ("morphine + aspirin", "5 mg", DrugError, "the library has: baclofen"),
            ("morphine + naltrexone", "5 mg", DoseError, "does not say where it goes"),
            ("morphine + naltrexone", "5 mg of morphine by nose", DoseError, "has: morphine.mouth"),
            ("baclofen", "5 mg by patch", DoseError, "has: intrathecal, mouth, vein"),
            ("morphine", "5 mg as tartrate", DoseError, "morphine has: anhydrous hydrochloride"),
        ],
    )
    def test_by_name(self, drug: str, sentence: str, error: type[Exception], message: str, seed: int) -> None:
        with pytest.raises(error, match=re.escape(message)):
            make(drug, sentence, seed)

    def test_people_that_no_part_knows(self, seed: int) -> None:
        with pytest.raises(PopulationError, match="adults with kidney impairment, adults with liver impairment"):
            make("morphine + naltrexone", BLOCKED_MORPHINE, seed, population="children")
