from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the model on the first page leaves behind when it is run as it stands there."""
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("readme"))
        exec(compile(code[1], "README.md", "exec"), names)
        names["drawn"] = Path("pet.svg").read_text(encoding="utf-8")
    return names


def test_the_first_page_blocks_the_receptors_of_most_people(shown: dict[str, Any]) -> None:
    low, middle, high = shown["course"]["pet"].at(14 * shown["day"]).quantiles(0.05, 0.50, 0.95).value
    assert 85 < low < middle < high < 100


def test_the_first_page_solves_everyone(shown: dict[str, Any]) -> None:
    shown["course"].status.raise_if_failed()
    assert "all 200 people" in str(shown["course"].status)


def test_the_first_page_draws_its_figure(shown: dict[str, Any]) -> None:
    assert "</svg>" in shown["drawn"]
    assert (ROOT / "docs" / "figures" / "pet.svg").exists()


def test_the_first_page_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("demo", "test", "lint", "bench", "env"):
        assert f"make {command}" in text
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


def test_every_floor_of_the_map_is_a_folder_or_file_and_every_one_is_on_the_map() -> None:
    rows = re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \|", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    mapped = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    package = ROOT / "src" / "neurodose"
    standing = {p.stem for p in package.iterdir() if (p.is_dir() or p.suffix == ".py") and not p.name.startswith("_")}
    assert mapped == standing
