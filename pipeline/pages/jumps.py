"""Jump lines: where an article leaves its page (下转第三版) and where it goes on (上接第一版)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.pages.rows import Row
from pipeline.sheet import Box

_ONWARD = re.compile(r"[下紧緊]?[转轉](?:接)?\s*第?\s*([A-Z]?[0-9一二三四五六七八九十]{1,3})\s*[版面]")
_BACK = re.compile(r"[上紧緊]?[接承]\s*第?\s*([A-Z]?[0-9一二三四五六七八九十]{1,3})\s*[版面]")
_DIGITS = {digit: str(number) for number, digit in enumerate("〇一二三四五六七八九")}
_NEAR = 3.0  # ems from its text that a jump line stands, at most


@dataclass(frozen=True, slots=True)
class Jump:
    """A jump line: the row, whether it leads on, and the page it names."""

    row: Row
    onward: bool
    page: str


def find_jumps(rows: Sequence[Row]) -> list[Jump]:
    """Find the jump lines among rows of furniture."""
    jumps = []
    for row in rows:
        if found := _ONWARD.search(row.text):
            jumps.append(Jump(row, True, read_page(found[1])))
        elif found := _BACK.search(row.text):
            jumps.append(Jump(row, False, read_page(found[1])))
    return jumps


def read_page(text: str) -> str:
    """Write the number of a page in digits: 三 is 3, 十二 is 12, 03 is 3, A4 stays."""
    if text[0] in "0123456789":
        return str(int(text))
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return "".join(_DIGITS.get(character, character) for character in text)
    return (_DIGITS.get(tens, "1") if tens else "1") + (_DIGITS[ones] if ones else "0")


def stands_by(jump: Jump, box: Box) -> bool:
    """Tell whether a jump line stands in the box of some text, or right under or over it."""
    reach = _NEAR * jump.row.size
    return (
        jump.row.box.share_width(box) > 0
        and jump.row.box.top < box.bottom + reach
        and jump.row.box.bottom > box.top - reach
    )
