"""What was measured, decided or published, one record each: the types and their plain-text readers.

Held here: observations in people (`observation`). Not held here: the records themselves (`library`), or what to make of
them (`agreement`).
"""
