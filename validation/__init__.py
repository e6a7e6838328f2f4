"""What other programs' numbers say of ours: predictions beside reference values, scenario by scenario.

`python -m validation.dosing FOLDER` scores event tables run in NONMEM; `python -m validation.mipd FOLDER` scores
predictions at given random effects. Held here: model cards read as Systems (`card`, `formula`), how two columns of
numbers are compared and told (`scoring`), and the two scorers (`dosing`, `mipd`). Not held here: the reference numbers
themselves, which lie in the shared folder under licences of their own.
Start with `README.md`, then `card.py`, then `dosing.py`.
"""
