"""`python -m benchmarks.attribution`: why, asked of the largest model of the library.

Naltrexone, baclofen and mitragynine in one body for 28 days, with every circuit and response behind their receptors.
How long Sobol's indices take of the thirty values that matter most, of people and of rival structures, with 1,024 base
samples, the screening before them included; and how long the shares of all mechanisms that can change the answer take,
of a hundred people. On all cores, with no code kept on disk.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.machine import describe_machine
from benchmarks.whole_chain import DAILY, DAYS, DRUGS

OF, BASE, PEOPLE = "dopamine in the accumbens", 1024, 100
TO_EXPLAIN = 300.0  # seconds for the indices, on four cores


def measure(of: str, base: int) -> dict[str, Any]:
    """Seconds for the indices and for the shares, and the most memory that was held."""
    from neurodose import read_regimen
    from neurodose.agreement.validation import find_estimates
    from neurodose.attribution.question import pose
    from neurodose.attribution.reading import read_at
    from neurodose.attribution.shares import share_effect
    from neurodose.attribution.spread import find_sensitivity
    from neurodose.attribution.unsure import find_unsure
    from neurodose.library import CIRCUITS, RESPONSES, combine
    from neurodose.units import day

    with TemporaryDirectory() as folder:
        os.environ["NEURODOSE_CACHE"] = folder
        body = combine(*DRUGS, circuits=CIRCUITS, responses=RESPONSES)
        question = pose(body, read_regimen(DAILY), of, reading=read_at(DAYS * day))
        begun = perf_counter()
        found = find_sensitivity(find_unsure(question, find_estimates(body)), base=base)
        indices = perf_counter() - begun
        begun = perf_counter()
        shares = share_effect(question, body.people.sample(PEOPLE, seed=1)).shares
        shared = perf_counter() - begun
    return {
        "benchmark": "attribution",
        "of": question.meaning,
        "states": len(body.system.states),
        "structures": len(body.structures),
        "inputs": len(found.indices.names),
        "values": sum(one.is_value for one in found.inputs),
        "unsure": sum(len(one.columns) for one in found.inputs),
        "screening_runs": 0 if found.screening is None else found.screening.cost.runs,
        "runs": found.indices.cost.runs,
        "lost": int(found.indices.lost.max()),
        "indices_s": indices,
        "target": TO_EXPLAIN,
        "mechanisms": len(next(iter(shares.values())).names),
        "shares_runs": next(iter(shares.values())).cost.runs,
        "shares_s": shared,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def tell(line: dict[str, Any]) -> str:
    """The figures for people."""
    return (
        f"{line['of']}: {line['states']} states in {line['structures']} rival structures. Sobol's indices of "
        f"{line['inputs']} inputs ({line['values']} of values) over {line['unsure']} unsure numbers in "
        f"{line['indices_s']:.1f} s (to stay below {line['target']:.0f}): {line['runs']:,} runs after "
        f"{line['screening_runs']:,} of the screening, {line['lost']} base samples lost. Shares of "
        f"{line['mechanisms']} mechanisms in {line['shares_s']:.1f} s: {line['shares_runs']:,} runs. "
        f"{line['memory_mb']:.0f} MB at most."
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attribution", description=__doc__)
    parser.add_argument("--of", default=OF, help="what is asked")
    parser.add_argument("--base", type=int, default=BASE, help="base samples")
    parser.add_argument("--json", action="store_true", help="one object")
    said = parser.parse_args()
    line = measure(said.of, said.base)
    print(json.dumps(line | describe_machine()) if said.json else tell(line))


if __name__ == "__main__":
    main()
