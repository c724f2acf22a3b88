"""How the remarks of a check are worded: in lines, for GitHub's annotations, as SARIF 2.1.0, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import quote

from pipeline.cli.printing import say
from pipeline.publish.remarks import Level, Remark

MACHINE_FORMATS = ("sarif", "json")
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = {
    "source/changed": "The normalized file is not what its source becomes.",
    "source/unreadable": "The source cannot be read.",
    "correction/unfit": "A correction no longer fits its source.",
    "law/broken": "The repair would lose a character or hide a change.",
    "law/unforeseen": "The repair ended in a fault of its own.",
}
_ANNOTATIONS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def word_remarks(remarks: Sequence[Remark], format: str, version: str) -> Iterator[str]:
    """Word remarks as text, github, sarif or json, line by line."""
    match format:
        case "github":
            yield from (_annotate(_translate(remark)) for remark in remarks)
        case "sarif":
            yield json.dumps(make_sarif(remarks, version), ensure_ascii=False, indent=1)
        case "json":
            said = {"chongpai": 1, "remarks": [asdict(remark) for remark in remarks]}
            yield json.dumps(said, ensure_ascii=False, indent=1)
        case _:
            yield from (_word(_translate(remark)) for remark in remarks)


def make_sarif(remarks: Sequence[Remark], version: str) -> dict[str, Any]:
    """Make the SARIF log of a run. Source: OASIS, SARIF version 2.1.0, sections 3.13, 3.14 and 3.27."""
    codes = sorted({remark.code for remark in remarks})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "chongpai",
                        "version": version,
                        "rules": [
                            {
                                "id": code,
                                "shortDescription": {"text": _RULES.get(code, f"A doubt: {code}.")},
                            }
                            for code in codes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_report(remark, codes.index(remark.code)) for remark in remarks],
            }
        ],
    }


def _report(remark: Remark, rule: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(remark.path)}}
    if remark.line:
        place["region"] = {"startLine": remark.line}
    return {
        "ruleId": remark.code,
        "ruleIndex": rule,
        "level": str(remark.level),
        "message": {"text": _join(remark)},
        "locations": [{"physicalLocation": place}],
    }


def _word(remark: Remark) -> str:
    place = f"{remark.path}:{remark.line}" if remark.line else remark.path
    return f"{place}: {remark.level}: {remark.code}: {_join(remark)}"


def _annotate(remark: Remark) -> str:
    """Word a remark as a command of a GitHub workflow, which the page of the run shows at its line."""
    line = f",line={remark.line}" if remark.line else ""
    place = f"file={_escape(remark.path, ':,')}{line},title={_escape(remark.code, ':,')}"
    return f"::{_ANNOTATIONS[remark.level]} {place}::{_escape(_join(remark))}"


def _escape(text: str, marks: str = "") -> str:
    for mark in "%\r\n" + marks:  # the percent sign first: it is what the others become
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text


def _join(remark: Remark) -> str:
    return f"{remark.text}; {remark.step}" if remark.step else remark.text


def _translate(remark: Remark) -> Remark:
    return replace(remark, text=say(remark.text), step=say(remark.step))
