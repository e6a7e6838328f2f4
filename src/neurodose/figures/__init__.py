"""What curves, bands and measured points look like: one style, colours that colour-blind readers tell apart.

Held here: bands over time and lines (`bands`), curves over any quantity (`curves`), observed beside predicted
(`intervals`), drawn as text for a page (`axes`, with `scale` and `legend`), boxes and arrows (`scheme`, placed by
`columns`); what studies show: each beside their pool (`forest`, drawn by `forest_drawing`, in characters by
`forest_characters`), `funnel`, `treatment_network`, `league`, `rankogram`, how studies were judged (`traffic_lights`)
and found (`prisma`); and one quantity as a figure of matplotlib (`plot`), which a page does not need: to load it takes
longer than to draw all that a dossier shows. Arrays in, or what `evidence` found. Not held here: what is drawn
(`simulation`, `reports`).
"""
