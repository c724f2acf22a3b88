"""The checks of a DOCX: two validators of Open XML, LibreOffice, and our own rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.characters import strip_blanks
from pipeline.check import wording
from pipeline.check.document import open_document, read_runs
from pipeline.check.findings import Check, Finding, Weight, apply
from pipeline.check.office_rules import RULES, list_passages
from pipeline.check.programs import ask
from pipeline.check.text import find_difference
from pipeline.errors import MissingError
from pipeline.files import read_bytes


def _audit(path: Path) -> Iterator[Finding]:
    """Validate by the schemas and the semantic rules of Open XML, as openxml-audit has them."""
    try:
        from openxml_audit import OpenXmlValidator
    except ImportError:
        raise MissingError("openxml-audit is not installed", step="run: pip install openxml-audit") from None
    for said in OpenXmlValidator().validate(path).errors:
        weight = Weight.ERROR if said.severity.value == "error" else Weight.NOTE
        yield Finding(said.description, f"{said.part_uri}{said.path or ''}", weight, said.id or "")


def _ask_ooxml(path: Path) -> Iterator[Finding]:
    """Ask the Open XML SDK, which @ooxml-tools/validate carries."""
    answer = ask(
        "ooxml-validate",
        "--output-format",
        "json",
        str(path.absolute()),
    )
    try:
        found = json.loads(answer.output)
    except ValueError:
        raise MissingError(
            "@ooxml-tools/validate did not answer", step="try: ooxml-validate --version"
        ) from None
    for said in found:
        yield Finding(said["description"], str(said.get("path", "")), code=str(said.get("id", "")))


def _ask_libreoffice(path: Path) -> Iterator[Finding]:
    """Let LibreOffice open the document, and compare the text it reads with the paragraphs."""
    with TemporaryDirectory(prefix="chongpai-") as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        options = ("--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder)
        answer = ask(
            "soffice",
            profile,
            *options,
            str(path.absolute()),
        )
        made = next(Path(folder).glob("*.txt"), None)
        if made is None:
            yield Finding(f"LibreOffice does not open it: {' '.join(answer.complaint.split())}", code="LO1")
            return
        shown = made.read_text(encoding="utf-8-sig")
    paragraphs = open_document(read_bytes(path)).paragraphs
    ours = strip_blanks("".join(read_runs(paragraph) for paragraph in paragraphs))
    if difference := find_difference(ours, strip_blanks(shown)):
        yield Finding(f"LibreOffice reads another text: {difference}", code="LO2")


def _look(path: Path) -> Iterator[Finding]:
    """Look at a file by our own rules."""
    document = open_document(read_bytes(path))
    yield from apply(RULES, document)
    yield from apply(wording.RULES, list_passages(document))


CHECKS: tuple[Check, ...] = (
    Check("openxml-audit", _audit),
    Check("Open XML SDK", _ask_ooxml),
    Check("LibreOffice", _ask_libreoffice),
    Check("chongpai", _look),
)
