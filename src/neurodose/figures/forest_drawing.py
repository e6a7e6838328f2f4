"""A forest plot as a drawing: squares as large as weights, diamonds for pools, a bar where a new study would lie."""

from __future__ import annotations

from textwrap import wrap

from neurodose.figures.axes import SAMPLE, SIZE, TICK, Axes, Drawing, measure
from neurodose.figures.colours import COLOURS, GRID, INK
from neurodose.figures.forest import Diamond, Forest, Group, Line, say_interval, say_value
from neurodose.figures.scale import Scale

WIDTH, PLOT = 640.0, 200.0  # of the sheet, and the least of it for the intervals
ROW, LINE, BETWEEN = 17.0, 12.0, 8.0  # heights: of a row, of one more line in it; between groups
GAP = 10.0  # between columns
LARGEST, SMALLEST = 11.0, 3.0  # sides of squares
LETTERS = 27  # of a line of a study's name
SMALL = 9.0
BOLD = 1.1  # how much wider bold letters are: of DejaVu Sans, about
PAPER = "#FFFFFF"
FAINT = "#666666"
NEW = "a new study would lie"
TOO_FEW = "cannot be said of so few"


def draw_forest(forest: Forest) -> str:
    """The forest plot as an <svg> element."""
    return _Sheet(forest).draw()


class _Sheet:
    """Where the columns of a forest plot stand, and how far down it is drawn."""

    def __init__(self, forest: Forest) -> None:
        self.forest = forest
        lines, diamonds = forest.lines, forest.diamonds
        texts = [say_interval(m.estimate, m.interval) for m in (*lines, *diamonds)]
        texts += [_say_prediction(d) for d in diamonds if d.has_prediction]
        self.estimates = max(map(measure, [*texts, _head(forest)]))
        has_weights = any(line.weight is not None for line in lines)
        self.weights = measure("weight", SMALL) if has_weights else 0.0
        self.known = [
            max(measure(head, SMALL), *(measure(line.known[at]) for line in lines if line.known), 0.0)
            for at, head in enumerate(forest.heads)
        ]
        names = [part for line in lines for part in wrap(line.label, LETTERS)]
        names += [part for group in forest.groups for d in group.diamonds for part in _label_lines(d)]
        self.names = max(map(measure, [*names, forest.row[0]]))
        fixed = self.names + sum(GAP + width for width in self.known) + 2 * GAP + self.estimates
        fixed += (GAP + self.weights) * has_weights + 2 * TICK
        self.width = max(WIDTH, fixed + PLOT)
        self.left = self.names + sum(GAP + width for width in self.known) + GAP + TICK
        self.plot = self.width - fixed
        self.drawing = Drawing(self.width, 0.0)
        self.y = 0.0

    def draw(self) -> str:
        forest, heights = self.forest, 2 * ROW
        heights += sum(map(self._height, forest.groups)) + BETWEEN * (len(forest.groups) - 1)
        below = 4 * TICK + 3.4 * SIZE + 1.6 * SIZE * (forest.has_remembered or bool(forest.diamonds))
        self.drawing.height = heights + below
        self._draw_axes(1.6 * ROW, heights)
        self._write_heads()
        self.y = 2 * ROW
        for number, group in enumerate(forest.groups):
            self.y += BETWEEN * (number > 0)
            self._draw_group(group)
        self._draw_legend(heights + 4 * TICK + 3.6 * SIZE)
        return self.drawing.finish(forest.words)

    def _draw_axes(self, top: float, bottom: float) -> None:
        """The scale below, the line of no effect, and who is favoured on either side."""
        d = self.drawing
        self.axes = Axes(d, self.left, top, self.plot, bottom - top, self.forest.scale, Scale(0.0, 1.0))
        ticks = self.forest.find_ticks(int(self.plot / 45))
        xs = self.axes.trace([value for value, _ in ticks], 0.0)[:, 0].tolist()
        for x, (_, said) in zip(xs, ticks, strict=True):
            d.add("path", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", stroke=GRID, stroke_width=0.8)
            d.add("path", d=f"M{x:.1f} {bottom:.1f}v{TICK}", stroke=INK, stroke_width=0.8)
            d.write(said, x, bottom + 2 * TICK + SIZE / 2, anchor="middle")
        d.add("path", d=f"M{self.left:.1f} {bottom:.1f}h{self.plot:.1f}", stroke=INK, stroke_width=0.8)
        null = self._place(self.forest.null)
        d.add("path", d=f"M{null:.1f} {top:.1f}V{bottom:.1f}", stroke=INK, stroke_width=1)
        low, high = self.forest.favours
        y = bottom + 4 * TICK + 1.5 * SIZE
        for words, x, anchor in ((f"← {low}", null - TICK, "end"), (f"{high} →", null + TICK, "start")):
            if words.strip("← →"):
                self._write_side(words, x, y, anchor)

    def _write_side(self, words: str, x: float, y: float, anchor: str) -> None:
        """Within the sheet, even where no effect stands at its edge."""
        long = measure(words, SMALL)
        x = max(x, long + TICK) if anchor == "end" else min(x, self.width - long - TICK)
        self.drawing.write(words, x, y, anchor=anchor, size=SMALL)

    def _write_heads(self) -> None:
        d, y = self.drawing, ROW * 0.8
        d.write(self.forest.row[0], TICK, y, size=SMALL)
        x = TICK + self.names
        for head, width in zip(self.forest.heads, self.known, strict=True):
            x += GAP + width
            d.write(head, x, y, anchor="end", size=SMALL)
        right = self.width - TICK - (GAP + self.weights if self.weights else 0.0)
        d.write(_head(self.forest), right, y, anchor="end", size=SMALL)
        if self.weights:
            d.write("weight", self.width - TICK, y, anchor="end", size=SMALL)
        d.add("path", d=f"M{TICK} {1.5 * ROW:.1f}H{self.width - TICK:.1f}", stroke=GRID, stroke_width=1.2)

    def _draw_group(self, group: Group) -> None:
        titles = self._wrap_title(group)
        for number, part in enumerate(titles):
            self._write_bold(part, TICK, self.y + ROW / 2 + LINE * number)
        self.y += ROW * bool(titles) + LINE * max(0, len(titles) - 1)
        largest = max((line.weight or 0.0 for line in self.forest.lines), default=0.0) or 1.0
        for line in group.lines:
            self._draw_line(line, largest)
        for diamond in group.diamonds:
            self._draw_diamond(diamond)

    def _wrap_title(self, group: Group) -> list[str]:
        """A group's title in as many lines as keep it left of the scale, which would run through it."""
        lines: list[str] = []
        for word in group.title.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and BOLD * measure(longer) <= self.left - 2 * TICK:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _height(self, group: Group) -> float:
        lines = sum(ROW + LINE * (max(1, len(wrap(line.label, LETTERS))) - 1) for line in group.lines)
        pools = sum(ROW * (1 + d.has_prediction) + LINE * (len(_label_lines(d)) - 1) for d in group.diamonds)
        titles = self._wrap_title(group)
        return ROW * bool(titles) + LINE * max(0, len(titles) - 1) + lines + pools

    def _draw_line(self, line: Line, largest: float) -> None:
        names = wrap(line.label, LETTERS) or [""]
        height = ROW + LINE * (len(names) - 1)
        middle = self.y + height / 2
        for number, name in enumerate(names):
            self.drawing.write(name, TICK, middle + LINE * (number - (len(names) - 1) / 2))
        x = TICK + self.names
        for said, width in zip(line.known, self.known, strict=False):
            x += GAP + width
            self.drawing.write(said, x, middle, anchor="end")
        self._draw_whisker(line.interval, middle)
        side = SMALLEST + (LARGEST - SMALLEST) * ((line.weight or 0.0) / largest) ** 0.5 if line.weight else 6.0
        at = self._place(line.estimate)
        style = {"fill": PAPER if line.remembered else INK, "stroke": INK, "stroke_width": 1.2}
        self.drawing.add("rect", x=at - side / 2, y=middle - side / 2, width=side, height=side, **style)
        weight = "" if line.weight is None else f"{100 * line.weight:.0f} %"
        self._write_numbers(say_interval(line.estimate, line.interval), middle, weight)
        self.y += height

    def _draw_whisker(self, interval: tuple[float, float], y: float) -> None:
        """A line between two ends; an arrow where it goes on beyond the scale."""
        low, high = (self._place(end) for end in interval)
        first, last = max(low, self.left), min(high, self.left + self.plot)
        self.drawing.add("path", d=f"M{first:.1f} {y:.1f}H{last:.1f}", stroke=INK, stroke_width=1.2)
        self._draw_heads(interval, y, INK)

    def _draw_diamond(self, diamond: Diamond) -> None:
        middle, colour = self.y + ROW / 2, COLOURS[0]
        names = _label_lines(diamond)
        self._write_bold(names[0], TICK, middle)
        left, right = self.left, self.left + self.plot
        low, at, high = (min(max(self._place(v), left), right) for v in
                         (diamond.interval[0], diamond.estimate, diamond.interval[1]))  # fmt: skip
        style = {"fill": PAPER if diamond.remembered else colour, "stroke": colour, "stroke_width": 1.4}
        shape = f"M{low:.1f} {middle:.1f}L{at:.1f} {middle - 6:.1f}L{high:.1f} {middle:.1f}L{at:.1f} {middle + 6:.1f}z"
        self.drawing.add("path", d=shape, **style)
        self._draw_heads(diamond.interval, middle, colour)
        self._write_numbers(say_interval(diamond.estimate, diamond.interval), middle, "", bold=True)
        self.y += ROW
        if diamond.has_prediction:
            self._draw_prediction(diamond, self.y + ROW / 2 - 2)
            self.y += ROW
        for number, name in enumerate(names[1:]):
            self.drawing.add("text", name.replace("&", "&amp;"), x=TICK, y=self.y + LINE * number + LINE / 2 - 2,
                             dy="0.35em", font_size=SMALL, fill=FAINT)  # fmt: skip
        self.y += LINE * (len(names) - 1)

    def _draw_prediction(self, diamond: Diamond, y: float) -> None:
        self.drawing.write(NEW, TICK, y, size=SMALL)
        self._write_numbers(_say_prediction(diamond), y, "")
        if diamond.prediction is None:
            return
        low, high = (self._place(end) for end in diamond.prediction)
        first, last = max(low, self.left), min(high, self.left + self.plot)
        style = {"stroke": COLOURS[0], "stroke_width": 5.0, "stroke_opacity": 0.45}
        self.drawing.add("path", d=f"M{first:.1f} {y:.1f}H{last:.1f}", **style)
        self._draw_heads(diamond.prediction, y, COLOURS[0])

    def _draw_heads(self, ends: tuple[float, float], y: float, colour: str) -> None:
        """Arrows at the edges of the scale, for an interval that goes on beyond them."""
        left, right = self.left, self.left + self.plot
        if self._place(ends[0]) < left - 0.1:
            self.drawing.add("path", d=f"M{left:.1f} {y:.1f}l6 -4v8z", fill=colour)
        if self._place(ends[1]) > right + 0.1:
            self.drawing.add("path", d=f"M{right:.1f} {y:.1f}l-6 -4v8z", fill=colour)

    def _write_numbers(self, said: str, y: float, weight: str, bold: bool = False) -> None:
        right = self.width - TICK - (GAP + self.weights if self.weights else 0.0)
        if bold:
            self._write_bold(said, right, y, anchor="end")
        else:
            self.drawing.write(said, right, y, anchor="end")
        if weight:
            self.drawing.write(weight, self.width - TICK, y, anchor="end")

    def _write_bold(self, words: str, x: float, y: float, anchor: str = "start") -> None:
        said = words.replace("&", "&amp;").replace("<", "&lt;")
        self.drawing.add("text", said, x=x, y=y, dy="0.35em", text_anchor=anchor, font_size=SIZE, font_weight="bold")

    def _draw_legend(self, y: float) -> None:
        """What hollow marks and the bar mean."""
        d, x = self.drawing, TICK
        if self.forest.has_remembered:
            d.add("rect", x=x, y=y - 4, width=8.0, height=8.0, fill=PAPER, stroke=INK, stroke_width=1.2)
            words = "hollow: a number of it is remembered, not read"
            d.write(words, x + 14, y, size=SMALL)
            x += measure(words, SMALL) + 14 + 3 * GAP
        if any(diamond.prediction for diamond in self.forest.diamonds):
            style = {"stroke": COLOURS[0], "stroke_width": 5.0, "stroke_opacity": 0.45}
            d.add("path", d=f"M{x:.1f} {y:.1f}h{SAMPLE}", **style)
            d.write("prediction interval, 95 %", x + SAMPLE + TICK, y, size=SMALL)

    def _place(self, value: float) -> float:
        """Where a value stands across the sheet; those below every scale at minus infinity."""
        return float(self.axes.left + self.axes.width * self.axes.x.place(value))


def _head(forest: Forest) -> str:
    return f"{forest.name}, 95 % interval"


def _label_lines(diamond: Diamond) -> list[str]:
    """Its name, and below it how studies differ."""
    return [diamond.label, *wrap(diamond.note, LETTERS + 8)]


def _say_prediction(diamond: Diamond) -> str:
    if diamond.prediction is None:
        return TOO_FEW
    low, high = diamond.prediction
    return f"({say_value(low)} to {say_value(high)})"
