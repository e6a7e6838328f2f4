"""How long things take: each case isolates one cost. `python -m benchmarks` runs them all and prints a table.

Held here: the workloads, whose equations and numbers never change, so that times stay comparable (`workloads`, and once
more in plain notation in `equations`); the cases that are timed (`cases`); other programs beside the engine
(`side_by_side`, `peers/`), the machine's own limits (`gauge`), how soon a first result is there (`latency`), and the
page of results, which is written from a history that a person adds to (`history`, `page`). Not held here: whether the
results are right (`tests`). Start with `workloads.py`.
"""
