"""The examples with figures run, their numbers are what other calculations give, and the page tells what they told."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from examples import baclofen_by_kidney as baclofen
from examples import kratom_tea as tea
from examples import kratom_with_probes as probes
from examples import morphine_under_naltrexone as morphine
from examples import naltrexone_side_by_side as naltrexone
from examples.__main__ import SHOWN, find_anchor, write_page
from examples.section import write_marks, write_range, write_table
from examples.unsure import DRAWS, draw_values
from neurodose import simulate
from neurodose.units import L, day, h, minute, mL, nM, one, percent

# One example asks of people with failing kidneys, of whom it says itself that nobody was in the papers.
pytestmark = pytest.mark.filterwarnings("ignore::neurodose.errors.ScopeWarning")
ROOT = Path(__file__).parents[2]
SOLVED = 1e-3  # relative: what the solver's own tolerance leaves
LOOKS = 0.01  # relative: of a mean or an area over a few hours, by looks
LINES = 0.01  # relative: of a ratio of doses, each read along a straight line between two of eight in a decade
# Figures of the page come from draws and solvers, which another machine may round otherwise in the last digit shown.
SHOWN_TO = 0.02
NOTHING = 1e-4  # what is as small as this is a difference of two numbers that a solver gives
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("figures")


@pytest.fixture(scope="module")
def page(figures: Path) -> str:
    return write_page(figures)


class TestThePage:
    def test_it_says_what_the_examples_say(self, page: str) -> None:
        """Else: python -m examples."""
        kept = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
        assert NUMBER.sub("#", " ".join(kept.split())) == NUMBER.sub("#", " ".join(page.split()))
        numbers = [[float(said) for said in NUMBER.findall(text)] for text in (kept, page)]
        assert numbers[0] == pytest.approx(numbers[1], rel=SHOWN_TO, abs=NOTHING)

    def test_it_shows_every_figure_that_was_drawn_and_no_other(self, page: str, figures: Path) -> None:
        shown = re.findall(r"!\[[^\]]+\]\(figures/([\w-]+\.svg)\)", page)
        assert len(shown) == len(set(shown)) >= len(SHOWN)
        assert {path.name for path in figures.iterdir()} == set(shown)
        assert all((ROOT / "docs" / "figures" / name).is_file() for name in shown)

    def test_every_figure_is_a_drawing_with_marks_and_words(self, page: str, figures: Path) -> None:
        assert page
        for path in figures.iterdir():
            drawn = [element.tag.split("}")[1] for element in ElementTree.parse(path).iter()]
            assert "text" in drawn, path.name
            assert not {"polyline", "rect"}.isdisjoint(drawn), path.name  # curves, or the squares of a forest

    def test_it_links_to_the_examples(self, page: str) -> None:
        for name in re.findall(r"\.\./examples/(\w+\.\w+)", page):
            assert (ROOT / "examples" / name).is_file()
        assert len(SHOWN) == page.count("Drawn by [")

    def test_its_contents_lead_to_every_section(self, page: str) -> None:
        anchors = {find_anchor(line.removeprefix("## ")) for line in page.splitlines() if line.startswith("## ")}
        assert set(re.findall(r"\]\(#([^)]+)\)", page)) == anchors
        assert len(anchors) >= len(SHOWN)

    def test_it_gives_no_advice(self, page: str) -> None:
        assert "not advice to anybody" in page

    def test_a_table_a_range_and_marks_are_written_for_readers(self) -> None:
        assert write_table(["a", "b"], [["c", "1"]]) == "| a | b |\n| :-- | --: |\n| c | 1 |"
        assert write_range(1, 2.3456, 3) == "2.35 (1 to 3)"
        assert write_marks([]) == "*Beyond what set the models*: nothing."
        assert write_marks(["far", "long", "far"]).endswith(": far; long.")


class TestBaclofen:
    @pytest.mark.parametrize("filtration", [120, 10])
    def test_the_mean_is_what_arrives_over_clearance(self, filtration: float) -> None:
        share, known = baclofen.draw_shares(), baclofen.baclofen.system.parameters
        usual, F = (known[address].value.value for address in ("plasma.CL", "absorption.F"))
        clearance = usual * (share * filtration / 100 + 1 - share)  # L/h
        rise = baclofen.find_rise(filtration)
        assert rise.clearance == pytest.approx(clearance / F, rel=SOLVED)
        assert rise.mean == pytest.approx(F * 10 / 8 / clearance, rel=LOOKS)

    def test_weak_kidneys_take_longer_and_gather_more(self) -> None:
        usual, weak = (baclofen.find_rise(filtration) for filtration in (120, 10))
        assert (weak.over_first > usual.over_first).all()
        assert (weak.until >= usual.until).all()
        assert np.ptp(np.log(weak.mean)) > 5 * np.ptp(np.log(usual.mean))  # where the share decides

    def test_a_dialyser_takes_its_clearance_times_what_is_in_plasma(self) -> None:
        course = baclofen.take_with_dialyser()
        begin = baclofen.SESSIONS[0]
        during = (course.times >= begin) & (course.times <= begin + baclofen.LASTING)
        plasma = course["plasma.concentration"].to(nM).values[:, during]
        clearance = 125 * (1 * mL / minute).to(L / h).value
        area = np.trapezoid(plasma, course.times[during], axis=1)
        taken = np.ptp(course.values["dialysate"][:, during], axis=1)
        assert taken == pytest.approx(clearance * area, rel=LOOKS)
        held = sum(course.values[place][:, during][:, 0] for place in ("plasma", "tissue"))
        assert baclofen.find_removed(course, begin) == pytest.approx(taken / held)

    def test_before_the_first_session_a_dialyser_changes_nothing(self) -> None:
        with_it, without = baclofen.take_with_dialyser(), baclofen.take(5, baclofen.LEFT_ON_DIALYSIS, days=14)
        before = with_it.times <= baclofen.SESSIONS[0]
        ours, theirs = (course["plasma.concentration"].to(nM).values for course in (with_it, without))
        assert ours[:, before] == pytest.approx(theirs[:, before], rel=SOLVED)
        assert (ours[:, -1] < theirs[:, -1]).all()


class TestKratomTea:
    @pytest.mark.parametrize("assay", tea.ASSAYS)
    def test_without_tone_the_effect_is_that_of_what_is_held(self, assay: str) -> None:
        course, values = tea.drink("first cup", tea.ASSAYS[assay], has_tone=False), draw_values(tea.kratom)
        efficacies = [values[f"mu.efficacy_{name}"] for name in ("parent", "hydroxy", "pseudoindoxyl")]
        efficacies[0] = efficacies[0] * ("partial" in assay)
        held = [tea.last_day(course, output, one) for output in tea.SHARES.values()]
        stimulus = sum(efficacy[:, None] * share for efficacy, share in zip(efficacies, held, strict=True))
        effect = tea.last_day(course, tea.EFFECT, one, above_start=True)
        assert effect == pytest.approx(stimulus / (1 + stimulus), rel=SOLVED, abs=1e-6)

    def test_both_assays_hold_as_many_receptors_and_act_apart(self) -> None:
        partial, antagonist = (tea.drink("first cup", structure) for structure in tea.ASSAYS.values())
        for output in tea.SHARES.values():
            ours, theirs = (tea.last_day(course, output, one) for course in (partial, antagonist))
            assert ours == pytest.approx(theirs, rel=SOLVED, abs=1e-9)
        ours, theirs = (tea.last_day(course, tea.EFFECT, percent, above_start=True) for course in (partial, antagonist))
        assert (ours[:, 1:] > theirs[:, 1:]).all()

    def test_a_tea_holds_what_its_leaf_holds(self) -> None:
        """39 mg by extract are what 2 g of leaf hold at 19.5 mg/g."""
        told = {name: float(tea._tell_content(name)[2]) for name in tea.CONTENTS}
        cup = simulate(tea.kratom.model, tea.read_regimen("2 g by tea"), until=1 * day, every=0.1 * h)
        highest = cup["plasma.concentration"].to(nM).highest().value[0]
        assert told["2 g of leaf at 19.5 mg/g"] == pytest.approx(highest, rel=LOOKS)

    def test_two_weeks_gather(self) -> None:
        once, daily = (tea.last_day(tea.drink(plan), tea.PLASMA["mitragynine"], nM) for plan in list(tea.PLANS)[:2])
        assert (daily.max(axis=1) > once.max(axis=1)).all()


class TestProbes:
    def test_a_ratio_grows_with_what_is_free_in_the_gut_wall_and_not_by_vein(self) -> None:
        little, much = (probes.draw_with("midazolam", free=free) for free in (0.05, 1.0))
        by_mouth, by_vein = (
            [probes.find_ratio("midazolam", dose, values) for values in (little, much)]
            for dose in probes.MIDAZOLAM.values()
        )
        assert (by_mouth[1] > by_mouth[0]).all()
        assert (by_mouth[0] > 1).all()
        assert np.median(by_vein[1] / by_vein[0]) < 1.01

    @pytest.mark.parametrize("score", [0, 2])
    def test_the_area_of_dextromethorphan_is_that_of_a_well_stirred_liver(self, score: int) -> None:
        values = probes.draw_with("dextromethorphan", score=score)
        by_cyp2d6 = values["dextromethorphan.liver.by_cyp2d6"] * (score == 2)
        capacity = by_cyp2d6 + values["dextromethorphan.liver.by_cyp3a"] + values["dextromethorphan.liver.by_others"]
        flow, kidney = values["liver.flow"], values["dextromethorphan.plasma.by_kidney"]
        passes = flow / (flow + capacity)
        area = 30_000 * 271.40 / 370.32 * passes / (capacity * passes + kidney)  # µg of the base
        found = probes.find_area("dextromethorphan", probes.DEXTROMETHORPHAN, values)
        assert np.median(found / area) == pytest.approx(1, rel=SOLVED)

    def test_what_decides_is_found(self) -> None:
        values = {"much": np.arange(50.0), "little": np.tile([0.0, 1.0], 25), "nothing": np.ones(50)}
        ratio = np.exp(0.1 * values["much"] + 0.3 * values["little"])
        assert probes.find_deciding(ratio, values)[0] == ("much", pytest.approx(1, abs=0.01))
        assert len(probes.find_deciding(ratio, values)) == 2

    def test_the_share_free_in_the_gut_wall_decides(self) -> None:
        free = np.geomspace(probes.FREE_IN_GUT[0], probes.FREE_IN_GUT[-1], DRAWS)
        values = probes.draw_with("midazolam", free=free)
        ratio = probes.find_ratio("midazolam", probes.MIDAZOLAM["by mouth"], values)
        assert probes.find_deciding(ratio, values)[0][0] == probes.GUT

    def test_what_a_calibration_set_is_drawn_together(self) -> None:
        values = draw_values(probes.kratom_and["midazolam"])
        formed, capacity = (np.log(values[f"mitragynine.hydroxy.{name}"]) for name in ("formed", "capacity"))
        assert np.corrcoef(formed, capacity)[0, 1] > 0.6  # its page says +0.88

    def test_draws_of_shares_are_shares(self) -> None:
        for drug in probes.kratom_and.values():
            values = draw_values(drug)
            assert (values["mitragynine.gut.survives"] <= 1).all()
            assert (values["mitragynine.hydroxy.by_cyp3a"] <= 1).all()


class TestNaltrexone:
    @pytest.fixture(scope="class")
    @classmethod
    def typical(cls) -> dict[str, naltrexone.Course]:
        return {plan: naltrexone.take(plan, naltrexone.find_typical("slow exchange")) for plan in naltrexone.PLANS}

    def test_plasma_goes_with_the_dose_and_receptors_do_not(self, typical: dict[str, naltrexone.Course]) -> None:
        low, usual = (typical[plan] for plan in ("4.5 mg a day", "50 mg a day"))
        of = naltrexone.PLASMA["naltrexone"]
        assert usual[of].at(1 * h).values == pytest.approx(low[of].at(1 * h).values * 50 / 4.5, rel=SOLVED)
        ours, theirs = (course["mu.displacement"].to(percent).highest().value[0] for course in (usual, low))
        assert theirs < ours < 2 * theirs

    def test_the_dose_ratio_and_what_pet_reads_belong_together(self, typical: dict[str, naltrexone.Course]) -> None:
        """At equilibrium free receptors, over those at rest, are (1 + E) / (dose ratio + E); E: own ligands over Ki."""
        rest = simulate(naltrexone.naltrexone.model, at=[0] * h, outputs=["mu.share_free"])
        own = 1 / rest["mu.share_free"].to(one).values[0, 0] - 1
        for course in typical.values():
            ratio = course[naltrexone.RATIO].to(one).values
            expected = 1 - (1 + own) / (ratio + own)
            assert course["mu.displacement"].to(one).values == pytest.approx(expected, rel=SOLVED, abs=1e-6)

    def test_there_is_nothing_at_tlr4(self, typical: dict[str, naltrexone.Course]) -> None:
        people = naltrexone.naltrexone.people.sample(naltrexone.PEOPLE, seed=naltrexone.SEED)
        for plan in naltrexone.PLANS:
            assert naltrexone.take(plan, people)[naltrexone.TLR4].to(percent).highest().value.max() < 0.1
        assert typical["4.5 mg a day"][naltrexone.TLR4].to(percent).highest().value[0] < 1e-3

    def test_each_rival_has_the_values_of_its_own_calibration(self) -> None:
        slow, deep = (naltrexone.find_typical(name) for name in ("slow exchange", "deep binding"))
        table = naltrexone.naltrexone.people.table.listed()["mu.leaving"].value.coherent
        assert len(slow) == len(deep) == 1
        assert slow.columns["mu.leaving"][0] == pytest.approx(table)
        assert deep.columns["mu.leaving"][0] < table / 10


class TestMorphine:
    @pytest.mark.parametrize("structure", ["slow exchange", "long terminal phase"])
    def test_without_tone_the_shift_is_the_dose_ratio(self, structure: str) -> None:
        shift, ratio = morphine.find_shifts(structure, has_tone=False)
        assert shift == pytest.approx(ratio, rel=LINES)

    @pytest.mark.parametrize("structure", ["slow exchange", "long terminal phase"])
    def test_with_tone_the_shift_is_that_of_all_ligands_together(self, structure: str) -> None:
        """A stimulus S takes a dose in proportion to S (1 + N + E) - e, with N = dose ratio - 1, E what the body's own
        opioids are over their affinities, and e what they stimulate.
        """
        shift, ratio = morphine.find_shifts(structure, has_tone=True)
        rest = simulate(morphine.both.model, at=[0] * h, outputs=["mu.share_free", "tone_at_mu"])
        free, tone = (rest[name].to(one).values[0, 0] for name in rest.outputs)
        alone = morphine.read_curve(structure, None)[0] / 100
        level = (alone[0] + alone[-1]) / 2
        S, own = level / (1 - level), tone / (1 - tone) / free
        assert shift == pytest.approx((S * (ratio - 1 + 1 / free) - own) / (S / free - own), rel=LINES)

    def test_where_binding_is_slow_no_dose_gets_to_the_top(self) -> None:
        alone, _ = morphine.read_curve("deep binding", None)
        under, ratio = morphine.read_curve("deep binding", 24)
        assert under[-1] < alone[-1] / 2
        assert ratio > 10
        assert np.isnan(morphine.find_shifts("deep binding", has_tone=True)[0][:6]).all()  # till the fourth day

    def test_more_morphine_never_does_less(self) -> None:
        for after in (None, 24):
            effect, _ = morphine.read_curve("slow exchange", after)
            assert (np.diff(effect) >= -SOLVED).all()
