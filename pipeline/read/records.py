"""Reads our own JSON back into the records it was written from."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from pipeline.document import Article, Block, Edit, Image, Kind, Notice, Span
from pipeline.errors import InputError

VERSION = 1
_Record = TypeVar("_Record", Article, Block, Edit, Image, Notice)
_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "a text"),
    "int": ((int,), "a whole number"),
    "float": ((int, float), "a number"),
}


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(text: str, name: str) -> tuple[Article, ...]:
    """Read the articles of `write_json`'s form; `name` stands in the messages.

    Raises InputError where the text is not JSON (with its line) or not our form (with the path of
    the value, such as `articles[0].blocks[2].kind`).
    """
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg.lower()}", where=name, line=error.lineno) from None
    except (RecursionError, ValueError):
        raise InputError("is not JSON that can be read: too deep, or a number too long", where=name) from None
    # JSON may write half of a surrogate pair by its number, which is no character.
    if _HALF.search(text) and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        step = "write the character itself"
        raise InputError("this is half of a character", where=name, step=step)
    if not isinstance(value, dict) or value.get("chongpai") != VERSION:
        raise InputError("is not chongpai's JSON", where=name, step=f'it begins with {{"chongpai": {VERSION}')
    return tuple(
        _read_article(name, f"articles[{index}]", item)
        for index, item in enumerate(_read_list(name, "articles", value.get("articles")))
    )


def _read_article(name: str, path: str, value: object) -> Article:
    record = dict(_read_object(name, path, value))
    blocks = _read_list(name, f"{path}.blocks", record.pop("blocks", None))
    edits = _read_list(name, f"{path}.edits", record.pop("edits", []))
    notices = _read_list(name, f"{path}.notices", record.pop("notices", []))
    return _make(
        Article,
        name,
        path,
        record,
        blocks=tuple(_read_block(name, f"{path}.blocks[{at}]", item) for at, item in enumerate(blocks)),
        edits=tuple(_make(Edit, name, f"{path}.edits[{at}]", item) for at, item in enumerate(edits)),
        notices=tuple(_make(Notice, name, f"{path}.notices[{at}]", item) for at, item in enumerate(notices)),
    )


def _read_block(name: str, path: str, value: object) -> Block:
    record = dict(_read_object(name, path, value))
    kind = record.pop("kind", None)
    if kind not in tuple(Kind):
        raise _misformed(name, f"{path}.kind", f"one of {', '.join(Kind)}")
    spans = _read_list(name, f"{path}.spans", record.pop("spans", []))
    image = record.pop("image", None)
    return _make(
        Block,
        name,
        path,
        record,
        kind=Kind(str(kind)),
        spans=tuple(_read_span(name, f"{path}.spans[{at}]", item) for at, item in enumerate(spans)),
        image=None if image is None else _read_image(name, f"{path}.image", image),
    )


def _read_image(name: str, path: str, value: object) -> Image:
    record = dict(_read_object(name, path, value))
    try:
        data = b64decode(str(record.pop("data", "")), validate=True)
    except ValueError:
        raise _misformed(name, f"{path}.data", "a picture in Base64") from None
    return _make(Image, name, path, record, data=data)


def _read_span(name: str, path: str, value: object) -> Span:
    if not isinstance(value, list) or [type(number) for number in value] != [int, int, int]:
        raise _misformed(name, path, "[line, start, end]")
    return Span(*value)


def _make(record_type: type[_Record], name: str, path: str, value: object, /, **given: Any) -> _Record:
    """Make a record of the plain values in `value`, each checked by its type, and of those `given`."""
    record = _read_object(name, path, value)
    known = {field.name: field for field in fields(record_type) if field.name not in given}
    for key, item in record.items():
        if key not in known:
            raise InputError(f"{path} has no “{key}”", where=name, step=f"it may have {', '.join(known)}")
        wanted, called = _TYPES[str(known[key].type)]
        if not isinstance(item, wanted) or isinstance(item, bool):
            raise _misformed(name, f"{path}.{key}", called)
    for key, field in known.items():
        if key not in record and field.default is MISSING:
            raise InputError(f"{path} lacks “{key}”", where=name)
    return record_type(**record, **given)


def _read_object(name: str, path: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _misformed(name, path, "an object {…}")
    return value


def _read_list(name: str, path: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _misformed(name, path, "a list […]")
    return value


def _misformed(name: str, path: str, wanted: str) -> InputError:
    return InputError(f"{path} must be {wanted}", where=name)
