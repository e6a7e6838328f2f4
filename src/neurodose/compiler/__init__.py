"""From formulas to straight-line programs, and what runs them.

`compile_system` lays a System out in arrays (`layout`), shares and hoists work and adds the sparse Jacobian and its
elimination (`program`, `straight_line`, `elimination`), and gives back a Program: a closed set of steps on numbered
slots. `reference` runs a Program in plain NumPy, slowly and obviously; every faster back end answers to it.
Not held here: the methods that take steps in time (`solvers`), what a model is (`modelling`).
Start with `straight_line.py`, then `program.py`, then `reference.py`.
"""
