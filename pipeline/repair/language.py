"""Which script a text is written in: Simplified or Traditional."""

from __future__ import annotations

from collections.abc import Iterable

# Frequent characters that only one of the two scripts writes.
_SIMPLIFIED = frozenset(
    "们这国来时会对发经动产业为学实现开关进长问题还过两没让认该东车见说话应当电书头气门马风飞乡亿万与个从众优伟传体"
)
_TRADITIONAL = frozenset(
    "們這國來時會對發經動產業為學實現開關進長問題還過兩沒讓認該東車見說話應當電書頭氣門馬風飛鄉億萬與個從眾優偉傳體"
)
_ENOUGH = 4000  # characters: the first page settles it


def is_traditional(texts: Iterable[str]) -> bool:
    """Tell whether a text is written in Traditional characters, from its frequent characters."""
    simplified = traditional = seen = 0
    for text in texts:
        simplified += sum(character in _SIMPLIFIED for character in text)
        traditional += sum(character in _TRADITIONAL for character in text)
        seen += len(text)
        if seen > _ENOUGH:
            break
    return traditional > simplified
