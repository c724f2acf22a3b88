"""Which files are the sources: what an entry of `sources` names, each once, and what lies beside one."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.errors import InputError, SettingsError
from pipeline.files import leads_out, name_file

CORRECTIONS = ".corrections.yaml"  # of a source, beside it
SUFFIXES = (".txt", ".pdf", ".docx", ".odt", ".epub", ".html", ".htm", ".rtf")  # of sources in a folder
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Found:
    """A source file, and the folder its output names count from."""

    path: Path
    root: Path

    @property
    def stem(self) -> str:
        """The path below the root without its suffix, with forward slashes: `2022/01/page-3`."""
        return self.path.relative_to(self.root).with_suffix("").as_posix()

    @property
    def name(self) -> str:
        """What the outputs call it: its path below the root, the same in every folder."""
        return name_file(self.path.relative_to(self.root))


def list_sources(folder: Path, patterns: Iterable[str]) -> tuple[Found, ...]:
    """List the sources that entries name, each once, as `find_sources` lists those of one entry."""
    found: dict[Path, Found] = {}
    for pattern in patterns:
        for source in find_sources(folder, pattern):
            found.setdefault(source.path.resolve(), source)
    return tuple(found.values())


def refuse_namesakes(sources: Iterable[Found]) -> None:
    """Raise SettingsError when two sources would have outputs of the same name.

    Names that differ only in case count as the same, as they do on many disks.
    """
    names: dict[str, Found] = {}
    for source in sources:
        other = names.setdefault(unicodedata.normalize("NFC", source.stem).casefold(), source)
        if other is not source:
            message = f"this and {other.path} would have outputs of the same name"
            raise SettingsError(message, where=str(source.path), step="rename one of them")


def find_sources(folder: Path, pattern: str) -> tuple[Found, ...]:
    """List the sources that one entry of `sources` names, in the order of their paths.

    `pattern` is, relative to `folder`: a file (its root is the folder it is in); a folder (every
    text, PDF and office file below it; links to folders are not followed); or a glob with `*`, `?`, `[…]`,
    `**` (its root is the part before the first wildcard). Names that begin with a dot are left out, and so
    are files that a link elsewhere makes seem to lie below the root.
    Raises InputError when nothing is there.
    """
    fixed = list(PurePosixPath(pattern.replace(os.sep, "/")).parts)
    wild = next((i for i, part in enumerate(fixed) if _WILD & set(part)), len(fixed))
    root = folder.joinpath(*fixed[:wild])
    if wild < len(fixed) and not root.joinpath(*fixed[wild:]).exists():
        found = _match(root, fixed[wild:])
    else:
        root = folder / pattern
        if root.is_file():
            return (Found(root, root.parent),)
        if not root.exists():
            raise InputError(
                "no such file or folder", where=str(root), step="correct the path under 'sources'"
            )
        found = list(_texts_below(root))
    seen = [path for path in found if not _is_hidden(path, root)]
    if not seen:
        raise InputError(
            "no text file here", where=str(folder / pattern), step="put .txt or .pdf files there"
        )
    return tuple(Found(path, root) for path in sorted(seen))


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts) or leads_out(path, root)


def _match(root: Path, parts: list[str]) -> list[Path]:
    pattern = "/".join(parts)
    if ".." in parts or any("**" in part and part != "**" for part in parts):
        step = "'**' stands for whole folders, and '..' goes before the first wildcard"
        raise SettingsError(f"{pattern!r} is not a pattern of files", step=step)
    found = root.glob(pattern) if root.is_dir() else ()
    return [path for path in found if path.is_file() and not path.name.endswith(CORRECTIONS)]


def _texts_below(root: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(root):
        folders.sort()
        for name in names:
            path = Path(where, name)
            if name.lower().endswith(SUFFIXES) and path.is_file():  # no pipe, which would never end
                yield path
