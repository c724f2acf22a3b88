"""The checks of a PDF by others: its structure, the standard it claims, its fonts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.check.findings import Check, Finding, Weight
from pipeline.check.geometry import CHECKS as GEOMETRY
from pipeline.check.programs import ask
from pipeline.errors import MissingError

_CLEAN = 0
# veraPDF's profiles have this rule for PDF/A-1 alone (ISO 19005-1, 6.7.2).
_OF_ANOTHER_STANDARD = "METADATA-FILTER"


def _ask_qpdf(path: Path) -> Iterator[Finding]:
    """Ask qpdf whether the file's structure is sound."""
    answer = ask("qpdf", "--check", str(path.absolute()))
    if answer.code != _CLEAN:
        for line in (answer.complaint or answer.output).splitlines():
            yield Finding(line.removeprefix("WARNING: ").removeprefix(f"{path.absolute()}: "))


def _ask_page(path: Path) -> Iterator[Finding]:
    """Ask page-validation whether the PDF is what it claims to be: PDF/UA-1 or PDF/A-1 to 3."""
    try:
        import page
    except ImportError:
        step = "run: pip install page-validation"
        raise MissingError("page-validation is not installed", step=step) from None
    try:
        report = page.validate_pdf(str(path))
    except page.ProfileError as error:
        yield Finding(f"claims no standard that can be checked here: {error}", weight=Weight.NOTE)
        return
    except page.PageError as error:
        yield Finding(str(error))
        return
    for failure in report.failures:
        weight = Weight.NOTE if _OF_ANOTHER_STANDARD in failure.rule_id else Weight.ERROR
        yield Finding(f"{failure.rule_id}: {failure.message}", weight=weight)


def _ask_outloud(path: Path) -> Iterator[Finding]:
    """Ask outloud how the PDF reads aloud (PDF/UA-1, WCAG 2.2); what it only warns of is a note."""
    answer = ask("outloud", "--json", "-", str(path.absolute()))
    try:
        (result,) = json.loads(answer.output[answer.output.index("{") :])["results"]
    except ValueError:
        raise MissingError("outloud did not answer", step="run: outloud --version") from None
    if result["error"]:
        yield Finding(str(result["error"]))
    for found in result["findings"]:
        weight = Weight.ERROR if found["severity"] == "error" else Weight.NOTE
        place = f"page {found['page']}" if found.get("page") else ""
        yield Finding(f"{found['rule']}: {found['message']}", place, weight)


def _ask_pdffonts(path: Path) -> Iterator[Finding]:
    """Ask poppler whether every font is embedded, a subset, and says which characters its glyphs are."""
    answer = ask("pdffonts", str(path.absolute()))
    if answer.code != _CLEAN:
        yield Finding(" ".join(answer.complaint.split()) or "pdffonts cannot read it")
    for line in answer.output.splitlines()[2:]:
        name, *_, embedded, subset, unicode, _number, _generation = line.split()
        for said, what in ((embedded, "embedded"), (subset, "a subset"), (unicode, "mapped to Unicode")):
            if said != "yes":
                yield Finding(f"the font {name} is not {what}")


CHECKS: tuple[Check, ...] = (
    Check("qpdf", _ask_qpdf),
    Check("page-validation", _ask_page),
    Check("outloud", _ask_outloud),
    Check("pdffonts", _ask_pdffonts),
    *GEOMETRY,
)
