"""The table of affinities holds what the papers say, keeps contradictions, and gives the ratios that are known."""

from __future__ import annotations

import pytest

from neurodose.library.affinities.conflicts import FIGURES_FOLD, RATIOS_FOLD, Conflict, find_conflicts
from neurodose.library.affinities.ratios import Ratios, across_targets, pair_ligands, within_assay
from neurodose.library.affinities.table import find_affinities
from neurodose.records.affinity import Affinity

PARENT, HYDROXY, PSEUDOINDOXYL = "mitragynine", "7-hydroxymitragynine", "mitragynine pseudoindoxyl"
# Mitragynine over 7-hydroxymitragynine at mu within an assay, as the collection of literature works them out.
KNOWN_RATIOS = {"obeng_2020": 22, "frontiers_2026": 16, "obeng_2021": 9, "varadi": 6, "kruegel_binding": 5}
# Typed a second time, from the collection of literature: assay, ligand, then figures at mu, delta and kappa.
BINDING = {
    ("raynor", "naltrexone"): ("1 nM", "149 nM", "3.9 nM"),
    ("wentland", "naltrexone"): ("0.11 nM", "60 nM", "0.19 nM"),
    ("trostheim", "naltrexone"): ("1", "79", "2"),
    ("trostheim", "naloxone"): ("1", "41", "8"),
    ("raynor", "naloxone"): ("0.93 nM", "17 nM", "2.3 nM"),
    ("encyclopedia", "6beta-naltrexol"): ("2.12 nM", "213 nM", "7.24 nM"),
    ("raynor", "morphine"): ("14 nM", "over 1000 nM", "538 nM"),
    ("raynor", "DAMGO"): ("2 nM", "over 1000 nM", "over 1000 nM"),
    ("raynor", "beta-endorphin"): ("1 nM", "1.1 nM", "52 nM"),
    ("kruegel_binding", PARENT): ("233 nM", "over 10000 nM", "772 nM"),
    ("kruegel_binding", HYDROXY): ("47 nM", "219 nM", "188 nM"),
    ("varadi", PARENT): ("230 nM", "1011 nM", "231 nM"),
    ("varadi", HYDROXY): ("37 nM", "91 nM", "132 nM"),
    ("varadi", PSEUDOINDOXYL): ("0.8 nM", "3 nM", "79 nM"),
    ("obeng_2020", PARENT): ("161 nM", "6800 nM", "198 nM"),
    ("frontiers_2026", "mitraphylline"): ("no measurable binding",) * 3,
}
VOLPE = {
    "morphine": "1.168 nM", "methadone": "3.378 nM", "fentanyl": "1.346 nM", "buprenorphine": "0.2157 nM",
    "hydromorphone": "0.3654 nM", "oxycodone": "25.87 nM", "codeine": "734 nM", "tramadol": "12486 nM",
    "sufentanil": "0.138 nM",
}  # fmt: skip
EFFICACY = {
    ("kruegel_bret", PARENT): ("339 nM", "34 %"), ("kruegel_bret", HYDROXY): ("34.5 nM", "47 %"),
    ("obeng_2021_gtp", HYDROXY): ("43.4 nM", "41.3 %"), ("molecular_pain", "morphine"): ("59 nM", "71 %"),
    ("molecular_pain", "morphine-6-glucuronide"): ("40 nM", "59 %"), ("molecular_pain", "DAMGO"): ("35 nM", "76 %"),
    ("molecular_pain", "beta-endorphin"): ("58 nM", "89 %"), ("camp", "morphine"): ("2.4 nM", "71.7 %"),
    ("camp", "fentanyl"): ("0.15 nM", "81.3 %"), ("several_gtp", "buprenorphine"): ("under 1 nM", "20 to 50 %"),
}  # fmt: skip
RATES = {
    "fentanyl": (3.081e-5, 4.331e-3, 0.8439), "carfentanil": (9.954e-6, 2.467e-4, 1.025),
    "naloxone": (1.669e-4, 3.959e-2, 0.858), "buprenorphine": (6.64e-5, 1.94e-4, 0.572),
    "remifentanil": (8.078e-6, 2.076e-3, 0.7034),
}  # fmt: skip
INHIBITION = {
    "CYP2D6": "0.67 µM", "CYP3A": "11.4 µM", "CYP2C19": "10.5 µM", "CYP2C8": "33.5 µM", "CYP2C9": "39.7 µM",
    "CYP1A2": "over 45 µM", "P-gp": "18.2 µM",
}  # fmt: skip


def only(several: tuple[Affinity, ...]) -> Affinity:
    (one,) = several
    return one


def find_conflict(what: str) -> Conflict:
    (found,) = (c for c in find_conflicts() if c.what == what)
    return found


def ratio_of(ligand: str, several: tuple[Ratios, ...]) -> Ratios:
    (found,) = (r for r in several if r.ligand == ligand)
    return found


@pytest.mark.parametrize(("assay", "ligand"), BINDING)
def test_affinities_at_opioid_receptors_are_those_of_the_papers(assay: str, ligand: str) -> None:
    said = [only(find_affinities(t, ligand, assay=assay)).said for t in ("mu", "delta", "kappa")]
    assert tuple(said) == BINDING[assay, ligand]


def test_the_affinities_of_one_large_assay_are_those_of_the_paper() -> None:
    assert {a.ligand: a.said for a in find_affinities("mu", assay="volpe")} == VOLPE


@pytest.mark.parametrize(("assay", "ligand"), EFFICACY)
def test_efficacies_are_those_of_the_papers(assay: str, ligand: str) -> None:
    said = [only(find_affinities("mu", ligand, quantity, assay)).said for quantity in ("EC50", "Emax")]
    assert tuple(said) == EFFICACY[assay, ligand]


@pytest.mark.parametrize("ligand", RATES)
def test_rates_are_those_of_fda(ligand: str) -> None:
    figures = (only(find_affinities("mu", ligand, quantity, "fda")).value for quantity in ("kon", "koff", "n"))
    assert tuple(f.value for f in figures if f is not None) == RATES[ligand]


@pytest.mark.parametrize("target", INHIBITION)
def test_what_mitragynine_inhibits_is_that_of_the_table(target: str) -> None:
    assert only(find_affinities(target, PARENT, "IC50")).said == INHIBITION[target]


def test_what_mitragynine_inactivates_is_that_of_the_paper() -> None:
    said = {(a.assay.key, a.quantity): (a.said, a.spread) for a in find_affinities("CYP3A", PARENT) if a.error}
    assert said == {
        ("tanna_liver", "KI"): ("4.1 µM", "SD 0.9"), ("tanna_liver", "kinact"): ("0.068 1/min", "SD 0.01"),
        ("tanna_gut", "KI"): ("4.2 µM", "SD 2.5"), ("tanna_gut", "kinact"): ("0.079 1/min", "SD 0.02"),
    }  # fmt: skip
    assert only(find_affinities("CYP2D6", PARENT, "Ki")).said == "1.17 µM"


def test_other_targets_hold_what_the_papers_say() -> None:
    sites = {a.condition: a.said for a in find_affinities("GABA-B", quantity="Kd")}
    assert sites == {"high-affinity site": "19 nM", "low-affinity site": "304 nM"}
    froestl = {a.ligand: a.said for a in find_affinities("GABA-B", assay="froestl")}
    assert froestl == {"R-baclofen": "15 nM", "S-baclofen": "1770 nM", "baclofen": "33 nM"}
    alpha = {a.target: a.said for a in find_affinities(ligand=PARENT, assay="obeng_2020_alpha")}
    assert list(alpha.values()) == ["1340 nM", "4770 nM", "5480 nM", "4720 nM", "9290 nM", "2320 nM"]
    assert only(find_affinities("alpha-2A", PARENT, assay="obeng_2022")).said == "1260 nM"
    assert only(find_affinities("TLR4")).said == "105 µM"
    assert only(find_affinities("5-HT1A", PARENT, assay="leon")).said == "5880 nM"


def test_mitragynine_over_its_metabolite_is_5_to_22_within_five_assays() -> None:
    found = ratio_of(PARENT, within_assay("mu", over=HYDROXY))
    assert {ratio.assay: round(ratio.value) for ratio in found.each} == KNOWN_RATIOS | {"obeng_2020": 22}
    assert found.mean == pytest.approx(10, rel=0.01)
    assert found.fold > RATIOS_FOLD


def test_the_metabolite_over_morphine_is_10_to_19_within_two_assays() -> None:
    found = ratio_of(HYDROXY, within_assay("mu", over="morphine"))
    assert {ratio.assay: ratio.said for ratio in found.each} == {"obeng_2021": "18.6", "frontiers_2026": "10.1"}


def test_both_readings_of_mitragynines_efficacy_stand_side_by_side() -> None:
    found = find_conflict("Emax of mitragynine at mu")
    assert dict(found.sides) == {"kruegel_bret": "34 %", "obeng_2021_gtp": "0 %"}
    assert "antagonist" in only(find_affinities("mu", PARENT, "Emax", "obeng_2021_gtp")).note


def test_naltrexones_preference_for_mu_is_a_conflict_of_three_assays() -> None:
    delta, kappa = find_conflict("naltrexone, delta over mu"), find_conflict("naltrexone, kappa over mu")
    assert {"raynor": "149", "trostheim": "79"}.items() <= dict(delta.sides).items()
    assert {"raynor": "3.9", "trostheim": "2"}.items() <= dict(kappa.sides).items()
    assert [r.mean for r in across_targets("naltrexone")] == [
        pytest.approx(186, rel=0.01),
        pytest.approx(2.38, rel=0.01),
    ]


@pytest.mark.parametrize(
    ("what", "fold"),
    [
        ("Ki of mitragynine at mu", 709 / 161),
        ("Ki of 7-hydroxymitragynine at mu", 77.9 / 7.16),
        ("Ki of mitragynine at alpha-2A", 4720 / 1260),
        ("Ki of naltrexone at mu", 1.0 / 0.11),
        ("Ki of mitragynine at delta", 10000 / 1011),
    ],
)
def test_what_differs_more_than_threefold_is_told(what: str, fold: float) -> None:
    found = find_conflict(what)
    assert found.fold == pytest.approx(fold)
    assert found.fold > FIGURES_FOLD
    assert len(found.sides) > 1


def test_the_swapped_order_of_an_abstract_is_noted() -> None:
    for ligand in (PARENT, HYDROXY):
        assert "swapped order" in only(find_affinities("mu", ligand, assay="obeng_2021")).note


def test_mitraphyllines_silence_is_an_entry_without_a_number() -> None:
    seen = [a for a in find_affinities(ligand="mitraphylline") if a.assay.key == "frontiers_2026"]
    assert [(a.target, a.value, a.said) for a in seen] == [
        (target, None, "no measurable binding") for target in ("mu", "delta", "kappa")
    ]
    assert not [r for r in pair_ligands("mu") if "mitraphylline" in (r.ligand, r.over)]
