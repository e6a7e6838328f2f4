"""The same history is the same course, said as sentences, interventions and people, or as the records of a dataset."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import (
    Compartment,
    Dose,
    LogNormal,
    MatrixExponential,
    Output,
    Parameters,
    People,
    Rodas5P,
    Route,
    model,
    people_from,
    population,
    predict,
    read_nonmem,
    read_regimen,
    simulate,
)
from neurodose.dosing.events import Landing, tabulate
from neurodose.dosing.intervention import multiply, replace, reset, turn_off, turn_on
from neurodose.dosing.regimen import Plan
from neurodose.dosing.script import Script
from neurodose.library.kinetics import transit
from neurodose.populations import Series
from neurodose.solvers.linear import propagate
from neurodose.symbols import exp
from neurodose.units import L, h, mg, nmol
from tests.dosing_oracle import Array, find_amounts
from tests.hand_written import decay
from tests.models import Numbers, assume, parent

EXACT = 1e-9  # relative: rounding, many times over
CLOSED = 1e-7  # a steady state closes to 1e-9 in a period, in which the slowest here lose a tenth of themselves
SOLVED = 1e-6  # what a tolerance of 1e-9 a step leaves
FINE = Rodas5P(rtol=1e-9, atol=1e-9)
HOURS = np.arange(0.0, 48.5, 1.5)
UNITS = {"AMT": "mg", "CL": "L/h", "V": "L", "lag": "h"}
Row = dict[str, Any]


class Oral(Parameters):
    """A drug by mouth and by vein, of which the model knows how it goes in."""

    drug = parent  # 250 g/mol: a milligram is 4000 nmol
    ka = assume(1.5 / h, "absorption rate constant")
    CL = assume(1.1 * L / h, "clearance")
    V = assume(20 * L, "volume of plasma")
    share = assume(0.7, "share of a dose by mouth that arrives")
    lag = assume(1.25 * h, "time until a dose by mouth arrives")
    hours = assume(2 * h, "how long a dose by vein runs in")
    most = assume(9000 * nmol / h, "largest rate of elimination")
    half = assume(30000 * nmol, "amount at half that rate")


@model
def oral(m: Any, p: Any = Oral) -> None:
    """Drug goes by mouth, late and not all of it, or runs into plasma."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.gut.receives(share=p.share, lag=p.lag)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.vein = Route(m.plasma, form="base", duration=p.hours)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.is_cleared(by=p.CL)


@model
def remembering(m: Any, p: Any = Oral) -> None:
    """A model that knows when, and how much, it was last given."""
    m.oral = oral(p)
    m.age = Output(m.oral.gut.time_since_dose)
    m.last = Output(m.oral.gut.last_dose)


@model
def saturating(m: Any, p: Any = Oral) -> None:
    """Elimination has a largest rate."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.gut.receives(share=p.share, lag=p.lag)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.is_lost(rate=p.most / (p.half + m.plasma.amount))


def run(plan: Plan | str | None, people: People | None = None, **how: Any) -> Array:
    """The amounts in gut and plasma (2, people, hours) of what is given as doses."""
    regimen = read_regimen(plan) if isinstance(plan, str) else plan
    given = {"at": HOURS * h, "outputs": ["gut.amount", "plasma.amount"], "method": MatrixExponential(), **how}
    course = simulate(oral, regimen, people, **given)
    course.status.raise_if_failed()
    return np.array([course[name].to(nmol).values for name in ("gut.amount", "plasma.amount")])


def among(records: list[Row], hours: Array = HOURS) -> list[Row]:
    """Records with looks at these hours, after those of their times."""
    return sorted([*records, *({"TIME": hour} for hour in hours)], key=lambda row: row["TIME"])


def record(rows: list[Row], of: Any = oral, **how: Any) -> Array:
    """The same (2, looks) of what is given as records of one person; those that are no event are looks."""
    usual = {"CMT": "mouth"}
    names = dict.fromkeys(["CMT", *(name for row in rows for name in row)])
    columns = {name: np.array([row.get(name, usual.get(name, 0)) for row in rows]) for name in names}
    units = {name: unit for name, unit in UNITS.items() if name in columns}
    dataset = read_nonmem({"ID": np.ones(len(rows)), **columns}, of, units=units, salt="base")
    known = {"method": MatrixExponential(), "outputs": ["gut.amount", "plasma.amount"], **how}
    found = predict(of, dataset, **known)
    found.status.raise_if_failed()
    return np.array(list(found.values.values()))[:, ["EVID" not in row for row in rows]]


def assert_close(one: Array, other: Array, closeness: float = EXACT) -> None:
    np.testing.assert_allclose(one, other, rtol=0, atol=closeness * np.abs(other).max())


BY_MOUTH = {"TIME": 0, "EVID": 1, "AMT": 5, "CMT": "mouth", "II": 8, "ADDL": 3}
ONCE = {"II": 0, "ADDL": 0}


class TestSentences:
    def test_a_sentence_is_its_records(self) -> None:
        said = run("5 mg every 8 h x 4 and 2 mg by vein over 3 h from 5 h every 12 h x 2 and 1 mg by vein at 20 h")[
            :, 0
        ]
        by_vein = [
            {"TIME": 5, "EVID": 1, "AMT": 2, "CMT": "vein", "RATE": 2 / 3, "II": 12, "ADDL": 1},
            {"TIME": 20, "EVID": 1, "AMT": 1, "CMT": "vein", "RATE": -2},
        ]
        assert_close(said, record(among([BY_MOUTH, *by_vein])))
        rows = [{"TIME": 0, "EVID": 1, "AMT": 20000, "II": 8, "ADDL": 3}]
        rows += [{"TIME": 5, "EVID": 1, "AMT": 8000, "CMT": 2, "RATE": 8000 / 3, "II": 12, "ADDL": 1}]
        rows += [{"TIME": 20, "EVID": 1, "AMT": 4000, "CMT": 2, "RATE": -2}, *({"TIME": hour} for hour in HOURS)]
        rows = [{**row, "F1": 0.7, "ALAG1": 1.25} for row in sorted(rows, key=lambda row: row["TIME"])]
        assert_close(said, find_amounts(rows)[:, ["EVID" not in row for row in rows]])

    @pytest.mark.parametrize(("words", "steady"), [("at steady state", 1), ("added at steady state", 2)])
    def test_a_sentence_may_begin_at_steady_state(self, words: str, steady: int) -> None:
        said = run(f"3 mg by vein and 5 mg from 10 h every 8 h x 4 {words}")[:, 0]
        vein = {"TIME": 0, "EVID": 1, "AMT": 3, "CMT": "vein", "RATE": -2}
        assert_close(said, record(among([vein, {**BY_MOUTH, "TIME": 10, "SS": steady}])), CLOSED)

    def test_missed_doses_are_records_left_out(self) -> None:
        said = run(read_regimen("5 mg every 8 h x 4").without([2]))[:, 0]
        assert_close(said, record(among([{**BY_MOUTH, **ONCE, "TIME": hour} for hour in (0, 16, 24)])))


class TestInterventions:
    def test_an_intervention_is_its_record(self) -> None:
        at = 10.5
        plasma = {"TIME": at, "CMT": "plasma"}
        for said, records in (
            ([reset(at=at * h)], [{"TIME": at, "EVID": 3}]),
            ([replace("plasma", 2 * mg, at=at * h, salt="base")], [{**plasma, "EVID": 5, "AMT": 2}]),
            ([multiply("plasma", 0.25, at=at * h)], [{**plasma, "EVID": 6, "AMT": 0.25}]),
            ([turn_off("plasma", at=at * h)], [{**plasma, "EVID": 2, "CMT": "-plasma"}]),
            (
                [turn_off("plasma", at=at * h), turn_on("plasma", at=20 * h)],
                [{**plasma, "EVID": 2, "CMT": "-plasma"}, {**plasma, "EVID": 2, "TIME": 20}],
            ),
        ):
            plan = "5 mg every 8 h x 4 and 2 mg by vein over 6 h at 9 h"
            vein = {"TIME": 9, "EVID": 1, "AMT": 2, "CMT": "vein", "RATE": 1 / 3}
            # A regimen's doses are pending no more than any others, so a reset leaves those of the following days.
            mouth = [{**BY_MOUTH, **ONCE, "TIME": hour} for hour in (0, 8, 16, 24)]
            assert_close(run(plan, interventions=said)[:, 0], record(among([*mouth, vein, *records])))

    def test_an_intervention_comes_before_the_doses_of_its_time(self) -> None:
        given = Dose(2 * mg, into="plasma", salt="base", at=6 * h)
        found = run(
            given, interventions=[replace("plasma", 1 * mg, at=6 * h, salt="base"), multiply("plasma", 3.0, at=6 * h)]
        )
        assert found[1, 0, list(HOURS).index(6.0)] == pytest.approx(5 * 4000, rel=EXACT)

    def test_a_reset_by_hand_ends_what_runs_in_and_no_later_infusion(self) -> None:
        long = Dose(10 * mg, into="plasma", over=10 * h) & Dose(6 * mg, into="plasma", over=6 * h, at=6 * h)
        events, _ = tabulate(long, 1, HOURS, lambda given: Landing(0, given.amount.coherent), Script().reset(at=4.0))
        found = propagate(decay([K], begin=0.0), events).observed[0]
        before = np.where(HOURS < 4, 1 - np.exp(-K * HOURS), 0)
        after = np.exp(-K * np.maximum(HOURS - 12, 0)) - np.exp(-K * np.maximum(HOURS - 6, 0))
        assert_close(found, (before + after) / K)


K = 0.3
TIMES = [0.0, 7.0, 13.5, 30.0]  # one of them that of a dose
CLEARANCES = [1.1, 2.5, 0.6, 1.8]
SHARES = [0.7, 0.4, 1.0, 0.5]
LAGS = [1.25, 0.0, 2.0, 1.0]
DOSES = "5 mg every 7 h x 5 and 2 mg by vein at 10 h"
AS_RECORDS = [{"TIME": 7 * n, "EVID": 1, "AMT": 5} for n in range(5)]
AS_RECORDS += [{"TIME": 10, "EVID": 1, "AMT": 2, "CMT": "vein", "RATE": -2}]


class TestPeopleWhoChange:
    @pytest.mark.parametrize(
        ("carried", "method", "closeness"),
        [("forward", MatrixExponential(), EXACT), ("backward", MatrixExponential(), EXACT), ("linear", FINE, SOLVED)],
    )
    def test_a_timeline_is_columns_of_a_dataset(self, carried: str, method: Any, closeness: float) -> None:
        told = {"CL": CLEARANCES * L / h, "share": SHARES, "lag": LAGS * h}
        series = {name: Series(TIMES * h, values, carried) for name, values in told.items()}
        people = people_from({"V": [20.0, 30.0] * L}, over_time=series)
        found = run(DOSES, people, method=method)
        rows = among([*AS_RECORDS, *({"TIME": time, "EVID": 2} for time in TIMES)])
        hours = np.array([row["TIME"] for row in rows])
        columns = {name: one.read(hours) for name, one in series.items()}
        rows = [{**row, **{name: column[n] for name, column in columns.items()}} for n, row in enumerate(rows)]
        for person, volume in enumerate([20.0, 30.0]):
            wanted = record([{**row, "V": volume} for row in rows], carried=carried, method=method)
            assert_close(found[:, person], wanted, closeness)

    def test_a_steady_state_is_that_of_the_values_in_force_when_it_is_said(self) -> None:
        series = Series(TIMES * h, CLEARANCES * L / h)
        people = people_from({"V": [20.0] * L}, over_time={"CL": series})
        for begin in (7, 10):
            said = run(f"5 mg from {begin} h every 8 h x 3 at steady state", people)
            rows = among([{**BY_MOUTH, "TIME": begin, "SS": 1, "ADDL": 2}])
            cleared = series.read(np.array([row["TIME"] for row in rows]))
            told = [{**row, "CL": value} for row, value in zip(rows, cleared, strict=True)]
            assert_close(said[:, 0], record(told, carried="forward"), CLOSED)

    def test_occasions_are_columns_of_a_dataset(self, seed: int) -> None:
        @population
        def moody(i: Any, p: Any = Oral) -> None:
            i.CL = p.CL * LogNormal(cv=0.4, each_occasion=True)

        people = moody.sample(3, seed=seed, occasions=[0, 12, 24] * h)
        found = run(DOSES, people)
        assert people.timeline is not None
        rows = among(AS_RECORDS)
        for person, clearances in enumerate(people.timeline.columns["CL"]):
            assert len(set(clearances)) == 3
            told = [{**row, "CL": clearances[min(int(row["TIME"] // 12), 2)]} for row in rows]
            assert_close(found[:, person], record(told, carried="forward"))

    def test_people_of_a_dataset_may_differ_beside_its_columns(self) -> None:
        people = people_from({"ka": [0.8] / h, "share": [0.35]})
        found = record(among(AS_RECORDS), people=people)
        assert_close(found, run(DOSES, people)[:, 0])


class TestTheLastDose:
    def test_a_model_knows_how_long_ago_and_how_much_it_was_given(self) -> None:
        hours = np.array([0.5, 1.25, 3.0, 9.0, 9.5, 17.25, 40.0])
        course = simulate(remembering, read_regimen("5 mg every 8 h x 3"), at=hours * h, outputs=["age", "last"])
        arrivals = np.array([1.25, 9.25, 17.25])
        last = np.searchsorted(arrivals, hours, side="right") - 1
        assert course["age"].to(h).values[0] == pytest.approx(np.where(last < 0, hours, hours - arrivals[last]))
        assert course["last"].to(nmol).values[0] == pytest.approx(np.where(last < 0, 0, 0.7 * 5 * 4000))

    def test_at_steady_state_it_is_the_one_that_arrived_last(self) -> None:
        rows = among([{**BY_MOUTH, "TIME": 4, "SS": 1}], np.array([4.0, 5, 5.25, 13.25]))
        found = record(rows, remembering, outputs=["age", "last"], method=FINE)
        assert found[0] == pytest.approx([6.75, 7.75, 0, 0])
        assert found[1] == pytest.approx(0.7 * 5 * 4000)

    @pytest.mark.parametrize(
        "cancel", [{"EVID": 3}, {"EVID": 1, "SS": 1, "AMT": 2, "II": 8, "CMT": "vein", "RATE": -2}]
    )
    def test_what_is_cancelled_is_forgotten(self, cancel: Row) -> None:
        rows = among([{**BY_MOUTH, **ONCE}, {"TIME": 4, **cancel}], np.array([2.0, 4, 7]))
        age, last = record(rows, remembering, outputs=["age", "last"], method=FINE)
        assert age == pytest.approx([0.75, 0, 3])
        assert list(last) == [0.7 * 5 * 4000, 0, 0]

    def test_transit_by_the_time_since_a_dose_is_transit_through_stages(self) -> None:
        """The rate out of the last of two stages is rate · dose · rate · t · exp(−rate · t)."""

        class Passing(Oral):
            rate = assume(3 / h, "rate of passing a stage")

        @model
        def by_formula(m: Any, p: Any = Passing) -> None:
            """What was swallowed is only remembered; what arrives is a formula."""
            m.swallowed = Compartment(p.drug)
            m.plasma = Compartment(p.drug, volume=p.V)
            m.mouth = Route(m.swallowed, form="base", usual=True, share=p.share, lag=p.lag)
            passed = p.rate * m.swallowed.time_since_dose
            m.plasma.is_supplied(at=p.rate * m.swallowed.last_dose * passed * exp(-passed))
            m.plasma.is_cleared(by=p.CL)

        @model
        def by_stages(m: Any, p: Any = Passing) -> None:
            """Two stages."""
            m.stages = transit(2)(p)
            m.plasma = Compartment(p.drug, volume=p.V)
            m.mouth = Route(m.stages.first, form="base", usual=True, share=p.share, lag=p.lag)
            m.stages.last.flows_to(m.plasma, rate=p.rate)
            m.plasma.is_cleared(by=p.CL)

        plan = read_regimen("5 mg every 12 h x 3")  # of which exp(-36) is left at the next
        seen = [
            simulate(one, plan, at=HOURS * h, outputs=["plasma.amount"], method=FINE)["plasma.amount"].to(nmol).values
            for one in (by_formula, by_stages)
        ]
        assert_close(seen[0], seen[1], SOLVED)


class TestWhatIsNotLinear:
    @pytest.mark.parametrize("steady", [1, 2])
    def test_a_steady_state_is_what_many_doses_lead_to(self, steady: int) -> None:
        hours = 160 + np.array([0.0, 1, 1.25, 3, 8, 20, 33])
        many = record(among([{**BY_MOUTH, "ADDL": 23}], hours), saturating, method=FINE)
        at_once = {**BY_MOUTH, "TIME": 160, "SS": steady, "ADDL": 3}
        assert_close(record(among([at_once], hours), saturating, method=FINE), many, SOLVED)


class TestASharedInfusion:
    """Of what runs in, three tenths arrive: at the rate said for a shorter time, or over the time said more slowly."""

    @staticmethod
    def amounts(**how: Any) -> np.ndarray:
        @model
        def bag(m: Any, p: Any = Numbers) -> None:
            """Drug is given into a bag that keeps it."""
            m.bag = Compartment(p.drug)
            m.bag.receives(share=p.fu, duration=p.fu * 10 * h)
            m.way = Route(m.bag, form="base", usual=True)

        times = [0.3, 0.6, 1, 2, 3, 4]
        course = simulate(bag, Dose(1 * mg, **how), at=times * h, outputs=["bag.amount"])
        return course["bag.amount"].to(mg).values[0]

    def test_a_rate_is_kept_and_lasts_for_what_arrives(self) -> None:
        assert self.amounts(rate=0.5 * mg / h) == pytest.approx([0.15, 0.3, 0.3, 0.3, 0.3, 0.3])

    def test_a_time_is_kept_and_runs_slower(self) -> None:
        assert self.amounts(over=2 * h) == pytest.approx([0.045, 0.09, 0.15, 0.3, 0.3, 0.3])

    def test_what_says_neither_runs_in_as_the_model_says(self) -> None:
        assert self.amounts() == pytest.approx([0.03, 0.06, 0.1, 0.2, 0.3, 0.3])

    def test_no_time_at_all_is_a_bolus(self) -> None:
        assert self.amounts(over=0 * h) == pytest.approx([0.3] * 6)
