"""`python -m benchmarks.page [HISTORY]`: the tables of RESULTS.md, written anew from the last line of each measurement.

What stands between the two marks of the page is replaced; the rest is written by hand, above all what limits a cell.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.engines import PEERS
from benchmarks.equations import EVERY, name_workload
from benchmarks.targets import SHARE_OF_PEAK, TIMES_MEMSET

HERE = Path(__file__).resolve().parent
PAGE, HISTORY = HERE / "RESULTS.md", HERE / "history.jsonl"
BEGIN, END = "<!-- measured: from here -->", "<!-- measured: to here -->"

Line = Mapping[str, Any]
Key = tuple[str, str | None, str | None]


def renew(page: Path, history: Path) -> None:
    """Replaces the tables of a page. Raises SystemExit where the page has not both marks."""
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise SystemExit(f"{page.name} has no place for tables: write the lines {BEGIN} and {END} where they belong")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    tables = write_tables(read_last(history))
    page.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}", encoding="utf-8")


def read_last(history: Path) -> dict[Key, Line]:
    """The last line of each measurement."""
    lines = [json.loads(text) for text in history.read_text(encoding="utf-8").splitlines() if text.strip()]
    return {(line["benchmark"], line.get("workload"), line.get("peer")): line for line in lines}


def write_tables(last: Mapping[Key, Line]) -> str:
    """All tables for which there are figures."""
    sides = {(w or "", p or ""): line for (benchmark, w, p), line in last.items() if benchmark == "side_by_side"}
    parts = [write_where(last.values())]
    if sides:
        parts += [write_ratios(sides), write_times(sides)]
    if ("gauge", None, None) in last:
        parts.append(write_gauge(last["gauge", None, None]))
    first = [line for key, line in last.items() if key[0] == "latency"]
    if first:
        parts.append(write_latency(first))
    if ("threads", "w2", None) in last:
        parts.append(write_threads(last["threads", "w2", None]))
    return "\n".join(parts)


def write_where(lines: Iterable[Line]) -> str:
    """When, on what, with which versions."""
    lines = list(lines)
    versions: dict[str, str] = {}
    for line in lines:
        versions |= {name: told for name, told in line.get("versions", {}).items() if told}
    machines = sorted({f"{line['cpu']}, {line['cores']} cores, Python {line['python']}" for line in lines})
    times = sorted({f"{line.get('when', 'no date')}, commit {line.get('commit')}" for line in lines})
    said = ", ".join(f"{name} {told}" for name, told in sorted(versions.items()))
    loads = [line["load"] for line in lines if line.get("load") is not None]
    busy = f" Others worked on the machine at the same time: load {min(loads)} to {max(loads)}." if loads else ""
    return f"{'; '.join(times)}. {'; '.join(machines)}. {said}.{busy}\n"


def write_ratios(sides: Mapping[tuple[str, str], Line]) -> str:
    """How many times faster, against what is to be reached; for this processor, and for AVX2 only."""

    def cell(ratio: str, target: str) -> Callable[[Line], str]:
        def write(line: Line) -> str:
            if "missing" in line:
                return "not compared"
            found, wanted = line[ratio], line[target]
            if found is None:
                return "not measured"
            is_fair = line["is_as_accurate"] is not False
            mark = "" if is_fair else " (less accurate)"
            number = f"{found:,.3g}" if found < 100 else f"{found:,.0f}"
            reached = f"**{number}**" if is_fair and wanted is not None and found >= wanted else number
            return f"{reached}{'' if wanted is None else f' of {wanted}'}{mark}"

        return write

    tables = [
        ("Times faster than each peer, of what is to be reached (bold: reached)", cell("ratio", "target")),
        ("The same by code for AVX2 only, of the floor", cell("avx2_ratio", "avx2_floor")),
    ]
    return "\n".join(f"{head}:\n\n{_by_workload(sides, write)}" for head, write in tables)


def _by_workload(sides: Mapping[tuple[str, str], Line], write: Callable[[Line], str]) -> str:
    rows = []
    for peer in PEERS:
        cells = [write(sides[w, peer]) if (w, peer) in sides else "not measured" for w in EVERY]
        rows.append([peer, *cells])
    return write_table(["against", *(name_workload(name) for name in EVERY)], rows)


def write_times(sides: Mapping[tuple[str, str], Line]) -> str:
    """Everyone's times and errors."""
    rows, missing = [], []
    for workload in EVERY:
        here = [line for (name, _), line in sides.items() if name == workload]
        known = [line for line in here if "missing" not in line]
        if known:
            own = known[-1]
            rows.append([name_workload(workload), "neurodose", *_describe(own, "")])
            if own["avx2_cpu_ms"] is not None:
                narrow = [f"{own['avx2_cpu_ms']:.3g}", "", "", _say_error(own["avx2_max_error"])]
                rows.append([name_workload(workload), "neurodose, AVX2 only", "", str(own["people"]), *narrow])
        rows += [[name_workload(workload), line["peer"], *_describe(line, "peer_")] for line in known]
        missing += [
            f"- {name_workload(workload)}, {line['peer']}: {line['missing']}" for line in here if "missing" in line
        ]
    head = ["", "engine", "method, tolerances", "people", "ms a person, processor", "wall", "median error", "largest"]
    whole = "Milliseconds a person on one core, and errors against the reference solutions:\n\n" + write_table(
        head, rows
    )
    return whole + ("\nNot compared:\n\n" + "\n".join(missing) + "\n" if missing else "")


def _describe(line: Line, who: str) -> list[str]:
    errors = [line[f"{who}{name}_error"] for name in ("median", "max")]
    return [
        f"{line[f'{who}method']}, {line[f'{who}rtol']:g}, {line[f'{who}atol']:g}",
        str(line[f"{who}people"]),
        f"{line[f'{who}cpu_ms']:.3g}",
        f"{line[f'{who}wall_ms']:.3g}",
        *map(_say_error, errors),
    ]


def _say_error(error: float | None) -> str:
    return "unknown" if error is None else f"{error:.1e}"


def write_gauge(line: Line) -> str:
    """How much of the machine is used, and how much of the time."""
    one = line["w1"]
    rows = [
        ["products and sums of one core", f"{line['peak_gflops']:.1f} GFLOP/s", ""],
        ["memory written, copied", f"{line['write_gb_s']:.1f}, {line['copy_gb_s']:.1f} GB/s", ""],
    ]
    for name in ("w2", "w3"):
        it = line[name]
        shares = [it["march_share_of_peak"], it["simulate_share_of_peak"]]
        march, whole = ("unknown" if share is None else f"{share:.0%}" for share in shares)
        said = f"{march} in the march, {whole} in all of `simulate`"
        rows.append(
            [f"{name.upper()}, share of the peak", said, f"at least {SHARE_OF_PEAK:.0%}" if name == "w2" else ""]
        )
    written = f"{one['gb_s']:.2g} GB/s of output, {one['times_memset']:.3g} times a memset, "
    written += f"{one['times_fresh_memory']:.3g} times filling fresh memory"
    rows.append([f"W1, {one['people']} people", written, f"at most {TIMES_MEMSET} times"])
    for name in ("w1", "w2", "w3"):
        it = line[name]
        march, whole = it.get("march_ms", 0.0), it["simulate_ms"]
        said = f"{march:.3g} ms a person of {whole:.3g}: {march / whole:.0%}"
        rows.append([f"{name.upper()}, time in the march", said, ""])
    head = "The machine's own limits, and the share that is used"
    return f"{head}:\n\n" + write_table(["", "measured", "to reach"], rows)


def write_latency(lines: Sequence[Line]) -> str:
    """The first results."""
    rows = []
    for line in lines:
        cells = []
        for what in ("cold", "warm", "new_model"):
            cells.append(f"{line[f'{what}_s']:.2f} of {line[f'{what}_target']}; {line[f'{what}_cpu_s']:.2f}")
        rows.append([name_workload(line["workload"]), *cells])
    head = ["", "fresh process, cold", "fresh process, warm", "new model in a session"]
    return "Seconds to a first result by the clock, of what is to be reached; and of the processor:\n\n" + write_table(
        head, rows
    )  # fmt: skip


def write_threads(line: Line) -> str:
    """What more threads give."""
    rows = [
        [str(count), f"{line['seconds'][count]:.2f}", f"{share:.2f}"] for count, share in line["efficiency"].items()
    ]
    head = ["threads", "seconds, wall clock", f"efficiency of each core, to reach {line['efficiency_target']}"]
    return f"Threads, {line['people']} people of W2:\n\n" + write_table(head, rows)


def write_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    renew(PAGE, Path(sys.argv[1]) if len(sys.argv) > 1 else HISTORY)
