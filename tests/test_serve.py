"""The server of the local page: everything that is refused, limits, signals, and many people at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlparse

import psutil
import pytest
from conftest import PATIENCE

from pipeline.errors import UsageError
from pipeline.serve.gate import find_fault
from pipeline.serve.tasks import name_source
from pipeline.settings import Edition, Format
from tests.samples import ARTICLE as TEXT
from tests.serving import Server, start

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_1f30e4e3f1e25e9a.txt"


def test_corrections_that_do_not_fit_are_refused(server: Server) -> None:
    id = str(server.send("texts", TEXT.encode())["id"])
    server.follow(id)
    asked = {"editions": ["zh-Hans"], "formats": ["md"]}
    for corrections, said in (
        ("corrections: [{heading: 没有这一段}]", "没有这一段"),
        ("!!python/object:os.system {}", "corrections:1: tags"),
        ("nonsense: 1", "nonsense"),
    ):
        server.send(f"texts/{id}/files", json.dumps(asked | {"corrections": corrections}).encode())
        state = server.follow(id)
        assert state["state"] == "failed" and said in str(state["error"]), state
    server.send(f"texts/{id}/files", json.dumps(asked).encode())
    assert server.follow(id)["state"] == "seen"


@pytest.mark.parametrize(
    ("headers", "path", "method"),
    [
        ({"Host": "example.org"}, "", "GET"),
        ({"Host": "example.org:{port}"}, "", "GET"),
        ({"Host": "127.0.0.1"}, "", "GET"),
        ({"Origin": "http://example.org"}, "texts", "POST"),
        ({"Origin": "null"}, "texts", "POST"),
        ({"Origin": ""}, "texts", "POST"),
        ({"Origin": "http://localhost:{port}"}, "texts", "POST"),
        ({"Origin": "http://example.org"}, "", "GET"),
        ({"Sec_Fetch_Site": "cross-site"}, "", "GET"),
        ({"Sec_Fetch_Site": "same-site"}, "texts", "POST"),
        ({}, "/", "GET"),
        ({}, "/wrong/", "GET"),
        ({}, "/wrong/texts", "POST"),
        ({}, "//", "GET"),
    ],
)
def test_others_are_refused(server: Server, headers: dict[str, str], path: str, method: str) -> None:
    said = {name: value.format(port=server.port) for name, value in headers.items()}
    code, sent, body = server.ask(method, path, b"text" if method == "POST" else None, **said)
    assert code == 403 and b"http://" not in body
    assert sent["x-content-type-options"] == "nosniff"


def test_our_own_page_is_let_in(server: Server) -> None:
    code, headers, _ = server.ask("GET", "", Host=f"localhost:{server.port}")
    assert code == 200
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert "server" not in headers
    code, _, _ = server.ask("POST", "texts", TEXT.encode(), Sec_Fetch_Site="same-origin")
    assert code == 201


def test_without_a_host_nothing_is_said() -> None:
    assert find_fault("GET", {}, 80)


def test_too_much_is_refused_before_it_is_sent(server: Server) -> None:
    code, _, body = server.ask("POST", "texts", b"", Content_Length=str(2**40))
    assert code == 413 and "larger than 4 MB" in body.decode()
    line = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    headers = {"Origin": f"http://127.0.0.1:{server.port}", "Host": f"127.0.0.1:{server.port}"}

    def pour() -> Iterator[bytes]:
        for _ in range(8):
            yield b"x" * 2**20

    try:
        line.request("POST", f"{urlparse(server.address).path}texts", pour(), headers, encode_chunked=True)
        assert line.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server no longer listens, which is as good
    finally:
        line.close()


@pytest.mark.parametrize(
    ("limit", "said"),
    [(("--limit-time", "9"), "longer than 9 seconds"), (("--limit-memory", "256"), "more memory")],
)
def test_what_exceeds_its_limits_is_ended_and_said(tmp_path: Path, limit: tuple[str, str], said: str) -> None:
    with start(tmp_path, *limit) as served:
        id = str(served.send("texts", ("清晨\n" * 2_000_000).encode())["id"])
        state = served.follow(id)
        assert state["state"] == "failed" and said in str(state["error"])
        id = str(served.send("texts", TEXT.encode())["id"])
        assert served.follow(id)["state"] == "seen"


def test_no_file_is_ever_opened_by_its_name(server: Server) -> None:
    for name in ("/etc/hostname.txt", "..%2F..%2Fsecret.txt", "C%3A%5Csecret.txt"):
        said = server.send(f"texts?name={name}", TEXT.encode())
        assert server.follow(str(said["id"]))["title"] in ("hostname", "secret")
    for path in ("texts/..%2f..%2fpage/state", "texts/nobody/state", f"texts/{said['id']}/..%2f..%2f.png"):
        assert server.ask("GET", path)[0] in (400, 404)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("", "pasted.txt"),
        ("a/b\\c:d.TXT", "c d.TXT"),
        ("../x.pdf", "x.pdf"),
        ("\u202etxt.x\0y.txt", "txt.x y.txt"),
    ],
)
def test_names_are_harmless(said: str, name: str) -> None:
    assert name_source(said) == name


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(UsageError, match="no kind of file"):
        name_source("a.exe")


def test_ten_people_do_not_wait_for_each_other(server: Server) -> None:
    """While books are being made, ten others see their texts; each gets its own."""
    busy = [str(server.send("texts", SEED.read_bytes())["id"]) for _ in range(3)]
    every = {"editions": list(Edition), "formats": list(Format)}  # far more than can be made meanwhile
    for id in busy:
        server.follow(id)
        server.send(f"texts/{id}/files", json.dumps(every).encode())

    def use(number: int) -> str:
        text = TEXT.replace("老菜市场", f"第{number}号市场", 1)
        id = str(server.send("texts", text.encode())["id"])
        said = server.follow(id)
        assert said["state"] == "seen"
        page = server.ask("GET", f"texts/{id}/review")[2].decode()
        assert f"第{number}号市场" in page
        return str(said["title"])

    with ThreadPoolExecutor(10) as people:
        titles = list(people.map(use, range(10)))
    assert titles == [f"第{number}号市场的新日子" for number in range(10)]
    # They were done while the books were not: nobody waited for those.
    assert "working" in {str(server.look(id)["state"]) for id in busy}
    for id in busy:
        server.send(f"texts/{id}/forget")


def test_of_several_orders_at_once_one_is_done(server: Server) -> None:
    id = str(server.send("texts", TEXT.encode())["id"])
    server.follow(id)
    asked = b'{"editions": ["zh-Hans", "zh-Hant-TW"], "formats": ["md", "txt", "html"]}'
    with ThreadPoolExecutor(10) as people:
        list(people.map(lambda _: server.send(f"texts/{id}/files", asked), range(10)))
    said = server.follow(id)
    assert (said["state"], said["made"], len(said["files"])) == ("seen", 6, 6)  # type: ignore[arg-type]


def list_children(process: int) -> set[int]:
    """List the processes below one, by /proc."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
            parents[int(entry.parent.name)] = int(fields[1])
        except OSError:
            continue
    found = {process}
    while grown := {child for child, parent in parents.items() if parent in found} - found:
        found |= grown
    return found - {process}


def is_there(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def await_true(test: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not test():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@needs_proc
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_signal_leaves_no_file_and_no_process(tmp_path: Path, sent: signal.Signals) -> None:
    with start(tmp_path / "temporary") as served:
        id = str(served.send("texts", SEED.read_bytes())["id"])
        served.follow(id)
        served.send(f"texts/{id}/files", b'{"editions": ["zh-Hans"], "formats": ["docx", "pdf"]}')
        children = list_children(served.process.pid)
        assert children and [*served.folder.iterdir()]
        served.process.send_signal(sent)
        code = served.process.wait(timeout=PATIENCE)
        assert code == (-sent if sent is signal.SIGKILL else 0)
        assert await_true(lambda: not any(map(is_there, children)))
    if sent is signal.SIGKILL:  # whoever comes next clears up
        with start(tmp_path / "temporary") as served:
            assert len([*served.folder.iterdir()]) == 1
    assert [*served.folder.iterdir()] == []


def test_a_signal_says_nothing_of_those_it_cuts_off(tmp_path: Path) -> None:
    with start(tmp_path / "temporary") as served:
        id = str(served.send("texts", SEED.read_bytes())["id"])
        version = served.follow(id)["version"]
        path = urlparse(served.address).path
        for asked in (
            f"GET {path}texts/{id}/state?version={version} HTTP/1.1",  # waits for news
            f"POST {path}texts HTTP/1.1\r\nOrigin: {served.address.removesuffix(path)}\r\nContent-Length: 9",
        ):
            line = HTTPConnection("127.0.0.1", served.port)
            line.connect()
            line.sock.sendall(f"{asked}\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
        assert served.ask("GET", "")[0] == 200, "both are with the server"
        served.process.terminate()
        assert served.process.communicate(timeout=PATIENCE)[1] == ""
        assert served.process.returncode == 0


@needs_proc
def test_cancelling_ends_the_process(server: Server) -> None:
    def list_busy() -> list[int]:
        """List the children that have worked for a fifth of a second since the text was sent."""
        return [child for child, used in measure_work().items() if used > before.get(child, 0) + 0.2]

    def measure_work() -> dict[int, float]:
        children = psutil.Process(server.process.pid).children()
        return {child.pid: child.cpu_times().user for child in children}

    before = measure_work()
    id = str(server.send("texts", ("清晨\n" * 500_000).encode())["id"])
    assert await_true(lambda: bool(list_busy()))
    (busy,) = list_busy()
    said = server.send(f"texts/{id}/cancel")
    assert said["state"] == "cancelled"
    assert await_true(lambda: not is_there(busy))
    server.send(f"texts/{id}/forget")
    assert server.ask("GET", f"texts/{id}/state")[0] == 400


def test_a_port_that_is_taken_is_named(server: Server) -> None:
    command = [sys.executable, "-m", "pipeline", "serve", "--no-browser", "--port", str(server.port)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert f"port {server.port} cannot be had: " in done.stderr and "another --port" in done.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    for name in ("starlette", "uvicorn"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.py").write_text(f"raise ImportError(name='{name}')")
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", "serve", "--no-browser"],
            env=os.environ | {"PYTHONPATH": f"{folder}:{ROOT}"},
            capture_output=True,
            text=True,
            check=False,
        )
        said = f"chongpai: chongpai serve needs {name}; run: pip install 'chongpai[serve]'\n"
        assert (done.returncode, done.stderr) == (3, said)
