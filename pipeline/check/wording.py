"""Rules about the text of a finished book, whatever its format: script, marks, blocks without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.characters import HAN
from pipeline.check.findings import Rule, Weight
from pipeline.recognition import Script, tell

_TRADITIONAL = ("zh-Hant", "zh-TW", "zh-HK")
_SHOWN = 8  # characters on each side of what is wrong
_HALF_WIDTH = re.compile(f"(?<=[{HAN}])[,.:;?!()](?=[{HAN}])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or head of a finished book: where it stands, its language, its text."""

    place: str
    language: str
    text: str
    head: bool = False


def _find_other_script(passages: tuple[Passage, ...]) -> Iterator[tuple[str, str]]:
    for passage in passages:
        if passage.language.startswith(_TRADITIONAL):
            for character in sorted(set(passage.text)):
                if tell(character) is Script.SIMPLIFIED:
                    shown = _show(passage.text, passage.text.index(character))
                    yield passage.place, f"{character} in {shown} is not written in {passage.language}"


def _find_half_width(passages: tuple[Passage, ...]) -> Iterator[tuple[str, str]]:
    for passage in passages:
        for found in _HALF_WIDTH.finditer(passage.text):
            yield passage.place, f"a half-width {found.group()} in {_show(passage.text, found.start())}"


def _find_empty(passages: tuple[Passage, ...]) -> Iterator[tuple[str, str]]:
    return ((passage.place, "there is nothing in it") for passage in passages if not passage.text.strip())


def _find_repeated(passages: tuple[Passage, ...]) -> Iterator[tuple[str, str]]:
    heads = [passage for passage in passages if passage.head and passage.text.strip()]
    for before, after in pairwise(heads):
        if before.text == after.text and before.place.partition("#")[0] == after.place.partition("#")[0]:
            yield after.place, f"the head {after.text[:20]} follows itself"


def _show(text: str, at: int) -> str:
    return f"“{text[max(0, at - _SHOWN) : at + _SHOWN + 1]}”"


RULES: tuple[Rule[tuple[Passage, ...]], ...] = (
    Rule("T101", "Traditional text has no character that only Simplified Chinese writes", _find_other_script),
    Rule("T102", "marks between two Chinese characters are full width", _find_half_width, Weight.NOTE),
    Rule("T103", "no paragraph and no head is empty", _find_empty),
    Rule("T104", "no head follows itself", _find_repeated, Weight.NOTE),
)
