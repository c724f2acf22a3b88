"""Symbolic links beside sources, among them and in the output folder do not lead out; against real builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import draw_picture

from pipeline.cli import main

TEXT = "石门乡今年秋粮丰收，全县农机日夜不停，颗粒归仓。\n"
SECRET = "机密文字，谁也不该读到。\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the project, with a file of each kind that a link may want to reach."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / "secret.yaml").write_text("title: 机密文字\n", encoding="utf-8")
    (folder / "words.txt").write_text("秋粮\t机密\n", encoding="utf-8")
    (folder / "fixes.yaml").write_text("corrections:\n  - title: 石门乡\n", encoding="utf-8")
    (folder / "photo.png").write_bytes(draw_picture(60, 80))
    return folder


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The sources of a project: one that harms, and one that does not."""
    folder = tmp_path / "project" / "texts"
    folder.mkdir(parents=True)
    for name in ("bad.txt", "good.txt"):
        (folder / name).write_text(TEXT, encoding="utf-8")
    settings = "sources: [texts]\nformats: [epub, txt]\neditions: [zh-Hant-TW]\n"
    (folder.parent / "pipeline.yaml").write_text(settings, encoding="utf-8")
    return folder


def build(texts: Path) -> int:
    return main(["build", str(texts.parent / "pipeline.yaml"), "--jobs", "1", "--quiet"])


def read_made(texts: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (texts.parent / "dist").glob("*.txt")}


BESIDE = {
    "metadata": {"bad.yaml": "secret.yaml"},
    "corrections": {"bad.corrections.yaml": "fixes.yaml"},
    "dictionary": {"bad.yaml": "dictionary: words.txt\n", "words.txt": "words.txt"},
    "folder of dictionaries": {"bad.yaml": "dictionary: deep/words.txt\n", "deep": "."},
    "cover": {"bad.yaml": "cover: front.png\n", "front.png": "photo.png"},
}


@pytest.mark.parametrize("sort", BESIDE)
def test_what_lies_beside_a_source_is_no_link_elsewhere(
    sort: str, texts: Path, outside: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, said in BESIDE[sort].items():
        if "\n" in said:
            (texts / name).write_text(said, encoding="utf-8")
        else:
            (texts / name).symlink_to(outside / said)
    (texts.parent / "pipeline.yaml").write_text("sources: ['texts/*d.txt']\nformats: [epub, txt]\n")
    assert build(texts) in (1, 2)
    (line,) = capfd.readouterr().err.splitlines()
    assert "out of" in line and ("bad" in line or "front.png" in line)
    assert read_made(texts) == {"good.zh-Hans.txt": TEXT}


def test_a_link_beside_a_source_to_a_file_beside_it_is_followed(texts: Path) -> None:
    (texts / "common.yaml").write_text("byline: 王小明\n", encoding="utf-8")
    (texts / "good.yaml").symlink_to("common.yaml")
    assert build(texts) == 0
    assert len(read_made(texts)) == 2


@pytest.mark.parametrize("pattern", ["texts", "texts/*.txt", "texts/**/*.txt", "texts/*/*.txt"])
def test_sources_that_links_lead_to_elsewhere_are_none(pattern: str, texts: Path, outside: Path) -> None:
    (texts / "away.txt").symlink_to(outside / "secret.txt")
    (texts / "deep").symlink_to(outside)
    (texts / "real").mkdir()
    (texts / "real" / "own.txt").write_text(TEXT, encoding="utf-8")
    (texts / "real" / "link.txt").symlink_to(texts / "bad.txt")
    settings = f"sources: ['{pattern}']\nformats: [txt]\n"
    (texts.parent / "pipeline.yaml").write_text(settings, encoding="utf-8")
    assert build(texts) == 0
    made = {path.name: path.read_text(encoding="utf-8") for path in (texts.parent / "dist").rglob("*.txt")}
    assert made and set(made.values()) == {TEXT}


def test_a_link_that_is_named_itself_is_a_source(texts: Path, outside: Path) -> None:
    (texts / "away.txt").symlink_to(outside / "secret.txt")
    settings = "sources: [texts/away.txt]\nformats: [txt]\n"
    (texts.parent / "pipeline.yaml").write_text(settings, encoding="utf-8")
    assert build(texts) == 0
    assert read_made(texts) == {"away.zh-Hans.txt": SECRET}


def test_links_in_the_output_folder_are_replaced_and_not_written_through(texts: Path, outside: Path) -> None:
    names = ("good.zh-Hant-TW.epub", "good.zh-Hant-TW.txt", "index.html", "manifest.json")
    dist = texts.parent / "dist"
    dist.mkdir()
    for name in names:
        (outside / name).write_text("as it was", encoding="utf-8")
        (dist / name).symlink_to(outside / name)
    build(texts)
    assert {(outside / name).read_text(encoding="utf-8") for name in names} == {"as it was"}


NAMED = {
    "cover": "secret.txt",
    "style": "photo.png",
    "dictionary": "photo.png",
    "profile": "secret.yaml",
    "opencc": "",
}


@pytest.mark.parametrize("key", NAMED)
def test_what_the_settings_name_is_what_it_should_be_or_refused(
    key: str, texts: Path, outside: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (texts.parent / "pipeline.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"{key}: ../outside/{NAMED[key]}\n")
    assert build(texts) in (1, 2)
    lines = capfd.readouterr().err.splitlines()
    assert 1 <= len(lines) <= 2, "one for the settings, or one for each source"
    assert all("outside" in line and SECRET.strip() not in line for line in lines)
    assert not (texts.parent / "dist").exists() or read_made(texts) == {}
