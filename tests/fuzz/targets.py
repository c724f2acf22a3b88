"""What is fuzzed: for each target how its inputs are drawn, and what must hold of every one.

An error that a user would be told in one line is no finding. A finding is any other exception, a broken law,
or more than ten seconds of processor time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from pipeline.articles import judge_bytes
from pipeline.check.text import same_blocks
from pipeline.corrections import parse_corrections, write_corrections
from pipeline.dictionary import read_dictionary
from pipeline.document import Book, bind
from pipeline.entries import read_entries
from pipeline.errors import InputError, SettingsError
from pipeline.formats import write
from pipeline.formats.plain import write_json, write_markdown
from pipeline.prints import Print
from pipeline.profiles import read_profile
from pipeline.project import read_metadata, read_settings
from pipeline.publish.inspection import repair_in_place
from pipeline.read.text import decode, read_text
from pipeline.script import convert
from pipeline.settings import Edition, Format, Punctuation, Settings, Spacing
from tests.fuzz.articles import choose, describe, normalize
from tests.fuzz.books import draw_book, validate_by, write_as
from tests.fuzz.grammar import MARKUP, ODD, draw_page, draw_text
from tests.fuzz.mutation import mutate, mutate_pdf, mutate_zip

CORPUS = Path(__file__).parent.parent / "corpus"
_CODECS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le")
_SURE = 0.95  # DESIGN, law 6: what is less sure is a notice


@dataclass(frozen=True, slots=True)
class Target:
    """A thing to fuzz: `draw` makes an input, `run` raises unless all that must hold of it does."""

    draw: Callable[[Random], bytes]
    run: Callable[[bytes], None]


def draw_source(random: Random) -> bytes:
    """Draw a text file: a page in one encoding or another, now and then with bytes made wrong."""
    data = draw_page(random).encode(random.choice(_CODECS), "replace")
    return mutate(data, random) if random.random() < 0.2 else data


def read_source(data: bytes) -> None:
    """Bytes are text with its lines, or an error that says why not; no character is lost in reading."""
    try:
        source = read_text(data, "a.txt")
    except InputError:
        return
    text, _ = decode(data, "a.txt")
    kept = "".join(line.text for line in source.lines)
    assert "".join(kept.split()) == "".join(text.split()), "the lines are not the text"


def repair(data: bytes) -> None:
    """Laws 1 and 2 (inside), 3 and 6 hold of whatever is a text."""
    settings = Settings(*choose(data, [(s, p) for s in Spacing for p in Punctuation]))
    articles = normalize(data, "a.txt", settings)
    if not articles:
        return
    again = normalize(write_markdown(Book("", articles)), "a.md")
    assert describe(again) == describe(articles), "law 3: a second run changes something"
    doubted = {notice.line for article in articles for notice in article.notices}
    for decision in judge_bytes(data, "a.txt", settings):
        assert decision.confidence >= _SURE or decision.line in doubted, f"law 6: line {decision.line}"


def mend(data: bytes) -> None:
    """What was repaired in place is not repaired again."""
    try:
        once, _ = repair_in_place(data, "a.txt")
        twice, _ = repair_in_place(once, "a.txt")
    except InputError:
        return
    assert once == twice, "law 3: a second repair in place changes something"


def set_traditional(data: bytes) -> None:
    """Law 5: an edition has the blocks of its article, of the same lengths."""
    for article in normalize(data, "a.txt"):
        for edition in (Edition.TAIWAN, Edition.HONG_KONG):
            converted = convert(article, edition)
            same_blocks(article, converted)
            again = convert(converted, edition)
            assert describe((again,)) == describe((converted,)), "law 3: conversion of what is converted"


def draw_own(make: Callable[[Book], bytes]) -> Callable[[Random], bytes]:
    """Draw our own Markdown or JSON, spoilt."""

    def draw(random: Random) -> bytes:
        data = make(Book("", normalize(draw_page(random).encode("utf-8", "replace"), "a.txt")))
        return mutate(data, random)

    return draw


def draw_yaml(random: Random) -> bytes:
    """Draw a settings file, spoilt: the kinds of YAML that we read, and what YAML has besides."""
    text = random.choice(
        (
            "title: {0}\ndate: 2022-03-0{1}\npages: 1-{1}\nlanguage: zh-Hans\ncover: {0}.png\n",
            "sources: [{0}]\nformats: [md, {0}]\nlimit_time: {1}\nbooks: [{{title: {0}, sources: [{0}]}}]\n",
            "corrections:\n  - join: {0}|{0}\n    line: {1}\n  - title: {0}\n  - write: {0}\n    as: {0}\n",
            "source: {0}\ncorrections: []\n",
            "a: &a [{0}, *a]\nb: !!python/object/apply:os.system ['{0}']\n<<: *a\n",
            "measures: [{{ems: {1}, share: 0.5}}]\nfurniture: [{0}]\n",
            "{0}\t{0}\n{0}\n# {0}\n",
            "? {{{0}: {1}}}\n: |\n  {0}\n --- \n...\n",
        )
    )
    said = random.choice((draw_text(random, 12), random.choice(MARKUP), random.choice(ODD)))
    data = text.format(said, random.randrange(10)).encode("utf-8", "surrogatepass")
    return mutate(data, random) if random.random() < 0.7 else data


def read_yaml(data: bytes) -> None:
    """Every reader of a settings file gives values, or an error that names the line."""
    for read in _READERS:
        try:
            read(data)
        except (InputError, SettingsError) as error:
            assert str(error) and "\n" not in str(error), f"not one line: {error!r}"


def draw_office(suffix: str) -> Callable[[Random], bytes]:
    """Draw an office file: one that pandoc has written, or we, spoilt."""

    def draw(random: Random) -> bytes:
        own = _write_own(Format(suffix)) if suffix in tuple(Format) else ()
        whole = random.choice((*_read_corpus(f"*.{suffix}"), *own))
        return (mutate_zip if suffix in ("docx", "odt", "epub") else mutate)(whole, random)

    return draw


def read_file(name: str) -> Callable[[bytes], None]:
    """A file of another program, or one of ours that was spoilt, is articles by the laws, or an error."""

    def run(data: bytes) -> None:
        articles = normalize(data, name)
        if articles:
            again = normalize(write_markdown(Book("", articles)), "a.md")
            assert describe(again) == describe(articles), "law 3: a second run changes something"

    return run


def draw_pdf(random: Random) -> bytes:
    """Draw a PDF: one of ours or of another program, spoilt."""
    return mutate_pdf(random.choice((*_read_corpus("*.pdf"), *_write_own(Format.PDF))), random)


@cache
def _read_corpus(pattern: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((CORPUS / "files").glob(pattern)))


@cache
def _write_own(format: Format) -> tuple[bytes, ...]:
    """Write a short article, and two bound together, one of them Traditional, in two columns if printed."""
    (article,) = normalize(
        "抓落实不松劲\n\n石门乡今年秋粮丰收。全县38\n万亩玉米已收获过半。\n".encode(), "a.txt"
    )
    two = Book("两篇", (article, convert(article, Edition.TAIWAN)))
    return write(bind(article), format), write(two, format, None, Print(columns=2))


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="chongpai-fuzz-"))


def _put(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _read_entries(data: bytes) -> None:
    read_entries(data, "a.yaml")


def _read_corrections(data: bytes) -> None:
    found = parse_corrections(data, "a.corrections.yaml")
    again = parse_corrections(write_corrections(found).encode(), "a.corrections.yaml")
    assert replace(again) == found, "corrections are not read as they are written"


def _read_metadata(data: bytes) -> None:
    read_metadata(_put("a.yaml", data))


def _read_settings(data: bytes) -> None:
    read_settings(_put("pipeline.yaml", data))


def _read_words(data: bytes) -> None:
    read_dictionary(_put("words.txt", data))
    read_dictionary(_put("words.yaml", data))


def _read_profile(data: bytes) -> None:
    read_profile(_put("profile.yaml", data))


_READERS = (_read_entries, _read_corrections, _read_metadata, _read_settings, _read_words, _read_profile)
OFFICE = ("docx", "odt", "epub", "html", "rtf")
TARGETS: dict[str, Target] = {
    "read-text": Target(draw_source, read_source),
    "read-yaml": Target(draw_yaml, read_yaml),
    "read-markdown": Target(draw_own(write_markdown), read_file("a.md")),
    "read-json": Target(draw_own(write_json), read_file("a.json")),
    "repair": Target(draw_source, repair),
    "mend": Target(draw_source, mend),
    "convert": Target(draw_source, set_traditional),
    "read-pdf": Target(draw_pdf, read_file("a.pdf")),
    **{f"read-{suffix}": Target(draw_office(suffix), read_file(f"a.{suffix}")) for suffix in OFFICE},
    **{f"write-{format}": Target(draw_source, write_as(format)) for format in Format},
    "write": Target(draw_source, write_as(*Format)),
    "epubcheck": Target(draw_book, validate_by(Format.EPUB, "EPUBCheck")),
    "validate-pdf": Target(draw_book, validate_by(Format.PDF, "qpdf", "page-validation", "pdffonts")),
    "validate-docx": Target(draw_book, validate_by(Format.DOCX, "openxml-audit")),
}


def list_corpus() -> Iterator[tuple[str, Path]]:
    """List the inputs that once were findings, with the target of each."""
    for name in TARGETS:
        for path in sorted((CORPUS / name).glob("*")):
            yield name, path
