"""The cases: one small text file each, which a newspaper reader can read; tests/cases/README.md says how.

`repairs` come out mended, `leave-alone` comes out as it went in, and `not-yet` holds what is right but
not done: a cure by accident is reported there, and moves the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

import pipeline
from pipeline import laws
from pipeline.document import Article, Book, Kind, Line, Source
from pipeline.formats.plain import write_markdown
from pipeline.read.text import split_lines
from pipeline.settings import Punctuation, Settings, Spacing

CASES = Path(__file__).parent / "cases"
FOLDERS = ("repairs", "leave-alone", "not-yet")
CLASSES = re.findall(r"^- ([LSHOCT]\d+) ", (CASES / "README.md").read_text("utf-8"), re.MULTILINE)

_SECTION = re.compile(r"^--- (source|expected|facts|edits|notices)\n", re.MULTILINE)
_HEADER = re.compile(r"^(class|settings|edition|escapes): (.+)$", re.MULTILINE)
_BLOCK = re.compile(rf"({'|'.join(Kind)}): (.+)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([nrvft\\]))")
_CONTROLS = {"n": "\n", "r": "\r", "v": "\v", "f": "\f", "t": "\t", "\\": "\\"}


@dataclass(frozen=True)
class Case:
    why: str
    classes: tuple[str, ...]
    settings: Settings
    edition: str
    source: str
    expected: str
    facts: tuple[str, ...]
    edits: tuple[str, ...]
    notices: tuple[str, ...]


def read_case(path: Path) -> Case:
    """Read a case file; a mistake in its form is an AssertionError that says what is wrong."""
    top, *rest = _SECTION.split(path.read_text("utf-8"))
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    assert {"source", "expected"} <= set(sections), "a case has a source and what is expected of it"
    headers = dict(_HEADER.findall(top))
    why = _HEADER.sub("", top).strip()
    assert why, "the first lines say why"
    source = sections["source"]
    if headers.get("escapes") == "yes":
        source = unescape(source.replace("\n", ""))
        sections["expected"] = unescape(sections["expected"])
    settings = dict(word.split("=") for word in headers.get("settings", "").split())
    return Case(
        why=why,
        classes=tuple(headers["class"].split(", ")),
        settings=Settings(
            spacing=Spacing(settings.pop("spacing", "strip")),
            punctuation=Punctuation(settings.pop("punctuation", "keep")),
        ),
        edition=headers.get("edition", ""),
        source=source,
        expected=sections["expected"],
        facts=lines_of(sections, "facts"),
        edits=lines_of(sections, "edits"),
        notices=lines_of(sections, "notices"),
    )


def lines_of(sections: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(line for line in sections.get(name, "").splitlines() if line)


def unescape(text: str) -> str:
    r"""Give the characters meant by \n, \r, \v, \f, \t, \\, \uXXXX and \UXXXXXXXX."""
    return _ESCAPE.sub(lambda m: _CONTROLS[m[3]] if m[3] else chr(int(m[1] or m[2], 16)), text)


def show(articles: Sequence[Article]) -> str:
    """Show articles as a case expects them: `kind: text`, the further lines of a block indented."""
    parts = (
        "".join(f"{block.kind}: {block.text}".replace("\n", "\n  ") + "\n" for block in article.blocks)
        for article in articles
    )
    return "--- article\n".join(parts)


def repair(case: Case) -> tuple[list[Article], Source]:
    source = Source("", split_lines(case.source))
    return pipeline.normalize_text(case.source, case.settings), source


def paths() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (CASES / folder).glob("*.txt"))


def name(path: Path) -> str:
    return path.relative_to(CASES).with_suffix("").as_posix()


def marked() -> list[object]:
    """Give every case, those not yet done as expected failures."""
    undone = pytest.mark.xfail(raises=(AssertionError, pytest.fail.Exception), reason="not yet", strict=True)
    return [
        pytest.param(path, id=name(path), marks=undone if path.parent.name == "not-yet" else ())
        for path in paths()
    ]


@pytest.mark.parametrize("path", marked())
def test_case(path: Path) -> None:
    """A case comes out as expected, its edits are in the ledger and its doubts are said."""
    case = read_case(path)
    articles, _ = repair(case)
    edits = [edit for article in articles for edit in article.edits]
    if case.edition:
        articles = [pipeline.convert(article, case.edition) for article in articles]
    if (found := show(articles)) != case.expected:
        expected = case.expected.splitlines()
        diff = unified_diff(expected, found.splitlines(), "expected", "found", lineterm="", n=1)
        pytest.fail("\n".join([case.why, *diff]), pytrace=False)
    for fact in case.facts:
        key, _, value = fact.partition(": ")
        assert getattr(articles[0], key) == value, f"{case.why}: the article's {key}"
    named = {edit.rule for edit in edits} | {f"{edit.line}:{edit.column} {edit.rule}" for edit in edits}
    assert set(case.edits) <= named, case.why
    said = {notice.code for article in articles for notice in article.notices}
    assert set(case.notices) <= said, case.why
    if path.parent.name == "leave-alone":
        changed = [edit for edit in edits if (edit.before, edit.after) != ("\n", "")]
        assert not changed, f"{case.why}: only line ends may go"


@pytest.mark.parametrize("path", paths(), ids=name)
def test_case_keeps_the_laws(path: Path) -> None:
    """Nothing is lost, nothing changes without a name, and our Markdown reads back as it was written."""
    case = read_case(path)
    articles, source = repair(case)
    assert laws.find_losses(source, articles) == []
    assert laws.find_unnamed(source, articles) == []
    markdown = write_markdown(Book("", tuple(articles))).decode()
    assert show(pipeline.normalize_text(markdown, case.settings)) == show(articles)


def test_every_class_has_a_case() -> None:
    """Each defect class of the README has a case, and a case names no other class."""
    assert len(CLASSES) == 48
    assert set(CLASSES) == {each for path in paths() for each in read_case(path).classes}


def test_cases_are_well_formed() -> None:
    """A slip in a case file would be tested as if it were meant."""
    for path in paths():
        case = read_case(path)
        for line in case.expected.splitlines():
            assert line == "--- article" or line.startswith("  ") or _BLOCK.fullmatch(line), (path, line)
        assert re.fullmatch(r"[a-z0-9-]+", path.stem), path


def test_laws_are_asked() -> None:
    """The laws find a lost character, so that a case that keeps them says something."""
    article = pipeline.normalize_text("新渠通水。")[0]
    assert laws.find_losses(Source("", (Line(1, "新渠今日通水。"),)), [article])
