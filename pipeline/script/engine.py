"""The adapter to opencc-python-reimplemented, whose engine is used as it is, and its stages.

A stage is a group of dictionaries over a text. The engine runs them one after another over each clause,
longest word first, so a word of an earlier dictionary is out of reach for every later one. We hand it
the dictionaries through its cache, so they may come from anywhere and carry comments, and we hand it
the text in runs: two neighbours that stand side by side in no word of any dictionary can be parted
without any word being lost, and the same short runs come back again and again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import metadata
from itertools import pairwise, zip_longest
from operator import add
from pathlib import Path

from pipeline.errors import MissingError

DISTRIBUTION = "opencc-python-reimplemented"
RIVAL = "opencc"  # another distribution that owns the same import name

Layer = tuple[str, Mapping[str, str]]  # what a dictionary is evidence of, and its words

_SLOTS = 5  # in stage.json
_STAGE = Path(__file__).parent / "dictionaries" / "stage"
_REMEMBERED = 1 << 16  # runs
_MARKS = 0xF0000  # private use: a mark for the first character of a word and one for the others, by layer


@dataclass(frozen=True, slots=True)
class Match:
    """A word that a stage took from `start` up to `end`, and which of its layers has it."""

    start: int
    end: int
    layer: str


class Stage:
    """Dictionaries that are tried in order over a text."""

    def __init__(self, *layers: Layer) -> None:
        self.layers = layers
        words = [words for _, words in layers]
        self._pairs = _list_pairs(words)
        self._convert: Callable[[str], str] = lru_cache(_REMEMBERED)(_start(words))

    def convert(self, text: str) -> str:
        """Convert a text."""
        return "".join(map(self._convert, self._divide(text)))

    def trace(self, text: str) -> Iterator[Match]:
        """Find the words that `convert` goes by, in order; what no layer has is in none.

        The engine does not tell, so it is run over the same words with marks for values.
        """
        marked = "".join(map(self._mark, self._divide(text)))
        start = 0
        while start < len(text):
            end = start + 1
            if marked[start] != text[start]:
                goes_on = chr(ord(marked[start]) + 1)
                while end < len(text) and marked[end] == goes_on:
                    end += 1
                yield Match(start, end, self.layers[(ord(marked[start]) - _MARKS) // 2][0])
            start = end

    @cached_property
    def _mark(self) -> Callable[[str], str]:
        marked = [
            {word: chr(first) + chr(first + 1) * (len(word) - 1) for word in words}
            for first, (_, words) in zip(range(_MARKS, _MARKS + 2 * _SLOTS, 2), self.layers, strict=False)
        ]
        return lru_cache(_REMEMBERED)(_start(marked))

    def _divide(self, text: str) -> Sequence[str]:
        """Part a text wherever no word of any layer can go on."""
        if not self._pairs:
            return text
        pairs = self._pairs
        ends = [end for end, pair in enumerate(map(add, text, text[1:]), 1) if pair not in pairs]
        return [text[start:end] for start, end in pairwise((0, *ends, len(text)))]


@cache
def find_dictionaries() -> Path:
    """Give the folder of the dictionaries that come with the engine.

    Raises MissingError where something else, or what is left of it, has the engine's import name.
    """
    check_engine()
    import opencc

    folder = Path(opencc.__file__ or "").parent / "dictionary"  # nothing where only folders are left
    if not (folder / "STPhrases.txt").is_file() or not hasattr(opencc, "OpenCC"):
        step = f"run: pip install --force-reinstall --no-deps {DISTRIBUTION}"
        raise MissingError(f"what is imported as opencc is not {DISTRIBUTION}", step=step)
    return folder


def _start(dictionaries: Sequence[Mapping[str, str]]) -> Callable[[str], str]:
    """Start an engine that goes by dictionaries, in order.

    Its cache knows each by the path it would read, with the lengths of its longest and shortest word.
    """
    folder = find_dictionaries()
    import opencc

    converter = opencc.OpenCC()
    nothing: Mapping[str, str] = {}
    for slot, words in zip_longest(range(1, _SLOTS + 1), dictionaries, fillvalue=nothing):
        lengths = set(map(len, words))
        path = os.path.join(folder, f"chongpai/{slot}")
        converter.dict_cache[path] = (max(lengths, default=1), min(lengths, default=2), words)
    converter.set_conversion(str(_STAGE))
    convert: Callable[[str], str] = converter.convert
    return convert


def _list_pairs(dictionaries: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """List the neighbours inside all words of all dictionaries."""
    return frozenset(
        {word[at : at + 2] for words in dictionaries for word in words for at in range(len(word) - 1)}
    )


def check_engine() -> None:
    """Make sure that `import opencc` gives opencc-python-reimplemented; MissingError says the cure."""
    try:
        metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        raise MissingError(
            f"the library {DISTRIBUTION} is not installed", step=f"install it: pip install {DISTRIBUTION}"
        ) from None
    try:
        version = metadata.version(RIVAL)
    except metadata.PackageNotFoundError:
        return
    raise MissingError(
        f"the library {RIVAL} {version} stands beside {DISTRIBUTION}, and both own the import name opencc",
        step=f"run: pip uninstall --yes {RIVAL} && pip install --force-reinstall --no-deps {DISTRIBUTION}",
    )
