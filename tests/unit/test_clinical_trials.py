"""Studies of ClinicalTrials.gov: each number is used as what its measure says it is, and as nothing else."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import t

from neurodose.errors import StudyError
from neurodose.records.studies import inspect_studies
from neurodose.records.studies_reading import StudiesReading
from neurodose.records.study import Outcome, Study

EXACT = 1e-12  # arithmetic of a few steps

GROUPS = [{"id": "OG000", "title": "Baclofen 30 mg"}, {"id": "OG001", "title": "Placebo"}]
PROTOCOL: dict[str, Any] = {
    "identificationModule": {"nctId": "NCT00000001", "briefTitle": "A made-up trial", "acronym": "MADEUP"},
    "statusModule": {"overallStatus": "COMPLETED", "startDateStruct": {"date": "2009-03"},
                     "completionDateStruct": {"date": "2011-05-01"}},
    "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A University", "class": "OTHER"},
                                   "collaborators": [{"name": "A Company", "class": "INDUSTRY"}]},
    "conditionsModule": {"conditions": ["Alcohol Use Disorder"]},
    "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"], "enrollmentInfo": {"count": 41},
                     "designInfo": {"allocation": "RANDOMIZED", "interventionModel": "PARALLEL",
                                    "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT"]}}},
    "armsInterventionsModule": {"armGroups": [
        {"label": "Baclofen 30 mg", "type": "EXPERIMENTAL", "interventionNames": ["Drug: Baclofen"]},
        {"label": "Placebo", "type": "PLACEBO_COMPARATOR", "interventionNames": ["Drug: Placebo pill"]}]},
    "eligibilityModule": {"minimumAge": "18 Years", "maximumAge": "65 Years"},
}  # fmt: skip
FLOW = {
    "groups": [{"id": "FG000", "title": "Baclofen 30 mg"}, {"id": "FG001", "title": "Placebo"}],
    "periods": [{"milestones": [
        {"type": "STARTED", "achievements": [{"groupId": "FG000", "numSubjects": "20"},
                                             {"groupId": "FG001", "numSubjects": "21"}]},
        {"type": "COMPLETED", "achievements": [{"groupId": "FG000", "numSubjects": "17"},
                                               {"groupId": "FG001", "numSubjects": "15"}]}],
        "dropWithdraws": [{"type": "Adverse Event", "reasons": [{"groupId": "FG000", "numSubjects": "2"},
                                                                {"groupId": "FG001", "numSubjects": "1"}]}]}],
}  # fmt: skip
HARMS = {
    "timeFrame": "12 weeks", "frequencyThreshold": "5",
    "eventGroups": [{"id": "EG000", "title": "Baclofen 30 mg", "seriousNumAffected": 1, "seriousNumAtRisk": 20},
                    {"id": "EG001", "title": "Placebo", "seriousNumAffected": 0, "seriousNumAtRisk": 21}],
    "otherEvents": [{"term": "Sedation", "organSystem": "Nervous system", "stats": [
        {"groupId": "EG000", "numAffected": 7, "numAtRisk": 20},
        {"groupId": "EG001", "numAffected": 2, "numAtRisk": 21},
    ]}],
}  # fmt: skip


def measure(values: tuple[Any, Any], **said: Any) -> dict[str, Any]:
    """A measure of two groups; a value is a text, or what a measurement holds."""
    held = [value if isinstance(value, dict) else {"value": value} for value in values]
    rows = [{"groupId": group["id"], **value} for group, value in zip(GROUPS, held, strict=True)]
    counts = [{"groupId": "OG000", "value": "20"}, {"groupId": "OG001", "value": "21"}]
    return {"type": "PRIMARY", "title": "Abstinence", "timeFrame": "12 weeks", "groups": GROUPS,
            "denoms": [{"units": "Participants", "counts": counts}],
            "classes": [{"categories": [{"measurements": rows}]}], **said}  # fmt: skip


def record(*measures: dict[str, Any], **modules: Any) -> dict[str, Any]:
    results = {"outcomeMeasuresModule": {"outcomeMeasures": list(measures)}, **modules}
    return {"protocolSection": copy.deepcopy(PROTOCOL), "resultsSection": results, "hasResults": True}


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(document: Any) -> StudiesReading:
        path = tmp_path / "page.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return inspect_studies(path)

    return reading


@pytest.fixture
def outcome(read: Any) -> Any:
    def reading(one: dict[str, Any]) -> Outcome:
        (study,) = read(record(one)).studies
        return study.outcomes[0]

    return reading


def find(study: Study, name: str) -> Outcome:
    found = study.find_outcome(name)
    assert found is not None, [one.name for one in study.outcomes]
    return found


def counts(one: Outcome) -> list[tuple[str, float | None, float | None]]:
    return [(arm.arm, arm.events, arm.total) for arm in one.arms]


def test_what_was_planned_is_read(read: Any) -> None:
    reading = read({"protocolSection": PROTOCOL})
    (study,) = reading.studies
    assert (study.id, study.name, study.aka, study.registration) == (
        "nct00000001",
        "MADEUP",
        "NCT00000001",
        "NCT00000001",
    )
    assert (study.design, study.year, study.masking) == ("randomised parallel", 2011, "double blind (participant)")
    assert (study.people.condition, study.people.n, study.people.age) == (
        "Alcohol Use Disorder",
        41,
        "18 Years to 65 Years",
    )
    assert [(arm.name, arm.treatment) for arm in study.arms] == [("Baclofen 30 mg", "baclofen"), ("Placebo", "placebo")]
    assert study.funding == "A University (other); A Company (industry)"
    assert study.columns["status"] == "COMPLETED"
    assert study.bias.overall == "not assessed"
    assert study.outcomes == ()


@pytest.mark.parametrize(
    ("info", "design"),
    [
        ({"allocation": "RANDOMIZED", "interventionModel": "CROSSOVER"}, "randomised crossover"),
        ({"allocation": "NON_RANDOMIZED", "interventionModel": "PARALLEL"}, "non-randomised comparison"),
        ({"allocation": "NA", "interventionModel": "SINGLE_GROUP"}, "single arm"),
        ({"allocation": "RANDOMIZED", "interventionModelDescription": "Cluster randomised"}, "cluster randomised"),
        ({}, "non-randomised comparison"),
    ],
)
def test_a_design_is_what_allocation_and_model_say(read: Any, info: dict[str, str], design: str) -> None:
    document = record()
    document["protocolSection"]["designModule"]["designInfo"] = info
    assert read(document).studies[0].design == design


def test_an_observational_study_is_no_trial(read: Any) -> None:
    document = record()
    document["protocolSection"]["designModule"] = {"studyType": "OBSERVATIONAL",
                                                   "designInfo": {"observationalModel": "CASE_CONTROL"}}  # fmt: skip
    assert read(document).studies[0].design == "case-control"


def test_a_page_holds_several_studies(read: Any) -> None:
    other = record()
    other["protocolSection"]["identificationModule"] = {"nctId": "NCT00000002"}
    reading = read({"studies": [record(), other], "nextPageToken": "x"})
    assert [study.name for study in reading.studies] == ["MADEUP", "NCT00000002"]


def test_counts_of_participants_are_events_of_their_denominators(outcome: Any) -> None:
    one = outcome(measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS", unitOfMeasure="Participants"))
    assert counts(one) == [("Baclofen 30 mg", 9, 20), ("Placebo", 5, 21)]
    assert (one.name, one.at, one.weeks) == ("Abstinence", "12 weeks", 12)


def test_a_row_with_denominators_of_its_own_uses_them(outcome: Any) -> None:
    one = measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS")
    one["classes"][0]["denoms"] = [{"units": "Participants", "counts": [{"groupId": "OG000", "value": "18"}]}]
    assert counts(outcome(one)) == [("Baclofen 30 mg", 9, 18), ("Placebo", 5, 21)]


def test_a_percentage_of_participants_is_the_only_count_that_prints_so(outcome: Any) -> None:
    said = {"paramType": "NUMBER", "unitOfMeasure": "percentage of participants"}
    one = outcome(measure(("45.0", "23.8"), **said))
    assert counts(one) == [("Baclofen 30 mg", 9, 20), ("Placebo", 5, 21)]
    assert one.arms[0].derived == "45.0 % of 20"
    assert [arm.arm for arm in outcome(measure(("45.0", "25.1"), **said)).arms] == ["Baclofen 30 mg"]


@pytest.mark.parametrize(
    ("kind", "spread", "expected"),
    [
        ("Standard Deviation", {"spread": "2.5"}, (2.5, None)),
        ("STANDARD_DEVIATION", {"spread": "2.5"}, (2.5, None)),
        ("Standard Error", {"spread": "0.5"}, (None, 0.5)),
        ("Inter-Quartile Range", {"lowerLimit": "2", "upperLimit": "9"}, (None, None)),
        ("Full Range", {"lowerLimit": "0", "upperLimit": "14"}, (None, None)),
    ],
)
def test_a_spread_is_what_its_measure_calls_it(outcome: Any, kind: str, spread: Any, expected: Any) -> None:
    one = outcome(measure(({"value": "5.0", **spread}, "4"), paramType="MEAN", dispersionType=kind))
    assert (one.arms[0].mean, one.arms[0].total) == (5.0, 20)
    assert (one.arms[0].sd, one.arms[0].se) == expected


def test_an_interval_that_is_even_about_its_mean_gives_an_se_and_says_so(read: Any) -> None:
    even, uneven = {"lowerLimit": "4.0", "upperLimit": "6.0"}, {"lowerLimit": "4.5", "upperLimit": "8.0"}
    reading = read(record(measure(({"value": "5.0", **even}, {"value": "5.0", **uneven}), paramType="MEAN",
                                  dispersionType="95% Confidence Interval")))  # fmt: skip
    one, other = reading.studies[0].outcomes[0].arms
    assert one.se == pytest.approx(1 / float(t.ppf(0.975, 19)), rel=EXACT)
    assert "interval of 95 %" in one.derived
    assert (other.se, other.sd) == (None, None)
    assert any("uneven" in remark for remark in reading.remarks)


def test_a_median_is_told_and_never_taken_for_a_mean(outcome: Any) -> None:
    one = outcome(measure(({"value": "5", "lowerLimit": "2", "upperLimit": "9"}, "3"), paramType="MEDIAN",
                          dispersionType="Inter-Quartile Range", unitOfMeasure="drinks"))  # fmt: skip
    assert one.arms == ()
    assert "median 5 (Inter-Quartile Range 2 to 9) drinks" in one.said


@pytest.mark.parametrize("value", ["NA", "<0.001", "", "not done"])
def test_what_is_no_number_is_none(outcome: Any, value: str) -> None:
    one = outcome(measure((value, "5"), paramType="COUNT_OF_PARTICIPANTS"))
    assert counts(one) == [("Placebo", 5, 21)]


def test_rows_of_a_measure_are_outcomes_of_their_own(read: Any) -> None:
    one = measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS")
    (row,) = one["classes"]
    one["classes"] = [{**row, "title": "Week 4"}, {**row, "title": "Week 12"}]
    assert [o.name for o in read(record(one)).studies[0].outcomes] == ["Abstinence: Week 4", "Abstinence: Week 12"]


def test_ids_of_groups_belong_to_one_measure_alone(read: Any) -> None:
    first = measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS")
    other = measure(("5", "9"), paramType="COUNT_OF_PARTICIPANTS", title="Relapse")
    other["groups"] = [{"id": "OG000", "title": "Placebo"}, {"id": "OG001", "title": "Baclofen 30 mg"}]
    study = read(record(first, other)).studies[0]
    assert [arm.arm for arm in find(study, "Relapse").arms] == ["Placebo", "Baclofen 30 mg"]


HAZARD = {"groupIds": ["OG000", "OG001"], "paramType": "Hazard Ratio (HR)", "paramValue": "0.62", "ciPctValue": "95",
          "ciNumSides": "TWO_SIDED", "ciLowerLimit": "0.4", "ciUpperLimit": "0.96", "pValue": "<0.05"}  # fmt: skip


def test_an_analysis_is_a_contrast_and_says_whose_direction_it_has(outcome: Any) -> None:
    one = outcome(measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS", analyses=[HAZARD]))
    (contrast,) = one.contrasts
    assert (contrast.arm, contrast.against, contrast.measure) == ("Baclofen 30 mg", "Placebo", "HR")
    assert (contrast.estimate, contrast.low, contrast.high, contrast.p) == (0.62, 0.4, 0.96, None)
    assert "as the registry lists" in contrast.derived


def test_an_estimate_that_its_own_counts_contradict_is_turned_round(outcome: Any) -> None:
    ratio = HAZARD | {"paramType": "Risk Ratio (RR)"}
    (contrast,) = outcome(measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS", analyses=[ratio])).contrasts
    assert (contrast.arm, contrast.against, contrast.estimate) == ("Placebo", "Baclofen 30 mg", 0.62)
    assert "turned round" in contrast.derived


def test_a_difference_in_percentage_points_is_a_share(outcome: Any) -> None:
    points = HAZARD | {
        "paramType": "Risk Difference (RD)",
        "paramValue": "21",
        "ciLowerLimit": "-7",
        "ciUpperLimit": "49",
    }
    (contrast,) = outcome(measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS", analyses=[points])).contrasts
    assert (contrast.estimate, contrast.low, contrast.high) == (0.21, -0.07, 0.49)


def test_an_analysis_that_cannot_be_leaves_the_counts_as_they_are(read: Any) -> None:
    wrong = HAZARD | {"paramValue": "2.62"}
    reading = read(record(measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS", analyses=[wrong])))
    (one,) = reading.studies[0].outcomes
    assert (len(one.arms), one.contrasts) == (2, ())
    assert "lies outside of its interval" in str(reading.faults[0])
    assert "NCT00000001" in str(reading.faults[0])


def test_who_left_and_what_harmed_are_counted(read: Any) -> None:
    study = read(record(participantFlowModule=FLOW, adverseEventsModule=HARMS)).studies[0]
    assert [arm.n for arm in study.arms] == [20, 21]
    assert counts(find(study, "dropped out")) == [("Baclofen 30 mg", 3, 20), ("Placebo", 6, 21)]
    assert counts(find(study, "stopped for adverse events")) == [("Baclofen 30 mg", 2, 20), ("Placebo", 1, 21)]
    assert counts(find(study, "serious adverse events")) == [("Baclofen 30 mg", 1, 20), ("Placebo", 0, 21)]
    assert counts(find(study, "adverse event: Sedation")) == [("Baclofen 30 mg", 7, 20), ("Placebo", 2, 21)]


def test_counts_that_cannot_be_are_told_and_the_rest_is_kept(read: Any) -> None:
    reading = read(record(measure(("29", "5"), paramType="COUNT_OF_PARTICIPANTS"), adverseEventsModule=HARMS))
    (study,) = reading.studies
    assert study.find_outcome("Abstinence") is None
    assert study.find_outcome("adverse event: Sedation") is not None
    assert "29 events are more than the 20 people" in str(reading.faults[0])


def test_groups_that_are_no_arms_by_name_are_told(read: Any) -> None:
    one = measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS")
    one["groups"] = [{"id": "OG000", "title": "Active"}, {"id": "OG001", "title": "Placebo Comparator"}]
    reading = read(record(one))
    assert [arm.arm for arm in reading.studies[0].outcomes[0].arms] == ["Active", "Placebo"]
    assert any('"Active" is no arm' in remark for remark in reading.remarks)


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        ("12 weeks", 12), ("Week 24", 24), ("28 days", 4), ("Baseline to Week 12", 12), ("Weeks 4 and 12", None),
        ("4 weeks, 12 weeks", None), ("from start to end", None),
    ],
)  # fmt: skip
def test_weeks_are_read_where_one_time_is_named(outcome: Any, said: str, weeks: float | None) -> None:
    found = outcome(measure(("9", "5"), paramType="COUNT_OF_PARTICIPANTS", timeFrame=said)).weeks
    assert found is None if weeks is None else math.isclose(found, weeks)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('{"studies": [', "is no JSON"),
        ("{}", "holds no study of ClinicalTrials.gov"),
        ("[1, 2]", "holds no study of ClinicalTrials.gov"),
        ('{"studies": {"a": 1}}', "holds no study of ClinicalTrials.gov"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_page_of_the_registry_is_refused(read: Any, document: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read(document)


def test_a_study_without_its_number_is_left_out_and_told(read: Any) -> None:
    nameless = record()
    nameless["protocolSection"]["identificationModule"] = {}
    reading = read({"studies": [record(), nameless]})
    assert len(reading.studies) == 1
    assert "study 2, nctId" in str(reading.faults[0])


def test_parts_of_another_kind_than_the_registry_writes_are_nothing(read: Any) -> None:
    odd = record(
        measure(("9", "5"), paramType=None, classes={"a": 1}), adverseEventsModule=[], participantFlowModule="x"
    )
    odd["protocolSection"]["designModule"] = 3
    assert read(odd).studies[0].outcomes == ()
