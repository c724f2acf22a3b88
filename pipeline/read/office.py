"""Office files, web pages and e-books, through pandoc: their paragraphs as they stand.

Text pasted into a word processor from a newspaper page is as broken as the page's text; then its
paragraphs are lines, and are repaired as lines are. A document whose paragraphs are whole keeps them,
and its headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, NamedTuple

from pipeline.characters import CLOSING, HAN_CHARACTER, SENTENCE_ENDS, is_wide
from pipeline.document import Article, Block, Image, Kind, Line, Notice, Source, Span
from pipeline.errors import InputError
from pipeline.pandoc import Node, read_document
from pipeline.read.illustrations import Illustration, list_illustrations, load_images

FORMATS = {
    ".docx": "docx",
    ".odt": "odt",
    ".epub": "epub",
    ".html": "html",
    ".htm": "html",
    ".rtf": "rtf",
}
_FEW = 4  # paragraphs that show whether they are whole
_CUT = 0.3  # of them may stop in mid-sentence: verse, lists, addresses
_COUNTED = 8  # characters of a paragraph that tells


class _Paragraph(NamedTuple):
    kind: Kind
    text: str  # its lines, parted by line feeds
    illustration: Illustration = Illustration("")  # of a picture


@dataclass(frozen=True, slots=True)
class Office:
    """A document: its lines; the article that they are, if its paragraphs are whole; and its pictures.

    Each picture has the number of the line it stands behind.
    """

    source: Source
    whole: Article | None
    pictures: tuple[tuple[int, Image], ...] = ()


def is_office(name: str) -> bool:
    """Tell by its name whether a file is read through pandoc."""
    return PurePath(name).suffix.lower() in FORMATS


def read_office(data: bytes, name: str, *, images: bool = True) -> Office:
    """Read a document, with its pictures or without.

    Paragraphs are parted by an empty line; a picture that cannot be read is named in a notice. Raises
    InputError when the document cannot be read or holds no Chinese text.
    """
    blocks = read_document(data, FORMATS[PurePath(name).suffix.lower()], name)
    listed = list(_list_paragraphs(blocks))
    paragraphs = [paragraph for paragraph in listed if paragraph.text.strip()]
    if not any(HAN_CHARACTER.search(paragraph.text) for paragraph in paragraphs):
        step = "give a document of Chinese text"
        raise InputError("there is no Chinese character in this document", where=name, step=step)
    lines: list[Line] = []
    spans: list[tuple[Span, ...]] = []
    placed: list[tuple[int, Illustration]] = []
    for paragraph in listed:
        if paragraph.kind is Kind.PICTURE:
            placed.append((len(lines), paragraph.illustration))
        if not paragraph.text.strip():
            continue
        if lines:
            lines.append(Line(len(lines) + 1, ""))
        held = []
        for text in paragraph.text.split("\n"):
            lines.append(Line(len(lines) + 1, text))
            held.append(Span(len(lines), 1, len(text) + 1))
        spans.append(tuple(held))
    pictures, notices = _load_pictures(data, placed) if images else ((), ())
    source = Source(name, tuple(lines), notices)
    if not _are_whole(paragraphs):
        return Office(source, None, pictures)
    made = [Block(part.kind, part.text, where) for part, where in zip(paragraphs, spans, strict=True)]
    whole = Article(tuple(_name_title(made)), source=name, notices=notices)
    return Office(source, whole, pictures)


def _load_pictures(
    data: bytes, placed: Sequence[tuple[int, Illustration]]
) -> tuple[tuple[tuple[int, Image], ...], tuple[Notice, ...]]:
    """Load the pictures that stand behind lines, and name those that cannot be read."""
    loaded = load_images(data, [one for _, one in placed])
    pictures = [(line, image) for (line, _), image in zip(placed, loaded, strict=True) if image]
    notices = [
        Notice("picture/left", max(line, 1), "a picture that cannot be read was left out", confidence=0.5)
        for (line, _), image in zip(placed, loaded, strict=True)
        if image is None
    ]
    return tuple(pictures), tuple(notices)


def _are_whole(paragraphs: Sequence[_Paragraph]) -> bool:
    """Tell whether paragraphs end where sentences do, rather than where lines of a column did."""
    told = [one for one in paragraphs if one.kind is Kind.PARAGRAPH and len(one.text) >= _COUNTED]
    if len(told) < _FEW and not any(one.kind is Kind.HEADING for one in paragraphs):
        return False
    cut = sum(
        "\n" in one.text or one.text.rstrip().rstrip(CLOSING)[-1:] not in {*SENTENCE_ENDS, "：", ":", "；"}
        for one in told
    )
    return cut <= _CUT * len(told)


def _name_title(blocks: Sequence[Block]) -> Iterator[Block]:
    """Name the first heading the title when nothing but other headings stands before it."""
    for at, block in enumerate(blocks):
        yield Block(Kind.TITLE, block.text, block.spans) if at == 0 and block.kind is Kind.HEADING else block


def _list_paragraphs(blocks: Sequence[Node]) -> Iterator[_Paragraph]:
    for block in blocks:
        content: Any = block.get("c")
        match block["t"]:
            case "Header":
                yield _Paragraph(Kind.HEADING, _join(content[2]))
            case "Para" | "Plain":
                yield from _list_pictures(content)
                yield _Paragraph(Kind.PARAGRAPH, _join(content))
            case "LineBlock":
                yield _Paragraph(Kind.VERSE, "\n".join(map(_join, content)))
            case "CodeBlock":
                yield _Paragraph(Kind.VERSE, content[1])
            case "BulletList":
                yield from _list_items(content)
            case "OrderedList":
                yield from _list_items(content[1])
            case "BlockQuote":
                yield from _list_paragraphs(content)
            case "Div":
                yield from _list_paragraphs(content[1])
            case "Figure":
                yield from _list_pictures(content[2])
                yield from (_Paragraph(Kind.CAPTION, one.text) for one in _list_paragraphs(content[1][1]))
            case "Table":
                yield from _list_rows(block)
            case _:
                pass


def _list_items(items: Sequence[Sequence[Node]]) -> Iterator[_Paragraph]:
    for item in items:
        for paragraph in _list_paragraphs(item):
            kind = Kind.ITEM if paragraph.kind is Kind.PARAGRAPH else paragraph.kind
            yield paragraph._replace(kind=kind)


def _list_pictures(content: Any) -> Iterator[_Paragraph]:
    return (_Paragraph(Kind.PICTURE, "", one) for one in list_illustrations(content))


def _list_rows(table: Node) -> Iterator[_Paragraph]:
    """List the rows of a table as the lines of one verse, their cells parted by a space."""
    _, caption, _, head, bodies, foot = table["c"]
    yield from (_Paragraph(Kind.CAPTION, one.text) for one in _list_paragraphs(caption[1]))
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    lines = []
    for row in rows:
        cells = ("".join(one.text for one in _list_paragraphs(cell[4])) for cell in row[1])
        lines.append(" ".join(cell.replace("\n", "") for cell in cells if cell.strip()))
    yield _Paragraph(Kind.VERSE, "\n".join(line for line in lines if line))


def _join(inlines: Sequence[Node]) -> str:
    """Join inline elements; a soft break means a space only between words of Latin."""
    parts: list[str] = []
    for at, inline in enumerate(inlines):
        content: Any = inline.get("c")
        match inline["t"]:
            case "Str":
                parts.append(content)
            case "Space":
                parts.append(" ")
            case "SoftBreak":
                before, after = "".join(parts)[-1:], _join(inlines[at + 1 : at + 2])[:1]
                wide = not before or not after or is_wide(before) or is_wide(after)
                parts.append("" if wide else " ")
            case "LineBreak":
                parts.append("\n")
            case "Code" | "Math":
                parts.append(content[1])
            case "Emph" | "Strong" | "Underline" | "Strikeout" | "Superscript" | "Subscript" | "SmallCaps":
                parts.append(_join(content))
            case "Quoted":
                marks = "“”" if content[0]["t"] == "DoubleQuote" else "‘’"
                parts += (marks[0], _join(content[1]), marks[1])
            case "Link" | "Span" | "Cite":
                parts.append(_join(content[1]))
            case "Note":
                parts += ("（", "".join(one.text for one in _list_paragraphs(content)), "）")
            case _:
                pass
    return "".join(parts)
