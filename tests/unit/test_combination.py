"""Drugs in one body: composed of the single models, they meet at enzymes, at receptors and in people, nowhere else."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from neurodose import find_drug, people_from, read_regimen, simulate, typical_people
from neurodose.errors import DoseError, DrugError
from neurodose.library import DRUGS, combine
from neurodose.library.drug import Drug
from neurodose.library.receptors import TARGETS
from neurodose.populations import Series
from neurodose.simulation.course import Course
from neurodose.simulation.keep import Areas
from neurodose.units import day, h, kg, nM

EXACT = 1e-6  # relative: formulas of the same numbers
SOLVED = 1e-4  # relative: two systems, each solved to its own tolerance
BOTH = ("naltrexone", "morphine")
TOGETHER = "50 mg of naltrexone and 10 mg of morphine by morphine.vein at 24 h"


def run(name: str, sentence: str, *outputs: str, until: float = 48, **people: float) -> Course:
    who = people_from({a.replace("__", "."): [v] for a, v in people.items()}) if people else typical_people()
    return simulate(find_drug(name).model, read_regimen(sentence), who, until=until * h, every=0.5 * h, outputs=outputs)


class TestTheBody:
    def test_any_two_drugs_of_the_library_make_a_system_and_people(self) -> None:
        for pair in combinations(DRUGS, 2):
            drug = combine(*pair)
            assert {state.address.split(".")[0] for state in drug.system.states} >= set(pair)
            for population in drug.populations.values():
                population.sample(2, seed=1)

    def test_all_thirteen_are_in_one_body(self) -> None:
        drug = combine(*DRUGS)
        assert set(drug.receptors.values()) == set(TARGETS)
        drug.people.sample(3, seed=1)

    def test_one_person_has_one_weight_sex_and_liver_whatever_they_take(self) -> None:
        people = combine("baclofen", "ethanol", "midazolam", "fentanyl").people.sample(200, seed=5)
        columns = people.columns
        for what, drugs in {
            "weight": ("baclofen", "ethanol", "midazolam", "fentanyl"), "woman": ("baclofen", "ethanol"),
            "age": ("baclofen", "ethanol"),
        }.items():  # fmt: skip
            assert np.unique(columns[what]).size > 1
            assert not any(f"{drug}.{what}" in columns for drug in drugs)
        assert [name for name in columns if name.endswith("liver.flow")] == ["liver.flow"]

    def test_people_of_a_combination_are_those_of_the_single_drugs(self) -> None:
        alone = find_drug("morphine").people.sample(50, seed=9)
        together = combine(*BOTH).people.sample(50, seed=9)
        assert together.columns["weight"] == pytest.approx(alone.columns["weight"])

    def test_people_that_one_drug_knows_are_people_of_the_combination(self) -> None:
        drug = combine("baclofen", "morphine", "midazolam")
        assert set(drug.populations) == {"adults", "adults with kidney impairment"}
        ill = drug.populations["adults with kidney impairment"].sample(100, seed=2)
        well = drug.people.sample(100, seed=2)
        kidneys = [name for name in ill.columns if name.endswith("body.kidneys")]
        assert len(kidneys) == 1
        assert np.median(ill.columns[kidneys[0]]) < 0.5 * np.median(well.columns[kidneys[0]])

    def test_the_order_of_the_drugs_changes_nothing(self) -> None:
        one, other = (
            simulate(find_drug(n).model, read_regimen(TOGETHER), at=[25] * h, outputs=["effect_at_mu"]).values
            for n in ("naltrexone + morphine", "morphine + naltrexone")
        )
        assert one["effect_at_mu"] == pytest.approx(other["effect_at_mu"], rel=SOLVED)


class TestReceptors:
    def test_kinetics_are_those_of_the_single_models(self) -> None:
        together = run(
            "naltrexone + morphine", TOGETHER, "naltrexone.brain.concentration", "morphine.brain.concentration"
        )
        first = run("naltrexone", "50 mg", "brain.concentration")
        second = run("morphine", "10 mg by vein at 24 h", "brain.concentration")
        for name, alone in (("naltrexone", first), ("morphine", second)):
            found = together.values[f"{name}.brain.concentration"]
            expected = alone.values["brain.concentration"]
            assert found == pytest.approx(expected, rel=SOLVED, abs=SOLVED * expected.max())

    def test_the_dose_ratio_is_that_of_gaddum_and_schild(self) -> None:
        course = run(
            "naltrexone + morphine", "50 mg of naltrexone", "naltrexone.brain.concentration",
            "naltrexone.brain_naltrexol.concentration", "dose_ratio_at_mu",
        )  # fmt: skip
        values = find_drug("naltrexone").system.parameters
        Ki, ratio = (values[f"mu.{n}"].value.coherent for n in ("Ki_naltrexone", "naltrexol_ratio"))
        free, weaker = (course[f"naltrexone.{n}.concentration"].to(nM).values for n in ("brain", "brain_naltrexol"))
        expected = 1 + free / Ki + weaker / (Ki * ratio)
        assert course.values["dose_ratio_at_mu"] == pytest.approx(expected, rel=SOLVED)

    def test_more_morphine_surmounts_naltrexone(self) -> None:
        """As many times more as the dose ratio says hold as many receptors, and so have the same effect."""
        outputs = ("mu.share_of_morphine", "effect_at_mu", "dose_ratio_at_mu")
        alone = run("naltrexone + morphine", "10 mg of morphine by morphine.vein at 24 h", *outputs)
        tenfold = run("naltrexone + morphine", TOGETHER.replace("10 mg", "100 mg"), *outputs)
        blocked = run("naltrexone + morphine", TOGETHER, *outputs)
        moment = 52  # two hours after morphine
        assert blocked.values["effect_at_mu"][0, moment] < alone.values["effect_at_mu"][0, moment]
        assert tenfold.values["effect_at_mu"][0, moment] > blocked.values["effect_at_mu"][0, moment]

    def test_who_holds_a_receptor_and_nobody_make_all_of_it(self) -> None:
        drug = combine("buprenorphine", "naloxone", "heroin", "morphine")
        outputs = [a for a in drug.system.outputs if a.startswith("mu.share_of_")] + ["mu.share_free"]
        sentence = "8 mg of buprenorphine and 0.4 mg of naloxone by naloxone.vein at 4 h and 5 mg of heroin at 6 h"
        course = simulate(drug.model, read_regimen(sentence), until=12 * h, every=1 * h, outputs=outputs)
        assert sum(course.values[a] for a in outputs) == pytest.approx(1, abs=SOLVED)
        assert {"mu.share_of_morphine", "mu.share_of_morphine_of_morphine"} <= set(outputs)

    def test_both_efficacy_assays_of_mitragynine_are_models(self) -> None:
        drug = find_drug("mitragynine")
        effects = {
            name: simulate(drug.structures[name], read_regimen("2 g"), at=[2] * h, outputs=["effect_at_mu"])
            .values["effect_at_mu"][0, 0]
            for name in ("deep tissue", "antagonist at mu")
        }  # fmt: skip
        assert effects["deep tissue"] > effects["antagonist at mu"]

    def test_mitraphylline_is_inactive_unless_the_claim_is_asked_for(self) -> None:
        drug = find_drug("mitraphylline")
        held = {
            name: simulate(part, read_regimen("1 mg"), at=[2] * h, outputs=["mu.displacement"]).values
            for name, part in drug.structures.items()
        }
        assert held["inactive"]["mu.displacement"][0, 0] == pytest.approx(0, abs=1e-12)
        assert held["as claimed"]["mu.displacement"][0, 0] > 0

    def test_one_factor_moves_every_assay_and_no_number_of_the_living_brain(self) -> None:
        for name, moves in (("fentanyl", True), ("morphine", True), ("naloxone", False), ("naltrexone", False)):
            sentence = f"{0.1 if name == 'fentanyl' else 5} mg by vein"
            tight, loose = (
                run(name, sentence, "mu.displacement", until=2, opioid__brain_over_assay=factor)
                for factor in (0.5, 1.0)
            )
            gained = tight.values["mu.displacement"][0, 2] - loose.values["mu.displacement"][0, 2]
            assert bool(gained > 0.01) == moves

    def test_tone_follows_what_the_body_releases(self) -> None:
        """A drink or stress is told as a multiple of the usual release, and may change in time."""
        drug = find_drug("naltrexone")
        told = drug.people.sample(1, seed=1, over_time={"endorphin.release": Series([0, 24] * h, [1.0, 3.0])})
        tone = simulate(drug.model, None, told, at=[12, 47] * h, outputs=["tone_at_mu"]).values["tone_at_mu"][0]
        assert tone[1] > 1.2 * tone[0]


class TestAdaptation:
    def test_cells_answer_less_while_they_are_stimulated_and_recover(self) -> None:
        outputs = ("adaptation_at_mu.sensitivity", "adaptation_at_mu.number", "adapted_effect_at_mu", "effect_at_mu")
        course = run("morphine", "30 mg by vein every 12 h x 28", *outputs, until=21 * 24)
        sensitivity, number, adapted, effect = (course.values[o][0] for o in outputs)
        assert sensitivity[0] == pytest.approx(1, rel=EXACT)
        assert number[0] == pytest.approx(1, rel=EXACT)
        depth = find_drug("morphine").system.parameters["adaptation_at_mu.depth"].value.coherent
        lowest = (1 + depth * effect[0]) / (1 + depth * effect.max())  # where it would come to rest at the peak
        assert lowest < sensitivity.min() < 1.15 * lowest
        assert number[14 * 48 - 1] < 0.95
        assert number[14 * 48 - 1] < number[-1] < 1.001
        assert (adapted[1:] <= effect[1:] + EXACT).all()

    def test_under_a_lasting_effect_it_comes_to_rest_where_its_formula_says(self) -> None:
        outputs = ("adaptation_at_mu.number", "effect_at_mu")
        course = run("methadone", "40 mg every 24 h x 200", *outputs, until=199 * 24)
        number, effect = (course.values[o][0] for o in outputs)
        last = slice(-48, None)
        loss = find_drug("methadone").system.parameters["adaptation_at_mu.loss"].value.coherent
        expected = (1 + loss * effect[0]) / (1 + loss * effect[last].mean())
        assert number[last].mean() == pytest.approx(expected, rel=0.02)

    def test_an_antagonist_beside_an_agonist_makes_receptors_more_than_at_rest(self) -> None:
        outputs = ("adaptation_at_mu.number", "effect_at_mu")
        course = run("naltrexone + morphine", "50 mg of naltrexone every 24 h x 28", *outputs, until=28 * 24)
        number, effect = (course.values[o][0] for o in outputs)
        assert effect[-1] < effect[0]
        assert 1.01 < number[-1] < 1 + 0.5 * effect[0]  # all of the tone taken away would give the latter

    def test_an_antagonist_alone_drives_nothing(self) -> None:
        assert not any("adaptation" in state.address for state in find_drug("naltrexone").system.states)


class TestEnzymes:
    def test_kratom_raises_midazolam_and_leaves_it_alone_when_it_is_not_taken(self) -> None:
        drug, plasma = combine("mitragynine", "midazolam"), "midazolam.plasma.concentration"
        alone = find_drug("midazolam")

        def area(which: Drug, sentence: str, output: str) -> float:
            course = simulate(which.model, read_regimen(sentence), until=10 * day, keep=Areas(), outputs=[output])
            return float(course.values[f"area of {output}"][0, 0])

        without = area(drug, "2.5 mg of midazolam", plasma)
        assert without == pytest.approx(area(alone, "2.5 mg", "plasma.concentration"), rel=SOLVED)
        assert area(drug, "2 g of mitragynine and 2.5 mg of midazolam", plasma) > 1.1 * without

    def test_a_genotype_without_cyp2d6_has_nothing_to_inhibit(self) -> None:
        outputs = ("cyp2d6.activity", "dextromethorphan.plasma.concentration")
        poor = run(
            "mitragynine + dextromethorphan", "2 g of mitragynine and 30 mg of dextromethorphan", *outputs,
            enzymes__cyp2d6__score=0.0,
        )  # fmt: skip
        usual = run("mitragynine + dextromethorphan", "2 g of mitragynine and 30 mg of dextromethorphan", *outputs)
        assert poor.values["cyp2d6.activity"] == pytest.approx(0, abs=EXACT)
        assert poor.values[outputs[1]].max() > 2 * usual.values[outputs[1]].max()

    def test_what_is_taken_steadily_changes_an_enzyme_from_the_start(self) -> None:
        """Kratom's own clearance is inhibited and induced, and probes are known to answer as they do."""

        def area(name: str, sentence: str, output: str) -> float:
            course = simulate(
                find_drug(name).model, read_regimen(sentence), until=20 * day, keep=Areas(), outputs=[output]
            )
            return float(course.values[f"area of {output}"][0, 0])

        tea, kratom = "2 g of mitragynine", "mitragynine.plasma.concentration"
        alone = area("mitragynine", "2 g", "plasma.concentration")
        assert area("mitragynine + ketoconazole", tea, kratom) > 1.2 * alone
        assert area("mitragynine + rifampicin", tea, kratom) < 0.8 * alone
        pill, probe = "2.5 mg of midazolam", "midazolam.plasma.concentration"
        usual = area("midazolam", "2.5 mg", "plasma.concentration")
        assert 5 < area("midazolam + ketoconazole", pill, probe) / usual < 25
        assert 3 < usual / area("midazolam + rifampicin", pill, probe) < 40
        syrup, cough = "30 mg of dextromethorphan", "dextromethorphan.plasma.concentration"
        for steady in ("quinidine", "paroxetine"):
            assert area(f"dextromethorphan + {steady}", syrup, cough) > 5 * area(
                "dextromethorphan", "30 mg", "plasma.concentration"
            )


class TestLinks:
    def test_a_link_without_data_is_named(self) -> None:
        links = {(link.drugs, link.place): link.status for link in combine("mitragynine", "methadone").links}
        assert links[("mitragynine", "methadone"), "CYP3A in the liver"] == "modelled"
        assert links[("mitragynine", "methadone"), "CYP2B6"] == "no data"
        assert links[("mitragynine", "methadone"), "mu opioid receptors"] == "modelled"

    def test_drugs_that_share_no_receptor_say_so(self) -> None:
        (link,) = [one for one in combine("baclofen", "naltrexone").links if one.place == "receptors"]
        assert link.status == "no data"
        assert "baclofen and naltrexone at receptors: no data" in str(link)

    def test_what_is_known_to_have_no_effect_says_whence(self) -> None:
        links = [one for one in combine("naltrexone", "midazolam").links if one.status == "no effect known"]
        assert links
        assert all(one.why for one in links)


class TestBadInput:
    def test_what_is_only_taken_beside_a_drug_cannot_stand_alone(self) -> None:
        with pytest.raises(DrugError, match="alone cannot be simulated"):
            combine("ketoconazole", "quinidine")
        with pytest.raises(DrugError, match='no drug is called "ketoconazole"'):
            find_drug("ketoconazole")

    def test_a_drug_twice_is_refused(self) -> None:
        with pytest.raises(DrugError, match="morphine is named twice"):
            combine("morphine", "morphine")

    def test_an_unknown_drug_in_a_combination_lists_the_known(self) -> None:
        with pytest.raises(DrugError, match='no drug is called "aspirin"') as caught:
            find_drug("morphine + aspirin")
        assert "naltrexone" in (caught.value.exists or "")

    def test_a_dose_must_say_of_which_drug_it_is(self) -> None:
        with pytest.raises(DoseError, match="midazolam"):
            simulate(find_drug("mitragynine + midazolam").model, read_regimen("2 g"), until=1 * h)


def test_told_weight_reaches_every_drug() -> None:
    heavy = combine(*BOTH).people.having({"weight": 100 * kg}).sample(400, seed=3)
    assert np.median(heavy.columns["weight"]) == pytest.approx((100 * kg).coherent, rel=0.05)
    usual = combine(*BOTH).people.sample(400, seed=3)
    for volume in ("naltrexone.parent.V", "morphine.plasma.V"):
        assert (heavy.columns[volume] > usual.columns[volume]).all()
