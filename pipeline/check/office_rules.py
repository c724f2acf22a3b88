"""Our rules about a DOCX: what Word and WPS need to show Chinese as Chinese. docs/checks.md lists them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.characters import HAN
from pipeline.check.document import DC, Document, Element, W, get, read_runs
from pipeline.check.findings import Rule
from pipeline.check.wording import Passage

Broken = Iterator[tuple[str, str]]

_LANGUAGES = ("zh-CN", "zh-TW", "zh-HK")  # the ones Word knows (ECMA-376, 17.3.2.20)
_BOOKMARK = re.compile(r"[^\W\d]\w{0,39}")  # ECMA-376 has no rule; Word's dialogue has this one
_INDENTED = ("BodyText", "FirstParagraph")
_TWO_EMS = "200"  # hundredths of a character
_A4 = ("11906", "16838")  # twentieths of a point
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# Set in the East Asian face whatever the hint, and only with it (ECMA-376, 17.3.2.26).
_ALWAYS = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef]")
_HINTED = re.compile("[“”‘’…—·]")
_LATIN = re.compile("[A-Za-z]")


def list_passages(document: Document) -> tuple[Passage, ...]:
    """List the paragraphs of a document, those that hold a picture aside."""
    language = _read_language(document)
    return tuple(
        Passage(f"paragraph {number}", language, read_runs(paragraph), _is_head(document, paragraph))
        for number, paragraph in enumerate(document.paragraphs, 1)
        if paragraph.find(f".//{W}drawing") is None
    )


def _is_head(document: Document, paragraph: Element) -> bool:
    styles = document.follow(get(paragraph, "pPr/pStyle"))
    return get(paragraph, "pPr/pStyle") == "Title" or any(get(style, "pPr/outlineLvl") for style in styles)


def _read_language(document: Document) -> str:
    defaults = document.parts["word/styles.xml"].find(f"{W}docDefaults")
    return get(defaults, "rPrDefault/rPr/lang", "eastAsia") if defaults is not None else ""


def _find_language(document: Document) -> Broken:
    language = _read_language(document)
    if language not in _LANGUAGES:
        yield "word/styles.xml", f"the East Asian language {language!r} is none that Word knows"
    for element in document.parts["word/document.xml"].iter(f"{W}lang"):
        if (other := element.get(f"{W}eastAsia", language)) != language:
            yield "word/document.xml", f"a run is in {other}, the document in {language}"


def _find_faces(document: Document) -> Broken:
    for number, paragraph in enumerate(document.paragraphs, 1):
        chinese = _ALWAYS.search(read_runs(paragraph)) or not _LATIN.search(read_runs(paragraph))
        for run in paragraph.iter(f"{W}r"):
            text = read_runs(run)
            place = f"paragraph {number}"
            if _HINTED.search(text) and chinese and get(run, "rPr/rFonts", "hint") != "eastAsia":
                yield place, f"{text[:20]} is set in the Latin face"
            if (_ALWAYS.search(text) or _HINTED.search(text)) and not _find_face(document, paragraph, run):
                yield place, f"{text[:20]} has no East Asian face"


def _find_face(document: Document, paragraph: Element, run: Element) -> str:
    """Give the East Asian face of a run: its own, its styles', its paragraph's, the document's."""
    named = (get(run, "rPr/rStyle"), get(paragraph, "pPr/pStyle") or "Normal")
    defaults = document.parts["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault")
    holders = [run, *(style for name in named for style in document.follow(name))]
    holders += [defaults] if defaults is not None else []
    return next(filter(None, (get(holder, "rPr/rFonts", "eastAsia") for holder in holders)), "")


def _find_indent(document: Document) -> Broken:
    for name in _INDENTED:
        if name in document.styles:
            indents = (get(style, "pPr/ind", "firstLineChars") for style in document.follow(name))
            if next(filter(None, indents), "") != _TWO_EMS:
                yield "word/styles.xml", f"{name} does not begin two characters in"


def _find_ground(document: Document) -> Broken:
    for name, style in document.styles.items():
        ground = get(style, "basedOn")
        if ground and ground not in document.styles:
            yield "word/styles.xml", f"{name} is based on {ground}, which is missing"
    used = Counter(get(paragraph, "pPr/pStyle") for paragraph in document.paragraphs)
    for name in sorted(used.keys() - document.styles.keys() - {""}):
        yield "word/document.xml", f"the style {name} is used and missing"


def _find_bookmarks(document: Document) -> Broken:
    main = document.parts["word/document.xml"]
    names = Counter(mark.get(f"{W}name", "") for mark in main.iter(f"{W}bookmarkStart"))
    for name, number in names.items():
        if not _BOOKMARK.fullmatch(name):
            yield "word/document.xml", f"Word takes no bookmark {name!r}"
        if number > 1:
            yield "word/document.xml", f"the bookmark {name} is there {number} times"
    for link in main.iter(f"{W}hyperlink"):
        if (target := link.get(f"{W}anchor", "")) and target not in names:
            yield "word/document.xml", f"a link leads to {target}, which is missing"


def _find_properties(document: Document) -> Broken:
    core = document.parts.get("docProps/core.xml")
    if core is None or not core.findtext(f"{DC}title"):
        yield "docProps/core.xml", "the properties have no title"


def _find_page(document: Document) -> Broken:
    size = document.body.find(f"{W}sectPr/{W}pgSz")
    if size is None or (size.get(f"{W}w"), size.get(f"{W}h")) != _A4:
        yield "word/document.xml", "the page is not A4"
    footers = [part for name, part in document.parts.items() if name.startswith("word/footer")]
    fields = [field.get(f"{W}instr", "") for footer in footers for field in footer.iter(f"{W}fldSimple")]
    fields += [field.text or "" for footer in footers for field in footer.iter(f"{W}instrText")]
    if not any("PAGE" in field.split() for field in fields):
        yield "word/document.xml", "pages have no number"


def _find_dates(document: Document) -> Broken:
    if any(entry.date_time != _NO_DATE for entry in document.entries):
        yield "", "the container carries the time it was made at"


RULES: tuple[Rule[Document], ...] = (
    Rule("D101", "the East Asian language is one that Word knows", _find_language),
    Rule("D102", "Chinese characters and marks are set in an East Asian face", _find_faces),
    Rule("D103", "paragraphs begin two characters in, whatever the size of the face", _find_indent),
    Rule("D104", "styles that are used or built on are there", _find_ground),
    Rule("D105", "bookmarks have names Word takes, and links lead to one", _find_bookmarks),
    Rule("D106", "the properties name the title", _find_properties),
    Rule("D107", "the page is A4 and has a number", _find_page),
    Rule("D108", "the container depends on no clock", _find_dates),
)
