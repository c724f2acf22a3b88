"""The entries of a YAML file as plain values, each with its line; nothing in the file runs or swells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import SettingsError

_DATE = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEPEST = 8  # lists and maps inside one another

Place = tuple[str | int, ...]  # the keys and list indexes that lead to a value


@dataclass(frozen=True, slots=True)
class Entries:
    """What a YAML file says: its values, and the line of every key and list item."""

    name: str
    values: dict[str, Any]
    lines: dict[Place, int]

    def error(self, message: str, *place: str | int, step: str = "") -> SettingsError:
        """Make the error that names the line of `place`, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return SettingsError(message, where=self.name, line=self.lines.get(place, 1), step=step)


def read_entries(data: bytes, name: str) -> Entries:
    """Read a YAML map of plain values: text, lists and maps; text is never turned into anything else.

    Empty values and `~` are None. Raises SettingsError, naming `name` and the line, for what is not YAML,
    for more than one document, and for keys given twice, aliases (which can swell without bound) and tags.
    """
    import yaml

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SettingsError("this is not UTF-8", where=name, line=line, step="save it as UTF-8") from None
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _wrong(
                    name, event, "aliases (& and *) are not read here", "write the value out, or quote it"
                )
            if getattr(event, "tag", None):
                raise _wrong(name, event, "tags (!) are not read here", "write plain text, or quote it")
            if _SURROGATE.search(getattr(event, "value", "")):
                raise _wrong(name, event, "this is half of a character", "write the character itself")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if depth > _DEEPEST:
                raise _wrong(name, event, "there are too many lists inside one another", "keep it flat")
            if documents > 1:
                raise _wrong(name, event, "a second document begins here", "keep one")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        step = "put quotes round text with ': ' in it, or * or & before it"
        raise SettingsError(f"this is not YAML: {error.problem}", where=name, line=line, step=step) from None
    except yaml.YAMLError as error:
        raise SettingsError(f"this is not YAML: {str(error).splitlines()[0]}", where=name) from None
    lines: dict[Place, int] = {}
    if root is None:
        return Entries(name, {}, lines)
    if not isinstance(root, yaml.MappingNode):
        raise _wrong(name, root, "this does not consist of 'key: value' lines", "see the documentation")
    return Entries(name, _value(name, root, (), lines), lines)


def _value(name: str, node: Any, place: Place, lines: dict[Place, int]) -> Any:
    """Give a node's value, noting the lines of what is in it."""
    lines.setdefault(place, node.start_mark.line + 1)
    if node.id == "scalar":
        return None if node.tag == "tag:yaml.org,2002:null" else node.value
    if node.id == "sequence":
        return [_value(name, item, (*place, index), lines) for index, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, item in node.value:
        if key.id != "scalar":
            raise _wrong(name, key, "a key must be a word", "quote it")
        if key.value in found:
            raise _wrong(name, key, f"{key.value!r} is there twice", "keep one of them")
        lines[(*place, key.value)] = key.start_mark.line + 1
        found[key.value] = _value(name, item, (*place, key.value), lines)
    return found


def _wrong(name: str, at: Any, message: str, step: str) -> SettingsError:
    return SettingsError(message, where=name, line=at.start_mark.line + 1, step=step)


def is_date(text: str) -> bool:
    """Tell whether a text is a date: 2022, 2022-03 or 2022-03-01 (ISO 8601, of the calendar)."""
    from datetime import date

    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = found.groups("-01")
    try:
        date.fromisoformat(year + month + day)
    except ValueError:
        return False
    return True


def advise(word: str, known: Sequence[str]) -> str:
    """Word the next step after a word that is not known: the nearest known one, or all of them."""
    from difflib import get_close_matches

    known_by = {name.lower(): name for name in known}
    near = [name for name in known_by if word and name.startswith(word.lower())]
    near = near or get_close_matches(word.lower(), known_by, 1, 0.5)
    if not near:
        return f"choose from {', '.join(known)}"
    return f"did you mean {' or '.join(repr(str(known_by[name])) for name in near)}?"
