"""What the two READMEs say holds: their commands run, their example runs, their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import weasyprint

from pipeline.cli.arguments import read_arguments
from pipeline.project import read_settings
from pipeline.publish.build import list_sources
from pipeline.settings import Format

ROOT = Path(__file__).parent.parent
README, CHINESE = ROOT / "README.md", ROOT / "README.zh.md"
PAGES = [README, CHINESE, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SEED = ROOT / "seeds" / "000_1f30e4e3f1e25e9a.txt"

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ROW = re.compile(r"^\| \[[^]]+]\((tests/cases/\S+)\) \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)


def read_blocks(page: Path) -> list[tuple[str, str]]:
    """Give the language and text of each code block of a page."""
    return _BLOCK.findall(page.read_text("utf-8"))


def read_prose(page: Path) -> str:
    return _BLOCK.sub("", page.read_text("utf-8"))


def read_commands(name: str) -> list[list[str]]:
    """Give the arguments of each call of a program in the shell blocks of the README, redirections aside."""
    lines = [line for language, text in read_blocks(README) if language == "sh" for line in text.splitlines()]
    calls = [call.partition(" >")[0] for line in lines for call in line.split(" | ")]
    return [words[1:] for words in map(shlex.split, calls) if words[0] == name]


def test_both_languages_have_the_same_sections_code_and_links() -> None:
    assert read_blocks(README) == read_blocks(CHINESE)
    assert _HEADING.findall(read_prose(README)) == _HEADING.findall(read_prose(CHINESE))
    here, there = ({*_LINK.findall(read_prose(page))} for page in (README, CHINESE))
    assert here - {CHINESE.name} == there - {README.name}
    assert [row[1:] for row in _ROW.findall(read_prose(README))] == [
        row[1:] for row in _ROW.findall(read_prose(CHINESE))
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(read_prose(page)):
        if not re.match(r"https://|#", link):
            assert (page.parent / link.partition("#")[0]).exists(), link


def test_every_command_is_one() -> None:
    ours = read_commands("chongpai")
    said = {words[0] for words in ours}
    assert said == {"init", "build", "normalize", "convert", "review", "check", "layout", "validate"}
    for words in ours:
        read_arguments(words, "")
    assert ["test"] in read_commands("make")
    for words in read_commands("make"):
        subprocess.run(["make", "--dry-run", *words], cwd=ROOT, capture_output=True, check=True)


def test_the_commands_run_as_they_stand(tmp_path: Path) -> None:
    tools = tmp_path / ".venv" / "bin"
    tools.mkdir(parents=True)
    (tools / "activate").touch()
    command = tools / "chongpai"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m pipeline "$@"\n', "utf-8")
    command.chmod(0o755)
    (tmp_path / "pages").mkdir()
    for place in (tmp_path / "page.txt", tmp_path / "pages" / "3.txt"):
        place.write_bytes(SEED.read_bytes())
    page = "<p style='font-family: Noto Serif CJK SC'>太谷经开区工业投资完成。"
    weasyprint.HTML(string=page).write_pdf(tmp_path / "page.pdf")
    blocks = [text for language, text in read_blocks(README) if language == "sh" and "chongpai " in text]
    subprocess.run(
        ["/bin/sh", "-e"],
        input="".join(blocks).encode(),
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    assert (tmp_path / "page.md").read_text("utf-8").startswith("---\nchongpai: 1\n")
    assert (tmp_path / "articles.json").exists()
    assert len(list((tmp_path / "paper" / "dist").glob("sample.*"))) == 6


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_bytes(SEED.read_bytes())
    (example,) = [text for language, text in read_blocks(README) if language == "python"]
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("title (275,) 抓落实不松劲 践初心出成效\n")
    assert Path("page.epub").read_bytes().startswith(b"PK")


def test_the_tree_is_what_make_dist_makes() -> None:
    build = read_settings(ROOT / "pipeline.yaml")
    (tree,) = [text for language, text in read_blocks(README) if language == "text"]
    top, *names = [line.lstrip("├└─ ") for line in tree.splitlines()]
    assert top == f"{build.output}/"
    assert names == sorted(
        [
            *(
                f"{source.stem}.{edition}{layout}.{format}"
                for source in list_sources(build)
                for edition in build.editions
                for format in build.formats
                for layout in (("", ".vertical") if format is Format.EPUB else ("",))
            ),
            *(f"covers/{source.stem}.webp" for source in list_sources(build)),
            "index.html",
            "manifest.json",
        ]
    )


def test_the_table_of_repairs_is_taken_from_the_cases() -> None:
    rows = _ROW.findall(read_prose(README))
    assert len(rows) >= 8
    for case, before, after in rows:
        text = (ROOT / case).read_text("utf-8")
        source, _, rest = text.partition("--- source\n")[2].partition("--- expected\n")
        expected = rest.partition("--- ")[0]
        assert before in source.replace("\n", "⏎"), case
        assert after in re.sub(r"^\w+: ", "", expected, flags=re.MULTILINE).replace("\n", "¶"), case
