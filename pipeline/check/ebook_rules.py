"""Our rules about an EPUB: what readers, shops and blind readers need and EPUBCheck lets pass.

Each names its source. docs/checks.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.check.findings import Rule
from pipeline.check.package import (
    LANGUAGE,
    OPF,
    TYPE,
    XHTML,
    Element,
    Entry,
    Package,
    read_contents,
    read_ncx,
    resolve,
)
from pipeline.check.wording import Passage

Broken = Iterator[tuple[str, str]]

_DISCOVERY = (
    "accessMode",
    "accessibilityFeature",
    "accessibilityHazard",
    "accessibilitySummary",
    "accessModeSufficient",
)
_DEEPEST = 3  # levels that Kobo shows
_LARGEST = 5 * 1024 * 1024  # bytes of a picture that Kobo takes
_LANDMARKS = ("toc", "bodymatter")
_HEADS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
_BLOCKS = (f"{XHTML}p", f"{XHTML}li", *_HEADS)
_PREFIXES = ("-epub-", "-webkit-", "")
_VERTICAL = re.compile(r"(?:^|;)\s*(-epub-|-webkit-|)writing-mode\s*:\s*vertical-rl")
_FIXED_SIZE = re.compile(r"(?:^|[;\s])(?:font-size|line-height)\s*:[^;]*\d(?:px|pt|mm|cm|in)\b")
_COLOUR = re.compile(r"(?:^|[;\s])(?:color|background(?:-color)?)\s*:(?!\s*(?:inherit|transparent))")
_FAMILY = re.compile(r"(?:^|[;\s])font-family\s*:\s*([^;]+)")
_GENERIC = {"serif", "sans-serif", "monospace", "inherit"}
_CURLY = re.compile("[“”‘]|(?<![A-Za-z])’|’(?![A-Za-z])")
_NUMBER = re.compile(r"(?<![!-~])[0-9]{2,3}(?![!-~])")
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def list_passages(package: Package) -> tuple[Passage, ...]:
    """List the paragraphs and heads of an EPUB's text, those that hold a picture aside."""
    return tuple(
        Passage(name, document.get(LANGUAGE, ""), "".join(element.itertext()), element.tag in _HEADS)
        for name, document in package.list_text()
        for element in document.iter()
        if element.tag in _BLOCKS and element.find(f".//{XHTML}img") is None
    )


def _find_language(package: Package) -> Broken:
    if package.root.get(LANGUAGE) not in package.languages[:1]:
        yield package.name, "the package's xml:lang is not its first language"
    for name, document in package.documents.items():
        language = document.get(LANGUAGE)
        if not language or document.get("lang") != language:
            yield name, "lang and xml:lang are not both there and the same"
        elif language not in package.languages:
            yield name, f"its language, {language}, is none of the package's"


def _find_discovery(package: Package) -> Broken:
    for name in _DISCOVERY:
        if not any(package.list_metadata(f"schema:{name}")):
            yield package.name, f"schema:{name} is not said"


def _find_untrue(package: Package) -> Broken:
    claimed = package.list_metadata("schema:accessibilityFeature")
    pictures = [image for document in package.documents.values() for image in document.iter(f"{XHTML}img")]
    if "alternativeText" in claimed and not pictures:
        yield package.name, "alternativeText is claimed, but there is no picture"
    if "tableOfContents" in claimed and not read_contents(package):
        yield package.name, "tableOfContents is claimed, but there is none"
    if "verticalWriting" in claimed and not _is_vertical(package):
        yield package.name, "verticalWriting is claimed, but the text is horizontal"


def _find_difference(package: Package) -> Broken:
    if read_contents(package) != read_ncx(package):
        yield package.navigation, "the contents and the NCX do not say the same"


def _find_depth(package: Package) -> Broken:
    if (depth := _count_levels(read_contents(package))) > _DEEPEST:
        yield package.navigation, f"the contents have {depth} levels, more than {_DEEPEST}"


def _count_levels(entries: tuple[Entry, ...]) -> int:
    return 1 + max((_count_levels(below) for _, _, below in entries), default=0) if entries else 0


def _find_landmarks(package: Package) -> Broken:
    navigation = package.documents.get(package.navigation)
    links = navigation.iter(f"{XHTML}a") if navigation is not None else ()
    types = set(chain.from_iterable(link.get(TYPE, "").split() for link in links))
    wanted = (*_LANDMARKS, "cover") if package.find_item("cover-image") else _LANDMARKS
    for name in wanted:
        if name not in types:
            yield package.navigation, f"the landmarks do not lead to {name}"


def _find_cover(package: Package) -> Broken:
    if not (picture := package.find_item("cover-image")):
        return
    shown = [
        (name, document)
        for name, document in package.documents.items()
        for image in document.iter(f"{XHTML}img")
        if resolve(name, image.get("src", "")) == picture
    ]
    if not shown:
        yield picture, "the cover has no document of its own"
    for name, document in shown:
        body = document.find(f"{XHTML}body")
        if body is not None and "".join(body.itertext()).strip():
            yield name, "there is more than the cover in its document"


def _find_pictures(package: Package) -> Broken:
    for name, document in package.documents.items():
        for image in document.iter(f"{XHTML}img"):
            if not image.get("alt", "").strip():
                yield name, f"{image.get('src')} has no alternative text"
    for name, item in package.items.items():
        if item["media-type"].startswith("image/") and len(package.files.get(name, b"")) > _LARGEST:
            yield name, "the picture is larger than 5 MB"


def _find_direction(package: Package) -> Broken:
    if package.root.get("dir"):
        yield package.name, "the package has a text direction, which is not what turns pages"
    if _is_vertical(package) != (package.progression == "rtl"):
        said = f"pages turn {package.progression or 'as the reader likes'}"
        yield package.name, f"{said}, but the text is {'vertical' if _is_vertical(package) else 'horizontal'}"


def _find_writing_mode(package: Package) -> Broken:
    if not _is_vertical(package):
        return
    for name in package.documents:
        for element in ("html", "body"):
            modes = set(_list_modes(package, name, element))
            for prefix in _PREFIXES:
                if prefix not in modes:
                    yield name, f"{element} has no {prefix}writing-mode: vertical-rl"
    metas = {meta.get("name"): meta.get("content") for meta in package.root.iter(f"{OPF}meta")}
    if metas.get("primary-writing-mode") != "vertical-rl":
        yield package.name, "primary-writing-mode, which Kindle goes by, is not vertical-rl"


def _list_modes(package: Package, document: str, element: str) -> Iterator[str]:
    """List the prefixes with which an element of a document is set vertically."""
    for selector, declarations in package.list_styles(document):
        if element in (part.strip() for part in selector.split(",")):
            yield from (found[1] for found in _VERTICAL.finditer(declarations))


def _is_vertical(package: Package) -> bool:
    """Tell whether any document of the text is set vertically."""
    names = [name for name, _ in package.list_text()]
    return any([*_list_modes(package, name, element)] for name in names for element in ("html", "body"))


def _find_loose_numbers(package: Package) -> Broken:
    if _is_vertical(package):
        for name, document in package.documents.items():
            body = document.find(f"{XHTML}body")
            for text in _list_runs(body) if body is not None else ():
                for found in _NUMBER.finditer(text):
                    yield name, f"{found.group()} lies on its side"


def _list_runs(parent: Element) -> Iterator[str]:
    """List the texts of an element that no style of ours combines; elements that follow count as one."""
    text = parent.text or ""
    for child in parent:
        if child.get("class") == "combined":
            yield text
            text = ""
        else:
            yield text
            yield from _list_runs(child)
            text = ""
        text += child.tail or ""
    yield text


def _find_curly(package: Package) -> Broken:
    if _is_vertical(package):
        for passage in list_passages(package):
            for found in _CURLY.finditer(passage.text):
                yield passage.place, f"{found.group()} stands in vertical text"


def _find_levels(package: Package) -> Broken:
    for name, document in package.list_text():
        levels = [int(element.tag[-1]) for element in document.iter() if element.tag in _HEADS]
        skipped = [after for before, after in zip([0, *levels], levels, strict=False) if after > before + 1]
        if skipped:
            yield name, f"a head of level {skipped[0]} follows none of level {skipped[0] - 1}"
    navigation = package.documents.get(package.navigation)
    if navigation is not None and not any(element.tag in _HEADS for element in navigation.iter()):
        yield package.navigation, "the contents have no head"


def _find_notes(package: Package) -> Broken:
    for name, document in package.list_text():
        targets = {element.get("id"): element for element in document.iter() if element.get("id")}
        for link in document.iter(f"{XHTML}a"):
            if link.get(TYPE) != "noteref":
                continue
            note = targets.get(link.get("href", "").removeprefix("#"))
            if note is None or note.get(TYPE) not in ("footnote", "endnote") or not note.get("role"):
                yield name, f"the mark {link.text} leads to no note"
            elif f"#{link.get('id')}" not in [back.get("href") for back in note.iter(f"{XHTML}a")]:
                yield name, f"no link leads from the note {link.text} back to the text"


def _find_style(package: Package) -> Broken:
    embedded = set()
    for name in package.documents:
        for selector, declarations in package.list_styles(name):
            if selector == "@font-face":
                embedded |= set(_list_families([declarations]))
    seen: set[tuple[str, str]] = set()
    for name in package.documents:
        seen |= {rule for rule in package.list_styles(name) if rule[0] != "@font-face"}
    for selector, declarations in sorted(seen):
        if _FIXED_SIZE.search(declarations):
            yield selector, "a size in points or pixels does not grow with the reader's"
        if _COLOUR.search(declarations):
            yield selector, "a colour of its own may vanish on the reader's"
        for family in _list_families([declarations]):
            if family not in embedded | _GENERIC:
                yield selector, f"the font {family} is named but not embedded"


def _list_families(declarations: Iterable[str]) -> Iterator[str]:
    for declaration in declarations:
        for found in _FAMILY.finditer(declaration):
            yield from (name.strip().strip("\"'") for name in found[1].split(","))


def _find_dates(package: Package) -> Broken:
    names = [entry.filename for entry in package.entries]
    if any(entry.date_time != _NO_DATE for entry in package.entries):
        yield "", "the container carries the time it was made at"
    if names != sorted(names, key=lambda name: (name != "mimetype", name)):
        yield "", "the files of the container are in no fixed order"


RULES: tuple[Rule[Package], ...] = (
    Rule("E101", "package and documents say their language, and the same", _find_language),
    Rule("E102", "the accessibility metadata is complete", _find_discovery),
    Rule("E103", "the accessibility metadata is true", _find_untrue),
    Rule("E104", "contents and NCX say the same", _find_difference),
    Rule("E105", "the contents have at most three levels", _find_depth),
    Rule("E106", "landmarks lead to the contents, the text and the cover", _find_landmarks),
    Rule("E107", "the cover has a document of its own", _find_cover),
    Rule("E108", "pictures have alternative text, and at most 5 MB", _find_pictures),
    Rule("E109", "pages turn from right to left exactly in vertical books", _find_direction),
    Rule("E110", "vertical setting is said on html and body, to every reader", _find_writing_mode),
    Rule("E111", "numbers of two and three digits stand upright in vertical text", _find_loose_numbers),
    Rule("E112", "vertical text has no curly quotation marks", _find_curly),
    Rule("E113", "no level of heads is skipped", _find_levels),
    Rule("E114", "notes are linked both ways", _find_notes),
    Rule("E115", "the style leaves sizes, colours and faces to the reader", _find_style),
    Rule("E116", "the container depends on no clock and no order of work", _find_dates),
)
