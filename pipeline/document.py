"""The records that travel through the house: frozen, without behaviour, importing nothing of ours.

Lines and columns count from 1, as editors do. An *article* knows where each of its characters came
from: its blocks name the spans of the source they were made of, and its edits name every change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is on the page."""

    KICKER = "kicker"  # 引题
    TITLE = "title"
    SUBTITLE = "subtitle"  # 副题
    BYLINE = "byline"
    CREDIT = "credit"  # of a photograph
    DATELINE = "dateline"
    HEADING = "heading"  # 小标题
    PARAGRAPH = "paragraph"
    VERSE = "verse"  # lines are kept: poems, tables
    ITEM = "item"  # of a list
    CAPTION = "caption"
    PICTURE = "picture"
    NOTE = "note"
    FURNITURE = "furniture"  # page headers, folios, jump lines: kept, but not in the books


HEADS = frozenset({Kind.KICKER, Kind.TITLE, Kind.SUBTITLE, Kind.HEADING})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source, or a part of one, and where it stands.

    `column` is the place of the first character. `columns` is given only where characters were
    dropped from the middle, and then holds the place of every character.
    """

    number: int
    text: str
    column: int = 1
    columns: tuple[int, ...] = ()

    def place(self, index: int) -> int:
        """Give the source column of the character at `index` (from 0; the length gives the end)."""
        if not self.columns:
            return self.column + index
        return self.columns[index] if index < len(self.columns) else self.columns[-1] + 1


@dataclass(frozen=True, slots=True)
class Span:
    """The characters of one source line from column `start` up to, not including, column `end`."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: at this place of the source, `before` became `after`, by this rule.

    A line break is the character "\\n" at the end of a span: an edit of it says what joins the two
    spans. An edit outside every block drops what stood there.
    """

    rule: str
    line: int
    column: int
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A doubt that a person may want to settle: where it is, what was done, what else it could be.

    `confidence` is the probability, from 0 to 1, that what was done is right.
    """

    code: str
    line: int
    text: str
    alternative: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it was printed: the bytes of a PNG, and its size on the page in points."""

    data: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, head, byline or the like: its text, and the spans of the source it was made of.

    A picture has an image and no text; where it was not kept, not even that.
    """

    kind: Kind
    text: str
    spans: tuple[Span, ...] = ()
    image: Image | None = None

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of the source lines, in the order of the text, each once."""
        return tuple(dict.fromkeys(span.line for span in self.spans))


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that a census found in a source and no line has: where it stands, and why it was not read.

    `place` is for people: a part of an office file, a page of a PDF.
    """

    place: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Census:
    """The visible characters of a source, counted from its own bytes by a way that is not its reader's.

    `way` names it, `counts` has each character with its number. The characters of `unread` are among them.
    """

    way: str
    counts: tuple[tuple[str, int], ...]
    unread: tuple[Passage, ...] = ()

    @property
    def total(self) -> int:
        """The number of visible characters."""
        return sum(number for _, number in self.counts)


@dataclass(frozen=True, slots=True)
class Source:
    """A text as it was read: its name and lines, what the reader was unsure of, and what its bytes hold."""

    name: str
    lines: tuple[Line, ...]
    notices: tuple[Notice, ...] = ()
    census: Census | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its blocks in reading order, what is known about it, and the ledger of its making.

    `language` is a BCP 47 tag (zh-Hans, zh-Hant-TW, zh-Hant-HK), `date` is ISO 8601 or empty.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    subtitle: str = ""
    byline: str = ""
    date: str = ""
    publication: str = ""
    page: str = ""
    language: str = "zh-Hans"
    source: str = ""
    edits: tuple[Edit, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that belong in a book: all but the furniture."""
        return tuple(block for block in self.blocks if block.kind is not Kind.FURNITURE)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A source and its articles as the repair left them, to be corrected, their facts to be gathered.

    `beside` has, by the number of the first line of a page, in order, the furniture of that page.
    """

    source: Source
    articles: tuple[Article, ...]
    beside: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """Articles bound together; one article makes a book, and then lends it its title.

    `parts` are the places, from 0, of the articles that open a part, most of them no more than its name; the
    articles after one, up to the next, stand under it. With `colophon` the last article is the book's own.
    """

    title: str
    articles: tuple[Article, ...]
    language: str = "zh-Hans"
    author: str = ""
    publisher: str = ""
    date: str = ""
    identifier: str = ""
    parts: tuple[int, ...] = ()
    colophon: bool = False


def bind(first: Article, *others: Article) -> Book:
    """Make a book: of one article, with its own title, byline, publication and date; or of several.

    A book of several has the first one's title alone: what else that says need not be true of the others.
    """
    if others:
        return Book(first.title, (first, *others), first.language)
    return Book(
        title=first.title,
        articles=(first,),
        language=first.language,
        author=first.byline,
        publisher=first.publication,
        date=first.date,
    )
