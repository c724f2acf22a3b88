"""Characters that extraction garbled become what was printed: radicals, full-width Latin, vertical forms.

Never a blanket NFKC, which would turn ， （ ： into ASCII and ㎡ ① into m2 and 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from pipeline.characters import (
    HORIZONTAL_BAR,
    RADICALS_SUPPLEMENT,
    REPLACEMENT_CHARACTER,
    SIMPLIFIED_RADICALS,
)
from pipeline.document import Edit, Line, Notice
from pipeline.recognition import is_traditional
from pipeline.repair.draft import Draft
from pipeline.settings import Settings

_RADICAL = "\u2e80-\u2fdf"
_COMPATIBILITY = "\uf900-\ufaff\U0002f800-\U0002fa1f"
_FULLWIDTH = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_LIGATURES = "\ufb00-\ufb06"
_DROPPED = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010fffd"
_SUSPECT = re.compile(  # the last line: one or two of a box's rules are a dash, more of them a rule
    f"[{_RADICAL}{_COMPATIBILITY}{_FULLWIDTH}{_LIGATURES}{_DROPPED}{_PRIVATE}\ud800-\udfff"
    f"\u2329\u232a\ufe10-\ufe19\ufe30-\ufe44\ufe47\ufe48{HORIZONTAL_BAR}{REPLACEMENT_CHARACTER}]"
    "|(?<!\u2500)\u2500(?=\u2500?(?!\u2500))|(?<=[^\u2500]\u2500)\u2500(?!\u2500)|(?<=^\u2500)\u2500(?!\u2500)"
)
# Marks turned for vertical setting (U+FE10, U+FE30); NFKC would give some of them ASCII's forms.
_UPRIGHT = "，、。：；！？〖〗…", "—", "（）｛｝〔〕【】《》〈〉「」『』", "［］"
_TURNED = "︐︑︒︓︔︕︖︗︘︙", "︱", "︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄", "﹇﹈"
_LOOK_ALIKES = {"\u2329": "〈", "\u232a": "〉", HORIZONTAL_BAR: "—", "\u2500": "—"}
_LOOK_ALIKES |= dict(zip("".join(_TURNED), "".join(_UPRIGHT), strict=True))


def repair_characters(draft: Draft, _settings: Settings) -> Draft:
    """Fold look-alikes into the characters that were printed, drop controls, report the unreadable.

    Sources: Unicode EquivalentUnifiedIdeograph.txt and NFKC for radicals; U+FFFD, private use and
    surrogate characters are reported and kept, never guessed.
    """
    if not any(_SUSPECT.search(line.text) for line in draft.lines):
        return draft
    traditional = is_traditional(line.text for line in draft.lines)
    lines: list[Line] = []
    edits = list(draft.edits)
    notices = list(draft.notices)
    for line in draft.lines:
        if not _SUSPECT.search(line.text):
            lines.append(line)
            continue
        notices += _report(line)
        found = list(_find_repairs(line, traditional))
        edits += found
        lines.append(_apply(line, found))
    return replace(draft, lines=tuple(lines), edits=tuple(edits), notices=tuple(notices))


def mend(text: str, traditional: bool) -> str:
    """Fold the look-alikes of a text that stands by itself, as `repair_characters` does those of a source."""
    return _SUSPECT.sub(lambda match: _repair(match.group(), traditional)[0], text)


def _find_repairs(line: Line, traditional: bool) -> Iterator[Edit]:
    for match in _SUSPECT.finditer(line.text):
        character = match.group()
        after, rule, why = _repair(character, traditional)
        if after != character:
            yield Edit(rule, line.number, line.place(match.start()), character, after, why)


def _repair(character: str, traditional: bool) -> tuple[str, str, str]:
    if re.match(f"[{_DROPPED}]", character):
        return "", "characters/control", "a control or invisible character"
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character], "characters/look-alike", "extraction names the wrong code point"
    if character in SIMPLIFIED_RADICALS and not traditional:
        return SIMPLIFIED_RADICALS[character], "characters/radical", "a radical stands for the character"
    if character in RADICALS_SUPPLEMENT:
        return RADICALS_SUPPLEMENT[character], "characters/radical", "a radical stands for the character"
    if re.match(f"[{_RADICAL}]", character):
        return (
            unicodedata.normalize("NFKC", character),
            "characters/radical",
            "a radical stands for the character",
        )
    if re.match(f"[{_COMPATIBILITY}]", character):
        folded = unicodedata.normalize("NFKC", character)
        return folded, "characters/compatibility", "a compatibility form of the same character"
    if re.match(f"[{_FULLWIDTH}{_LIGATURES}]", character):
        return unicodedata.normalize("NFKC", character), "characters/width", "Latin and digits are half-width"
    return character, "", ""


def _apply(line: Line, edits: list[Edit]) -> Line:
    """Make the repaired line, which still knows the place of each of its characters."""
    after_by_place = {edit.column: edit.after for edit in edits}
    parts: list[str] = []
    columns: list[int] = []
    for index, character in enumerate(line.text):
        place = line.place(index)
        after = after_by_place.get(place, character)
        parts.append(after)
        columns += [place] * len(after)
    text = "".join(parts)
    if len(text) == len(line.text) and not any(len(after) != 1 for after in after_by_place.values()):
        return replace(line, text=text)
    return replace(line, text=text, columns=tuple(columns))


def _report(line: Line) -> Iterator[Notice]:
    unreadable = re.findall(f"[{_PRIVATE}\ud800-\udfff{REPLACEMENT_CHARACTER}]", line.text)
    if unreadable:
        names = ", ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in unreadable))
        yield Notice(
            "characters/unreadable",
            line.number,
            f"{len(unreadable)} character(s) that no text can tell: {names}; kept as they are",
            confidence=0.0,
        )
