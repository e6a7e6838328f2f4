"""What curves, bands and measured points look like: one style, colours that colour-blind readers tell apart.

Held here: bands over time and lines (`bands`), curves over any quantity (`curves`), observed beside predicted
(`intervals`), drawn as text for a page (`axes`, with `scale` and `legend`), boxes and arrows (`scheme`, placed by
`columns`); and one quantity as a figure of matplotlib (`plot`), which a page does not need: to load it takes longer
than to draw all that a dossier shows. Arrays in. Not held here: what is drawn (`simulation`, `reports`).
"""
