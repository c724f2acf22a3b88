"""What an article says of itself: its title, its byline, the date and page in the furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.document import Article, Block, Kind
from pipeline.repair.language import is_traditional
from pipeline.settings import Metadata

_DATE = re.compile(r"([0-9]{4})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})")
_PAGE = re.compile(r"第\s*([A-Z]?[0-9一二三四五六七八九十]{1,3})\s*版|^([A-Z][0-9]{1,2})\b")
_RUN_IN_BYLINE = re.compile(
    r"^.{0,30}?[（(]((?:本报|新华社)?(?:记者|通讯员|記者|通訊員)[^（）()]{2,40})[）)]"
)


def gather_facts(article: Article, metadata: Metadata) -> Article:
    """Fill the article's fields from its blocks; what the user says of the source comes first."""
    blocks = article.blocks
    furniture = [block.text for block in blocks if block.kind is Kind.FURNITURE]
    found = replace(
        article,
        title=_first(blocks, Kind.TITLE),
        subtitle=_first(blocks, Kind.SUBTITLE),
        byline=_first(blocks, Kind.BYLINE).strip("（）()") or _find_run_in_byline(blocks),
        date=next((day for text in furniture if (day := _find_date(text))), ""),
        page=next((page for text in furniture if (page := _find_page(text))), ""),
        language="zh-Hant-TW" if is_traditional(block.text for block in blocks) else "zh-Hans",
    )
    said = {name: value for name in Metadata.__dataclass_fields__ if (value := getattr(metadata, name))}
    return replace(found, **said)


def _first(blocks: Sequence[Block], kind: Kind) -> str:
    return next((block.text for block in blocks if block.kind is kind), "")


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
        return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        return ""


def _find_page(text: str) -> str:
    match = _PAGE.search(text)
    return (match.group(1) or match.group(2)) if match else ""
