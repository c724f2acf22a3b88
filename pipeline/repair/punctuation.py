"""ASCII marks that stand in Chinese text become full-width ones, where a user asks for it.

GB/T 15834-2011 writes marks full-width in Chinese text, the dash as —— (4.10) and the ellipsis as ……
(4.11); inside numbers, Latin words and addresses they stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.characters import CLOSERS, HAN_LETTER, OPENERS
from pipeline.document import Edit, Kind, Line
from pipeline.repair.draft import Draft, Passage
from pipeline.settings import Punctuation, Settings

_FULLWIDTH = {",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！"}
_WIDE = re.escape("".join((CLOSERS | OPENERS) - set("()[]{}"))) + "，。、；：？！…％"
_NEAR_HAN = re.compile(f"{HAN_LETTER}")
_MARK = re.compile(
    f"(?<=(?:{HAN_LETTER}|[{_WIDE}]))[ ]?([,;?!])|(?<=(?:{HAN_LETTER}|[{_WIDE}]))[ ]?([.:])(?![A-Za-z])"
)
_BEHIND_LATIN = re.compile(
    rf"(?<=[0-9A-Za-z%])([,;?!])(?=(?:{HAN_LETTER}|[{_WIDE}])|$)|(?<=[A-Za-z%])(\.)(?={HAN_LETTER}|$)"
)
_BRACKETS = re.compile(f"\\(([^()]*{HAN_LETTER}[^()]*)\\)")
_DOTS = re.compile(rf"(?<=(?:{HAN_LETTER}|[{_WIDE}]))(?<!。)(?:\.{{3,6}}|。{{3,6}})(?![.。])")
_HYPHENS = re.compile(f"(?<=(?:{HAN_LETTER}|[{_WIDE}]))-{{2,3}}(?!-)|(?<![-\\S])-{{2,3}}(?={HAN_LETTER})")
_STRAIGHT = re.compile('"')


def widen_marks(draft: Draft, settings: Settings) -> Draft:
    """Make ASCII marks in Chinese text full-width; every change in the ledger.

    A passage is read as one text, so that a pair or an ellipsis over two lines is seen whole.
    """
    if settings.punctuation is not Punctuation.FULLWIDTH:
        return draft
    passages: list[Passage] = []
    edits = list(draft.edits)
    for passage in draft.passages:
        if passage.kind is Kind.FURNITURE:
            passages.append(passage)
            continue
        whole = "".join(line.text for line in passage.lines)
        changes = dict(_find_changes(whole))
        lines: list[Line] = []
        at = 0
        for line in passage.lines:
            becomes = [changes.get(at + index, old) for index, old in enumerate(line.text)]
            edits += _compare(line, becomes)
            lines.append(_rewrite(line, becomes))
            at += len(line.text)
        passages.append(replace(passage, lines=tuple(lines)))
    return replace(draft, passages=tuple(passages), edits=tuple(edits))


def _find_changes(text: str) -> Iterator[tuple[int, str]]:
    """Give what single characters of a text become: nothing, for the third dot of an ellipsis."""
    if not _NEAR_HAN.search(text):
        return
    for match in (*_DOTS.finditer(text), *_HYPHENS.finditer(text)):
        mark = "——" if match.group().startswith("-") else "……"
        for offset in range(len(match.group())):
            yield match.start() + offset, mark[offset : offset + 1]
        text = f"{text[: match.start()]}{mark[0] * len(match.group())}{text[match.end() :]}"
    for match in _BRACKETS.finditer(text):
        yield match.start(), "（"
        yield match.end() - 1, "）"
    text = _BRACKETS.sub(lambda match: f"（{match.group(1)}）", text)
    for pattern in (_MARK, _BEHIND_LATIN):
        for match in pattern.finditer(text):
            group = 1 if match.group(1) else 2
            yield match.start(group), _FULLWIDTH[match.group(group)]
    straight = [match.start() for match in _STRAIGHT.finditer(text)]
    if len(straight) % 2 == 0:  # one that lacks its partner leaves all of them in doubt
        for number, at in enumerate(straight):
            yield at, "”" if number % 2 else "“"


def _rewrite(line: Line, becomes: list[str]) -> Line:
    """Make the changed line, which still knows the place of each of its characters."""
    text = "".join(becomes)
    if len(text) == len(line.text):
        return replace(line, text=text)
    places = tuple(line.place(index) for index, new in enumerate(becomes) if new)
    return Line(line.number, text, line.column, places)


def _compare(line: Line, becomes: list[str]) -> list[Edit]:
    why = "Chinese text has full-width marks"
    return [
        Edit("punctuation/fullwidth", line.number, line.place(index), old, new, why)
        for index, (old, new) in enumerate(zip(line.text, becomes, strict=True))
        if old != new
    ]
