"""The colours of all figures."""

from __future__ import annotations

# Okabe and Ito's palette, which readers with any colour vision tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
INK, GRID = "#222222", "#EEEEEE"
