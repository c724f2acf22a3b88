"""What a text is, told by the look of its lines: Chinese prose or verse, or something nobody set in columns.

Repairing in place must leave every file alone that is no extract of a newspaper page, so what is said here
errs on the side of leaving alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from statistics import median

from pipeline.characters import HAN_CHARACTER
from pipeline.document import Edit

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_FEW_HAN = 0.5  # of all letters; newspapers stay above four fifths
_SOME_KANA = 0.03
_HALF = 0.5
_SHARE_OF_CODE = 0.2
_SHARE_OF_CUTS = 0.25  # of the lines end inside a sentence; of text off a page more than half do
_FEWEST_ROWS = 3
_NARROWEST = 4  # characters; no column is, and a list of words or signs may be
_FEWEST_MARKS = 0.01  # of all letters; in prose it is a tenth

_MARK = re.compile("[，。、：；！？]")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_MARKUP = re.compile(
    r"\s{0,3}#{1,6} \S"  # a head of Markdown
    r"|\s*\|.*\|\s*$"  # a row of a table
    r"|.*!?\[[^\]]*\]\([^)\s]+\)"  # a link
    r"|\s*(?:[-*+]|\d+\.) +\S"  # an item
    r"|\s*</?[A-Za-z][^>]*>"  # a tag
    r"|\s*(?:\.\. |:[a-z]+:)"  # reStructuredText
    r"|\s*\\[a-z]+[{\[]"  # TeX
    r"|[A-Za-z_][\w-]*: +\S"  # an entry of YAML
    r"|\d{1,2}:\d{2}(?::\d{2})?[,.]\d{3} -->"  # a cue of SubRip or WebVTT
)
_CODE = re.compile(
    r"\s*(?:(?:def|class|import|from|return|if|else|elif|for|while|var|let|const|func|fn|use|package|public"
    r"|private|static|void|int|SELECT|INSERT|echo|export|#include|#define|#!)\b|//|/\*|\*/|#!|--\s|@\w)"
    r"|.*[;{}]\s*$|.*\)\s*:\s*$"
)
_STAMP = re.compile(
    r"\s*\[?(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]\d{1,2}:|\d{1,2}:\d{2}(?::\d{2}|\]? \S)"
    r"|[A-Z][a-z]{2} +\d{1,2} \d{2}:|(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|TRACE)\b)"
)
_INSIDE = re.compile(r"[^\s。！？…，、；：”’」』》）!?,;:.)]$")


class Genre(StrEnum):
    """What a text is; the value says it in words."""

    PAGE = "text off a newspaper page"
    CLEAN = "clean text"
    EMPTY = "no text"
    FOREIGN = "not Chinese"
    JAPANESE = "Japanese"
    MARKUP = "Markdown or other markup"
    CODE = "code"
    LOG = "a log"
    TABLE = "a table or a list of words"


def recognize_genre(lines: Sequence[str]) -> Genre:
    """Tell by its lines what a text is; PAGE where nothing speaks against its being off a newspaper page."""
    written = [line for line in lines if line.strip()]
    letters = [character for line in written for character in line if character.isalpha()]
    if not written:
        return Genre.EMPTY
    text = "".join(letters)
    kana = len(_KANA.findall(text))
    if kana > _SOME_KANA * len(letters):
        return Genre.JAPANESE
    if len(HAN_CHARACTER.findall(text)) <= _FEW_HAN * len(letters):
        return Genre.FOREIGN
    if _share(written, _STAMP) >= _HALF:
        return Genre.LOG
    if any(_FENCE.match(line) for line in written) or sum(bool(_MARKUP.match(line)) for line in written) > 1:
        return Genre.MARKUP
    if _share(written, _CODE) >= _SHARE_OF_CODE:
        return Genre.CODE
    if median(map(len, written)) < _NARROWEST or _is_table(written):
        return Genre.TABLE
    if len(_MARK.findall("".join(written))) < _FEWEST_MARKS * len(letters):
        return Genre.TABLE
    return Genre.PAGE


def is_cut(lines: Sequence[str], edits: Iterable[Edit]) -> bool:
    """Tell whether a repair joined so many lines inside sentences that they had been broken by a column.

    `edits` are the repair's, with the places of the breaks it closed. Poems, lists and paragraphs of a line
    each have hardly any.
    """
    joined = {edit.line for edit in edits if edit.before == "\n"}
    written = sum(bool(line.strip()) for line in lines)
    cut = sum(bool(_INSIDE.search(lines[number - 1].rstrip())) for number in joined if number <= len(lines))
    return cut > 0 and cut >= _SHARE_OF_CUTS * written


def _share(lines: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(line)) for line in lines) / len(lines)


def _is_table(lines: Sequence[str]) -> bool:
    """Tell whether all lines have the same cells, parted by tabs or commas."""
    return len(lines) >= _FEWEST_ROWS and any(
        lines[0].count(mark) > 1 and all(one.count(mark) == two.count(mark) for one, two in pairwise(lines))
        for mark in "\t,;"
    )
