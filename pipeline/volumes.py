"""Bound volumes (合订本): what pipeline.yaml says under `books`, as frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from pipeline.entries import Entries, advise, is_date

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")


class Order(StrEnum):
    """How the articles of a volume follow each other."""

    DATE = "date"  # then by page
    PAGE = "page"
    LIST = "list"  # as `sources` lists them, and in one entry by name


class Parts(StrEnum):
    """What the parts of a volume are."""

    NONE = "none"
    MONTH = "month"
    ISSUE = "issue"  # a day
    SECTION = "section"  # as NAME.yaml says, else the folder, else the page


class Colophon(StrEnum):
    """What stands on the last page."""

    SOURCES = "sources"  # who made the book, and where each article is from
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Volume:
    """Articles to be bound into one book. `sources` are files, folders or globs, as those of the build.

    `name` is what the outputs are called by, the title where it is left out; `cover` is as that of the
    build, whose own serves where nothing is said. `date` is ISO 8601, or empty for that of the articles.
    """

    title: str
    sources: tuple[str, ...]
    name: str = ""
    order: Order = Order.DATE
    parts: Parts = Parts.NONE
    editor: str = ""
    publisher: str = ""
    date: str = ""
    identifier: str = ""
    cover: str = ""
    colophon: Colophon = Colophon.SOURCES


CHOICES: dict[str, type[StrEnum]] = {"order": Order, "parts": Parts, "colophon": Colophon}
_BOOKS = "books"


def read_volumes(said: Entries) -> tuple[Volume, ...]:
    """Read what `books` says. Raises SettingsError, naming the line, for what is not understood."""
    listed = said.values.get(_BOOKS)
    if listed is None:
        return ()
    step = "write a list: '- title: …' and, below it, 'sources: [texts]'"
    if not isinstance(listed, list):
        raise said.error("books takes a list of books", _BOOKS, step=step)
    names: set[str] = set()
    volumes = []
    for place, one in enumerate(listed):
        if not isinstance(one, dict):
            raise said.error("a book is 'key: value' lines", _BOOKS, place, step=step)
        volume = _read_volume(said, place, one)
        if volume.name.casefold() in names:
            raise said.error(
                f"two books are called {volume.name!r}", _BOOKS, place, step="give one a name of its own"
            )
        names.add(volume.name.casefold())
        volumes.append(volume)
    return tuple(volumes)


def _read_volume(said: Entries, place: int, one: dict[str, Any]) -> Volume:
    known = [field.name for field in fields(Volume)]
    values: dict[str, Any] = {}
    for key, value in one.items():
        at = (_BOOKS, place, key)
        if key not in known:
            raise said.error(f"books: no setting {key!r}", *at, step=advise(key, known))
        if value in (None, ""):
            continue
        if key == "sources":
            listed = [value] if isinstance(value, str) else value
            if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
                raise said.error("sources takes a list of words", *at, step="write sources: [texts]")
            values[key] = tuple(listed)
        elif not isinstance(value, str) or _CONTROL.search(value):
            raise said.error(f"{key} takes one line of text", *at, step=f"write {key}: and a few words")
        elif key in CHOICES and value not in tuple(CHOICES[key]):
            step = advise(value, list(CHOICES[key]))
            raise said.error(f"{key}: {value!r} is not known", *at, step=step)
        else:
            values[key] = CHOICES[key](value) if key in CHOICES else value.strip()
    for key in ("title", "sources"):
        if not values.get(key):
            raise said.error(f"this book has no {key}", _BOOKS, place, step=f"add a line {key}: to it")
    if "date" in values and not is_date(values["date"]):
        step = "write it as 2022-03-01, 2022-03 or 2022"
        raise said.error(f"date: {values['date']!r} is not a date", _BOOKS, place, "date", step=step)
    values.setdefault("name", values["title"])
    if set(values["name"]) & set('/\\:*?"<>|') or values["name"].startswith("."):
        key = "name" if "name" in one else "title"
        step = 'add a line name: without / \\ : * ? " < > | and not beginning with a dot'
        raise said.error(f"{values['name']!r} is no name for a file", _BOOKS, place, key, step=step)
    return Volume(**values)
