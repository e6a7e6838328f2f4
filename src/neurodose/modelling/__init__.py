"""What a model is made of, and how a function that reads like a methods section becomes one.

A function under `@model` receives a scope `m` and names things by assigning them: `m.gut = Compartment(drug)`.
Held here: substances (`substance`), parameters (`parameter`), compartments and sites (`compartment`), pools and free
states (`pool`), binding at receptors (`binding`), what a stimulus does (`response`), routes of administration
(`route`), how assignments are recorded (`trace`, `model`), the flat immutable result (`system`), and the methods
section it can write (`writing`).
Not held here: doses (`dosing`), who takes them (`populations`), how it is solved (`compiler`, `solvers`).
Start with `model.py`, then `compartment.py`, then `system.py`.
"""
