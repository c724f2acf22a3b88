"""Any other format that pandoc writes, by its name: odt, typst, latex, rst and the like."""

from __future__ import annotations

from pipeline.document import Book
from pipeline.errors import UsageError
from pipeline.formats.model import set_book
from pipeline.formats.regions import find_region
from pipeline.pandoc import list_targets, write_document
from pipeline.settings import Format

_NOT_OFFERED = frozenset({"pdf", "bibtex", "biblatex", "csljson"})  # it needs an engine; they hold no text
_BINARY = frozenset({"chunkedhtml", "epub2", "epub3", "odt", "pptx"})
_CLASSES = {"latex": "ctexart"}  # what a Chinese document is set with


def write_other(book: Book, target: str) -> bytes:
    """Write a book as a whole document in a format of pandoc's, from the model that DOCX is made from.

    Titles are headings of the first level, section heads of the second. Raises UsageError for a name
    that pandoc does not know, MissingError without pandoc, OutputError when it fails.
    """
    require_other(target)
    known = {
        "pagetitle": book.title,
        "title-meta": book.title,
        "author-meta": book.author,
        "date-meta": book.date,
        "lang": find_region(book.language).tag,
    }
    options = ["--standalone", "--wrap=none"]
    if target in _CLASSES:
        options.append(f"--variable=documentclass={_CLASSES[target]}")
    return write_document(set_book(book, titled=False), target, known=known, options=options)


def require_other(target: str) -> None:
    """See that pandoc writes a format of this name; UsageError says how to learn the names."""
    if target in _NOT_OFFERED or target not in list_targets():
        ours = ", ".join(Format)
        step = f"choose from {ours}, or what pandoc writes: odt, typst, latex and others"
        raise UsageError(f"no format {target!r}", step=step)


def is_binary(target: str) -> bool:
    """Tell whether a format is not text, so that it is nothing for a terminal."""
    return target in _BINARY
