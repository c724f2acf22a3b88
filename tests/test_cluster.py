"""A cluster of real processes on this machine: the same bytes, lost workers, and what is wrong with it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import MissingError
from pipeline.project import read_settings
from pipeline.publish.build import list_sources, run
from pipeline.publish.cluster import join
from pipeline.settings import Build
from tests.samples import NUMBERED as TEXT

pytest.importorskip("distributed", reason="needs the extra chongpai[cluster]")

ROOT = Path(__file__).parent.parent

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a program of Dask in a process group of its own, which is ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(program: str, *arguments: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{program}", "--no-dashboard", *arguments],
            cwd=path,
            env=os.environ | {"PYTHONPATH": str(path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def scheduler(start: Start, tmp_path: Path) -> str:
    """The address of a scheduler without workers, at a port that it chooses."""
    said = tmp_path / "scheduler.json"
    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(said))
    for _ in range(200):
        with suppress(OSError, ValueError):  # not there yet, or half written
            return str(json.loads(said.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    raise TimeoutError("the scheduler did not begin")


def hire(start: Start, address: str, **how: Path) -> subprocess.Popen[bytes]:
    return start("worker", address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", **how)


def wait_for(address: str, number: int) -> None:
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=60)


def project(folder: Path, number: int, formats: str) -> Build:
    (folder / "texts").mkdir()
    for n in range(number):
        (folder / "texts" / f"{n:02}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    said = (
        f"sources: texts\nformats: {formats}\neditions: [zh-Hans, zh-Hant-TW]\n"
        "books:\n- {title: 合订本, sources: texts}\n"
    )
    (folder / "pipeline.yaml").write_text(said, encoding="utf-8")
    return read_settings(folder / "pipeline.yaml")


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_three_workers_of_whom_one_is_killed_make_what_one_process_makes(
    tmp_path: Path, start: Start, scheduler: str
) -> None:
    build = project(tmp_path, 12, "[pdf, epub, docx]")
    workers = [hire(start, scheduler) for _ in range(3)]
    wait_for(scheduler, 3)
    errors = []
    with join(scheduler, build) as (executor, many):
        assert many == 3
        for outcome in run(build, list_sources(build), jobs=many, executor=executor):
            errors.append(outcome.error)
            if len(errors) == 2:
                workers[0].kill()
    assert errors == [None] * 13
    assert [one.error for one in run(build, list_sources(build), output=tmp_path / "alone")] == [None] * 13
    assert tree(tmp_path / "dist") == tree(tmp_path / "alone")


def test_processes_of_this_machine_are_a_cluster_too(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    project(tmp_path, 2, "[md, txt]")
    settings = str(tmp_path / "pipeline.yaml")
    assert main(["build", settings, "--cluster", "local:2", "--quiet"]) == 0
    assert main(["build", settings, "--output", str(tmp_path / "alone"), "--quiet", "--jobs", "1"]) == 0
    assert capfdbinary.readouterr() == (b"", b"")
    assert tree(tmp_path / "dist") == tree(tmp_path / "alone")


def test_a_cluster_without_workers_is_refused(tmp_path: Path, scheduler: str) -> None:
    build = project(tmp_path, 1, "md")
    refused = pytest.raises(MissingError, match="has no workers; start some with: dask worker tcp://")
    with refused, join(scheduler, build):
        pass


def test_a_worker_with_other_files_of_ours_is_refused(tmp_path: Path, start: Start, scheduler: str) -> None:
    for folder in ("pipeline", "styles"):
        shutil.copytree(ROOT / folder, tmp_path / "other" / folder)
    with open(tmp_path / "other" / "styles" / "print.css", "a") as style:
        style.write("/* another */\n")
    hire(start, scheduler, path=tmp_path / "other")
    wait_for(scheduler, 1)
    build = project(tmp_path, 1, "md")
    refused = pytest.raises(MissingError, match=r"chongpai's files is \w+ on this worker and \w+ here")
    with refused, join(scheduler, build):
        pass


@pytest.mark.parametrize(
    ("address", "code", "message"),
    [
        ("tcp://127.0.0.1:9", 3, "tcp://127.0.0.1:9: no scheduler answers (ConnectionRefusedError: "),
        ("somewhere", 2, "'somewhere' is no address of a cluster; write tcp://HOST:8786, or local:4"),
        ("local:0", 2, "'local:0' is no address of a cluster"),
        ("tcp://h:99999", 2, "'tcp://h:99999' is no address of a cluster"),
    ],
)
def test_what_is_no_cluster_is_said_at_once(
    tmp_path: Path, address: str, code: int, message: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    project(tmp_path, 1, "md")
    assert main(["build", str(tmp_path / "pipeline.yaml"), "--cluster", address]) == code
    said = capfdbinary.readouterr().err.decode()
    assert said.startswith(f"chongpai: {message}") and said.count("\n") == 1


def test_a_port_that_never_says_a_word_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.cluster._ANSWER", 0.2)
    build = project(tmp_path, 1, "md")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        silence = pytest.raises(MissingError, match=r"no scheduler answers \(TimeoutError: timed out\)")
        with silence, join(address, build):
            pass
