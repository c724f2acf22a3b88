"""What a user would run instead to make books of texts: calibre, or pandoc and the weasyprint command.

Each is given its easiest work: no repair of lines, no cover, no tags, no reading back.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.pandoc import find_pandoc

_STYLE = '@page{size:A5} html{font:10.5pt/18pt "Noto Serif CJK SC"}'
# Chromium, by which calibre prints, will not run for root with its sandbox, nor without a screen.
ENVIRONMENT = {
    **os.environ,
    "QT_QPA_PLATFORM": "offscreen",
    "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox",
    "QTWEBENGINE_DISABLE_SANDBOX": "1",
}


def list_rivals() -> Iterator[str]:
    """List those that are installed."""
    if shutil.which("ebook-convert"):
        yield "calibre"
    if _find_weasyprint():
        yield "pandoc + weasyprint"


def write_script(rival: str, sources: Sequence[Path], folder: Path) -> str:
    """Write the shell script that makes a PDF, an EPUB and a DOCX of each source, one after the other."""
    lines = ["set -e"]
    if rival != "calibre":
        (folder / "page.css").write_text(_STYLE, "utf-8")
    for source in sources:
        given, made = shlex.quote(str(source)), shlex.quote(str(folder / source.stem))
        if rival == "calibre":
            lines += (
                f"ebook-convert {given} {made}.{format} --language zh{more} >/dev/null"
                for format, more in (("pdf", ""), ("epub", " --no-default-epub-cover"), ("docx", ""))
            )
            continue
        pandoc = (
            f"{shlex.quote(find_pandoc())} --from markdown+east_asian_line_breaks --metadata lang=zh-CN"
            f" --metadata title={shlex.quote(source.stem)} {given}"
        )
        style = shlex.quote(str(folder / "page.css"))
        lines += (
            f"{pandoc} -o {made}.docx",
            f"{pandoc} -o {made}.epub",
            f"{pandoc} --standalone --css {style} -o {made}.html",
            f"{shlex.quote(_find_weasyprint())} --quiet {made}.html {made}.pdf",
        )
    return "\n".join(lines) + "\n"


def _find_weasyprint() -> str:
    beside = Path(sys.executable).with_name("weasyprint")
    return str(beside) if beside.exists() else shutil.which("weasyprint") or ""
