"""The work on one source in one edition: bytes in, the bytes of every format out, read back and compared.

A pure function of frozen values, so it runs the same here, in another process or on another machine.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipeline.design import Design, Layout
from pipeline.document import Article, Book, Notice, bind
from pipeline.errors import ChongpaiError, InputError, blame
from pipeline.limits import too_much
from pipeline.publish.books import bind_volume
from pipeline.publish.tasks import Drawing, Output, Reading, Result, Task, Viewing, Work
from pipeline.settings import Edition, Format, Metadata, Wording


def attempt(task: Work) -> Result:
    """Do the work of a task; whatever goes wrong is in the result, never raised."""
    began = time.monotonic()
    try:
        return replace(_do(task), key=task.key, seconds=time.monotonic() - began)
    except ChongpaiError as error:
        return Result(error=error)
    except MemoryError:
        return Result(error=too_much(task.name))
    except Exception as error:
        return Result(error=blame(error, task.name))


def _do(task: Work) -> Result:
    match task:
        case Drawing():
            from pipeline.publish.thumbnail import draw_thumbnail

            return Result(picture=draw_thumbnail(task.data))
        case Task():
            return make(task)
        case Viewing():
            return Result(files=view(task))
        case Reading():  # after the two that read as well
            return read(task)
    raise TypeError(type(task).__name__)


def read(reading: Reading) -> Result:
    """Read and repair a source. Raises the ChongpaiError of the step that fails."""
    from pipeline.articles import normalize_bytes  # which a build with nothing to do never needs

    return Result(articles=normalize_bytes(reading.data, reading.name, reading.settings, reading.metadata))


def view(viewing: Viewing) -> tuple[tuple[str, bytes], ...]:
    """Make the review page of a source, and the pictures that lie beside it: their paths and bytes.

    Raises what `pipeline.review.gathering.gather_review` raises.
    """
    from pipeline.review.gathering import draw_pictures, gather_review
    from pipeline.review.page import write_review

    page = PurePosixPath(viewing.stem + ".html")
    matter = gather_review(
        viewing.data,
        viewing.name,
        replace(viewing.settings, images=False),  # which the page shows as they are printed
        viewing.metadata,
        viewing.edition,
        add_dictionary(viewing.wording, viewing.metadata),
        stem=PurePosixPath(viewing.stem).name,
    )
    pictures = ((str(page.with_name(name)), data) for name, data in draw_pictures(viewing.data, matter))
    return (str(page), write_review(matter).encode("utf-8")), *pictures


def make(task: Task) -> Result:
    """Normalize a source, convert it, write it in every format and check each (laws 1, 2 and 5).

    Raises the ChongpaiError of the first step that fails.
    """
    books = _bind_leaves(task) if task.volume else _bind_articles(task)
    outputs: list[Output] = []
    notices: list[Notice] = []
    for number, book in enumerate(books, 1):
        doubts = [notice for article in book.articles for notice in article.notices]
        doubts += find_gaps(book) if Format.PDF in task.formats else ()
        notices += doubts
        for format, design in list_designs(task, book):
            data = _write(book, format, design, task)
            made = Output(
                number,
                len(books),
                book.title,
                task.edition,
                format,
                data,
                len(doubts),
                design.layout,
                task.verify,
                book.date,
                book.publisher,
            )
            outputs.append(made)
    return Result(tuple(outputs), notices=tuple(dict.fromkeys(notices)))


def _bind_articles(task: Task) -> tuple[Book, ...]:
    """Make the book of each article of a source."""
    from pipeline.articles import normalize_bytes

    repaired = normalize_bytes(task.data, task.name, task.settings, task.metadata)
    wording = add_dictionary(task.wording, task.metadata)
    return tuple(map(bind, _convert_all(repaired, task.edition, wording)))


def _bind_leaves(task: Task) -> tuple[Book, ...]:
    """Make the one book of a volume."""
    assert task.volume

    def write(text: str) -> str:
        if task.edition is Edition.SIMPLIFIED:
            return text
        from pipeline.script import convert_text

        return convert_text(text, task.edition, task.wording)

    leaves = []
    for leaf in task.leaves:
        wording = add_dictionary(task.wording, leaf.metadata)
        (article,) = _convert_all((leaf.article,), task.edition, wording)
        leaves.append(replace(leaf, article=article))
    return (bind_volume(task.volume, leaves, task.edition, write),)


def _convert_all(repaired: tuple[Article, ...], edition: Edition, wording: Wording) -> tuple[Article, ...]:
    """Convert articles and see that each keeps its blocks."""
    from pipeline.check.text import same_blocks

    articles = change(repaired, edition, wording)
    for before, article in zip(repaired, articles, strict=True):
        same_blocks(before, article, lengths=wording.keeps_length)
    return articles


def list_designs(task: Task, book: Book) -> Iterator[tuple[Format, Design]]:
    """List what a book is to be written as: each format, and EPUB in each layout."""
    for format in task.formats:
        if format is not Format.EPUB:
            yield format, replace(task.design, layout=Layout.HORIZONTAL)
            continue
        cover = task.design.cover
        if task.titled:
            from pipeline.publish.cover import make_cover

            cover = make_cover(book)
        for layout in dict.fromkeys((Layout.HORIZONTAL, task.design.layout)):  # never only vertical
            yield format, replace(task.design, layout=layout, cover=cover)


def _write(book: Book, format: Format, design: Design, task: Task) -> bytes:
    from pipeline.formats import write

    data = write(book, format, task.modified, task.print, design)
    if task.verify:
        check(book, format, data, design.layout)
    return data


def locate(error: ChongpaiError, name: str, path: Path | str) -> ChongpaiError:
    """Let an error about a source say where its file is, instead of the name the outputs know it by."""
    if error.where and error.where != name:
        return error
    return error.at(str(path))


def add_dictionary(wording: Wording, metadata: Metadata) -> Wording:
    """Put a source's own dictionary before the project's."""
    if not metadata.dictionary:
        return wording
    own = dict(wording.dictionary) | dict(metadata.dictionary)
    return replace(wording, dictionary=tuple(own.items()))


def change(
    articles: Iterable[Article], edition: Edition | None, wording: Wording = Wording()
) -> tuple[Article, ...]:
    """Convert articles to an edition; those that are in it already, and all for None, stay as they are.

    Raises InputError where a Traditional text is to become Simplified, which nothing here can do.
    """
    if edition is None:
        return tuple(articles)
    return tuple(
        article if article.language == edition else _convert(article, edition, wording)
        for article in articles
    )


def _convert(article: Article, edition: Edition, wording: Wording) -> Article:
    from pipeline.script import convert

    if edition is Edition.SIMPLIFIED and article.language.startswith("zh-Hant"):
        message = f"this text is {article.language} and cannot be turned into {edition}"
        raise InputError(message, where=article.source, step=f"do not ask for its edition {edition}")
    return convert(article, edition, wording)


def find_gaps(book: Book) -> Iterator[Notice]:
    """Name the characters that no font has, which the PDF prints as 〓, and those that are shaped."""
    from pipeline.characters import is_shaped
    from pipeline.check.text import body_text
    from pipeline.formats.pdf import missing_glyphs

    if shaped := sorted(filter(is_shaped, set(body_text(book)))):
        what = f"{shaped[0]} (U+{ord(shaped[0]):04X}) is shaped by what stands beside it"
        yield Notice("glyph/shaped", 0, what, "copy such text from the EPUB, not from the PDF")
    for character in missing_glyphs(book):
        yield Notice(
            "glyph/missing", 0, f"no font has {character} (U+{ord(character):04X})", "install one that has"
        )


def check(book: Book, format: Format, data: bytes, layout: Layout = Layout.HORIZONTAL) -> None:
    """Read an output back and compare its text with the book's (law 5): LawError names a difference.

    The text of a vertical EPUB is the book's with the quotation marks of vertical setting. The plain
    formats are the text itself and are not read back here.
    """
    from pipeline.formats.vertical import set_upright

    match format:
        case Format.PDF:
            from pipeline.check.pdf import read_pdf as read
        case Format.EPUB:
            from pipeline.check.epub import read_epub as read
        case Format.DOCX:
            from pipeline.check.docx import read_docx as read
        case _:
            return
    from pipeline.check.text import same_text

    written = set_upright(book) if layout is Layout.VERTICAL else book
    same_text(written, read(data), glyphs=format is Format.PDF)
