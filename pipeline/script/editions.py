"""Editions: an article set in the script of a region, from Simplified text that is repaired already.

Only text is converted, never a path, a key or a place; every character gives one character, so that
spans and edits keep their meaning, unless Taiwan's words or a user's are longer or shorter. Convert
after all repair: a line break or a stray space inside a word hides the word from the dictionaries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from pipeline import laws
from pipeline.document import Article, Block, Kind, Notice
from pipeline.errors import LawError, UsageError
from pipeline.recognition import Recognized, Script, recognize
from pipeline.script import marks, readings
from pipeline.script.writer import Writer, make_writer
from pipeline.settings import Edition, Wording

EDITIONS = tuple(str(edition) for edition in Edition)

_SIGNED = frozenset({Kind.BYLINE, Kind.CREDIT})
# How sure each notice may be of what was done.
_UNPAIRED, _MERGED, _MIXED, _REWRITTEN = 0.5, 0.7, 0.7, 0.8


def convert(article: Article, edition: str, wording: Wording = Wording()) -> Article:
    """Set an article in the script of an edition: zh-Hans, zh-Hant-TW or zh-Hant-HK.

    zh-Hans gives the article back as it is. Otherwise the blocks and the title, subtitle, byline and
    publication become Traditional as the wording says, curly quotes become corner brackets, and the
    language becomes the edition; spans and edits stay. An article in Traditional already only gets its
    language, and a block that is so in another one stays. Notices say which quotes have no partner, which
    names have two Traditional forms, which words became Taiwan's, and where scripts are mixed.

    Raises UsageError for another edition, LawError if a length changed, MissingError without OpenCC,
    SettingsError where the wording's folder holds no dictionaries.
    """
    asked = find_edition(edition)
    if asked is Edition.SIMPLIFIED:
        return article
    found = recognize(list_texts(article))
    if is_set(found):
        return replace(article, language=edition)

    writer = choose_writer(article, asked, wording)

    def write(text: str) -> str:
        return writer.write(text) if is_simplified(text, found) else text

    blocks = tuple(replace(block, text=write(block.text)) for block in article.blocks)
    if writer.keeps_length:
        _check(article, blocks)
    place = _place(article)
    simplified = [block for block in article.blocks if is_simplified(block.text, found)]
    return replace(
        article,
        blocks=blocks,
        title=write(article.title),
        subtitle=write(article.subtitle),
        byline=write(article.byline),
        publication=write(article.publication),
        language=edition,
        notices=(
            *article.notices,
            *(() if found.is_sure else (_mixed(article),)),
            *_unpaired(article.blocks, place),
            *_merged(simplified, writer.names - dict(wording.dictionary).keys(), place),
            *_rewritten(simplified, writer, place),
        ),
    )


def convert_text(text: str, edition: str, wording: Wording = Wording()) -> str:
    """Convert a plain text, a paragraph a line, as `convert` does an article.

    Raises UsageError for an edition other than zh-Hans, zh-Hant-TW, zh-Hant-HK.
    """
    asked, found = find_edition(edition), recognize([text])
    if asked is Edition.SIMPLIFIED or is_set(found):
        return text
    paragraphs = text.split("\n")
    writer = make_writer(asked, wording, readings.gather([], paragraphs))
    return "\n".join(
        writer.write(paragraph) if is_simplified(paragraph, found) else paragraph for paragraph in paragraphs
    )


def is_set(whole: Recognized) -> bool:
    """Tell whether a text is in Traditional already, all of it."""
    return whole.script is Script.TRADITIONAL and whole.is_sure


def is_simplified(text: str, whole: Recognized) -> bool:
    """Tell whether a paragraph is Simplified, from itself or, where it does not tell, from the whole text."""
    if not whole.traditional:
        return True
    found = recognize([text])
    if found.simplified == found.traditional:
        found = whole
    return found.script is Script.SIMPLIFIED


def find_edition(name: str) -> Edition:
    """Give the edition of a name; UsageError names those there are."""
    if name not in EDITIONS:
        raise UsageError(f"no edition {name!r}", step=f"use one of {', '.join(EDITIONS)}")
    return Edition(name)


def list_texts(article: Article) -> tuple[str, ...]:
    """List what of an article is converted."""
    texts = (block.text for block in article.blocks)
    return (*texts, article.title, article.subtitle, article.byline, article.publication)


def choose_writer(article: Article, edition: Edition, wording: Wording) -> Writer:
    """Make the writer of an article, who knows the names in it."""
    signed = [block.text for block in article.blocks if block.kind in _SIGNED]
    names = readings.gather([*signed, article.byline], [block.text for block in article.blocks])
    return make_writer(edition, wording, names)


Place = Callable[[Block, int], int]  # the line of a block's character


def _place(article: Article) -> Place:
    ledger = laws.sort_edits(article.edits)

    def place(block: Block, index: int) -> int:
        places = laws.find_places(block, ledger)
        return places[min(index, len(places) - 1)][0] if places else 0

    return place


def _check(article: Article, blocks: Sequence[Block]) -> None:
    """Hold to the law that a conversion keeps the number of blocks and the length of each."""
    for before, after in zip(article.blocks, blocks, strict=True):
        if len(before.text) != len(after.text):
            raise LawError(
                f"converting changed the length of a block from {len(before.text)} to {len(after.text)}",
                where=article.source,
                line=_line(before),
                step="look for a dictionary entry whose value is not as long as its key",
            )


def _unpaired(blocks: Iterable[Block], place: Place) -> tuple[Notice, ...]:
    """Notice the quotation marks without a partner, but not a quotation the next paragraph reopens."""
    body = [block for block in blocks if block.kind is not Kind.FURNITURE]
    notices = []
    for block, following in zip_longest(body, body[1:]):
        cornered = marks.corner(block.text)
        unclosed = "".join(block.text[at] for at in cornered.unclosed)
        goes_on = following is not None and marks.reopens(following.text, unclosed)
        unpaired = cornered.stray + (() if goes_on else cornered.unclosed)
        if unpaired:
            said = "".join(block.text[at] for at in unpaired)
            text = f"quotation marks without a partner in this paragraph: {said}"
            notices.append(Notice("script/quotes", place(block, min(unpaired)), text, "pair them", _UNPAIRED))
    return tuple(notices)


def _merged(blocks: Iterable[Block], names: Iterable[str], place: Place) -> tuple[Notice, ...]:
    """Notice each name whose surname has two Traditional forms, where it first stands."""
    notices = []
    for name in sorted(names):
        _, forms = readings.surname(name)
        first = next((block for block in blocks if name in block.text), None)
        if len(forms) > 1 and first:
            text = f"the surname of {name} is set as {forms[0]}"
            line = place(first, first.text.index(name))
            notices.append(Notice("script/name", line, text, " or ".join(forms[1:]), _MERGED))
    return tuple(notices)


def _rewritten(blocks: Iterable[Block], writer: Writer, place: Place) -> tuple[Notice, ...]:
    """Notice each word that became Taiwan's, where it first stands, and how often it does."""
    found: dict[tuple[str, str], list[int]] = {}
    for block in blocks:
        for word, taken, start in writer.list_rewrites(block.text):
            found.setdefault((word, taken), []).append(place(block, start))
    notices = []
    for (word, taken), lines in found.items():
        times = f", {len(lines)} times" if len(lines) > 1 else ""
        text = f"{word} became {taken}{times}"
        notices.append(Notice("script/vocabulary", lines[0], text, word, _REWRITTEN))
    return tuple(notices)


def _mixed(article: Article) -> Notice:
    line = next((_line(block) for block in article.blocks), 0)
    text = "Simplified and Traditional stand mixed; what is Simplified was converted"
    return Notice("script/mixed", line, text, "", _MIXED)


def _line(block: Block) -> int:
    return block.lines[0] if block.lines else 0
