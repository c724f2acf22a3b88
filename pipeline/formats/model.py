"""A book in pandoc's model, with the paragraph styles of our reference documents.

In a book of one article the title has Word's style Title and the section heads are of level 1: Title
names the document and Word's navigation pane, which lists headings only, then holds the sections at
its first level. In a book of several the articles are of level 1 and their section heads of level 2,
as they always are in the formats that have no style Title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.characters import HAN, IDEOGRAPHIC_SPACE
from pipeline.document import HEADS, Article, Block, Book, Image, Kind
from pipeline.formats.html import embed, name_article, name_contents, name_picture
from pipeline.formats.parts import list_depths
from pipeline.pandoc import Node, heading, inlines, link, paragraph, raw, styled

# With its number, a name as Word itself allows for a bookmark: letters, digits, _; at most 40.
BOOKMARK = "article_"
_HEAD = "head_"

_STYLES = {
    Kind.KICKER: "Kicker",
    Kind.TITLE: "Title",
    Kind.SUBTITLE: "Subtitle",
    Kind.BYLINE: "Byline",
    Kind.CREDIT: "Credit",
    Kind.DATELINE: "Dateline",
    Kind.VERSE: "Verse",
    Kind.ITEM: "Item",
    Kind.CAPTION: "caption",
    Kind.PICTURE: "Picture",
    Kind.NOTE: "Note",
}
_COUPLET_GAP = re.compile(f"(?<=[{HAN}。！？”’》）]) (?=[{HAN}“‘《（])")  # an em, not a Latin space


def set_book(book: Book, *, contents: bool = False, titled: bool = True) -> list[Node]:
    """Give a book as blocks of pandoc's model.

    A book of several articles opens with its title page and contents. That of one article has contents,
    its section heads, where `contents` says so, and its title has the style Title where `titled` does.
    """
    return list(_set_book(book, contents=contents, titled=titled))


def _set_book(book: Book, *, contents: bool, titled: bool) -> Iterator[Node]:
    if len(book.articles) == 1:
        yield from _set_article(book.articles[0], 1, level=0 if titled else 1, contents=contents)
        return
    yield styled("Title", [paragraph(inlines(book.title))])
    for line in filter(None, (book.author, book.publisher, book.date)):
        yield styled("Byline", [paragraph(inlines(line))])
    levels = list_depths(book)
    entries = [
        (name_article(article), f"{BOOKMARK}{number}") for number, article in enumerate(book.articles, 1)
    ]
    yield from _set_contents(book.language, entries, levels)
    for number, article in enumerate(book.articles, 1):
        yield from _set_article(article, number, level=levels[number - 1])


def _set_contents(
    language: str, entries: Sequence[tuple[str, str]], levels: Sequence[int] = ()
) -> Iterator[Node]:
    """Set the contents: a field that Word renews on F9, filled with links from the start.

    `levels` has the level of each entry; without any all are of the first.
    """
    if not entries:
        return
    yield styled("TOC Heading", [paragraph(inlines(name_contents(language)))])
    for number, (text, bookmark) in enumerate(entries, 1):
        entry = [link(inlines(text), bookmark)]
        if number == 1:
            instruction = _INSTRUCTION.format(max(levels, default=1))
            entry.insert(0, raw("openxml", _field("begin") + instruction + _field("separate")))
        if number == len(entries):
            entry.append(raw("openxml", _field("end")))
        yield styled(f"toc {levels[number - 1] if levels else 1}", [paragraph(entry)])


def _field(part: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{part}"/></w:r>'


_INSTRUCTION = r'<w:r><w:instrText xml:space="preserve"> TOC \o "1-{}" \h \z \u </w:instrText></w:r>'


def _set_article(article: Article, number: int, *, level: int, contents: bool = False) -> Iterator[Node]:
    """Set an article; `level` is its title's as a heading, 0 for the style Title."""
    text = (Kind.PARAGRAPH, Kind.HEADING)  # what begins it, after the article's heads
    first = next((place for place, block in enumerate(article.body) if block.kind in text), len(article.body))
    names = {0: f"{BOOKMARK}{number}"}
    if contents:
        heads = [place for place, block in enumerate(article.body) if block.kind is Kind.HEADING]
        names = {place: f"{_HEAD}{number}_{place}" for place in heads} | names
        entries = [(article.body[place].text, names[place]) for place in heads]
    for place, block in enumerate(article.body):
        if contents and place == first:
            yield from _set_contents(article.language, entries)
        identifier = names.get(place, "")
        content = inlines(
            _COUPLET_GAP.sub(IDEOGRAPHIC_SPACE, block.text) if block.kind in HEADS else block.text
        )
        if block.image:
            yield styled("Picture", [paragraph([picture(name_picture(article, place), block.image)])])
        elif block.kind is Kind.HEADING:
            yield heading(level + 1, content, identifier)
        elif block.kind is Kind.TITLE and level:
            yield heading(level, content, identifier)
        elif name := _name_style(block, begun=place >= first):
            yield styled(name, [paragraph(content)], identifier)
        elif identifier:
            yield styled("First Paragraph", [paragraph(content)], identifier)
        else:
            yield paragraph(content)


def picture(name: str, image: Image) -> Node:
    """Make the inline element of a picture, with its words and its size on the page."""
    size = [["width", f"{image.width / 72:.2f}in"], ["height", f"{image.height / 72:.2f}in"]]
    return {"t": "Image", "c": [["", [], size], inlines(name), [embed(0, image), ""]]}


def _name_style(block: Block, *, begun: bool) -> str:
    """Name a block's style; a byline that follows the text stands as a signature does, at the right."""
    if block.kind is Kind.BYLINE and begun:
        return "Signature"
    return _STYLES.get(block.kind, "")
