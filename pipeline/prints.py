"""How a PDF is printed: its page, its columns, its style and the standard it keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.errors import SettingsError, UsageError
from pipeline.files import read_bytes, style

LOOKS = ("report", "large")  # styles of ours that go on top of the usual one
_LARGEST = 1024 * 1024  # bytes of a style
_SIZE = re.compile(r"([0-9]{1,4}(?:\.[0-9]+)?) ?[x×] ?([0-9]{1,4}(?:\.[0-9]+)?)")


class Standard(StrEnum):
    """What a PDF claims to be: to be read aloud (PDF/UA, ISO 14289) or to be kept (PDF/A, ISO 19005)."""

    UA_1 = "ua-1"
    UA_2 = "ua-2"
    A_2U = "a-2u"
    A_3U = "a-3u"
    A_3A = "a-3a"
    A_4U = "a-4u"


@dataclass(frozen=True, slots=True)
class Paper:
    """The size of a page in millimetres."""

    width: float = 148
    height: float = 210


PAPERS = {
    "A4": Paper(210, 297),
    "A5": Paper(148, 210),
    "B5": Paper(176, 250),
    "16开": Paper(185, 260),
    "32开": Paper(130, 184),
}


@dataclass(frozen=True, slots=True)
class Print:
    """How a PDF is printed: its page, its columns, CSS on top of ours, and the standard it keeps."""

    paper: Paper = PAPERS["A5"]
    columns: int = 1
    style: str = ""
    standard: Standard = Standard.UA_1


def read_paper(text: str) -> Paper:
    """Read a size of page: one of PAPERS, or width and height in millimetres as `170x240`.

    Raises UsageError for another word, and for sizes that hold no line (80 mm to 1200 mm are taken).
    """
    if text in PAPERS:
        return PAPERS[text]
    found = _SIZE.fullmatch(text)
    if not found:
        step = f"choose from {', '.join(PAPERS)}, or give millimetres: 170x240"
        raise UsageError(f"{text!r} is no size of page", step=step)
    width, height = (float(side) for side in found.groups())
    if not all(80 <= side <= 1200 for side in (width, height)):
        raise UsageError(f"a page of {text} mm cannot be set", step="give 80 mm to 1200 mm for each side")
    return Paper(width, height)


def read_style(name: str, folder: Path) -> str:
    """Read the CSS that a name means: `report` or `large`, which are ours, or a file, relative to a folder.

    Raises InputError when it cannot be read, SettingsError when it is no UTF-8.
    """
    path = style(f"{name}.css") if name in LOOKS else folder / name
    try:
        return read_bytes(path, _LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("this style is not UTF-8", where=str(path), step="save it as UTF-8") from None
