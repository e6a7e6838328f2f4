"""The opioid body beside what people showed: tolerance, dependence, withdrawal and breathing, and where it fails."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from neurodose import people_from, read_regimen, simulate
from neurodose.library import combine
from neurodose.library.hard_stops import find_hard_stops
from neurodose.simulation.course import Course
from neurodose.units import h

ADAPTATION, WITHDRAWAL, BREATHING = "opioid_adaptation", "withdrawal", "breathing"
DEPENDENCE, TOLERANCE, FELT = (f"{ADAPTATION}.{name}" for name in ("dependence", "tolerance", "felt"))
SCORE, BY_THRESHOLD = "withdrawal.score", "withdrawal.score_by_threshold"
LEFT, TOGETHER, AT_REST = "breathing.ventilation", "breathing.ventilation_together", "breathing.at_rest"
CARBON_DIOXIDE, PAUSE = "breathing.carbon_dioxide", "breathing.apnoea"
OUTPUTS = {
    ADAPTATION: [f"{ADAPTATION}.drive", DEPENDENCE, TOLERANCE, FELT],
    WITHDRAWAL: [DEPENDENCE, SCORE, BY_THRESHOLD],
    BREATHING: [LEFT, TOGETHER, AT_REST, CARBON_DIOXIDE, PAUSE, "breathing.apnoea_together", TOLERANCE],
}
DEPENDENT = f"{ADAPTATION}.dependent_at_start"
HEROIN = "40 mg by vein every 6 h x 160"  # 160 mg a day for 40 days
ON_HEROIN = "40 mg of heroin by heroin.vein every 6 h x 160"
ON_MORPHINE = "30 mg of morphine by morphine.under_skin every 6 h x 80"
CHALLENGE = f"{ON_MORPHINE} and 0.4 mg of naloxone by naloxone.injection at 479 h"
LAST = 159 * 6
EXACT = 1e-6


def run(
    names: str,
    sentence: str | None,
    at: object,
    what: str,
    structure: str = "",
    told: Mapping[str, float] | None = None,
) -> Course:
    """One person at some hours; told: parameters by their address."""
    circuits, responses = ((what,), ()) if what == ADAPTATION else ((), (what,))
    drug = combine(*names.split(" + "), circuits=circuits, responses=responses)
    people = people_from({name: [value] for name, value in (told or {"nothing": 1.0}).items()})
    plan = None if sentence is None else read_regimen(sentence)
    model = drug.structures[structure] if structure else drug.model
    return simulate(model, plan, people, at=np.asarray(at, float) * h, outputs=OUTPUTS[what])


def read(course: Course, name: str) -> np.ndarray:
    return course.values[name][0]


@pytest.mark.parametrize("what", list(OUTPUTS))
@pytest.mark.parametrize("names", ["naltrexone", "methadone", "buprenorphine + naloxone"])
def test_rest_is_rest(names: str, what: str) -> None:
    course = run(names, None, np.arange(0, 1001, 100), what)
    for values in course.values.values():
        assert np.abs(values - values[:, :1]).max() < EXACT


@pytest.mark.parametrize("structure", list(combine("naltrexone").structures))
def test_what_is_turned_off_at_mu_does_nothing_in_any_structure(structure: str) -> None:
    """One of them takes naltrexone out of its site by binding: there the switch turns off the binding."""
    body = combine("naltrexone", circuits=("opioid_adaptation",))
    people = people_from({"acts.naltrexone_at_mu": [1.0, 0.0]})
    course = simulate(
        body.structures[structure], read_regimen("50 mg"), people, at=[0, 8] * h, outputs=["effect_at_mu"]
    )
    on, off = course.values["effect_at_mu"]
    assert on[1] < 0.2 * on[0]
    assert off[1] == pytest.approx(off[0])


class TestAdaptation:
    def test_an_antagonist_alone_drives_nothing(self) -> None:
        course = run("naltrexone", "50 mg daily x 20", [0, 240, 480], ADAPTATION)
        assert np.abs(read(course, DEPENDENCE)).max() < EXACT

    def test_a_heavy_user_comes_to_bear_several_times_as_much(self) -> None:
        """Ten times and more, by what people in treatment are given; not calibrated on any one count."""
        assert 3 < read(run("heroin", HEROIN, [0, LAST], ADAPTATION), TOLERANCE)[1] < 10

    def test_a_daily_drinker_of_kratom_depends_less_than_a_heavy_user_of_heroin(self) -> None:
        """276 mg of mitragynine a day (Singh 2014) are 14 g of leaf: a bare "mg" would be leaf. No outcome set it."""
        course = run("mitragynine", "92 mg base by tea every 8 h x 84", [0, 28 * 24], ADAPTATION)
        heroin = run("heroin", HEROIN, [0, LAST], ADAPTATION)
        assert 0.05 < read(course, DEPENDENCE)[1] < 0.5 * read(heroin, DEPENDENCE)[1]

    def test_no_tolerance_is_seen_after_three_hours(self) -> None:
        """Angst 2009: less than 5 to 24 % by pain, 20 to 48 % by breathing, after three hours of remifentanil."""
        course = run("fentanyl", "0.1 mg by vein every 1 h x 3", [0, 3], ADAPTATION)
        assert 1 < read(course, TOLERANCE)[1] < 1.24

    def test_it_is_lost_within_six_weeks(self) -> None:
        course = run("heroin", HEROIN, [LAST, LAST + 42 * 24], ADAPTATION)
        assert read(course, TOLERANCE)[1] < 1.2

    def test_a_person_may_come_in_dependent(self) -> None:
        course = run("naltrexone", None, [0, 24], ADAPTATION, told={DEPENDENT: 0.6})
        assert read(course, DEPENDENCE)[0] == pytest.approx(0.6)
        assert read(course, FELT)[0] < 0.05  # a person at rest feels 0.11

    def test_without_its_mechanism_there_is_no_tolerance(self) -> None:
        course = run("heroin", HEROIN, [LAST], ADAPTATION, told={"opioid_adaptation.weakens": 0.0})
        assert read(course, TOLERANCE)[0] == pytest.approx(1)


class TestWithdrawal:
    def test_heroin_ends_in_withdrawal_within_a_day_worst_in_the_second_gone_in_ten(self) -> None:
        hours = np.arange(0, 11 * 24, 2)
        for link in (SCORE, BY_THRESHOLD):
            scores = read(run("heroin", HEROIN, LAST + hours, WITHDRAWAL), link)
            assert scores[hours == 6] < 3
            assert 13 < scores.max() < 30  # moderate to moderately severe, by the scale
            assert 24 <= hours[scores.argmax()] <= 72
            assert scores[hours == 240] < 5

    def test_methadone_ends_later_and_milder(self) -> None:
        hours = np.arange(0, 15 * 24, 4)
        scores = read(run("methadone", "80 mg daily x 60", 59 * 24 + hours, WITHDRAWAL), SCORE)
        heroin = read(run("heroin", HEROIN, LAST + hours, WITHDRAWAL), SCORE)
        assert hours[scores.argmax()] > hours[heroin.argmax()] + 24
        assert scores.max() < heroin.max()

    def test_naloxone_precipitates_what_was_seen(self) -> None:
        """Tompkins 2009: 7.6 points within half an hour of 0.4 mg, in 46 people on 120 mg of morphine a day."""
        hours = np.arange(0, 3.01, 0.1)
        scores = read(run("morphine + naloxone", CHALLENGE, 479 + hours, WITHDRAWAL), SCORE)
        assert scores.max() == pytest.approx(7.6, abs=2.5)
        assert 0.2 < hours[scores.argmax()] < 1.1

    @pytest.mark.parametrize("hours", [0.75, 2, 6, 24])
    def test_one_dose_of_morphine_is_enough(self, hours: float) -> None:
        """Heishman 1989 and 1990, Compton 2004: signs under naloxone 45 min to 24 h after 18 mg, and none without."""
        dose = "18 mg of morphine by morphine.under_skin"
        plans = (f"{dose} and 10 mg of naloxone by naloxone.vein at {hours} h", "10 mg of naloxone by naloxone.vein")
        with_it = read(run("morphine + naloxone", plans[0], [hours + 0.25], WITHDRAWAL), SCORE)[0]
        without = read(run("morphine + naloxone", plans[1], [0.25], WITHDRAWAL), SCORE)[0]
        assert with_it > without + 0.05

    def test_more_morphine_more_of_it(self) -> None:
        """Bickel 1988: rising from 1 to 17 mg, six hours before naloxone."""
        scores = [
            read(
                run("morphine + naloxone", f"{dose} mg of morphine by morphine.under_skin and 10 mg of naloxone "
                    "by naloxone.vein at 6 h", [6.25], WITHDRAWAL), SCORE)[0]
            for dose in (1, 3, 5.6, 10, 17)
        ]  # fmt: skip
        assert (np.diff(scores) > 0).all()

    def test_naltrexone_on_heroin_is_worse_and_sooner_than_the_end_of_heroin(self) -> None:
        hours = np.arange(0, 72, 1.0)
        plan = f"{ON_HEROIN} and 50 mg of naltrexone at {LAST + 6} h"
        for link in (SCORE, BY_THRESHOLD):
            on_top = read(run("heroin + naltrexone", plan, LAST + 6 + hours, WITHDRAWAL), link)
            ended = read(run("heroin", HEROIN, LAST + 6 + hours, WITHDRAWAL), link)
            assert on_top.max() > ended.max()
            assert hours[on_top.argmax()] < hours[ended.argmax()]

    def test_who_depends_on_nothing_has_none(self) -> None:
        course = run("naltrexone", "50 mg daily x 3", np.arange(0, 72), WITHDRAWAL)
        assert np.ptp(read(course, SCORE)) < EXACT

    def test_buprenorphine_in_the_place_of_heroin_precipitates_by_one_reading_and_holds_by_another(self) -> None:
        plan = (
            "40 mg of heroin by heroin.vein every 6 h x 160 and 8 mg of buprenorphine by buprenorphine.tongue at 955 h"
        )
        hours = 955 + np.arange(0, 12, 0.5)
        partial, holds = (
            read(run("heroin + buprenorphine", plan, hours, WITHDRAWAL, name), SCORE).max()
            for name in ("favourites", "buprenorphine: biophase")
        )
        assert partial > 2.5
        assert holds < 2

    def test_agonists_bind_less_or_no_antagonist_precipitates(self) -> None:
        """What the factor of living cells is for: by assays alone naloxone does nothing to a morphine user."""
        told = {"opioid_adaptation.in_living_cells.binds_less": 0.0}
        assert read(run("morphine + naloxone", CHALLENGE, [479.5], WITHDRAWAL, told=told), SCORE)[0] < 1.5

    def test_the_hard_stop_stands_whether_or_not_withdrawal_is_in_the_model(self) -> None:
        plan = read_regimen("40 mg of heroin by heroin.vein and 50 mg of naltrexone at 6 h")
        bare, shown = combine("heroin", "naltrexone"), combine("heroin", "naltrexone", responses=("withdrawal",))
        assert "not simulated here" in find_hard_stops(bare, plan)[0].text
        assert "not simulated here" not in find_hard_stops(shown, plan)[0].text


class TestBreathing:
    def least(self, names: str, sentence: str, what: str = LEFT, until: float = 6) -> float:
        return float(read(run(names, sentence, np.arange(0, until, 0.02), BREATHING), what).min())

    def test_morphine_takes_a_quarter(self) -> None:
        """Romberg 2004 and before: 0.13 mg/kg takes some quarter at held carbon dioxide."""
        assert self.least("morphine", "9 mg by vein") == pytest.approx(0.75, abs=0.08)

    def test_fentanyl_takes_nearly_all_and_buprenorphine_levels_off(self) -> None:
        """Dahan 2005: apnoea from 2.9 µg/kg of fentanyl; buprenorphine levels off from 3 µg/kg."""
        assert self.least("fentanyl", "0.5 mg by vein") < 0.15
        half, whole = (
            float(
                read(
                    run("buprenorphine", f"{dose} mg by vein", np.arange(0, 7, 0.1), BREATHING, "biophase"), LEFT
                ).min()
            )
            for dose in (0.3, 0.6)
        )
        assert half - whole < 0.05

    def test_users_of_high_doses_bear_more_and_still_stop_breathing(self) -> None:
        """Algera 2021: 4.3 times by concentration; 9 of 14 naive after 0.475 mg, 7 of 8 tolerant after 1.8 mg."""
        naive = "0.075 mg by vein and 0.15 mg by vein at 1 h and 0.25 mg by vein at 2 h"
        tolerant = "0.25 mg by vein and 0.35 mg by vein at 1 h and 0.5 mg by vein at 2 h and 0.7 mg by vein at 3 h"
        paused = [
            read(run("fentanyl", plan, np.arange(0, 4, 0.02), BREATHING, told=told), PAUSE).max()
            for plan, told in ((naive, None), (tolerant, {DEPENDENT: 0.8}))
        ]
        assert paused[0] == pytest.approx(9 / 14, abs=0.25)
        assert paused[1] == pytest.approx(7 / 8, abs=0.3)

    def test_naloxone_reverses(self) -> None:
        plan = "10 mg of heroin by heroin.vein and 0.8 mg of naloxone by naloxone.vein at 0.5 h"
        before, after = read(run("heroin + naloxone", plan, [0.49, 0.75], BREATHING), LEFT)
        assert after > 0.85 > before + 0.3

    def test_ethanol_takes_a_sixth_of_what_is_left(self) -> None:
        """Van der Schrier 2017: 16 % less at 1 g/L, with which it was set, on top of another opioid."""
        plan = "9 mg of morphine by morphine.vein and 60 g of ethanol"
        both, alone = (self.least(*one) for one in (("morphine + ethanol", plan), ("morphine", "9 mg by vein")))
        assert both / alone == pytest.approx(0.84, abs=0.06)

    def test_midazolam_on_fentanyl_stops_breathing_by_one_rival_alone(self) -> None:
        """Bailey 1990: none of 12 with either, 6 of 12 with both."""
        plan = "0.14 mg of fentanyl by fentanyl.vein and 3.5 mg of midazolam by midazolam.vein"
        course = run("fentanyl + midazolam", plan, np.arange(0, 2, 0.02), BREATHING)
        assert read(course, "breathing.apnoea_together").max() > read(course, PAUSE).max() + 0.2
        assert self.least("midazolam", "3.5 mg by vein") > 0.8

    def test_carbon_dioxide_rises_and_hides_most_of_it(self) -> None:
        course = run("morphine", "9 mg by vein", np.arange(0, 6, 0.1), BREATHING)
        assert read(course, AT_REST).min() > read(course, LEFT).min() + 0.1
        assert 1.02 < read(course, CARBON_DIOXIDE).max() < 1.2

    def test_a_prescribed_dose_of_heroin_disturbs_breathing_in_who_is_used_to_it(self) -> None:
        """Tas 2020 and 2025, which set nothing here: carbon dioxide at its end of breath up to 6.9 and 7.7 %, of some
        5.5 %, pauses up to 56 s, after 30 to 200 mg in people prescribed that for years."""
        plan = "100 mg by vein every 12 h x 120"
        course = run("heroin", plan, 119 * 12 + np.arange(0, 3, 0.05), BREATHING)
        assert 1.15 < read(course, CARBON_DIOXIDE).max() < 1.6

    def test_kratom_takes_little(self) -> None:
        """Hill 2022: a ceiling in mice, none by 7-hydroxymitragynine; in people nobody has measured it. A third of what
        users drink a day (Singh 2014), weighed as mitragynine: 4.7 g of leaf."""
        assert 0.9 < self.least("mitragynine", "92 mg base by tea") < 0.99

    def test_baclofen_in_usual_doses_takes_little_and_poisoning_much(self) -> None:
        assert self.least("baclofen", "80 mg") > 0.9
        assert self.least("baclofen", "340 mg") < 0.75


class TestLostTolerance:
    """A label warns of it; no rate was found."""

    def test_naltrexone_protects_while_it_blocks_and_not_after(self) -> None:
        dose, days = "25 mg of heroin by heroin.vein", 24
        told = {DEPENDENT: 0.75}
        treated = f"50 mg of naltrexone daily x 42 at {10 * days} h"

        def least(begins: float, plan: str, told: Mapping[str, float] | None = None) -> float:
            hours = begins + np.arange(0, 3, 0.05)
            return float(read(run("heroin + naltrexone", plan, hours, BREATHING, told=told), LEFT).min())

        tolerant, naive = least(0, dose, told), least(0, dose)
        blocked = least(51 * days + 12, f"{treated} and {dose} at {51 * days + 12} h", told)
        after = least(79 * days, f"{treated} and {dose} at {79 * days} h", told)
        assert blocked > 0.8
        assert after == pytest.approx(naive, rel=0.05)
        assert after < 0.8 * tolerant


class TestMisses:
    """What people show and this does not: each stands until it is mended."""

    def test_after_one_dose_naloxone_precipitates_less_than_a_point(self) -> None:
        """Compton 2004 and others tell of plain signs."""
        plan = "18 mg of morphine by morphine.under_skin and 10 mg of naloxone by naloxone.vein at 6 h"
        assert read(run("morphine + naloxone", plan, [6.25], WITHDRAWAL), SCORE)[0] < 2.3

    def test_by_the_favourite_of_buprenorphine_it_hardly_touches_breathing(self) -> None:
        """Dahan 2005: down to half; the efficacy of cells is too little for what bodies do."""
        assert read(run("buprenorphine", "0.6 mg by vein", np.arange(0, 7, 0.1), BREATHING), LEFT).min() > 0.9

    def test_by_the_favourite_buprenorphine_does_not_hold_who_was_used_to_heroin(self) -> None:
        """Greenwald 2014: 16 mg a day suppress withdrawal; here it is some points for days."""
        plan = f"{ON_HEROIN} and 16 mg of buprenorphine by buprenorphine.tongue daily x 5 at 966 h"
        scores = read(run("heroin + buprenorphine", plan, 966 + np.arange(0, 48, 1), WITHDRAWAL), SCORE)
        assert scores.max() > 8

    def test_methadone_is_missed_too_late(self) -> None:
        """People are worst within three to five days."""
        hours = np.arange(0, 15 * 24, 4)
        scores = read(run("methadone", "80 mg daily x 60", 59 * 24 + hours, WITHDRAWAL), SCORE)
        assert hours[scores.argmax()] > 5 * 24

    def test_naltrexone_by_mouth_takes_hours(self) -> None:
        """People fall ill within the hour: the slow way into the brain, which PET asks for, is too slow for that."""
        plan = f"{ON_HEROIN} and 50 mg of naltrexone at {LAST + 6} h"
        early, late = read(run("heroin + naltrexone", plan, [LAST + 7, LAST + 11], WITHDRAWAL), SCORE)
        assert early < 0.3 * late

    def test_ventilation_at_rest_falls_less_than_in_people(self) -> None:
        """Van der Schrier 2017: 28 % less at rest where 44 % were lost at held carbon dioxide; here a tenth."""
        course = run("morphine", "25 mg by vein", np.arange(0, 6, 0.1), BREATHING)
        held, at_rest = read(course, LEFT), read(course, AT_REST)
        assert at_rest[held.argmin() + 20] > 0.8
