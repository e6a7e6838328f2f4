"""How long things take: each case isolates one cost. `python -m benchmarks` runs them all and prints a table.

Held here: the workloads, whose equations and numbers never change, so that times stay comparable (`workloads`), and the
cases that are timed (`cases`). Not held here: whether the results are right (`tests`). Start with `workloads.py`.
"""
