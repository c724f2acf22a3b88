"""The local page: a real server in a process of its own, real browsers, and everything that is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlparse

import psutil
import pypdfium2
import pytest
from conftest import PATIENCE
from playwright.sync_api import Browser, FilePayload, Page, expect

from pipeline.check.docx import read_docx
from pipeline.check.epub import read_epub
from pipeline.check.validation import validate
from pipeline.errors import UsageError
from pipeline.serve.gate import find_fault
from pipeline.serve.tasks import name_source
from pipeline.settings import Edition, Format
from tests.samples import ARTICLE as TEXT

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_1f30e4e3f1e25e9a.txt"
TITLE = "抓落实不松劲 践初心出成效"
JOINED = "太谷经开区2022年工业投资完成10.87亿元，同比增长20.19%"


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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with start(tmp_path_factory.mktemp("serve"), "--limit-size", "4") as served:
        yield served


@pytest.fixture
def sheet(browser: Browser, server: Server) -> Iterator[Page]:
    """The local page, opened, which must not complain."""
    with browser.new_context(locale="en-GB", accept_downloads=True) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(server.address)
        yield page
        # That something was refused is logged by Chromium itself.
        assert [said for said in complaints if not said.startswith("Failed to load resource")] == []


def paste(page: Page, text: str) -> None:
    """Paste a text into the field, as a person does."""
    page.evaluate(
        """text => {
            const field = document.getElementById("text");
            field.focus();
            document.execCommand("insertText", false, text);
            field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
        }""",
        text,
    )


def await_repair(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("Repaired")


def await_files(page: Page) -> None:
    """Wait as long as the server is making files: what makes them stands behind all others on the machine."""
    status = page.get_by_role("status")
    while "Making" in (status.text_content() or ""):
        page.wait_for_timeout(100)
    expect(status).to_contain_text("The files are ready")


@pytest.mark.needs("chromium")
def test_a_pasted_text_is_shown_repaired(sheet: Page) -> None:
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    expect(sheet.locator("#title")).to_have_text(TITLE)
    review = sheet.frame_locator("#review")
    assert JOINED in (review.locator("#blocks").text_content() or "")
    assert "谷 经 开 区 2022 年" in (review.locator("#lines").text_content() or "")


@pytest.mark.needs("chromium", "java")
def test_files_are_made_downloaded_and_valid(sheet: Page, tmp_path: Path) -> None:
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    sheet.get_by_label("Traditional (Taiwan)").check()
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)
    links = sheet.locator("#files a")
    expect(links).to_have_count(7)
    made = {}
    for link in links.all():
        with sheet.expect_download() as waiting:
            link.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        made[path.name] = path
    names = {f"{TITLE}.{e}.{f}" for e in ("zh-Hans", "zh-Hant-TW") for f in ("pdf", "epub", "docx")}
    assert made.keys() == names | {f"{TITLE}.zip"}
    with zipfile.ZipFile(made[f"{TITLE}.zip"]) as package:
        assert {name: package.read(name) for name in package.namelist()} == {
            name: made[name].read_bytes() for name in names
        }
    epub = made[f"{TITLE}.zh-Hant-TW.epub"]
    (said,) = [result for result in validate(epub).results if result.check == "EPUBCheck"]
    assert not said.failed and not said.lacks, said
    document = pypdfium2.PdfDocument(made[f"{TITLE}.zh-Hans.pdf"].read_bytes())
    assert len(document) >= 4
    document.close()
    assert "太谷經開區2022年工業投資完成10.87億元" in str(read_epub(epub.read_bytes()))
    assert JOINED in str(read_docx(made[f"{TITLE}.zh-Hans.docx"].read_bytes()))


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("way", ["choose", "drop"])
@pytest.mark.parametrize("kind", ["txt", "pdf", "docx"])
def test_files_are_read(sheet: Page, server: Server, way: str, kind: str, samples: dict[str, bytes]) -> None:
    name, data = f"页面 1.{kind}", samples[kind]
    if way == "choose":
        sheet.set_input_files("#file", FilePayload(name=name, mimeType="", buffer=data))
    else:
        sheet.evaluate(
            """([name, bytes]) => {
                const carried = new DataTransfer();
                carried.items.add(new File([new Uint8Array(bytes)], name));
                const how = { bubbles: true, dataTransfer: carried };
                const body = document.body;
                for (const kind of ["dragover", "drop"]) body.dispatchEvent(new DragEvent(kind, how));
            }""",
            [name, list(data)],
        )
    await_repair(sheet)
    expect(sheet.locator("#title")).to_have_text("页面 1")
    shown = sheet.frame_locator("#review").locator("#blocks")
    expect(shown).to_contain_text("清晨六点")
    assert "卖豆腐的周师傅支起摊子，热气往上飘。" in (shown.text_content() or "")
    if kind == "pdf":
        picture = sheet.frame_locator("#review").locator("img, image").first
        expect(picture).to_be_attached()


@pytest.fixture(scope="module")
def samples() -> dict[str, bytes]:
    import pipeline

    (article,) = pipeline.normalize_text(TEXT)
    return {"txt": TEXT.encode("gb18030")} | {kind: pipeline.write(article, kind) for kind in ("pdf", "docx")}


@pytest.mark.needs("chromium")
def test_a_correction_is_in_the_files(sheet: Page) -> None:
    paste(sheet, TEXT)
    await_repair(sheet)
    review = sheet.frame_locator("#review")
    review.locator("#show").select_option("all")
    review.locator("#list").get_by_role("button", name="join line 3").click()
    review.get_by_role("button", name="Begin a paragraph here").click()
    expect(review.locator("#save")).to_contain_text("1")
    for label in ("PDF", "EPUB", "DOCX"):
        sheet.get_by_label(label, exact=True).uncheck()
    sheet.get_by_label("TXT", exact=True).check()
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)
    with sheet.expect_download() as waiting:
        sheet.locator("#files a").click()
    made = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "卖豆腐的\n" in made and "\n周师傅支起摊子" in made


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


@pytest.mark.needs("chromium")
def test_hostile_text_is_text(sheet: Page) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'\u202e倒\u2028</textarea>"
    sheet.on("dialog", lambda dialog: pytest.fail("the text ran"))
    paste(sheet, f"{hostile}新日子\n\n{TEXT}")
    await_repair(sheet)
    review = sheet.frame_locator("#review")
    expect(review.locator("#blocks")).to_contain_text("<script>alert(1)</script><img src=x")
    assert review.locator("#blocks script, #blocks img, #lines img").count() == 0
    expect(sheet.locator("#title")).to_contain_text("textarea")
    assert sheet.locator("#title *").count() == 0
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)
    expect(sheet.locator("#files a")).to_have_count(4)
    for name in sheet.locator("#files a").all_text_contents():
        assert not set(name) & set('/\\:*?"<>|\u202e\u2028')


@pytest.mark.needs("chromium")
def test_what_is_wrong_is_said(sheet: Page) -> None:
    alert = sheet.get_by_role("alert")
    sheet.get_by_role("button", name="Repair").click()
    expect(alert).to_contain_text("there is no text; paste some, or choose a file")
    for name, said in (
        ("virus.exe", "this is no kind of file that is read here; take one of .txt"),
        ("../../etc/broken.pdf", "this PDF is damaged"),
    ):
        payload = FilePayload(name=name.rpartition("/")[2], mimeType="", buffer=b"%PDF-broken")
        sheet.set_input_files("#file", payload)
        expect(alert).to_contain_text(said)
    sheet.locator("#language").click()
    expect(alert).to_contain_text("这个 PDF")


@pytest.mark.needs("chromium")
def test_nothing_chosen_is_said(sheet: Page) -> None:
    paste(sheet, TEXT)
    await_repair(sheet)
    for label in ("PDF", "EPUB", "DOCX"):
        sheet.get_by_label(label, exact=True).uncheck()
    sheet.get_by_role("button", name="Make the files").click()
    expect(sheet.get_by_role("alert")).to_contain_text(
        "no file was asked for; choose an edition and a format"
    )


@pytest.mark.needs("chromium")
def test_making_files_can_be_cancelled(sheet: Page, server: Server) -> None:
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    for label in ("Traditional (Taiwan)", "Traditional (Hong Kong)"):
        sheet.get_by_label(label).check()
    sheet.get_by_role("button", name="Make the files").click()
    expect(sheet.locator("#bar")).to_have_attribute("max", "9")
    sheet.get_by_role("button", name="Cancel").click()
    expect(sheet.get_by_role("status")).to_contain_text("Cancelled")
    sheet.get_by_role("button", name="Make the files").click()
    await_files(sheet)


@pytest.mark.needs("chromium")
def test_everybody_can_use_it(sheet: Page, look: Callable[[Page, str], None]) -> None:
    look(sheet, "serve")
    paste(sheet, SEED.read_text(encoding="utf-8"))
    await_repair(sheet)
    expect(sheet.frame_locator("#review").locator("#blocks")).to_contain_text("开发区")
    look(sheet, "serve-repaired")
    sheet.get_by_role("button", name="Make the files").click()
    look(sheet, "serve-making")
    await_files(sheet)
    look(sheet, "serve-made")
    sheet.set_input_files("#file", FilePayload(name="a.pdf", mimeType="", buffer=b"%PDF-"))
    expect(sheet.get_by_role("alert")).to_contain_text("damaged")
    look(sheet, "serve-error")
    sheet.locator("#language").click()
    look(sheet, "serve-chinese")


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
