"""Kill a build of 50 articles at 100 random moments: is dist/ whole each time, and the end the same?

python -m bench.kills [kills] [articles]
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
SETTINGS = "sources: [texts]\nformats: [epub, docx, md]\n"
FIRST = 0.2  # seconds a build lives at least; at most it lives as long as a whole one took


def prepare(folder: Path, articles: int) -> None:
    """Make a project of so many articles, each with a title of its own."""
    (folder / "texts").mkdir(parents=True)
    (folder / "pipeline.yaml").write_text(SETTINGS, encoding="utf-8")
    text = min((seed.read_text("utf-8") for seed in SEEDS), key=len)[:1500]
    for n in range(articles):
        (folder / "texts" / f"{n:03}.txt").write_text(f"第{n}号\n\n{text}", encoding="utf-8")


def build(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "build", "--quiet", "--jobs", "2"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)


def read(folder: Path) -> dict[str, bytes]:
    """Give the outputs of a folder; what a killed writer left beside them is not one."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".part")
    }


def main(kills: int = 100, articles: int = 50) -> int:
    chance = random.Random(8)
    with TemporaryDirectory() as name:
        whole, killed = Path(name, "whole"), Path(name, "killed")
        for folder in (whole, killed):
            prepare(folder, articles)
        began = time.monotonic()
        if build(whole).wait():
            return 1
        longest = time.monotonic() - began
        wanted = read(whole / "dist")
        torn = finished = struck = 0
        while struck < kills:
            if finished and read(killed / "dist") == wanted:
                shutil.rmtree(killed / "dist")  # it was done: begin anew
                finished = 0
            process = build(killed)
            try:
                process.wait(chance.uniform(FIRST, longest))
                finished += 1
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                struck += 1
                process.wait()
            torn += not read(killed / "dist").items() <= wanted.items()
        ended = build(killed).wait()
        same = read(killed / "dist") == wanted
    print(f"{kills} kills of a build of {articles} articles: {torn} times a file was not whole")
    print(f"the build after them ended with {ended}; dist/ is that of a build never killed: {same}")
    return int(bool(torn or ended or not same))


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
