"""Editions: an article set in the script of a region, from Simplified text that is repaired already.

Only text is converted, never a path, a key or a place; every character gives one character, so that
spans and edits keep their meaning. Convert after all repair: a line break or a stray space inside a
word hides the word from the dictionaries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.document import Article, Block, Kind, Notice
from pipeline.errors import LawError, UsageError
from pipeline.script import engine, quotes, readings
from pipeline.script.recognition import Recognized, Script, recognize

SIMPLIFIED = "zh-Hans"
TRADITIONAL = ("zh-Hant-TW", "zh-Hant-HK")
EDITIONS = (SIMPLIFIED, *TRADITIONAL)

_SIGNED = frozenset({Kind.BYLINE, Kind.CREDIT})
# How sure each notice may be of what was done.
_UNPAIRED, _MERGED, _MIXED = 0.5, 0.7, 0.7


def convert(article: Article, edition: str) -> Article:
    """Set an article in the script of an edition: zh-Hans, zh-Hant-TW or zh-Hant-HK.

    zh-Hans gives the article back as it is. Otherwise the blocks and the title, subtitle, byline and
    publication become Traditional, curly quotes become corner brackets, and the language becomes the
    edition; spans and edits stay. An article in Traditional already only gets its language. Notices say
    which quotes have no partner, which names have two Traditional forms, and where scripts are mixed.

    Raises UsageError for another edition, LawError if a length changed, MissingError without OpenCC.
    """
    if _known(edition) == SIMPLIFIED:
        return article
    texts = [block.text for block in article.blocks]
    fields = [article.title, article.subtitle, article.byline, article.publication]
    found = _recognize([*texts, *fields], edition)
    doubt = () if found.sure else (_mixed(article, found.script),)
    if found.script is Script.TRADITIONAL:
        return replace(article, language=edition, notices=article.notices + doubt)

    signed = [block.text for block in article.blocks if block.kind in _SIGNED]
    names = readings.gather([*signed, article.byline], texts)
    write = _writer(edition, names)
    blocks = tuple(replace(block, text=write(block.text)) for block in article.blocks)
    _check(article, blocks)
    return replace(
        article,
        blocks=blocks,
        title=write(article.title),
        subtitle=write(article.subtitle),
        byline=write(article.byline),
        publication=write(article.publication),
        language=edition,
        notices=article.notices + doubt + _unpaired(article.blocks) + _merged(article.blocks, names),
    )


def convert_text(text: str, edition: str) -> str:
    """Convert a plain text, a paragraph a line, as `convert` does an article.

    Raises UsageError for an edition other than zh-Hans, zh-Hant-TW, zh-Hant-HK.
    """
    if _known(edition) == SIMPLIFIED:
        return text
    if _recognize([text], edition).script is Script.TRADITIONAL:
        return text
    write = _writer(edition, readings.gather([], text.split("\n")))
    return "\n".join(write(paragraph) for paragraph in text.split("\n"))


def _known(edition: str) -> str:
    if edition not in EDITIONS:
        raise UsageError(f"no edition {edition!r}", step=f"use one of {', '.join(EDITIONS)}")
    return edition


def _recognize(texts: Iterable[str], edition: str) -> Recognized:
    loaded = engine.load(edition)
    return recognize(texts, loaded.simplified, loaded.traditional)


def _writer(edition: str, names: frozenset[str]) -> Callable[[str], str]:
    """Make the function that converts a paragraph.

    What its neighbours settle comes first, the engine takes the rest, the quotes come last.
    """
    loaded = engine.load(edition)

    def write(text: str) -> str:
        out, start = [], 0
        for begin, end, reading in readings.find(text, names, loaded.convert):
            out += [loaded.convert(text[start:begin]), reading]
            start = end
        out.append(loaded.convert(text[start:]))
        return quotes.corner("".join(out)).text

    return write


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


def _unpaired(blocks: Iterable[Block]) -> tuple[Notice, ...]:
    """Notice the quotation marks without a partner, but not a quotation the next paragraph reopens."""
    body = [block for block in blocks if block.kind is not Kind.FURNITURE]
    notices = []
    for block, following in zip(body, [*body[1:], None], strict=True):
        cornered = quotes.corner(block.text)
        goes_on = following is not None and quotes.reopens(following.text, cornered.unclosed)
        unpaired = cornered.stray + ("" if goes_on else cornered.unclosed)
        if unpaired:
            text = f"quotation marks without a partner in this paragraph: {unpaired}"
            notices.append(Notice("script/quotes", _line(block), text, "pair them", _UNPAIRED))
    return tuple(notices)


def _merged(blocks: Iterable[Block], names: Iterable[str]) -> tuple[Notice, ...]:
    """Notice each name whose surname has two Traditional forms, where it first stands."""
    notices = []
    for name in sorted(names):
        _, forms = readings.surname(name)
        first = next((block for block in blocks if name in block.text), None)
        if len(forms) > 1 and first:
            text = f"the surname of {name} is set as {forms[0]}"
            notices.append(Notice("script/name", _line(first), text, " or ".join(forms[1:]), _MERGED))
    return tuple(notices)


def _mixed(article: Article, script: Script) -> Notice:
    line = next((_line(block) for block in article.blocks), 0)
    done = "converted" if script is Script.SIMPLIFIED else "left as it is"
    return Notice("script/mixed", line, f"Simplified and Traditional stand mixed; {done}", "", _MIXED)


def _line(block: Block) -> int:
    return block.lines[0] if block.lines else 0
