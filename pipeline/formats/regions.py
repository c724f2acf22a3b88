"""The region a language tag names: it decides the forms of the characters, the fonts and the labels."""

from __future__ import annotations

from enum import StrEnum


class Region(StrEnum):
    """Where a text is read, by its ISO 3166 code."""

    MAINLAND = "CN"
    TAIWAN = "TW"
    HONG_KONG = "HK"

    @property
    def tag(self) -> str:
        """The tag that Pango and Word choose regional forms by; zh-Hans and zh-Hant they do not know."""
        return f"zh-{self}"

    @property
    def face(self) -> str:
        """What the Noto CJK families of this region end in."""
        return {"CN": "SC", "TW": "TC", "HK": "HK"}[self]

    @property
    def is_traditional(self) -> bool:
        """Whether Traditional characters are written there."""
        return self is not Region.MAINLAND


def find_region(language: str) -> Region:
    """Give the region of a BCP 47 tag: zh-Hans, zh-Hant, zh-Hant-HK, zh-TW and the like.

    Macau reads as Hong Kong does, Traditional of no region as Taiwan's, all else as the mainland's.
    """
    parts = set(language.lower().split("-"))
    if "hans" in parts:
        return Region.MAINLAND
    if parts & {"hk", "mo"}:
        return Region.HONG_KONG
    return Region.TAIWAN if parts & {"hant", "tw"} else Region.MAINLAND
