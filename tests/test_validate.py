"""`chongpai validate`: what it says of sound, broken and strange files, and with what exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.check.findings import Check, Finding, Weight
from pipeline.check.validation import _run, find_format
from pipeline.cli import main
from pipeline.document import Article, Block, Kind, bind
from pipeline.errors import InputError, MissingError
from pipeline.formats import write
from pipeline.prints import Print
from pipeline.settings import Format

BOOK = bind(Article((Block(Kind.TITLE, "题目"), Block(Kind.PARAGRAPH, "正文。" * 40)), title="题目"))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "book.pdf"
    path.write_bytes(write(BOOK, "pdf"))
    return path


def read(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    (report,) = json.loads(capsys.readouterr().out)
    return {check["check"]: check for check in report["checks"]}


@pytest.mark.needs("qpdf")
def test_a_sound_pdf_passes(pdf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(pdf), "--json"]) == 0
    assert read(capsys)["qpdf"]["result"] == "passed"


def test_a_book_of_ours_is_what_it_claims(pdf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("page")
    assert main(["validate", str(pdf), "--json"]) == 0
    checks = read(capsys)
    assert checks["page-validation"]["result"] == checks["page geometry"]["result"] == "passed"


def test_text_beyond_the_page_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wide = tmp_path / "wide.pdf"
    wide.write_bytes(write(BOOK, "pdf", print=Print(style=":root { --text-width: 200mm }")))
    assert main(["validate", str(wide)]) == 1
    assert f"{wide}: page geometry: error: page 1: " in capsys.readouterr().out


@pytest.mark.needs("qpdf")
def test_a_cut_pdf_fails_and_the_line_says_what_of(
    pdf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(pdf.read_bytes()[:-2000])
    assert main(["validate", str(cut), "--quiet"]) == 1
    assert f"{cut}: qpdf: error: " in capsys.readouterr().out


def test_what_is_not_installed_is_named(
    pdf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    main(["validate", str(pdf)])
    assert (
        f"{pdf}: qpdf: skipped: qpdf is not installed; install what Debian calls qpdf"
        in capsys.readouterr().out
    )


def test_the_bytes_say_the_format_not_the_name(tmp_path: Path) -> None:
    for format in (Format.PDF, Format.EPUB, Format.DOCX):
        assert find_format(write(BOOK, format), "") is format
    with pytest.raises(InputError, match="no PDF, EPUB or DOCX"):
        find_format("题目".encode(), "题目.pdf")
    strange = tmp_path / "strange.pdf"
    strange.write_text("题目", encoding="utf-8")
    assert main(["validate", str(strange)]) == 1
    assert main(["validate", str(tmp_path / "none.pdf")]) == 1


def test_only_an_error_is_a_failure(tmp_path: Path) -> None:
    def lack(_: Path) -> list[Finding]:
        raise MissingError("x is not installed", step="get it")

    note, error = Finding("said", weight=Weight.NOTE), Finding("wrong", "page 3")
    assert not _run(Check("check", lambda _: [note]), tmp_path).failed
    assert _run(Check("check", lambda _: [note, error]), tmp_path).failed
    assert _run(Check("check", lack), tmp_path).lacks == "x is not installed; get it"
