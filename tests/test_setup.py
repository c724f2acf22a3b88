"""The lock file holds what pyproject.toml asks for, and the set-up says what to do when it cannot."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

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
