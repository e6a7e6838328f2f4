"""Numbers on a logarithmic scale as people write them: 0.01, 0.1, 1, 10. Imports matplotlib, so: only where needed."""

from __future__ import annotations

from matplotlib.ticker import LogFormatter


class Decades(LogFormatter):
    """Labels at decades, and between them where a scale spans less than one or two."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return f"{x:g}" if super().__call__(x, pos) else ""
