"""Settings files: every value becomes a type at the door, every mistake names its line and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.project import read_beside, read_metadata, read_settings
from pipeline.settings import Build, Edition, Format, Metadata, Punctuation, Settings, Spacing


def save(folder: Path, text: str, name: str = "pipeline.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_said_is_read(tmp_path: Path) -> None:
    path = save(
        tmp_path,
        "sources: [texts, 'more/*.txt']\neditions: [zh-Hans, zh-Hant-HK]\nformats: [pdf, md]\n"
        "spacing: space\npunctuation: fullwidth\noutput: out\n",
    )
    build = read_settings(path)
    assert build == Build(
        folder=tmp_path,
        sources=("texts", "more/*.txt"),
        editions=(Edition.SIMPLIFIED, Edition.HONG_KONG),
        formats=(Format.PDF, Format.MARKDOWN),
        spacing=Spacing.SPACE,
        punctuation=Punctuation.FULLWIDTH,
        output="out",
    )
    assert build.settings == Settings(Spacing.SPACE, Punctuation.FULLWIDTH)


def test_what_is_not_said_has_a_default_and_one_word_is_a_list(tmp_path: Path) -> None:
    build = read_settings(save(tmp_path, "\ufeffsources: texts\nspacing:\noutput: ~\n"))
    assert build == Build(tmp_path, ("texts",))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("sources: [a]\n\nfomats: [pdf]", ":3: no setting 'fomats'; did you mean 'formats'?"),
        ("sources: [a]\nzoom: b", ":2: no setting 'zoom'; choose from sources, editions, formats,"),
        ("sources: [a]\nfolder: b", ":2: no setting 'folder'; "),
        (
            "sources: a\nlayout: vertical\nformats: pdf",
            ":2: only EPUB is set vertically; add epub",
        ),
        (
            "sources: a\nlayout: upright",
            ":2: layout: 'upright' is not known; choose from horiz",
        ),
        ("sources: a\nsilence:\n  E101: a reason\n  E102:", ":4: silence takes codes, each with a reason;"),
        (
            "sources: a\nsilence: [E101]",
            ":2: silence takes codes, each with a reason; write what is",
        ),
        ("sources: a\nformats: [pdf,\n  dox]", ":3: formats: 'dox' is not known; did you mean 'docx'?"),
        (
            "sources: a\neditions: [zh-hant-tw]",
            ":2: editions: 'zh-hant-tw' is not known; did you mean 'zh-Hant-TW'",
        ),
        ("sources: a\nspacing: wide", ":2: spacing: 'wide' is not known; choose from strip, space"),
        ("sources: a\nformats: []", ":2: formats is empty; name at least one"),
        ("sources:\n", ":1: sources is empty; name at least one"),
        ("", ":1: there is no 'sources'; add the line: sources: [texts]"),
        ("sources: {a: b}", ":1: sources takes a list of words; write sources: [texts]"),
        ("sources: a\noutput: [x]", ":2: output takes a word; write output: dist"),
        ("sources: a\nsources: b", ":2: 'sources' is there twice; keep one of them"),
        ("sources: &x [a]\noutput: *x", ":1: aliases (& and *) are not read here"),
        ("sources: !!python/object/apply:os.system [a]", ":1: tags (!) are not read here"),
        ("sources: " + "[" * 20, ":1: there are too many lists inside one another"),
        ("sources: a\n---\nb: c", ":2: a second document begins here"),
        ("- a\n- b", ":1: this does not consist of 'key: value' lines"),
        ("sources: a\noutput: b: c", ":2: this is not YAML: mapping values are not allowed here"),
        ("sources: 'a", ":1: this is not YAML: found unexpected end of stream"),
        ("? [a]\n: b", ":1: a key must be a word"),
        ("sources: \x07", ": this is not YAML: unacceptable character #x0007"),
    ],
)
def test_a_mistake_names_its_line_and_the_next_step(tmp_path: Path, text: str, complaint: str) -> None:
    path = save(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        read_settings(path)
    assert str(error.value).startswith(f"{path}{complaint}")


def test_settings_that_are_not_utf8_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yaml"
    path.write_bytes(b"sources: a\noutput: \xd6\xd0")
    with pytest.raises(SettingsError, match=":2: this is not UTF-8; save it as UTF-8"):
        read_settings(path)


def test_metadata_are_kept_as_written(tmp_path: Path) -> None:
    text = "title: 'a: b'\nbyline: yes\ndate: 2022-03-01\npublication: 样报　周末版\npage: 03\nsubtitle:\n"
    metadata = read_metadata(save(tmp_path, text, "page.yaml"))
    assert metadata == Metadata(
        title="a: b", byline="yes", date="2022-03-01", publication="样报　周末版", page="03"
    )
    assert read_beside(tmp_path / "page.txt") == metadata
    assert read_beside(tmp_path / "other.txt") == Metadata()


@pytest.mark.parametrize("date", ["2022", "2022-03", "2024-02-29"])
def test_a_date_may_be_a_year_a_month_or_a_day(tmp_path: Path, date: str) -> None:
    assert read_metadata(save(tmp_path, f"date: {date}")).date == date


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("date: 2022-02-30", ":1: date: '2022-02-30' is not a date; write it as 2022-03-01"),
        ("date: 1.3.2022", ":1: date: '1.3.2022' is not a date"),
        ("page: 1\ndat: 2022", ":2: no setting 'dat'; did you mean 'date'?"),
        ("title: [a]", ":1: title takes one line of text"),
        ('title: "a\\tb"', ":1: title takes one line of text"),
        ("title: |\n  a\n  b", ":1: title takes one line of text"),
        (
            "language: zh-Hant",
            ":1: language: 'zh-Hant' is not known; did you mean 'zh-Hant-TW' or 'zh-Hant-HK'?",
        ),
    ],
)
def test_mistaken_metadata_name_the_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = save(tmp_path, text, "page.yaml")
    with pytest.raises(SettingsError) as error:
        read_metadata(path)
    assert str(error.value).startswith(f"{path}{complaint}")


def test_our_own_settings_are_understood(root: Path) -> None:
    build = read_settings(root / "pipeline.yaml")
    assert (build.editions, build.formats) == (
        (Edition.SIMPLIFIED, Edition.TAIWAN),
        (Format.PDF, Format.EPUB, Format.DOCX, Format.MARKDOWN),
    )
    for path in (root / "seeds").glob("*.txt"):
        assert read_beside(path).language == "zh-Hans"
