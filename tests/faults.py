"""What tests of faults share: a project to build, the command as somebody runs it, disks with an end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.samples import NUMBERED as TEXT

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-m", "pipeline")


def write_project(folder: Path, number: int = 3, **keys: str) -> Path:
    """Write so many sources and the settings that publish them as Markdown and text; give the folder."""
    (folder / "texts").mkdir(parents=True)
    for n in range(number):
        write_source(folder, n)
    said = {"sources": "texts", "formats": "[md, txt]"} | keys
    settings = "".join(f"{key}: {value}\n" for key, value in said.items())
    (folder / "pipeline.yaml").write_text(settings, encoding="utf-8")
    return folder


def write_source(folder: Path, n: int, more: str = "") -> Path:
    """Write one of the sources, with more text behind it."""
    path = folder / "texts" / f"{n}.txt"
    path.write_text(TEXT.format(n=n) + more, encoding="utf-8")
    return path


def start(
    folder: Path, *options: str, through: Sequence[str] = (), **environment: str
) -> subprocess.Popen[str]:
    """Start a build in a folder, by itself in its session; `through` is a command that runs it."""
    return subprocess.Popen(
        [*through, *COMMAND, "build", "--quiet", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def build(
    folder: Path, *options: str, through: Sequence[str] = (), **environment: str
) -> tuple[int, list[str]]:
    """Build in a folder to the end; give the exit code and the lines of standard error."""
    process = start(folder, *options, through=through, **environment)
    said = process.communicate()[1]
    return process.returncode, said.splitlines()


def read(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder by their names in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def build_anew(folder: Path) -> dict[str, bytes]:
    """Give the dist/ that a build with nothing behind it makes of the same sources."""
    with TemporaryDirectory() as name:
        other = Path(name, folder.name)
        shutil.copytree(folder, other, ignore=shutil.ignore_patterns("dist", ".chongpai"))
        assert build(other) == (0, [])
        return read(other / "dist")


def list_family(pid: int) -> list[psutil.Process]:
    """List the processes that a process has started, and those that they have."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def wait_until_gone(processes: Sequence[psutil.Process], seconds: float = 15.0) -> list[psutil.Process]:
    """Wait for processes to end; give those that do not."""
    return psutil.wait_procs(processes, timeout=seconds)[1]


def bare_of_rights() -> tuple[str, ...]:
    """Give the command that takes root's rights away, so that the modes of files hold; nothing for others."""
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()


@dataclass(frozen=True)
class Disk:
    """A small disk: what writes to it runs through `through` and hears the words `said` when it is full."""

    folder: Path
    through: tuple[str, ...]
    said: str

    def fill(self, leaving: int = 0) -> None:
        """Leave so many bytes of room, rounded down to whole pages."""
        if self.through:
            return
        filler = self.folder / "filler"
        filler.unlink(missing_ok=True)
        room = os.statvfs(self.folder)
        with open(filler, "wb") as file:
            file.write(bytes(max(0, room.f_bavail * room.f_frsize - leaving)))

    def clear(self) -> None:
        """Make room again."""
        (self.folder / "filler").unlink(missing_ok=True)


@contextmanager
def lend_disk(folder: Path, kilobytes: int) -> Iterator[Disk]:
    """Mount a disk of so many kilobytes; where that may not be, no file may grow larger than a few."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        yield Disk(folder, ("sh", "-c", 'ulimit -f 4; trap "" XFSZ; exec "$@"', "sh"), "File too large")
        return
    try:
        yield Disk(folder, (), "No space left on device")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
