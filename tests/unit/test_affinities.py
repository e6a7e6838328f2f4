"""Record files of affinities and the questions to the table: what is read and found, what is refused, and with what
words.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from neurodose.cli import app as face
from neurodose.errors import AffinityError, ObservationError
from neurodose.library.affinities.listing import list_affinities, write_json
from neurodose.library.affinities.ratios import (
    across_targets,
    find_reference,
    pair_ligands,
    spread,
    within_assay,
    write_number,
)
from neurodose.library.affinities.table import check_assays, find_affinities, read_table
from neurodose.records.affinity import QUANTITIES, TARGETS, Affinity
from neurodose.records.affinity_reader import AffinityReading, read_affinities
from neurodose.units import nM, uM

# Lines are counted in the tests: the source stands in 2 to 6, the assay in 7 to 10, the first entry begins in line 11.
HEAD = """format = 1
[sources.someone]
authors = "Someone"
year = 2001
journal = "Journal of Examples 1:1"
reading = "remembered"
[assays.tube]
source = "someone"
species = "rat"
radioligand = "[3H]tracer"
"""
ENTRY = """[[affinity]]
ligand = "drug"
target = "mu"
quantity = "Ki"
assay = "tube"
value = "12 nM"
certainty = "low"
"""
FIRST_LINE = 11


def entry(**changes: str | None) -> str:
    """The example entry with some lines changed (the right-hand side as written in TOML) or, for None, left out."""
    lines: dict[str, str | None] = dict(line.split(" = ", 1) for line in ENTRY.splitlines()[1:])  # type: ignore[misc]
    kept = [f"{key} = {value}" for key, value in (lines | changes).items() if value is not None]
    return "\n".join(["[[affinity]]", *kept, ""])


def read(text: str, head: str = HEAD) -> AffinityReading:
    return read_affinities(head + text, "example.toml")


def read_one(**changes: str | None) -> Affinity:
    reading = read(entry(**changes))
    reading.raise_if_faulty()
    (found,) = reading.affinities
    return found


def only_fault(reading: AffinityReading) -> ObservationError:
    assert len(reading.faults) == 1, [str(fault) for fault in reading.faults]
    return reading.faults[0]


class TestWhatIsRead:
    def test_an_entry_is_read_as_it_stands(self) -> None:
        found = read_one()
        assert (found.ligand, found.target, found.quantity, found.said) == ("drug", "mu", "Ki", "12 nM")
        assert (found.number, found.limit, found.error, found.spread) == (12, None, None, "")
        assert (found.assay.key, found.assay.method, found.species) == ("tube", "[3H]tracer", "rat")
        assert (found.source.label, found.source.reading, found.certainty) == ("Someone 2001", "remembered", "low")
        assert str(found.place) == "example.toml, entry 1, line 11"
        assert str(found.assay.place) == "example.toml, assay tube, line 7"

    def test_everything_that_can_be_said_is_kept(self) -> None:
        found = read_one(
            value='"0.5 µM"', interval='["400 nM", "0.6 µM"]', species='"mouse"', locator='"table 2"', reading='"read"',
            certainty=None, condition='"at 2 Hz"', basis='"derived"', note='"by hand"', relative_to='"other"',
        )  # fmt: skip
        assert (found.said, found.number, found.spread) == ("0.5 µM", 500, "95 % 0.4 to 0.6")
        assert (found.species, found.source.locator, found.source.reading) == ("mouse", "table 2", "read")
        assert (found.certainty, found.condition, found.basis) == ("high", "at 2 Hz", "derived")
        assert (found.note, found.relative_to) == ("by hand", "other")

    def test_errors_are_told_as_their_source_tells_them(self) -> None:
        assert read_one(sd='"3 nM"').spread == "SD 3"
        assert read_one(se='"0.5 nM"').spread == "SE 0.5"
        assert read_one(range='["10 nM", "20 nM"]').spread == "range 10 to 20"

    def test_a_bound_is_no_number(self) -> None:
        found = read_one(value='"over 10 µM"')
        assert (found.said, found.limit, found.number) == ("over 10 µM", "over", None)

    def test_two_bounds_are_told_in_the_unit_of_the_first(self) -> None:
        found = read_one(value=None, between='["0.5 µM", "1000 nM"]')
        assert found.between is not None
        assert [end.unit for end in found.between] == [uM, uM]
        assert (found.said, found.number) == ("0.5 to 1 µM", None)

    def test_a_finding_in_words_has_no_number(self) -> None:
        found = read_one(value=None, finding='"no measurable binding"')
        assert (found.said, found.value, found.number) == ("no measurable binding", None, None)

    def test_how_a_figure_was_read_decides_how_sure_it_is_unless_it_is_remembered(self) -> None:
        assert read_one(certainty=None, reading='"read"').certainty == "high"
        assert read_one(certainty=None, reading='"read second-hand"').certainty == "low"

    def test_a_fault_leaves_the_other_entries_as_they_are(self) -> None:
        reading = read(entry(value='"12 mg"') + entry(ligand='"other"'))
        assert [a.ligand for a in reading.affinities] == ["other"]
        assert len(reading.faults) == 1


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("changes", "line", "words"),
        [
            ({"target": '"my"'}, 3, r'no target is called "my".*GABA-B.*did you mean "mu"\?'),
            ({"quantity": '"KI50"'}, 4, r'no quantity is called "KI50".*IC50'),
            ({"assay": '"tub"'}, 5, r'no assay is called "tub".*the file has: tube.*did you mean "tube"\?'),
            ({"value": '"12 mg"'}, 6, r'"12 mg" is in a unit of something else.*Ki is written in: nM'),
            ({"value": '"12 nanomol"'}, 6, r"value: .*nanomol"),
            ({"value": '"12"'}, 6, r'"12" has no unit.*"12 nM"'),
            ({"value": '"-1 nM"'}, 6, r"below zero"),
            ({"value": None}, 1, r"tells no figure.*give one of: value, between, finding"),
            ({"finding": '"none"'}, 8, r"value and finding are given"),
            ({"ligand": None}, 1, r"lacks ligand.*add ligand"),
            ({"ligand": '" "'}, 2, r"ligand is ' '.*in quotes"),
            ({"affinty": '"x"'}, 8, r"an affinity has no affinty"),
            ({"certainty": '"sure"'}, 7, r"certainty is 'sure'.*it is one of: high, moderate"),
            ({"certainty": None}, 1, r"remembered, and nothing says how surely.*add certainty"),
            ({"reading": '"skimmed"'}, 8, r"skimmed.*read, read second-hand, remembered"),
            ({"basis": '"guessed"'}, 8, r"basis is 'guessed'.*measured, derived"),
            ({"sd": '"1 nM"', "se": '"1 nM"'}, 9, r"sd and se are given"),
            ({"value": None, "finding": '"none"', "sd": '"1 nM"'}, 8, r"sd is given.*that of a value"),
            ({"interval": '["13 nM", "20 nM"]'}, 8, r"outside the interval"),
            ({"value": None, "between": '["20 nM", "10 nM"]'}, 7, r"two ends, the lower one first"),
            ({"quantity": '"Emax"', "value": '"34 %"'}, 4, r'does not say to what.*relative_to = "DAMGO"'),
        ],
    )
    def test_a_fault_is_told_with_its_line_and_what_to_do(
        self, changes: dict[str, str | None], line: int, words: str
    ) -> None:
        fault = only_fault(read(entry(**changes)))
        assert isinstance(fault, AffinityError)
        assert fault.where == f"example.toml, entry 1, line {FIRST_LINE - 1 + line}"
        with pytest.raises(AffinityError, match=f"(?s){words}"):
            raise fault

    def test_all_faults_of_a_file_are_told(self) -> None:
        reading = read(entry(target='"my"', quantity='"Kj"') + entry(value='"3 mg"') + entry())
        assert len(reading.faults) == 3
        assert len(reading.affinities) == 1

    def test_a_figure_that_stands_twice_is_refused_and_the_first_is_kept(self) -> None:
        reading = read(entry() + entry(value='"14 nM"'))
        assert [a.said for a in reading.affinities] == ["12 nM"]
        with pytest.raises(
            AffinityError, match=r"(?s)Ki of drug at mu stands twice in the assay tube.*line 11.*condition"
        ):
            reading.raise_if_faulty()

    def test_two_conditions_of_one_assay_are_two_figures(self) -> None:
        reading = read(entry(condition='"at 1 Hz"') + entry(condition='"at 2 Hz"'))
        reading.raise_if_faulty()
        assert len(reading.affinities) == 2

    @pytest.mark.parametrize(
        ("head", "words"),
        [
            (HEAD.replace('source = "someone"', 'source = "nobody"'), r'no source is called "nobody".*someone'),
            (HEAD.replace('species = "rat"', 'specie = "rat"'), r"an assay has no specie.*did you mean"),
            (HEAD.replace('source = "someone"\n', ""), r"an assay lacks source"),
            (HEAD + '[assays.tube]\nsource = "someone"\n', r'two assays are called "tube"'),
            (HEAD.replace("[assays.tube]", "[assay.tube]"), r'has "assay" outside an entry.*assays'),
            (HEAD.replace("format = 1", "format = 2"), r"format 2.*reads format 1"),
        ],
    )
    def test_a_faulty_head_is_told(self, head: str, words: str) -> None:
        with pytest.raises(AffinityError, match=f"(?s){words}"):
            read(entry(), head).raise_if_faulty()

    def test_the_entries_of_a_faulty_assay_are_not_blamed(self) -> None:
        reading = read(entry(), HEAD.replace('source = "someone"', 'source = "nobody"'))
        assert "assay tube" in str(only_fault(reading).where)
        assert reading.affinities == ()

    def test_two_files_must_not_have_an_assay_of_one_name(self) -> None:
        one, other = (read_affinities(HEAD + entry(), name).affinities for name in ("one.toml", "other.toml"))
        with pytest.raises(
            AffinityError, match=r"(?s)two assays are called \"tube\" \(other.toml.*the first: one.toml"
        ):
            check_assays((*one, *other))


class TestWhatIsFound:
    def test_everything_is_found_where_nothing_is_asked(self) -> None:
        assert find_affinities() == read_table()
        assert len(read_table()) > 200

    def test_figures_are_found_by_what_they_are_of(self) -> None:
        (found,) = find_affinities("mu", "mitragynine", "Ki", "varadi")
        assert found.said == "230 nM"
        assert {a.target for a in find_affinities(ligand="mitragynine")} >= {"mu", "alpha-2A", "CYP3A", "P-gp"}

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"target": "my"}, r'no target is called "my".*did you mean "mu"\?'),
            ({"ligand": "morphin"}, r'no ligand is called "morphin".*did you mean "morphine"\?'),
            ({"quantity": "EC5O"}, r'no quantity is called "EC5O".*did you mean "EC50"\?'),
            ({"assay": "rainor"}, r'no assay is called "rainor".*did you mean "raynor"\?'),
        ],
    )
    def test_an_unknown_name_is_refused_with_those_there_are(self, asked: dict[str, str], words: str) -> None:
        with pytest.raises(AffinityError, match=f"(?s){words}"):
            find_affinities(**asked)

    def test_every_quantity_and_target_says_what_it_is(self) -> None:
        assert all(kind.meaning and kind.units for kind in QUANTITIES.values())
        assert all(TARGETS.values())


class TestRatios:
    def test_a_ratio_is_that_of_two_figures_of_one_assay(self) -> None:
        (naloxone,) = (r for r in within_assay("mu", over="naltrexone") if r.ligand == "naloxone")
        assert [(ratio.assay, ratio.value) for ratio in naloxone.each] == [("raynor", pytest.approx(0.93))]

    def test_a_bound_over_a_number_is_a_bound_and_leaves_the_mean_alone(self) -> None:
        (delta,) = (r for r in across_targets("mitragynine") if r.target == "delta")
        told = {ratio.assay: ratio.limit for ratio in delta.each}
        assert told == {"kruegel_binding": "over", "varadi": None, "obeng_2020": None}
        assert delta.mean == pytest.approx(((1011 / 230) * (6800 / 161)) ** 0.5)

    def test_a_number_over_a_bound_is_a_bound_the_other_way(self) -> None:
        (beta,) = (r for r in within_assay("delta", over="DAMGO") if r.ligand == "beta-endorphin")
        assert [(ratio.said, ratio.limit) for ratio in beta.each] == [("under 0.0011", "under")]

    def test_two_bounds_say_nothing(self) -> None:
        assert "morphine" not in {r.ligand for r in within_assay("delta", over="DAMGO")}

    def test_what_is_relative_to_two_things_is_not_compared(self) -> None:
        (naloxone,) = (r for r in within_assay("delta", over="naltrexone") if r.ligand == "naloxone")
        assert [ratio.assay for ratio in naloxone.each] == ["raynor"]

    def test_pairs_are_told_the_weaker_over_the_stronger(self) -> None:
        pairs = {(r.ligand, r.over): r.mean for r in pair_ligands("mu")}
        assert ("mitragynine", "7-hydroxymitragynine") in pairs
        assert all(mean is None or mean >= 1 for mean in pairs.values())

    def test_a_ligand_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(AffinityError, match=r'(?s)no ligand is called "morphine".*at TLR4.*\(\+\)-naltrexone'):
            within_assay("TLR4", over="morphine")

    def test_the_reference_is_the_ligand_that_most_others_share_an_assay_with(self) -> None:
        assert find_reference("mu") == "morphine"
        assert find_reference("GABA-B") == "R-baclofen"
        assert find_reference("P-gp") is None

    @pytest.mark.parametrize(
        ("figures", "fold"),
        [
            ([(2.0, None), (6.0, None)], 3),
            ([(2.0, None), (6.0, "over")], 3),
            ([(6.0, None), (2.0, "over")], 1),
            ([(2.0, "under"), (6.0, None)], 3),
            ([(0.0, None), (34.0, None)], float("inf")),
            ([(0.0, None), (0.0, None)], 1),
            ([], 1),
        ],
    )
    def test_how_far_figures_are_apart_counts_bounds_for_what_they_say(self, figures: list, fold: float) -> None:
        assert spread(figures) == fold

    def test_numbers_are_told_with_three_digits(self) -> None:
        assert [write_number(x) for x in (0.071428, 10690.0, 3.9, 1.0)] == ["0.0714", "10700", "3.9", "1"]


class TestListings:
    def test_a_listing_tells_figures_ratios_rates_and_conflicts(self) -> None:
        (listing,) = list_affinities("mu", "buprenorphine")
        told = str(listing)
        for words in ("mu-opioid receptor (mu)", "0.2157 nM", "over morphine", "0.00652 nM", "59.5 min", "Conflicts"):
            assert words in told

    def test_a_listing_is_told_in_columns(self) -> None:
        first = str(list_affinities("alpha-2A")[0]).splitlines()[2:7]
        assert len({line.index("obeng") for line in first}) == 1

    def test_json_holds_what_the_lines_tell(self) -> None:
        told = json.loads(write_json(list_affinities("mu", "mitragynine", "7-hydroxymitragynine")))
        (mu,) = told["targets"]
        assert (mu["target"], mu["over"]) == ("mu", "7-hydroxymitragynine")
        assert {a["said"] for a in mu["affinities"]} >= {"233 nM", "34 %", "0 %"}
        (ratios,) = mu["ratios"]
        assert ratios["each"][0]["assay"] == "kruegel_binding"
        assert {c["what"]: c["fold"] for c in mu["conflicts"]}["Emax of mitragynine at mu"] is None

    def test_all_targets_are_listed_where_none_is_asked(self) -> None:
        assert [each.target for each in list_affinities(ligand="(+)-naltrexone")] == ["TLR4"]
        assert len(list_affinities()) == len(TARGETS)

    def test_a_reference_is_used_at_the_targets_that_hold_it(self) -> None:
        told = {each.target: each.over for each in list_affinities(ligand="fentanyl", over="methadone")}
        assert told["mu"] == "methadone"
        assert "kappa" in told

    @pytest.mark.parametrize("name", ["gaba_b", "GABA-B", "gaba-b"])
    def test_a_target_may_be_written_without_capitals(self, name: str) -> None:
        (listing,) = list_affinities(name, "r-baclofen", "gaba")
        assert (listing.target, listing.over) == ("GABA-B", "GABA")
        assert {a.ligand for a in listing.affinities} == {"R-baclofen"}

    def test_a_ligand_without_figures_at_a_target_is_told_where_it_has_some(self) -> None:
        with pytest.raises(AffinityError, match=r"(?s)no figure of codeine at delta.*it has it at: mu"):
            list_affinities("delta", "codeine")


class TestCommand:
    @pytest.fixture
    def type_in(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple]:
        def run(*words: str) -> tuple[int, str, str]:
            monkeypatch.setattr(sys, "argv", ["neurodose", "affinities", *words])
            status = 0
            try:
                face.main()
            except SystemExit as ended:
                status = int(ended.code or 0)
            said = capsys.readouterr()
            return status, said.out, said.err

        return run

    def test_a_target_is_listed(self, type_in: Callable[..., tuple]) -> None:
        status, out, _ = type_in("mu", "--ligand", "mitragynine")
        assert status == 0
        assert "mitragynine over 7-hydroxymitragynine at mu" in out
        assert "over morphine" in out

    def test_json_is_printed(self, type_in: Callable[..., tuple]) -> None:
        status, out, _ = type_in("mu", "--json")
        assert status == 0
        assert json.loads(out)["targets"][0]["target"] == "mu"

    def test_the_page_is_written_whole(self, type_in: Callable[..., tuple], tmp_path: Path) -> None:
        status, out, _ = type_in("--output", str(tmp_path / "page.md"))
        assert status == 0
        assert "The page: " in out
        assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# Affinities, rates and efficacies\n")

    def test_the_page_takes_no_other_words(self, type_in: Callable[..., tuple], tmp_path: Path) -> None:
        status, _, said = type_in("mu", "--json", "--output", str(tmp_path / "page.md"))
        assert status == 2
        assert "target and json are typed" in said
        assert not list(tmp_path.iterdir())

    def test_an_unknown_target_is_refused_with_those_there_are(self, type_in: Callable[..., tuple]) -> None:
        status, _, said = type_in("my")
        assert status == 2
        assert 'no target is called "my"' in said
        assert 'did you mean "mu"?' in said


def test_units_are_kept_as_written() -> None:
    assert read_one(value='"0.012 µM"').value is not None
    assert read_one(value='"0.012 µM"').value.to(nM).value == pytest.approx(12)  # type: ignore[union-attr]
