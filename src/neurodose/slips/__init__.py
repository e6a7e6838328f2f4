"""Whether numbers can be what they say: slips of encoding in a model's parameters and in records of observations.

A spread that was a variance, a volume in millilitres, a salt taken for its base, a clearance above the flow of blood:
each check is a small function that yields findings (`finding`). Held here: checks of a table of parameters (`spreads`,
`magnitudes`, `wording`, `shares`), of a flat system (`substances`, `shares`, `clearances`, `balance`; `disposition` is
its linear picture), of observations (`figures` one by one, `contradictions` within an arm of `arms`, `statements`
beside the model), what a body allows (`physiology`), and the reasons why a finding stands (`reasons`).
Not held here: whether predictions meet observations (`agreement`), what units and sources must be to be read at all
(`modelling`, `records`).
Start with `check.py`, then `clearances.py`.
"""
