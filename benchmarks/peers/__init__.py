"""Other programs that solve the same equations, each written as its own experts would, one file to each.

A peer's file makes its form of the equations (`benchmarks/equations.py`), gets everything ready that is done once for
a model, and hands back a function that solves all people: that function is what is timed. Every dose is a restart or an
event of the program's own; per-person values are set, never compiled in. What a peer needs is imported when it is
prepared, so that a missing one is a line with its reason. Not held here: how times are taken (`side_by_side.py`).
Start with `peer.py`.
"""
