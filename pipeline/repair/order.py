"""Reading order: the headline and lede before the body, and which head is title, kicker, subtitle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Kind
from pipeline.repair.draft import Passage
from pipeline.repair.shapes import is_marked_subtitle, says_what_happened

_HEADLINE = (Kind.KICKER, Kind.TITLE, Kind.SUBTITLE)


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

    A line that opens with a dash or ends with its number in a series is a subtitle; one before the
    title that says who did what is a kicker. Where nothing tells, the first is the title.
    """
    places = [place for place, passage in enumerate(passages) if passage.kind is Kind.TITLE]
    if not places:
        return tuple(passages)
    texts = [passages[place].text for place in places]
    marked = next(
        (number for number, text in enumerate(texts) if number and is_marked_subtitle(text)), len(texts)
    )
    title = 0
    if marked > 1 and says_what_happened(texts[0]) and not says_what_happened(texts[1]):
        title = 1
    elif marked < len(texts):
        title = marked - 1
    named = list(passages)
    for number, place in enumerate(places):
        kind = Kind.TITLE if number == title else Kind.KICKER if number < title else Kind.SUBTITLE
        named[place] = replace(passages[place], kind=kind)
    return tuple(named)
