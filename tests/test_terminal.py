"""The command on a terminal, a real one of its own: a bar, colours, and what the environment says of them."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
import zipfile
from pathlib import Path

import pytest

from tests.samples import ARTICLE

ROOT = Path(__file__).parent.parent
ESCAPE = b"\x1b"
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
SAID_ELSEWHERE = ("CI", "NO_COLOR", "COLUMNS", "LINES", "SOURCE_DATE_EPOCH", "LANG", "LANGUAGE")


class Terminal:
    """A command that runs on a terminal of its own, and what it shows there."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (40, 120))
        known = {name: value for name, value in os.environ.items() if name not in SAID_ELSEWHERE}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *arguments],
            cwd=folder,
            env=known | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        self.shown = b""

    def read(self, until: bytes = b"", patience: float = 120) -> bytes:
        """Read what is shown, up to some bytes or to the end."""
        deadline = time.monotonic() + patience
        while not (until and until in self.shown) and time.monotonic() < deadline:
            if not select.select([self._ours], [], [], 0.1)[0]:
                continue
            try:
                said = os.read(self._ours, 65536)
            except OSError as error:  # Linux says so when the last that had the terminal open is gone
                assert error.errno == errno.EIO
                break
            if not said:
                break
            self.shown += said
        return self.shown

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def finish(self) -> int:
        self.read()
        code = self._process.wait(120)
        os.close(self._ours)
        return code


def show(folder: Path, *arguments: str, **environment: str) -> tuple[int, bytes]:
    terminal = Terminal(folder, *arguments, **environment)
    return terminal.finish(), terminal.shown


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two sources and settings that make plain text of them."""
    for number, seed in enumerate(sorted((ROOT / "seeds").glob("*.txt"))[:2]):
        (tmp_path / f"{number}.txt").write_bytes(seed.read_bytes())
    (tmp_path / "pipeline.yaml").write_text("sources: ['*.txt']\nformats: [txt]\n", encoding="utf-8")
    return tmp_path


def test_a_build_has_a_bar_and_a_table_in_colours(project: Path) -> None:
    code, shown = show(project, "build", "--jobs", "1")
    assert code == 0
    assert "━".encode() in shown and b"2/2" in shown and COLOUR.search(shown)
    assert b"edition" in shown and b"zh-Hans" in shown
    assert shown.splitlines()[-1] == b"2 files in dist"


def test_what_comes_after_the_bar_is_said(project: Path) -> None:
    _, shown = show(project, "build", "--jobs", "1")
    assert shown.index(b"2/2") < shown.index(b"making the download page")


def test_no_color_leaves_the_bar_and_takes_the_colours(project: Path) -> None:
    code, shown = show(project, "build", "--jobs", "1", NO_COLOR="1")
    assert code == 0 and "━".encode() in shown
    assert not COLOUR.search(shown)


@pytest.mark.parametrize("environment", [{"CI": "true"}, {"CI": "1", "NO_COLOR": "1"}])
def test_in_ci_lines_are_plain_even_on_a_terminal(project: Path, environment: dict[str, str]) -> None:
    code, shown = show(project, "build", "--jobs", "1", **environment)
    lines = shown.decode().splitlines()
    assert code == 0 and ESCAPE not in shown
    assert [line.partition(":")[0] for line in lines] == ["0.txt", "1.txt", "2 files in dist"]


def test_a_dumb_terminal_gets_no_commands(project: Path) -> None:
    code, shown = show(project, "build", "--jobs", "1", TERM="dumb")
    assert code == 0 and ESCAPE not in shown and b"2 files in dist" in shown


def test_quiet_shows_nothing(project: Path) -> None:
    assert show(project, "build", "--quiet", "--jobs", "1") == (0, b"")
    assert show(project, "check", "--quiet", "--no-cache", "--jobs", "1") == (0, b"")


def test_json_is_json_on_a_terminal_too(project: Path) -> None:
    code, shown = show(project, "build", "--json", "--jobs", "1")
    assert code == 0 and ESCAPE not in shown
    assert all(line.startswith(b'{"') for line in shown.splitlines())


def test_verbose_names_files_and_times(project: Path) -> None:
    code, shown = show(project, "build", "--verbose", "--jobs", "1", CI="1")
    assert code == 0
    assert re.search(r"^0\.txt: 1 file, \d+\.\d s\r$\n^  dist/0\.zh-Hans\.txt\r$", shown.decode(), re.M)
    again = show(project, "build", "--verbose", "--jobs", "1", CI="1")[1].decode()
    assert "0.txt: 1 file, unchanged" in again


def test_a_chinese_terminal_is_spoken_to_in_chinese(project: Path) -> None:
    shown = show(project, "build", "--jobs", "1", LC_ALL="", LANG="zh_CN.UTF-8", PYTHONUTF8="1")[1].decode()
    assert "版本" in shown and "剩余" in shown
    assert shown.splitlines()[-1] == "2 个文件，在 dist 中"


def test_a_book_is_nothing_for_a_terminal(project: Path) -> None:
    code, shown = show(project, "normalize", "0.txt", "--to", "epub")
    assert (code, shown) == (2, b"chongpai: epub is nothing for a terminal; name a file with -o\r\n")


def test_text_from_the_keyboard_is_read(project: Path) -> None:
    terminal = Terminal(project, "normalize", "-", "--to", "txt", "--quiet")
    terminal.type(f"{ARTICLE}\x04".encode())
    assert terminal.finish() == 0
    assert "卖豆腐的周师傅支起摊子" in terminal.shown.decode()


def test_an_interrupted_build_says_so_and_leaves_nothing_half_written(project: Path) -> None:
    for number in range(2, 60):
        (project / f"{number}.txt").write_bytes((project / "0.txt").read_bytes())
    terminal = Terminal(project, "build", "--jobs", "2")
    terminal.read(until=b"0.txt: ")
    terminal.type(b"\x03")
    assert terminal.finish() == 130
    assert b"interrupted" in terminal.shown and b"Traceback" not in terminal.shown
    assert not list(project.rglob("*.part"))
    assert show(project, "build", "--jobs", "2")[0] == 0
    assert len(list((project / "dist").glob("*.txt"))) == 60


@pytest.mark.parametrize("environment", [{}, {"CI": "1"}, {"NO_COLOR": "1"}])
def test_the_time_that_is_given_dates_the_books(project: Path, environment: dict[str, str]) -> None:
    (project / "pipeline.yaml").write_text(
        "sources: [0.txt]\nformats: [epub]\ncover: none\n", encoding="utf-8"
    )
    code, _ = show(project, "build", "--jobs", "1", SOURCE_DATE_EPOCH="1000000000", **environment)
    assert code == 0
    book = (project / "dist" / "0.zh-Hans.epub").read_bytes()
    package = next(name for name in zipfile.ZipFile(io.BytesIO(book)).namelist() if name.endswith(".opf"))
    assert b"2001-09-09T01:46:40Z" in zipfile.ZipFile(io.BytesIO(book)).read(package)


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="needs pipes of a size of our choice")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_in_the_middle_ends_the_command(project: Path, unbuffered: str) -> None:
    """As `head` does: it reads what it wants while more is to come; SIGPIPE is as a shell leaves it."""
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "normalize", "0.txt"],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
        stdout=write,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(write)
        assert os.read(read, 4) == b"---\n"
        os.close(read)
        assert process.stderr and process.stderr.read() == b""
    assert process.returncode == 141
