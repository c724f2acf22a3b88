"""The lock file holds what pyproject.toml asks for, and the set-up says what to do when it cannot."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tomllib
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; [^\\\n]+)? \\\n(?P<hashes>(?: +--hash=\S+.*\n)+)", re.M
)


def test_lock_pins_all_that_is_asked_for(root: Path) -> None:
    asked = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = chain(
        asked["build-system"]["requires"],
        asked["project"]["dependencies"],
        *asked["project"]["optional-dependencies"].values(),
        asked["dependency-groups"]["dev"],
    )
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    pinned = {canonicalize_name(entry["name"]): entry["version"] for entry in ENTRY.finditer(lock)}
    for requirement in map(Requirement, requirements):
        version = pinned.get(canonicalize_name(requirement.name), "none")
        assert requirement.specifier.contains(version), f"{requirement}: {version} is locked; run make lock"


def test_lock_has_hashes_and_names_no_host(root: Path) -> None:
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    rest = re.sub(r"^ +#.*\n", "", ENTRY.sub("", lock), flags=re.M)
    assert rest == "", "each line belongs to a pinned package with its hashes"
    assert not re.search(r"://|index-url|find-links| @ ", lock)


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


def test_an_interrupted_setup_is_completed_by_the_next(root: Path, tmp_path: Path) -> None:
    checkout = copy_checkout(root, tmp_path)
    chance = Random(11)
    for longest in (1.0, 4.0, 8.0):
        process = subprocess.Popen(
            ["/bin/sh", "setup.sh"],
            cwd=checkout,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(chance.uniform(0.2, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # as when its terminal goes
            process.wait()
    done = set_up(checkout)
    if "No matching distribution found" in done.stderr:  # pip's words where no index answers
        pytest.skip("needs a package index")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("setup: ready: ")
    said = subprocess.run([checkout / ".venv/bin/chongpai", "--version"], capture_output=True, check=True)
    assert said.stdout.startswith(b"chongpai ")
    assert set_up(checkout).stdout.splitlines() == done.stdout.splitlines()[-1:], "all is there"
