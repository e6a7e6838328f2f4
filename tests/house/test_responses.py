"""The page of circuits and responses, and what each must say of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from neurodose.library import RESPONSES
from neurodose.library.combination import find_stage
from neurodose.library.mechanisms import Mechanism
from neurodose.library.response import Response
from neurodose.reports.catalogue import write_catalogue

PAGE = Path(__file__).resolve().parents[2] / "docs" / "responses.md"


def test_the_page_is_that_of_the_library() -> None:
    said = "write it again: neurodose responses --output docs/responses.md"
    assert PAGE.read_text(encoding="utf-8") == write_catalogue(), said


@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_has_rivals_that_say_what_they_stand_on(name: str) -> None:
    response = find_stage(name)
    assert isinstance(response, Response)
    assert len({link.output for link in response.links}) == len(response.links) >= 2
    assert all(len(link.stands_on.split()) >= 5 for link in response.links)
    # An outcome that set a link is named, so that it is no test of it.
    assert all(bool(link.set_by) for link in response.links if link.is_calibrated)


@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_has_something_to_switch_off(name: str) -> None:
    table = find_stage(name).table
    assert any(isinstance(parameter, Mechanism) for parameter in table.listed().values())
