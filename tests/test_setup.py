"""The lock file holds what pyproject.toml asks for, and the set-up says what to do when it cannot."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WAITS = "setup: another set-up is at work in this folder; waiting for it to end"
ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; [^\\\n]+)? \\\n(?P<hashes>(?: +--hash=\S+.*\n)+)", re.M
)


def list_asked(asked: dict[str, Any]) -> dict[str, list[str]]:
    """List what each lock file is to pin: what everybody installs, and the fuzzer, for Linux alone."""
    optional, groups = asked["project"]["optional-dependencies"], asked["dependency-groups"]
    usual = [*asked["build-system"]["requires"], *asked["project"]["dependencies"], *groups["dev"]]
    return {"requirements.lock": [*usual, *chain(*optional.values())], "fuzz.lock": groups["fuzz"]}


@pytest.mark.parametrize("name", ["requirements.lock", "fuzz.lock"])
def test_lock_pins_all_that_is_asked_for(root: Path, name: str) -> None:
    asked = list_asked(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")))
    lock = (root / name).read_text(encoding="utf-8")
    pinned = {canonicalize_name(entry["name"]): entry["version"] for entry in ENTRY.finditer(lock)}
    for requirement in map(Requirement, asked[name]):
        version = pinned.get(canonicalize_name(requirement.name), "none")
        assert requirement.specifier.contains(version), f"{requirement}: {version} is locked; run make lock"


@pytest.mark.parametrize("name", ["requirements.lock", "fuzz.lock"])
def test_lock_has_hashes_and_names_no_host(root: Path, name: str) -> None:
    lock = (root / name).read_text(encoding="utf-8")
    rest = re.sub(r"^ +#.*\n", "", ENTRY.sub("", lock), flags=re.M)
    assert rest == "", "each line belongs to a pinned package with its hashes"
    assert not re.search(r"://|index-url|find-links| @ ", lock)


def test_only_fuzzing_asks_for_the_fuzzer(root: Path) -> None:
    assert "atheris" not in (root / "requirements.lock").read_text(encoding="utf-8")


def set_up(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up of the checkout as somebody would whose PATH and PYTHON are these."""
    return subprocess.run(
        ["/bin/sh", "setup.sh"],
        cwd=root,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_setup_names_the_python_it_cannot_use(root: Path, tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    result = set_up(root, PYTHON=str(old))
    assert result.returncode == 3
    assert result.stderr.splitlines() == [
        f"setup: {old} is not Python 3.11 or newer; "
        "install python3 and python3-venv, or name one with PYTHON=/path/to/python3"
    ]


def copy_checkout(root: Path, folder: Path) -> Path:
    """Copy what the set-up needs, with the lock of the builder alone: a real installation, if a small one."""
    for name in ("setup.sh", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, folder / name)
    for name in ("pipeline", "styles"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    builder = {"hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers"}
    entries = (found.group() for found in ENTRY.finditer(lock) if found["name"] in builder)
    (folder / "requirements.lock").write_text("".join(entries), encoding="utf-8")
    return folder


def begin(checkout: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["/bin/sh", "setup.sh"],
        cwd=checkout,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def complete(checkout: Path) -> list[str]:
    """Set up what is missing, see that chongpai is there and nothing missing, and give what was said."""
    done = set_up(checkout)
    if "No matching distribution found" in done.stderr:  # pip's words where no index answers
        pytest.skip("needs a package index")
    assert (done.returncode, done.stderr) == (0, "")
    *said, last = done.stdout.splitlines()
    assert last.startswith("setup: ready: ")
    version = subprocess.run([checkout / ".venv/bin/chongpai", "--version"], capture_output=True, check=True)
    assert version.stdout.startswith(b"chongpai ")
    assert set_up(checkout).stdout.splitlines() == [last], "all is there"
    return said


@pytest.mark.parametrize("kill", [os.killpg, os.kill], ids=["as when its terminal goes", "its shell alone"])
def test_an_interrupted_setup_is_completed_by_the_next(
    root: Path, tmp_path: Path, kill: Callable[[int, int], None]
) -> None:
    checkout = copy_checkout(root, tmp_path)
    chance = Random(11)
    for longest in (1.0, 2.0, 4.0, 8.0):
        process = begin(checkout)
        time.sleep(chance.uniform(0.2, longest))  # any moment will do
        kill(process.pid, signal.SIGKILL)
        process.wait()
    complete(checkout)


def test_a_setup_waits_for_what_is_left_of_another(root: Path, tmp_path: Path) -> None:
    checkout = copy_checkout(root, tmp_path)
    first = begin(checkout)
    while not (checkout / ".venv" / "pyvenv.cfg").exists():  # what comes early; pip is put in after it
        assert first.poll() is None
        time.sleep(0.01)
    first.kill()  # its shell alone: what it has started goes on
    assert complete(checkout)[0] == WAITS


def test_two_setups_of_a_folder_do_its_work_once(root: Path, tmp_path: Path) -> None:
    checkout = copy_checkout(root, tmp_path)
    first = begin(checkout)
    assert first.stdout and first.stdout.readline().startswith("setup: making .venv")
    second = complete(checkout)
    said = first.communicate()[0].splitlines()
    assert first.returncode == 0 and second == [WAITS]
    assert [line.split(": ")[1] for line in said] == ["installing chongpai from this folder", "ready"]


def test_an_environment_that_was_half_removed_is_made_anew(root: Path, tmp_path: Path) -> None:
    checkout = copy_checkout(root, tmp_path)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    (checkout / ".venv" / "pyvenv.cfg").unlink()  # without it the environment takes itself for a Python
    assert complete(checkout)[0].startswith("setup: making .venv")
