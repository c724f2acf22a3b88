"""What workers are given to do, and what comes of it: frozen values, which travel between processes."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from pipeline.design import Design, Layout
from pipeline.document import Article, Notice
from pipeline.errors import ChongpaiError
from pipeline.prints import Print
from pipeline.publish.books import Leaf
from pipeline.settings import Edition, Format, Metadata, Settings, Wording
from pipeline.volumes import Volume


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be done: `name` is what the results call its source, `data` are the bytes of that.

    `key` stands for all that the result depends on, and comes back with it.
    """

    name: str
    data: bytes
    _: KW_ONLY
    key: str = ""


@dataclass(frozen=True, slots=True)
class Drawing(Work):
    """A picture or PDF that a thumbnail is to be drawn from."""


@dataclass(frozen=True, slots=True)
class Reading(Work):
    """A source to be read into articles, for the books it is bound into."""

    _: KW_ONLY
    settings: Settings = Settings()
    metadata: Metadata = Metadata()


@dataclass(frozen=True, slots=True)
class Viewing(Reading):
    """A source to be shown with every decision on it; `stem` is the path of its page without the suffix."""

    stem: str
    edition: Edition = Edition.TAIWAN
    _: KW_ONLY
    wording: Wording = Wording()


@dataclass(frozen=True, slots=True)
class Task(Reading):
    """A source to publish in one edition.

    With a `volume` there are no data, but the `leaves` to be bound, repaired already.

    `modified`, in UTC, is the last change that the books name; without it they go by the metadata's date.
    A vertical layout in `design` asks for EPUBs in it beside the horizontal ones, `titled` for a cover made
    from the title; without `verify` nothing is read back.
    """

    edition: Edition
    formats: tuple[Format, ...]
    _: KW_ONLY
    wording: Wording = Wording()
    modified: datetime | None = None
    print: Print = Print()
    design: Design = Design()
    titled: bool = False
    verify: bool = True
    volume: Volume | None = None
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """One file to be written: which article of its source (from 1, of `articles`), and its bytes."""

    article: int
    articles: int
    title: str
    edition: Edition
    format: Format
    data: bytes
    notices: int
    layout: Layout = Layout.HORIZONTAL
    verified: bool = True
    date: str = ""
    publication: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a task: its outputs, or the error that stopped it.

    Of a source that was only read these are the `articles`, of a drawing the `picture`, of a review page the
    `files`, by their paths. `seconds` says how long the work took.
    """

    outputs: tuple[Output, ...] = ()
    articles: tuple[Article, ...] = ()
    picture: bytes = b""
    files: tuple[tuple[str, bytes], ...] = ()
    notices: tuple[Notice, ...] = ()
    error: ChongpaiError | None = None
    key: str = ""
    seconds: float = 0.0


def name_output(stem: str, output: Output) -> str:
    """Name an output below the folder: `2022/page-3.zh-Hans.pdf`, of several articles `page-3.02.…`.

    A vertical EPUB is `page-3.zh-Hans.vertical.epub`.
    """
    number = f".{output.article:02d}" if output.articles > 1 else ""
    layout = f".{output.layout}" if output.layout is not Layout.HORIZONTAL else ""
    return f"{stem}{number}.{output.edition}{layout}.{output.format}"
