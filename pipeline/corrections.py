"""What an editor says against the repair: corrections as frozen values, read from YAML and written as it.

The grammar is in docs/corrections.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.dictionary import find_fault
from pipeline.document import Kind
from pipeline.entries import Entries, advise, read_entries
from pipeline.errors import SettingsError
from pipeline.files import read_bytes, refuse_way_out
from pipeline.sources import CORRECTIONS

BAR = "|"

_LARGEST = 1024 * 1024  # bytes
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# YAML 1.2, section 5.1: what stands in a file only by its number.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


class Deed(StrEnum):
    """What a correction does, besides saying what kind a block is."""

    JOIN = "join"  # what stands on both sides of the bar is one block
    BREAK = "break"  # a block begins at the bar
    SPACE = "space"  # a space stands at the bar
    CLOSE = "close"  # none does
    MOVE = "move"  # a block, or several, go behind or before another
    ARTICLE = "article"  # an article begins at a block
    MERGE = "merge"  # and here it does not
    WRITE = "write"  # these characters were garbled
    NAME = "name"  # a word that the Traditional editions keep, or change as it says


BARRED = frozenset({Deed.JOIN, Deed.BREAK, Deed.SPACE, Deed.CLOSE})
KINDS = tuple(kind for kind in Kind if kind is not Kind.PICTURE)
DEEDS = (*Deed, *KINDS)
OPTIONS: Mapping[str, tuple[str, ...]] = {  # besides `line`, which all but `name` take
    Deed.MOVE: ("through", "after", "before"),
    Deed.WRITE: ("as",),
    Deed.NAME: ("as",),
}
_EXAMPLES = {
    "line": "line: 12",
    "as": "as: 已经",
    "through": "through: 最后一段",
    "after": "after: 前一段",
    "before": "before: 后一段",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing put right: what is done, or the kind a block is, and the quote that says where.

    `line`, where it is not 0, is the line of the source that the place meant is nearest to. `where` and
    `at` are the file and the line that this was read from, for messages.
    """

    deed: Deed | Kind
    quote: str
    becomes: str = ""  # of `write` and `name`
    through: str = ""  # of `move`: the last block that goes along
    after: str = ""
    before: str = ""
    line: int = 0
    where: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)

    @property
    def sides(self) -> tuple[str, str]:
        """What the quote has in front of its bar, and behind it."""
        left, _, right = self.quote.partition(BAR)
        return left, right

    def error(self, message: str, *, step: str) -> SettingsError:
        """Make the error that names the place of this correction in its file."""
        return SettingsError(message, where=self.where or "corrections", line=self.at, step=step)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a file of corrections says; `source` is the name of the file it is for, or empty."""

    items: tuple[Correction, ...] = ()
    source: str = ""


def read_corrections(path: Path) -> Corrections:
    """Read a file of corrections. Raises as `parse_corrections` does; InputError when it cannot be read."""
    return parse_corrections(read_bytes(path, _LARGEST), str(path))


def parse_corrections(data: bytes, name: str) -> Corrections:
    """Read corrections from the bytes of YAML.

    Raises SettingsError, naming `name` and the line, for what is not YAML of plain values, for unknown keys,
    for a correction that says two things or lacks what it needs, and for a quote without its bar.
    """
    said = read_entries(data, name)
    known = ["source", "corrections"]
    for key in said.values:
        if key not in known:
            raise said.error(f"no setting {key!r}", key, step=advise(key, known))
    source = said.values.get("source") or ""
    if not isinstance(source, str) or _CONTROL.search(source):
        raise said.error("source takes the name of a file", "source", step="write source: page.txt")
    listed = said.values.get("corrections") or []
    if not isinstance(listed, list):
        step = 'write each on a line of its own, as in - heading: "大河奔流"'
        raise said.error("corrections takes a list", "corrections", step=step)
    return Corrections(tuple(_read_item(said, number, item) for number, item in enumerate(listed)), source)


def find_corrections(path: Path) -> tuple[Correction, ...]:
    """Read NAME.corrections.yaml beside the source NAME.txt: nothing when there is none for it.

    Where page.txt and page.pdf share a name, `source:` says which of the two is meant. Raises as
    `read_corrections` does, and SettingsError when `source:` names a file that is not there.
    """
    beside = path.with_suffix(CORRECTIONS)
    if not beside.exists():
        return ()
    found = read_corrections(refuse_way_out(beside))
    meant = PurePosixPath(found.source).name
    if not found.source or meant == path.name:
        return found.items
    if not path.with_name(meant).exists():
        step = f"write source: {path.name}"
        raise SettingsError(f"source: there is no {meant!r} here", where=str(beside), line=1, step=step)
    return ()


def write_corrections(corrections: Corrections) -> str:
    """Word corrections as YAML that reads back as the same."""
    lines = [f"source: {_quote(corrections.source)}"] if corrections.source else []
    lines.append("corrections:" if corrections.items else "corrections: []")
    lines += (line for one in corrections.items for line in word_correction(one))
    return "\n".join(lines) + "\n"


def word_correction(correction: Correction) -> Iterator[str]:
    """Word one correction as the lines of an item of the list."""
    yield f"  - {correction.deed}: {_quote(correction.quote)}"
    for key in ("through", "after", "before"):
        if value := getattr(correction, key):
            yield f"    {key}: {_quote(value)}"
    if correction.becomes or correction.deed is Deed.WRITE:
        yield f"    as: {_quote(correction.becomes)}"
    if correction.line:
        yield f"    line: {correction.line}"


def _read_item(said: Entries, number: int, item: object) -> Correction:
    place = "corrections", number
    if not isinstance(item, dict):
        step = 'write it as - heading: "大河奔流"'
        raise said.error("a correction says what it does", *place, step=step)
    deeds = [key for key in item if key in DEEDS]
    if not deeds:
        unknown = next(iter(item), "")
        step = advise(unknown, DEEDS)
        raise said.error(f"no correction is called {unknown!r}", *place, step=step)
    if len(deeds) > 1:
        message = f"{deeds[0]} and {deeds[1]} are two corrections"
        raise said.error(message, *place, deeds[1], step=f"write - before {deeds[1]}")
    deed: Deed | Kind = Deed(deeds[0]) if deeds[0] in tuple(Deed) else Kind(deeds[0])
    options = (*OPTIONS.get(deed, ()), *(("line",) if deed is not Deed.NAME else ()))
    for key, value in item.items():
        if key != deed and key not in options:
            raise said.error(f"{deed} takes no {key!r}", *place, key, step=advise(key, options or (deed,)))
        if not isinstance(value, str):
            example = _EXAMPLES.get(key, f'{deed}: "大河奔流"')
            raise said.error(f"{key} takes text", *place, key, step=f"write {example}")
    found = Correction(
        deed,
        item[deed],
        becomes=item.get("as", ""),
        through=item.get("through", ""),
        after=item.get("after", ""),
        before=item.get("before", ""),
        line=_read_line(said, place, item.get("line")),
        where=said.name,
        at=said.lines[(*place, str(deed))],
    )
    _check(said, (*place, str(deed)), found, item)
    return found


def _read_line(said: Entries, place: tuple[str | int, ...], value: str | None) -> int:
    if value is None:
        return 0
    if not re.fullmatch("[0-9]{1,9}", value) or not int(value):
        raise said.error("line takes a number from 1", *place, "line", step="write line: 12")
    return int(value)


def _check(said: Entries, place: tuple[str | int, ...], found: Correction, item: Mapping[str, Any]) -> None:
    """See that a correction has what its deed needs."""
    if found.deed in BARRED:
        if found.quote.count(BAR) != 1 or not all(side.strip() for side in found.sides):
            step = f'write what stands on both sides of it, as in {found.deed}: "越来越好。|记者"'
            raise said.error(f"{found.deed} takes a text with one bar in it", *place, step=step)
        return
    if not found.quote.replace(BAR, "").strip():
        raise said.error(f"{found.deed} takes a text", *place, step="quote how it begins")
    if found.deed is Deed.MOVE and bool(found.after.strip()) == bool(found.before.strip()):
        step = "write after: or before: and how that block begins"
        raise said.error("move takes one block that it goes behind or before", *place, step=step)
    if found.deed is Deed.WRITE and "as" not in item:
        raise said.error("write says what is to stand there", *place, step="add the line as: and the text")
    if _CONTROL.search(found.becomes):
        raise said.error("as takes one line of text", *place[:-1], "as", step="write as: 已经")
    if found.deed is Deed.NAME:
        fault, step = find_fault(found.quote, found.becomes)
        if fault:
            raise said.error(f"{found.quote!r} {fault}", *place, step=step)


def _quote(text: str) -> str:
    """Put a text into double quotes of YAML, which are those of JSON, on one line."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)
