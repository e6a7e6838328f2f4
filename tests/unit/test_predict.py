"""What a dataset can ask of a model: each prediction stands at its record, and what cannot be predicted is refused."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from neurodose import Compartment, Parameters, Route, model, people_from, predict, read_nonmem
from neurodose.errors import CourseError, DatasetError, EventError, PopulationError
from neurodose.units import L, h
from tests.models import assume, parent


class Late(Parameters):
    """A drug that comes late."""

    drug = parent
    CL = assume(5 * L / h, "clearance")
    V = assume(50 * L, "volume")
    slow = assume(0.5, "how slowly a dose comes, per hour turned over")
    F = assume(0.8, "share that arrives")


@model
def late(m: Any, p: Any = Late) -> None:
    """Drug comes into plasma after a lag."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.plasma.receives(share=p.F, lag=h / p.slow)
    m.way = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL)


def read(text: str, **how: Any) -> Any:
    return read_nonmem(io.StringIO(text), late, units={"AMT": "nmol", **how})


def rows(slow: str = "0.5", share: str = "0.8") -> str:
    return f"ID,TIME,AMT,EVID,slow,F\n3,0,100,1,{slow},{share}\n3,4,.,0,{slow},{share}\n3,9,.,0,{slow},{share}\n"


def test_each_prediction_stands_at_its_record() -> None:
    found = predict(late, read(rows()), outputs=["plasma.amount"])
    assert found.values["plasma.amount"] == pytest.approx([0, 80 * np.exp(-0.2), 80 * np.exp(-0.7)], rel=1e-9)
    assert list(found.to_pandas()["plasma.amount [nmol]"]) == pytest.approx(list(found["plasma.amount"].value))
    assert "all 1 people reached the end" in repr(found)


def test_people_are_those_of_the_dataset_in_order() -> None:
    text = "ID,TIME,AMT,EVID\n1,0,100,1\n1,4,.,0\n2,0,100,1\n2,4,.,0\n"
    found = predict(late, read(text), people_from({"CL": [5.0, 10.0]}, {"CL": L / h}), outputs=["plasma.amount"])
    assert found.values["plasma.amount"][[1, 3]] == pytest.approx([80 * np.exp(-0.2), 80 * np.exp(-0.4)], rel=1e-9)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (rows(slow="0"), r"the lag of a dose is inf \(line 2, person 3\)"),
        (rows(slow="-2"), r"the lag of a dose is -0.5 \(line 2, person 3\)"),
        (rows(share="-1"), r"the share of a dose is -1 \(line 2, person 3\)"),
    ],
)
def test_a_dose_that_cannot_arrive_is_refused_by_its_record(text: str, complaint: str) -> None:
    with pytest.raises(EventError, match=complaint):
        predict(late, read(text))


def test_a_covariate_that_is_missing_is_not_guessed() -> None:
    with pytest.raises(DatasetError, match=r"F is missing, and the model needs it \(line 3, person 3\)"):
        predict(late, read(rows().replace("3,4,.,0,0.5,0.8", "3,4,.,0,0.5,.")))


def test_a_covariate_in_another_unit_is_refused() -> None:
    text = "ID,TIME,AMT,EVID,CL\n1,0,100,1,5\n1,4,.,0,5\n"
    with pytest.raises(DatasetError, match="the column CL is in 1, and the model's CL is") as caught:
        predict(late, read(text))
    assert 'units={"CL": ' in str(caught.value)
    assert predict(late, read(text, CL="L/h"), outputs=["plasma.amount"]).status.failed.size == 0


def test_others_than_those_of_the_dataset_are_refused() -> None:
    with pytest.raises(PopulationError, match="there are 2 people for a dataset of 1"):
        predict(late, read(rows()), people_from({"CL": [5.0, 10.0]}, {"CL": L / h}))


def test_another_way_of_carrying_is_refused() -> None:
    with pytest.raises(DatasetError, match="carried='sideways'"):
        predict(late, read(rows()), carried="sideways")


def test_what_was_not_asked_for_is_not_there() -> None:
    with pytest.raises(CourseError, match=r"no output is called .plasma\.concentration."):
        predict(late, read(rows()), outputs=["plasma.amount"])["plasma.concentration"]
