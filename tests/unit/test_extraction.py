"""Records of studies become effects: what is compared, what is left out and told, what is refused. Trials here are made
up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log, sqrt
from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError, EvidenceWarning, StudyError
from neurodose.evidence.effects import Effects
from neurodose.evidence.sizes.conversions import HazardToRisk, OddsToRisk
from neurodose.evidence.sizes.effect_sizes import effect_of_counts, effect_of_means, standardise
from neurodose.evidence.sizes.extraction import ExtractionRules, read_effects
from neurodose.evidence.sizes.shared_arms import find_covariance
from neurodose.evidence.synthesis import synthesize
from neurodose.records.study import (
    COMPARATIVE,
    RANDOMISED,
    ArmResult,
    Bias,
    Contrast,
    Outcome,
    Participants,
    Study,
    StudyArm,
)
from neurodose.sources import Source

READ = Source("Somebody", 2001, "J Made Up 1:1", reading="read")


def arm(treatment: str, n: int | None = 20, name: str = "", dose: float | None = None) -> StudyArm:
    return StudyArm(name or treatment, treatment, n=n, dose_mg=dose, route="by mouth")


def make(
    name: str, arms: Sequence[StudyArm], outcomes: Sequence[Outcome], design: Any = RANDOMISED[0], **more: Any
) -> Study:
    people = Participants("alcohol use disorder", also="cirrhosis")
    told = {"source": READ, "year": 2001, "weeks": 12.0} | more
    return Study(name.lower(), name, design, people, tuple(arms), tuple(outcomes), **told)


def counted(name: str, treated: tuple[float, float], control: tuple[float, float], **more: Any) -> Study:
    """Two arms, of which so many of so many were abstinent."""
    results = (ArmResult("baclofen", *treated), ArmResult("placebo", *control))
    return make(name, [arm("baclofen", int(treated[1]), dose=30), arm("placebo", int(control[1]))],
                [Outcome("abstinence", better="more", arms=results)], **more)  # fmt: skip


def measured(name: str, *results: ArmResult, scale: str = "PACS", **more: Any) -> Study:
    arms = [arm("baclofen", 20), arm("placebo", 20)]
    return make(name, arms, [Outcome("craving", arms=results, scale=scale, **more)])


def published(name: str, *contrasts: Contrast, outcome: str = "abstinence", **more: Any) -> Study:
    arms = [arm("baclofen"), arm("placebo")]
    return make(name, arms, [Outcome(outcome, better="more", contrasts=contrasts)], **more)


def three_arms(name: str = "Vienna") -> Study:
    results = (ArmResult("low", 5, 20), ArmResult("high", 8, 22), ArmResult("placebo", 2, 21))
    arms = [arm("baclofen", 20, "low", 30), arm("baclofen", 22, "high", 60), arm("placebo", 21)]
    return make(name, arms, [Outcome("abstinence", better="more", arms=results)])


def read(*studies: Study, measure: str = "RR", outcome: str = "abstinence", **more: Any) -> Effects:
    asked: dict[str, Any] = {"treatments": "baclofen", "controls": "placebo"} | more
    return read_effects(studies, outcome, measure, **asked)


ROME = counted("Rome", (30, 42), (12, 42))
BERLIN = counted("Berlin", (15, 22), (5, 21))


def test_arms_become_effects_with_what_is_known_of_their_studies() -> None:
    biased = replace(ROME, bias=Bias(judged={"randomisation": "high"}))
    effects = read(biased, BERLIN)
    expected = effect_of_counts(np.array([[30, 12], [15, 5]]), np.array([[42, 42], [22, 21]]))
    assert np.allclose(effects.estimates, expected.estimates)
    assert np.allclose(effects.variances, expected.variances)
    assert effects.arms.events.tolist() == [[30, 12], [15, 5]]
    told = {name: effects.column(name)[0] for name in effects.columns}
    assert (told["year"], told["weeks"], told["dose_mg"], told["n"]) == (2001, 12, 30, 84)
    assert (told["route"], told["bias"], told["design"]) == ("by mouth", "high", "randomised parallel")
    assert (told["condition"], told["also"], told["reading"]) == ("alcohol use disorder", "cirrhosis", "read")
    assert told["control_risk"] == pytest.approx(12 / 42)
    assert effects.remembered == (False, False)
    assert synthesize(effects).k == 2


def test_people_who_were_randomised_stand_where_no_total_is_told() -> None:
    effects = read(counted("Oslo", (30, 42), (12, 42)), make("Bern", [arm("baclofen", 40), arm("placebo", 41)], [
        Outcome("abstinence", better="more", arms=(ArmResult("baclofen", 9), ArmResult("placebo", 5)))]))  # fmt: skip
    assert effects.arms.totals[1].tolist() == [40, 41]


def test_a_number_that_is_remembered_marks_its_study() -> None:
    recalled = counted("Riga", (9, 20), (5, 20), source=replace(READ, reading="remembered"))
    assert read(ROME, recalled).remembered == (False, True)


def test_two_arms_of_a_treatment_are_taken_as_one() -> None:
    effects = read(three_arms())
    assert effects.arms.events.tolist() == [[13, 2]]
    assert effects.arms.totals.tolist() == [[42, 21]]
    assert effects.column("dose_mg")[0] == pytest.approx((30 * 20 + 60 * 22) / 42)
    assert "2 arms taken as one" in effects.column("derived")[0]


def test_a_control_is_shared_out_among_two_arms_that_stand_by_themselves() -> None:
    effects = read(three_arms(), ROME, several="split control")
    assert effects.studies == ("Vienna, low", "Vienna, high", "Rome")
    assert effects.arms.totals[:2].tolist() == [[20, 10.5], [22, 10.5]]
    assert effects.arms.events[:, 1].tolist() == [1, 1, 12]
    assert synthesize(effects).k == 3


def test_each_arm_keeps_the_whole_control_and_bears_its_name() -> None:
    effects = read(three_arms(), several="each")
    assert effects.treatments == ("low", "high")
    assert effects.column("dose_mg").tolist() == [30, 60]
    covariance = find_covariance(effects)
    assert covariance[0, 1] == pytest.approx(1 / 2 - 1 / 21)  # the variance of the log risk of the arm they share
    assert np.linalg.eigvalsh(covariance).min() > 0
    with pytest.raises(EvidenceError, match="Vienna is there more than once"):
        synthesize(effects)


def test_a_network_reads_every_pair_and_their_variances_agree() -> None:
    results = (ArmResult("a", 5, 20), ArmResult("b", 0, 22), ArmResult("c", 2, 21))
    study = make("Graz", [arm("a"), arm("b"), arm("c")], [Outcome("relapse", arms=results)])
    effects = read_effects([study], "relapse", "OR")
    assert list(zip(effects.treatments, effects.controls, strict=True)) == [("a", "b"), ("a", "c"), ("b", "c")]
    ab, ac, bc = effects.estimates
    assert ab + bc == pytest.approx(ac)  # all three arms are corrected alike
    covariance = find_covariance(effects)
    assert np.linalg.matrix_rank(covariance, tol=1e-9) == 2
    without = replace(effects, columns={})
    assert np.allclose(find_covariance(without), covariance)  # by the triangle of variances alone


def test_a_side_that_is_not_named_is_everything_else_and_an_empty_list_names_nothing() -> None:
    results = tuple(ArmResult(name, 5, 20) for name in ("baclofen", "diazepam", "placebo"))
    study = make("Graz", [arm(each.arm) for each in results], [Outcome("relapse", arms=results)])
    effects = read_effects([study], "relapse", "OR", treatments="baclofen")
    assert effects.controls == ("diazepam", "placebo")
    assert read_effects([study], "relapse", "OR", controls="placebo").treatments == ("baclofen", "diazepam")
    with pytest.raises(EvidenceError, match="controls names nothing"):
        read(study, outcome="relapse", controls=[])


def test_standardised_differences_of_one_study_share_its_spread() -> None:
    results = tuple(ArmResult(name, total=n, mean=mean, sd=sd) for name, n, mean, sd in
                    (("a", 20, 5, 2), ("b", 22, 6, 3), ("c", 21, 8, 2.5)))  # fmt: skip
    study = make("Graz", [arm("a"), arm("b"), arm("c")], [Outcome("craving", arms=results)])
    effects = read_effects([study], "craving", "SMD")
    assert effects.estimates[0] + effects.estimates[2] == pytest.approx(effects.estimates[1])
    covariance = find_covariance(effects)
    expected = 1 / 20 + effects.estimates[0] * effects.estimates[1] / (2 * 63)  # Gleser and Olkin 2009
    assert covariance[0, 1] == pytest.approx(expected)


def test_means_become_effects_and_an_error_becomes_a_spread() -> None:
    study = measured("Rome", ArmResult("baclofen", mean=62.8, se=5.4, total=42),
                     ArmResult("placebo", mean=60.8, sd=35.6, total=42), scale="days")  # fmt: skip
    effects = read(study, outcome="craving", measure="MD")
    sds = np.array([[5.4 * sqrt(42), 35.6]])
    expected = effect_of_means(np.array([[62.8, 60.8]]), sds, np.array([[42, 42]]))
    assert (effects.estimates, effects.variances) == (expected.estimates, pytest.approx(expected.variances))
    assert "SD from the standard error" in effects.column("derived")[0]
    assert effects.arms.totals.tolist() == [[42, 42]]


def test_a_published_contrast_stands_in_for_arms_either_way_round() -> None:
    effects = read(published("Paris", Contrast("placebo", "baclofen", "RR", 0.5, 0.25, 1.0)),
                   published("Oslo", Contrast("baclofen", "placebo", "RR", 2.0, se=0.35)),
                   published("Riga", Contrast("baclofen", "placebo", "RR", 2.0, p=0.05)))  # fmt: skip
    assert effects.estimates == pytest.approx([log(2)] * 3)
    assert effects.errors == pytest.approx([log(4) / 2 / 1.959964, 0.35, log(2) / 1.959964])
    assert effects.column("n").tolist() == [40, 40, 40]
    assert not len(effects.arms.events)


def test_two_published_contrasts_against_one_control_become_one() -> None:
    study = replace(three_arms(), outcomes=(Outcome("abstinence", better="more", contrasts=(
        Contrast("low", "placebo", "RR", 2.0, se=0.3), Contrast("high", "placebo", "RR", 2.0, se=0.3))),))  # fmt: skip
    effects = read(study)
    assert effects.estimates == pytest.approx([log(2)])
    assert effects.errors == pytest.approx([0.3 * sqrt(0.75)])
    assert "correlated by a half" in effects.column("derived")[0]
    apart = read(study, several="each")
    assert apart.treatments == ("low", "high")
    assert find_covariance(apart)[0, 1] == pytest.approx(0.045)


def test_the_same_two_arms_are_told_once_on_a_measure() -> None:
    first = Contrast("baclofen", "placebo", "RR", 2, se=0.3)
    twice = published("Oslo", first, replace(first, estimate=1.8))
    with pytest.raises(StudyError, match=r"placebo is entered twice on the same measure \(study Oslo, abstinence\)"):
        read(twice)


def test_an_arm_without_numbers_is_told() -> None:
    study = three_arms()
    some = replace(study.outcomes[0], arms=study.outcomes[0].arms[1:])
    effects = read(replace(study, outcomes=(some,)))
    assert effects.column("derived")[0] == "without low, of which there are no numbers"


def test_measures_are_never_mixed_in_silence() -> None:
    other = published("Oslo", Contrast("baclofen", "placebo", "OR", 2.0, 1.0, 4.0))
    hazard = published("Riga", Contrast("baclofen", "placebo", "HR", 0.7, 0.5, 0.98))
    with pytest.raises(EvidenceError, match=r"different measures: Oslo tells abstinence as OR.*Riga .* as HR"):
        read(ROME, other, hazard)
    left = read(ROME, other, hazard, mixed="leave out")
    assert left.studies == ("Rome",)
    assert [study for study, _ in left.left_out] == ["Oslo", "Riga"]
    rules = ExtractionRules(convert=(OddsToRisk(0.3), HazardToRisk(0.3)))
    turned = read(ROME, other, hazard, rules=rules)
    assert turned.estimates[1] == pytest.approx(log(2 / 1.3))
    assert "at a control risk of 0.3" in turned.column("derived")[1]
    assert np.isnan(turned.arms.events[1]).all()


def test_counts_are_converted_where_that_is_stated() -> None:
    effects = read(ROME, measure="SMD", rules=ExtractionRules(convert=(_ODDS_AS_SMD,)))
    odds = effect_of_counts(np.array([[30, 12]]), np.array([[42, 42]]), "OR")
    assert effects.estimates == pytest.approx(odds.estimates * sqrt(3) / np.pi)


def test_studies_that_tell_an_outcome_in_words_only_are_listed() -> None:
    words = make("Bern", [arm("baclofen"), arm("placebo")],
                 [Outcome("abstinence", said="no difference", favours="neither")])  # fmt: skip
    silent = make("Basel", [arm("baclofen"), arm("placebo")], [])
    other = make("Graz", [arm("naltrexone"), arm("placebo")], [])
    alone = make("Linz", [arm("naltrexone")], [])
    told = dict(read(ROME, words, silent, other, alone).left_out)
    assert told["Bern"] == "tells abstinence in words only: no difference; favours neither"
    assert told["Basel"] == "does not tell abstinence"
    assert told["Graz"] == "compares naltrexone with placebo"
    assert told["Linz"] == "compares nothing with another"


def test_no_study_is_an_empty_table_that_says_why() -> None:
    empty = read(make("Basel", [arm("baclofen"), arm("placebo")], []))
    assert len(empty) == 0
    assert empty.left_out == (("Basel", "does not tell abstinence"),)
    with pytest.raises(EvidenceError, match="there is no study to be pooled"):
        synthesize(empty)
    assert len(read()) == 0


def test_a_contrast_without_its_error_is_listed_not_guessed() -> None:
    told = dict(read(ROME, published("Oslo", Contrast("baclofen", "placebo", "RR", 2.0))).left_out)
    assert "no risk ratio with its error can be made" in told["Oslo"]


@pytest.mark.parametrize(
    ("design", "lane"),
    [("survey", "anecdotes"), ("case report", "anecdotes"), ("single arm", "anecdotes"), ("review", "reviews"),
     ("spontaneous reports", "spontaneous reports")],
)  # fmt: skip
def test_what_is_no_trial_has_a_lane_of_its_own(design: str, lane: str) -> None:
    other = counted("Forum", (30, 42), (12, 42), design=design)
    with pytest.raises(EvidenceError, match=f"Forum is a {design}, and is told in the lane of {lane}, never pooled"):
        read(ROME, other)
    chosen = read(ROME, other, designs=RANDOMISED)
    assert chosen.left_out == (("Forum", f"{design}, kept apart in the lane of {lane}"),)
    with pytest.raises(EvidenceError, match="never pooled with trials"):
        read(ROME, other, designs=(design,))


def test_studies_that_were_not_randomised_are_kept_apart_unless_asked_for() -> None:
    other = counted("Turin", (9, 20), (5, 20), design="cohort")
    assert read(ROME, other).left_out == (("Turin", "cohort, kept apart from what was asked for"),)
    assert read(ROME, other, designs=COMPARATIVE).studies == ("Rome", "Turin")


def test_a_study_is_entered_once() -> None:
    with pytest.raises(EvidenceError, match=r"Rome is entered twice \(study Rome, id\)"):
        read(ROME, ROME)
    with pytest.raises(EvidenceError, match=r"Rome is entered twice \(study Rome, name\)"):
        read(ROME, replace(ROME, id="other"))


def test_two_records_of_one_registered_trial_are_seen() -> None:
    first, second = (replace(study, registration="NCT00000001") for study in (ROME, BERLIN))
    with pytest.warns(EvidenceWarning, match=r"Berlin and Rome are registered as one trial.*counted twice"):
        read(first, second)
    again = replace(first, id="again", name="Again")
    with pytest.raises(EvidenceError, match="have the same numbers: it is entered twice"):
        read(first, again)


def test_events_are_not_more_than_the_people() -> None:
    with pytest.raises(StudyError, match=r"43 events in 42 people \(study Rome, abstinence, arm baclofen, events\)"):
        read(counted("Rome", (43, 42), (12, 42)))
    with pytest.raises(StudyError, match=r"events is -1, below zero \(study Rome, abstinence, arm placebo, events\)"):
        read(counted("Rome", (3, 42), (-1, 42)))


@pytest.mark.parametrize(("key", "value", "said"), [("sd", -2, "below zero"), ("sd", 0, "zero"), ("total", 0, "zero"),
                                                    ("mean", float("nan"), "nan")])  # fmt: skip
def test_a_spread_is_above_zero_and_a_number_is_one(key: str, value: float, said: str) -> None:
    fine = ArmResult("placebo", mean=5, sd=2, total=20)
    with pytest.raises(StudyError, match=f"{key} is.*{said}"):
        read(measured("Rome", fine, replace(fine, arm="baclofen", **{key: value})), outcome="craving", measure="MD")


def test_a_result_of_an_arm_that_is_not_there_lists_the_arms() -> None:
    study = replace(ROME, outcomes=(Outcome("abstinence", arms=(ArmResult("baclofn", 1, 2),)),))
    with pytest.raises(StudyError, match=r'no arm "baclofn"'):
        read(study)
    with pytest.raises(StudyError, match=r'no arm "guess"'):
        read(published("Oslo", Contrast("guess", "placebo", "RR", 2, 1, 4)))


def test_a_contrast_that_cannot_be_names_its_study() -> None:
    with pytest.raises(StudyError, match=r"risk ratio of -0\.3 cannot be \(study Oslo, abstinence, baclofen against"):
        read(published("Oslo", Contrast("baclofen", "placebo", "RR", -0.3, -1, 1)))
    with pytest.raises(StudyError, match="3 does not lie between 1 and 2"):
        read(published("Oslo", Contrast("baclofen", "placebo", "RR", 3, 1, 2)))
    with pytest.raises(StudyError, match="se is 0"):
        read(published("Oslo", Contrast("baclofen", "placebo", "RR", 3, se=0)))
    with pytest.warns(EvidenceWarning, match="does not lie in the middle of its interval"):
        read(published("Oslo", Contrast("baclofen", "placebo", "RR", 1.1, 1, 4)))


def test_an_sd_that_looks_like_a_standard_error_is_named() -> None:
    apart = measured("Rome", ArmResult("baclofen", mean=10, sd=0.9, total=20),
                     ArmResult("placebo", mean=14, sd=4, total=20))  # fmt: skip
    with pytest.warns(EvidenceWarning, match="SD of Rome, arm baclofen, 0.9, looks like a standard error"):
        read(apart, outcome="craving", measure="MD")
    fine = (ArmResult("baclofen", mean=10, sd=4, total=20), ArmResult("placebo", mean=11, sd=5, total=20))
    usual, small = (
        [measured(name, *fine) for name in ("Oslo", "Riga")],
        measured("Bern", replace(fine[0], sd=1), fine[1]),
    )
    with pytest.warns(EvidenceWarning, match="SD of Bern, arm baclofen, 1, .* other studies of PACS have 4.5"):
        effects = read(*usual, small, outcome="craving", measure="MD")
    assert effects.arms.sds[2].tolist() == [1, 5]  # used as it is given


def test_points_of_two_scores_are_not_added() -> None:
    result = (ArmResult("baclofen", mean=10, sd=4, total=20), ArmResult("placebo", mean=11, sd=5, total=20))
    first, second = measured("Oslo", *result, scale="PACS"), measured("Riga", *result, scale="OCDS")
    with pytest.raises(EvidenceError, match="different scales: pacs in Oslo; ocds in Riga"):
        read(first, second, outcome="craving", measure="MD")
    assert len(read(first, second, outcome="craving", measure="SMD")) == 2


def test_scores_that_run_the_other_way_are_turned_and_told() -> None:
    result = (ArmResult("baclofen", mean=10, sd=4, total=20), ArmResult("placebo", mean=11, sd=4, total=20))
    other = (replace(result[0], mean=90), replace(result[1], mean=89))
    effects = read(measured("Oslo", *result), measured("Riga", *result), measured("Bern", *other, better="more"),
                   outcome="craving", measure="SMD")  # fmt: skip
    assert effects.estimates == pytest.approx([effects.estimates[0]] * 3)
    assert "turned, so that less is better in all" in effects.column("derived")[2]
    with pytest.raises(EvidenceError, match="what is better differs"):
        read(measured("Oslo", *result), measured("Bern", *other, better="more"), outcome="craving", measure="ROM")


def test_a_study_in_which_nobody_had_the_event_says_nothing_of_a_ratio() -> None:
    nobody, everybody = counted("Oslo", (0, 20), (0, 20)), counted("Riga", (20, 20), (20, 20))
    told = dict(read(ROME, nobody, everybody).left_out)
    assert told["Oslo"] == "nobody of any arm had abstinence, which says nothing of a ratio"
    assert told["Riga"] == "everybody of any arm had abstinence, which says nothing of a ratio"
    assert len(read(ROME, nobody, everybody, measure="RD")) == 3
    assert len(read(ROME, nobody, rules=ExtractionRules(keep_silent=True))) == 2


def test_crossover_and_clusters_are_told_and_allowed_for_as_stated() -> None:
    crossed = counted("Oslo", (9, 20), (5, 20), design="randomised crossover")
    careful, paired = read(crossed), read(crossed, rules=ExtractionRules(crossover_correlation=0.5))
    assert paired.variances[0] < careful.variances[0]
    assert "arms taken as different people" in careful.column("derived")[0]
    clusters = counted("Riga", (9, 20), (5, 20), design="cluster randomised")
    with pytest.warns(EvidenceWarning, match="Riga randomised clusters"):
        plain = read(clusters)
    wider = read(clusters, rules=ExtractionRules(design_effects={"Riga": 2}))
    assert wider.variances[0] == pytest.approx(2 * plain.variances[0])


def test_a_standardised_difference_of_people_in_both_arms_is_paired() -> None:
    result = (ArmResult("baclofen", mean=10, sd=4, total=20), ArmResult("placebo", mean=11, sd=4, total=20))
    study = replace(measured("Oslo", *result), design="randomised crossover")
    found = read(study, outcome="craving", measure="SMD", rules=ExtractionRules(crossover_correlation=0.5))
    expected = standardise(np.array([[10, 11]]), np.array([[4, 4]]), np.array([[20, 20]]), correlation=0.5)
    assert (found.estimates, found.variances) == (expected.estimates, expected.variances)


def test_rates_are_events_over_peoples_time() -> None:
    results = (ArmResult("baclofen", 30, person_time=100), ArmResult("placebo", 45, person_time=90))
    effects = read(
        make("Oslo", [arm("baclofen"), arm("placebo")], [Outcome("abstinence", arms=results)]), measure="IRR"
    )
    assert effects.estimates == pytest.approx([log(30 / 100 / (45 / 90))])
    assert effects.variances == pytest.approx([1 / 30 + 1 / 45])


def test_several_is_one_of_three_words() -> None:
    with pytest.raises(EvidenceError, match="there are: combine, split control, each"):
        read(ROME, several="all")


class _OddsAsStandardised:
    source, target, told = "OR", "SMD", "made of an odds ratio"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        return estimate * sqrt(3) / np.pi, error * sqrt(3) / np.pi


_ODDS_AS_SMD = _OddsAsStandardised()
