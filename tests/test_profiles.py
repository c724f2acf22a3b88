"""Profiles: what a publication's pages teach helps its clippings; the file says it, and every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from pipeline import laws
from pipeline.articles import learn_habits
from pipeline.cli import main
from pipeline.document import Kind, Line, Source
from pipeline.errors import SettingsError
from pipeline.profiles import USUAL, Profile, find_profile, fold_numbers, read_profile, word_profile
from pipeline.project import read_settings
from pipeline.read.text import split_lines
from pipeline.settings import Settings

MEASURE = 16
TEXT = (
    "县里今年新修了六条通村公路，总长八十二公里，沿线三十七个村的群众出门就能坐上班车。",
    "交通局的负责人说，路修到哪里，客车就开到哪里，票价最高不超过三元，老人和学生减半。",
    "家住后山的老人说，从前赶一趟集要走大半天，如今吃过早饭出门，不到中午就能提着菜回来。",
)


def set_page(day: int, blank: str = "") -> str:
    """Set the paragraphs to the measure, their indents lost, below a masthead of that day."""
    lines = [
        f"清河日报 2022年3月{day}日 星期{'一二三四五六日'[day % 7]} 头条",
        "",
        f"通村公路修到{'东西南北'[day]}山",
    ]
    for paragraph in ("子丑寅卯"[: day + 1] + text for text in TEXT * 4):  # no two days have a line in common
        lines += [blank] if blank else []
        lines.append(paragraph[: MEASURE - 2])
        rest = paragraph[MEASURE - 2 :]
        lines += [rest[start : start + MEASURE] for start in range(0, len(rest), MEASURE)]
    return "\n".join(lines)


def learn(*pages: str) -> Profile:
    return learn_habits([Source("", split_lines(page)) for page in pages])


def test_pages_teach_the_measure_and_that_there_are_no_blank_lines() -> None:
    profile = learn(set_page(1), set_page(2))
    assert profile.measures[0] == (16.0, 1.0)
    assert profile.blank_inside[1] > 30 > USUAL.blank_inside[1]
    assert profile.blank_inside[0] == USUAL.blank_inside[0]
    assert sum(profile.blank_inside) <= sum(USUAL.blank_inside) + 60


def test_lines_that_recur_are_furniture_whatever_the_day() -> None:
    profile = learn(*("某某专栏 第12期\n" + set_page(day) for day in (1, 2, 3)))
    assert "某某专栏第#期" in profile.furniture
    assert not any("公里" in line or "老人" in line for line in profile.furniture)
    lines = ("某某专栏 第７期", "春风送暖，田里的麦苗返青了。")
    source = Source("", tuple(Line(number, text) for number, text in enumerate(lines, 1)))
    (article,) = pipeline.normalize_text("\n".join(lines), Settings(profile=profile))
    assert [block.text for block in article.blocks if block.kind is Kind.FURNITURE] == ["某某专栏 第7期"]
    laws.check(source, (article,))


def test_a_clipping_too_short_to_show_its_measure_is_repaired() -> None:
    clipping = "县里新修的公路通了。\n如今孩子们上学不用再翻山\n越岭。"
    wide = Profile(measures=((14.0, 1.0),))
    texts = [block.text for block in pipeline.normalize_text(clipping, Settings(profile=wide))[0].blocks]
    assert texts[-1] == "如今孩子们上学不用再翻山越岭。"


def test_the_file_says_what_was_learnt(tmp_path: Path) -> None:
    profile = learn(set_page(1), set_page(2, blank="\n"))
    path = tmp_path / "daily.yaml"
    path.write_bytes(word_profile(profile, 2, 80))
    read = read_profile(path)
    assert read.measures == profile.measures
    assert read.furniture == profile.furniture
    assert read.blank_between == pytest.approx(profile.blank_between, abs=0.01)
    assert read.rooms == pytest.approx(profile.rooms, abs=0.01)
    assert word_profile(read, 2, 80) == path.read_bytes()


def test_what_is_left_out_is_as_usual(tmp_path: Path) -> None:
    path = tmp_path / "few.yaml"
    path.write_text("furniture: ['第3版 要闻']\n", encoding="utf-8")
    assert read_profile(path) == Profile(furniture=frozenset({"第#版要闻"}))
    assert fold_numbers("第 12 版 要闻") == "第#版要闻"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("measure: {16: 1}", ":1: no setting 'measure'; choose from measures, face"),
        ("face: {digits: 1}", ":1: face has no 'digits'; choose from digit, gap"),
        ("measures: 16", ":1: measures takes names with values"),
        ("measures: {wide: 1}", ":1: measures wide: 'wide' is not a number from 0"),
        ("face:\n  digit: -1", ":2: face digit: '-1' is not a number from 0"),
        ("face:\n  digit: nan", ":2: face digit: 'nan' is not a number from 0"),
        ("face: {tight: perhaps}", ":1: face tight: 'perhaps' is not yes or no"),
        ("blank: {inside: [1]}", ":1: blank inside takes 2 numbers"),
        ("rooms: [1, 1, 1, 1, 1, 0]", ":1: rooms: nothing is impossible; write 0.1"),
        ("furniture: 第3版", ":1: furniture takes a list of lines"),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_profile(path)
    assert complaint in str(raised.value)


def test_a_name_is_looked_for_beside_the_settings(tmp_path: Path) -> None:
    assert find_profile("daily", tmp_path) == tmp_path / "profiles" / "daily.yaml"
    assert find_profile("../daily.yaml", tmp_path) == tmp_path / "../daily.yaml"
    settings = tmp_path / "pipeline.yaml"
    settings.write_text("sources: texts\nprofile: daily\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"daily\.yaml: there is no such profile; make it with: chongpai"):
        read_settings(settings)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "daily.yaml").write_text("measures: {14: 1}", encoding="utf-8")
    assert read_settings(settings).settings.profile == Profile(measures=((14.0, 1.0),))


def test_the_command_learns_and_uses_a_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    for day in (1, 2):
        (tmp_path / "pages" / f"{day}.txt").write_text(set_page(day), encoding="utf-8")
    assert main(["profile", "pages", "-o", "profiles/daily.yaml"]) == 0
    assert capfdbinary.readouterr().out.decode().splitlines() == [
        "profiles/daily.yaml: 2 sources, 76 lines; lines of 16 ems; 0 lines of furniture"
    ]
    assert main(["normalize", "pages/1.txt", "--profile", "daily", "--to", "txt"]) == 0
    assert capfdbinary.readouterr().out.decode().count("子丑" + TEXT[0]) == 4
    assert main(["normalize", "pages/1.txt", "--profile", "other"]) == 2
    assert main(["profile", "pages/1.txt", "-o", "pages/1.txt"]) == 2
    assert b"this would overwrite a source" in capfdbinary.readouterr().err
    (tmp_path / "flat.txt").write_text("".join(f"{text * 4}\n" for text in TEXT * 2), encoding="utf-8")
    assert main(["profile", "flat.txt", "-o", "flat.yaml"]) == 1
    assert b"no source has lines set to a measure" in capfdbinary.readouterr().err
