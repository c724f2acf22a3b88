"""People who use the local page over HTTP, one thing after the other, and note what is wrong."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection
from urllib.parse import quote

EDITIONS, FORMATS = ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK"), ("md", "txt", "html", "docx", "epub", "pdf")
_PATIENCE = 300  # seconds for an answer


@dataclass(frozen=True, slots=True)
class Text:
    """What is taken to the page: under which name, its bytes, and corrections that fit it, as YAML."""

    name: str
    data: bytes
    corrections: str


Wish = tuple[Text, str, str, bool]  # a text, edition, format, and whether it is corrected


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is: its port, and the token in its address."""

    port: int
    token: str

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Ask as the page does, by POST where there is a body; give the code and the answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        own = {} if body is None else {"Origin": f"http://127.0.0.1:{self.port}"}
        target = path if path.startswith("/") else f"/{self.token}/{path}"
        try:
            line.request("GET" if body is None else "POST", target, body, own | headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def take(self, name: str, data: bytes) -> str:
        """Take a text there and give its number."""
        code, said = self.ask(f"texts?name={quote(name)}", data)
        if code != 201:
            raise RuntimeError(f"{name} was not taken: {code} {said.decode()}")
        return str(json.loads(said)["id"])

    def follow(self, id: str, *states: str) -> dict[str, list[dict[str, str]]]:
        """Wait until a text is worked on no more, which must end in one of some states."""
        said = {"state": "working", "version": ""}
        while said["state"] == "working":
            said = json.loads(self.ask(f"texts/{id}/state?version={said['version']}")[1])
        if said["state"] not in states:
            raise RuntimeError(f"{' or '.join(states)} was expected: {said}")
        return said  # type: ignore[return-value]


@dataclass
class Person:
    """Somebody who does one thing after the other, as a seed says, and notes what is wrong."""

    place: Place
    texts: Sequence[Text]
    answers: dict[Wish, str]  # what all were given, by its hash
    draw: random.Random
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def stay(self, until: float) -> None:
        """Use the page until a time."""
        acts = (self.make_books, self.stop, self.hang_up, self.try_forbidden, self.send_nonsense)
        while time.monotonic() < until:
            (act,) = self.draw.choices(acts, (6, 1, 2, 2, 1))
            self.done[act.__name__] += 1
            try:
                act()
            except Exception as error:  # whatever it is, it is no answer
                self.faults.append(f"{act.__name__}: {type(error).__name__}: {error}")

    def make_books(self) -> None:
        """Take a text there, look at it, and take its files in some editions and formats."""
        text = self.draw.choice(self.texts)
        id = self.place.take(text.name, text.data)
        self.place.follow(id, "seen")
        self.expect(200, f"texts/{id}/review")
        editions = self.draw.sample(EDITIONS, self.draw.randint(1, 2))
        formats = self.draw.sample(FORMATS, self.draw.randint(1, 2))
        corrected = self.draw.random() < 0.3
        self.expect(202, f"texts/{id}/files", order(editions, formats, text.corrections if corrected else ""))
        files = self.place.follow(id, "seen")["files"]
        # They come in the order of the editions and formats, not in that of the question.
        wishes = [(e, f) for e in EDITIONS if e in editions for f in FORMATS if f in formats]
        if len(files) != len(wishes):
            raise RuntimeError(f"{len(wishes)} files were expected: {files}")
        for number, file in enumerate(files):
            (edition, format) = next((e, f) for e, f in wishes if file["name"].endswith(f".{e}.{f}"))
            data = self.expect(200, f"texts/{id}/files/{number}")
            hashed = sha256(data).hexdigest()
            if self.answers.setdefault((text, edition, format, corrected), hashed) != hashed:
                self.faults.append(f"{text.name} became another {edition} {format} than before")
        self.expect(200, f"texts/{id}/files.zip")
        self.expect(200, f"texts/{id}/forget", b"")

    def stop(self) -> None:
        """Cancel files that are being made."""
        text = self.draw.choice(self.texts)
        id = self.place.take(text.name, text.data)
        self.place.follow(id, "seen")
        self.expect(202, f"texts/{id}/files", order(EDITIONS, FORMATS))
        time.sleep(self.draw.random() * 5)  # any moment will do
        self.expect(200, f"texts/{id}/cancel", b"")
        self.place.follow(id, "cancelled", "seen")  # all may have been made already
        self.expect(200, f"texts/{id}/forget", b"")

    def hang_up(self) -> None:
        """Close the connection in the middle of what is sent, of what is waited for, or of an answer."""
        text = self.draw.choice(self.texts)
        path, sent = f"texts?name={quote(text.name)}", b""
        if self.draw.random() < 0.7:
            id = self.place.take(text.name, text.data)
            path = self.draw.choice(
                (f"texts/{id}/state?version=1", f"texts/{id}/review", f"texts/{id}/files/0")
            )
        else:
            sent = text.data[: len(text.data) // 2]
        line = HTTPConnection("127.0.0.1", self.place.port, timeout=_PATIENCE)
        line.putrequest("POST" if sent else "GET", f"/{self.place.token}/{path}")
        line.putheader("Origin", f"http://127.0.0.1:{self.place.port}")
        line.putheader("Content-Length", str(len(text.data) if sent else 0))
        line.endheaders(sent)
        line.close()

    def try_forbidden(self) -> None:
        """Ask with a wrong token, from elsewhere, for what is not there, and for too much."""
        self.expect(403, f"/{self.place.token[:-1]}/")
        self.expect(403, "/wrong/texts", b"text")
        self.expect(403, "texts", b"text", Origin="http://example.org")
        self.expect(403, "", Host="example.org")
        self.expect(400, "texts/nobody/state")
        self.expect(400, "texts?name=a.exe", b"text")
        self.expect(400, "texts", b" ")
        self.expect(413, "texts", b"", **{"Content-Length": str(2**40)})

    def send_nonsense(self) -> None:
        """Send damaged files, orders that say nothing, and corrections that do not fit."""
        text = self.draw.choice(self.texts)
        for name, data in (
            ("a.pdf", b"%PDF-1.7\n" + self.draw.randbytes(5000)),
            ("a.docx", b"PK\3\4" + self.draw.randbytes(5000)),
        ):
            id = self.place.take(name, data)
            self.place.follow(id, "failed")
            self.expect(200, f"texts/{id}/forget", b"")
        id = self.place.take(text.name, text.data)
        self.place.follow(id, "seen")
        self.expect(400, f"texts/{id}/files", self.draw.randbytes(100))
        self.expect(
            202, f"texts/{id}/files", order(["zh-Hans"], ["md"], "corrections: [{heading: 不在这里}]")
        )
        self.place.follow(id, "failed")
        self.expect(200, f"texts/{id}/forget", b"")

    def expect(self, code: int, path: str, body: bytes | None = None, **headers: str) -> bytes:
        """Ask, and give the answer, which must have a code."""
        given, said = self.place.ask(path, body, **headers)
        if given != code:
            raise RuntimeError(
                f"{path}: {code} was expected, not {given}: {said[:300].decode(errors='replace')}"
            )
        return said


def order(editions: Sequence[str], formats: Sequence[str], corrections: str = "") -> bytes:
    """Word which files are wanted."""
    return json.dumps({"editions": editions, "formats": formats, "corrections": corrections}).encode()
