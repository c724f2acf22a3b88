"""The stages of each edition, and the dictionaries of each stage in the order they are tried.

    words     names.txt, words.txt     ours: names and words, which settle where a word ends
              STPhrases.txt            the engine's phrases
              defaults.txt             ours: what a character becomes outside all those words
              STCharacters.txt         the engine's characters
    phrases   taiwan.txt, TWPhrases    Taiwan's words, where they are asked for, ours first
    variants  print.txt                ours: the forms Hong Kong prints, where they are asked for
              TWVariants, HKVariants   the forms of the region

The values of the first stage are in OpenCC's canonical form, which the last one gives the shape of the
region: 麪 there, 麵 in Taiwan.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.dictionary import split_lines
from pipeline.errors import SettingsError
from pipeline.files import read_bytes
from pipeline.script.engine import Stage, find_dictionaries
from pipeline.settings import Edition, Forms, Vocabulary, Wording

OURS = ("names.txt", "words.txt", "defaults.txt", "taiwan.txt", "print.txt")

_VARIANTS = {Edition.TAIWAN: "TWVariants.txt", Edition.HONG_KONG: "HKVariants.txt"}
_THEIRS = ("STPhrases.txt", "STCharacters.txt", "TWPhrases.txt", *_VARIANTS.values())
_DICTIONARIES = Path(__file__).with_name("dictionaries")
_LINE = re.compile(r"[^\t]+\t[^\t]+")


@dataclass(frozen=True, slots=True)
class Engine:
    """The stages of an edition; a stage that it does without is None."""

    words: Stage
    phrases: Stage | None
    variants: Stage
    characters: Mapping[str, str]  # Simplified characters with their canonical forms, parted by spaces

    def convert(self, text: str) -> str:
        """Convert a text through all stages."""
        if not self.phrases:
            return self.spell(text)
        return self.variants.convert(self.phrases.convert(self.words.convert(text)))

    def spell(self, text: str) -> str:
        """Convert a text character by character, and leave its words as they are."""
        return self.variants.convert(self.words.convert(text))

    def list_rewrites(self, text: str) -> Iterator[tuple[str, str, int]]:
        """List the words that the stage of phrases changes: the word spelled, what it becomes, its place."""
        if not self.phrases:
            return
        canonical = self.words.convert(text)
        for found in self.phrases.trace(canonical):
            word = canonical[found.start : found.end]
            if (taken := self.phrases.convert(word)) != word:
                yield self.variants.convert(word), self.variants.convert(taken), found.start

    def list_forms(self, character: str) -> tuple[str, ...]:
        """List the forms of a Simplified character in the region, the usual first."""
        forms = self.characters.get(character, character).split()
        return tuple(dict.fromkeys(map(self.variants.convert, forms)))


def load(edition: Edition, wording: Wording) -> Engine:
    """Load the stages of a Traditional edition, once in a process.

    Raises MissingError where the import name `opencc` is not opencc-python-reimplemented, SettingsError
    where the folder of the wording holds none of OpenCC's dictionaries.
    """
    taiwan = edition is Edition.TAIWAN and wording.vocabulary is Vocabulary.TAIWAN
    print_forms = edition is Edition.HONG_KONG and wording.forms is Forms.PRINT
    return _load(edition, taiwan, print_forms, wording.opencc)


def list_sums(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of each dictionary that a folder lends, by its name."""
    return {
        f"opencc/{name}": hashlib.sha256(read_bytes(folder / name)).hexdigest()
        for name in _THEIRS
        if (folder / name).is_file()
    }


@cache
def _load(edition: Edition, taiwan: bool, print_forms: bool, folder: Path | None) -> Engine:
    ours = [("guard", dictionary("print.txt"))] if print_forms else []
    return Engine(
        words=_load_words(folder),
        phrases=_load_phrases(folder) if taiwan else None,
        variants=Stage(*ours, ("default", _read_theirs(_VARIANTS[edition], folder))),
        characters=_read_theirs("STCharacters.txt", folder),
    )


@cache
def _load_words(folder: Path | None) -> Stage:
    return Stage(
        ("guard", dictionary("names.txt")),
        ("guard", dictionary("words.txt")),
        ("phrase", _read_theirs("STPhrases.txt", folder)),
        ("default", dictionary("defaults.txt")),
        ("default", _read_theirs("STCharacters.txt", folder)),
    )


@cache
def _load_phrases(folder: Path | None) -> Stage:
    return Stage(("guard", dictionary("taiwan.txt")), ("phrase", _read_theirs("TWPhrases.txt", folder)))


@cache
def dictionary(name: str) -> dict[str, str]:
    """Read one of our dictionaries; a word alone stays as it is."""
    text = (_DICTIONARIES / name).read_text(encoding="utf-8")
    return {key: value or key for _, key, value in split_lines(text)}


@cache
def _read_theirs(name: str, folder: Path | None) -> dict[str, str]:
    """Read one of OpenCC's dictionaries from a folder; what that does not hold comes with the engine."""
    if folder and not any((folder / each).is_file() for each in _THEIRS):
        step = "name the folder that holds STPhrases.txt and the like"
        raise SettingsError("there are no dictionaries of OpenCC here", where=str(folder), step=step)
    path = folder / name if folder else find_dictionaries() / name
    return _read(path if path.is_file() else find_dictionaries() / name)


def _read(path: Path) -> dict[str, str]:
    """Read a dictionary of OpenCC's: in bulk, for there are fifty thousand words to be ready at once."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("this is not UTF-8", where=str(path), step="save it as UTF-8") from None
    if "#" in text:
        text = re.sub("[ \t]*#.*", "", text)
    lines = [line for line in text.splitlines() if line]
    cells = "\t".join(lines).split("\t")
    if len(cells) != 2 * len(lines) or not all(cells):
        number = next(n for n, line in enumerate(text.splitlines(), 1) if line and not _LINE.fullmatch(line))
        step = "a line is a word, a tab and what it becomes"
        raise SettingsError("this is no line of a dictionary", where=str(path), line=number, step=step)
    return dict(zip(cells[::2], cells[1::2], strict=True))
