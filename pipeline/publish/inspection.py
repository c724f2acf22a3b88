"""Looks sources over and writes nothing: would one change, does it break a law, what in it is doubtful.

And what a source becomes when it is repaired in place. Pure functions of frozen values, as the build's
work is.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

from pipeline.articles import normalize_bytes
from pipeline.document import bind
from pipeline.errors import (
    ChongpaiError,
    InputError,
    LawError,
    LimitError,
    OutputError,
    SettingsError,
    blame_ourselves,
)
from pipeline.genre import Genre, is_cut, recognize_genre
from pipeline.limits import too_much
from pipeline.publish.remarks import Level, Remark
from pipeline.publish.work import add_dictionary, change
from pipeline.read.canonical import is_canonical
from pipeline.read.text import decode, split_lines
from pipeline.settings import Edition, Format, Metadata, Settings, Wording

_SURE = 0.8  # what is less sure is a warning
_OURS_IN_JSON = b'{"chongpai"'
_UTF_8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Committed:
    """A normalized file that stands beside its source; `edition` is None where its name says none."""

    path: str
    data: bytes
    format: Format
    edition: Edition | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A source to be looked over, with what stands beside it. In place, it is its own normalized file."""

    path: str
    name: str
    data: bytes
    committed: tuple[Committed, ...] = ()
    settings: Settings = Settings()
    metadata: Metadata = Metadata()
    wording: Wording = Wording()
    in_place: bool = False
    may_be_other: bool = False  # nobody said that it is a source, so what is no extract is passed over


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking a source over: the remarks, and how its normalized files would change.

    One that `lasts` depends on the source alone, and not on what the machine could do for it.
    """

    remarks: tuple[Remark, ...] = ()
    diff: str = ""
    lasts: bool = True


def is_ours(name: str, data: bytes) -> bool:
    """Tell whether a file is Markdown or JSON that this tool wrote."""
    if name.lower().endswith(".json"):
        return data.startswith(_OURS_IN_JSON)
    return is_canonical(data[:200].decode("utf-8", "replace"))


def inspect(subject: Subject) -> Verdict:
    """Look a source over. Whatever is wrong with it is a remark, never raised."""
    try:
        return _inspect(subject)
    except ChongpaiError as error:
        return blame(subject, error)
    except MemoryError:
        return blame(subject, too_much())
    except Exception as error:
        blamed = blame_ourselves(error)
        return Verdict((Remark(subject.path, 0, "law/unforeseen", Level.ERROR, blamed.message, blamed.step),))


def blame(subject: Subject, error: ChongpaiError) -> Verdict:
    """Make the verdict on a source that an error has stopped."""
    code = "law/broken" if isinstance(error, LawError) else "source/unreadable"
    path = subject.path
    if isinstance(error, SettingsError):  # a correction that does not fit, in a file of its own
        code, path = "correction/unfit", error.where
    remark = Remark(path, error.line, code, Level.ERROR, error.message, error.step)
    return Verdict((remark,), lasts=not isinstance(error, LimitError | OutputError))


def repair_in_place(
    data: bytes, name: str, settings: Settings = Settings(), metadata: Metadata = Metadata()
) -> tuple[bytes, Genre | None]:
    """Give what the bytes of a text file become, and what it is when it stays as it is.

    Only text that was cut by the columns of a page changes: into a paragraph a line, a blank line between
    two, in UTF-8, with the line ends and the byte order mark it had. Our own Markdown and JSON, clean text,
    verse, Markdown, code, logs, tables and whatever is not Chinese stay byte for byte; so does what a second
    repair would change again. Raises InputError for PDFs and other files that are no text.
    """
    repaired, genre = _repair_once(data, name, settings, metadata)
    # Corrections are of the source as it was.
    if genre is None and _repair_once(repaired, name, settings, replace(metadata, corrections=()))[1] is None:
        return data, Genre.CLEAN
    return repaired, genre


def _repair_once(
    data: bytes, name: str, settings: Settings, metadata: Metadata
) -> tuple[bytes, Genre | None]:
    if is_ours(name, data):
        return data, Genre.CLEAN
    if b"\0" in data[:1000] or data.startswith((b"%PDF-", b"PK\x03\x04", b"{\\rtf")):
        step = "write its text with: chongpai normalize FILE -o FILE.md"
        raise InputError("only text can be repaired in place", where=name, step=step)
    try:
        text, notices = decode(data, name)
    except InputError:
        return data, Genre.FOREIGN
    lines = [line.text for line in split_lines(text.removeprefix("\ufeff"))]
    genre = recognize_genre(lines)
    if genre is Genre.PAGE and any(notice.confidence < _SURE for notice in notices):
        genre = Genre.FOREIGN
    if genre is not Genre.PAGE:
        return data, genre
    articles = normalize_bytes(data, name.removesuffix(".json"), settings, metadata)
    if not is_cut(lines, (edit for article in articles for edit in article.edits)):
        return data, Genre.CLEAN
    from pipeline.formats.plain import write_text

    repaired = write_text(bind(*articles))
    if b"\r\n" in data:
        repaired = repaired.replace(b"\n", b"\r\n")
    return (_UTF_8_MARK if data.startswith(_UTF_8_MARK) else b"") + repaired, None


def _inspect(subject: Subject) -> Verdict:
    from pipeline.formats import write

    if subject.in_place:
        expected, genre = repair_in_place(subject.data, subject.name, subject.settings, subject.metadata)
        if genre:
            return Verdict()
        own = Committed(subject.path, subject.data, Format.TEXT)
        remark, diff = _compare(own, expected, "run: chongpai normalize --in-place")
        return Verdict((remark,) if remark else (), diff)
    if subject.may_be_other and not subject.committed and _is_other(subject):
        return Verdict()
    articles = normalize_bytes(subject.data, subject.name, subject.settings, subject.metadata)
    wording = add_dictionary(subject.wording, subject.metadata)
    remarks: list[Remark] = []
    diffs: list[str] = []
    doubts = [notice for article in articles for notice in article.notices]
    for committed in subject.committed:
        converted = change(articles, committed.edition, wording)
        doubts += [notice for article in converted for notice in article.notices]
        remark, diff = _compare(
            committed, write(bind(*converted), committed.format), _advise(subject, committed)
        )
        remarks += [remark] if remark else []
        diffs.append(diff)
    for notice in dict.fromkeys(doubts):
        level = Level.WARNING if notice.confidence < _SURE else Level.NOTE
        sure = f"{notice.confidence:.0%} sure"
        other = f"or {notice.alternative} ({sure})" if notice.alternative else sure
        remarks.append(Remark(subject.path, notice.line, notice.code, level, notice.text, other))
    return Verdict(tuple(remarks), "".join(diffs))


def _is_other(subject: Subject) -> bool:
    """Tell whether a file is a text, and no extract of a newspaper page."""
    if not subject.name.lower().endswith(".txt") or is_ours(subject.name, subject.data):
        return False
    try:
        text, _ = decode(subject.data, subject.name)
    except InputError:
        return True
    return recognize_genre(text.removeprefix("\ufeff").splitlines()) is not Genre.PAGE


def _compare(committed: Committed, expected: bytes, step: str) -> tuple[Remark | None, str]:
    """Compare a normalized file with what it should be: nothing, or a remark and the difference."""
    if committed.data == expected:
        return None, ""
    before = _show(committed.data)
    after = _show(expected)
    diff = list(difflib.unified_diff(before, after, committed.path, committed.path, n=2))
    line = next(
        (number for number, (one, other) in enumerate(zip(before, after, strict=False), 1) if one != other),
        min(len(before), len(after)),
    )
    remark = Remark(committed.path, line, "source/changed", Level.ERROR, "not what its source becomes", step)
    return remark, "".join(line if line.endswith("\n") else f"{line}\n" for line in diff)


def _show(data: bytes) -> list[str]:
    return _decode_leniently(data).splitlines(keepends=True)


def _decode_leniently(data: bytes) -> str:
    """Read the text of a file for showing it, whatever its encoding."""
    try:
        return decode(data, "")[0]
    except InputError:
        return data.decode("utf-8", "replace")


def _advise(subject: Subject, committed: Committed) -> str:
    edition = f" --edition {committed.edition}" if committed.edition else ""
    return f"run: chongpai normalize {subject.path}{edition} --to {committed.format} -o {committed.path}"
