"""The adapter to WeasyPrint's inner parts: it has our lines broken and set in place of its own.

For as long as `setting` is entered, nine functions of WeasyPrint stand behind ours: the one that fills a
line of boxes (which alone knows how wide the line is), the one that cuts a text box, the one that
justifies, the one that draws a text; three that style pages, draw their margins and tag them; and two that
read faces and cut them down. Columns, footnotes, floats, widows and orphans stay WeasyPrint's. `flows.py`
reads its boxes, `ink.py` draws on its pages, `pages.py` has to do with their margins, `subsets.py` with the
faces.

Paragraphs with inline blocks, pictures, floats, padded elements, hyphenation or text that runs to the left
are left to it whole. Made for WeasyPrint 70; tests/test_setting.py says what an update changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from threading import RLock, get_ident
from typing import Any

from pipeline.formats.setting.flows import Flows, Set, find_start
from pipeline.formats.setting.ink import draw, make_layout
from pipeline.formats.setting.pages import Pages
from pipeline.formats.setting.subsets import Subsets

_LOCK = RLock()


@contextmanager
def setting(weasyprint: Any) -> Iterator[None]:
    """Set Chinese lines our way in everything this thread has WeasyPrint lay out and draw meanwhile."""
    inline, text = weasyprint.layout.inline, weasyprint.draw.text
    faces = weasyprint.pdf.fonts.Font
    with _LOCK:
        hook, pages, subsets = _Hook(weasyprint), Pages(weasyprint), Subsets(weasyprint)
        ours = [
            (inline, "split_inline_box", hook.split_inline_box),
            (inline, "split_text_box", hook.split_text_box),
            (inline, "justify_line", hook.justify_line),
            (text, "draw_first_line", hook.draw_first_line),
            (weasyprint.layout.page, "set_page_type_computed_styles", pages.set_styles),
            (weasyprint.draw, "draw_stacking_context", pages.draw_stacking_context),
            (weasyprint.pdf.tags, "_build_box_tree", pages.build_box_tree),
            (weasyprint.pdf.fonts, "get_hb_object_data", subsets.look),
            (faces, "_harfbuzz_subset", lambda font, glyphs, hinting: subsets.cut(font, glyphs, hinting)),
        ]
        theirs = [(module, name, getattr(module, name)) for module, name, _ in ours]
        try:
            for module, name, function in ours:
                setattr(module, name, function)
            yield
        finally:
            for module, name, function in theirs:
                setattr(module, name, function)


class _Hook:
    """The functions that stand before WeasyPrint's, and what they share during one call."""

    def __init__(self, weasyprint: Any) -> None:
        self._boxes = weasyprint.formatting_structure.boxes
        self._weasyprint = weasyprint
        self._layout = make_layout(weasyprint)
        self._split_inline_box = weasyprint.layout.inline.split_inline_box
        self._split_text_box = weasyprint.layout.inline.split_text_box
        self._justify_line = weasyprint.layout.inline.justify_line
        self._draw_first_line = weasyprint.draw.text.draw_first_line
        self._flows = Flows(weasyprint)
        self._line: Set | None = None
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
        flow = self._flows.read_flow(box) if is_line and not first_line_style else None
        outer = self._line
        if flow is not None:
            start = find_start(flow, box, skip_stack)
            room = max_x - position_x
            indent = box.text_indent if skip_stack is None else 0
            self._line = self._flows.find_line(flow, start, room, room + indent)
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
        if isinstance(layout, self._layout) and textbox.text.strip():
            if draw(stream, layout, matrix, self._weasyprint.text.ffi):
                return []
            layout.shape(textbox.style)
        return self._draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)

    # What they share.

    def _set_piece(self, box: Any, text: str, line: Set, start: int, stop: int) -> Any:
        """Make the box of a piece of text as it stands in its line."""
        places = line.places
        first, behind = start - line.start, stop - line.start
        advances = places.advances[first:behind]
        new = box.copy_with_text(text)
        new.width = sum(advances)
        shifts = {i - first: left for i, left in places.shifts.items() if first <= i < behind}
        new.pango_layout = self._layout(
            text,
            advances,
            shifts,
            line.flow.glyphs[start:stop],
            places.letter_space * box.style["font_size"],
            stop == line.stop,
        )
        if box.style["text_decoration_line"] != "none":  # what underlines go by is asked before it is drawn
            new.pango_layout.setup(box.style)
            new.pango_layout.deactivate()
        new.height, line_height, new.baseline = self._flows.find_metrics(box.style)
        new.margin_top = new.margin_bottom = (line_height - new.height) / 2
        return new
