"""The adapter to WeasyPrint's inner parts: it has our lines broken and set in place of its own.

For as long as `setting` is entered, six functions of WeasyPrint stand behind ours: the one that fills a
line of boxes (which alone knows how wide the line is), the one that cuts a text box, the one that
justifies, the one that draws a text; and the two that draw running heads and tag them. Pages, columns,
footnotes, floats, widows and orphans stay WeasyPrint's.
Paragraphs with inline blocks, pictures, floats, padded elements, hyphenation or text that runs to the left
are left to it whole. Made for WeasyPrint 70; tests/test_setting.py says what an update changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from threading import RLock, get_ident
from typing import Any

from pipeline.formats.setting.faces import Face
from pipeline.formats.setting.ink import draw, make_layout
from pipeline.formats.setting.lines import Line, Paragraph, Text, break_lines
from pipeline.formats.setting.marks import is_foreign
from pipeline.formats.setting.spread import Places, spread

_LOCK = RLock()
_SIDES = ("left", "right")
_UNWRAPPED = ("nowrap", "pre")
_COLLAPSED = ("normal", "nowrap", "pre-line")
_ROUND = 3  # digits of a pixel by which widths are told apart
_FIT = 0.02  # pixels


@contextmanager
def setting(weasyprint: Any) -> Iterator[None]:
    """Set Chinese lines our way in everything this thread has WeasyPrint lay out and draw meanwhile."""
    inline, text = weasyprint.layout.inline, weasyprint.draw.text
    with _LOCK:
        hook = _Hook(weasyprint)
        ours = [
            (inline, "split_inline_box", hook.split_inline_box),
            (inline, "split_text_box", hook.split_text_box),
            (inline, "justify_line", hook.justify_line),
            (text, "draw_first_line", hook.draw_first_line),
            (weasyprint.draw, "draw_stacking_context", hook.draw_stacking_context),
            (weasyprint.pdf.tags, "_build_box_tree", hook.build_box_tree),
        ]
        theirs = [(module, name, getattr(module, name)) for module, name, _ in ours]
        try:
            for module, name, function in ours:
                setattr(module, name, function)
            yield
        finally:
            for module, name, function in theirs:
                setattr(module, name, function)


@dataclass(slots=True)
class _Flow:
    """The text of a line box before it is broken, and the lines it has been broken into so far."""

    children: Any
    starts: dict[int, int]  # where each box begins, by its id
    texts: list[tuple[Any, int, int]]  # each text box with where it begins and ends
    spans: dict[int, tuple[int, int]]
    segments: list[tuple[int, int, Paragraph]]  # what stands between forced breaks
    fill: bool
    balance: bool
    size: float
    lines: dict[tuple[int, float], _Set] = field(default_factory=dict)


@dataclass(slots=True)
class _Set:
    """A line of a flow, its places counted from the flow's beginning, and how it is set."""

    flow: _Flow
    start: int
    stop: int
    end: int
    forced: bool  # ended by a line feed
    last: bool
    places: Places


class _Hook:
    """The functions that stand before WeasyPrint's, and what they share during one call."""

    def __init__(self, weasyprint: Any) -> None:
        self._boxes = weasyprint.formatting_structure.boxes
        self._line_break = weasyprint.text.line_break
        self._weasyprint = weasyprint
        self._layout = make_layout(weasyprint)
        self._split_inline_box = weasyprint.layout.inline.split_inline_box
        self._split_text_box = weasyprint.layout.inline.split_text_box
        self._justify_line = weasyprint.layout.inline.justify_line
        self._draw_first_line = weasyprint.draw.text.draw_first_line
        self._draw_stacking_context = weasyprint.draw.draw_stacking_context
        self._build_box_tree = weasyprint.pdf.tags._build_box_tree
        self._faces: dict[str, Face] = {}
        self._line: _Set | None = None
        self._thread = get_ident()

    # What WeasyPrint calls.

    def split_inline_box(
        self, context: Any, box: Any, position_x: float, max_x: float, bottom_space: Any, skip_stack: Any,
        containing_block: Any, absolute_boxes: Any, fixed_boxes: Any, line_placeholders: Any,
        waiting_floats: Any, line_children: Any, first_letter_style: Any, first_line_style: Any,
    ) -> Any:  # fmt: skip
        """Fill a line; where it is ours to break, WeasyPrint believes it to be wide enough for all."""
        rest = (
            containing_block, absolute_boxes, fixed_boxes, line_placeholders, waiting_floats, line_children,
            first_letter_style, first_line_style,
        )  # fmt: skip
        is_line = isinstance(box, self._boxes.LineBox) and get_ident() == self._thread
        flow = self._read_flow(box) if is_line and not first_line_style else None
        outer = self._line
        if flow is not None:
            start = _find_start(flow, box, skip_stack)
            room = max_x - position_x
            indent = box.text_indent if skip_stack is None else 0
            self._line = self._find_line(flow, start, room, room + indent)
            max_x = inf
        elif is_line:
            self._line = None
        try:
            result = self._split_inline_box(context, box, position_x, max_x, bottom_space, skip_stack, *rest)
        finally:
            if is_line:
                self._line = outer
        if flow is not None:
            result[0].is_set = True
        return result

    def split_text_box(
        self, context: Any, box: Any, available_width: Any, skip: int, is_line_start: bool = True
    ) -> Any:
        """Cut a text box where its line ends."""
        line = self._line
        span = line.flow.spans.get(id(box)) if line is not None else None
        if line is None or span is None or get_ident() != self._thread:
            return self._split_text_box(context, box, available_width, skip, is_line_start)
        begin, end = span
        start = begin + len(box.text.encode()[:skip].decode()) if skip else begin
        if start == end:
            return None, None, False
        cut = min(line.end, end)
        ends = cut == line.end and (not line.last or line.forced)
        resume = len(box.text[: cut - begin].encode()) if ends else None
        stop = min(line.stop, cut)
        piece = None
        if stop > start:
            piece = self._set_piece(box, box.text[start - begin : stop - begin], line, start, stop)
        return piece, resume, bool(ends and line.forced)

    def justify_line(self, context: Any, line: Any, extra_width: float) -> None:
        """Leave a line of ours as it is."""
        if not getattr(line, "is_set", False):
            self._justify_line(context, line, extra_width)

    def draw_first_line(
        self, stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any
    ) -> Any:
        """Draw a text; one of ours has its glyphs where we say."""
        layout = textbox.pango_layout
        if (
            isinstance(layout, self._layout)
            and textbox.text.strip()
            and draw(stream, layout, matrix, self._weasyprint)
        ):
            return []
        return self._draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)

    def draw_stacking_context(self, stream: Any, stacking_context: Any) -> None:
        """Draw running heads and folios as what they are: no part of the text (ISO 14289-1, 7.8)."""
        if stream._tags is None or not isinstance(stacking_context.box, self._boxes.MarginBox):
            self._draw_stacking_context(stream, stacking_context)
            return
        tags, stream._tags = stream._tags, None
        stream.begin_marked_content(
            "Artifact", self._weasyprint.pdf.pydyf.Dictionary({"Type": "/Pagination"})
        )
        self._draw_stacking_context(stream, stacking_context)
        stream.end_marked_content()
        stream._tags = tags

    def build_box_tree(self, box: Any, *rest: Any) -> Any:
        """Leave what is no part of the text out of its structure."""
        return iter(()) if isinstance(box, self._boxes.MarginBox) else self._build_box_tree(box, *rest)

    # What they share.

    def _set_piece(self, box: Any, text: str, line: _Set, start: int, stop: int) -> Any:
        """Make the box of a piece of text as it stands in its line."""
        places = line.places
        offset = line.start
        advances = places.advances[start - offset : stop - offset]
        new = box.copy_with_text(text)
        new.width = sum(advances)
        shifts = {i - start + line.start: left for i, left in places.shifts.items()}
        new.pango_layout = self._layout(text, advances, shifts)
        if box.style["text_decoration_line"] != "none":  # what underlines go by is asked before it is drawn
            new.pango_layout.setup(box.style)
            new.pango_layout.deactivate()
        new.height = self._find_height(box.style)
        line_height, new.baseline = self._line_break.strut(box.style)
        new.margin_top = new.margin_bottom = (line_height - new.height) / 2
        return new

    def _find_line(self, flow: _Flow, start: int, room: float, measure: float) -> _Set:
        """Give the line of a flow that begins at a place, in a measure; break its paragraph when needed."""
        key = (start, round(room, _ROUND))
        if key in flow.lines:
            return flow.lines[key]
        begin, end, paragraph = next(s for s in flow.segments if s[0] <= start < s[1])
        at = start - begin
        if at >= len(paragraph.kinds):  # nothing before the line feed
            return _Set(flow, start, start, end, True, False, Places([], {}))
        natural, gaps, *_ = paragraph.weigh(0, len(paragraph.kinds))
        lone = at == 0 and abs(sum(paragraph.text.advances) - room) < _FIT and natural > room and gaps
        if lone:  # a box that was shrunk to the text knows nothing of its gaps
            lines = [Line(0, len(paragraph.kinds), len(paragraph.kinds), False)]
        else:
            lines = break_lines(paragraph, at, room, measure, flow.size, fill=flow.fill, balance=flow.balance)
        forced = end - begin > len(paragraph.kinds)
        width = room
        for line in lines:
            is_last = line.end == len(paragraph.kinds)
            flow.lines[line.start + begin, round(width, _ROUND)] = _Set(
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

    def _read_flow(self, line_box: Any) -> _Flow | None:
        """Give the flow of a line box, or nothing where it has something that is left to WeasyPrint."""
        known = getattr(line_box, "flow", None)
        if known is not None and known[0] is line_box.children:
            flow: _Flow | None = known[1]
            return flow
        flow = self._make_flow(line_box)
        line_box.flow = (line_box.children, flow)
        return flow

    def _make_flow(self, line_box: Any) -> _Flow | None:
        style = line_box.style
        if style["direction"] != "ltr":
            return None
        starts: dict[int, int] = {}
        texts: list[tuple[Any, int, int]] = []
        end = self._gather(line_box, 0, starts, texts)
        if not end:
            return None
        align, last = style["text_align_all"], style["text_align_last"]
        fill = align == "justify" and style["white_space"] in _COLLAPSED
        return _Flow(
            line_box.children,
            starts,
            texts,
            {id(box): (start, stop) for box, start, stop in texts},
            list(self._list_segments(texts)),
            fill,
            align == "center" or last == "center",
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

    def _list_segments(self, texts: list[tuple[Any, int, int]]) -> Iterator[tuple[int, int, Paragraph]]:
        """List the parts of a flow between its line feeds: where each begins and ends, and its text."""
        characters = "".join(box.text for box, _, _ in texts)
        advances: list[float] = []
        sizes: list[float] = []
        blanks: dict[int, tuple[float, float]] = {}
        fixed: set[int] = set()
        breaks_words = False
        for box, start, end in texts:
            face = self._find_face(box.style)
            advances += face.read_advances(box.text)
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
            yield start, (stop if feed < 0 else feed + 1), Paragraph(text)
            start = stop if feed < 0 else feed + 1

    def _find_face(self, style: Any) -> Face:
        key = self._line_break._font_style_cache_key(style, include_size=True)
        key += f"{style['letter_spacing']} {style['word_spacing']}"
        if key not in self._faces:
            self._faces[key] = Face(style, self._shape, self._read_ink)
        return self._faces[key]

    def _find_height(self, style: Any) -> float:
        """Give the height of a line of text in a style: that of its first font, whatever the text."""
        face = self._find_face(style)
        if face.height is None:
            layout = self._shape(face.style, " ")
            face.height = self._line_break.line_size(layout.get_first_line()[0], face.style)[1]
        height: float = face.height
        return height

    def _read_ink(self, layout: Any) -> tuple[float, float]:
        ffi = self._weasyprint.text.ffi
        ink = ffi.ffi.new("PangoRectangle *")
        ffi.pango.pango_layout_line_get_extents(layout.get_first_line()[0], ink, ffi.ffi.NULL)
        return ink.x * ffi.FROM_UNITS, (ink.x + ink.width) * ffi.FROM_UNITS

    def _shape(self, style: Any, text: str) -> Any:
        layout = self._line_break.Layout(style)
        layout.set_text(text)
        return layout


def _find_start(flow: _Flow, box: Any, skip_stack: Any) -> int:
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
