"""Books of fuzzed sources: written, read back, and given to the validators of their formats."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from pipeline.check.findings import Weight
from pipeline.check.validation import list_checks
from pipeline.design import Contents, Design, Fonts, Layout
from pipeline.document import Article, Book, bind
from pipeline.errors import InputError
from pipeline.formats import write
from pipeline.prints import Print, Standard
from pipeline.publish.work import Task, change, check, list_designs
from pipeline.settings import Edition, Format, Metadata
from tests.fuzz.articles import choose, normalize
from tests.fuzz.grammar import HEADS, MARKUP, ODD, draw_page, draw_text

_NEXT = b"\x1e"  # between the sources of a book; U+001E, Record Separator


def write_as(*formats: Format) -> Callable[[bytes], None]:
    """Laws 4 and 5: what is read back is the text, and a second time the bytes are the same."""

    def run(data: bytes) -> None:
        said = data[: len(data) // 8].decode("utf-8", "replace").split("\n", 1)[0]
        metadata = Metadata(title=said, byline=said[::-1], publication=said, date="2022-03-01")
        articles = normalize(data, "a.txt", metadata=metadata)
        if not articles:
            return
        book = Book(articles[0].title or said, articles)
        design = Design(
            layout=choose(data, list(Layout)),
            fonts=choose(data[1:], list(Fonts)[:1]),
            contents=choose(data[2:], list(Contents)),
        )
        for format in formats:
            task = Task("a.txt", b"", Edition.SIMPLIFIED, (format,), design=design)
            for _, asked in list_designs(task, book):
                made = write(book, format, design=asked)
                check(book, format, made, asked.layout)
                if len(data) % 10 == 0:
                    assert write(book, format, design=asked) == made, "law 4: other bytes the second time"

    return run


def draw_book(random: Random) -> bytes:
    """Draw the sources of a book, each with a line of what a user says about it before it."""
    sources = (f"{_draw_signs(random)}\n{draw_page(random)}" for _ in range(random.choice((1, 1, 2, 3, 8))))
    return _NEXT.join(source.encode("utf-8", "replace").replace(_NEXT, b"") for source in sources)


def _draw_signs(random: Random) -> str:
    """Draw title, subtitle, byline, publication and page, some of them odd."""
    return "\t".join(
        random.choice(("", random.choice(HEADS), draw_text(random, 30), random.choice(MARKUP)))
        + random.choice(("", "", random.choice(ODD) * random.choice((1, 3))))
        for _ in range(5)
    ).replace("\n", " ")


def _read_book(data: bytes) -> Iterator[Article]:
    for source in data.split(_NEXT):
        signs, _, page = source.partition(b"\n")
        said = [*signs.decode("utf-8", "replace").split("\t"), *[""] * 5]
        title, subtitle, byline, publication, number = said[:5]
        date = choose(page, ["", "2022", "2022-03", "2022-03-01"])
        metadata = Metadata(title, subtitle, byline, date, publication, number)
        yield from normalize(page, "a.txt", metadata=metadata)


def validate_by(format: Format, *checks: str) -> Callable[[bytes], None]:
    """The validators named, the real ones, find nothing in a book, however it is made up."""

    def run(data: bytes) -> None:
        edition = choose(data, list(Edition))
        articles = change(_read_book(data), edition)
        if not articles:
            return
        book = bind(articles[0]) if len(articles) == 1 else Book(articles[0].title, articles, edition)
        design = Design(
            layout=choose(data[1:], list(Layout)),
            fonts=choose(data[2:], list(Fonts)),
            contents=choose(data[3:], list(Contents)),
        )
        page = Print(columns=choose(data, [1, 2, 3]), standard=choose(data, list(Standard)))
        task = Task("a.txt", b"", edition, (format,), design=design, titled=choose(data, [True, False]))
        for _, asked in list_designs(task, book):
            try:
                made = write(book, format, None, page, asked)
            except InputError as error:
                assert "of private use" in str(error), error  # PDF/A-3a has no place for them
                return
            check(book, format, made, asked.layout)
            _validate(made, format, checks)

    return run


def _validate(made: bytes, format: Format, checks: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="chongpai-fuzz-") as folder:
        path = Path(folder, f"a.{format}")
        path.write_bytes(made)
        for asked in (one for one in list_checks(format) if one.name in checks):
            wrong = [found for found in asked.run(path) if found.weight is Weight.ERROR]
            assert not wrong, f"{asked.name}: {wrong[0].code} {wrong[0].text} ({wrong[0].place})"
