"""A publication's habits: how it sets its text, and what extraction leaves of that; kept in a YAML file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.entries import Entries, Place, read_entries
from pipeline.errors import SettingsError
from pipeline.files import read_bytes

FOLDER = "profiles"  # where a profile is looked for by its name

_LARGEST = 256 * 1024  # bytes of a profile
_FIELDS = {
    "measures": (),
    "face": ("digit", "gap", "squeezed", "trimmed", "tight"),
    "blank": ("inside", "opener", "between"),
    "indent": ("first", "inside"),
    "rooms": (),
    "furniture": (),
}
_MOST = 1e6  # no count or measure is larger
_ROOMS = 6
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_NUMERALS = re.compile("[0-9０-９〇零一二三四五六七八九十]+")

Count = tuple[float, float]  # how often there was one, and how often not


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a source before it is read; the defaults are what holds for any.

    `measures` holds (ems, share of the lines), the commonest first. `digit` and the four fields after
    it are the face (see `repair.widths.Face`). The odds are counts, so that their sum says how much they
    weigh against what the source itself shows.
    """

    measures: tuple[tuple[float, float], ...] = ()
    digit: float = 0.5
    gap: float = 0.0
    squeezed: bool = True
    trimmed: bool = True
    tight: bool = False
    blank_inside: Count = (0.5, 9.5)
    blank_before_opener: Count = (1.0, 4.0)
    blank_between: Count = (1.0, 1.0)
    indent_first: Count = (0.5, 1.5)
    indent_inside: Count = (0.1, 9.9)
    rooms: tuple[float, ...] = (40.0, 0.8, 0.2, 0.1, 0.05, 0.03)
    furniture: frozenset[str] = frozenset()


USUAL = Profile()


def fold_numbers(text: str) -> str:
    """Give what a line of furniture has in common with that of another day: # for numbers, no spaces."""
    return _NUMERALS.sub("#", "".join(text.split()))


def find_profile(name: str, folder: Path) -> Path:
    """Give the file of a profile: profiles/NAME.yaml below `folder`, or the path itself where it is one."""
    named = name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name
    return folder / name if named else folder / FOLDER / f"{name}.yaml"


def read_profile(path: Path) -> Profile:
    """Read a profile; what it leaves out is as in any source.

    Raises SettingsError, naming file and line, when there is none or it says what is not understood.
    """
    if not path.exists():
        step = f"make it with: chongpai profile SOURCES… -o {path}"
        raise SettingsError("there is no such profile", where=str(path), step=step)
    said = read_entries(read_bytes(path, _LARGEST), str(path))
    for key, value in said.values.items():
        if key not in _FIELDS:
            raise said.error(f"no setting {key!r}", key, step=f"choose from {', '.join(_FIELDS)}")
        for inner in value if isinstance(value, dict) and _FIELDS[key] else ():
            if inner not in _FIELDS[key]:
                step = f"choose from {', '.join(_FIELDS[key])}"
                raise said.error(f"{key} has no {inner!r}", key, inner, step=step)
    read = _Reader(said)
    usual = USUAL
    face = read.map("face")
    return Profile(
        measures=tuple(
            sorted(
                ((read.number(ems, "measures", ems), share) for ems, share in read.numbers("measures")),
                key=lambda measure: (-measure[1], measure[0]),
            )
        ),
        digit=read.number(face.get("digit", usual.digit), "face", "digit"),
        gap=read.number(face.get("gap", usual.gap), "face", "gap"),
        squeezed=read.flag(face.get("squeezed", usual.squeezed), "face", "squeezed"),
        trimmed=read.flag(face.get("trimmed", usual.trimmed), "face", "trimmed"),
        tight=read.flag(face.get("tight", usual.tight), "face", "tight"),
        blank_inside=read.count(usual.blank_inside, "blank", "inside"),
        blank_before_opener=read.count(usual.blank_before_opener, "blank", "opener"),
        blank_between=read.count(usual.blank_between, "blank", "between"),
        indent_first=read.count(usual.indent_first, "indent", "first"),
        indent_inside=read.count(usual.indent_inside, "indent", "inside"),
        rooms=read.list(usual.rooms, _ROOMS, "rooms"),
        furniture=read.texts("furniture"),
    )


def word_profile(profile: Profile, sources: int, lines: int) -> bytes:
    """Word a profile as the YAML that `read_profile` reads; numbers are rounded to hundredths."""

    def word(values: tuple[float, ...]) -> str:
        return f"[{', '.join(f'{value:.2f}'.rstrip('0').rstrip('.') for value in values)}]"

    def flag(value: bool) -> str:
        return "yes" if value else "no"

    measures = ", ".join(f"{ems:g}: {share:.2f}" for ems, share in profile.measures)
    furniture = "".join(f"  - {json.dumps(line, ensure_ascii=False)}\n" for line in sorted(profile.furniture))
    return f"""\
# Habits of a publication, learnt by `chongpai profile` from {sources} of its sources, {lines} lines.
# Ems, and the share of the lines set to them.
measures: {{{measures}}}
# The width of a digit and of the gap beside Latin, in ems, and which marks give up white.
face: {{digit: {profile.digit:g}, gap: {profile.gap:g}, squeezed: {flag(profile.squeezed)}, \
trimmed: {flag(profile.trimmed)}, tight: {flag(profile.tight)}}}
# How often a blank line stands at a break, and how often none: the sum is the weight.
blank:
  inside: {word(profile.blank_inside)}
  opener: {word(profile.blank_before_opener)}
  between: {word(profile.blank_between)}
# The same for white before a paragraph's first line, and before the others.
indent:
  first: {word(profile.indent_first)}
  inside: {word(profile.indent_inside)}
# Breaks inside paragraphs by the room they left: up to 0.15, 0.4, 0.65, 1.15, 2.15 ems, and more.
rooms: {word(profile.rooms)}
# Lines that recur on its pages, with # for numbers; they are set apart as furniture.
furniture:{f"{chr(10)}{furniture}" if furniture else " []" + chr(10)}""".encode()


class _Reader:
    """The values of a profile's entries, checked."""

    def __init__(self, said: Entries) -> None:
        self.said = said

    def map(self, key: str) -> dict[str, Any]:
        value = self.said.values.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.said.error(f"{key} takes names with values", key, step="make the profile anew")
        return value

    def number(self, value: object, *place: str) -> float:
        try:
            number = float(str(value))
        except ValueError:
            number = -1.0
        if not 0 <= number <= _MOST:
            raise self.said.error(
                f"{' '.join(place)}: {value!r} is not a number from 0", *place, step="correct it"
            )
        return number

    def numbers(self, key: str) -> list[tuple[str, float]]:
        return [(name, self.number(value, key, name)) for name, value in self.map(key).items()]

    def flag(self, value: object, *place: str) -> bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() not in _FLAGS:
            raise self.said.error(f"{' '.join(place)}: {value!r} is not yes or no", *place, step="correct it")
        return _FLAGS[str(value).lower()]

    def count(self, usual: Count, key: str, name: str) -> Count:
        if self.map(key).get(name) is None:
            return usual
        yes, no = self._numbers(self.map(key)[name], 2, key, name)
        return yes, no

    def list(self, usual: tuple[float, ...], length: int, key: str) -> tuple[float, ...]:
        value = self.said.values.get(key)
        return usual if value is None else self._numbers(value, length, key)

    def _numbers(self, value: object, length: int, *place: str) -> tuple[float, ...]:
        if not isinstance(value, list) or len(value) != length:
            step = "write them as [1, 2, …]"
            raise self.said.error(f"{' '.join(place)} takes {length} numbers", *place, step=step)
        found = tuple(self.number(item, *place) for item in value)
        if not all(found):
            step = "write 0.1 for what has not been seen"
            raise self.said.error(f"{' '.join(place)}: nothing is impossible", *place, step=step)
        return found

    def texts(self, key: str) -> frozenset[str]:
        value = self.said.values.get(key) or []
        place: Place = (key,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.said.error(f"{key} takes a list of lines", *place, step='write - "…" for each')
        return frozenset(fold_numbers(item) for item in value)
