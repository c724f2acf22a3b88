"""The command, as users meet it: what it prints where, its files, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import ChongpaiError, InputError, LawError, MissingError, OutputError, UsageError
from tests.samples import ARTICLE as TEXT


def run(*arguments: str, feed: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the real command in a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        input=feed,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)} | environment,
        check=False,
    )


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source in a folder of its own, which is the current one."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "page.txt"
    path.write_text(TEXT, encoding="utf-8")
    (tmp_path / "bare.json").write_text('{"chongpai": 1, "articles": []}', encoding="utf-8")
    return path


def test_a_pipe_gets_utf8_whatever_the_locale_says() -> None:
    done = run(
        "normalize", "-", "--to", "txt", "--edition", "zh-Hant-TW",
        feed=TEXT.encode("gb18030"), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0",
    )  # fmt: skip
    assert done.returncode == 0
    assert "熱鬧起來。賣豆腐的周師傅" in done.stdout.decode()
    assert done.stderr.startswith(b"standard input:1: encoding/guess: read as GB18030; or ")


def test_a_reader_that_leaves_is_no_fault(page: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "normalize", str(page)],
        stdout=write,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("normalize - <&-", 1, "standard input: it is closed; name a file, or give it a text"),
        ("normalize page.txt >&-", 5, "standard output is closed; open it, or name a file with -o"),
        pytest.param(
            "normalize page.txt >/dev/full",
            5,
            "standard output cannot be written: No space left on device; make room",
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full"),
        ),
        ("normalize page.txt --quiet -o out.md >&- 2>&-", 0, ""),
        ("normalize none.txt 2>&-", 1, ""),
        ("build - >&- 2>&-", 2, ""),
    ],
)
def test_closed_and_full_ends_are_no_fault(page: Path, command: str, code: int, message: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m pipeline {command}"],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr.decode() == (f"chongpai: {message}\n" if message else "")


def test_a_fault_of_ours_is_called_one(
    page: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    import pipeline.publish.work  # noqa: F401  (it must not be loaded first while the name stands for nothing)

    monkeypatch.setattr("pipeline.articles.normalize_bytes", None)
    assert main(["normalize", "page.txt"]) == 1
    said = capfdbinary.readouterr().err.decode()
    assert said.startswith("Traceback")
    assert "chongpai: page.txt: unforeseen TypeError: " in said.splitlines()[-1]
    assert said.endswith("; this is a fault of chongpai; please report it with the source\n")


@pytest.mark.parametrize("said", ["yesterday", "-1", "1e9", "9" * 15, "9" * 5000])
def test_a_time_that_is_none_is_refused(
    page: Path, said: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (page.parent / "pipeline.yaml").write_text("sources: page.txt\nformats: docx\n", encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    assert main(["build"]) == 2
    assert b"which is no time; unset it, or give the seconds since 1970" in capfdbinary.readouterr().err


def test_a_build_takes_its_time_from_the_environment(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (page.parent / "pipeline.yaml").write_text("sources: page.txt\nformats: docx\n", encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert main(["build", "--quiet", "--jobs", "1"]) == 0
    with zipfile.ZipFile(page.parent / "dist" / "page.zh-Hans.docx") as book:
        assert b">2023-11-14T22:13:20Z</dcterms:modified>" in book.read("docProps/core.xml")


def test_a_first_project_is_made_and_built(tmp_path: Path) -> None:
    begun = run("init", str(tmp_path))
    assert begun.stdout.decode().splitlines() == [
        f"wrote {tmp_path}/pipeline.yaml",
        f"wrote {tmp_path}/texts/sample.txt",
        f"wrote {tmp_path}/texts/sample.yaml",
        "next: chongpai build",
    ]
    built = run("build", str(tmp_path / "pipeline.yaml"), "--jobs", "2")
    assert (built.returncode, built.stderr) == (0, b"")
    assert built.stdout.decode().splitlines()[-1] == f"6 files in {tmp_path}/dist"
    again = run("init", str(tmp_path))
    assert again.returncode == 5
    assert again.stderr.decode() == (
        f"chongpai: {tmp_path}/pipeline.yaml: is there already and was not changed; move it away\n"
    )


def test_init_leaves_a_folder_of_texts_alone(page: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (page.parent / "texts").mkdir()
    assert main(["init"]) == 0
    assert capfdbinary.readouterr().out == b"wrote pipeline.yaml\nnext: chongpai build\n"
    assert list((page.parent / "texts").iterdir()) == []


def test_json_goes_to_a_file_and_nothing_is_printed(
    page: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["normalize", "page.txt", "--to", "json", "-o", "out/page.json"]) == 0
    assert capfdbinary.readouterr() == (b"", b"")
    (article,) = json.loads((page.parent / "out" / "page.json").read_bytes())["articles"]
    assert (article["title"], article["source"]) == ("老菜市场的新日子", "page.txt")


def test_several_files_come_out_as_one(page: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["normalize", "page.txt", "page.txt", "--to", "json"]) == 0
    assert len(json.loads(capfdbinary.readouterr().out)["articles"]) == 2


def test_explain_names_every_change(page: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    page.write_text(TEXT.replace("热气", "热 气"), encoding="utf-8")
    assert main(["normalize", "page.txt", "--explain"]) == 0
    said = capfdbinary.readouterr().err.decode().splitlines()
    assert any(line.startswith("page.txt:3:24: ") and "'\\n' → ''" in line for line in said)
    assert any(line.startswith("page.txt:4:") and "' ' → ''" in line for line in said)


def test_nothing_is_given_out_when_a_file_fails(
    page: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (page.parent / "empty.txt").touch()
    assert main(["normalize", "page.txt", "none.txt", "empty.txt", "-o", "out.md"]) == 1
    printed = capfdbinary.readouterr()
    assert printed.out == b""
    assert printed.err.decode().splitlines() == [
        "chongpai: none.txt: no such file; correct the name",
        "chongpai: empty.txt: the file is empty; put text in it or leave it out",
    ]
    assert not (page.parent / "out.md").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "the following arguments are required: COMMAND; see chongpai --help"),
        (["bild"], 2, "see chongpai --help"),
        (["build"], 2, "pipeline.yaml: no such file; make one with: chongpai init"),
        (["build", "--jobs", "0"], 2, "argument --jobs: a whole number from 1 is needed; see"),
        (["normalize", "page.txt", "--to", "pfd"], 2, "no format 'pfd'; choose from pdf, epub,"),
        (["normalize", "page.txt", "--edit", "zh-Hans"], 2, "unrecognized arguments: --edit"),
        (["normalize", "page.txt", "-o", "page.txt"], 2, "page.txt: this would overwrite a source"),
        (["normalize", "page.txt", "-o", "page.txt/a.md"], 5, "page.txt: this folder cannot be made"),
        (["normalize", "none.json"], 1, "none.json: no such file; correct the name"),
        (["normalize", "bare.json"], 1, "bare.json: there is no article in this file; leave it out"),
        (["normalize", "."], 1, ".: this is a folder, not a file; name a file in it"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_plain_line(
    page: Path, capfdbinary: pytest.CaptureFixture[bytes], arguments: list[str], code: int, message: str
) -> None:
    assert main(arguments) == code
    out, said = capfdbinary.readouterr()
    assert out == b""
    assert said.decode().startswith("chongpai: ") and message in said.decode()
    assert said.count(b"\n") == 1
    assert page.read_text(encoding="utf-8") == TEXT


def test_a_build_says_which_source_failed(page: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (page.parent / "bad.txt").write_bytes(b"\xff\xff")
    (page.parent / "pipeline.yaml").write_text("sources: '*.txt'\nformats: md\n", encoding="utf-8")
    assert main(["build", "--jobs", "1"]) == 1
    out, said = capfdbinary.readouterr()
    assert out.decode().splitlines() == ["page.txt: 1 file", "1 file in dist; 1 of 2 sources failed"]
    assert said.startswith(b"chongpai: bad.txt:1: byte 0 (0xFF) is not ")
    assert main(["build", "--jobs", "1", "--quiet", "--output", "other"]) == 1
    assert capfdbinary.readouterr().out == b""
    assert (page.parent / "other" / "page.zh-Hans.md").exists()


def test_controls_in_names_and_texts_do_not_reach_the_terminal(
    page: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["normalize", "\x1b[31mred.txt"]) == 1
    assert capfdbinary.readouterr().err == b"chongpai: \\x1b[31mred.txt: no such file; correct the name\n"


def test_help_and_documentation_name_every_exit_code(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds: list[type[ChongpaiError]] = [InputError, UsageError, MissingError, LawError, OutputError]
    codes = {0, 130, 141} | {kind.exit_code for kind in kinds}
    page = (root / "docs" / "command-line.md").read_text(encoding="utf-8")
    for arguments in ([], ["build"], ["normalize"], ["init"]):
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--help"])
        assert ended.value.code == 0
        said = capsys.readouterr().out
        assert "examples:" in said
        listed = said.partition("exit codes:\n")[2].splitlines()
        assert {int(line.split()[0]) for line in listed if line.strip()} == codes
    assert all(f"| {code} |" in page for code in codes)


def test_convert_prints_the_edition_and_reports_beside_it(
    page: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    page.write_text("理发店的后院\n\n清晨六点，软件店和理发店里都热闹起\n来，甲发乙制。\n", "utf-8")
    assert main(["convert", "page.txt", "--to", "txt"]) == 0
    plain = capfd.readouterr()
    assert "軟件店和理髮店裡都熱鬧起來" in plain.out
    assert plain.err == ""
    assert main(["convert", "page.txt", "--to", "txt", "--report"]) == 0
    said = capfd.readouterr()
    assert said.out == plain.out
    lines = said.err.splitlines()
    assert lines[0].startswith("page.txt:4:6: 制 → 制, not 製: default (")
    assert "page.txt:1:2: 发 → 髮, not 發: phrase 理发店 (99% sure) in “理发店的后院”" in lines
    sure = [int(line.split(" (")[-1].split("%")[0]) for line in lines]
    assert sure == sorted(sure)


def test_convert_names_each_of_taiwans_words(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page.write_text("软件好用\n", "utf-8")
    assert main(["convert", "page.txt", "--to", "txt", "--vocabulary", "taiwan"]) == 0
    said = capfd.readouterr()
    assert said.out == "軟體好用\n"
    assert said.err.startswith("page.txt:1: script/vocabulary: 軟件 became 軟體; or 軟件 (80% sure)")
    assert main(["convert", "page.txt", "--to", "txt", "--vocabulary", "taiwan", "--quiet"]) == 0
    assert capfd.readouterr().err == ""


def test_convert_leaves_what_is_traditional(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "裡面的人說：「這裏」與“那裡”。\n"
    page.write_text(text, "utf-8")
    for edition in ("zh-Hant-TW", "zh-Hant-HK"):
        assert main(["convert", "page.txt", "--to", "txt", "--edition", edition, "--report"]) == 0
        assert capfd.readouterr() == (text, "")


def test_convert_knows_the_traditional_editions_only(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "page.txt", "--edition", "zh-Hans"]) == 2
    assert "'zh-Hans' is not one of zh-Hant-TW, zh-Hant-HK" in capfd.readouterr().err
