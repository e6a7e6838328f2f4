"""What was measured, decided or published, one record each: the types and their plain-text readers.

Held here: observations in people (`observation`), the names of what can be measured (`vocabulary`), and how a file of
them is read (`reader`: `sections`, then `entry` by entry, with `window` for times). docs/observations.md tells how to
write one. Not held here: the records themselves (`library`), or what to make of them (`agreement`).
"""
