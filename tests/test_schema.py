"""The schema that editors complete pipeline.yaml from says what the settings take."""

from __future__ import annotations

import json
import runpy
from dataclasses import fields
from pathlib import Path

from pipeline.settings import Build
from pipeline.volumes import Volume


def test_the_schema_is_up_to_date(root: Path) -> None:
    made = runpy.run_path(str(root / "docs" / "make_schema.py"))
    assert len(made["SCHEMAS"]) == 2
    for name, schema in made["SCHEMAS"].items():
        kept = (root / "docs" / name).read_text(encoding="utf-8")
        assert made["word_schema"](schema) == kept, "run: python docs/make_schema.py"


def test_the_schema_has_every_key(root: Path) -> None:
    schema = json.loads((root / "docs" / "pipeline.schema.json").read_text(encoding="utf-8"))
    keys = {field.name for field in fields(Build)} - {"folder"}
    assert schema["properties"].keys() == keys
    book = schema["properties"]["books"]["items"]
    assert book["properties"].keys() == {field.name for field in fields(Volume)}
