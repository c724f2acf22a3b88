"""Page furniture and captions are set apart first, so that a paragraph they interrupt can go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from pipeline.characters import HAN_CHARACTER
from pipeline.document import Edit, Kind, Line, Notice
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.imprints import find_jump, is_address, is_folio, is_furniture, is_masthead
from pipeline.repair.signatures import find_caption
from pipeline.settings import Settings

_HUNG = re.compile(r"(?<=\S)\s+(?=——|[“‘《「『])")
_FORMULA = 5  # characters in a row that a text says more than once
_SEAM = 3  # lines that extraction may give twice where two columns meet
_RUNNING = 8  # characters: a shorter line may be said twice on purpose


def set_apart_furniture(draft: Draft, _settings: Settings) -> Draft:
    """Take mastheads, folios, jump lines and captions out of the run of lines, into `apart`."""
    apart: list[Passage] = []
    kept: list[Line] = []
    lines = [part for line in draft.lines for part in _part_jump(line)]
    texts = [line.text.strip() for line in lines]
    filled = [0, *accumulate(bool(text) for text in texts)]
    ends = _find_ends(texts, bool)
    body = _find_ends(texts, _is_body)
    behind: Line | None = None  # the last line kept that has a text
    index = 0
    while index < len(texts):
        text, line = texts[index], lines[index]
        captioned = find_caption(texts[index : index + 5]) if text else 0
        if captioned:
            caption = tuple(trim(line) for line in lines[index : index + captioned])
            apart.append(Passage(Kind.CAPTION, caption, ("",) * (captioned - 1), behind))
            index += captioned
            continue
        if text and (
            (is_furniture(text) and not (is_address(text) and not _ends_page(text, index, body)))
            or (is_folio(text) and (index in ends or _stands_alone(texts, index)))
            or (is_masthead(text) and filled[index] <= len(apart) and _tops(texts, index, filled[index]))
        ):
            apart.append(Passage(Kind.FURNITURE, (trim(line),), behind=behind))
        else:
            kept.append(line)
            behind = line if text else behind
        index += 1
    return replace(draft, lines=tuple(kept), apart=(*draft.apart, *apart))


def drop_doubled(draft: Draft, _settings: Settings) -> Draft:
    """Drop the lines that extraction gave a second time where two columns meet.

    One to three lines of running text that come again at once, a blank line between or none; the
    first of them is kept, and a notice says what was dropped. A line that ends a sentence is left: it
    may be a refrain. So is every line where the order of the text is in doubt: two columns may well
    have the same line.
    """
    if any(notice.code.startswith("order/") for notice in draft.notices):
        return draft
    full = [index for index, line in enumerate(draft.lines) if line.text.strip()]
    texts = [draft.lines[index].text.strip() for index in full]
    dropped: set[int] = set()
    at = 1
    while at < len(texts):
        count = _count_doubled(texts, at)
        dropped.update(full[at : at + count])
        at += count or 1
    if not dropped:
        return draft
    edits, notices = list(draft.edits), list(draft.notices)
    for index in sorted(dropped):
        line = draft.lines[index]
        edits += _drop(line)
        why = f"“{line.text.strip()[:12]}”: the line stands here a second time; dropped"
        notices.append(Notice("lines/doubled", line.number, why, "kept", 0.95))
    lines = tuple(line for index, line in enumerate(draft.lines) if index not in dropped)
    return replace(draft, lines=lines, layout=None, edits=tuple(edits), notices=tuple(notices))


def _drop(line: Line) -> Iterator[Edit]:
    """Drop what a line still holds; what was changed in it before has its own edits."""
    why = "given twice at a seam"
    if not line.columns:
        bare = trim(line)
        yield Edit("lines/doubled", bare.number, bare.column, bare.text, "", why)
        return
    for index, character in enumerate(line.text):
        if not character.isspace():
            place = line.place(index)
            yield Edit("lines/doubled", line.number, place, character, "", why)


def _count_doubled(texts: Sequence[str], at: int) -> int:
    """Count the lines from `at` on that repeat as many lines before them."""
    for count in range(1, _SEAM + 1):
        again = texts[at : at + count]
        if texts[max(at - count, 0) : at] == again and all(len(text) >= _RUNNING for text in again):
            refrain = all(text[-1] in "。！？…”；" for text in again) or _is_formula(texts, again)
            return 0 if refrain else count
    return 0


def _is_formula(texts: Sequence[str], again: Sequence[str]) -> bool:
    """Tell whether the text uses the words of these lines elsewhere too, so that they may come twice."""
    whole = "\n".join(text for text in texts if text not in again)
    return any(
        text[start : start + _FORMULA] in whole for text in again for start in range(len(text) - _FORMULA + 1)
    )


def _part_jump(line: Line) -> Iterator[Line]:
    """Part a jump line, folio or masthead from the text that extraction put on one line with it."""
    found = find_jump(line.text) or _find_masthead(line.text)
    if not found:
        yield line
        return
    for start, end in ((0, found[0]), found, (found[1], len(line.text))):
        if line.text[start:end].strip():
            columns = line.columns[start:end]
            yield Line(line.number, line.text[start:end], line.place(start), columns)


def _find_masthead(text: str) -> tuple[int, int] | None:
    """Find furniture onto which the body's first line was hung, as it opens with a dash or a mark."""
    for hung in _HUNG.finditer(text):
        if is_furniture(text[: hung.start()].strip()):
            return len(text) - len(text.lstrip()), hung.start()
    return None


def _ends_page(text: str, index: int, body: tuple[int, int]) -> bool:
    """Tell whether an address without words stands at the page's edge: no text beyond it."""
    return not HAN_CHARACTER.search(text) and not body[0] < index < body[1]


def _tops(texts: Sequence[str], index: int, above: int) -> bool:
    """Tell whether a line heads the page: other furniture, so many lines, stands above it or some below."""
    below = next((texts[at] for at in range(index + 1, len(texts)) if texts[at]), "")
    return bool(above) or is_furniture(below) or is_masthead(below)


def _is_body(text: str) -> bool:
    return bool(text) and not is_furniture(text) and not is_folio(text)


def _find_ends(texts: Sequence[str], wanted: Callable[[str], bool]) -> tuple[int, int]:
    """Find the first and the last line of the kind that is wanted; beyond all lines where there is none."""
    first = next((index for index, text in enumerate(texts) if wanted(text)), len(texts))
    last = next((index for index in reversed(range(len(texts))) if wanted(texts[index])), -1)
    return first, last


def _stands_alone(texts: Sequence[str], index: int) -> bool:
    """Tell whether a line has a blank line, or the text's end, on both sides."""
    before = texts[index - 1] if index else ""
    after = texts[index + 1] if index + 1 < len(texts) else ""
    return not before and not after


def trim(line: Line) -> Line:
    """Leave out the white space at both ends of a line; its characters keep their places."""
    text = line.text
    start = len(text) - len(text.lstrip())
    stripped = text.strip()
    if len(stripped) == len(text):
        return line
    columns = line.columns[start : start + len(stripped)]
    return Line(line.number, stripped, line.place(start) if stripped else line.column, columns)
