"""Reads our own Markdown back: nothing is joined and nothing moved, every mark taken away is named.

The form is described in `pipeline.formats.plain`. A file changed by hand is still read: front matter
without quotes, any head from `#` to `######`, a paragraph that an editor wrapped.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from html.entities import html5

from pipeline.characters import is_wide
from pipeline.document import Article, Block, Edit, Kind, Line, Source, Span
from pipeline.errors import InputError
from pipeline.read.records import read_json as read_json

VERSION = 1
KEYS = ("title", "subtitle", "byline", "date", "publication", "page", "language", "source")
MARK = "canonical/mark"  # what stands around the text: front matter, `# `, `<div>`
ESCAPE = "canonical/escape"  # `\*`, `&#32;`
SOFT_BREAK = "canonical/soft-break"  # a paragraph wrapped by an editor

_FENCES = {"---": "---", "<!--": "-->"}
_VERSION_LINE = re.compile(r"chongpai:[ \t]*(\d+)[ \t]*$")
_HEAD = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ITEM = re.compile(r"-(?:[ \t]+|$)")
_OPEN = re.compile(r'<div class="([^"]*)">$')
_CLOSE = "</div>"
_BEGINNINGS = (_HEAD, _ITEM, _OPEN)
_KINDS = tuple(kind.value for kind in Kind)
_CODE = re.compile(r"\\([!-/:-@\[-`{-~]|$)|&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_EDGE = " \t\f\ufeff"


def is_canonical(text: str) -> bool:
    """Tell whether a text is our Markdown: its first two lines open our front matter."""
    first, _, rest = text.removeprefix("\ufeff").partition("\n")
    return first.rstrip() == "---" and _VERSION_LINE.match(rest.partition("\n")[0].rstrip()) is not None


def read_canonical(source: Source) -> tuple[Article, ...]:
    """Read our Markdown: kinds and texts as they were written, with the edits that say how.

    The spans and edits name places in `source`. Raises InputError, naming the line, where the
    front matter or a `<div>` is not ours.
    """
    lines = source.lines
    at = next((index for index, line in enumerate(lines) if line.text.strip(_EDGE)), 0)
    if not _opens(lines, at):
        raise _fault(source, at, "our front matter is missing", "begin with the lines ---, chongpai: 1")
    articles: list[Article] = []
    while at < len(lines):
        metadata, edits, at = _read_front_matter(source, at)
        blocks: list[Block] = []
        while at < len(lines) and not _opens(lines, at):
            at = _read_block(source, at, blocks, edits)
        articles.append(
            Article(
                tuple(blocks),
                **({"source": source.name} | metadata),
                edits=tuple(edits),
                notices=() if articles else source.notices,
            )
        )
    return tuple(articles)


def _opens(lines: Sequence[Line], at: int) -> bool:
    """Tell whether an article's front matter opens at this line."""
    return (
        at + 1 < len(lines)
        and lines[at].text.strip(_EDGE) in _FENCES
        and _VERSION_LINE.match(lines[at + 1].text.strip(_EDGE)) is not None
    )


def _read_front_matter(source: Source, start: int) -> tuple[dict[str, str], list[Edit], int]:
    closing = _FENCES[source.lines[start].text.strip(_EDGE)]
    version = _VERSION_LINE.match(source.lines[start + 1].text.strip(_EDGE))
    if version is None or version[1] != str(VERSION):
        raise _fault(
            source, start + 1, f"not version {VERSION} of our form", "use another release of chongpai"
        )
    edits = [_drop(line) for line in source.lines[start : start + 2]]
    metadata: dict[str, str] = {}
    for at in range(start + 2, len(source.lines)):
        edits.append(_drop(source.lines[at]))
        entry = source.lines[at].text.strip(_EDGE)
        if entry == closing:
            return metadata, edits, at + 1
        if not entry or entry.startswith("#"):
            continue
        key, _, value = entry.partition(":")
        if key not in KEYS:
            raise _fault(source, at, f"no key “{key}” in front matter", _nearest(key, KEYS))
        if key in metadata:
            raise _fault(source, at, f"“{key}” is said twice", "keep one of them")
        try:
            metadata[key] = _read_value(value.strip())
        except ValueError:
            raise _fault(source, at, f"the value of “{key}” is not well quoted", 'write it as "…"') from None
    raise _fault(source, start, "the front matter does not end", f"close it with {closing}")


def _read_value(value: str) -> str:
    """Read a YAML scalar of one line: quoted as JSON does it, in single quotes, or plain."""
    if value.startswith('"'):
        return str(json.loads(value))
    if value.startswith("'") and value.endswith("'") and len(value) > 1:
        return value[1:-1].replace("''", "'")
    return re.split(r"(?:^|[ \t])#", value, maxsplit=1)[0].strip()


def _read_block(source: Source, at: int, blocks: list[Block], edits: list[Edit]) -> int:
    """Read what begins at a line into `blocks` and `edits`, and give the index of the line after it."""
    bare = source.lines[at].text.strip(_EDGE)
    if not bare:
        return at + 1
    if bare == _CLOSE:
        raise _fault(source, at, f"{_CLOSE} without its <div>", "remove it")
    if division := _OPEN.match(bare):
        return _read_division(source, at, division[1], blocks, edits)
    if head := _HEAD.match(bare):
        kind = Kind.TITLE if len(head[1]) == 1 else Kind.HEADING
        return _read_lines(source.lines, at, kind, len(head[0]), blocks, edits)
    if item := _ITEM.match(bare):
        return _read_lines(source.lines, at, Kind.ITEM, len(item[0]), blocks, edits)
    return _read_lines(source.lines, at, Kind.PARAGRAPH, 0, blocks, edits)


def _read_division(source: Source, start: int, name: str, blocks: list[Block], edits: list[Edit]) -> int:
    if name not in _KINDS:
        raise _fault(source, start, f"no kind of block is called “{name}”", _nearest(name, _KINDS))
    count, at = len(blocks), start + 1
    edits.append(_drop(source.lines[start]))
    while at < len(source.lines):
        bare = source.lines[at].text.strip(_EDGE)
        if bare == _CLOSE:
            edits.append(_drop(source.lines[at]))
            if len(blocks) == count:
                blocks.append(Block(Kind(name), ""))
            return at + 1
        if _OPEN.match(bare) or _opens(source.lines, at):
            break
        at = _read_lines(source.lines, at, Kind(name), 0, blocks, edits) if bare else at + 1
    raise _fault(source, start, f'<div class="{name}"> does not end', f"close it with {_CLOSE}")


def _read_lines(
    lines: Sequence[Line], at: int, kind: Kind, mark: int, blocks: list[Block], edits: list[Edit]
) -> int:
    """Read one block of `kind` from a line on, of which the first `mark` characters are its mark."""
    parts: list[str] = []
    spans: list[Span] = []
    while True:
        line = lines[at]
        start = len(line.text) - len(line.text.lstrip(_EDGE))
        end = max(start, len(line.text.rstrip(_EDGE)))
        if mark:
            edits.append(_edit(MARK, line, start, line.text[start : start + mark], ""))
            start, mark = min(start + mark, end), 0
        text, broken = _unescape(line, start, end, edits)
        parts.append(text)
        spans.append(Span(line.number, line.place(start), line.place(end)))
        at += 1
        if broken and at < len(lines):
            parts.append("\n")
        elif kind in (Kind.TITLE, Kind.HEADING) or _ends_paragraph(lines, at):
            blocks.append(Block(kind, "".join(parts), tuple(spans)))
            return at
        else:
            joint = _join(text, lines[at].text.lstrip(_EDGE))
            edits.append(Edit(SOFT_BREAK, line.number, line.place(end), "\n", joint, "wrapped by an editor"))
            parts.append(joint)


def _ends_paragraph(lines: Sequence[Line], at: int) -> bool:
    bare = lines[at].text.strip(_EDGE) if at < len(lines) else ""
    return bare in ("", _CLOSE) or any(begin.match(bare) for begin in _BEGINNINGS) or _opens(lines, at)


def _join(before: str, after: str) -> str:
    """Give what a line break inside a paragraph stands for: a space between two words of Latin."""
    return "" if not before or is_wide(before[-1]) or is_wide(after[0]) else " "


def _unescape(line: Line, start: int, end: int, edits: list[Edit]) -> tuple[str, bool]:
    """Give the characters meant by a piece of a line, and whether it ends in a kept line break."""
    raw = line.text[:end]
    parts: list[str] = []
    at, broken = start, False
    for code in _CODE.finditer(raw, start):
        meant = code[1] if code[1] is not None else _read_entity(code[2])
        if meant is None:
            continue
        parts += (raw[at : code.start()], meant)
        at = code.end()
        if code[1] is None:
            edits.append(_edit(ESCAPE, line, code.start(), code[0], meant))
        else:
            edits.append(_edit(ESCAPE, line, code.start(), "\\", ""))
            broken = not meant
    parts.append(raw[at:])
    return "".join(parts), broken


def _read_entity(name: str) -> str | None:
    if not name.startswith("#"):
        return html5.get(name + ";")
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else None


def _edit(rule: str, line: Line, at: int, before: str, after: str) -> Edit:
    return Edit(rule, line.number, line.place(at), before, after, "Markdown's mark, not the text's")


def _drop(line: Line) -> Edit:
    return _edit(MARK, line, 0, line.text, "")


def _fault(source: Source, at: int, message: str, step: str) -> InputError:
    return InputError(message, where=source.name, line=at + 1, step=step)


def _nearest(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean “{near[0]}”?" if near else f"use one of {', '.join(known)}"
