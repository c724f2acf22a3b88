"""`chongpai check` and `chongpai normalize --in-place`, as a project in CI meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from bench.clean import is_changed, make_files
from pipeline.cli import main
from pipeline.genre import Genre
from pipeline.publish.inspection import Committed, Subject, inspect, repair_in_place
from pipeline.publish.remarks import Level, Remark
from pipeline.settings import Format

ROOT = Path(__file__).parent.parent
CLEAN = sorted((Path(__file__).parent / "clean").iterdir())
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
PAGE = SEEDS[0].read_bytes()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one source and its normalized file; the current one, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "page.txt").write_bytes(PAGE)
    assert main(["normalize", "texts/page.txt", "-o", "texts/page.md", "--quiet"]) == 0
    return texts


def spoil(project: Path) -> int:
    """Change a character of the normalized file, and give the number of its line."""
    path = project / "page.md"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = max(range(len(lines)), key=lambda at: len(lines[at]))
    lines[number] = "错" + lines[number]
    path.write_text("\n".join(lines), encoding="utf-8")
    return number + 1


def test_nothing_is_said_where_all_is_well(project: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    assert main(["check", "texts", "--quiet"]) == 0
    assert capfdbinary.readouterr() == (b"", b"")
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == before


def test_a_stale_file_is_named_with_the_way_out(
    project: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    line = spoil(project)
    assert main(["check", "texts", "--quiet"]) == 1
    said = capfdbinary.readouterr().out.decode()
    step = "run: chongpai normalize texts/page.txt --to md -o texts/page.md"
    assert said == f"texts/page.md:{line}: error: source/changed: not what its source becomes; {step}\n"
    assert main(step.removeprefix("run: chongpai ").split()) == 0
    assert main(["check", "texts", "--quiet"]) == 0


def test_the_difference_can_be_applied(project: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    good = (project / "page.md").read_bytes()
    spoil(project)
    assert main(["check", "--diff", "--quiet", "texts/page.txt"]) == 1
    diff = capfdbinary.readouterr().out.split(b"\n", 1)[1]
    patched = subprocess.run(["git", "apply", "-p0", "-"], input=diff, cwd=project.parent, check=False)
    assert patched.returncode == 0
    assert (project / "page.md").read_bytes() == good


def test_a_second_look_remembers_and_a_change_is_seen(
    project: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check", "texts", "--verbose"]) == 0
    first = capfdbinary.readouterr().out
    assert [path.suffix for path in (project.parent / "cache" / "chongpai").iterdir()] == [".json"]
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.cli.checking.inspect", None)
        assert main(["check", "texts", "--verbose"]) == 0
    assert capfdbinary.readouterr().out == first
    spoil(project)
    assert main(["check", "texts"]) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": {"remarks": [{}], "diff": ""}}'])
def test_a_damaged_memory_is_none(project: Path, damage: bytes) -> None:
    assert main(["check", "texts"]) == 0
    (memory,) = (project.parent / "cache" / "chongpai").iterdir()
    memory.write_bytes(damage)
    assert main(["check", "texts"]) == 0


def test_sarif_is_what_its_schema_says(project: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    line = spoil(project)
    assert main(["check", "--output-format", "sarif", "texts"]) == 1
    said = json.loads(capfdbinary.readouterr().out)
    Sarif.model_validate(said)
    (run,) = said["runs"]
    changed = [result for result in run["results"] if result["ruleId"] == "source/changed"]
    assert changed[0]["level"] == "error"
    assert changed[0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "texts/page.md"},
        "region": {"startLine": line},
    }
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_the_model_of_sarif_can_refuse() -> None:
    with pytest.raises(ValueError, match="validation error"):
        Sarif.model_validate({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})


def test_annotations_are_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.cli.remarks import word_remarks

    remark = Remark("a,b:c.txt", 3, "source/changed", Level.ERROR, "100%\nsure", "do: it")
    (line,) = word_remarks([remark], "github", "1")
    assert line == "::error file=a%2Cb%3Ac.txt,line=3,title=source/changed::100%25%0Asure; do: it"


def test_json_has_every_doubt(project: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["check", "--output-format", "json", "texts"]) == 0
    said = json.loads(capfdbinary.readouterr().out)["remarks"]
    assert said
    assert {remark["level"] for remark in said} <= {"warning", "note"}
    assert main(["check", "--fail-on", "note", "texts"]) == 1
    assert len(capfdbinary.readouterr().out.splitlines()) == len(said) + 1


def test_what_cannot_be_read_is_an_error_only_where_it_was_named_a_source(
    project: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (project / "requirements.txt").write_text("pytest==8\n", encoding="utf-8")
    assert main(["check", "texts"]) == 0
    (project.parent / "pipeline.yaml").write_text("sources: texts\n", encoding="utf-8")
    capfdbinary.readouterr()
    assert main(["check", "--quiet"]) == 1
    said = capfdbinary.readouterr().out.decode()
    assert said.startswith("texts/requirements.txt: error: source/unreadable: there is no Chinese character")


def test_a_broken_law_is_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.laws.find_losses", lambda *_: ["line 7: a character is lost"])
    (remark,) = inspect(Subject("page.txt", "page.txt", PAGE)).remarks
    assert (remark.code, remark.level) == ("law/broken", Level.ERROR)
    assert "line 7" in remark.text


def test_editions_beside_a_source_are_looked_at(project: Path) -> None:
    taiwan = ["--edition", "zh-Hant-TW", "--quiet", "-o", "texts/page.zh-Hant-TW.md"]
    assert main(["normalize", "texts/page.txt", *taiwan]) == 0
    assert main(["check", "texts/page.zh-Hant-TW.md"]) == 0
    path = project / "page.zh-Hant-TW.md"
    path.write_text(path.read_text(encoding="utf-8").replace("園區", "園裏", 1), encoding="utf-8")
    assert main(["check", "texts/page.zh-Hant-TW.md"]) == 1


def test_markdown_that_is_not_ours_is_no_normalized_file(project: Path) -> None:
    (project / "page.md").write_text("# 说明\n\n这是别人的文件。\n", encoding="utf-8")
    assert main(["check", "texts"]) == 0
    assert main(["check", "texts/page.md"]) == 0


def test_a_committed_file_of_another_encoding_differs() -> None:
    committed = Committed("page.md", "错".encode("gb18030"), Format.MARKDOWN)
    (remark, *_) = inspect(Subject("page.txt", "page.txt", PAGE, (committed,))).remarks
    assert remark.code == "source/changed"


# In place.


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.name)
def test_clean_files_stay_as_they_are(path: Path) -> None:
    data = path.read_bytes()
    assert repair_in_place(data, path.name)[0] == data


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.name)
def test_clean_files_stay_under_the_name_of_a_text(path: Path) -> None:
    data = path.read_bytes()
    assert repair_in_place(data, "page.txt")[0] == data


def test_clean_files_of_many_kinds_stay_as_they_are() -> None:
    files = dict(make_files())
    assert len(files) + len(CLEAN) >= 200 and len(set(files.values())) == len(files)
    assert [name for name, data in files.items() if is_changed(name, data)] == []


def test_our_own_files_stay_as_they_are() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("needs a checkout of git")
    changed = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if name.startswith(("seeds/", "tests/cases/", "tests/corpus/", "tests/pages/")) or not path.is_file():
            continue
        data = path.read_bytes()
        if data[:4] in (b"%PDF", b"PK\x03\x04") or b"\0" in data[:1000]:
            continue
        if repair_in_place(data, path.name)[0] != data:
            changed.append(name)
    assert changed == []


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "utf-8"])
def test_japanese_stays_in_any_encoding(encoding: str) -> None:
    data = (Path(__file__).parent / "clean" / "japanese.txt").read_text(encoding="utf-8").encode(encoding)
    assert repair_in_place(data, "page.txt")[0] == data


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_pages_are_repaired_and_then_clean(path: Path) -> None:
    repaired, genre = repair_in_place(path.read_bytes(), path.name)
    assert genre is None
    assert len(repaired.splitlines()) < len(path.read_bytes().splitlines()) / 3
    assert repair_in_place(repaired, path.name) == (repaired, Genre.CLEAN)


def test_line_ends_and_the_mark_are_kept() -> None:
    data = b"\xef\xbb\xbf" + PAGE.replace(b"\n", b"\r\n")
    repaired, _ = repair_in_place(data, "page.txt")
    plain, _ = repair_in_place(PAGE, "page.txt")
    assert repaired == b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")


@given(st.text("山水中人有的了一是在，。：“”#|-1a \n\r\t", max_size=200))
def test_in_place_a_second_run_changes_nothing(text: str) -> None:
    once, _ = repair_in_place(text.encode(), "page.txt")
    assert repair_in_place(once, "page.txt")[0] == once


def test_the_command_changes_pages_and_nothing_else(
    project: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (project / "notes.txt").write_text("今天天气很好，我们去爬山。\n", encoding="utf-8")
    before = {path: path.stat().st_mtime_ns for path in project.iterdir()}
    assert main(["check", "--in-place", "--quiet", "texts"]) == 1
    assert capfdbinary.readouterr().out.decode().startswith("texts/page.txt:")
    everything = [str(path) for path in sorted(project.iterdir())]
    assert main(["normalize", "--in-place", *everything]) == 0
    assert capfdbinary.readouterr().out.decode() == f"{project / 'page.txt'}: repaired\n"
    changed = [path.name for path, time in before.items() if path.stat().st_mtime_ns != time]
    assert changed == ["page.txt"]
    assert main(["check", "--in-place", "--quiet", "texts"]) == 0
    assert main(["normalize", "--in-place", "--verbose", *everything]) == 0
    assert capfdbinary.readouterr().out.decode().count("left as it is: clean text") == 3


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["-"], 2, "standard input has no place; name a file, or leave out --in-place"),
        (["page.txt", "-o", "a.md"], 2, "-o does not go with --in-place; leave one of them out"),
        (["page.txt", "--to", "json"], 2, "--to does not go with --in-place; leave one of them out"),
        (["none.txt"], 1, "none.txt: no such file; correct the name"),
        (["book.pdf"], 1, "book.pdf: only text can be repaired in place; write its text with: "),
    ],
)
def test_in_place_refuses_in_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "page.txt").write_bytes(PAGE)
    assert main(["normalize", "--in-place", *arguments]) == code
    assert capfdbinary.readouterr().err.decode().startswith(f"chongpai: {message}")
    assert (tmp_path / "page.txt").read_bytes() == PAGE


def test_many_sources_are_shared_out(project: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for number in range(60):
        (project / f"p{number:02}.txt").write_bytes(
            f"第{number}期。\n\n".encode() + PAGE[:1500].rsplit(b"\n", 1)[0]
        )
    done = [
        subprocess.run(
            [sys.executable, "-m", "pipeline", "check", "texts", "--no-cache", "--verbose", "--jobs", jobs],
            capture_output=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            check=False,
        )
        for jobs in ("1", "2")
    ]
    assert done[0].stdout == done[1].stdout
    assert done[0].stdout.decode().splitlines()[-1].startswith("61 sources: all is well")


@pytest.mark.parametrize("arguments", [["check", "texts", "--verbose"], ["completion", "bash"], ["--help"]])
def test_a_reader_that_leaves_is_no_fault(project: Path, arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        stdout=write,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("command", ["check texts >&-", "check texts --verbose <&- >&- 2>&-"])
def test_closed_ends_are_no_fault(project: Path, command: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m pipeline {command}"],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_no_colour_and_no_bar_in_a_log(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "check", "texts", "--fail-on", "note"],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CI": "true", "NO_COLOR": "1", "TERM": "xterm-256color"},
        check=False,
    )
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout + done.stderr
