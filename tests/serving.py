"""A real `chongpai serve` in a process of its own, and how tests ask it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlparse

from conftest import PATIENCE

ROOT = Path(__file__).parent.parent


@dataclass
class Server:
    """A server under test: its process, its address, and the folder it may put things down in."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    @property
    def port(self) -> int:
        return urlparse(self.address).port or 0

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request as it is, headers and all, and give the code, headers and body of the answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        own = {"Host": f"127.0.0.1:{self.port}"}
        own |= {"Origin": f"http://127.0.0.1:{self.port}"} if method == "POST" else {}
        said = own | {name.replace("_", "-"): value for name, value in headers.items()}
        target = path if path.startswith("/") else f"{urlparse(self.address).path}{path}"
        line.request(method, target, body, {name: value for name, value in said.items() if value})
        answer = line.getresponse()
        data = answer.read()
        line.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, data

    def send(self, path: str, body: bytes = b"") -> dict[str, object]:
        code, _, data = self.ask("POST", path, body)
        assert code < 300, data
        return json.loads(data)

    def look(self, id: str, version: object = "") -> dict[str, object]:
        """Ask how far a text is: at once, or as soon as it is no longer as a version showed it."""
        return json.loads(self.ask("GET", f"texts/{id}/state?version={version}")[2])

    def follow(self, id: str) -> dict[str, object]:
        """Wait until a text is worked on no more."""
        said = self.look(id)
        while said["state"] == "working":
            said = self.look(id, said["version"])
        return said


@contextmanager
def start(folder: Path, *options: str) -> Iterator[Server]:
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "serve", "--no-browser", *options],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    said = process.stdout.readline()
    assert said.startswith("open http://127.0.0.1:"), said + (process.stderr.read() if process.stderr else "")
    try:
        yield Server(process, said.split()[1], folder)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
