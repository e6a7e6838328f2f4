"""`python -m benchmarks.whole_chain`: the largest model of the library, from dose to symptom.

Naltrexone, baclofen and mitragynine in one body, with every circuit and response behind their receptors. How long from
nothing to the first person (formulas, machine code, one solve), with no code kept on disk; and how long a thousand
people take for 28 days on all cores, with all outputs of responses and circuits: day by day, as trials count; the same
at a relative tolerance of 1e-5; and hour by hour, kept as quantiles.
"""

from __future__ import annotations

import argparse
import json
import os
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.machine import describe_machine

DRUGS = ("naltrexone", "baclofen", "mitragynine")
DAILY = (
    "50 mg of naltrexone every 24 h x 28 and 10 mg of baclofen every 8 h x 84 "
    "and 2 g leaf of mitragynine every 24 h x 28"
)
DAYS, PEOPLE, REPEATS = 28, 1000, 3
TO_COMPILE, TO_SOLVE = 2.0, 3.0  # seconds, on four cores


def measure(repeats: int) -> dict[str, Any]:
    """Seconds until the first person is solved, and for all of them; the shortest of the repeats of the second."""
    from neurodose import Quantiles, Rodas5P, read_regimen, simulate
    from neurodose.library import CIRCUITS, RESPONSES, combine
    from neurodose.units import h

    plan, statuses = read_regimen(DAILY), []
    with TemporaryDirectory() as folder:
        os.environ["NEURODOSE_CACHE"] = folder
        begun = perf_counter()
        body = combine(*DRUGS, circuits=CIRCUITS, responses=RESPONSES)
        system = body.system
        described = perf_counter() - begun
        outputs = list(body.responses.values())
        simulate(body.model, plan, body.people.sample(1, seed=1), at=24 * h, outputs=outputs)
        first = perf_counter() - begun
        people = body.people.sample(PEOPLE, seed=1)
        end, found = DAYS * 24 * h, {}
        for name, asked in {
            "days": {"every": 24 * h},
            "days_1e-5": {"every": 24 * h, "method": Rodas5P(rtol=1e-5)},
            "hours": {"every": 1 * h, "keep": Quantiles(0.05, 0.5, 0.95)},
        }.items():
            seconds = []
            for _ in range(repeats):
                begun = perf_counter()
                course = simulate(body.model, plan, people, until=end, outputs=outputs, **asked)
                seconds.append(perf_counter() - begun)
            found[f"{name}_s"] = min(seconds)
            statuses.append(str(course.status))
    return {
        "benchmark": "whole chain",
        "states": len(system.states),
        "parameters": len(system.parameters),
        "responses": len(outputs),
        "describe_s": described,
        "first_s": first,
        "first_target": TO_COMPILE,
        "people": PEOPLE,
        **found,
        "people_target": TO_SOLVE,
        "status": statuses[0],
    }


def tell(line: dict[str, Any]) -> str:
    """The figures for people."""
    return (
        f"{line['states']} states, {line['parameters']} parameters, {line['responses']} outputs behind the receptors: "
        f"first person after {line['first_s']:.2f} s (to reach {line['first_target']}), "
        f"{line['people']} people for {DAYS} days, day by day, in {line['days_s']:.2f} s "
        f"(to reach {line['people_target']}), at a tolerance of 1e-5 in {line['days_1e-5_s']:.2f} s, "
        f"hour by hour as quantiles in {line['hours_s']:.2f} s; "
        f"{line['status']}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole_chain", description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--json", action="store_true", help="one object")
    said = parser.parse_args()
    line = measure(said.repeats)
    print(json.dumps(line | describe_machine()) if said.json else tell(line))


if __name__ == "__main__":
    main()
