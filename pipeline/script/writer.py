"""The writer of an edition: what settles each stretch of a text, in order, and what it becomes.

First come the user's words, then what the neighbours settle (names of people, counts, places), and the
stages of the engine take the rest. The marks are set last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.script import marks, readings
from pipeline.script.engine import Stage
from pipeline.script.layers import Engine, load
from pipeline.settings import Edition, Wording


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a text from `start` up to `end`, what it becomes, and what settles that.

    `evidence` is yours (the user's dictionary), name, neighbours, guard (our dictionaries), phrase (the
    engine's), or default.
    """

    start: int
    end: int
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Writer:
    """What sets a text in an edition: the engine, the names of people, the user's words with a stage."""

    engine: Engine
    names: frozenset[str]
    yours: dict[str, str]
    stage: Stage | None

    @property
    def keeps_length(self) -> bool:
        """Whether a character always gives one character."""
        return not self.engine.phrases and all(len(key) == len(value) for key, value in self.yours.items())

    def write(self, text: str) -> str:
        """Set a paragraph in the edition."""
        convert = self.engine.convert
        return marks.set_marks("".join(convert(free) + word.text for _, free, word in self._settle(text)))

    def trace(self, text: str) -> Iterator[Word]:
        """Find what settles the characters of a paragraph, in order; what nothing settles is left out."""
        for at, free, word in self._settle(text):
            written = self.engine.spell(free)
            for found in self.engine.words.trace(free):
                yield Word(at + found.start, at + found.end, written[found.start : found.end], found.layer)
            if word.text:
                yield word

    def list_rewrites(self, text: str) -> Iterator[tuple[str, str, int]]:
        """List the words of a paragraph that become Taiwan's: the word, what it becomes, and its place."""
        for at, free, _ in self._settle(text):
            for word, taken, start in self.engine.list_rewrites(free):
                yield word, taken, at + start

    def _settle(self, text: str) -> Iterator[tuple[int, str, Word]]:
        """Part a paragraph: where a free stretch begins, the stretch, and the settled word behind it."""
        at = 0
        for word in self._list_settled(text):
            yield at, text[at : word.start], word
            at = word.end
        yield at, text[at:], Word(len(text), len(text), "", "")

    def _list_settled(self, text: str) -> list[Word]:
        """List the words that are settled before the engine sees the text; the user's shut out all others."""
        own = [
            Word(found.start, found.end, self.yours[text[found.start : found.end]], "yours")
            for found in (self.stage.trace(text) if self.stage else ())
        ]
        taken = {place for word in own for place in range(word.start, word.end)}
        read = (Word(*reading) for reading in readings.find(text, self.names, self.engine.spell))
        words = own + [word for word in read if taken.isdisjoint(range(word.start, word.end))]
        return sorted(words, key=lambda word: word.start)


def make_writer(edition: Edition, wording: Wording, names: frozenset[str]) -> Writer:
    """Make the writer of a Traditional edition for a text in which people of these names occur.

    Raises what `layers.load` raises.
    """
    engine = load(edition, wording)
    return Writer(engine, names, *_load_own(edition, wording))


@lru_cache(maxsize=16)
def _load_own(edition: Edition, wording: Wording) -> tuple[dict[str, str], Stage | None]:
    """Load the user's dictionary; a word alone is a name, and becomes what names become."""
    if not wording.dictionary:
        return {}, None
    spell = load(edition, wording).spell
    own = {key: value or readings.convert_name(key, spell) for key, value in wording.dictionary}
    return own, Stage(("yours", own))
