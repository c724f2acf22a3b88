"""A user's say in conversion: Taiwan's words, Hong Kong's forms, dictionaries, and the choices shown."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import article, paragraphs

import pipeline
from pipeline.document import Kind
from pipeline.errors import SettingsError, UsageError
from pipeline.script import convert, convert_text, engine, layers, list_choices
from pipeline.settings import Edition, Forms, Vocabulary, Wording

TW, HK = "zh-Hant-TW", "zh-Hant-HK"
TAIWANESE = Wording(vocabulary=Vocabulary.TAIWAN)
SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
SEED_TEXT = "".join(line.strip() for seed in SEEDS for line in seed.read_text("utf-8").splitlines())


REWRITES = """
改变量子比特 → 改變量子位元
勇敢的士兵，少数组织，聚集成群 → 勇敢的士兵，少數組織，聚集成群
电视频段，高速连接线，低级别 → 電視頻段，高速連接線，低級別
上级文件精神，产业集群，溢出效应 → 上級文件精神，產業集群，溢出效應
服务社区，支持谁，技术集成，发送，优化 → 服務社區，支持誰，技術集成，發送，優化
软件，网络，信息化，出租车，激光 → 軟體，網路，資訊化，計程車，雷射
"""


@pytest.mark.parametrize("case", REWRITES.strip().splitlines())
def test_taiwans_words_where_they_are_asked_for(case):
    source, expected = case.split(" → ")
    assert convert_text(source, TW, TAIWANESE) == expected
    assert convert_text(source, HK, TAIWANESE) == convert_text(source, HK)


def test_each_of_taiwans_words_is_named_with_its_line():
    made = convert(paragraphs("软件好。", "改软件、换芯片。"), TW, TAIWANESE)
    assert [block.text for block in made.blocks] == ["軟體好。", "改軟體、換晶片。"]
    assert [(notice.code, notice.line, notice.text) for notice in made.notices] == [
        ("script/vocabulary", 1, "軟件 became 軟體, 2 times"),
        ("script/vocabulary", 2, "芯片 became 晶片"),
    ]
    assert convert(paragraphs("软件好。"), TW).notices == ()


def test_hong_kong_prints_other_forms_than_its_schools_teach():
    source = "说户温税脱阅悦锐卧卫群启床峰线众"
    assert convert_text(source, HK) == "說戶溫稅脫閱悅銳臥衛群啟床峰線眾"
    standard = Wording(forms=Forms.STANDARD)
    assert convert_text(source, HK, standard) == "説户温税脱閲悦鋭卧衞羣啓牀峯線眾"
    assert convert_text(source, TW, standard) == convert_text(source, TW)


def test_the_users_words_come_before_all_others_and_stay_as_written():
    own = Wording(dictionary=(("三里庄", "三里莊"), ("群众里", "羣衆裏"), ("后小军", ""), ("计算机", "電腦")))
    source = "三里庄的群众里，后小军会用计算机。"
    assert convert_text(source, TW, own) == "三里莊的羣衆裏，后小軍會用電腦。"
    assert convert_text(source, HK, own) == "三里莊的羣衆裏，后小軍會用電腦。"
    assert convert_text(source, TW) == "三里莊的群眾裡，後小軍會用計算機。"
    made = convert(paragraphs(source), TW, own)
    assert made.blocks[0].text == "三里莊的羣衆裏，后小軍會用電腦。"


@pytest.mark.parametrize("word", ["", "谷", "资金，链", "资金 链"])
def test_words_that_no_dictionary_may_hold_are_refused(word):
    with pytest.raises(UsageError, match=re.escape(repr(word))):
        Wording(dictionary=((word, "谷"),))


def test_a_folder_of_newer_dictionaries_stands_in(tmp_path):
    newer = "# words\n发展\t測試展\n\n土豆\t土豆 馬鈴薯  # of two the first\n"
    (tmp_path / "STPhrases.txt").write_text(newer, "utf-8")
    wording = Wording(opencc=tmp_path)
    assert convert_text("土豆理发", TW, wording) == "土豆理發"  # its phrases; our characters
    assert convert_text("土豆理发", TW) == "土豆理髮"


def test_the_manifest_names_the_dictionaries_lent(tmp_path):
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "STPhrases.txt").write_text("土豆\t馬鈴\n", "utf-8")
    (tmp_path / "a.txt").write_text("土豆熟了。\n", "utf-8")
    build = tmp_path / "pipeline.yaml"
    build.write_text("sources: a.txt\neditions: zh-Hant-TW\nformats: txt\nopencc: newer\n", "utf-8")
    [outcome] = pipeline.build(build)
    assert outcome.files[0].read_text("utf-8") == "馬鈴熟了。\n"
    tools = json.loads((tmp_path / "dist" / "manifest.json").read_text("utf-8"))["tools"]
    lent = {name: value for name, value in tools.items() if name.startswith("opencc/")}
    assert lent == {"opencc/STPhrases.txt": sha256("土豆\t馬鈴\n".encode()).hexdigest()}


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("notes.txt", "发展\t發展\n", r": there are no dictionaries of OpenCC here; name the folder"),
        ("STPhrases.txt", "发展\t發展\n\n理发\n", r"STPhrases\.txt:3: this is no line of a dictionary"),
        ("STPhrases.txt", "发展\t\n", r"STPhrases\.txt:1: this is no line of a dictionary"),
    ],
)
def test_a_folder_that_is_none_is_refused(tmp_path, file, text, complaint):
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=complaint):
        convert_text("发展", TW, Wording(opencc=tmp_path))


def test_choices_name_their_evidence_the_doubtful_first():
    made = article(
        (Kind.PARAGRAPH, "理发店20余只羊，甲发乙制，干部。"), (Kind.BYLINE, "记者 钟干"), byline="钟干"
    )
    own = Wording(dictionary=(("羊毛发", "羊毛髮"),))
    choices = list_choices(made, TW, own)
    assert [choice.confidence for choice in choices] == sorted(choice.confidence for choice in choices)
    found = {(choice.character, choice.form, choice.evidence, choice.word) for choice in choices}
    assert {
        ("发", "髮", "phrase", "理发店"),
        ("余", "餘", "neighbours", "余"),
        ("只", "隻", "neighbours", "只"),
        ("发", "發", "default", "发"),
        ("制", "制", "default", "制"),
        ("干", "幹", "guard", "干部"),
        ("钟", "鍾", "name", "钟干"),
        ("干", "干", "name", "钟干"),
    } <= found
    doubtful = next(choice for choice in choices if choice.evidence == "default" and choice.character == "制")
    assert (doubtful.line, doubtful.column, doubtful.others, doubtful.around) == (
        1, 13, ("製",), "只羊，甲发乙制，干部。",
    )  # fmt: skip
    assert doubtful.confidence < 0.5
    [choice] = [choice for choice in list_choices(paragraphs("羊毛发"), TW, own) if choice.character == "发"]
    assert (choice.evidence, choice.form, choice.confidence) == ("yours", "髮", 1.0)
    assert list_choices(made, "zh-Hans") == list_choices(paragraphs("後來發現"), TW) == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SEED_TEXT) - 1), st.integers(1, 80), st.sampled_from([TW, HK]))
def test_the_choices_are_those_of_the_conversion(start, length, edition):
    text = SEED_TEXT[start : start + length]
    made = paragraphs(text)
    converted = convert(made, edition).blocks[0].text
    for choice in list_choices(made, edition):
        assert (text[choice.column - 1], converted[choice.column - 1]) == (choice.character, choice.form)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SEED_TEXT) - 1), st.integers(1, 80), st.sampled_from("\n，a\U000f0000"))
def test_runs_convert_as_the_whole_does(start, length, noise):
    text = SEED_TEXT[start : start + length] + noise + SEED_TEXT[:length]
    for stage in (
        layers.load(Edition.TAIWAN, TAIWANESE).words,
        layers.load(Edition.TAIWAN, TAIWANESE).phrases,
    ):
        whole = engine._start([words for _, words in stage.layers])
        assert stage.convert(text) == whole(text)
        names = dict(stage.layers) | {"guard": {}}
        for name, words in stage.layers:
            names[name] = {**words, **names[name]}
        for found in stage.trace(text):
            assert text[found.start : found.end] in names[found.layer]
