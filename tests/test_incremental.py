"""What is kept from build to build, and what happens when one is stopped, crowded or starved."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OutputError
from pipeline.project import read_settings
from pipeline.publish.build import Outcome, clean, list_sources, plan, run
from pipeline.publish.cache import FOLDER, digest
from pipeline.publish.seals import seal, unseal
from pipeline.publish.tasks import Task
from pipeline.publish.work import attempt
from pipeline.publish.workers import hire, work
from pipeline.settings import Build, Edition, Format, Spacing
from tests.samples import NUMBERED as TEXT


def project(folder: Path, number: int = 3, **keys: str) -> Build:
    texts = folder / "texts"
    texts.mkdir(parents=True)
    for n in range(number):
        (texts / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    path = folder / "pipeline.yaml"
    said = {"sources": "texts", "formats": "[md, txt]"} | keys
    path.write_text("".join(f"{key}: {value}\n" for key, value in said.items()), encoding="utf-8")
    return read_settings(path)


def publish(build: Build, **how: object) -> list[Outcome]:
    return list(run(build, list_sources(build), **how))


def kept(build: Build, **how: object) -> list[bool]:
    return [outcome.kept for outcome in publish(build, **how)]


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def times(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_nothing_changed_means_nothing_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = project(tmp_path)
    first = publish(build)
    before, written = tree(tmp_path), times(tmp_path)
    monkeypatch.setattr("pipeline.publish.workers.attempt", None)
    again = publish(build)
    assert [outcome.kept for outcome in again] == [True] * 3
    assert [replace(outcome, kept=False, seconds=0.0) for outcome in again] == [
        replace(outcome, seconds=0.0) for outcome in first
    ]
    assert (tree(tmp_path), times(tmp_path)) == (before, written)


@pytest.mark.parametrize(
    ("change", "remade"),
    [
        (lambda b: b.folder.joinpath("texts/1.txt").write_text(TEXT.format(n=9)), [1]),
        (lambda b: b.folder.joinpath("texts/1.yaml").write_text("page: 3\n"), [1]),
        (lambda b: b.folder.joinpath("dist/1.zh-Hans.md").unlink(), [1]),
        (lambda b: b.folder.joinpath("dist/1.zh-Hans.md").write_text("another"), [1]),
        (lambda b: os.utime(b.folder / "dist/1.zh-Hans.md"), []),
        (lambda b: os.utime(b.folder / "texts/1.txt"), []),
    ],
)
def test_what_changed_is_made_again(
    tmp_path: Path, change: Callable[[Build], object], remade: list[int]
) -> None:
    build = project(tmp_path)
    publish(build)
    change(build)
    assert kept(build) == [n not in remade for n in range(3)]
    alone = replace(build, output="alone")
    publish(alone)
    assert tree(tmp_path / "dist") == tree(tmp_path / "alone")
    assert kept(build) == [True] * 3


def test_a_file_changed_under_its_old_time_is_made_again(tmp_path: Path) -> None:
    build = project(tmp_path)
    publish(build)
    path = tmp_path / "dist/1.zh-Hans.md"
    was, text = path.stat(), path.read_bytes()
    path.write_bytes(text[:-2] + b"!\n")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert kept(build) == [True, False, True]
    assert path.read_bytes() == text


def test_a_disk_that_counts_whole_seconds_has_its_files_read(tmp_path: Path) -> None:
    build = project(tmp_path)
    publish(build)
    path, second = tmp_path / "dist/1.zh-Hans.md", 1_600_000_000 * 10**9
    os.utime(path, ns=(second, second))
    text = path.read_bytes()
    assert kept(build) == [True] * 3
    (ledger,) = tmp_path.rglob("ledger.txt")
    kept_of = [json.loads(unseal(line))["entries"] for line in ledger.read_bytes().splitlines()]
    looks = {entry["path"]: len(entry["seen"]) for entries in kept_of for entry in entries}
    assert looks.pop("1.zh-Hans.md") == 0 and set(looks.values()) == {3}
    path.write_bytes(text[:-2] + b"!\n")
    os.utime(path, ns=(second, second))
    assert kept(build) == [True, False, True]


def test_what_the_settings_say_is_part_of_the_key(tmp_path: Path) -> None:
    build = project(tmp_path, 1)
    publish(build)
    for other in (
        replace(build, spacing=Spacing.SPACE),
        replace(build, formats=(Format.MARKDOWN,)),
        replace(build, style=":root { --size: 12pt }"),
        replace(build, dictionary=(("菜市", "市場"),)),
    ):
        assert kept(other) == [False]
        assert kept(other) == [True]
    assert kept(build) == [False]
    assert kept(build, verify=False) == [False]
    assert kept(build, modified=datetime(2022, 1, 1, tzinfo=UTC)) == [False]
    assert kept(build, force=True) == [False]
    both = replace(build, editions=(Edition.SIMPLIFIED, Edition.TAIWAN))
    assert kept(both) == [False]
    assert kept(build) == [True]  # an edition more or less is nothing to the others


def test_a_project_may_be_moved(tmp_path: Path) -> None:
    publish(project(tmp_path / "here"))
    (tmp_path / "here").rename(tmp_path / "there")
    assert kept(read_settings(tmp_path / "there" / "pipeline.yaml")) == [True] * 3


def test_a_ledger_that_was_cut_off_or_meddled_with_is_passed_over(tmp_path: Path) -> None:
    build = project(tmp_path)
    publish(build)
    (ledger,) = tmp_path.rglob("ledger.txt")
    lines = ledger.read_bytes().splitlines(keepends=True)
    evil = json.loads(unseal(lines[2].rstrip()))
    evil["entries"][0]["path"] = "../../etc/passwd"
    strange = [seal(line) + b"\n" for line in (b"{}", b"[]", b"null", b"nonsense", json.dumps(evil).encode())]
    ledger.write_bytes(b"".join((lines[0], b"\n{}\n", *strange, lines[1][:40])))
    assert kept(build) == [True, False, False]
    assert kept(build) == [True] * 3


def test_where_nothing_can_be_kept_all_is_made(tmp_path: Path) -> None:
    build = project(tmp_path)
    (tmp_path / FOLDER).write_text("in the way")
    assert kept(build) == [False] * 3
    assert kept(build) == [False] * 3


def test_the_plan_says_what_would_be_done(tmp_path: Path) -> None:
    build = project(tmp_path, 2, editions="[zh-Hans, zh-Hant-TW]")
    sources = list_sources(build)
    jobs = list(plan(build, sources))
    assert [(job.name, job.edition, job.kept) for job in jobs] == [
        ("0.txt", "zh-Hans", False),
        ("0.txt", "zh-Hant-TW", False),
        ("1.txt", "zh-Hans", False),
        ("1.txt", "zh-Hant-TW", False),
    ]
    assert jobs[0].steps == ("normalize", "convert", "write", "verify")
    assert not (tmp_path / "dist").exists()
    publish(build)
    (tmp_path / "texts" / "1.txt").write_text(TEXT.format(n=9))
    assert [job.kept for job in plan(build, sources)] == [True, True, False, False]
    assert not any(job.kept for job in plan(build, sources, force=True))


def test_cleaning_removes_what_builds_made_and_nothing_else(tmp_path: Path) -> None:
    build = project(tmp_path)
    publish(build)
    mine = tmp_path / "dist" / "mine.txt"
    mine.write_text("mine")
    assert clean(build) == 8
    assert tree(tmp_path / "dist") == {"mine.txt": b"mine"}
    mine.unlink()
    publish(build)
    clean(build)
    assert not (tmp_path / "dist").exists() and not list(tmp_path.rglob("ledger.txt"))
    assert sorted(path.name for path in (tmp_path / "texts").iterdir()) == ["0.txt", "1.txt", "2.txt"]
    assert clean(build) == 0


def test_a_source_that_disappears_while_building_is_an_error_of_its_own(tmp_path: Path) -> None:
    build = project(tmp_path)
    sources = list_sources(build)
    (tmp_path / "texts" / "1.txt").unlink()
    first, gone, last = run(build, sources)
    assert first.error is None and last.error is None
    assert "1.txt: no such file" in str(gone.error)


def start(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build", "--quiet", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
        start_new_session=True,
        stderr=subprocess.PIPE,
    )


def test_a_build_killed_at_any_moment_leaves_whole_files_and_is_taken_up(tmp_path: Path) -> None:
    formats = "[md, txt, html, docx]"
    whole = project(tmp_path / "whole", 12, formats=formats)
    publish(whole)
    wanted = tree(tmp_path / "whole" / "dist")
    project(tmp_path / "killed", 12, formats=formats)
    dist, chance = tmp_path / "killed" / "dist", random.Random(8)
    for _ in range(6):
        process = start(tmp_path / "killed", "--jobs", "2")
        time.sleep(chance.uniform(0.5, 2.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        found = {name: data for name, data in tree(dist).items() if not name.endswith(".part")}
        assert found.items() <= wanted.items()
    assert start(tmp_path / "killed").wait() == 0
    assert tree(dist) == wanted


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    build = project(tmp_path, 12)
    outcomes = []
    for outcome in run(build, list_sources(build), jobs=2):
        outcomes.append(outcome)
        if len(outcomes) == 1:
            workers = subprocess.run(["pgrep", "-P", str(os.getpid()), "-f", "attend"], capture_output=True)
            for worker in workers.stdout.split():
                os.kill(int(worker), signal.SIGKILL)
            assert workers.stdout
    assert [outcome.error for outcome in outcomes] == [None] * 12
    publish(replace(build, output="again"))
    assert tree(tmp_path / "dist") == tree(tmp_path / "again")


def test_workers_are_replaced_after_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.children._LIFE", 2)
    tasks = [
        Task(f"{n}.txt", TEXT.format(n=n).encode(), Edition.SIMPLIFIED, (Format.TEXT,)) for n in range(9)
    ]
    with hire(2) as submit:
        found = [result for (result,) in work([[task] for task in tasks], submit, 2)]
    done = [attempt(task) for task in tasks]
    assert [replace(result, seconds=0.0) for result in found] == [
        replace(result, seconds=0.0) for result in done
    ]


def test_a_worker_without_memory_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def starve(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("pipeline.articles.normalize_bytes", starve)
    (outcome,) = publish(project(tmp_path, 1))
    assert str(outcome.error) == (
        f"{tmp_path}/texts/0.txt: this needs more memory than it may have; divide "
        "the source, allow more with --limit-memory, or let fewer --jobs share the memory"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    import resource

    build = project(tmp_path, 2)
    publish(build)
    before = tree(tmp_path / "dist")
    (tmp_path / "texts" / "0.txt").write_text(TEXT.format(n="新" * 2000), encoding="utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, limits[1]))  # the system refuses to write on
    try:
        full, other = publish(build)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert isinstance(full.error, OutputError) and "cannot be written: File too large" in str(full.error)
    assert other.kept and tree(tmp_path / "dist") == before
    assert kept(build) == [False, True]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
        lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
        lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
)
def test_equal_values_and_only_they_have_one_digest(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (repr_sorted(one) == repr_sorted(other))


def repr_sorted(value: object) -> str:
    """Show a value so that dictionaries of another order look the same."""
    if isinstance(value, dict):
        return f"{{{sorted((key, repr_sorted(item)) for key, item in value.items())}}}"
    if isinstance(value, tuple):
        return f"({[repr_sorted(item) for item in value]})"
    return repr(value)


def test_a_digest_is_the_same_in_another_process() -> None:
    values = "frozenset('一二三四五'), {'b': 1, 'a': None}"
    code = f"from pipeline.publish.cache import digest; print(digest({values}))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
