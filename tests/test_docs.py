"""The documentation: it builds without a complaint, asks nothing of the network, and its commands run."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a browser fetches by itself; a link that somebody may follow is none of it.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "object": "data"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


class Fetches(HTMLParser):
    """Gathers what a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "link" and said.get("rel") == "canonical":
            return
        if address := said.get(FETCHED.get(tag, "")):
            self.found.append(address)


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        reader = Fetches()
        reader.feed(page.read_text(encoding="utf-8"))
        assert reader.found
        assert [address for address in reader.found if re.match(r"(?:[a-z]+:)?//", address)] == [], page
    for sheet in site.rglob("*.css"):
        assert not re.search(
            r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")
        ), sheet


def test_the_reference_has_every_promised_name(site: Path) -> None:
    text = (site / "library.html").read_text(encoding="utf-8")
    for name in pipeline.__all__:
        assert re.search(rf'id="pipeline\.(?:\w+\.)*{name}"', text), name


def test_every_promised_name_is_described() -> None:
    for name in pipeline.__all__:
        assert (getattr(pipeline, name).__doc__ or "").strip(), name


def test_the_tutorial_runs_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "chongpai").write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m pipeline "$@"\n', encoding="utf-8"
    )
    (folder / "chongpai").chmod(0o755)
    blocks = BLOCK.findall((DOCS / "tutorial.md").read_text(encoding="utf-8"))
    script = "\n".join(text for language, text in blocks if language == "sh")
    assert script.count("chongpai ") >= 7
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    paper = tmp_path / "paper"
    assert {path.suffix for path in (paper / "dist").glob("*.*")} == {
        *(".pdf", ".epub", ".docx", ".json", ".html")
    }
    assert (paper / "sample.md").read_text(encoding="utf-8").count("老菜市场的新日子") == 2
    assert "sure]" in (paper / "decisions.txt").read_text(encoding="utf-8")
    assert "住在附近的陈大姐提着菜篮子说" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 source: all is well")


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_python_on_the_pages_runs(page: Path) -> None:
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(text, str(page), "exec"), {})


MODULES = [
    found.name
    for found in pkgutil.walk_packages(pipeline.__path__, "pipeline.")
    if not found.name.endswith("__main__")
]


@pytest.mark.parametrize("name", ["pipeline", *MODULES])
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_in_docstrings() -> None:
    for function in ("pipeline", "pipeline.normalize_text", "pipeline.convert_text"):
        target = pipeline if function == "pipeline" else getattr(pipeline, function.partition(".")[2])
        assert ">>>" in (target.__doc__ or ""), function
