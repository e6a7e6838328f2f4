"""A forest plot in characters, for a terminal: squares for studies, hollow where remembered, diamonds for pools."""

from __future__ import annotations

from collections.abc import Iterator

from neurodose.figures.forest import Diamond, Forest, Line, say_interval, say_value

WIDTH, NAMES, NARROWEST = 110, 30, 24  # letters: of all, of a name at most, of the intervals at least
TWO = "  "
CROSSED = {"─": "┼", "═": "╪", "┄": "┊"}  # strokes where they cross no effect
NEW = "  a new study"


def write_forest(forest: Forest, width: int = WIDTH) -> list[str]:
    """Lines of at most so many characters, the scale below them."""
    return list(_Lines(forest, width).write())


class _Lines:
    def __init__(self, forest: Forest, width: int) -> None:
        self.forest = forest
        marks = [*forest.lines, *forest.diamonds]
        said = [say_interval(mark.estimate, mark.interval) for mark in marks]
        said += [_say_prediction(d) for d in forest.diamonds]
        self.numbers = max(map(len, said), default=0)
        labels = [line.label for line in forest.lines] + [f"{TWO}{d.label}" for d in forest.diamonds]
        labels += [NEW for d in forest.diamonds if d.has_prediction]
        self.names = min(NAMES, max(map(len, labels), default=0))
        self.plot = max(NARROWEST, width - self.names - self.numbers - 6 - 2 * len(TWO))
        self.scale = forest.scale

    def write(self) -> Iterator[str]:
        for group in self.forest.groups:
            if group.title:
                yield group.title
            for line in group.lines:
                weight = "" if line.weight is None else f"{100 * line.weight:4.0f} %"
                yield self._row(line.label, self._draw(line), say_interval(line.estimate, line.interval), weight)
            for diamond in group.diamonds:
                yield self._row(f"{TWO}{diamond.label}", self._draw(diamond),
                                say_interval(diamond.estimate, diamond.interval), "")  # fmt: skip
                if diamond.has_prediction:
                    yield self._row(NEW, self._draw_new(diamond), _say_prediction(diamond), "")
        yield from self._write_scale()
        if self.forest.has_remembered:
            yield "□ ◇ hold a number that is remembered and was not read"

    def _row(self, name: str, drawn: str, numbers: str, weight: str) -> str:
        name = name if len(name) <= self.names else f"{name[: self.names - 1]}…"
        return f"{name:{self.names}}{TWO}{drawn:{self.plot}}{TWO}{numbers:>{self.numbers}}{weight}".rstrip()

    def _draw(self, mark: Line | Diamond) -> str:
        is_pool = isinstance(mark, Diamond)
        point = ("◇" if mark.remembered else "◆") if is_pool else ("□" if mark.remembered else "■")
        return self._span(mark.interval, "═" if is_pool else "─", (mark.estimate, point))

    def _draw_new(self, diamond: Diamond) -> str:
        return self._span(diamond.prediction, "┄", None)

    def _span(self, ends: tuple[float, float] | None, stroke: str, point: tuple[float, str] | None) -> str:
        """No effect as an upright stroke, an interval over it, the estimate above both."""
        cells = [" "] * self.plot
        cells[self._cell(self.forest.null)] = "│"
        if ends is not None:
            first, last = (self._cell(end) for end in ends)
            cells[first : last + 1] = stroke * (last - first + 1)
            null = self._cell(self.forest.null)
            cells[null] = CROSSED[stroke] if first < null < last else cells[null]
            low, high = (float(self.scale.place(end)) for end in ends)
            cells[first] = "◂" if low < 0 else cells[first]
            cells[last] = "▸" if high > 1 else cells[last]
        if point is not None:
            cells[self._cell(point[0])] = point[1]
        return "".join(cells)

    def _cell(self, value: float) -> int:
        along = float(self.scale.place(value))
        return round(min(max(along, 0.0), 1.0) * (self.plot - 1))

    def _write_scale(self) -> Iterator[str]:
        ticks = self.forest.find_ticks(self.plot // 9)
        rule, numbers = ["─"] * self.plot, [" "] * (self.plot + 8)
        for value, said in ticks:
            at = self._cell(value)
            rule[at] = "┴"
            begin = max(0, at - len(said) // 2)
            if not "".join(numbers[max(0, begin - 1) : begin + len(said) + 1]).strip():
                numbers[begin : begin + len(said)] = said
        blank = " " * (self.names + len(TWO))
        yield blank + "".join(rule)
        yield (blank + "".join(numbers)).rstrip()
        yield from self._write_sides(blank)

    def _write_sides(self, blank: str) -> Iterator[str]:
        low, high = self.forest.favours
        if not low and not high:
            return
        null = len(blank) + self._cell(self.forest.null)
        left, right = f"← {low}", f"{high} →"
        begin = max(0, null - len(left) - 1)
        gap = max(3, null + 2 - begin - len(left))
        yield f"{' ' * begin}{left}{' ' * gap}{right}"


def _say_prediction(diamond: Diamond) -> str:
    if diamond.prediction is None:
        return "cannot be said of so few" if diamond.has_prediction else ""
    low, high = diamond.prediction
    return f"({say_value(low)} to {say_value(high)})"
