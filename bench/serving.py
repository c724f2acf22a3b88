"""How long somebody waits at the local page: a seed pasted, and ten people at once while books are made.

    python -m bench.serving

A real server and a real Chromium; times are by the clock, so on a busy machine they are upper bounds.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
ROUNDS = 5
PEOPLE = 10
# Pastes as a person does, and gives the milliseconds until text of the article is on the page.
_PASTE = """text => new Promise((done) => {
  const field = document.getElementById("text");
  const frame = document.getElementById("review");
  field.value = text;
  const began = performance.now();
  const look = () => {
    const shown = frame.contentDocument?.getElementById("blocks")?.innerText.length > 100;
    const visible = !document.getElementById("result").hidden;
    if (shown && visible) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  document.getElementById("result").hidden = true;
  frame.contentDocument.getElementById("blocks")?.replaceChildren();
  field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
  requestAnimationFrame(look);
})"""


def ask(address: str, path: str, body: bytes | None = None) -> dict[str, object]:
    """Ask the server something, as its own page does."""
    place = urlsplit(address)
    headers = {"Origin": f"{place.scheme}://{place.netloc}"}
    with urllib.request.urlopen(urllib.request.Request(address + path, body, headers)) as answer:
        said: dict[str, object] = json.load(answer)
        return said


def repair(address: str, text: bytes) -> tuple[str, float]:
    """Repair a text, and give its id and the seconds that took."""
    began = time.perf_counter()
    id = str(ask(address, "texts", text)["id"])
    said: dict[str, object] = {"version": "", "state": "working"}
    while said["state"] == "working":
        said = ask(address, f"texts/{id}/state?version={said['version']}")
    return id, time.perf_counter() - began


def measure_paste(address: str) -> list[float]:
    """Give the seconds from pasting each seed to its repaired text on the page, the first time first."""
    with sync_playwright() as engines:
        browser = engines.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        texts = [seed.read_text(encoding="utf-8") for seed in SEEDS]
        taken = [page.evaluate(_PASTE, text) / 1000 for _ in range(ROUNDS) for text in texts]
        browser.close()
        return taken


def measure_crowd(address: str) -> list[float]:
    """Give the seconds that each of ten people waits for a seed, while three others' books are made."""
    text = SEEDS[0].read_bytes()
    order = json.dumps({"editions": ["zh-Hans", "zh-Hant-TW"], "formats": ["pdf", "epub", "docx"]}).encode()
    for _ in range(3):
        id, _ = repair(address, text)
        ask(address, f"texts/{id}/files", order)
    with ThreadPoolExecutor(PEOPLE) as people:
        return [seconds for _, seconds in people.map(lambda _: repair(address, text), range(PEOPLE))]


def main() -> None:
    """Start a server, measure, and print."""
    command = [sys.executable, "-m", "pipeline", "serve", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = server.stdout.readline().split()[-1]
        try:
            time.sleep(2)  # somebody finds the window
            alone = measure_paste(address)
            crowd = measure_crowd(address)
        finally:
            server.terminate()
    print(f"a seed pasted, to its repaired text shown: first {alone[0]:.2f} s, median {median(alone):.2f} s")
    print(f"{PEOPLE} at once, while books are made: median {median(crowd):.2f} s, last {max(crowd):.2f} s")


if __name__ == "__main__":
    main()
