"""Notes and what they are about: a mark in the text and the note that opens with it, linked both ways.

The roles are those of DPUB-ARIA 1.1, the types those of EPUB Structural Semantics 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.document import Article, Kind
from pipeline.formats.html import escape

_MARK = re.compile(r"\s*(?:注[释釋]?|註釋?)?([①-⑳㉑-㉟]|[\[［〔【][注註]?[0-9]{1,3}[\]］〕】])")
_NOTED = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.VERSE, Kind.CAPTION})

_REFERENCE = (
    '<a class="mark" id="reference-{n}" href="#note-{n}" epub:type="noteref" role="doc-noteref">{mark}</a>'
)
_BACK = '<a class="mark" href="#reference-{n}" epub:type="backlink" role="doc-backlink">{mark}</a>'
_NOTE = '<aside id="note-{n}" epub:type="footnote" role="doc-footnote">{note}</aside>'


def link_notes(article: Article) -> Callable[[int, str], str]:
    """Make what puts the links into the markup of an article's blocks, given a block's place and markup.

    A note is linked when it opens with a mark (①, [1], 〔注1〕) that stands exactly once in the text, not at
    the beginning of a block, where it would count the items of a list.
    """
    notes: dict[int, tuple[int, str]] = {}  # by the place of the note: its number and mark
    texts: dict[int, list[tuple[int, str]]] = {}  # by the place of a text: those of its notes
    for note, mark in _list_notes(article):
        if (text := _find_mark(article, mark)) is not None:
            notes[note] = len(notes) + 1, escape(mark)
            texts.setdefault(text, []).append(notes[note])

    def link(place: int, markup: str) -> str:
        for number, mark in texts.get(place, ()):
            markup = markup.replace(mark, _REFERENCE.format(n=number, mark=mark))
        if place in notes:
            number, mark = notes[place]
            markup = _NOTE.format(n=number, note=markup.replace(mark, _BACK.format(n=number, mark=mark), 1))
        return markup

    return link


def _list_notes(article: Article) -> list[tuple[int, str]]:
    """List the notes that open with a mark no other note opens with, by their places."""
    found = [
        (place, match.group(1))
        for place, block in enumerate(article.body)
        if block.kind is Kind.NOTE and (match := _MARK.match(block.text))
    ]
    marks = [mark for _, mark in found]
    return [(place, mark) for place, mark in found if marks.count(mark) == 1]


def _find_mark(article: Article, mark: str) -> int | None:
    """Give the place of the one block whose text has the mark, once and not at its beginning."""
    texts = [block.text if block.kind in _NOTED else "" for block in article.body]
    places = [place for place, text in enumerate(texts) for _ in range(text.count(mark))]
    if len(places) != 1 or texts[places[0]].lstrip().startswith(mark):
        return None
    return places[0]
