"""What WeasyPrint's boxes hold, read as text: its characters, their widths, and the lines they make.

With `boxes.py`, `ink.py` and `pages.py` this is all that knows WeasyPrint's inner parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.formats.setting.faces import Face, Glyph
from pipeline.formats.setting.lines import Line, Paragraph, Text, break_lines
from pipeline.formats.setting.marks import is_foreign
from pipeline.formats.setting.spread import Places, spread

_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SIDES = ("left", "right")
_UNWRAPPED = ("nowrap", "pre")
_COLLAPSED = ("normal", "nowrap", "pre-line")
_ROUND = 3  # digits of a pixel by which widths are told apart
_FIT = 0.02  # pixels


@dataclass(slots=True)
class Flow:
    """The text of a line box before it is broken, and the lines it has been broken into so far."""

    children: Any
    starts: dict[int, int]  # where each box begins, by its id
    texts: list[tuple[Any, int, int]]  # each text box with where it begins and ends
    spans: dict[int, tuple[int, int]]
    glyphs: list[tuple[Glyph, ...]]  # of each character
    segments: list[tuple[int, int, Text]]  # what stands between forced breaks
    fill: bool
    balance: bool
    size: float
    lines: dict[tuple[int, float], Set] = field(default_factory=dict)


@dataclass(slots=True)
class Set:
    """A line of a flow, its places counted from the flow's beginning, and how it is set."""

    flow: Flow
    start: int
    stop: int
    end: int
    forced: bool  # ended by a line feed
    last: bool
    places: Places


class Flows:
    """The flows of one document, and the faces they are set in."""

    def __init__(self, weasyprint: Any) -> None:
        self._boxes = weasyprint.formatting_structure.boxes
        self._line_break = weasyprint.text.line_break
        self._ffi = weasyprint.text.ffi
        self._faces: dict[str, Face] = {}
        self._metrics: dict[int, tuple[Any, Any]] = {}  # by a style's id, and the style, which thus lives on

    def read_flow(self, line_box: Any) -> Flow | None:
        """Give the flow of a line box, or nothing where it has something that is left to WeasyPrint."""
        known = getattr(line_box, "flow", None)
        if known is not None and known[0] is line_box.children:
            flow: Flow | None = known[1]
            return flow
        flow = self._make_flow(line_box)
        line_box.flow = (line_box.children, flow)
        return flow

    def find_line(self, flow: Flow, start: int, room: float, measure: float) -> Set:
        """Give the line of a flow that begins at a place, in a measure; break its paragraph when needed."""
        key = (start, round(room, _ROUND))
        if key in flow.lines:
            return flow.lines[key]
        segment = next((segment for segment in flow.segments if segment[0] <= start < segment[1]), None)
        if segment is None:  # nothing is left
            return Set(flow, start, start, start, False, True, Places([], {}, 0.0))
        begin, end, text = segment
        at, length = start - begin, len(text.characters)
        if at >= length:  # nothing before the line feed
            return Set(flow, start, start, end, True, False, Places([], {}, 0.0))
        paragraph = Paragraph(text)  # large, and hardly ever needed twice
        natural, gaps, *_ = paragraph.weigh(0, length)
        lone = at == 0 and abs(sum(text.advances) - room) < _FIT and natural > room and gaps
        if lone:  # a box that was shrunk to the text knows nothing of its gaps
            lines = [Line(0, length, length, False)]
        else:
            lines = break_lines(paragraph, at, room, measure, flow.size, fill=flow.fill, balance=flow.balance)
        forced = end - begin > length
        width = room
        for line in lines:
            is_last = line.end == length
            flow.lines[line.start + begin, round(width, _ROUND)] = Set(
                flow,
                line.start + begin,
                line.stop + begin,
                end if is_last else line.end + begin,
                is_last and forced,
                is_last and end == flow.segments[-1][1],
                spread(paragraph, line, width),
            )
            width = measure
        return flow.lines[key]

    def find_metrics(self, style: Any) -> tuple[float, float, float]:
        """Give of a line in a style the height of its text, its line height, and where its baseline is.

        They are those of the style's first font, whatever the text.
        """
        known = self._metrics.get(id(style))
        if known is None:
            layout = self._shape(style, " ")
            height: float = self._line_break.line_size(layout.get_first_line()[0], style)[1]
            known = self._metrics[id(style)] = style, (height, *self._line_break.strut(style))
        metrics: tuple[float, float, float] = known[1]
        return metrics

    def _make_flow(self, line_box: Any) -> Flow | None:
        style = line_box.style
        if style["direction"] != "ltr":
            return None
        starts: dict[int, int] = {}
        texts: list[tuple[Any, int, int]] = []
        end = self._gather(line_box, 0, starts, texts)
        if not end:
            return None
        glyphs: list[tuple[Glyph, ...]] = []
        align, last = style["text_align_all"], style["text_align_last"]
        fill = align == "justify" and style["white_space"] in _COLLAPSED
        return Flow(
            line_box.children,
            starts,
            texts,
            {id(box): (start, stop) for box, start, stop in texts},
            glyphs,
            list(self._list_segments(texts, glyphs)),
            fill,
            align == "center" or last == "center" or line_box.element_tag in _HEADS,
            style["font_size"],
        )

    def _gather(self, parent: Any, at: int, starts: dict[int, int], texts: list[Any]) -> int:
        """Gather the text boxes below a box from a place on; give the place behind, 0 if one is not ours."""
        boxes = self._boxes
        starts[id(parent)] = at
        for child in parent.children:
            if not child.is_in_normal_flow():
                if child.is_floated():
                    return 0
                starts[id(child)] = at
            elif isinstance(child, boxes.TextBox):
                starts[id(child)] = at
                style = child.style
                if (
                    is_foreign(child.text)
                    or not style["font_size"]
                    or style["hyphens"] == "auto"
                    or style["word_break"] != "normal"
                ):
                    return 0
                texts.append((child, at, at + len(child.text)))
                at += len(child.text)
            elif isinstance(child, boxes.InlineBox) and not _is_padded(child.style):
                end = self._gather(child, at, starts, texts)
                if not end and (child.children or not at):
                    return 0
                at = end or at
            else:
                return 0
        return at

    def _list_segments(
        self, texts: list[tuple[Any, int, int]], glyphs: list[tuple[Glyph, ...]]
    ) -> Iterator[tuple[int, int, Text]]:
        """List the parts of a flow between its line feeds: where each begins and ends, and its text.

        The glyphs of all of them are added to `glyphs`.
        """
        characters = "".join(box.text for box, _, _ in texts)
        advances: list[float] = []
        sizes: list[float] = []
        blanks: dict[int, tuple[float, float]] = {}
        fixed: set[int] = set()
        breaks_words = False
        for box, start, end in texts:
            face = self._find_face(box.style)
            shaped = face.shape(box.text)
            advances += shaped.advances
            glyphs += shaped.glyphs
            sizes += [face.size] * (end - start)
            blanks |= {start + i: blank for i, blank in face.read_blanks(box.text).items()}
            if box.style["white_space"] in _UNWRAPPED:
                fixed.update(range(start + 1, end))
            breaks_words = breaks_words or (
                box.style["overflow_wrap"] != "normal" and box.style["white_space"] not in _UNWRAPPED
            )
        start, whole = 0, "\n" not in characters
        while start < len(characters):
            feed = characters.find("\n", start)
            stop = len(characters) if feed < 0 else feed
            text = Text(
                characters[start:stop],
                advances[start:stop],
                sizes[start:stop],
                blanks if whole else {i - start: blank for i, blank in blanks.items() if start <= i < stop},
                frozenset(i - start for i in fixed if start <= i < stop),
                breaks_words,
            )
            yield start, (stop if feed < 0 else feed + 1), text
            start = stop if feed < 0 else feed + 1

    def _find_face(self, style: Any) -> Face:
        key = self._line_break._font_style_cache_key(style, include_size=True)
        key += f"{style['letter_spacing']} {style['word_spacing']}"
        if key not in self._faces:
            self._faces[key] = Face(style, self._shape, self._read_ink)
        return self._faces[key]

    def _read_ink(self, layout: Any) -> tuple[float, float]:
        ffi = self._ffi
        ink = ffi.ffi.new("PangoRectangle *")
        ffi.pango.pango_layout_line_get_extents(layout.get_first_line()[0], ink, ffi.ffi.NULL)
        return ink.x * ffi.FROM_UNITS, (ink.x + ink.width) * ffi.FROM_UNITS

    def _shape(self, style: Any, text: str) -> Any:
        layout = self._line_break.Layout(style)
        layout.set_text(text)
        return layout


def find_start(flow: Flow, box: Any, skip_stack: Any) -> int:
    """Give the place in a flow that WeasyPrint's way of saying where to go on leads to."""
    start = 0
    while skip_stack:
        ((index, skip_stack),) = skip_stack.items()
        if id(box) in flow.spans:
            return start + len(box.text.encode()[:index].decode())
        if index >= len(box.children):
            return flow.segments[-1][1]
        box = box.children[index]
        start = flow.starts[id(box)]
    return start


def _is_padded(style: Any) -> bool:
    """Tell whether an inline element takes room of its own beside its text."""
    return any(
        getattr(style[f"margin_{side}"], "value", None)
        or style[f"border_{side}_width"]
        or getattr(style[f"padding_{side}"], "value", None)
        for side in _SIDES
    )
