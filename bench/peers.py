"""What a user would do instead: read a page with other tools, and take their paragraphs for blocks."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.scores import Block, Read

_ENDED = re.compile(r"[。！？!?…][”’）」』)]*$")
_TIMEOUT = 120.0  # seconds


def read_ours(path: Path) -> Sequence[Block]:
    """Read a file with chongpai."""
    import pipeline

    return [(str(block.kind), block.text) for article in pipeline.normalize(path) for block in article.blocks]


def join_at_sentence_ends(path: Path) -> Sequence[Block]:
    """Join every line that does not end a sentence to the next, as tools for copied text do."""
    blocks, held = [], ""
    for line in path.read_text("utf-8").splitlines():
        held += line.strip()
        if _ENDED.search(held):
            blocks.append(("paragraph", held))
            held = ""
    return [*blocks, ("paragraph", held)] if held else blocks


def take_blank_lines(path: Path) -> Sequence[Block]:
    """Let blank lines part paragraphs."""
    parts = re.split(r"\n\s*\n", path.read_text("utf-8"))
    return [("paragraph", "".join(part.split())) for part in parts if part.strip()]


def read_with_pandoc(path: Path) -> Sequence[Block]:
    """Read a file with pandoc as Markdown with East Asian line breaks."""
    from pipeline.pandoc import run_pandoc

    data = run_pandoc(
        path.read_bytes(),
        source="markdown+east_asian_line_breaks",
        target="plain",
        options=["--wrap=none"],
    )
    return [("paragraph", part) for part in data.decode().split("\n\n") if part.strip()]


def read_with_calibre(path: Path) -> Sequence[Block]:
    """Read a file with calibre's text input, its heuristics on."""
    with TemporaryDirectory() as folder:
        book = Path(folder) / "book.epub"
        command = ["ebook-convert", str(path), str(book), "--enable-heuristics"]
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
        blocks: list[Block] = []
        with zipfile.ZipFile(book) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith((".html", ".xhtml")) and "titlepage" not in name:
                    markup = archive.read(name).decode("utf-8", "replace")
                    for tag, inner in re.findall(r"<(p|h[1-6])\b[^>]*>(.*?)</\1>", markup, re.DOTALL):
                        text = re.sub(r"<[^>]+>", "", inner)
                        blocks.append(("paragraph" if tag == "p" else "heading", text))
    return [block for block in blocks if block[1].strip()]


def find_peers() -> Iterator[tuple[str, Read]]:
    """Give the peers that are installed, by name."""
    yield "sentence ends", join_at_sentence_ends
    yield "blank lines", take_blank_lines
    yield "pandoc", read_with_pandoc
    if shutil.which("ebook-convert"):
        yield "calibre", read_with_calibre
