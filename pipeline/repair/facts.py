"""What an article says of itself: its title, its byline, the date and page in the furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.document import Article, Block, Kind
from pipeline.recognition import is_traditional
from pipeline.repair.imprints import find_page, find_paper
from pipeline.settings import Metadata

_DATE = re.compile(
    r"([0-9]{4}|[〇○零一二三四五六七八九]{4})\s*[年./-]\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*[月./-]\s*"
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})"
)
_DIGITS = {**{digit: value for value, digit in enumerate("〇一二三四五六七八九")}, "○": 0, "零": 0}
_NOT_A_NAME = re.compile(r"^[（(]?(?:本文)?作者(?:系|为|為|是|单位|單位)|^[（(]?(?:来源|來源)[：:]")
_RUN_IN_BYLINE = re.compile(
    r"^.{0,30}?[（(]((?:本报|新华社)?(?:记者|通讯员|記者|通訊員)[^（）()]{2,40})[）)]"
)


def gather_facts(article: Article, metadata: Metadata, beside: Sequence[str] = ()) -> Article:
    """Fill the article's fields from its blocks, and from the page's furniture that stands `beside` it.

    What the user says of the source comes first.
    """
    blocks = article.blocks
    furniture = [*(block.text for block in blocks if block.kind is Kind.FURNITURE), *beside]
    found = replace(
        article,
        title=_first(blocks, Kind.TITLE),
        subtitle=_first(blocks, Kind.SUBTITLE),
        byline=_find_byline(blocks) or _find_run_in_byline(blocks),
        date=next((day for text in furniture if (day := _find_date(text))), ""),
        publication=next((paper for text in furniture if (paper := find_paper(text))), ""),
        page=next((page for text in furniture if (page := find_page(text))), ""),
        language="zh-Hant-TW" if is_traditional(block.text for block in blocks) else "zh-Hans",
    )
    facts = Metadata.__dataclass_fields__.keys() & Article.__dataclass_fields__.keys()
    said = {name: value for name in facts if (value := getattr(metadata, name))}
    return replace(found, **said)


def _first(blocks: Sequence[Block], kind: Kind) -> str:
    return next((block.text for block in blocks if block.kind is kind), "")


def _find_byline(blocks: Sequence[Block]) -> str:
    """Find the first byline with a name: one that tells the writer's post or the source has none."""
    signed = (block.text for block in blocks if block.kind is Kind.BYLINE)
    return next((text.strip("（）()") for text in signed if not _NOT_A_NAME.match(text)), "")


def _find_run_in_byline(blocks: Sequence[Block]) -> str:
    for block in blocks:
        if block.kind is Kind.PARAGRAPH and (match := _RUN_IN_BYLINE.match(block.text)):
            return match.group(1)
    return ""


def _find_date(text: str) -> str:
    match = _DATE.search(text)
    if not match:
        return ""
    try:
        return date(*(_read_number(part) for part in match.groups())).isoformat()
    except ValueError:
        return ""


def _read_number(text: str) -> int:
    """Read a number in digits, or in Chinese numerals: 二〇二〇, 十二, 二十一."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[digit]) for digit in text))
