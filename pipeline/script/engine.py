"""The adapter to opencc-python-reimplemented, whose engine is used as it is, with our dictionaries first.

The engine runs the dictionaries of a group one after another over each clause, longest key first, so
a word of an earlier dictionary is out of reach for every later one:

    names.txt, words.txt     ours: names and words, which settle where a word ends
    STPhrases.txt            its phrases
    defaults.txt             ours: what a character becomes outside all those words
    STCharacters.txt         its characters
    TWVariants, HKVariants   its second stage: the forms of the region

An edition's order stands in `dictionaries/EDITION.json`, in the engine's own form. Our dictionaries
are handed to the engine through its cache of dictionaries, so that they may carry comments.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from pipeline.errors import MissingError

DISTRIBUTION = "opencc-python-reimplemented"
RIVAL = "opencc"  # another distribution that owns the same import name
OURS = ("names.txt", "words.txt", "defaults.txt")

_VARIANTS = {"zh-Hant-TW": "TWVariants.txt", "zh-Hant-HK": "HKVariants.txt"}
_DICTIONARIES = Path(__file__).with_name("dictionaries")


@dataclass(frozen=True, slots=True)
class Engine:
    """A loaded conversion: the function, and the characters that only one of the two scripts writes.

    A character the engine gives another form, and never gives as a form, is Simplified (国); one that it
    gives as a form, and never another, is Traditional (國). What the region writes as the mainland does
    (群 in Taiwan) is neither.
    """

    convert: Callable[[str], str]
    simplified: frozenset[str]
    traditional: frozenset[str]


@cache
def load(edition: str) -> Engine:
    """Load the conversion of an edition, once in a process.

    Raises MissingError where the import name `opencc` is not opencc-python-reimplemented.
    """
    _require()
    import opencc

    package = Path(opencc.__file__).parent
    converter = opencc.OpenCC()
    for name in OURS:
        entries = dictionary(name)
        lengths = [len(key) for key in entries] or [1]
        converter.dict_cache[_key(package, f"chongpai/{name}")] = (max(lengths), min(lengths), entries)
    converter.set_conversion(str(_DICTIONARIES / edition))
    converter.convert("")  # reads its dictionaries now
    read = {Path(path).name: entries for path, (_, _, entries) in converter.dict_cache.items()}
    characters: dict[str, str] = read["STCharacters.txt"]
    variants: dict[str, str] = read[_VARIANTS[edition]]
    forms = {form for value in characters.values() for form in value.split()}
    forms |= {variants[form] for form in forms if form in variants}
    return Engine(
        converter.convert, frozenset(characters.keys() - forms), frozenset(forms - characters.keys())
    )


@cache
def dictionary(name: str) -> dict[str, str]:
    """Read one of our dictionaries.

    A line is a key, a tab and a value; a key alone stays as it is; `#` starts a comment.
    """
    entries = {}
    for line in (_DICTIONARIES / name).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("#")[0].strip().partition("\t")
        if key:
            entries[key] = value.strip() or key
    return entries


def _key(package: Path, name: str) -> str:
    """Give the name under which the engine's cache holds a dictionary: the path it would read."""
    return os.path.join(str(package), "dictionary", name)


def _require() -> None:
    """Make sure that `import opencc` gives opencc-python-reimplemented."""
    try:
        metadata.version(DISTRIBUTION)
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
