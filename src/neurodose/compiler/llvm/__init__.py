"""The fast back end: a program as machine code that computes eight people at once, written and compiled on the spot.

`vector` writes instructions as formulas on lanes, one person each; `kernels` turns the codes of a program into
functions, `march` into the loop that takes everyone from event to event; `mathematics` (on `arithmetic`) gives them
exponentials and their kin, each with a stated accuracy. `machine` knows the processor and compiles for it, `cache`
keeps what was compiled, `engine` runs it. Whatever this gives, `compiler/reference.py` gives too, slowly.
Not held here: the programs themselves (`compiler`), the methods that take steps in time (`solvers`).
Start with `vector.py`, then `kernels.py`, then `march.py`.
"""
