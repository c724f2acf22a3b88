"""The benches of builds: the texts they make, what they count, and how they draw it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.charts import Bar, draw_bars, draw_lines, draw_stack
from bench.corpus import SEEDS, write_project
from bench.stages import measure_stages
from pipeline.settings import Edition, Format

_SVG = "{http://www.w3.org/2000/svg}"


def test_texts_are_each_another_and_the_same_again(tmp_path: Path) -> None:
    one, two = (write_project(tmp_path / name, 30, "formats: [md]\n") for name in "ab")
    texts = [path.read_text("utf-8") for path in one]
    assert texts == [path.read_text("utf-8") for path in two]
    assert texts[: len(SEEDS)] == [seed.read_text("utf-8") for seed in SEEDS]
    assert len(set(texts)) == 30
    short = write_project(tmp_path / "short", 3, "", lines=5)
    assert [len(path.read_text("utf-8").splitlines()) for path in short] == [5, 5, 5]


def test_stages_are_those_that_were_gone_through(tmp_path: Path) -> None:
    sources = write_project(tmp_path / "project", 2, "")
    spent = measure_stages(sources, (Format.EPUB, Format.TEXT), Edition.TAIWAN)
    assert [*spent] == ["reading and repair", "conversion", "EPUB", "text formats", "reading back"]
    assert all(seconds > 0 for seconds in spent.values())


def run_bench(commands: list[list[str]], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run commands side by side from a process that has no other children, as the bench has none."""
    code = (
        "from pathlib import Path; from bench.usage import run_side_by_side; "
        f"print(run_side_by_side({commands!r}, Path({str(folder)!r})).processor)"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_what_children_of_commands_use_is_counted(tmp_path: Path) -> None:
    work = "sum(range(10**7))"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    alone = run_bench([[sys.executable, "-c", "pass"]], tmp_path)
    used = run_bench([[sys.executable, "-c", nested]] * 2, tmp_path)
    assert float(used.stdout) > 2 * float(alone.stdout)
    failed = run_bench([["sh", "-c", "echo no more; exit 3"]], tmp_path)
    assert failed.returncode == 1
    assert failed.stderr.endswith("ended with 3\nno more\n\n")


def test_charts_are_in_proportion() -> None:
    bars = _list_widths(draw_bars("a < b", [Bar("one & two", 30), Bar("three", 10)], "{:.0f}"))
    assert bars[1] == pytest.approx(3 * bars[2], abs=0.1)
    parts = _list_widths(draw_stack("whole", [Bar("a", 1), Bar("b", 3)], "{:.0f}"))
    assert parts[2 + 1] == pytest.approx(3 * parts[1], abs=0.2)
    lines = ElementTree.fromstring(draw_lines("l", [("x", [(10, 1), (100, 10)])], "n", "{:.0f}", 1000))
    points = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in lines.iter(f"{_SVG}circle")]
    words = [word.text for word in lines.iter(f"{_SVG}text")]
    assert len(points) == 2 and points[0][0] < points[1][0] and points[0][1] > points[1][1]
    assert "100" in words and words.count("10") == 2  # the number at the second point, and on the scale


def _list_widths(picture: str) -> list[float]:
    return [float(part.get("width", "")) for part in ElementTree.fromstring(picture).iter(f"{_SVG}rect")]
