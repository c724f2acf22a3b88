"""Dictionaries: words and what becomes of them, as YAML or in OpenCC's own text form.

A line of the text form is a word, a tab and what it becomes; `#` starts a comment. Of several forms,
parted by spaces, the first counts. In YAML it is `word: what it becomes`. A word alone is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.entries import read_entries
from pipeline.errors import InputError, SettingsError
from pipeline.files import read_bytes

Entry = tuple[str, str]  # a word, and what becomes of it; nothing for a name
Dictionary = tuple[Entry, ...]

_LARGEST = 16 * 1024 * 1024  # bytes
_YAML = (".yaml", ".yml")
# Conversion goes clause by clause, so that no word can hold what ends one.
_PARTING = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f,.?!*，。、；：？！…“”‘’「」『』﹁﹂﹃﹄—－（）《》〈〉～．／＼【】［］｛｝-]"
)


def split_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Read the text form: the number of a line, its word, and the forms it becomes, or nothing."""
    for number, line in enumerate(text.splitlines(), 1):
        if "#" in line:
            line = line.partition("#")[0]
        key, _, value = line.strip().partition("\t")
        if key:
            yield number, key.rstrip(), value.strip()


def read_dictionary(path: Path) -> Dictionary:
    """Read a dictionary of the user's: .yaml or .yml as YAML, all else in the text form.

    Raises SettingsError, naming file and line, for what is neither; for a word of one character, which
    would reach into every word that holds it; for one with white space or punctuation in it, where
    conversion goes clause by clause; and for a word given twice.
    """
    try:
        data = read_bytes(path, _LARGEST)
    except InputError as error:
        step = error.step or "correct the path of the dictionary"
        raise SettingsError(error.message, where=error.where, step=step) from None
    entries: dict[str, str] = {}
    read = _read_yaml if path.suffix.lower() in _YAML else _read_text
    for line, key, value in read(data, path):
        fault, step = find_fault(key, value)
        if key in entries:
            fault, step = "is there twice", "keep one of them"
        if fault:
            raise SettingsError(f"{key!r} {fault}", where=str(path), line=line, step=step)
        entries[key] = value.partition(" ")[0]
    return tuple(entries.items())


def _read_text(data: bytes, path: Path) -> Iterator[tuple[int, str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SettingsError(
            "this is not UTF-8", where=str(path), line=line, step="save it as UTF-8"
        ) from None
    yield from split_lines(text)


def _read_yaml(data: bytes, path: Path) -> Iterator[tuple[int, str, str]]:
    said = read_entries(data, str(path))
    for key, value in said.values.items():
        if value is not None and not isinstance(value, str):
            raise said.error(f"{key!r} takes one word", key, step=f"write {key}: what it becomes")
        yield said.lines[(key,)], key.strip(), (value or "").strip()


def find_fault(key: str, value: str) -> tuple[str, str]:
    """Say what is wrong with an entry, and what to do about it; nothing where all is well."""
    if len(key) < 2:
        return "is one character, which would reach into every word", "write the whole word or name"
    if any(character.isspace() for character in key):
        return "has a space in it", "put a tab between a word and what it becomes"
    if _PARTING.search(key + value.partition(" ")[0]):
        return "has punctuation in it", "leave the marks to the text"
    return "", ""
