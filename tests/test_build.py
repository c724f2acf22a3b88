"""The build: names, places and bytes of what is written, and what happens when something goes wrong."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

import pipeline
from pipeline.document import Article, Block, Book, Kind, bind
from pipeline.errors import ChongpaiError, InputError, LawError, OutputError, SettingsError, UsageError
from pipeline.files import contained, lock, write_new, write_out, write_whole
from pipeline.formats import write
from pipeline.publish.build import Outcome, list_sources, run
from pipeline.publish.manifest import MANIFEST, list_tools
from pipeline.publish.tasks import Task
from pipeline.publish.work import attempt, check, locate
from pipeline.settings import Build, Edition, Format
from pipeline.sources import find_sources
from tests.samples import ARTICLE as TEXT

PLAIN = (Format.MARKDOWN, Format.TEXT)


def project(folder: Path, texts: dict[str, str], **chosen: object) -> Build:
    """Write sources into texts/ of a folder and make the build of all of them, in plain formats."""
    for name, text in texts.items():
        path = folder / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Build(**({"folder": folder, "sources": ("texts",), "formats": PLAIN} | chosen))


def publish(build: Build, **how: object) -> list[Outcome]:
    return list(run(build, list_sources(build), **how))


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_outputs_are_named_by_source_edition_and_format(tmp_path: Path) -> None:
    build = project(
        tmp_path,
        {"2022/page.3.txt": TEXT, "two.txt": f"{TEXT}***\n{TEXT}"},
        editions=(Edition.SIMPLIFIED, Edition.TAIWAN),
        formats=(Format.MARKDOWN,),
    )
    outcomes = publish(build)
    assert sorted(tree(tmp_path / "dist")) == [
        "2022/page.3.zh-Hans.md",
        "2022/page.3.zh-Hant-TW.md",
        "index.html",
        MANIFEST,
        "two.01.zh-Hans.md",
        "two.01.zh-Hant-TW.md",
        "two.02.zh-Hans.md",
        "two.02.zh-Hant-TW.md",
    ]
    assert [outcome.source for outcome in outcomes] == [
        tmp_path / "texts/2022/page.3.txt",
        tmp_path / "texts/two.txt",
    ]
    assert "熱鬧起來" in (tmp_path / "dist/2022/page.3.zh-Hant-TW.md").read_text(encoding="utf-8")


def test_the_manifest_names_every_output(tmp_path: Path) -> None:
    publish(project(tmp_path, {"page.txt": TEXT}))
    outputs = tree(tmp_path / "dist")
    manifest = json.loads(outputs.pop(MANIFEST))
    assert [entry["path"] for entry in manifest["site"]] == ["index.html"]
    assert outputs.pop("index.html")
    assert [entry["path"] for entry in manifest["outputs"]] == sorted(outputs)
    for entry in manifest["outputs"]:
        data = outputs[entry["path"]]
        assert (entry["size"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert (entry["source"], entry["edition"]) == ("page.txt", "zh-Hans")
        assert entry["title"] == "老菜市场的新日子"
    tools = manifest["tools"].keys()
    assert {"python", "zlib", "weasyprint", "ebooklib", "opencc-python-reimplemented"} <= tools
    assert "pandoc" not in tools  # which had no part in it


def test_the_manifest_names_the_tools_of_each_format() -> None:
    def ask(format: Format, **settings: str) -> dict[str, str]:
        return list_tools(Build(Path(), (), (Edition.TAIWAN,), (format,), **settings))

    assert re.fullmatch(r"[0-9]+(\.[0-9]+)+", ask(Format.DOCX)["pandoc"])
    assert {"pango", "harfbuzz"} < ask(Format.PDF).keys() and "pandoc" not in ask(Format.PDF)
    assert "pango" in ask(Format.EPUB)  # which sets the cover
    assert "pango" not in ask(Format.EPUB, cover="none")


def test_bytes_depend_on_neither_folder_nor_workers(tmp_path: Path) -> None:
    sources = {f"{n}.txt": TEXT.replace("六", "六七八九"[n]) for n in range(4)}
    alone = project(tmp_path / "one", sources)
    crowd = project(tmp_path / "elsewhere" / "two", sources)
    publish(alone)
    with ThreadPoolExecutor(3) as executor:
        publish(crowd, jobs=3, executor=executor, output=tmp_path / "out")
    assert tree(tmp_path / "one" / "dist") == tree(tmp_path / "out")


def test_books_from_two_processes_are_those_from_one(tmp_path: Path) -> None:
    build = project(tmp_path, {"a.txt": TEXT, "b.txt": TEXT}, formats=(Format.EPUB, Format.DOCX, Format.PDF))
    assert [outcome.error for outcome in publish(build)] == [None, None]
    publish(build, jobs=2, output=tmp_path / "again")
    assert tree(tmp_path / "dist") == tree(tmp_path / "again")


def test_a_bad_source_stops_no_other_and_keeps_its_earlier_outputs(tmp_path: Path) -> None:
    build = project(tmp_path, {"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT})
    publish(build)
    before = tree(tmp_path / "dist")
    (tmp_path / "texts" / "b.txt").write_bytes(b"%PDF-")
    (tmp_path / "texts" / "c.yaml").write_text("dat: 2022", encoding="utf-8")
    (tmp_path / "texts" / "a.txt").write_text(TEXT.replace("六点", "七点"), encoding="utf-8")
    a, b, c = publish(build)
    assert (len(a.files), b.files, c.files) == (2, (), ())
    assert str(b.error).startswith(f"{tmp_path}/texts/b.txt: this PDF is damaged; ")
    assert str(c.error) == f"{tmp_path}/texts/c.yaml:1: no setting 'dat'; did you mean 'date'?"
    after = tree(tmp_path / "dist")
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"a.zh-Hans.md", "a.zh-Hans.txt", "index.html", MANIFEST}
    paths = [entry["path"] for entry in json.loads(after[MANIFEST])["outputs"]]
    assert paths == sorted(after.keys() - {"index.html", MANIFEST})


def test_sources_whose_outputs_would_have_one_name_are_refused(tmp_path: Path) -> None:
    build = project(tmp_path, {"a.txt": TEXT, "sub/A.txt": TEXT}, sources=("texts/a.txt", "texts/sub"))
    with pytest.raises(SettingsError, match="would have outputs of the same name; rename one of them"):
        list_sources(build)
    build = project(
        tmp_path / "second", {"a.txt": f"{TEXT}***\n{TEXT}", "a.01.txt": TEXT}, formats=(Format.TEXT,)
    )
    first, second = publish(build)
    assert first.error is None and first.source.name == "a.txt"
    assert str(second.error).endswith("a.01.zh-Hans.txt is also an output of a.txt; rename one of them")


def test_sources_are_files_folders_and_patterns_each_once(tmp_path: Path) -> None:
    build = project(
        tmp_path,
        {"a.txt": TEXT, "b/c.TXT": TEXT, "b/d[1].txt": TEXT, "b/notes.md": "", ".x/e.txt": TEXT},
        sources=("texts", "texts/*.txt", "texts/b/d[1].txt", "texts/**/*.TXT"),
    )
    assert [source.stem for source in list_sources(build)] == ["a", "b/c", "b/d[1]"]
    assert [source.stem for source in find_sources(tmp_path, "texts/b/*")] == ["c", "d[1]", "notes"]
    assert [source.stem for source in find_sources(tmp_path, "texts/.x")] == ["e"]
    for pattern, error in (
        ("none", InputError),
        ("none/*.txt", InputError),
        ("texts/a*/*", InputError),
        ("texts/*/../a.txt", SettingsError),
        ("texts/**x", SettingsError),
    ):
        with pytest.raises(error):
            find_sources(tmp_path, pattern)


def test_books_name_the_last_change_they_are_given(tmp_path: Path) -> None:
    build = project(tmp_path, {"a.txt": TEXT}, formats=(Format.EPUB,))
    publish(build, modified=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC))
    with zipfile.ZipFile(tmp_path / "dist" / "a.zh-Hans.epub") as book:
        assert b'"dcterms:modified">2023-11-14T22:13:20Z<' in book.read("EPUB/content.opf")


def test_the_door_builds(tmp_path: Path) -> None:
    project(tmp_path, {"a.txt": TEXT})
    (tmp_path / "pipeline.yaml").write_text("sources: texts\nformats: md\n", encoding="utf-8")
    (outcome,) = pipeline.build(tmp_path / "pipeline.yaml", output=tmp_path / "out")
    assert outcome.files == (tmp_path / "out" / "a.zh-Hans.md",)
    assert pipeline.normalize(outcome.files[0])[0].body[-1].text.endswith("热气往上飘。")


@pytest.mark.parametrize("format", list(Format))
def test_a_book_without_articles_is_refused(format: Format) -> None:
    with pytest.raises(UsageError, match="空: a book without articles cannot be written"):
        pipeline.write(Book("空", ()), format)
    assert pipeline.write(Article(()), format)


def test_a_read_only_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = project(tmp_path, {"a.txt": TEXT})
    (tmp_path / "dist").mkdir(0o555)
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path / "dist")  # root may write anywhere
    with pytest.raises(OutputError, match="dist: you may not write into this folder; change its permissions"):
        publish(build)


def test_two_builds_do_not_write_into_one_folder(tmp_path: Path) -> None:
    build = project(tmp_path, {"a.txt": TEXT})
    with lock(tmp_path / "dist"), pytest.raises(OutputError, match="another build is writing here"):
        publish(build)
    assert publish(build)[0].error is None


def test_an_output_never_leaves_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    assert contained(folder, "a/b.md") == folder / "a/b.md"
    for name in ("../a.md", "/a.md", "a/../../b.md", "link/a.md", "", ".", "a\0b"):
        with pytest.raises(OutputError):
            contained(folder, name)
    build = project(tmp_path, {"link/a.txt": TEXT})
    assert "a link leads out of the output folder" in str(publish(build)[0].error)
    assert not (tmp_path / "a.zh-Hans.md").exists()


def test_writing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.md"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert tree(tmp_path) == {"new/a.md": b"two"}
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()
    with pytest.raises(OutputError, match="is there already and was not changed"):
        write_new(path, b"three")
    (tmp_path / "folder").mkdir()
    for bad in (tmp_path / "folder", path / "below.md", tmp_path / ("长" * 200)):
        with pytest.raises(OutputError):
            write_whole(bad, b"x")
    assert tree(tmp_path) == {"new/a.md": b"two"}


def test_a_link_or_a_device_stays_what_it_is(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "a.md", tmp_path / "link.md", tmp_path / "pipe"
    link.symlink_to(target)
    write_out(link, b"one")
    write_out(target, b"two")
    assert link.is_symlink() and link.read_bytes() == b"two"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)
        write_out(pipe, b"three")
    assert read.result() == b"three" and pipe.is_fifo()
    with pytest.raises(OutputError, match="Is a directory"):
        write_out(tmp_path, b"four")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_an_output_with_another_text_is_refused() -> None:
    book = bind(Article((Block(Kind.TITLE, "新日子"), Block(Kind.PARAGRAPH, "热气往上飘。")), "新日子"))
    other = bind(Article((Block(Kind.TITLE, "新日子"), Block(Kind.PARAGRAPH, "热气往下飘。")), "新日子"))
    for format in (Format.PDF, Format.EPUB, Format.DOCX):
        data = write(book, format)
        check(book, format, data)
        with pytest.raises(LawError):
            check(other, format, data)


def test_a_fault_of_ours_is_reported_and_not_raised() -> None:
    result = attempt(Task("a.txt", None, Edition.SIMPLIFIED, PLAIN))  # type: ignore[arg-type]
    assert "this is a fault of chongpai; please report it" in str(result.error)
    assert result.error and "Traceback" in result.error.trace


def test_traditional_text_is_not_passed_off_as_simplified(tmp_path: Path) -> None:
    build = project(tmp_path, {"a.txt": TEXT, "a.yaml": "language: zh-Hant-TW"})
    assert str(publish(build)[0].error) == (
        f"{tmp_path}/texts/a.txt: this text is zh-Hant-TW and cannot be turned into zh-Hans; "
        "do not ask for its edition zh-Hans"
    )


def test_errors_say_where_the_file_is() -> None:
    error: ChongpaiError = InputError("bad", where="a.txt", line=3, step="mend it")
    assert str(locate(error, "a.txt", "texts/a.txt")) == "texts/a.txt:3: bad; mend it"
    assert locate(error, "b.txt", "texts/b.txt") is error


def leave() -> None:
    os._exit(1)


def test_a_worker_that_dies_is_an_error_of_the_source(tmp_path: Path) -> None:
    build = project(tmp_path, {"a.txt": TEXT})
    with ProcessPoolExecutor(1, get_context("spawn"), leave) as executor:
        (outcome,) = publish(build, executor=executor)
    assert str(outcome.error) == (
        f"{tmp_path}/texts/a.txt: a worker ended before its time, perhaps for want of memory; "
        "try again with --jobs 1"
    )
