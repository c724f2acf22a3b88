"""One text in every format: what was read back from an output is the text of its articles."""

from __future__ import annotations

import unicodedata
from collections import Counter

from pipeline.characters import is_shaped, strip_blanks
from pipeline.document import Article, Book
from pipeline.errors import LawError

_CONTEXT = 8  # characters of the text shown on each side of a difference

# Readers of PDF give a ligature's letters, whichever of the two was written.
_LIGATURES = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
)


def body_text(book: Book) -> str:
    """Give the text a book must carry: all blocks but the furniture, in order, blanks left out."""
    return strip_blanks("".join(block.text for article in book.articles for block in article.body))


def same_text(book: Book, read: str, *, glyphs: bool = False) -> None:
    """Check that the body text read back from an output of a book is the text of its articles.

    `read` holds the body in document order, without running heads, folios, title page and contents;
    blanks (white space, zero-width marks, controls) do not count. Where it was read from `glyphs`, what is
    shaped does not count either, and the rest of a block that has any may stand in another order.

    Raises LawError naming the first difference with the characters round it.
    """
    found = strip_blanks(read)
    difference = find_difference(body_text(book), found)
    if difference and glyphs:
        difference = _find_difference_of_glyphs(book, found)
    if difference:
        raise LawError(
            f"the text read back differs {difference}",
            where=book.title,
            step="nothing was written; please report this with the source",
        )


def find_difference(wanted: str, found: str) -> str:
    """Say where two texts begin to differ, with the characters round it; nothing where they are one.

    A ligature counts as its letters. `at character 7: 甲【乙 U+4E59】丙 became 甲【the end】`
    """
    wanted, found = (text.translate(_LIGATURES) for text in (wanted, found))
    if wanted == found:
        return ""
    shorter = min(len(wanted), len(found))
    at = next((i for i in range(shorter) if wanted[i] != found[i]), shorter)
    return f"at character {at + 1}: {_show(wanted, at)} became {_show(found, at)}"


def _find_difference_of_glyphs(book: Book, found: str) -> str:
    """Say where texts differ but in what is shaped, which glyphs do not tell: marks, letters running left.

    What stands beside such letters is read in another order, and as what it is made of: ① as 1.
    """
    rest = _leave_shaped(found.translate(_LIGATURES))
    for article in book.articles:
        for block in article.body:
            wanted = _leave_shaped(strip_blanks(block.text).translate(_LIGATURES))
            if any(map(is_shaped, block.text)):
                wanted = _take_apart(wanted)
                begin, rest = _take(rest, len(wanted))
                differ = _count(wanted) != _count(begin)
            else:
                begin, rest = rest[: len(wanted)], rest[len(wanted) :]
                differ = wanted != begin
            if differ:
                return find_difference(wanted, begin)
    return find_difference("", rest)


def _take(text: str, length: int) -> tuple[str, str]:
    """Give the beginning of a text that is so long once it is taken apart, taken apart; and the rest."""
    begin = ""
    for at, c in enumerate(text):
        parts = _take_apart(c)
        if parts and len(begin) >= length:
            return begin, text[at:]
        begin += parts
    return begin, ""


def _take_apart(text: str) -> str:
    """Give the characters that those of a text are made of (NFKD), but syllables of Hangul whole."""
    parts = (
        c if unicodedata.name(c, "").startswith("HANGUL S") else unicodedata.normalize("NFKD", c)
        for c in text
    )
    return _leave_shaped("".join(parts))


def _count(text: str) -> Counter[str]:
    """Count the characters of a text but those turned round where text runs to the left (UAX #9, L4)."""
    return Counter(c for c in text if not unicodedata.mirrored(c) and c not in "“”‘’")


def _leave_shaped(text: str) -> str:
    return "".join(c for c in text if not is_shaped(c))


def same_blocks(before: Article, after: Article, *, lengths: bool = True) -> None:
    """Check that an article in another edition has the blocks of the first: as many, of the same kinds.

    With `lengths` each is as long as it was, since a character gives one character. Raises LawError naming
    the block and its line.
    """
    shapes = [
        [
            f"{block.kind} of {len(block.text)} characters" if lengths else block.kind
            for block in article.blocks
        ]
        for article in (before, after)
    ]
    if shapes[0] == shapes[1]:
        return
    shorter = min(map(len, shapes))
    at = next((i for i in range(shorter) if shapes[0][i] != shapes[1][i]), shorter)
    said = [shape[at] if at < len(shape) else "none" for shape in shapes]
    lines = before.blocks[at].lines if at < len(before.blocks) else ()
    raise LawError(
        f"block {at + 1} of {before.language}, {said[0]}, is in {after.language} {said[1]}",
        where=before.source,
        line=lines[0] if lines else 0,
        step="nothing was written; please report this with the source",
    )


def _show(text: str, at: int) -> str:
    """Give the character at a place in brackets, with what stands before and behind it."""
    if at >= len(text):
        return f"{text[max(0, at - _CONTEXT) :]}【the end】"
    code = f"U+{ord(text[at]):04X}"
    before, behind = text[max(0, at - _CONTEXT) : at], text[at + 1 : at + 1 + _CONTEXT]
    return f"{before}【{text[at]} {code}】{behind}"
