"""A source that takes too much time or memory, or kills what reads it, costs that source and nothing else."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import PATIENCE
from test_hostile import draw_pdf

from pipeline.cli import main
from pipeline.errors import InputError, LimitError, OutputError
from pipeline.limits import Limits
from pipeline.publish.build import list_sources, run
from pipeline.publish.children import Child, keep_child
from pipeline.publish.workers import Crew
from pipeline.settings import Build, Edition, Format

TEXT = "石门乡今年秋粮丰收。全县38\n万亩玉米已收获过半，农机日夜\n不停，颗粒归仓。\n"
LONG = TEXT * 100_000  # 7 MB, which take far longer than the seconds given here
MEMORY = pytest.mark.skipif(sys.platform != "linux", reason="macOS limits no memory")


def start_sleeper() -> int:
    """Start an outside program that hangs, and give its number."""
    return subprocess.Popen(["sleep", "1000"]).pid


def sleep_noted(file: str) -> None:
    """Work that never ends, and says by a file that it is under way."""
    Path(file).touch()
    time.sleep(1000)


def wait_for(file: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)


def crash() -> None:
    faulthandler.disable()  # pytest's, which would print its own trace among the results
    os.kill(os.getpid(), signal.SIGSEGV)


def fill(megabytes: int) -> int:
    return len(b"\1" * megabytes * 2**20)


def is_gone(pid: int) -> bool:
    """Tell whether a process ends soon: what was killed goes when the system gets to it."""
    until = time.monotonic() + PATIENCE
    while is_there(pid) and time.monotonic() < until:
        time.sleep(0.1)
    return not is_there(pid)


def is_there(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("copy", [False, True])
def test_what_takes_too_long_is_ended_with_all_it_started(copy: bool) -> None:
    child = Child(Limits(), copy=copy)
    sleeper = child.call(start_sleeper)
    child.limits = Limits(time=1)
    with pytest.raises(LimitError, match="took longer than 1 seconds") as caught:
        child.call(time.sleep, 1000)
    assert caught.value.exit_code == 1
    assert is_gone(sleeper)
    child.limits = Limits()
    assert child.call(len, "next") == 4, "the next piece of work has a child of its own"
    child.dismiss()


@pytest.mark.parametrize("copy", [False, True])
def test_work_that_kills_its_process_is_an_error_and_the_next_is_done(copy: bool) -> None:
    child = Child(Limits(), copy=copy)
    with pytest.raises(OutputError, match="a worker ended before its time"):
        child.call(crash)
    assert child.call(len, "next") == 4
    child.end()
    with pytest.raises(OutputError):
        child.call(len, "one that was ended does no more")


@MEMORY
def test_what_wants_too_much_memory_is_refused_and_the_next_is_done() -> None:
    with keep_child(Limits(memory=200)) as child:
        with pytest.raises(LimitError, match="needs more memory than it may have"):
            child.call(fill, 400)
        assert child.call(fill, 20) == 20 * 2**20
    with keep_child(Limits(memory=0)) as child:
        assert child.call(fill, 400) == 400 * 2**20


def test_work_can_be_ended_from_outside(tmp_path: Path) -> None:
    child, begun = Child(Limits()), tmp_path / "begun"

    def end() -> None:
        wait_for(begun)
        child.end()

    threading.Thread(target=end).start()
    with pytest.raises(OutputError, match="a worker ended before its time"):
        child.call(sleep_noted, str(begun))


def test_a_crew_whose_members_are_killed_does_all_the_same() -> None:
    crew = Crew(2, Limits())
    try:
        first = crew.submit(_get_pid, 0).result()
        os.kill(first, signal.SIGKILL)
        assert [crew.submit(len, "x" * n).result() for n in range(6)] == list(range(6))
    finally:
        crew.dismiss()
    assert is_gone(first)


def _get_pid(_: int) -> int:
    return os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_child_outlives_its_parent(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    code = (
        "import sys; sys.path[:] = eval(sys.argv[1])\n"
        "from pipeline.limits import Limits; from pipeline.publish.children import Child\n"
        "from tests.test_limits import _get_pid, sleep_noted, start_sleeper\n"
        "child = Child(Limits()); print(child.call(_get_pid, 0), child.call(start_sleeper), flush=True)\n"
        "child.call(sleep_noted, sys.argv[2])"
    )
    paths = repr([str(Path(__file__).parent.parent), *sys.path])
    parent = subprocess.Popen([sys.executable, "-c", code, paths, begun], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    started = [int(number) for number in parent.stdout.readline().split()]
    wait_for(begun)
    parent.kill()
    parent.communicate()
    assert len(started) == 2 and all(map(is_gone, started))


def project(folder: Path, **limits: int) -> Build:
    texts = folder / "texts"
    texts.mkdir()
    (texts / "long.txt").write_text(LONG, encoding="utf-8")
    (texts / "short.txt").write_text(TEXT, encoding="utf-8")
    said = "".join(f"limit_{name}: {value}\n" for name, value in limits.items())
    (folder / "pipeline.yaml").write_text(f"sources: [texts]\nformats: [txt]\n{said}", encoding="utf-8")
    named = {f"limit_{name}": value for name, value in limits.items()}
    return Build(folder, ("texts",), (Edition.SIMPLIFIED,), (Format.TEXT,), **named)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--limit-size=1", "long.txt: larger than 1 MB; divide it into smaller files"),
        ("--limit-time=8", "long.txt: this took longer than 8 seconds and was ended; divide the source, or"),
        pytest.param(
            "--limit-memory=160", "long.txt: this needs more memory than it may have; divide", marks=MEMORY
        ),
    ],
)
def test_a_build_says_which_source_takes_too_much_and_makes_the_others(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], option: str, said: str
) -> None:
    project(tmp_path)
    assert main(["build", str(tmp_path / "pipeline.yaml"), option]) == 1
    (line,) = [line for line in capfd.readouterr().err.splitlines() if "long" in line]
    assert said in line
    made = {path.name for path in (tmp_path / "dist").glob("*.txt")}
    assert made == {"short.zh-Hans.txt"}


def test_limits_are_settings_too_and_hold_on_a_cluster(tmp_path: Path) -> None:
    build = project(tmp_path, time=2, memory=3000)
    with ThreadPoolExecutor(1) as executor:  # as a worker of Dask runs tasks
        long, _ = run(build, list_sources(build), executor=executor)
    assert isinstance(long.error, LimitError) and "2 seconds" in str(long.error)


READING = ("normalize", "convert", "normalize --in-place", "check", "review", "profile -o made.yaml")


@pytest.mark.parametrize("command", [said.split() for said in READING], ids=" ".join)
def test_every_command_that_reads_sources_keeps_the_limits(
    tmp_path: Path, command: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "texts" / "long.txt"
    assert main([*command, str(file), "--limit-time", "1"]) == 1
    said, warned = capfd.readouterr()
    assert "took longer than 1 seconds" in said + warned and str(file) in said + warned
    assert "Traceback" not in warned and file.read_text(encoding="utf-8") == LONG
    assert main([*command, str(file), "--limit-size", "1"]) == 1
    assert "larger than 1 MB" in capfd.readouterr().err


def test_the_drawing_of_a_page_keeps_the_limits(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "long.pdf"
    pages = b"/Kids[" + b"3 0 R " * 1900 + b"]/Count 1900"
    file.write_bytes(draw_pdf("", "").replace(b"/Kids[3 0 R]/Count 1", pages) + b"%" * 2**20)
    for option, said in (("--limit-time=1", "took longer than 1 seconds"), ("--limit-size=1", "larger than")):
        assert main(["layout", str(file), option]) == 1
        warned = capfd.readouterr().err
        assert said in warned and str(file) in warned and warned.count("\n") == 1
    assert [*tmp_path.iterdir()] == [file]


def test_a_limit_is_a_whole_number(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["normalize", "a.txt", "--limit-time", "soon"]) == 2
    assert "a whole number is needed" in capfd.readouterr().err
    (tmp_path / "pipeline.yaml").write_text("sources: [texts]\nlimit_time: -1\n")
    assert main(["build", str(tmp_path / "pipeline.yaml")]) == 2
    assert "pipeline.yaml:2: limit_time takes a whole number; write limit_time: 600" in capfd.readouterr().err


def test_a_size_of_nought_is_any_size(tmp_path: Path) -> None:
    from pipeline.files import read_bytes

    file = tmp_path / "a.txt"
    file.write_bytes(b"x" * 100)
    assert len(read_bytes(file, 0)) == 100
    with pytest.raises(InputError):
        read_bytes(file, 99)
