"""The user's dictionaries: both forms, comments, and what is refused where."""

from pathlib import Path

import pytest

import pipeline
from pipeline import cli
from pipeline.dictionary import read_dictionary
from pipeline.errors import SettingsError
from pipeline.project import read_metadata, read_settings
from pipeline.settings import Forms, Vocabulary

TEXT = """\
# names of this paper
范国栋\t

太谷里\t太谷里 太谷裡  # of two forms the first
资金链\t資金鏈
后小军
"""
YAML = """\
# names of this paper
范国栋:
太谷里: 太谷里 太谷裡  # of two forms the first
资金链: 資金鏈
后小军: ~
"""
READ = (("范国栋", ""), ("太谷里", "太谷里"), ("资金链", "資金鏈"), ("后小军", ""))


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.txt", TEXT), ("a.txt", "\ufeff" + TEXT.replace("\n", "\r\n")), ("a.yaml", YAML), ("a.YML", YAML)],
)
def test_both_forms_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8"))
    assert read_dictionary(tmp_path / name) == READ


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (
            "a.txt",
            b"\n\xe8\xb0\xb7\t\xe7\xa9\x80",
            ":2: '谷' is one character, which",
        ),
        ("a.txt", "资金链 資金鏈", ":1: '资金链 資金鏈' has a space in it; put a tab between"),
        ("a.txt", "资金，链\t資金，鏈", ":1: '资金，链' has punctuation in it"),
        ("a.txt", "资金链\t資金。鏈", ":1: '资金链' has punctuation in it"),
        ("a.txt", "太谷\n\n太谷\t太谷", ":3: '太谷' is there twice; keep one of them"),
        ("a.txt", b"\xb9\xfa", ":1: this is not UTF-8; save it as UTF-8"),
        ("a.yaml", "太谷: [太谷]", ":1: '太谷' takes one word; write 太谷: what it becomes"),
        ("a.yaml", "太谷: 太谷\n谷: 穀", ":2: '谷' is one character"),
        ("a.yaml", "太谷: 太谷\n太谷: 穀", ":2: '太谷' is there twice"),
        ("a.yaml", "太谷: *x", ":1: aliases (& and *) are not read here"),
        ("none.txt", None, ": no such file; correct the name"),
    ],
)
def test_a_mistake_names_its_line(
    tmp_path: Path, name: str, text: str | bytes | None, complaint: str
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(SettingsError) as error:
        read_dictionary(path)
    assert str(error.value).startswith(f"{path}{complaint}")


def test_the_project_names_its_dictionary_and_a_source_its_own(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("三里庄\t三里莊\n后小军\n", "utf-8")
    (tmp_path / "texts").mkdir()
    for page in ("a", "b"):
        (tmp_path / "texts" / f"{page}.txt").write_text("三里庄的后小军说，面好。\n", "utf-8")
    (tmp_path / "texts" / "a.yaml").write_text("title: 题\ndictionary: a.words.yaml\n", "utf-8")
    (tmp_path / "texts" / "a.words.yaml").write_text("三里庄: 三裏莊\n面好: 麵好\n", "utf-8")
    (tmp_path / "pipeline.yaml").write_text(
        "sources: texts\neditions: zh-Hant-TW\nformats: txt\ndictionary: names.txt\n", "utf-8"
    )
    first, second = pipeline.build(tmp_path / "pipeline.yaml")
    assert "三裏莊的后小軍說，麵好。" in first.files[0].read_text("utf-8")
    assert "三里莊的后小軍說，面好。" in second.files[0].read_text("utf-8")


@pytest.mark.parametrize("path", ["../names.txt", "/etc/passwd", "a/../../names.txt"])
def test_a_source_reaches_no_dictionary_outside_its_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "names.txt").write_text("太谷\n", "utf-8")
    inside = tmp_path / "texts"
    inside.mkdir()
    (inside / "a.yaml").write_text(f"dictionary: {path}\n", "utf-8")
    with pytest.raises(SettingsError, match=r"a\.yaml:1: dictionary: this leads out of the folder"):
        read_metadata(inside / "a.yaml")


def test_the_settings_of_conversion(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yaml"
    path.write_text("sources: a\nvocabulary: taiwan\nforms: standard\nopencc: newer\n", "utf-8")
    wording = read_settings(path).wording
    assert (wording.vocabulary, wording.forms) == (Vocabulary.TAIWAN, Forms.STANDARD)
    assert wording.opencc == tmp_path / "newer"
    for line, complaint in (
        ("vocabulary: tw", "vocabulary: 'tw' is not known; did you mean 'taiwan'?"),
        ("dictionary: [a, b]", "dictionary takes a word; write dictionary: names.txt"),
    ):
        path.write_text(f"sources: a\n{line}\n", "utf-8")
        with pytest.raises(SettingsError) as error:
            read_settings(path)
        assert complaint in str(error.value)


def test_the_command_takes_dictionaries(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page, names = tmp_path / "page.txt", tmp_path / "names.txt"
    page.write_text("太谷里的资金链断了。\n", "utf-8")
    names.write_text("太谷里\t太谷裡\n", "utf-8")
    assert cli.main(["convert", str(page), "--to", "txt", "--dictionary", str(names)]) == 0
    assert capfd.readouterr().out == "太谷裡的資金鏈斷了。\n"
    names.write_text("太谷里\n谷\t穀\n", "utf-8")
    assert cli.main(["convert", str(page), "--dictionary", str(names)]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"chongpai: {names}:2: '谷' is one character")
