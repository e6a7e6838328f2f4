"""Circuits and responses of a body: their order, what reaches them, and how what drugs do there is turned off."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose import people_from, read_regimen, simulate
from neurodose.errors import DrugError, PopulationError
from neurodose.library import combine
from neurodose.library.circuit import Circuit
from neurodose.library.combination import find_pharmacology
from neurodose.library.mechanisms import find_mechanisms
from neurodose.library.reach import demand_reach, find_doors, is_reached, put_in_order
from neurodose.modelling.parameter import Parameters
from neurodose.units import h

EXACT = 1e-9
RISE = "reward.rise"


def make_circuit(name: str, **said: object) -> Circuit:
    return Circuit(name, f"the {name}", Parameters, lambda m, p, scopes: None, **said)  # type: ignore[arg-type]


CHAIN = {
    "third": make_circuit("third", needs=("second", "first")),
    "second": make_circuit("second", needs=("first",), targets=("gaba_b_in_the_cord",)),
    "first": make_circuit("first", actors=("ethanol",)),
}


class TestOrder:
    def test_what_is_needed_stands_before_and_once(self) -> None:
        assert [stage.name for stage in put_in_order(["third", "first"], CHAIN.__getitem__)] == [
            "first",
            "second",
            "third",
        ]

    def test_a_body_is_the_same_object_when_asked_for_again(self) -> None:
        assert combine("naltrexone", circuits=("reward",)) is combine("naltrexone", circuits=("reward", "reward"))


class TestReach:
    @pytest.mark.parametrize("drug", ["ethanol", "baclofen"])
    def test_a_drug_reaches_what_stands_behind_what_it_reaches(self, drug: str) -> None:
        doors, actors = find_doors(CHAIN["third"], CHAIN)
        assert (doors, actors) == (("gaba_b_in_the_cord",), ("ethanol",))
        assert is_reached(doors, actors, (find_pharmacology(drug),))

    def test_what_is_out_of_reach_says_which_link_is_missing(self) -> None:
        with pytest.raises(DrugError, match="the link from naltrexone to it is missing") as caught:
            demand_reach(["third"], CHAIN.values(), (find_pharmacology("naltrexone"),))
        assert "GABA-B receptors of the spinal cord, ethanol" in (caught.value.exists or "")
        assert "mu opioid receptors" in (caught.value.exists or "")

    def test_a_drug_that_binds_nowhere_says_so(self) -> None:
        with pytest.raises(DrugError, match="out of reach of midazolam") as caught:
            combine("midazolam", circuits=("reward",))
        assert "no receptor of the library" in (caught.value.exists or "")


class TestMechanisms:
    def test_they_are_those_of_drugs_and_of_circuits_in_words(self) -> None:
        found = find_mechanisms(combine("ethanol", "naltrexone", circuits=("reward",)).system)
        assert found["acts.naltrexone_at_mu"] == "naltrexone at mu opioid receptors"
        assert found["reward.ethanol.releases"] == "endorphin that alcohol has released"

    def test_a_body_that_ends_at_the_receptor_has_none(self) -> None:
        assert not find_mechanisms(combine("naltrexone").system)

    def test_an_antagonist_that_is_off_is_as_if_it_were_not_taken(self) -> None:
        drink, both = "50 g of ethanol at 4 h", "50 mg of naltrexone and 50 g of ethanol at 4 h"
        off = _run(("ethanol", "naltrexone"), both, {"acts.naltrexone_at_mu": [0.0]})
        on = _run(("ethanol", "naltrexone"), both, {"acts.naltrexone_at_mu": [1.0]})
        assert off == pytest.approx(_run(("ethanol", "naltrexone"), drink, {}), rel=1e-5)
        assert on < 0.2 * off

    @pytest.mark.parametrize("structure", combine("naltrexone", circuits=("reward",)).structures)
    def test_so_it_is_in_every_structure_whether_or_not_binding_takes_the_drug_out_of_its_site(
        self, structure: str
    ) -> None:
        body = combine("naltrexone", circuits=("reward",))
        off, on = (
            simulate(body.structures[structure], read_regimen("50 mg"), people_from({"acts.naltrexone_at_mu": [value]}),
                     at=8 * h, outputs=["mu.displacement"]).values["mu.displacement"].item()
            for value in (0.0, 1.0)
        )  # fmt: skip
        assert abs(off) < 1e-6
        assert on > 0.8

    def test_all_that_alcohol_does_being_off_leaves_rest(self) -> None:
        told = {"reward.ethanol.releases": [0.0], "reward.ethanol.acts": [0.0]}
        assert abs(_run(("ethanol",), "50 g of ethanol at 4 h", told)) < 1e-6

    def test_an_inhibitor_that_is_off_leaves_the_enzyme_alone(self) -> None:
        body = combine("mitragynine", "midazolam", circuits=("reward",))
        told = [name for name in find_mechanisms(body.system) if name.startswith("acts.mitragynine_at_cyp3a")]
        plan = read_regimen("2 g leaf of mitragynine and 2.5 mg of midazolam")
        address = body.concentrations["midazolam in plasma"]
        on, off = (
            simulate(body.model, plan, people_from({name: [value] for name in told}), at=4 * h, outputs=[address])
            .values[address]
            .item()
            for value in (1.0, 0.0)
        )
        assert told
        assert on > off

    def test_a_switch_is_a_share(self) -> None:
        with pytest.raises(PopulationError, match=r"reward\.ethanol\.acts"):
            _run(("ethanol",), "50 g of ethanol", {"reward.ethanol.acts": [2.0]})


def _run(names: tuple[str, ...], sentence: str, told: dict[str, list[float]]) -> float:
    """The highest rise of dopamine of a typical person of whom this is told."""
    body = combine(*names, circuits=("reward",))
    people = people_from(told or {"nothing": [1.0]})
    plan = read_regimen(sentence)
    course = simulate(body.model, plan, people, until=12 * h, every=0.25 * h, outputs=[RISE])
    return float(np.max(course.values[RISE]))
