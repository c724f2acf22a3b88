"""What was made before, kept by the hash of everything it depends on.

The results themselves are the files in the output folder and the articles read for bound volumes; a
ledger says which key each is from. It is written line by line while the build goes on, so that a build
that was killed goes on where it stopped: what the ledger does not name is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path, PurePath
from typing import IO, Any

from pipeline.document import Article, Book, Notice
from pipeline.errors import ChongpaiError, OutputError
from pipeline.files import is_inside, make_folder, read_bytes, remove_folder, write_whole
from pipeline.publish.manifest import Entry
from pipeline.publish.seals import seal, unseal

FOLDER = ".chongpai"  # beside the settings file
_LEDGER, _ARTICLES = "ledger.txt", "articles"
_SEEN = (0, 3)  # numbers that tell how a file looks
_UNNAMED = "nothing here is to be kept in version control"


@dataclass(frozen=True, slots=True)
class Kept:
    """A result that is there already: the key it was made for, its entries in the manifest, its doubts."""

    key: str
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def listed(self) -> Iterator[Entry]:
        """The entries as the manifest has them, without how their files look."""
        for entry in self.entries:
            yield {name: value for name, value in entry.items() if name != "seen"}


def digest(*values: object) -> str:
    """Give the SHA-256, in hexadecimal digits, of frozen values: the same for equal ones, in any process."""
    made = hashlib.sha256()
    for value in values:
        _feed(made, value)
    return made.hexdigest()


def find_state(folder: Path, output: Path) -> Path:
    """Give where a project in `folder` keeps what it knows about one output folder."""
    way = os.path.relpath(output.resolve(), folder.resolve())
    return folder / FOLDER / digest(way)[:16]


class Ledger:
    """What is kept of the builds into one output folder; what is added is known to a later build at once.

    With `anew` nothing that was made before is found in it.
    """

    def __init__(self, output: Path, state: Path, file: IO[bytes] | None, *, anew: bool = False) -> None:
        self._output, self._state, self._file, self._anew = output, state, file, anew
        self._kept = {} if anew else {kept.key: kept for kept in _read_ledger(state / _LEDGER)}
        self._used: dict[str, Kept] = {}
        self._wanted: set[str] = set()
        self._changed = False  # a file looked otherwise and was the same

    def find(self, key: str) -> Kept | None:
        """Give what was made for a key, if all its files are still as they were written."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        found = [_find_intact(self._output, entry) for entry in kept.entries]
        entries = tuple(entry for entry in found if entry)
        if len(entries) != len(found):
            return None
        self._changed = self._changed or entries != kept.entries
        self._used[key] = kept = replace(kept, entries=entries)
        return kept

    def add(self, key: str, entries: Iterable[Entry], notices: Iterable[Notice]) -> None:
        """Enter what was made for a key, after its files were written."""
        made = [entry | {"seen": _look_at(os.path.join(self._output, entry["path"]))} for entry in entries]
        kept = Kept(key, tuple(made), tuple(notices))
        self._used[key] = kept
        self._write(self._file, kept)

    def find_articles(self, key: str) -> tuple[Article, ...]:
        """Give the articles that were read for a key; nothing when there are none."""
        from pipeline.read.canonical import read_json

        if not self.has_articles(key):
            return ()
        path = self._find_place(key)
        try:
            return read_json(unseal(read_bytes(path)).decode("utf-8"), path.name)
        except (ChongpaiError, ValueError):
            return ()

    def want(self, keys: Iterable[str]) -> None:
        """Say which articles are still of use, whether they are asked for now or not."""
        self._wanted.update(keys)

    def has_articles(self, key: str) -> bool:
        """Tell whether the articles that were read for a key are kept."""
        return not self._anew and self._find_place(key).is_file()

    def add_articles(self, key: str, articles: tuple[Article, ...]) -> None:
        """Keep the articles that were read for a key."""
        from pipeline.formats.plain import write_json

        if self._file is None or not articles:
            return
        with suppress(OutputError):
            write_whole(self._find_place(key), seal(write_json(Book("", articles))))

    def _find_place(self, key: str) -> Path:
        return self._state / _ARTICLES / f"{key}.txt"

    def close(self, *, whole: bool) -> None:
        """End the ledger; after a `whole` build it forgets what that had no use for."""
        if self._file is None:
            return
        self._file.close()
        if not whole:
            return
        for path in (self._state / _ARTICLES).glob("*.txt"):
            if path.stem not in self._wanted:
                with suppress(OSError):
                    path.unlink()
        if self._used.keys() == self._kept.keys() and not self._changed:
            return
        lines = b"".join(map(_word_kept, self._used.values()))
        with suppress(OutputError):
            write_whole(self._state / _LEDGER, lines)

    def _write(self, file: IO[bytes] | None, kept: Kept) -> None:
        if file is None:
            return
        line, written = _word_kept(kept), 0
        with suppress(OSError):
            written = file.write(line)
        if written < len(line):  # a full disk keeps no build from what it has room for
            file.close()
            self._file = None


@contextmanager
def open_ledger(output: Path, state: Path, *, reading: bool = False, anew: bool = False) -> Iterator[Ledger]:
    """Open the ledger of an output folder; where none can be written, nothing is kept.

    With `reading` it is only looked into, with `anew` nothing is found in it.
    """
    if reading:
        yield Ledger(output, state, None, anew=anew)
        return
    try:
        make_folder(state)
        ignore = state.parent / ".gitignore"
        if not ignore.exists():
            write_whole(ignore, f"# {_UNNAMED}\n*\n".encode())
        file: IO[bytes] | None = open(state / _LEDGER, "ab", buffering=0)  # noqa: SIM115
        _end_line(state / _LEDGER, file)
    except (OutputError, OSError):
        file = None
    ledger = Ledger(output, state, file, anew=anew)
    whole = False
    try:
        yield ledger
        whole = True
    finally:
        ledger.close(whole=whole)


def _end_line(path: Path, file: IO[bytes] | None) -> None:
    """See that what a killed build wrote in part does not spoil the line after it."""
    with open(path, "rb") as written:
        size = written.seek(0, os.SEEK_END)
        if size:
            written.seek(size - 1)
            if written.read(1) != b"\n" and file:
                file.write(b"\n")


def list_kept(state: Path) -> tuple[str, ...]:
    """List the paths of all outputs that a ledger names."""
    return tuple(entry["path"] for kept in _read_ledger(state / _LEDGER) for entry in kept.entries)


def forget(state: Path) -> None:
    """Remove what is kept about an output folder."""
    remove_folder(state)


def _read_ledger(path: Path) -> Iterator[Kept]:
    """Read a ledger; a line that was written in part or damaged, or by another version, is passed over."""
    try:
        file = open(path, "rb")  # noqa: SIM115
    except OSError:
        return
    with file:
        for line in file:
            try:
                said = json.loads(unseal(line.removesuffix(b"\n")))
                notices = tuple(Notice(**notice) for notice in said["notices"])
                entries = tuple(said["entries"])
                if all(is_inside(entry["path"]) and len(entry["seen"]) in _SEEN for entry in entries):
                    yield Kept(said["key"], entries, notices)
            except (ValueError, LookupError, TypeError):
                continue


def _word_kept(kept: Kept) -> bytes:
    said = {"key": kept.key, "entries": kept.entries, "notices": [asdict(notice) for notice in kept.notices]}
    worded = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return seal(worded.encode("utf-8", "replace")) + b"\n"


def _find_intact(output: Path, entry: Entry) -> Entry | None:
    """Give the entry of a file that is as it was written: by its looks, or where they are others, by hash."""
    path = os.path.join(output, entry["path"])
    try:
        found = os.stat(path)
    except OSError:
        return None
    if found.st_size != entry["size"]:
        return None
    seen = _list_looks(found)
    if seen and seen == entry["seen"]:
        return entry
    data = b""
    with suppress(ChongpaiError):
        data = read_bytes(Path(path), found.st_size)
    return entry | {"seen": seen} if hashlib.sha256(data).hexdigest() == entry["sha256"] else None


def _look_at(path: str) -> list[int]:
    with suppress(OSError):
        return _list_looks(os.stat(path))
    return []


def _list_looks(found: os.stat_result) -> list[int]:
    """Give what tells a file from others without reading it: the times of its contents and state, its number.

    Nothing where a disk counts whole seconds: a file written twice within one would look the same (what
    git's documentation calls racy), so it is always known by its hash.
    """
    if found.st_mtime_ns % 10**9 == 0:
        return []
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _feed(made: Any, value: object) -> None:
    """Feed a value to a hash so that no two different ones are fed alike: its type, its length, itself."""
    match value:
        case Enum():
            _feed(made, str(value.value))
        case bytes():
            made.update(b"b%d:" % len(value))
            made.update(value)
        case str():
            data = value.encode("utf-8", "surrogatepass")
            made.update(b"s%d:" % len(data))
            made.update(data)
        case None | bool() | int() | float() | datetime() | PurePath():
            data = repr(value).encode()
            made.update(b"v%d:" % len(data))
            made.update(data)
        case tuple() | list():
            made.update(b"t%d:" % len(value))
            for item in value:
                _feed(made, item)
        case frozenset() | set():
            made.update(b"set")
            _feed(made, sorted(digest(item) for item in value))
        case Mapping():
            made.update(b"map")
            _feed(made, sorted((digest(key), digest(item)) for key, item in value.items()))
        case _ if is_dataclass(value):
            _feed(made, type(value).__name__)
            for field in fields(value):
                if not field.compare:
                    continue
                _feed(made, field.name)
                _feed(made, getattr(value, field.name))
        case _:
            raise TypeError(type(value).__name__)
