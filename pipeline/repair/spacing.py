"""White space: none that justification or extraction put in, all that means something.

CLREQ 3.2.2 leaves the gap between Han and Latin or digits to the setting of the page, so none is
stored; a user may ask for one. Spaces stay between the halves of a couplet head, between names, and
in Latin phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.characters import HAN
from pipeline.document import HEADS, Block, Edit, Kind, Line, Span
from pipeline.repair.draft import Draft, Passage
from pipeline.settings import Settings, Spacing

_SPACES = re.compile(r"\s+")
_LATIN = re.compile(r"[!-~À-ɏͰ-ӿ]")
_ALNUM = re.compile(r"[0-9A-Za-zÀ-ɏͰ-ӿ]")
_HAN = re.compile(f"[{HAN}]")
_JUNCTION = re.compile(f"(?<=[{HAN}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[{HAN}])")
_TRACKED = re.compile(rf"(?:(?<=\s)|^)[{HAN}](?=\s)|(?<=\s)[{HAN}]$")
_SPACED_KINDS = HEADS | {Kind.BYLINE, Kind.CREDIT, Kind.DATELINE}
_KEPT_KINDS = frozenset({Kind.FURNITURE, Kind.VERSE})
_NAMES_BEFORE = re.compile(
    rf"(?:记者|記者|通讯员|通訊員|作者|[摄攝]影)\s*(?:[{HAN}]{{2,4}}\s+)*(?:[{HAN}]{{2,4}})?$"
)
_TITLE_OPEN = re.compile(r"《[^》]*$")


def close_gaps(draft: Draft, settings: Settings) -> Draft:
    """Finish each passage as a block: joined, with the spaces that stay, every change in the ledger."""
    blocks: list[Block] = []
    edits = list(draft.edits)
    for passage in draft.passages:
        block, made = _finish(passage, settings)
        blocks.append(block)
        edits += made
    return replace(draft, passages=(), blocks=tuple(blocks), edits=tuple(edits))


def _finish(passage: Passage, settings: Settings) -> tuple[Block, list[Edit]]:
    parts: list[str] = []
    edits: list[Edit] = []
    spans: list[Span] = []
    for index, line in enumerate(passage.lines):
        changes = list(_find_changes(line, passage.kind, settings.spacing))
        edits += changes
        text = _apply(line, changes)
        parts.append(text)
        span = Span(line.number, line.place(0), line.place(len(line.text)))
        spans.append(span)
        if index < len(passage.joints):
            joint = _widen(passage.joints[index], text, passage.lines[index + 1].text, settings.spacing)
            parts.append(joint)
            if joint != "\n":
                rule = "lines/join" if not joint else "lines/join-spaced"
                edits.append(Edit(rule, span.line, span.end, "\n", joint, _WHY[passage.kind in HEADS]))
    return Block(passage.kind, "".join(parts), tuple(spans)), edits


_WHY = {False: "the line ends inside the text", True: "the head was set on several lines"}


def _find_changes(line: Line, kind: Kind, spacing: Spacing) -> Iterator[Edit]:
    """Find the spaces of one line that go, or shrink to one; and the places where one is wanted."""
    text = line.text
    if kind in _KEPT_KINDS:
        return
    tracked = len(_TRACKED.findall(text)) >= 3
    for match in _SPACES.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        keep = before and after and _means_something(before, after, kind, tracked)
        wanted = keep or (spacing is Spacing.SPACE and _JUNCTION.search(before[-1:] + after[:1]))
        becomes = " " if wanted else ""
        if match.group() != becomes:
            why = "one space is enough" if wanted else "put in by justification or extraction"
            yield Edit("spacing/gap", line.number, line.place(match.start()), match.group(), becomes, why)
    if spacing is Spacing.SPACE:
        for match in _JUNCTION.finditer(text):
            why = "a space between Han and Latin was asked for"
            yield Edit("spacing/space", line.number, line.place(match.start()), "", " ", why)


def _means_something(before: str, after: str, kind: Kind, tracked: bool) -> bool:
    """Tell whether the white space between two stretches of a line was written, not set."""
    left, right = before[-1], after[0]
    if _ALNUM.match(left) and _ALNUM.match(right):
        return not (left.isdigit() and right.isdigit()) or not _parts_number(before, after)
    if _LATIN.match(left) and _LATIN.match(right):
        return bool(re.search(r"[A-Za-z]\S?$", before) and re.match(r"\S?[A-Za-z]", after))
    if not (_HAN.match(left) and _HAN.match(right)) or tracked:
        return False
    if kind in _SPACED_KINDS or kind is Kind.CAPTION:
        return True
    return bool(_NAMES_BEFORE.search(before) or (_TITLE_OPEN.search(before) and "》" in after))


def _parts_number(before: str, after: str) -> bool:
    """Tell whether a space stands inside one number: 2 022, not 1 2 3."""
    left = re.search(r"([0-9]+(?:\s+[0-9]+)*)$", before)
    right = re.match(r"[0-9]+(?:\s+[0-9]+)*", after)
    groups = (left.group() if left else "").split() + (right.group() if right else "").split()
    return len(groups) == 2 and len("".join(groups)) == 4


def _apply(line: Line, edits: list[Edit]) -> str:
    """Make the line's text with its edits done; they lie apart, in the order of their columns."""
    if not edits:
        return line.text
    places = {line.place(index): index for index in reversed(range(len(line.text)))}
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.column):
        start = places[edit.column]
        parts += (line.text[at:start], edit.after)
        at = start + len(edit.before)
    return "".join((*parts, line.text[at:]))


def _widen(joint: str, before: str, after: str, spacing: Spacing) -> str:
    if not joint and spacing is Spacing.SPACE and _JUNCTION.search(before[-1:] + after[:1]):
        return " "
    return joint
