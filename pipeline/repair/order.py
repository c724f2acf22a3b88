"""Reading order: the headline and lede before the body, and which head is title, kicker, subtitle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Kind
from pipeline.repair.draft import Passage

_HEADLINE = (Kind.KICKER, Kind.TITLE, Kind.SUBTITLE)
_SUBTITLE = re.compile(r"^[—―─]{1,2}")


def order_passages(passages: Sequence[Passage], below: int) -> tuple[Passage, ...]:
    """Bring what stands from passage number `below` on before the rest, and name the heads."""
    return _gather_headline(_name_headline((*passages[below:], *passages[:below])))


def _gather_headline(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Bring the headline together, before the lede or other text that extraction put above it."""
    headline = [passage for passage in passages if passage.kind in _HEADLINE]
    rest = [passage for passage in passages if passage.kind not in _HEADLINE]
    return (*headline, *rest)


def _name_headline(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Tell title, kicker (引题) and subtitle (副题) apart among the headline's passages.

    A line that opens with a dash is a subtitle. Without one the first is the title.
    """
    places = [place for place, passage in enumerate(passages) if passage.kind is Kind.TITLE]
    if not places:
        return tuple(passages)
    marked = [place for place in places if _SUBTITLE.match(passages[place].text)]
    named = list(passages)
    title = places[0]
    if marked and marked[0] != places[0]:
        title = max(place for place in places if place < marked[0])
    for place in places:
        kind = Kind.TITLE if place == title else Kind.KICKER if place < title else Kind.SUBTITLE
        named[place] = replace(passages[place], kind=kind)
    return tuple(named)
