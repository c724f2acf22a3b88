"""Charts as SVG, small and plain: bars beside each other, parts of a whole, and lines through points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import log10

_WIDTH, _LEFT, _ROW, _TOP, _MARGIN = 720, 190, 34, 52, 16
_COLOURS = ("#1f5f8b", "#4f9d69", "#c8823c", "#8b5a8c", "#b04a4a", "#7a8791", "#c9b458")
_INK, _PALE = "#222", "#8a949c"


@dataclass(frozen=True, slots=True)
class Bar:
    """A number and its name."""

    name: str
    value: float


def draw_bars(title: str, bars: Sequence[Bar], form: str) -> str:
    """Draw bars below each other, the first in the colour that stands out; `form` words their numbers."""
    most = max(bar.value for bar in bars)
    room = _WIDTH - _LEFT - 90
    made = []
    for number, bar in enumerate(bars):
        y, width = _TOP + number * _ROW, bar.value / most * room
        colour = _COLOURS[0] if number == 0 else _PALE
        made += (
            _word(_LEFT - 10, y + 17, bar.name, anchor="end"),
            f'<rect x="{_LEFT}" y="{y}" width="{max(width, 1):.1f}" height="24" fill="{colour}"/>',
            _word(_LEFT + width + 8, y + 17, form.format(bar.value)),
        )
    return _frame(title, made, _TOP + len(bars) * _ROW + _MARGIN)


def draw_stack(title: str, parts: Sequence[Bar], form: str) -> str:
    """Draw the parts of a whole as one bar, and below it what each colour stands for."""
    whole = sum(part.value for part in parts)
    room = _WIDTH - 2 * _MARGIN
    made, x = [], float(_MARGIN)
    for number, part in enumerate(parts):
        width, colour = part.value / whole * room, _COLOURS[number % len(_COLOURS)]
        made.append(f'<rect x="{x:.1f}" y="{_TOP}" width="{width:.1f}" height="36" fill="{colour}"/>')
        x += width
        column, row = number % 2, number // 2
        left, y = _MARGIN + column * room / 2, _TOP + 58 + row * 26
        said = f"{part.name}: {form.format(part.value)} ({part.value / whole:.0%})"
        made += (
            f'<rect x="{left}" y="{y}" width="14" height="14" fill="{colour}"/>',
            _word(left + 22, y + 12, said),
        )
    return _frame(title, made, _TOP + 58 + -(-len(parts) // 2) * 26 + _MARGIN)


def draw_lines(
    title: str,
    lines: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    across: str,
    form: str,
    further: float = 0.0,
) -> str:
    """Draw lines through points on scales of powers of ten, which must be over 0.

    `across` names what is counted, `form` words the numbers at the points. From each line's last point a
    dashed one goes on, in the proportion of that point, as far as `further`.
    """
    ends = [(further, y * further / x) for _, points in lines for x, y in points[-1:] if further > x]
    every = [*(point for _, points in lines for point in points), *ends]
    (left, right), (low, high) = ((log10(min(axis)), log10(max(axis))) for axis in zip(*every, strict=True))
    height, room = 300.0, _WIDTH - _LEFT - 60

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = (log10(value) for value in point)
        return 70 + (x - left) / (right - left) * room, _TOP + height - (y - low) / (high - low) * height

    made = []
    for power in range(round(left), round(right) + 1):
        x, _ = place((10.0**power, 10**low))
        made.append(f'<path d="M{x:.1f} {_TOP}V{_TOP + height}" stroke="#ddd"/>')
        made.append(_word(x, _TOP + height + 20, f"{10**power:,}", anchor="middle"))
    made.append(_word(70 + room / 2, _TOP + height + 42, across, anchor="middle"))
    for number, (name, points) in enumerate(lines):
        made += _draw_line(name, [place(point) for point in points], [form.format(y) for _, y in points],
                           place(ends[number]) if number < len(ends) else None,
                           form.format(ends[number][1]) if number < len(ends) else "",
                           _COLOURS[number % len(_COLOURS)])  # fmt: skip
    return _frame(title, made, int(_TOP + height + 42 + _MARGIN))


def _draw_line(
    name: str,
    points: Sequence[tuple[float, float]],
    words: Sequence[str],
    end: tuple[float, float] | None,
    last: str,
    colour: str,
) -> Iterator[str]:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
    for (x, y), said in zip(points, words, strict=True):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
        yield _word(x + 8, y + 16, said, colour=colour)
    x, y = points[-1]
    if end:
        yield (
            f'<path d="M{x:.1f} {y:.1f}L{end[0]:.1f} {end[1]:.1f}" stroke="{colour}" stroke-width="2"'
            ' stroke-dasharray="5 5"/>'
        )
        x, y = end
        yield _word(x + 8, y + 20, last, colour=colour)
    yield _word(x + 8, y + 4, name, colour=colour)


def _word(x: float, y: float, said: str, *, anchor: str = "start", colour: str = _INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(said)}</text>'


def _frame(title: str, made: Sequence[str], height: int) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}"'
    return "\n".join(
        (
            f'{head} height="{height}" font-family="sans-serif" font-size="14" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="{_MARGIN}" y="30" font-size="17" fill="{_INK}">{escape(title)}</text>',
            *made,
            "</svg>\n",
        )
    )
