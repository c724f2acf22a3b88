"""Processes that are killed: nothing goes on working behind a build that is gone, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from faults import build, build_anew, list_family, read, start, wait_until_gone, write_project

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")


def wait_for_family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Wait until a build has workers and has written something; give all processes it has started."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None:
        family = list_family(process.pid)
        if len(family) > 1:
            return family
        time.sleep(0.05)
    raise AssertionError("the build ended before it had workers")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_build_that_is_killed_leaves_no_process_behind(tmp_path: Path, how: signal.Signals) -> None:
    project = write_project(tmp_path / "project", 40, formats="[md, docx]")
    process = start(project, "--jobs", "2")
    family = wait_for_family(process)
    os.kill(process.pid, how)
    process.communicate()
    assert [one.name() for one in wait_until_gone(family)] == []
    assert build(project) == (0, [])
    assert read(project / "dist") == build_anew(project)


def test_a_pandoc_that_is_killed_costs_its_source_and_no_other(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", 12, formats="[docx]")
    process = start(project, "--jobs", "1")
    killed = 0
    while process.poll() is None:
        for one in list_family(process.pid):
            try:
                if killed < 2 and one.name() == "pandoc" and "--sandbox" in one.cmdline():
                    one.kill()
                    killed += 1
            except psutil.Error:  # it was quicker
                pass
    said = process.communicate()[1].splitlines()
    assert len(said) <= killed
    assert all(
        line.startswith("chongpai: ") and "pandoc could not turn json into docx" in line for line in said
    )
    assert build(project) == (0, [])
    assert read(project / "dist") == build_anew(project)
