"""Where one article of a text ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.characters import CLOSING, FORM_FEED, SENTENCE_ENDS
from pipeline.document import Edit, Line, Notice
from pipeline.repair.imprints import is_furniture
from pipeline.repair.signatures import find_signature

_SEPARATOR = re.compile(r"^\s*([-=*])(?:\s*\1){2,}\s*$")
_LIKE_THE_REST = (0.8, 1.15)  # of the usual length: a line of running text


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one article, what was dropped between them, and what is doubtful about its borders."""

    lines: tuple[Line, ...]
    edits: tuple[Edit, ...] = ()
    notices: tuple[Notice, ...] = ()


def part_articles(lines: Sequence[Line]) -> Iterator[Part]:
    """Part a text at lines of three or more dashes, equals signs or asterisks, and at form feeds.

    A form feed is also where a page ends: an article that goes on behind it is not parted, and a
    notice says so.
    """
    held: list[Line] = []
    edits: list[Edit] = []
    notices: list[Notice] = []
    for index, line in enumerate(lines):
        separator = _SEPARATOR.match(line.text)
        if separator:
            start = len(line.text) - len(line.text.lstrip())
            edits.append(
                Edit("article/separator", line.number, start + 1, line.text.strip(), "", "parts two articles")
            )
        else:
            held.append(line)
        if not any(line.text.strip() for line in held):
            continue
        paged = line.text.endswith(FORM_FEED)
        if paged and _goes_on(held, lines[index + 1 :]):
            why = "the page ends here; the article goes on"
            notices.append(Notice("article/page", line.number, why, "a new article begins", 0.9))
        elif separator or paged:
            yield Part(tuple(held), tuple(edits), tuple(notices))
            held, edits, notices = [], [], []
    if edits or any(line.text.strip() for line in held):
        yield Part(tuple(held), tuple(edits), tuple(notices))


def _goes_on(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Tell whether the article goes on behind a page's end: in mid-sentence, or in running text."""
    ended = [text for line in before if (text := line.text.strip()) and not is_furniture(text)]
    opening = next((text for line in after if (text := line.text.strip()) and not is_furniture(text)), "")
    if not ended or not opening or find_signature([opening]):
        return False
    last = ended[-1].rstrip(CLOSING)[-1:]
    if last not in SENTENCE_ENDS and not find_signature([ended[-1]]):
        return True
    usual = median(map(len, ended))
    return _LIKE_THE_REST[0] * usual <= len(opening) <= _LIKE_THE_REST[1] * usual
