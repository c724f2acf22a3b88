"""The only place that touches files: reading them, our styles, writing outputs whole."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.errors import InputError, OutputError

_PACKAGE = Path(__file__).parent
_PART = ".chongpai-", ".part"  # what a file is called until it is whole
LARGEST = 64 * 1024 * 1024  # bytes; a day's whole newspaper as text stays below one megabyte


def style(name: str) -> Path:
    """Give the path of one of our style files: inside the wheel, or beside the package in a checkout."""
    installed = _PACKAGE / "styles" / name
    return installed if installed.exists() else _PACKAGE.parent / "styles" / name


def list_own() -> Iterator[tuple[str, Path]]:
    """List our own files, code and styles and dictionaries, by their names in the package, in order."""
    styles = style("print.css").parent
    roots = {"": _PACKAGE} | ({} if styles.is_relative_to(_PACKAGE) else {"styles/": styles})
    for prefix, root in roots.items():
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield prefix + path.relative_to(root).as_posix(), path


def name_file(path: Path) -> str:
    """Give a file's path, with forward slashes, as text that can be written anywhere.

    Of a name that the locale cannot read, the bytes are taken as UTF-8, with U+FFFD for what is none.
    """
    name = path.as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("utf-8", "replace")
    return name


def read_bytes(path: Path, limit: int = LARGEST) -> bytes:
    """Read a file of at most `limit` bytes, 0 for any; InputError says why it cannot be read."""
    try:
        with open(path, "rb") as file:
            return read_stream(file, str(path), limit)
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), step="correct the name") from None
    except IsADirectoryError:
        raise InputError("this is a folder, not a file", where=str(path), step="name a file in it") from None
    except PermissionError:
        raise InputError(
            "you may not read this file", where=str(path), step="change its permissions"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise InputError(f"cannot be read: {_reason(error)}", where=str(path)) from None


def read_stream(stream: BinaryIO, name: str, limit: int = LARGEST) -> bytes:
    """Read all of an open stream, of at most `limit` bytes, 0 for any.

    Raises InputError, naming `name`, when it cannot be read or has more.
    """
    try:
        data = stream.read(limit + 1 if limit else -1)
    except OSError as error:
        raise InputError(f"cannot be read: {_reason(error)}", where=name) from None
    if 0 < limit < len(data):
        raise InputError(f"larger than {limit / 2**20:g} MB", where=name, step="divide it into smaller files")
    return data


def contained(folder: Path, name: str) -> Path:
    """Give the path of `name` below `folder`, or raise OutputError when it would lie outside.

    `name` is relative, with forward slashes. A link to a folder elsewhere counts as outside.
    """
    path = folder / name
    if not is_inside(name):
        raise OutputError(f"{name!r} is not a name below this folder", where=str(folder))
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        step = "remove the link, or choose another output folder"
        raise OutputError("a link leads out of the output folder", where=str(path.parent), step=step)
    return path


def leads_out(path: Path, folder: Path) -> bool:
    """Tell whether a path below a folder is, by a link on its way, a file elsewhere."""
    return not path.resolve().is_relative_to(folder.resolve())


def refuse_way_out(path: Path) -> Path:
    """Give the path of a file that lies beside a source; InputError when it is a link to another folder."""
    if leads_out(path, path.parent):
        step = "put the file itself beside the source"
        raise InputError("this link leads out of its folder", where=str(path), step=step)
    return path


def is_inside(name: str) -> bool:
    """Tell whether a name, with forward slashes, stays below the folder it is taken from."""
    inside = PurePosixPath(name)
    return not inside.is_absolute() and ".." not in inside.parts and bool(inside.name) and "\0" not in name


def make_folder(path: Path) -> None:
    """Make a folder and those above it; OutputError says why it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        step = "choose another place"
        raise OutputError(
            f"this folder cannot be made: {_reason(error)}", where=str(path), step=step
        ) from None


def remove_file(path: Path, folder: Path) -> None:
    """Remove a file, and what is empty without it up to `folder`; OutputError says why it cannot be."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be removed: {_reason(error)}", where=str(path)) from None
    with suppress(OSError):  # one that holds anything stays
        for above in path.parents:
            above.rmdir()
            if above == folder:
                break


def remove_folder(path: Path) -> None:
    """Remove a folder of ours with all that is in it; OutputError says why it cannot be."""
    import shutil

    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
    except OSError as error:
        raise OutputError(f"cannot be removed: {_reason(error)}", where=str(path)) from None


def sweep(folder: Path) -> None:
    """Remove what writers that were killed have left in a folder and below it."""
    for where, _, names in os.walk(folder):
        for name in names:
            if name.startswith(_PART[0]) and name.endswith(_PART[1]):
                with suppress(OSError):
                    os.unlink(os.path.join(where, name))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never a part; see `write_all`."""
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files so that each is either the old one or the new one, never a part, and all are new or none.

    The bytes go to files beside them, reach the disk, and then take the names. After a failure
    (OutputError) what was there before is untouched and nothing is left beside it.
    """
    writer = f"{_PART[0]}{os.getpid()}-{threading.get_native_id()}"
    parts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            make_folder(path.parent)
            parts[path] = part = path.with_name(f"{writer}-{len(parts)}{_PART[1]}")
            with open(part, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for path, part in parts.items():
            os.replace(part, path)
    except OSError as error:
        step = "make room or choose another place"
        raise OutputError(f"cannot be written: {_reason(error)}", where=str(path), step=step) from None
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()


def write_out(path: Path, data: bytes) -> None:
    """Write where the user says: a file whole, as `write_whole` does; into a link, device or pipe as it is.

    /dev/stdout and the like would be gone if a file took their place. Raises OutputError.
    """
    if not path.is_symlink() and (path.is_file() or path.is_dir() or not path.exists()):
        write_whole(path, data)
        return
    try:
        with open(path, "wb") as file:
            file.write(data)
    except BrokenPipeError:  # the reader went away, which is no fault
        raise
    except OSError as error:
        raise OutputError(f"cannot be written: {_reason(error)}", where=str(path)) from None


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; OutputError when it is, and it stays as it was."""
    make_folder(path.parent)
    try:
        with open(path, "xb") as file:
            file.write(data)
    except FileExistsError:
        raise OutputError(
            "is there already and was not changed", where=str(path), step="move it away"
        ) from None
    except OSError as error:
        raise OutputError(f"cannot be written: {_reason(error)}", where=str(path)) from None


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold a folder, making it when needed; OutputError when another build holds it, or it is read-only.

    The operating system gives the lock back when the process ends, however it ends, and no file is
    left behind. Where folders cannot be locked (Windows, some network disks) nothing is held.
    """
    make_folder(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        step = "change its permissions, or choose another --output"
        raise OutputError("you may not write into this folder", where=str(folder), step=step)
    if sys.platform == "win32":
        yield
        return
    import fcntl

    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step = "wait for it to end, or choose another --output"
            raise OutputError("another build is writing here", where=str(folder), step=step) from None
        except OSError:
            pass
        yield
    finally:
        os.close(held)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
