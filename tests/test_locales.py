"""Locales that are not UTF-8: results go out whole, names are found, messages are in the locale's bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.samples import ARTICLE as TEXT

ROOT = Path(__file__).parent.parent
BARE = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # Python's own cures for the C locale, left out


def run(folder: Path, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=folder,
        env=known | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def gb18030(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a Chinese locale in GB18030, made for the occasion."""
    folder = tmp_path_factory.mktemp("locales")
    if not shutil.which("localedef"):
        pytest.skip("needs localedef")
    made = folder / "zh_CN.GB18030"
    subprocess.run(["localedef", "-i", "zh_CN", "-f", "GB18030", str(made)], capture_output=True, check=False)
    if not made.is_dir():
        pytest.skip("needs the locale zh_CN and the character map GB18030")
    return {"LOCPATH": str(folder), "LC_ALL": "zh_CN.GB18030", "PYTHONUTF8": "0"}


def test_results_are_utf8_and_messages_the_locales(tmp_path: Path, gb18030: dict[str, str]) -> None:
    name = os.fsdecode("版面.txt".encode("gb18030"))
    (tmp_path / name).write_bytes(TEXT.encode("gb18030"))
    done = run(tmp_path, "normalize", os.fsencode(name), "--to", "txt", **gb18030)
    assert done.returncode == 0
    assert "卖豆腐的周师傅支起摊子" in done.stdout.decode("utf-8")
    assert done.stderr.decode("gb18030").startswith("版面.txt:1: encoding/guess: 按 GB18030 读取")


def test_errors_and_help_in_the_locale(tmp_path: Path, gb18030: dict[str, str]) -> None:
    missing = run(tmp_path, "normalize", "没有.txt".encode("gb18030"), **gb18030)
    assert (missing.returncode, missing.stderr.decode("gb18030")) == (
        1,
        "chongpai: 没有.txt: 没有这个文件; 请改正名字\n",
    )
    for command in ([], ["build"], ["check"], ["doctor"], ["validate"]):
        done = run(tmp_path, *command, "--help", **gb18030)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode("utf-8").startswith("用法：chongpai")


def test_a_project_is_built_and_checked_in_the_locale(tmp_path: Path, gb18030: dict[str, str]) -> None:
    assert run(tmp_path, "init", **gb18030).returncode == 0
    settings = tmp_path / "pipeline.yaml"
    said = settings.read_text(encoding="utf-8")
    settings.write_text(said.replace("formats: [pdf, epub, docx]", "formats: [txt]"), encoding="utf-8")
    built = run(tmp_path, "build", "--jobs", "1", **gb18030)
    assert (built.returncode, built.stderr) == (0, b""), built
    assert built.stdout.decode("utf-8").endswith("，在 dist 中\n")
    made = (tmp_path / "dist" / "sample.zh-Hans.txt").read_text(encoding="utf-8")
    assert made.startswith("老菜市场的新日子")
    checked = run(tmp_path, "check", "--no-cache", **gb18030)
    assert (checked.returncode, checked.stderr) == (0, b"")


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GB18030", "nonsense"])
@pytest.mark.parametrize("bare", [{}, BARE], ids=["cured", "bare"])
def test_names_and_texts_of_another_encoding_than_the_locales(
    tmp_path: Path, locale: str, bare: dict[str, str]
) -> None:
    """Where the locale knows ASCII alone, or is not there, a name in UTF-8 is bytes that come back whole."""
    (tmp_path / "版面.txt").write_text(TEXT, encoding="utf-8")
    done = run(tmp_path, "normalize", "版面.txt".encode(), "-o", "成文.md".encode(), LC_ALL=locale, **bare)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert "卖豆腐的周师傅" in (tmp_path / "成文.md").read_text(encoding="utf-8")
    assert "版面.txt" in (tmp_path / "成文.md").read_text(encoding="utf-8")
    wrong = run(tmp_path, "normalize", "没有.txt".encode(), LC_ALL=locale, **bare)
    assert wrong.returncode == 1
    assert wrong.stderr.startswith(b"chongpai: ") and wrong.stderr.count(b"\n") == 1
    helped = run(tmp_path, "--help", "--lang", "zh", LC_ALL=locale, **bare)
    assert (helped.returncode, helped.stderr) == (0, b"")


def test_books_are_the_same_bytes_in_every_locale(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    for locale in ("C", "C.UTF-8"):
        folder = str(tmp_path / locale)
        for format in ("epub", "docx"):
            done = run(
                tmp_path, "normalize", "page.txt", "-o", f"{folder}.{format}", "--to", format, LC_ALL=locale
            )
            assert (done.returncode, done.stderr) == (0, b"")
    for format in ("epub", "docx"):
        assert (tmp_path / f"C.{format}").read_bytes() == (tmp_path / f"C.UTF-8.{format}").read_bytes()


def test_a_name_that_is_no_text_stops_nothing(tmp_path: Path) -> None:
    """As an archive from elsewhere leaves them: GB18030 in a name, where the locale is UTF-8."""
    (tmp_path / "texts").mkdir()
    name = b"texts/" + "版面".encode("gb18030")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".txt")).write_text(TEXT, encoding="utf-8")
    (tmp_path / "pipeline.yaml").write_text("sources: [texts]\nformats: [md, json, epub]\n", encoding="utf-8")
    for arguments in (
        ["build", "--jobs", "1", "--verbose"],
        ["normalize", name + b".txt", "-o", name + b".md"],
        ["check", "--no-cache", "--output-format", "json"],
        ["check", "--no-cache", "--output-format", "sarif", "texts", "--fail-on", "error"],
        ["check", "--no-cache", "--output-format", "github", "texts"],
        ["normalize", "--in-place", "--verbose", name + b".txt"],
        ["build", "--jobs", "1", "--json"],
    ):
        done = run(tmp_path, *arguments, LC_ALL="C.UTF-8")
        assert (done.returncode, done.stderr) == (0, b""), (arguments, done)
        assert "Traceback" not in done.stdout.decode("utf-8")
    books = sorted(path.suffix for path in (tmp_path / "dist").iterdir() if "zh-Hans" in path.name)
    assert books == [".epub", ".json", ".md"]
