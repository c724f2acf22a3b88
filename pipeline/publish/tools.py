"""The versions of what the bytes of a build depend on, asked anew only when something was installed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipeline.errors import ChongpaiError, MissingError, OutputError
from pipeline.files import read_bytes, write_whole
from pipeline.pandoc import find_pandoc
from pipeline.publish.cache import digest
from pipeline.publish.manifest import list_libraries, list_tools
from pipeline.publish.seals import seal, unseal
from pipeline.settings import Build, Edition

Tools = dict[Edition, dict[str, str]]

_FILE = "tools.txt"
# Where fonts and their order, and the system's libraries, are known to be; what is not there is passed over.
_PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/etc/fonts",
    "~/.config/fontconfig",
    "/etc/ld.so.cache",
    "/Library/Fonts",
    "~/Library/Fonts",
    "/opt/homebrew/Cellar",
    "/usr/local/Cellar",
)
_DEEPEST = 3  # folders below those, whose own times tell of what came or went


def find_tools(build: Build, state: Path) -> Tools:
    """Give the versions that each edition of a build depends on.

    Asking them means loading what prints; so they are kept in `state`, and asked again when the time of a
    library, of pandoc or of a folder of fonts is another than it was.
    """
    seen = digest(
        list_libraries(), build.formats, build.editions, build.cover, build.fonts, list(_list_times())
    )
    path = state / _FILE
    with suppress(ChongpaiError, ValueError, LookupError, AttributeError):
        said = json.loads(unseal(read_bytes(path)))
        if said["seen"] == seen:
            return {Edition(edition): dict(tools) for edition, tools in said["tools"].items()}
    tools = {edition: list_tools(replace(build, editions=(edition,))) for edition in build.editions}
    if not all(version for versions in tools.values() for version in versions.values()):
        return tools  # what does not answer today may tomorrow
    with suppress(OutputError):
        write_whole(path, seal(json.dumps({"seen": seen, "tools": tools}).encode()))
    return tools


def _list_times() -> Iterator[tuple[str, int]]:
    places = [Path(place).expanduser() for place in _PLACES]
    with suppress(MissingError):
        places.append(Path(find_pandoc()))
    for place in places:
        yield from _walk(str(place), _DEEPEST)


def _walk(path: str, depth: int) -> Iterator[tuple[str, int]]:
    with suppress(OSError):
        yield path, os.stat(path).st_mtime_ns
        if depth and os.path.isdir(path):
            for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
                if entry.is_dir():
                    yield from _walk(entry.path, depth - 1)
