"""`python -m benchmarks.history`: measures all that the page of results shows, adds it to the history, writes the page.

The history is `benchmarks/history.jsonl`: one object a line, each with the day and the commit. Nothing but a person who
types this adds to it. It takes about an hour with all peers; `--peers libroadrunner` and `--rounds 1` make it shorter.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.engines import PEERS
from benchmarks.equations import EVERY
from benchmarks.page import HISTORY, PAGE, renew

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history", description=__doc__)
    parser.add_argument("--peers", default=",".join(PEERS), help="with commas between; all unless said")
    parser.add_argument("--rounds", default="3")
    parser.add_argument("--into", type=Path, default=HISTORY, help="the history")
    said = parser.parse_args()
    stamp = {"when": f"{datetime.now(UTC):%Y-%m-%d}", "commit": find_commit()}
    options = ["--peers", said.peers, "--rounds", said.rounds]
    for command in (["side_by_side", *EVERY, *options], ["gauge"], ["latency"]):
        for line in measure(command):
            with said.into.open("a", encoding="utf-8") as history:
                history.write(json.dumps(stamp | line) + "\n")
    renew(PAGE, said.into)


def measure(command: list[str]) -> Iterator[dict[str, Any]]:
    """The lines of one benchmark, as they come; each is told in short."""
    whole = [sys.executable, "-m", f"benchmarks.{command[0]}", *command[1:], "--json"]
    with subprocess.Popen(whole, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for text in process.stdout:
            line = json.loads(text)
            print(*(line[name] for name in ("benchmark", "workload", "peer") if name in line), flush=True)
            yield line
    if process.returncode != 0:
        raise SystemExit(f"benchmarks.{command[0]} ended with status {process.returncode}; what came before is kept")


def find_commit() -> str | None:
    """The commit that is checked out, with a plus where something is not committed."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return said.stdout.strip() or None


if __name__ == "__main__":
    main()
