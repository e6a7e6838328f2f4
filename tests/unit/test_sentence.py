"""What a sentence of doses says, and where one that says nothing, or two things, is stopped."""

from __future__ import annotations

import pytest

from neurodose.dosing import Dose, Regimen, read_regimen
from neurodose.errors import DoseError
from neurodose.units import Unit, day, h, mg, minute, ug, umol, week

LONG = Dose(50 * mg, every=24 * h, count=28)


def alone(dose: Dose) -> Regimen:
    return Regimen((dose,))


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("50 mg every 24 h x 28", LONG),
        ("50mg every 24h x28", LONG),
        ("  50 MG, EVERY 24 H,  X 28 ", LONG),
        ("50 mg every 24 h × 28", LONG),
        ("50 mg every 24 h 28 times", LONG),
        ("50 mg 28 times every 24 hours", LONG),
        ("50 mg every 24 h for 28 days", LONG),
        ("50 mg daily for 4 weeks", LONG),
        ("50 mg a day for 4 weeks", LONG),
        ("50 mg once daily for 4 weeks", LONG),
        ("50 mg every day x 28", LONG),
        ("50 mg", Dose(50 * mg)),
        ("50 mg once", Dose(50 * mg)),
        ("0.5 µmol", Dose(0.5 * umol)),
        ("5e2 ug", Dose(500 * ug)),
        ("10 mg twice daily for 1 week", Dose(10 * mg, every=12 * h, count=14)),
        ("10 mg 3 times daily for 1 week", Dose(10 * mg, every=8 * h, count=21)),
        ("10 mg 3 times daily 5 times", Dose(10 * mg, every=8 * h, count=5)),
        ("10 mg weekly x 4", Dose(10 * mg, every=1 * week, count=4)),
        ("50 mg every 24 h for 60 h", Dose(50 * mg, every=24 * h, count=3)),
        ("1 mg every 6 min for 0.7 h", Dose(1 * mg, every=6 * minute, count=7)),
        ("50 mg hydrochloride every 24 h x 28", Dose(50 * mg, salt="hydrochloride", every=24 * h, count=28)),
        ("50 mg as acid phosphate", Dose(50 * mg, salt="acid phosphate")),
        ("10 mg of morphine as sulfate", Dose(10 * mg, drug="morphine", salt="sulfate")),
        ("5 mg of 7-hydroxymitragynine by mouth", Dose(5 * mg, drug="7-hydroxymitragynine", route="mouth")),
        (
            "380 mg base by intramuscular depot every 28 day x 4",
            Dose(380 * mg, salt="base", route="intramuscular depot", every=28 * day, count=4),
        ),
        ("50 mg via mouth, at 2 h", Dose(50 * mg, route="mouth", at=2 * h)),
        ("50 mg into drug.gut from 2 h", Dose(50 * mg, into="drug.gut", at=2 * h)),
        ("10 mg over 30 min", Dose(10 * mg, over=30 * minute)),
        ("1 mg at 5 mg/h", Dose(1 * mg, rate=5 * mg / h)),
        ("1 mg at 2 h at 5 mg/h", Dose(1 * mg, rate=5 * mg / h, at=2 * h)),
        ("1 mg x 3 starting at 2 h every 4 h", Dose(1 * mg, at=2 * h, every=4 * h, count=3)),
        ("1 mg every 4 h x 9 without 3, 7", Dose(1 * mg, every=4 * h, count=9, missed=(3, 7))),
    ],
)
def test_a_sentence_says_one_dose(sentence: str, meaning: Dose):
    assert read_regimen(sentence) == alone(meaning)


@pytest.mark.parametrize("joint", ["and", "+", "together with", "AND", ", and"])
def test_doses_joined_run_side_by_side(joint: str):
    assert read_regimen(f"100 mg at 0 h {joint} 150 mg at 96 h") == Dose(100 * mg) & Dose(150 * mg, at=96 * h)


def test_then_means_one_after_another():
    titrated = Dose(5 * mg, every=8 * h, count=9).then(Dose(10 * mg, every=8 * h, count=75))
    assert read_regimen("5 mg every 8 h x 9 then 10 mg every 8 h x 75") == titrated
    assert str(titrated) == "5 mg every 8 h x 9 then 10 mg every 8 h x 75"


def test_then_binds_closer_than_and():
    read = read_regimen("1 mg daily x 2 then 2 mg and 3 mg")
    assert [given.time for given in read.given()] == [0.0, 0.0, 24.0, 48.0]


def test_then_may_say_how_long_after():
    assert read_regimen("100 mg then after 1 day 50 mg") == Dose(100 * mg).then(Dose(50 * mg), after=1 * day)


@pytest.mark.parametrize(
    ("sentence", "shown", "what"),
    [
        # The caret in `shown` stands under the place, counted from the sentence's first letter.
        ("", "", "expected there: a dose"),
        ("nothing", "^", "expected there: a dose"),
        ("50", "  ^", "a unit of mass"),
        ("50 every 24 h", "   ^", "a unit of mass"),
        ("1,000 mg", "  ^", "a unit of mass"),
        ("50 mg evry 24 h", "      ^", 'expected there: "every"'),
        ("50 mg naltrexone hydrochloride", "                 ^", "of <drug> as <salt>"),
        ("50 mg of every 24 h", "         ^", "a drug"),
        ("50 mg by x 3", "         ^", "a route"),
        ("50 mg every 24 h x 28 28", "                      ^", "expected there"),
        ("50 mg every 24 h x 2.5", "                 ^", "expected there"),
        ("50 mg every", "           ^", "a unit of time"),
        ("50 mg every 24 L x 3", "            ^", "24 L is not a time"),
        ("50 mg every 24 h", "      ^", "for how long is missing"),
        ("50 mg daily", "      ^", "for how long is missing"),
        ("50 mg for 30 min", "      ^", "how often is missing"),
        ("50 mg x 3", "^", "3 doses have no interval"),
        ("50 mg every 0 h x 3", "      ^", "0 h is zero"),
        ("50 mg every 24 h x 0", "                 ^", "0 is not a number of doses"),
        ("50 mg every 24 h x 3 for 3 days", "                     ^", "said twice"),
        ("50 mg daily every 24 h x 3", "            ^", "said twice"),
        ("50 mg over 1 h over 2 h", "               ^", "said twice"),
        ("50 mg 3 times a week x 3", "      ^", "expected there"),
        ("50 mg twice weekly x 3", "      ^", "expected there"),
        ("-5 mg", "^", "-5 mg is negative"),
        ("50 h", "^", "50 h is not a mass"),
        ("1 mg/kg", "^", "by body weight"),
        ("1 mg then 2 mg", "     ^", "no interval after which"),
        ("1 mg daily x 3 then 2 mg at 6 h", "                         ^", "has its time from the dose before"),
        ("1 mg and", "        ^", "expected there: a dose"),
        ("1 mg\tevry day", "     ^", "every"),
        ("1 mg daily for 1e400 h", "           ^", "inf h is not a finite number"),
        ("1 mg daily x " + "9" * 5000, "           ^", "expected there"),
        ("1 mg daily x 3 without", "                      ^", "the numbers of missed doses"),
    ],
)
def test_what_cannot_be_read_is_shown_in_its_place(sentence: str, shown: str, what: str):
    with pytest.raises(DoseError, match="regimen, dose") as caught:
        read_regimen(sentence)
    lines = str(caught.value).split("\n    ")
    assert what in str(caught.value)
    assert lines[1] == sentence.replace("\t", " ")
    assert lines[2] == (shown or "^")


def test_a_fault_is_found_in_the_dose_that_has_it():
    with pytest.raises(DoseError, match=r"0 mg is zero \(regimen, dose 2\)"):
        read_regimen("1 mg and 0 mg")


def test_an_unknown_unit_is_met_with_the_units_there_are():
    with pytest.raises(DoseError, match=r'no unit is called "mgg"[\s\S]*neurodose has: [\s\S]*did you mean "mg"'):
        read_regimen("50 mgg")


def test_a_megagram_is_not_taken_for_a_milligram():
    with pytest.raises(DoseError, match='no unit is called "Mg"'):
        read_regimen("50 Mg")


def test_only_text_is_read():
    with pytest.raises(DoseError, match="is not a sentence"):
        read_regimen(50 * mg)  # type: ignore[arg-type]


def test_a_salt_that_looks_like_a_slip_can_still_be_said():
    dose = Dose(1 * mg, salt="evry")
    assert str(dose) == "1 mg as evry"
    assert read_regimen(str(dose)) == alone(dose)


def test_units_that_no_sentence_holds_are_written_as_coherent_ones():
    tablet = Unit("tablet of 50", mg.dimension, 50 * mg.scale)
    assert str(Dose(2 * tablet)) == "100 mg"
