"""`python -m benchmarks.drugs`: each drug of the library with its receptors, and some combinations.

How long until a model that is new to the session has its first result for one person (writing, compiling and solving;
nothing kept on disk), and how long a thousand people take for 28 days on all threads, code at hand. The goals: 0.5 s
and 1 s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neurodose import People

REGIMENS = {
    "naltrexone": "50 mg every 24 h x 28",
    "baclofen": "20 mg every 8 h x 84",
    "mitragynine": "2 g every 24 h x 28",
    "mitraphylline": "1 mg every 24 h x 28",
    "morphine": "30 mg by mouth every 12 h x 56",
    "heroin": "5 mg by vein every 24 h x 28",
    "fentanyl": "0.1 mg by vein every 24 h x 28",
    "methadone": "40 mg every 24 h x 28",
    "buprenorphine": "16 mg every 24 h x 28",
    "naloxone": "2 mg by injection every 24 h x 28",
    "ethanol": "30 g every 24 h x 28",
    "midazolam": "5 mg every 24 h x 28",
    "dextromethorphan": "30 mg every 24 h x 28",
    "naltrexone + morphine": "50 mg of naltrexone every 24 h x 28 and 30 mg of morphine every 12 h x 56",
    "mitragynine + midazolam": "2 g of mitragynine every 24 h x 28 and 2.5 mg of midazolam every 24 h x 28",
}
PEOPLE, DAYS, LOOKS, REPEATS = 1000, 28, 6, 3


def main() -> None:
    for line in time_all():
        print(line, flush=True)


def time_all() -> Iterator[str]:
    """One line for each structure of each drug, and for the favourites of combinations."""
    yield f"{'drug':26} {'structure':26} {'states':>6} {'first':>7} {'1000 people':>12}"
    with TemporaryDirectory() as folder:
        os.environ["NEURODOSE_CACHE"] = folder
        from neurodose import find_drug

        find_drug("naltrexone").people.sample(PEOPLE, seed=1)  # what is imported once is not a drug's own
        for name, sentence in REGIMENS.items():
            drug = find_drug(name)
            structures = list(drug.structures)[: 1 if "+" in name else None]
            for structure in structures:
                first, many = time_one(name, structure, sentence)
                states = len(drug.structures[structure].system.states)
                yield f"{name:26} {structure:26} {states:6} {first:6.2f}s {many:11.2f}s"


def time_one(name: str, structure: str, sentence: str) -> tuple[float, float]:
    """Seconds to the first result of one person, and of a thousand people (the shortest of some runs)."""
    from neurodose import find_drug, read_regimen, simulate
    from neurodose.units import day, h

    drug, plan = find_drug(name), read_regimen(sentence)
    outputs = [*list(drug.concentrations.values())[:3], *(f"{r}.displacement" for r in drug.receptors.values())]
    model, one, people = drug.structures[structure], drug.people.sample(1, seed=1), drug.people.sample(PEOPLE, seed=1)

    def solve(who: People) -> float:
        begun = perf_counter()
        simulate(model, plan, who, until=DAYS * day, every=LOOKS * h, outputs=outputs)
        return perf_counter() - begun

    return solve(one), min(solve(people) for _ in range(REPEATS))


if __name__ == "__main__":
    main()
