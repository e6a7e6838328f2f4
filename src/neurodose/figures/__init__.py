"""What curves, bands and measured points look like: one style, colours that colour-blind readers tell apart.

Held here: bands over time and lines (`bands`), observed beside predicted (`intervals`), and how a figure becomes text
for a page (`svg`). Arrays in, matplotlib figures out. Not held here: what is drawn (`simulation`, `reports`).
"""
