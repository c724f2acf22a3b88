"""One text in every format: what was read back from an output is the text of its articles."""

from __future__ import annotations

import unicodedata

from pipeline.document import Book
from pipeline.errors import LawError

_CONTEXT = 8  # characters of the text shown on each side of a difference


_VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))

# Readers of PDF give a ligature's letters, whichever of the two was written.
_LIGATURES = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
)


def strip_blanks(text: str) -> str:
    """Leave out what has no ink of its own: white space, controls, format marks, variation selectors."""
    return "".join(
        c
        for c in text
        if not (c.isspace() or c in _VARIATION_SELECTORS or unicodedata.category(c) in ("Cc", "Cf", "Cs"))
        and c not in "\ufffe\uffff"
    )


def body_text(book: Book) -> str:
    """Give the text a book must carry: all blocks but the furniture, in order, blanks left out."""
    return strip_blanks("".join(block.text for article in book.articles for block in article.body))


def same_text(book: Book, read: str) -> None:
    """Check that the body text read back from an output of a book is the text of its articles.

    `read` holds the body in document order, without running heads, folios, title page and contents;
    blanks (white space, zero-width marks, controls) do not count. Raises LawError naming the first
    difference with the characters round it.
    """
    wanted, found = (text.translate(_LIGATURES) for text in (body_text(book), strip_blanks(read)))
    if wanted == found:
        return
    shorter = min(len(wanted), len(found))
    at = next((i for i in range(shorter) if wanted[i] != found[i]), shorter)
    raise LawError(
        f"the text read back differs at character {at + 1}: {_show(wanted, at)} became {_show(found, at)}",
        where=book.title,
        step="nothing was written; please report this with the source",
    )


def _show(text: str, at: int) -> str:
    """Give the character at a place in brackets, with what stands before and behind it."""
    if at >= len(text):
        return f"{text[max(0, at - _CONTEXT) :]}【the end】"
    code = f"U+{ord(text[at]):04X}"
    before, behind = text[max(0, at - _CONTEXT) : at], text[at + 1 : at + 1 + _CONTEXT]
    return f"{before}【{text[at]} {code}】{behind}"
