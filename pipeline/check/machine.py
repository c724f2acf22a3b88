"""What this machine has of what the project needs: packages, libraries, fonts, programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import metadata

from pipeline.check.pdf import list_families
from pipeline.check.programs import ask
from pipeline.errors import ChongpaiError, MissingError
from pipeline.needs import Kind, Need, find_program, is_here, read_needs
from pipeline.script import engine

_DISTRIBUTION = "chongpai"
# A line of a distribution's metadata (PEP 508, as far as pyproject.toml uses it).
_REQUIREMENT = re.compile(r"([\w.-]+)\s*(?:(>=|~=)\s*([\d.]+))?\s*(?:;\s*extra == [\"'](\w+)[\"'])?")
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_CHARACTER = "永"  # every face has it


@dataclass(frozen=True, slots=True)
class State:
    """A need, and how it is met: what was found, a version mostly; what is wrong, and a cure of its own."""

    need: Need
    found: str = ""
    fault: str = ""
    cure: str = ""

    @property
    def met(self) -> bool:
        """Whether it is there and will do."""
        return not self.fault


def examine() -> tuple[State, ...]:
    """Look at everything the project can use on this machine."""
    return (
        *_examine_packages(),
        *_examine_libraries(),
        *_examine_fonts(),
        _examine_pandoc(),
        *(_examine_program(need) for need in _list_needs(Kind.PROGRAM)),
    )


def _list_needs(kind: Kind) -> list[Need]:
    return [need for need in read_needs() if need.kind is kind]


def _examine_packages() -> Iterator[State]:
    """Compare the Python packages with what the installed distribution asks for, its extras too."""
    try:
        asked = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # run from its folder, without being installed
        asked = []
    for line in asked:
        if not (said := _REQUIREMENT.fullmatch(line.strip())):
            continue
        name, _, least, extra = said.groups()
        purpose = f"chongpai[{extra}]" if extra else ""
        packages = {"pip": (f"'{_DISTRIBUTION}[{extra}]'" if extra else f"'{line}'",)}
        need = Need(Kind.PACKAGE, name, purpose, packages, optional=bool(extra))
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield State(need, fault="not installed")
            continue
        if name == engine.DISTRIBUTION and (state := _find_rival(need, version)):
            yield state
        elif _will_do(version, said[2], least):
            yield State(need, version)
        else:
            yield State(need, version, f"{line} is needed")


def _find_rival(need: Need, version: str) -> State | None:
    """Tell of another library that owns the engine's import name; nothing where there is none."""
    try:
        engine.check_engine()
    except MissingError as error:
        return State(need, version, error.message, error.step.removeprefix("run: "))
    return None


def _will_do(version: str, relation: str | None, least: str | None) -> bool:
    """Tell whether a version is at least another one and, for ~=, of the same series (PEP 440)."""
    have, want = _read_numbers(version), _read_numbers(least or "0")
    return have >= want and (relation != "~=" or have[: len(want) - 1] == want[:-1])


def _read_numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _examine_libraries() -> Iterator[State]:
    from pipeline.formats.printer import list_versions

    try:
        versions = list_versions()
    except ChongpaiError:
        versions = {}
    for need in _list_needs(Kind.LIBRARY):
        found = versions.get(need.name.lower(), "")
        yield State(need, found or "there") if is_here(need) else State(need, fault="does not load")


def _examine_fonts() -> Iterator[State]:
    """Set a character in each family and read back which one it came out in, for asking is not enough."""
    needs = _list_needs(Kind.FONT)
    printed = _print_families([need.name for need in needs if is_here(need)])
    for need in needs:
        if not is_here(need):
            yield State(need, fault="not installed")
        elif printed.get(need.name, need.name) != need.name:
            yield State(need, fault=f"{printed[need.name]} is taken in its place; see to fontconfig's rules")
        else:
            yield State(need, "pages are set in it" if printed else "there")


def _print_families(families: Sequence[str]) -> dict[str, str]:
    """Name the family that each of some comes out in on a page of ours; nothing where no page can be set."""
    from pipeline.formats.printer import print_pages

    if not families:  # where there is no font at all, Pango falls
        return {}
    rows = "".join(f'<p style="font-family: {escape(name)}">{_CHARACTER}</p>' for name in families)
    try:
        page = print_pages(f'<!DOCTYPE html><html lang="zh"><title>{_CHARACTER}</title>{rows}</html>')
    except MissingError:
        return {}
    return dict(zip(families, list_families(page), strict=True))


def _examine_pandoc() -> State:
    from pipeline.pandoc import find_pandoc, read_version

    need = Need(Kind.PROGRAM, "pandoc", "writes DOCX, and reads office files", {"pip": ("pypandoc_binary",)})
    try:
        find_pandoc()
        return State(need, read_version())
    except MissingError as error:
        return State(need, fault=error.message)


def _examine_program(need: Need) -> State:
    name = next(filter(find_program, need.commands), "")
    if not name:
        return State(need, fault="not installed")
    try:
        answer = ask(name, need.version)
    except MissingError as error:
        return State(need, fault=error.message)
    version = next(iter(_VERSION.findall(answer.output + answer.complaint)), "")
    if answer.code:
        return State(need, version, f"{name} ends with {answer.code}")
    old = need.least and (not version or int(version.partition(".")[0]) < need.least)
    return State(need, version or "there", f"{need.least} or newer is needed" if old else "")
