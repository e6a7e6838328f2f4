"""Figures of people that cannot be, or cannot hold together, are found in a record file; right ones are let through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from neurodose import find_drug
from neurodose.records.observation import Observation
from neurodose.records.reader import Reading, read_observations
from neurodose.slips.check import check_file, check_observations
from neurodose.slips.finding import Finding
from neurodose.slips.statements import check_statements

HEAD = """format = 1
[sources.paper]
authors = "Author and others"
year = 2031
journal = "Journal of Examples 12:345"
reading = "read"
[sources.other]
authors = "Writer and others"
year = 2032
journal = "Journal of Examples 13:1"
"""
NALTREXONE = {"naltrexone": find_drug("naltrexone").system}
BY_MOUTH, BY_VEIN = "50 mg hydrochloride by mouth", "1 mg hydrochloride by vein"
AREA, HALF_LIFE = {"time": "0 h to infinity"}, {"time": "6 to 72 h"}


def entry(name: str, quantity: str, value: str, **more: Any) -> str:
    said = {"id": name, "drug": "naltrexone", "source": "paper", "regimen": BY_MOUTH, "people": "adults"}
    said |= {"quantity": quantity, "value": value} | more
    return "[[observation]]\n" + "\n".join(f"{key} = {_write(value)}" for key, value in said.items())


def _write(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_write, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def read(*entries: str) -> Reading:
    return read_observations("\n".join([HEAD, *entries]), "study.toml")


def observed(*entries: str) -> Sequence[Observation]:
    reading = read(*entries)
    reading.raise_if_faulty()
    return reading.observations


def check(*entries: str) -> list[Finding]:
    return list(check_observations(observed(*entries), NALTREXONE))


def found(*entries: str) -> Finding:
    """The one finding; every part of it is said."""
    (finding,) = check(*entries)
    assert all((finding.what, finding.where, finding.numbers, finding.why, finding.hint))
    return finding


# Trakulsrichai 2015 at 77 kg, as printed: 98.1 L/h/kg, 38.0 L/kg, 23.2 h.
USERS = {"drug": "mitragynine", "regimen": "23 mg base by mouth every 24 h x 7", "n": 9, "who": "users"}
TRAKULSRICHAI = (
    entry("M8a", "half-life of mitragynine in plasma", "23.2 h", **USERS, **HALF_LIFE),
    entry("M8b", "volume of distribution of mitragynine", "2926 L", **USERS),
    entry("M9", "clearance of mitragynine", "7550 L/h", **USERS),
)


class TestContradictions:
    def test_trakulsrichais_clearance_is_refused(self) -> None:
        """The slip that the collection of literature names: a hundredth of it, 0.98 L/h/kg, gives 27 h."""
        told = [f for f in check(*TRAKULSRICHAI) if f.check == "contradiction"]
        assert [(f.severity, "entry M9" in f.where) for f in told] == [("error", True)]
        assert "0.269 h" in told[0].numbers
        assert "100-fold slip of unit" in told[0].why
        assert "75.5 L/h gives 26.9 h" in told[0].why

    def test_a_record_that_refuses_it_explains_it(self) -> None:
        *others, clearance = TRAKULSRICHAI
        told = check(*others, clearance + '\nrefused = "a hundredth of it would give 27 h"')
        assert all("the record refuses it: a hundredth" in f.reason for f in told)
        assert len(told) == 2

    def test_a_limit_contradicts_nothing(self) -> None:
        first, second, third = TRAKULSRICHAI
        told = check(first, second, third.replace("7550", "over 7550"))
        assert not [f for f in told if f.check == "contradiction"]

    def test_it_exceeds_what_the_heart_pumps(self) -> None:
        (told,) = (f for f in check(*TRAKULSRICHAI) if f.check == "size")
        assert "5.2%" in told.why

    def test_tannas_figures_hold_together(self) -> None:
        """233 L/h, 12,700 L and 45.3 h: medians of five people."""
        people = {"drug": "mitragynine", "regimen": "39 mg base by mouth", "n": 5}
        assert not check(
            entry("M2", "half-life of mitragynine in plasma", "45.3 h", **people, **HALF_LIFE),
            entry("M4a", "clearance of mitragynine", "233 L/h", **people),
            entry("M4b", "volume of distribution of mitragynine", "12700 L", **people),
        )

    def test_figures_of_two_papers_are_not_set_against_one_another(self) -> None:
        first, *rest = TRAKULSRICHAI
        told = check(first.replace('"paper"', '"other"'), *rest)
        assert not [f for f in told if f.check == "contradiction"]

    def test_several_phases_are_no_contradiction(self) -> None:
        assert not check(
            entry("a", "half-life of naltrexone in plasma", "10 h", **HALF_LIFE),
            entry("b", "clearance of naltrexone", "90 L/h"),
            entry("c", "volume of distribution of naltrexone", "500 L"),
        )

    def test_dose_area_and_clearance_agree_or_not(self) -> None:
        """50 mg of the hydrochloride are 45.2 mg; at 1,500 L/h 30.1 ng·h/mL."""
        clearance = entry("b", "clearance of naltrexone", "1500 L/h")
        right, wrong = (entry("a", "area of naltrexone in plasma", a, **AREA) for a in ("30.1 ng·h/mL", "30.1 nM·h"))
        assert {f.check for f in check(right, clearance)} == {"size"}  # an apparent clearance above the heart's
        told = [f for f in check(wrong, clearance) if f.check == "contradiction"]
        assert [f.severity for f in told] == ["warning"]

    def test_a_salt_for_its_base_shows_in_dose_and_area(self) -> None:
        """50 mg taken for 50 mg of the base: 10.7 % too much."""
        told = check(
            entry("a", "area of naltrexone in plasma", "167 ng·h/mL", **AREA),
            entry("b", "clearance of naltrexone", "300 L/h"),
        )
        assert [f.why for f in told] == ["the hydrochloride was taken for the base"]

    def test_a_thousandfold_area_is_named(self) -> None:
        told = check(
            entry("a", "area of naltrexone in plasma", "0.151 ng·h/mL", **AREA),
            entry("b", "clearance of naltrexone", "300 L/h"),
        )
        assert [f.severity for f in told] == ["error"]
        assert "a thousand" in told[0].why

    def test_an_area_above_peak_times_time_is_an_error(self) -> None:
        peak = entry("a", "peak of naltrexone in plasma", "13.3 ng/mL")
        window = {"time": "0 to 24 h"}
        assert not check(peak, entry("b", "area of naltrexone in plasma", "60 ng·h/mL", **window))
        assert found(peak, entry("b", "area of naltrexone in plasma", "600 ng·h/mL", **window)).severity == "error"

    def test_the_kidney_clears_no_more_than_all(self) -> None:
        told = found(
            entry("a", "systemic clearance of naltrexone", "4 L/h", regimen=BY_VEIN),
            entry("b", "renal clearance of naltrexone", "8 L/h", regimen=BY_VEIN),
        )
        assert (told.severity, "entry b" in told.where) == ("error", True)

    def test_what_arrives_and_what_is_lost_are_no_more_than_all(self) -> None:
        told = found(
            entry("a", "bioavailability of naltrexone", "40 %"), entry("b", "first-pass loss of naltrexone", "95 %")
        )
        assert told.severity == "error"

    def test_apparent_and_true_clearance_differ_by_bioavailability(self) -> None:
        share, apparent = entry("a", "bioavailability of naltrexone", "50 %"), "clearance of naltrexone"
        true = entry("c", "systemic clearance of naltrexone", "80 L/h")
        assert not check(share, entry("b", apparent, "160 L/h"), true)
        assert "50 %" in found(share, entry("b", apparent, "80 L/h"), true).numbers

    def test_the_same_digits_by_mass_and_by_moles_are_an_error(self) -> None:
        told = found(
            entry("a", "peak of naltrexone in plasma", "13.3 ng/mL"),
            entry("b", "peak of naltrexone in plasma", "13.3 nM"),
        )
        assert told.what.endswith("a mass is taken for moles")


class TestFigures:
    @pytest.mark.parametrize(
        ("quantity", "value", "severity"),
        [
            ("systemic clearance of naltrexone", "94 L/h", None),
            ("systemic clearance of naltrexone", "3510 mL/min", "warning"),
            ("systemic clearance of naltrexone", "3510 L/h", "error"),
            ("renal clearance of naltrexone", "127 mL/min", None),
            ("renal clearance of naltrexone", "283 mL/min", "warning"),
            ("renal clearance of naltrexone", "127 L/h", "error"),
            ("volume of distribution of naltrexone", "1350 L", None),
            ("volume of distribution of naltrexone", "1.35 L", "error"),
            ("bioavailability of naltrexone", "5 %", None),
            ("bioavailability of naltrexone", "105 %", "error"),
            ("share of naltrexone bound in plasma", "210 %", "error"),
            ("peak of naltrexone in plasma", "13.3 ng/mL", None),
            ("peak of naltrexone in plasma", "13300 ng/mL", None),
            ("peak of naltrexone in plasma", "133000 ng/mL", "error"),
            ("peak of naltrexone in plasma", "0.0133 ng/mL", "warning"),
        ],
    )
    def test_what_cannot_be_is_told(self, quantity: str, value: str, severity: str | None) -> None:
        assert [f.severity for f in check(entry("a", quantity, value))] == [s for s in (severity,) if s]

    def test_a_half_life_of_a_second_is_an_error(self) -> None:
        assert found(entry("a", "half-life of naltrexone in plasma", "1 s", **HALF_LIFE)).severity == "error"

    def test_a_clearance_by_mouth_says_what_bioavailability_it_takes(self) -> None:
        finding = found(entry("a", "clearance of naltrexone", "1000 L/h"))
        assert finding.severity == "warning"
        assert "39.0%" in finding.why

    def test_a_dose_of_the_base_by_a_route_of_the_hydrochloride_is_told(self) -> None:
        finding = found(entry("a", "peak of naltrexone in plasma", "13.3 ng/mL", regimen="50 mg base by mouth"))
        assert (finding.check, finding.severity) == ("salt", "warning")
        assert "10.7%" in finding.numbers

    def test_a_drug_that_the_library_has_not_is_read_by_its_figures_alone(self) -> None:
        told = check_observations(observed(entry("a", "peak of quinidine in plasma", "5 ng/mL", drug="quinidine")), {})
        assert not told


class TestErrors:
    PEAK = ("a", "peak of naltrexone in plasma", "10 ng/mL")

    @pytest.mark.parametrize(
        ("error", "why"),
        [
            ({"sd": "25 ng/mL", "n": 12}, "variance"),
            ({"se": "7 ng/mL", "n": 12}, "were it the SD"),
            ({"sd": "0.1 ng/mL", "n": 12}, "were it the SE"),
        ],
    )
    def test_an_sd_of_the_wrong_size_is_told(self, error: dict[str, Any], why: str) -> None:
        finding = found(entry(*self.PEAK, **error))
        assert finding.severity == "warning"
        assert why in finding.why

    @pytest.mark.parametrize(
        "error", [{"sd": "4 ng/mL"}, {"se": "1 ng/mL", "n": 12}, {"range": ["6 ng/mL", "20 ng/mL"]}]
    )
    def test_usual_ones_are_not(self, error: dict[str, Any]) -> None:
        assert not check(entry(*self.PEAK, **error))

    FIGURES = ("6 ng/mL", "9 ng/mL", "15 ng/mL")  # mean 10, SD 4.58, variance 21

    @pytest.mark.parametrize(
        ("sd", "like"),
        [("21 ng/mL", "variance"), ("2.65 ng/mL", "their SE"), ("45.8 ng/mL", "CV in per cent"), ("7 ng/mL", "slip")],
    )
    def test_an_sd_that_is_not_that_of_the_figures_is_named(self, sd: str, like: str) -> None:
        told = [f for f in check(entry(*self.PEAK, sd=sd, individual=list(self.FIGURES))) if "figures" in f.what]
        assert [like in f.why for f in told] == [True]

    def test_the_right_sd_is_let_through(self) -> None:
        assert not check(entry(*self.PEAK, sd="4.6 ng/mL", individual=list(self.FIGURES)))

    def test_a_value_that_is_not_the_mean_of_the_figures_is_told(self) -> None:
        finding = found(entry("a", "peak of naltrexone in plasma", "9 ng/mL", individual=list(self.FIGURES)))
        assert "median" in finding.why


class TestStatements:
    """Naltrexone in the model: 98.8 L/h, 356 L, half-lives of 4.4 h and, of a rival, 116 h."""

    STRUCTURES: ClassVar = {name: model.system for name, model in find_drug("naltrexone").structures.items()}

    def far(self, quantity: str, value: str, **more: Any) -> list[Finding]:
        return list(check_statements(self.STRUCTURES, observed(entry("a", quantity, value, **more))))

    @pytest.mark.parametrize(
        ("quantity", "right", "wrong", "slip"),
        [
            ("systemic clearance of naltrexone", "210 L/h", "1.57 L/h", "minutes for hours"),
            ("volume of distribution of naltrexone", "1350 L", "3130000 L", "mL for L"),
            ("renal clearance of 6beta-naltrexol", "283 mL/min", "283 L/h", "mL/min for L/h"),
        ],
    )
    def test_only_what_is_far_off_is_told(self, quantity: str, right: str, wrong: str, slip: str) -> None:
        assert not self.far(quantity, right)
        (told,) = self.far(quantity, wrong)
        assert told.severity == "warning"
        assert slip in told.why

    @pytest.mark.parametrize(("hours", "is_far"), [("4 h", False), ("96 h", False), ("2880 h", True)])
    def test_a_half_life_of_any_structure_will_do(self, hours: str, is_far: bool) -> None:
        assert bool(self.far("half-life of naltrexone in plasma", hours, **HALF_LIFE)) == is_far

    def test_what_the_model_leaves_out_is_not_compared(self) -> None:
        assert not self.far("renal clearance of naltrexone", "127 mL/min")


def test_a_file_is_checked_and_its_faults_are_told() -> None:
    inspection = check_file(read(*TRAKULSRICHAI, "[[observation]]\nid = 'broken'"), "study.toml")
    assert inspection.subjects == ("study.toml",)
    assert len(inspection.errors) == 1
    assert len(inspection.faults) == 1
    assert inspection.findings[0].severity == "error"
    assert "1 entry cannot be read" in inspection.total
    assert not inspection.is_clean
