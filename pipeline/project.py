"""What the settings files of a project say, read into frozen values: pipeline.yaml, and NAME.yaml."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from pipeline.corrections import Correction, Deed, find_corrections
from pipeline.design import Layout
from pipeline.dictionary import read_dictionary
from pipeline.entries import Entries, advise, is_date, read_entries
from pipeline.errors import UsageError
from pipeline.files import is_inside, leads_out, read_bytes, refuse_way_out
from pipeline.prints import read_paper, read_style
from pipeline.profiles import find_profile, read_profile
from pipeline.settings import CHOICES, Build, Edition, Format, Metadata, read_range
from pipeline.sources import CORRECTIONS
from pipeline.volumes import read_volumes

_LARGEST = 1024 * 1024  # bytes of a settings file
_BREAK_OR_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")
_EXAMPLES = {
    "sources": "[texts]",
    "editions": "[zh-Hans, zh-Hant-TW]",
    "formats": "[pdf, epub, docx]",
    "spacing": "strip",
    "punctuation": "keep",
    "images": "keep",
    "output": "dist",
    "profile": "daily",
    "page_size": "A5",
    "columns": "2",
    "style": "large",
    "pdf_standard": "ua-1",
    "vocabulary": "keep",
    "forms": "print",
    "dictionary": "names.txt",
    "opencc": "opencc",
    "layout": "vertical",
    "cover": "title",
    "fonts": "reader",
    "contents": "books",
    "review": "true",
    "silence": "{E201: the reason}",
    "limit_time": "600",
    "limit_memory": "4096",
    "limit_size": "64",
    "date": "2022-03-01",
    "page": "03",
    "pages": "1-4",
    "language": "zh-Hans",
}


def read_settings(path: Path) -> Build:
    """Read pipeline.yaml. Raises InputError when it cannot be read, SettingsError for what it says.

    Every SettingsError names the file and line; an unknown key or value comes with the nearest known one.
    A single word does where a list is asked for; an empty value is the default.
    """
    from pydantic import TypeAdapter, ValidationError

    said = read_entries(read_bytes(path, _LARGEST), str(path))
    known = [key.name for key in fields(Build) if key.name != "folder"]
    _refuse_unknown(said, known)
    if "sources" not in said.values and "books" not in said.values:
        raise said.error("there is no 'sources'", step="add the line: sources: [texts]")
    values = {key: value for key, value in said.values.items() if value not in (None, "")}
    values["books"] = read_volumes(said)
    for key in ("sources", "editions", "formats"):
        if isinstance(values.get(key), str):
            values[key] = [values[key]]
        if key in said.values and not values.get(key):
            raise said.error(f"{key} is empty", key, step="name at least one")
    for key in ("profile", "dictionary", "opencc"):
        if key in values and not isinstance(values[key], str):
            raise said.error(f"{key} takes a word", key, step=f"write {key}: {_example(key)}")
    _check_silence(said, values.get("silence", {}))
    if "profile" in values:
        values["profile"] = read_profile(find_profile(values["profile"], path.parent))
    if "page_size" in values:
        try:
            values["page_size"] = read_paper(str(values["page_size"]))
        except UsageError as error:
            raise said.error(f"page_size: {error.message}", "page_size", step=error.step) from None
    if "columns" in values:
        if str(values["columns"]) not in ("1", "2", "3"):
            raise said.error("columns takes 1, 2 or 3", "columns", step="write columns: 2")
        values["columns"] = int(str(values["columns"]))
    if "review" in values:
        if str(values["review"]) not in ("true", "false"):
            raise said.error("review takes true or false", "review", step="write review: true")
        values["review"] = str(values["review"]) == "true"
    for key in ("limit_time", "limit_memory", "limit_size"):
        if key in values:
            values[key] = _read_number(said, key, str(values[key]))
    if "style" in values:
        if not isinstance(values["style"], str):
            raise said.error("style takes the name of a file", "style", step="write style: large.css")
        values["style"] = read_style(values["style"], path.parent)
    if "dictionary" in values:
        values["dictionary"] = read_dictionary(path.parent / values["dictionary"])
    if "opencc" in values:
        values["opencc"] = path.parent / values["opencc"]
    try:
        build = TypeAdapter(Build).validate_python({"folder": path.parent, **values})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = first["loc"]
        key = str(place[0])
        if first["type"] == "enum":
            value = str(first["input"])
            step = advise(value, list(CHOICES[key]))
            raise said.error(f"{key}: {value!r} is not known", *place, step=step) from None
        kind = "a list of words" if "tuple" in first["type"] else "a word"
        raise said.error(f"{key} takes {kind}", *place, step=f"write {key}: {_example(key)}") from None
    if build.layout is Layout.VERTICAL and Format.EPUB not in build.formats:
        raise said.error("only EPUB is set vertically", "layout", step="add epub to formats")
    return build


def _read_number(said: Entries, key: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise said.error(f"{key} takes a whole number", key, step=f"write {key}: {_example(key)}")
    return int(value)


def _check_silence(said: Entries, silence: object) -> None:
    """See that each message that is silenced is a code with a reason."""
    reasons = silence.items() if isinstance(silence, dict) else [("", "")]
    for code, reason in reasons:
        if not isinstance(reason, str) or not reason.strip():
            step = "write what is silenced and why, as in silence: {E201: the title is long on purpose}"
            raise said.error("silence takes codes, each with a reason", "silence", code, step=step)


def read_metadata(path: Path) -> Metadata:
    """Read what NAME.yaml says about the source beside it.

    Values are kept as they are written (`date: 2022-03-01`, `page: 03`). Raises InputError when the
    file cannot be read, and SettingsError, naming file and line, for unknown keys, values that are not
    one line of text, a date that is not YYYY, YYYY-MM or YYYY-MM-DD, an unknown language, no range of
    pages, and a dictionary (a file beside this one) that is none.
    """
    said = read_entries(read_bytes(path, _LARGEST), str(path))
    _refuse_unknown(said, [key.name for key in fields(Metadata) if key.name != "corrections"])
    for key, value in said.values.items():
        if value is not None and (not isinstance(value, str) or _BREAK_OR_CONTROL.search(value)):
            raise said.error(f"{key} takes one line of text", key, step=f"write {key}: {_example(key)}")
    values: dict[str, Any] = {key: value.strip() for key, value in said.values.items() if value}
    if "dictionary" in values:
        named = path.parent / values["dictionary"]
        if not is_inside(values["dictionary"]) or leads_out(named, path.parent):
            step = "put the dictionary beside the source"
            raise said.error("dictionary: this leads out of the folder", "dictionary", step=step)
        values["dictionary"] = read_dictionary(named)
    if "pages" in values:
        try:
            values["pages"] = read_range(values["pages"])
        except ValueError as error:
            raise said.error(f"pages: {error}", "pages", step="write it as 3, 1-4 or 1-2,5") from None
    metadata = Metadata(**values)
    if metadata.date and not is_date(metadata.date):
        step = "write it as 2022-03-01, 2022-03 or 2022"
        raise said.error(f"date: {metadata.date!r} is not a date", "date", step=step)
    if metadata.language and metadata.language not in tuple(Edition):
        step = advise(metadata.language, list(Edition))
        raise said.error(f"language: {metadata.language!r} is not known", "language", step=step)
    if metadata.cover != Path(metadata.cover).name or metadata.cover == "..":
        raise said.error("cover takes the name of a picture beside the source", "cover", step="put it there")
    return metadata


def read_beside(path: Path) -> Metadata:
    """Read NAME.yaml and NAME.corrections.yaml beside the source NAME.txt; empty where there is none."""
    beside = path.with_suffix(".yaml")
    # Beside page.corrections.txt this may be what is said of page.txt.
    told = beside.exists() and not beside.name.endswith(CORRECTIONS)
    metadata = read_metadata(refuse_way_out(beside)) if told else Metadata()
    return add_corrections(metadata, find_corrections(path))


def add_corrections(metadata: Metadata, corrections: tuple[Correction, ...]) -> Metadata:
    """Add what an editor says against the repair; names and words come before those of the dictionary."""
    names = {one.quote: one.becomes for one in corrections if one.deed is Deed.NAME}
    dictionary = tuple((dict(metadata.dictionary) | names).items())
    return replace(metadata, corrections=corrections, dictionary=dictionary)


def _refuse_unknown(said: Entries, known: list[str]) -> None:
    for key in said.values:
        if key not in known:
            raise said.error(f"no setting {key!r}", key, step=advise(key, known))


def _example(key: str) -> str:
    return _EXAMPLES.get(key, "a few words")
