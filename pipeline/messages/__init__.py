"""What is said to people, in their language: the code says it in English, and a table has it in Chinese.

chinese.txt holds a message a line: the English, a tab, the Chinese. `{}` stands for whatever is put in, in
the same order in both; `{n}` for a number. A message that the table has not stays English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import chain, zip_longest

_HOLE = re.compile(r"\{n?\}")


class Language(StrEnum):
    """The languages people are spoken to in, by their ISO 639 codes."""

    CHINESE = "zh"
    ENGLISH = "en"


def choose_language(environment: Mapping[str, str]) -> Language:
    """Choose the language that the locale of a process asks for; English where it asks for neither.

    Source: POSIX.1-2017, section 8.2 (LC_ALL before LC_MESSAGES before LANG); GNU gettext, section 2.3.3
    (LANGUAGE before them, unless the locale is C).
    """
    said = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "C")
    if said.partition(".")[0] not in ("C", "POSIX"):
        said = (environment.get("LANGUAGE") or "").partition(":")[0] or said
    return Language.CHINESE if said.lower().startswith("zh") else Language.ENGLISH


def translate(message: str, language: Language) -> str:
    """Give a message of ours in a language: as it is in English, or where the table has it not."""
    if language is Language.ENGLISH or not message:
        return message
    whole = read_table().get(message)
    if whole is not None:
        return whole
    for pattern, chinese in _list_patterns():
        if found := pattern.fullmatch(message):
            parts = [_translate_part(part) for part in found.groups()]
            return "".join(chain.from_iterable(zip_longest(_HOLE.split(chinese), parts, fillvalue="")))
    return message


def _translate_part(part: str) -> str:
    """Give what was put into a message: a phrase or a number of things of ours, or, as it is, the user's."""
    whole = read_table().get(part)
    if whole is not None:
        return whole
    for pattern, chinese in _list_counts():
        if found := pattern.fullmatch(part):
            return chinese.replace("{n}", found[1])
    return part


@cache
def read_table() -> dict[str, str]:
    """Read the table: the English messages, as they stand there, with the Chinese ones."""
    lines = (files(__package__) / "chinese.txt").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


@cache
def _list_patterns() -> list[tuple[re.Pattern[str], str]]:
    """List the messages that something is put into, those with the most words of their own first."""
    holed = [(english, chinese) for english, chinese in read_table().items() if _HOLE.search(english)]
    holed.sort(key=lambda pair: -len(_HOLE.sub("", pair[0])))
    return [(_compile(english), chinese) for english, chinese in holed]


@cache
def _list_counts() -> list[tuple[re.Pattern[str], str]]:
    return [(_compile(english), chinese) for english, chinese in read_table().items() if "{n}" in english]


def _compile(english: str) -> re.Pattern[str]:
    parts = re.split(r"(\{n?\})", english)
    holes = {"{}": "(.+?)", "{n}": "([0-9]+)"}
    return re.compile("".join(holes.get(part) or re.escape(part) for part in parts), re.DOTALL)
