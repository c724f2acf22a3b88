"""`chongpai validate`: every check that this machine has, over a finished file."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.check.findings import Check, Finding, Report, Result, Weight
from pipeline.errors import InputError, MissingError
from pipeline.files import read_bytes
from pipeline.settings import Format

_PDF_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024  # bytes; what stands before a PDF's header is let pass by every reader


def validate(path: Path, silence: Mapping[str, str] = {}) -> Report:
    """Run every check for the format of a file, which its bytes say, not its name.

    `silence` gives the reason for each code of a finding that is not to count. A check that lacks a
    program or package is in the report as not run. Raises InputError when the file cannot be read or is
    no PDF, EPUB or DOCX.
    """
    format = find_format(read_bytes(path), str(path))
    return Report(path, format, tuple(_run(check, path, silence) for check in list_checks(format)))


def list_checks(format: Format) -> tuple[Check, ...]:
    """List the checks for PDF, EPUB or DOCX in the order they run; the other formats have none."""
    match format:
        case Format.PDF:
            from pipeline.check.standards import CHECKS as checks
        case Format.EPUB:
            from pipeline.check.ebook import CHECKS as checks
        case Format.DOCX:
            from pipeline.check.office import CHECKS as checks
        case _:
            return ()
    return checks


def find_format(data: bytes, where: str) -> Format:
    """Tell by its bytes whether a file is a PDF, an EPUB or a DOCX; InputError when it is none of them."""
    if _PDF_HEADER in data[:_HEADER_WITHIN]:
        return Format.PDF
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = set(container.namelist())
    except zipfile.BadZipFile:
        names = set()
    if "META-INF/container.xml" in names:
        return Format.EPUB
    if "word/document.xml" in names:
        return Format.DOCX
    raise InputError("this is no PDF, EPUB or DOCX", where=where, step="give a file that chongpai made")


def _run(check: Check, path: Path, silence: Mapping[str, str] = {}) -> Result:
    began = time.monotonic()
    try:
        findings = tuple(_hush(finding, silence) for finding in check.run(path))
        return Result(check.name, findings, seconds=time.monotonic() - began)
    except MissingError as error:
        return Result(check.name, lacks=str(error))
    except InputError as error:  # it opens as what it is, but cannot be read further
        return Result(check.name, (Finding(str(error)),))


def _hush(finding: Finding, silence: Mapping[str, str]) -> Finding:
    if finding.code not in silence:
        return finding
    return replace(finding, weight=Weight.SILENCED, reason=silence[finding.code])
