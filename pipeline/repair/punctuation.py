"""ASCII marks that stand in Chinese text become full-width ones, where a user asks for it.

GB/T 15834-2011 writes marks full-width in Chinese text; inside numbers, Latin words and addresses
they stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.characters import CLOSERS, HAN, OPENERS
from pipeline.document import Edit, Kind, Line
from pipeline.repair.draft import Draft, Passage
from pipeline.settings import Punctuation, Settings

_FULLWIDTH = {",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！"}
_MARK = re.compile(r"[,.:;?!]")
_BRACKETS = re.compile(f"\\(([^()]*[{HAN}][^()]*)\\)")
_CHINESE = re.compile(f"[{HAN}{re.escape(''.join(CLOSERS | OPENERS))}％]")
_LATIN = re.compile(r"[0-9A-Za-z]")


def widen_marks(draft: Draft, settings: Settings) -> Draft:
    """Make ASCII marks after Han full-width, and brackets around Han; every change in the ledger."""
    if settings.punctuation is not Punctuation.FULLWIDTH:
        return draft
    passages: list[Passage] = []
    edits = list(draft.edits)
    for passage in draft.passages:
        if passage.kind is Kind.FURNITURE:
            passages.append(passage)
            continue
        texts = [line.text for line in passage.lines]
        lines: list[Line] = []
        for index, line in enumerate(passage.lines):
            before = texts[index - 1][-1:] if index else ""
            after = texts[index + 1][:1] if index + 1 < len(texts) else ""
            text = _widen(line.text, before, after)
            edits += _compare(line, text)
            lines.append(replace(line, text=text))
        passages.append(replace(passage, lines=tuple(lines)))
    return replace(draft, passages=tuple(passages), edits=tuple(edits))


def _widen(text: str, before: str, after: str) -> str:
    """Give the text with its marks made full-width; as long as it was."""
    text = _BRACKETS.sub(lambda match: f"（{match.group(1)}）", text)
    whole = before + text + after

    def widen(match: re.Match[str]) -> str:
        at = match.start() + len(before)
        left = whole[:at].rstrip()[-1:]
        right = whole[at + 1 : at + 2]
        return (
            _FULLWIDTH[match.group()] if _CHINESE.match(left) and not _LATIN.match(right) else match.group()
        )

    return _MARK.sub(widen, text)


def _compare(line: Line, text: str) -> list[Edit]:
    why = "Chinese text has full-width marks"
    return [
        Edit("punctuation/fullwidth", line.number, line.place(index), old, new, why)
        for index, (old, new) in enumerate(zip(line.text, text, strict=True))
        if old != new
    ]
