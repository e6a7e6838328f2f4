"""What assays found of ligands at receptors, enzymes and transporters: record files, and what may be asked of them.

`<family>.toml` holds the records, `table` finds them, `ratios` sets what was measured together in relation, `rates`
says what rates of binding come to, `conflicts` where assays contradict one another; `listing` and `page` tell it.
What may be entered stands in `records` (`affinity`). Not held here: the values that a drug's model takes, which cite
the same sources (`library/drugs`).
"""
