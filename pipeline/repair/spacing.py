"""White space: none that justification or extraction put in, all that means something.

CLREQ 3.2.2 leaves the gap between Han and Latin or digits to the setting of the page, so none is
stored; a user may ask for one. Spaces stay between the halves of a couplet head, between names, and
in Latin phrases.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from pipeline.characters import HAN_LETTER, SOFT_HYPHEN
from pipeline.document import HEADS, Block, Edit, Kind, Line, Span
from pipeline.repair.draft import Draft, Passage
from pipeline.repair.signatures import are_names
from pipeline.repair.words import is_pair
from pipeline.settings import Settings, Spacing

_SPACES = re.compile(r"\s+")
_LATIN = re.compile(r"[!-~À-ɏͰ-ӿ]")
_ALNUM = re.compile(r"[0-9A-Za-zÀ-ɏͰ-ӿ]")
_HAN = re.compile(f"{HAN_LETTER}")
_JUNCTION = re.compile(f"(?<={HAN_LETTER})(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?={HAN_LETTER})")
_TRACKED = re.compile(rf"(?:(?<=\s)|^){HAN_LETTER}(?=\s)|(?<=\s){HAN_LETTER}$")
_SPACED_KINDS = HEADS | {Kind.BYLINE, Kind.CREDIT, Kind.DATELINE}
_NAMED_KINDS = frozenset({Kind.BYLINE, Kind.CREDIT})
_KEPT_KINDS = frozenset({Kind.FURNITURE, Kind.VERSE})
_OFFICE = "记者|記者|通讯员|通訊員|作者|实习生|實習生|[摄攝]影"
_NAMES_BEFORE = re.compile(rf"(?:{_OFFICE})\s*(?:{HAN_LETTER}{{2,4}}\s+)*(?:{HAN_LETTER}{{1,4}})?$")
_OFFICE_BEFORE = re.compile(rf"[（(][^（）()]*(?:{_OFFICE})$")
_NAMES_PARTED = re.compile(rf"(?:{_OFFICE})\s+{HAN_LETTER}{{2,4}}(?=\s)")
_OFFICE_AFTER = re.compile(rf"(?:本报|本報|特约|特約)?(?:{_OFFICE})")
# A name of two characters set to the width of three; behind such a one, and before it, comes no Han.
_PADDED = re.compile(
    rf"(?:(?<!{HAN_LETTER})|(?<=[者员員生影]))({HAN_LETTER})\s+({HAN_LETTER})(?!{HAN_LETTER})"
)
_TITLE_OPEN = re.compile(r"《[^》]*$")
_TITLE_CLOSES = re.compile(r"[^《]*》")
_HALF_BEFORE = re.compile(rf"[“《「『]({HAN_LETTER}{{3,}})$")
_HALF_AFTER = re.compile(rf"({HAN_LETTER}{{3,}})[”》」』]")
_STORY_OPENS = re.compile(
    rf"^{HAN_LETTER}{{2,12}}\s?[0-9]{{1,2}}\s?月\s?[0-9]{{1,2}}\s?日[电電讯訊]$|^[本][报報台刊][讯訊]$"
)
_ADDRESS = re.compile(r"(?:[\w.+-]+@[\w.-]+|(?:www\.|https?://)\S+)$", re.ASCII)
_NEAR = 60  # characters before a joint that may name people
_REACH = 400  # characters on each side of a space or joint that can say what it means


def close_gaps(draft: Draft, settings: Settings) -> Draft:
    """Finish each passage as a block: joined, with the spaces that stay, every change in the ledger."""
    hyphened = {(edit.line, edit.column) for edit in draft.edits if edit.before == SOFT_HYPHEN}
    blocks: list[Block] = []
    edits = list(draft.edits)
    for passage in draft.passages:
        block, made = _finish(passage, settings, hyphened)
        blocks.append(block)
        edits += made
    return replace(draft, passages=(), blocks=tuple(blocks), edits=tuple(edits))


def _finish(
    passage: Passage, settings: Settings, hyphened: Collection[tuple[int, int]]
) -> tuple[Block, list[Edit]]:
    """Make the block of a passage; `hyphened` are the places that had a soft hyphen."""
    parts: list[str] = []
    edits: list[Edit] = []
    spans: list[Span] = []
    raw = [line.text for line in passage.lines]
    for index, line in enumerate(passage.lines):
        beside = "".join(raw[max(index - _FEW, 0) : index]), "".join(raw[index + 1 : index + 1 + _FEW])
        changes = list(_find_changes(line, beside, passage.kind, settings.spacing))
        edits += changes
        text = _apply(line, changes)
        parts.append(text)
        span = Span(line.number, line.place(0), line.place(len(line.text)))
        spans.append(span)
        if index < len(passage.joints):
            joint = passage.joints[index]
            if joint != "\n":
                whole = "".join(parts[-2 * _FEW :])[-_REACH:]
                joint = _join(joint, whole, raw[index + 1], passage.kind, (span.line, span.end) in hyphened)
                joint = widen(joint, text, raw[index + 1], settings.spacing)
                rule = "lines/join" if not joint else "lines/join-spaced"
                edits.append(Edit(rule, span.line, span.end, "\n", joint, _WHY[passage.kind in HEADS]))
            parts.append(joint)
    return Block(passage.kind, "".join(parts), tuple(spans)), edits


_FEW = 3  # lines on each side that a space or a joint is judged with
_WHY = {False: "the line ends inside the text", True: "the head was set on several lines"}


def _join(joint: str, before: str, after: str, kind: Kind, hyphened: bool) -> str:
    """Say what joins two lines, where names, an address or a hyphen decide it."""
    if joint == " " and (hyphened or _ADDRESS.search(before)):
        return ""
    if kind in _NAMED_KINDS and _OFFICE_AFTER.match(after) and _HAN.match(before[-1:]):
        return " "
    names = _OFFICE_BEFORE.search(before[-_NEAR:])
    return " " if names and _NAMES_PARTED.search(names.group()) and _HAN.match(after) else joint


def _find_changes(line: Line, beside: tuple[str, str], kind: Kind, spacing: Spacing) -> Iterator[Edit]:
    """Find the spaces of one line that go, or shrink to one; and the places where one is wanted.

    `beside` is the text of the lines before and after it in the same block.
    """
    text = line.text
    if kind in _KEPT_KINDS:
        yield from _close_names(line, kind)
        return
    above, below = beside[0][-_REACH:], beside[1][:_REACH]
    tracked = len(_TRACKED.findall(text)) >= 3 and not (kind in _NAMED_KINDS and _PADDED.search(text))
    padded = {match.end(1) for match in _PADDED.finditer(text)} if kind in _NAMED_KINDS else ()
    for match in _SPACES.finditer(text):
        start, end = match.span()
        before, after = text[max(start - _REACH, 0) : start], text[end : end + _REACH]
        keep = (
            before
            and after
            and start not in padded
            and _means_something((above + before)[-_REACH:], (after + below)[:_REACH], kind, tracked)
        )
        wanted = keep or (spacing is Spacing.SPACE and _JUNCTION.search(before[-1:] + after[:1]))
        becomes = " " if wanted else ""
        if match.group() != becomes:
            why = "one space is enough" if wanted else "put in by justification or extraction"
            yield from _change_gap(line, match.span(), becomes, why)
    if spacing is Spacing.SPACE:
        for match in _JUNCTION.finditer(text):
            why = "a space between Han and Latin was asked for"
            yield Edit("spacing/space", line.number, line.place(match.start()), "", " ", why)


def _change_gap(line: Line, gap: tuple[int, int], becomes: str, why: str) -> Iterator[Edit]:
    """Change one stretch of white space: an edit for each part of it that is unbroken in the source."""
    start, end = gap
    for at in range(*gap):
        if at + 1 == end or line.place(at + 1) != line.place(at) + 1:
            yield Edit("spacing/gap", line.number, line.place(start), line.text[start : at + 1], becomes, why)
            start, becomes = at + 1, ""


def _close_names(line: Line, kind: Kind) -> Iterator[Edit]:
    """Find the spaces inside the names of a list of names; those between them stay."""
    if kind is Kind.VERSE and are_names(line.text):
        for match in _PADDED.finditer(line.text):
            why = "a name of two characters, set to the width of three"
            yield from _change_gap(line, (match.end(1), match.start(2)), "", why)


def _means_something(before: str, after: str, kind: Kind, tracked: bool) -> bool:
    """Tell whether the white space between two stretches of a line was written, not set."""
    left, right = before[-1], after[0]
    if _ALNUM.match(left) and _ALNUM.match(right):
        if left.isdigit() and right.isdigit():
            return not tracked and not _parts_number(before, after)
        return True
    if _LATIN.match(left) and _LATIN.match(right):
        return bool(re.search(r"[A-Za-z]\S?$", before) and re.match(r"\S?[A-Za-z]", after))
    if not (_HAN.match(left) and _HAN.match(right)) or tracked:
        return False
    if kind in HEADS:
        return not _parts_word(before, after)
    if kind in _SPACED_KINDS or kind is Kind.CAPTION:
        return True
    return bool(
        _NAMES_BEFORE.search(before)
        or (_TITLE_OPEN.search(before) and _TITLE_CLOSES.match(after))
        or _are_halves(before, after)
        or _STORY_OPENS.match(before)
    )


def _are_halves(before: str, after: str) -> bool:
    """Tell whether a quotation has two halves of one length, as a slogan does."""
    left, right = _HALF_BEFORE.search(before), _HALF_AFTER.match(after)
    return left is not None and right is not None and len(left.group(1)) == len(right.group(1))


def _parts_word(before: str, after: str) -> bool:
    """Tell whether a space in a head stands inside a word: a half of one character is none."""
    left, right = before.split()[-1], after.split()[0]
    return min(len(left), len(right)) == 1 and is_pair(left[-1], right[0])


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


def widen(joint: str, before: str, after: str, spacing: Spacing) -> str:
    """Make a joint a space where one between Han and Latin was asked for."""
    if not joint and spacing is Spacing.SPACE and _JUNCTION.search(before[-1:] + after[:1]):
        return " "
    return joint
