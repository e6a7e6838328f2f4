"""What was measured, decided or published, one record each: the types and their plain-text readers.

Held here: observations in people (`observation`), the names of what can be measured (`vocabulary`), and how a file of
them is read (`reader`, then `entry` by entry, with `window` for times); affinities, rates and efficacies in assays
(`affinity`, `affinity_reader`); studies and questions to them (`study`, `question`, with their readers); approvals and
laws (`approval`, `approval_reader`, with `jurisdiction` for places and `vague_day` for dates); what all files of
records have in common (`contents`: `sections`, then `form`). docs/observations.md tells how to write an observation,
docs/affinities.md what the table of affinities holds, docs/legal.md what a record of a law says. Not held here: the
records themselves (`library`), or what to make of them (`agreement`).
"""
