"""The JSON Schemas (draft 2020-12) of pipeline.yaml and of corrections, from which editors complete them.

They are made of the same choices that the files are read by; run this to write them beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.corrections import BARRED, DEEDS, OPTIONS, Deed
from pipeline.settings import CHOICES, Edition, Format
from pipeline.volumes import CHOICES as VOLUME_CHOICES

Node = dict[str, Any]

_DATE = {"type": ["string", "integer"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_MEANING = {
    "sources": "Files, folders or patterns, relative to this file.",
    "editions": "The scripts and regions to publish in.",
    "formats": "What each book is written as.",
    "spacing": "What stands between Chinese and Latin or digits.",
    "punctuation": "Whether ASCII marks beside Chinese are kept.",
    "output": "The folder for the results.",
    "profile": "The habits of the publication: a name, or a file.",
    "layout": "Which way the EPUBs are set; vertical ones are made beside the horizontal ones.",
    "cover": "Of EPUBs: title, none, or a picture.",
    "fonts": "Whose faces show the EPUBs.",
    "contents": "Which DOCX have a table of contents.",
    "silence": "Codes of `chongpai validate` that do not count here, each with its reason.",
    "images": "Whether the pictures of PDF pages are kept.",
    "page_size": "The page of the PDF: A4, A5, B5, 16开, 32开, or width and height in millimetres (170x240).",
    "columns": "Columns of a PDF page.",
    "style": "The look of the PDF: report, large, or a file of CSS.",
    "pdf_standard": "The standard that the PDF keeps to.",
    "vocabulary": "Whose words the edition for Taiwan uses.",
    "forms": "How the edition for Hong Kong writes characters that have two forms there.",
    "dictionary": "A file of names and words of your own.",
    "opencc": "A folder of dictionaries of OpenCC.",
    "books": "Books bound of several sources.",
    "review": "Whether each source has a review page.",
    "limit_time": "Seconds that the work on a source may take; 0 for any.",
    "limit_memory": "Megabytes of memory that it may take; 0 for its share of the machine.",
    "limit_size": "Megabytes that a source may have; 0 for any.",
}
_VOLUME_MEANING = {
    "title": "The title of the book.",
    "sources": "Files, folders or patterns, relative to this file.",
    "name": "What the outputs are called by; the title where it is left out.",
    "order": "How the articles follow each other.",
    "parts": "What the parts of the book are.",
    "editor": "Who put it together.",
    "publisher": "Who publishes it; that of the articles where it is left out and they agree.",
    "date": "2022, 2022-03 or 2022-03-01; that of the last article where it is left out.",
    "identifier": "An ISBN, ISSN, DOI or another URN.",
    "cover": "title, none, or a picture.",
    "colophon": "What stands on the last page: where each article is from, or nothing.",
}
_NUMBER: Node = {"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]{1,9}$"}
_SHAPES: dict[str, Node] = {
    "review": {"enum": [True, False, "true", "false"]},
    "limit_time": _NUMBER,
    "limit_memory": _NUMBER,
    "limit_size": _NUMBER,
    "columns": {"enum": [1, 2, 3, "1", "2", "3"]},
    "silence": {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}},
}


def make_schema() -> Node:
    """Make the schema of pipeline.yaml."""
    lists = {"editions": _list(_choose(Edition)), "formats": _list(_choose(Format)), "sources": _list(_WORD)}
    volume = _object(_VOLUME_MEANING, VOLUME_CHOICES, {"sources": _list(_WORD), "date": _DATE})
    books = {"type": "array", "items": volume | {"required": ["title", "sources"]}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pipeline.yaml",
        "description": "What `chongpai build` makes.",
        **_object(_MEANING, CHOICES, _SHAPES | lists | {"books": books}),
        "anyOf": [{"required": ["sources"]}, {"required": ["books"]}],
    }


_WORD: Node = {"type": "string", "minLength": 1}


def _object(meaning: dict[str, str], choices: dict[str, type[StrEnum]], shapes: dict[str, Node]) -> Node:
    properties = {
        key: {"description": said}
        | (shapes.get(key) or (_choose(choices[key]) if key in choices else {"type": "string"}))
        for key, said in meaning.items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _choose(choices: Iterable[StrEnum]) -> Node:
    return {"enum": [str(choice) for choice in choices]}


def _list(item: Node) -> Node:
    """One, or a list of them: a single word does where a list is asked for."""
    return {"oneOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def make_corrections_schema() -> Node:
    """Make the schema of NAME.corrections.yaml."""
    barred = {"type": "string", "pattern": r"^[^|]*\S[^|]*\|[^|]*\S[^|]*$"}
    kinds = [_correction(deed, barred if deed in BARRED else _WORD, OPTIONS.get(deed, ())) for deed in DEEDS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "NAME.corrections.yaml",
        "description": "What an editor says against the repair of the source beside it.",
        "type": "object",
        "properties": {
            "source": {"description": "The file they are for.", "type": "string"},
            "corrections": {"type": "array", "items": {"oneOf": kinds}},
        },
        "additionalProperties": False,
    }


def _correction(deed: str, quote: Node, options: Iterable[str]) -> Node:
    properties = {deed: quote} | {option: {"type": "string"} for option in options}
    required = [deed]
    if deed != Deed.NAME:
        properties["line"] = {"type": ["integer", "string"], "pattern": "^[0-9]{1,9}$", "minimum": 1}
    if deed == Deed.WRITE:
        required.append("as")
    made = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    if deed == Deed.MOVE:
        made["oneOf"] = [{"required": ["after"]}, {"required": ["before"]}]
    return made


def word_schema(schema: Node) -> str:
    """Write a schema as JSON."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


SCHEMAS = {
    "pipeline.schema.json": make_schema(),
    "corrections.schema.json": make_corrections_schema(),
}

if __name__ == "__main__":
    for name, schema in SCHEMAS.items():
        Path(__file__).with_name(name).write_text(word_schema(schema), encoding="utf-8")
