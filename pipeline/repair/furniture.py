"""Page furniture and captions are set apart first, so that a paragraph they interrupt can go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Kind, Line
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.signatures import find_caption, is_folio, is_furniture
from pipeline.settings import Settings


def set_apart_furniture(draft: Draft, _settings: Settings) -> Draft:
    """Take mastheads, folios, jump lines and captions out of the run of lines, into `apart`."""
    apart: list[Passage] = []
    kept: list[Line] = []
    texts = [line.text.strip() for line in draft.lines]
    index = 0
    while index < len(texts):
        text, line = texts[index], draft.lines[index]
        captioned = find_caption(texts[index : index + 5]) if text else 0
        if captioned:
            lines = tuple(trim(line) for line in draft.lines[index : index + captioned])
            apart.append(Passage(Kind.CAPTION, lines, ("",) * (captioned - 1)))
            index += captioned
            continue
        if text and (is_furniture(text) or (is_folio(text) and _stands_alone(texts, index))):
            apart.append(Passage(Kind.FURNITURE, (trim(line),)))
        else:
            kept.append(line)
        index += 1
    return replace(draft, lines=tuple(kept), apart=(*draft.apart, *apart))


def _stands_alone(texts: Sequence[str], index: int) -> bool:
    """Tell whether a line has nothing but blank lines, or the text's end, on both sides."""
    before = texts[index - 1] if index else ""
    after = texts[index + 1] if index + 1 < len(texts) else ""
    edge = not any(texts[:index]) or not any(texts[index + 1 :])
    return edge or (not before and not after)


def trim(line: Line) -> Line:
    """Leave out the white space at both ends of a line; its characters keep their places."""
    text = line.text
    start = len(text) - len(text.lstrip())
    stripped = text.strip()
    if len(stripped) == len(text):
        return line
    columns = line.columns[start : start + len(stripped)] if line.columns else ()
    return Line(line.number, stripped, line.place(start) if stripped else line.column, columns)
