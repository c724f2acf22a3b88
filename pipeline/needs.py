"""What this project needs of a machine, whether it is there, and the command that brings it.

The table is needs.toml. Python alone is enough to ask: setup.sh does before any package is installed.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

_PATIENCE = 60  # seconds; fontconfig may have to read every font of the machine
_COMMANDS = {
    "apt": "apt-get install -y --no-install-recommends",
    "brew": "brew install",
    "pip": "pip install",
    # Without these settings its installers fetch browsers of their own.
    "npm": "ELECTRON_SKIP_BINARY_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1 npm install",
}
_EVERYWHERE = ("pip", "npm")
_SYSTEMS = {"apt": "apt-get", "brew": "brew"}


class Kind(StrEnum):
    """What sort of thing is needed."""

    PACKAGE = "package"
    LIBRARY = "library"
    FONT = "font"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Need:
    """A thing that is needed: its name, what for, and the packages that bring it, by installer.

    `files` are the shared libraries it consists of on this system, `commands` the names a program may have,
    `version` is the option that makes it say its version, and `least` the least major one that will do.
    """

    kind: Kind
    name: str
    purpose: str
    packages: Mapping[str, tuple[str, ...]]
    optional: bool = False
    files: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    version: str = "--version"
    least: int = 0


@cache
def read_needs() -> tuple[Need, ...]:
    """Read the table, for this system."""
    import tomllib

    table = tomllib.loads((files(__package__) / "needs.toml").read_text("utf-8"))
    return tuple(
        Need(
            kind,
            said["name"],
            said["purpose"],
            {installer: tuple(said[installer]) for installer in _COMMANDS if installer in said},
            said.get("optional", False),
            tuple(said.get(sys.platform, ())),
            tuple(said.get("commands", ())),
            said.get("version", "--version"),
            said.get("least", 0),
        )
        for kind in (Kind.LIBRARY, Kind.FONT, Kind.PROGRAM)
        for said in table[kind]
    )


def find_need(name: str) -> Need:
    """Give the need of a name, or of the program that is called so."""
    return next(need for need in read_needs() if name in (need.name, *need.commands))


def is_here(need: Need) -> bool:
    """Tell whether a library loads, a font is installed, or a program is on the PATH or in node_modules."""
    match need.kind:
        case Kind.LIBRARY:
            return all(map(_loads, need.files))
        case Kind.FONT:
            return need.name in _list_families()
        case _:
            return bool(find_program(*need.commands))


def find_program(*names: str) -> str:
    """Give the path of the first of these programs on the PATH, or that npm installed here; else nothing."""
    places = [None, str(Path("node_modules", ".bin"))]
    return next(filter(None, (shutil.which(name, path=place) for name in names for place in places)), "")


def list_packages(needs: Iterable[Need], installer: str) -> tuple[str, ...]:
    """List the packages of an installer that bring these needs, each once."""
    return tuple(dict.fromkeys(name for need in needs for name in need.packages.get(installer, ())))


def list_commands(needs: Iterable[Need]) -> tuple[str, ...]:
    """List the commands that bring these needs to this system, as far as it has an installer for them."""
    system = choose_installer()
    chosen = [(need, choose_installer_of(need, system)) for need in needs]
    return tuple(
        f"{_COMMANDS[installer]} {' '.join(names)}"
        for installer in (system, *_EVERYWHERE)
        if (names := list_packages((need for need, its in chosen if its == installer), installer))
    )


def word_step(*names: str) -> str:
    """Word the step that brings the needs of these names to this system."""
    needs = [find_need(name) for name in names]
    if commands := list_commands(needs):
        return f"run: {' && '.join(commands)}"
    return f"install what Debian calls {' '.join(list_packages(needs, 'apt'))}"


def choose_installer() -> str:
    """Choose the installer of this system, apt or brew; nothing where there is neither."""
    return next((name for name, command in _SYSTEMS.items() if shutil.which(command)), "")


def choose_installer_of(need: Need, system: str) -> str:
    """Choose what installs a need: the system's installer, or one that is everywhere, or nothing."""
    return next((name for name in (system, *_EVERYWHERE) if name in need.packages), "")


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


@cache
def _list_families() -> frozenset[str]:
    """List the families of the fonts that fontconfig knows; none where fontconfig is not installed."""
    try:
        done = subprocess.run(["fc-list", ":", "family"], capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(","))
