"""Faults put in on purpose: disks, rights, descriptors, files, clocks, what is kept. dist/ stays whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from faults import (
    COMMAND,
    ROOT,
    Disk,
    bare_of_rights,
    build,
    build_anew,
    lend_disk,
    read,
    write_project,
    write_source,
)

from pipeline.project import read_settings
from pipeline.publish.build import list_sources, run

LONG = "".join(f"清晨{n}点，城南的老菜市场已经热闹起来，卖豆腐的周师傅支起摊子。\n" for n in range(4000))
FULL = "cannot be written: {}; make room or choose another place"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of 256 KB, empty."""
    with lend_disk(tmp_path / "disk", 256) as lent:
        yield lent


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A project of three sources that was built once."""
    folder = write_project(tmp_path / "project")
    assert build(folder) == (0, [])
    return folder


def recovers(project: Path) -> None:
    """See that the next build does what a build with nothing behind it does."""
    assert build(project) == (0, [])
    assert read(project / "dist") == build_anew(project)


# --- A disk that is full -------------------------------------------------------------------------


def test_a_full_disk_leaves_the_books_of_before(tmp_path: Path, disk: Disk) -> None:
    project = write_project(tmp_path / "project")
    dist = disk.folder / "dist"
    assert build(project, "--output", str(dist)) == (0, [])
    before = read(dist)
    write_source(project, 1, LONG)
    disk.fill()
    line = f"chongpai: {dist}/1.zh-Hans.md: {FULL.format(disk.said)}"
    assert build(project, "--output", str(dist), through=disk.through) == (5, [line])
    disk.clear()
    assert read(dist) == before
    write_source(project, 1, "风吹过河面。\n")
    assert build(project, "--output", str(dist)) == (0, [])
    assert read(dist) == build_anew(project)


def test_room_for_half_of_an_articles_books_is_room_for_none(tmp_path: Path, disk: Disk) -> None:
    project = write_project(tmp_path / "project", 1)
    dist = disk.folder / "dist"
    assert build(project, "--output", str(dist)) == (0, [])
    before = read(dist)
    write_source(project, 0, LONG[:1000])
    half = len(LONG[:1000].encode()) + 4096
    disk.fill(half)
    code, said = build(project, "--output", str(dist), through=disk.through)
    assert (code, len(said)) == (5, 1) and FULL.format(disk.said) in said[0]
    disk.clear()
    assert read(dist) == before


def test_a_full_disk_where_results_are_kept_stops_nothing(tmp_path: Path, disk: Disk) -> None:
    project = write_project(disk.folder / "project", 12)
    dist = tmp_path / "dist"
    disk.fill(4096)
    for _ in range(2):
        assert build(project, "--output", str(dist), through=disk.through) == (0, [])
    disk.clear()
    assert build(project, "--output", str(dist)) == (0, [])
    assert read(dist) == build_anew(project)


def test_a_full_disk_for_what_is_put_aside_stops_nothing(tmp_path: Path, disk: Disk) -> None:
    project = write_project(tmp_path / "project", 1, formats="[pdf, epub, docx]")
    disk.fill()
    assert build(project, TMPDIR=str(disk.folder)) == (0, [])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_place_for_one_output_is_one_line(built: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "normalize", "texts/0.txt", "-o", "/dev/full"],
        cwd=built,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr.decode() == "chongpai: /dev/full: cannot be written: No space left on device\n"


# --- Rights --------------------------------------------------------------------------------------

rights = pytest.mark.needs(*bare_of_rights()[:1])


@pytest.fixture
def closed() -> Iterator[Callable[[Path, int], None]]:
    """Take rights away from a file or folder; they come back in the end, so that it can be removed."""
    taken: list[tuple[Path, int]] = []

    def take(path: Path, mode: int) -> None:
        taken.append((path, path.stat().st_mode))
        path.chmod(mode)

    yield take
    for path, mode in reversed(taken):
        path.chmod(mode)


@rights
def test_a_read_only_dist_is_one_line_and_stays(built: Path, closed: Callable[[Path, int], None]) -> None:
    write_source(built, 1, "风吹过河面。\n")
    before = read(built / "dist")
    closed(built / "dist", 0o555)
    step = "change its permissions, or choose another --output"
    line = f"chongpai: {built}/dist: you may not write into this folder; {step}"
    assert build(built, through=bare_of_rights()) == (5, [line.replace(f"{built}/", "")])
    assert read(built / "dist") == before


@rights
def test_a_read_only_folder_in_dist_costs_what_is_in_it(
    tmp_path: Path, closed: Callable[[Path, int], None]
) -> None:
    project = write_project(tmp_path / "project")
    (project / "texts" / "year").mkdir()
    (project / "texts" / "1.txt").rename(project / "texts" / "year" / "1.txt")
    assert build(project) == (0, [])
    before = read(project / "dist")
    write_source(project, 0, "风吹过河面。\n")
    (project / "texts" / "year" / "1.txt").write_text("新渠今日通水。\n", encoding="utf-8")
    closed(project / "dist" / "year", 0o555)
    line = f"chongpai: dist/year/1.zh-Hans.md: {FULL.format('Permission denied')}"
    assert build(project, through=bare_of_rights()) == (5, [line])
    after = read(project / "dist")
    assert {name for name in before if before[name] != after[name]} == {
        "0.zh-Hans.md",
        "0.zh-Hans.txt",
        "index.html",
        "manifest.json",
    }
    (project / "dist" / "year").chmod(0o755)
    recovers(project)


@rights
def test_a_read_only_file_in_dist_is_replaced(built: Path, closed: Callable[[Path, int], None]) -> None:
    write_source(built, 0, "风吹过河面。\n")
    closed(built / "dist" / "manifest.json", 0o444)
    (built / "dist" / "0.zh-Hans.md").chmod(0o444)
    recovers(built)


@rights
def test_what_may_not_be_kept_is_made_anew(built: Path, closed: Callable[[Path, int], None]) -> None:
    write_source(built, 0, "风吹过河面。\n")
    for path in [*built.joinpath(".chongpai").rglob("*"), built / ".chongpai"]:
        closed(path, 0o555 if path.is_dir() else 0o444)
    assert build(built, through=bare_of_rights()) == (0, [])
    assert read(built / "dist") == build_anew(built)


@rights
def test_a_source_that_may_not_be_read_is_an_error_of_its_own(
    built: Path, closed: Callable[[Path, int], None]
) -> None:
    before = read(built / "dist")
    closed(built / "texts" / "1.txt", 0o000)
    line = "chongpai: texts/1.txt: you may not read this file; change its permissions"
    assert build(built, through=bare_of_rights()) == (1, [line])
    assert read(built / "dist") == before


@rights
def test_a_project_on_a_read_only_disk_is_one_line(
    tmp_path: Path, closed: Callable[[Path, int], None]
) -> None:
    project = write_project(tmp_path / "project")
    closed(project, 0o555)
    fresh = tmp_path / "dist"
    line = "chongpai: dist: this folder cannot be made: Permission denied; choose another place"
    assert build(project, through=bare_of_rights()) == (5, [line])
    assert build(project, "--output", str(fresh), through=bare_of_rights()) == (0, [])
    project.chmod(0o755)
    assert read(fresh) == build_anew(project)


# --- What the system gives -----------------------------------------------------------------------


@pytest.mark.parametrize(("files", "jobs"), [(8, "1"), (8, "2"), (12, "2"), (16, "2"), (32, "2")])
def test_few_files_at_once_are_enough_or_said(tmp_path: Path, files: int, jobs: str) -> None:
    project = write_project(tmp_path / "project", 2, formats="[md, docx]")
    limited = ("sh", "-c", f'ulimit -n {files}; exec "$@"', "sh")
    code, said = build(project, "--jobs", jobs, through=limited)
    for line in said:  # a worker that cannot load what it works with cannot say so either
        assert line.startswith("chongpai: ")
        assert "no more files may be open at once" in line or "a worker ended before its time" in line
    assert (code == 0) == (not said), (code, said)
    assert files < 32 or code == 0
    recovers(project)


# --- Sources that come, go and change --------------------------------------------------------------


def test_a_source_that_is_a_pipe_is_none(built: Path) -> None:
    os.mkfifo(built / "texts" / "pipe.txt")  # nobody writes to it: whoever opened it would wait for ever
    assert build(built) == (0, [])


def test_sources_that_change_and_vanish_while_they_are_read(tmp_path: Path) -> None:
    """What is written is of one version each; when all is quiet, the next build is right."""
    project = write_project(tmp_path / "project", 30)
    chance, done = Random(1), threading.Event()

    def meddle() -> None:
        while not done.is_set():
            path = write_source(project, chance.randrange(30), "风吹过河面。\n" * chance.randrange(3))
            if chance.random() < 0.3:
                path.unlink()
            time.sleep(0.001)

    meddler = threading.Thread(target=meddle)
    meddler.start()
    try:
        found = [build(project, "--jobs", jobs) for jobs in "121"]
    finally:
        done.set()
        meddler.join()
    for code, said in found:
        assert code in (0, 1)
        assert all(line.endswith(("no such file; correct the name", "leave it out")) for line in said), said
    for n in range(30):
        write_source(project, n)
    recovers(project)


def test_dist_may_vanish_while_it_is_filled(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", 30)
    done = threading.Event()

    def meddle() -> None:
        while not done.is_set():
            shutil.rmtree(project / "dist", ignore_errors=True)
            time.sleep(0.02)

    meddler = threading.Thread(target=meddle)
    meddler.start()
    try:
        code, said = build(project)
    finally:
        done.set()
        meddler.join()
    assert code in (0, 5)
    faults = ("cannot be written", "you may not write")  # as it vanished late, or as it was to be held
    assert all(line.startswith("chongpai: dist") and any(map(line.count, faults)) for line in said), said
    recovers(project)


# --- Clocks --------------------------------------------------------------------------------------

DAY = 86_400


@pytest.mark.parametrize("days", [-20_000, -1, 1, 10_000])
def test_a_clock_that_was_put_forward_or_back_changes_nothing(built: Path, days: int) -> None:
    """Files from the future and from before the epoch: what is kept goes by bytes, not by who is younger."""
    before = read(built / "dist")
    for path in [*built.rglob("*"), built]:
        os.utime(path, (time.time() + days * DAY,) * 2)
    assert build(built) == (0, [])
    assert read(built / "dist") == before
    source = write_source(built, 1, "风吹过河面。\n")
    os.utime(source, (time.time() + days * DAY,) * 2)
    recovers(built)
    assert read(built / "dist") != before


# --- What is kept ----------------------------------------------------------------------------------


def spoil(kind: str, data: bytes, chance: Random) -> bytes:
    """Damage a file as disks, editors and other programs do."""
    at = chance.randrange(len(data))
    match kind:
        case "empty":
            return b""
        case "cut":
            return data[:at]
        case "flipped":
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case "zeros":
            return data[:at] + bytes(len(data) - at)
        case "other":
            return b"[]"
        case _:
            return chance.randbytes(len(data))


KINDS = ("empty", "cut", "flipped", "zeros", "other", "noise")


@pytest.mark.parametrize("name", ["ledger.txt", "tools.txt", "articles/*.txt"])
def test_what_is_kept_and_damaged_is_made_again(tmp_path: Path, name: str) -> None:
    books = "[{name: year, title: 合订本, sources: [texts]}]"
    project = write_project(tmp_path / "project", 2, formats="[md]", books=books)
    asked = read_settings(project / "pipeline.yaml")
    assert not any(outcome.error for outcome in run(asked, list_sources(asked)))
    wanted, chance = read(project / "dist"), Random(name)
    state = next((project / ".chongpai").glob("*/ledger.txt")).parent
    assert any(state.glob(name))
    for kind in KINDS * 4:
        for path in state.glob(name):
            path.write_bytes(spoil(kind, path.read_bytes(), chance))
        (project / "dist" / "year.zh-Hans.md").unlink()  # so that what was read is asked for again
        assert not any(outcome.error for outcome in run(asked, list_sources(asked))), kind
        assert read(project / "dist") == wanted, kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_manifest_or_book_is_made_again(built: Path, kind: str) -> None:
    wanted, chance = read(built / "dist"), Random(kind)
    for name in sorted(wanted.keys() - {"index.html"}):  # one that does not look like ours is left alone
        path = built / "dist" / name
        path.write_bytes(spoil(kind, path.read_bytes(), chance))
    assert build(built) == (0, [])
    assert read(built / "dist") == wanted


def test_a_damaged_manifest_does_not_lead_clean_astray(built: Path) -> None:
    path = built / "dist" / "manifest.json"
    said = json.loads(path.read_bytes())
    outside = built / "texts" / "0.txt"
    said["outputs"][0]["path"] = "../texts/0.txt"
    path.write_text(json.dumps(said), encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, "clean"], cwd=built, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == 0 and outside.exists()
