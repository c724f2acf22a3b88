"""The errors that remain on pages with known text, by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bench.scores import Block, squeeze

_HEADLINE = ("kicker", "title", "subtitle")
_SIGNED = ("byline", "credit", "dateline", "caption")


def classify(truth: Sequence[Block], given: Sequence[Block]) -> Counter[str]:
    """Count the wrong blocks of a page, each in the first class that fits.

    A block given with the right text has at most a wrong kind. One whose text is whole true blocks in a
    row fused them; one whose text lies inside a true block split it; anything else mixes the two.
    """
    want = [(kind, squeeze(text)) for kind, text in truth if kind != "furniture"]
    got = [(kind, squeeze(text)) for kind, text in given if kind != "furniture"]
    kinds = dict((text, kind) for kind, text in want)
    found: Counter[str] = Counter()
    for kind, text in got:
        if text in kinds:
            if kind != kinds[text]:
                found[_name_kind(kinds[text], kind)] += 1
        else:
            found[_name_text(kind, text, want)] += 1
    missing = Counter(text for _, text in want) - Counter(text for _, text in got)
    found["furniture taken for text, or text for furniture"] += _count_furniture(truth, given, missing)
    found["order: neighbours parted"] += _count_parted(want, got)
    return +found


def _name_kind(true: str, given: str) -> str:
    pair = {true, given}
    if pair <= set(_HEADLINE):
        return "kind: title, kicker and subtitle mistaken for each other"
    if pair & set(_HEADLINE) and "heading" in pair:
        return "kind: a section head and the headline mistaken"
    if "paragraph" in pair and pair & {*_HEADLINE, "heading"}:
        return f"kind: a {true} given as a {given}"
    if pair & set(_SIGNED):
        return "kind: byline, credit, dateline or caption"
    return f"kind: a {true} given as a {given}"


def _name_text(kind: str, text: str, want: Sequence[Block]) -> str:
    inside = [(true, block) for true, block in want if block in text and len(block) > 1]
    covered = sum(len(block) for _, block in inside)
    if len(inside) > 1 and covered >= len(text):
        kinds = {true for true, _ in inside}
        if kinds == {"paragraph"}:
            return "merged: paragraphs"
        if kinds <= {*_HEADLINE, "heading"}:
            return "merged: adjacent heads"
        return "merged: a head, byline or caption with text"
    if whole := next((true for true, block in want if text in block), ""):
        return f"split: a {'head' if whole in (*_HEADLINE, 'heading') else whole}"
    if inside or any(text[:8] in block for _, block in want):
        return "mixed: parts of several blocks"
    return "other: not a text of the page"


def _count_furniture(truth: Sequence[Block], given: Sequence[Block], missing: Counter[str]) -> int:
    """Count the blocks that are furniture on one side and text on the other."""
    mine = {squeeze(text) for kind, text in given if kind == "furniture"}
    theirs = {squeeze(text) for kind, text in truth if kind == "furniture"}
    text = {squeeze(text) for kind, text in given if kind != "furniture"}
    return len(mine & set(missing)) + len(theirs & text)


def _count_parted(want: Sequence[Block], got: Sequence[Block]) -> int:
    """Count right blocks that do not follow the right block that they should."""
    texts = {text for _, text in got}
    expected = [text for kind, text in want if text in texts and kind != "caption"]
    follows = dict(pairwise(expected))
    known = set(expected)
    run = [text for _, text in got if text in known]
    return sum(follows.get(before, after) != after for before, after in pairwise(run))
