"""How certain each comparison of a network is: by what contributes to it, and by whether its ways agree.

Trials are made up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.certainty import Certainty
from neurodose.evidence.grading.network_certainty import grade_all, grade_network
from neurodose.evidence.networks.network import network
from neurodose.records.question import AskedOutcome, Judgement, Threshold
from tests.made_up_network import make_pairs
from tests.made_up_studies import ask

POINTS = AskedOutcome("score", "a score", "MD", better="more", threshold=Threshold(points=1.0))

# A loop whose ways agree: B is 2 better than A, C is 3 better than A, C is 1 better than B.
LOOP = make_pairs(
    [
        ("Rome", "B", "A", 2.0, 0.10), ("Bern", "B", "A", 2.02, 0.10), ("Kiel", "B", "A", 1.98, 0.10),
        ("Oslo", "C", "A", 3.0, 0.10), ("Lund", "C", "A", 3.02, 0.10), ("Graz", "C", "B", 1.0, 0.10),
    ]
)  # fmt: skip


def judged(effects: Effects, **bias: str) -> Effects:
    words = np.array([bias.get(name, "low") for name in effects.studies])
    return replace(effects, columns={"bias": words})


def certainty_of(effects: Effects, treatment: str = "B", control: str = "A", **more: Any) -> Certainty:
    net = network(effects, reference="A", better="more")
    return grade_network(net, treatment, control, more.pop("asked", POINTS), more.pop("question", None), **more)


def lost(certainty: Certainty) -> dict[str, int]:
    return {domain.name: domain.proposed for domain in certainty.domains if domain.proposed}


def test_a_loop_whose_ways_agree_is_high() -> None:
    certainty = certainty_of(judged(LOOP))
    assert (certainty.level, lost(certainty)) == ("high", {})
    assert certainty.outcome == "score, B against A"


def test_bias_counts_as_far_as_a_study_contributes() -> None:
    effects = judged(LOOP, Oslo="high", Lund="high")
    assert lost(certainty_of(effects, "C"))["risk of bias"] == -2
    assert lost(certainty_of(effects, "B")).get("risk of bias", 0) > -2
    domain = certainty_of(effects, "B").find_domain("risk of bias")
    assert domain is not None
    assert domain.inputs["high"] > 0, "they contribute to B against A through C"


def test_ways_that_disagree_cost_certainty() -> None:
    estimates = LOOP.estimates.copy()
    estimates[-1] = -1.0
    certainty = certainty_of(judged(replace(LOOP, estimates=estimates)))
    assert lost(certainty)["incoherence"] < 0
    domain = certainty.find_domain("incoherence")
    assert domain is not None
    assert "direct and indirect evidence disagree (p " in domain.reason


def test_a_comparison_that_no_loop_tests_loses_a_level() -> None:
    star = judged(LOOP.take([0, 1, 2, 3, 4]))
    assert lost(certainty_of(star, "C", "B"))["incoherence"] == -1
    assert "incoherence" not in lost(certainty_of(star, "B", "A"))


def test_every_treatment_stands_against_the_reference() -> None:
    net = network(judged(LOOP), reference="A", better="more")
    assert set(grade_all(net, POINTS)) == {"B", "C"}


def test_remembered_numbers_count_by_what_they_contribute() -> None:
    effects = replace(judged(LOOP), remembered=(True, True, True, False, False, False))
    certainty = certainty_of(effects)
    assert lost(certainty) == {"numbers not read": -1}
    assert certainty.level_of_grade == "high"


def test_what_a_question_says_counts_here_too() -> None:
    question = ask(POINTS, indirect={"people": "older"}, missing=("one trial",))
    assert lost(certainty_of(judged(LOOP), question=question)) == {"indirectness": -1, "publication bias": -1}


def test_a_person_judges_one_comparison() -> None:
    domain = certainty_of(judged(LOOP)).find_domain("incoherence")
    assert domain is not None
    verdict = Judgement("score, B against A", "incoherence", -1, "A. Person", "2026-11-22", inputs=domain.digest)
    question = ask(POINTS, judgements=(verdict,))
    assert certainty_of(judged(LOOP), "B", question=question).level == "moderate"
    assert certainty_of(judged(LOOP), "C", question=question).level == "high"


def test_a_treatment_that_is_not_there_is_named() -> None:
    with pytest.raises(EvidenceError, match="Z"):
        certainty_of(judged(LOOP), "Z")
