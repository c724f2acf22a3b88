"""The adapter to how WeasyPrint makes pages: what stands in their margins, and what they need only once.

Running heads and folios are drawn as what they are: no part of the text (ISO 14289-1, 7.8). Pages of one
kind share their styles, which WeasyPrint would work out anew for each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class _Pages(NamedTuple):
    """Of a PDF what its structure is built from; its own `page_references` lists all pages at each call."""

    page_references: tuple[bytes, ...]
    add_object: Callable[[Any], None]


class Pages:
    """The functions that stand before WeasyPrint's, and what they keep during one call."""

    def __init__(self, weasyprint: Any) -> None:
        self._weasyprint = weasyprint
        self._margin_box = weasyprint.formatting_structure.boxes.MarginBox
        self._draw_stacking_context = weasyprint.draw.draw_stacking_context
        self._build_box_tree = weasyprint.pdf.tags._build_box_tree
        self._set_styles = weasyprint.layout.page.set_page_type_computed_styles
        self._kinds: dict[Any, Any] = {}  # the first page of each kind

    def set_styles(self, page: Any, html: Any, style_for: Any) -> None:
        """Give a page and its margin boxes their styles: those of an earlier page of its kind."""
        numbered = any(
            selector.index
            for sheet, *_ in style_for._sheets
            for _, selectors, _ in sheet.page_rules
            for *_, selector in selectors
        )
        kind = style_for, page if numbered else page._replace(index=page.index > 0, groups=())
        known = self._kinds.setdefault(kind, page)
        if known is page:
            self._set_styles(page, html, style_for)
            return
        styles = style_for.get_computed_styles()
        for element, name in list(style_for.get_cascaded_styles()):
            if element == known:
                styles[page, name] = styles[known, name]

    def draw_stacking_context(self, stream: Any, stacking_context: Any) -> None:
        """Draw a part of a page; what stands in its margins as an artifact."""
        if stream._tags is None or not isinstance(stacking_context.box, self._margin_box):
            self._draw_stacking_context(stream, stacking_context)
            return
        tags, stream._tags = stream._tags, None
        stream.begin_marked_content(
            "Artifact", self._weasyprint.pdf.pydyf.Dictionary({"Type": "/Pagination"})
        )
        self._draw_stacking_context(stream, stacking_context)
        stream.end_marked_content()
        stream._tags = tags

    def build_box_tree(self, box: Any, parent: Any, pdf: Any, *rest: Any) -> Any:
        """Build the structure of a box; what stands in the margins is left out of it."""
        if isinstance(box, self._margin_box):
            return iter(())
        if not isinstance(pdf, _Pages):
            pdf = _Pages(pdf.page_references, pdf.add_object)
        return self._build_box_tree(box, parent, pdf, *rest)
