"""Simplified to Traditional: words, names, quotes, laws."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import article, paragraphs

import pipeline
from pipeline import cli
from pipeline.document import Article, Block, Edit, Kind, Notice, Span
from pipeline.errors import LawError, MissingError, UsageError
from pipeline.recognition import Script, recognize, tell
from pipeline.script import (
    EDITIONS,
    check_engine,
    convert,
    convert_text,
    engine,
    layers,
    list_choices,
    writer,
)
from pipeline.script.engine import Stage
from pipeline.script.marks import corner
from pipeline.script.readings import gather
from pipeline.settings import Edition, Vocabulary, Wording

TW, HK = "zh-Hant-TW", "zh-Hant-HK"
TAIWANESE = Wording(vocabulary=Vocabulary.TAIWAN)
SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
DICTIONARIES = Path(engine.__file__).with_name("dictionaries")


def joined(seed: Path) -> str:
    return "".join(line.strip() for line in seed.read_text(encoding="utf-8").splitlines())


WORDS = """
（孙泰雁 范国栋 苏培） → （孫泰雁 范國棟 蘇培）
新范白线 → 新范白線
范村草莓 → 范村草莓
信院太谷里“两大集市” → 信院太谷里「兩大集市」
土地已经批回 → 土地已經批回
产业链、资金链 → 產業鏈、資金鏈
谷子经济 → 谷子經濟
陈谷子 → 陳穀子
五谷丰登 → 五穀豐登
太谷、东谷、象峪谷、广谷汇、晋创谷 → 太谷、東谷、象峪谷、廣谷匯、晉創谷
征兵，银发经济，发挥 → 徵兵，銀髮經濟，發揮
谁干得好，干鲜果业，主干道 → 誰幹得好，乾鮮果業，主幹道
后续，后备，余次 → 後續，後備，餘次
一公里，制造，制度 → 一公里，製造，制度
批复，采用，恋上侯城 → 批覆，採用，戀上侯城
御锦，净信寺周边，周期，周四 → 御錦，淨信寺周邊，週期，週四
被发明 → 被發明
展示了如何 → 展示了如何
为了解决 → 為了解決
参与制造 → 參與製造
一个中学生，一个中心 → 一個中學生，一個中心
政府干预 → 政府干預
八万里 → 八萬里
几周之后，茶几周围 → 幾週之後，茶几周圍
勇敢的士兵，少数组织，聚集成群 → 勇敢的士兵，少數組織，聚集成群
电视频段，高速连接线 → 電視頻段，高速連接線
新征程，好干部，足额发放 → 新征程，好幹部，足額發放
市场准入，核准并开工 → 市場准入，核准並開工
国家具有，家具有限公司 → 國家具有，傢俱有限公司
线上游戏，上游种植 → 線上遊戲，上游種植
长效机制作为，机制造成 → 長效機制作為，機制造成
旅游资源，游资，上游动工，旅游客运 → 旅遊資源，游資，上游動工，旅遊客運
去干扰，胚胎发育，跳梁小丑 → 去干擾，胚胎發育，跳梁小丑
牛肉面，香蕉干，背包，念佛，血症 → 牛肉麵，香蕉乾，背包，念佛，血症
托着，万里，这周复习，控制台 → 托著，萬里，這週複習，控制臺
郭台铭，余秋里，李准 → 郭台銘，余秋里，李准
绝对的社会里，完全致力于军事 → 絕對的社會裡，完全致力於軍事
短短几年后，这出戏，推出戏曲 → 短短幾年後，這齣戲，推出戲曲
卡路里，兴隆后街，皇后大道 → 卡路里，興隆後街，皇后大道
编辑范本，来源范围 → 編輯範本，來源範圍
"""


@pytest.mark.parametrize("case", WORDS.strip().splitlines())
def test_words(case):
    source, expected = case.split(" → ")
    assert convert_text(source, TW) == expected


READINGS = """
20只羊，两百余只 → 20隻羊，兩百餘隻
最多只需，20只有 → 最多只需，20只有
10里路，三百多里，城里人 → 10里路，三百多里，城裡人
3周后，3周边 → 3週後，3周邊
余村，十余村，余家庄，十余家店 → 余村，十餘村，余家莊，十餘家店
位于村口，示范村，规范村务 → 位於村口，示範村，規範村務
白云村，共产党村支部，播种村民，来到云村 → 白雲村，共產黨村支部，播種村民，來到云村
余庄镇，涂寨村，位于庄村，走进于庄镇 → 余莊鎮，涂寨村，位於莊村，走進于莊鎮
于各庄镇，余各庄，从于家沟来 → 于各莊鎮，余各莊，從于家溝來
涂主任，其余主任 → 涂主任，其餘主任
埃里克，马里奥，家里 → 埃里克，馬里奧，家裡
和平里社区，村里社区 → 和平里社區，村裡社區
"""


@pytest.mark.parametrize("case", READINGS.strip().splitlines())
def test_neighbours_settle_a_reading(case):
    source, expected = case.split(" → ")
    assert convert_text(source, TW) == expected


def test_a_name_of_the_byline_stands_wherever_it_stands():
    made = convert(
        article(
            (Kind.TITLE, "余波访李村"),
            (Kind.BYLINE, "本报记者 余波 通讯员 李冲"),
            (Kind.PARAGRAPH, "余波说，李冲冲在前面。"),
            (Kind.CREDIT, "摄影：于洪"),
            (Kind.PARAGRAPH, "对于洪水，于洪也无余力。"),
            byline="余波",
            title="余波访李村",
        ),
        TW,
    )
    assert [block.text for block in made.blocks] == [
        "余波訪李村",
        "本報記者 余波 通訊員 李沖",
        "余波說，李沖衝在前面。",
        "攝影：于洪",
        "對於洪水，于洪也無餘力。",
    ]
    assert (made.title, made.byline) == ("余波訪李村", "余波")
    assert convert_text("余波未平", TW) == "餘波未平"


def test_gather_takes_names_and_nothing_else():
    assert gather(["（孙泰雁 范国栋 苏培）", "摄影：于 洪", "本报评论员"], []) == {
        "孙泰雁",
        "范国栋",
        "苏培",
        "于 洪",
    }
    assert gather([], ["（本报记者余秋里、范国栋）", "记者于近日获悉，", "记者后来，", "记者余秋里报道"]) == {
        "余秋里",
        "范国栋",
    }


def test_a_surname_of_two_forms_is_asked_about():
    made = convert(article((Kind.PARAGRAPH, "丰收。"), (Kind.BYLINE, "记者 丰子恺")), TW)
    assert made.blocks[1].text == "記者 豐子愷"
    assert made.notices == (Notice("script/name", 2, "the surname of 丰子恺 is set as 豐", "丰", 0.7),)


QUOTES = """
“甲” → 「甲」
“甲‘乙’丙” → 「甲『乙』丙」
“甲‘乙“丙”乙’甲” → 「甲『乙「丙」乙』甲」
‘甲“乙”’ → 「甲『乙』」
「甲“乙”」 → 「甲『乙』」
『甲“乙”』 → 『甲「乙」』
It’s “don’t”，《书·篇》——……〔2022〕14号 → It’s 「don’t」，《書·篇》——……〔2022〕14號
"""


@pytest.mark.parametrize("case", QUOTES.strip().splitlines())
def test_quotes_go_by_depth(case):
    source, expected = case.split(" → ")
    assert convert_text(source, TW) == convert_text(source, HK) == expected


def test_an_article_of_furniture_alone_is_converted():
    converted = convert(article((Kind.FURNITURE, "上接第1版：发展")), Edition.TAIWAN)
    assert converted.blocks[0].text == "上接第1版：發展"


def test_a_quotation_over_paragraphs_reopens_without_notice():
    made = convert(paragraphs("他说：“第一，‘甲。", "“‘第二，乙。", "“‘第三，丙。’”"), TW)
    assert [block.text for block in made.blocks] == [
        "他說：「第一，『甲。",
        "「『第二，乙。",
        "「『第三，丙。』」",
    ]
    assert made.notices == ()


@pytest.mark.parametrize(
    ("texts", "marks"),
    [
        (("“甲", "乙"), [(1, "“")]),
        (("甲”",), [(1, "”")]),
        (("“甲‘乙”", "“丙”"), [(1, "‘")]),
        (("“甲", "“乙"), [(2, "“")]),
    ],
)
def test_quotes_without_a_partner_are_noticed_with_their_line(texts, marks):
    notices = convert(paragraphs(*texts), TW).notices
    assert [(notice.code, notice.line, notice.text[-1]) for notice in notices] == [
        ("script/quotes", line, mark) for line, mark in marks
    ]


def test_only_text_and_its_fields_change():
    before = Article(
        blocks=(Block(Kind.PARAGRAPH, "发展里", (Span(3, 2, 5),)),),
        title="标题",
        subtitle="副题",
        byline="范国栋",
        date="2023-02-20",
        publication="晋中日报",
        page="03",
        source="后/里.txt",
        edits=(Edit("glyphs/radical", 3, 2, "⽂", "文"),),
        notices=(Notice("a/b", 1, "后"),),
    )
    after = convert(before, HK)
    assert after == Article(
        blocks=(Block(Kind.PARAGRAPH, "發展裏", (Span(3, 2, 5),)),),
        title="標題",
        subtitle="副題",
        byline="范國棟",
        date="2023-02-20",
        publication="晉中日報",
        page="03",
        language=HK,
        source="后/里.txt",
        edits=before.edits,
        notices=before.notices,
    )
    assert convert(before, "zh-Hans") is before


@pytest.mark.parametrize("edition", [TW, HK])
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_seeds_keep_their_length_and_stay_when_converted_again(seed, edition):
    text = joined(seed)
    once = convert_text(text, edition)
    assert len(once) == len(text) > 3000
    assert not [character for character in once if tell(character) is Script.SIMPLIFIED]
    assert not set("“”‘’") & set(once)
    assert convert_text(once, edition) == once


def test_traditional_stays_as_it_is():
    text = "裡面的人說：「台灣」與“香港”。"
    assert convert_text(text, TW) == text
    made = convert(paragraphs(text), HK)
    assert (made.blocks[0].text, made.language, made.notices) == (text, HK, ())


def test_a_quote_without_a_partner_is_noticed_on_its_own_line():
    text = "第一行写完。他说：“第二行。"
    block = Block(Kind.PARAGRAPH, text, (Span(4, 1, 7), Span(5, 1, 9)))
    made = convert(Article((block,), edits=(Edit("lines/join", 4, 7, "\n", ""),)), TW)
    assert [(notice.code, notice.line) for notice in made.notices] == [("script/quotes", 5)]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("国", Script.SIMPLIFIED),
        ("國", Script.TRADITIONAL),
        ("里后云着乾隆佢喺abc，。", None),  # written in both scripts, or in Cantonese of either
    ],
)
def test_only_what_one_script_alone_writes_tells_it(text, script):
    assert {tell(character) for character in text} == {script}
    assert (recognize([text]).script, recognize([text]).is_sure) == (script or Script.SIMPLIFIED, True)


def test_of_a_mixed_text_what_is_simplified_is_converted():
    texts = ("国家发展", "國家發展：“后面”", "后来", "发现")
    made = convert(paragraphs(*texts), TW)
    assert [block.text for block in made.blocks] == ["國家發展", "國家發展：“后面”", "後來", "發現"]
    assert [notice.code for notice in made.notices] == ["script/mixed"]
    assert convert_text("\n".join(texts), TW).split("\n") == [block.text for block in made.blocks]
    assert {choice.line for choice in list_choices(paragraphs(*texts), TW)} == {1, 3, 4}
    rarely = convert(paragraphs("国" * 20, "國家發展"), TW)
    assert (rarely.blocks[1].text, rarely.notices) == ("國家發展", ())


def test_mixed_scripts_are_noticed():
    assert [notice.code for notice in convert(paragraphs("国国国國國"), TW).notices] == ["script/mixed"]
    assert convert(paragraphs("国国国国国国国國"), TW).notices == ()


SEED_TEXT = "".join(map(joined, SEEDS))


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, len(SEED_TEXT) - 1),
    length=st.integers(1, 60),
    noise=st.text(st.sampled_from("“”‘’「」’a1 余于里只\u3000\U00020000"), max_size=6),
    edition=st.sampled_from([TW, HK]),
)
def test_any_text_keeps_its_length_and_lines_and_a_second_run_changes_nothing(start, length, noise, edition):
    stretch = SEED_TEXT[start : start + length]
    once = convert_text(stretch, edition)
    assert convert_text(once, edition) == once
    text = stretch + "\n" + noise
    made = convert_text(text, edition)
    assert [len(line) for line in made.split("\n")] == [len(line) for line in text.split("\n")]


@given(st.text(st.sampled_from("“”‘’「」『』甲a"), max_size=12))
def test_corner_is_idempotent_and_leaves_no_curly_quote_but_apostrophes(text):
    once = corner(text).text
    assert corner(once).text == once
    assert not set("“”‘") & set(once)


def test_the_editions_differ_where_the_regions_do():
    assert convert_text("这里说着", TW) == "這裡說著"
    assert convert_text("这里说着", HK) == "這裏說着"
    assert convert_text("这里说", "zh-Hans") == "这里说"
    assert EDITIONS == ("zh-Hans", TW, HK)


def test_what_converts_is_repaired_first(tmp_path):
    """放松 and 签约 across line ends come out as words, by every way to an edition."""
    page = tmp_path / "page.txt"
    text = "丰收的日子\n\n大家心情放\n松，当场签\n约，又去理\n发店坐了坐，说到很晚才回家去。\n"
    page.write_text(text, "utf-8")
    build = tmp_path / "pipeline.yaml"
    build.write_text("sources: page.txt\neditions: zh-Hant-TW\nformats: txt\n", "utf-8")
    [outcome] = pipeline.build(build)
    [repaired] = pipeline.normalize(page)
    commands = (["normalize", "--edition", TW], ["convert"])
    outputs = [
        outcome.files[0].read_text("utf-8"),
        pipeline.write(pipeline.convert(repaired, TW), "txt").decode(),
    ]
    for command in commands:
        cli.main([*command, str(page), "--to", "txt", "-o", str(tmp_path / "out.txt")])
        outputs.append((tmp_path / "out.txt").read_text("utf-8"))
    assert len(set(outputs)) == 1
    assert "心情放鬆，當場簽約，又去理髮店" in outputs[0]
    assert convert_text("放\n松", TW) == "放\n松"  # what would come of converting first


def test_an_unknown_edition_names_the_known_ones():
    for call in (lambda: convert_text("国", "zh-TW"), lambda: convert(paragraphs("国"), "zh-TW")):
        with pytest.raises(UsageError, match=r"'zh-TW'.*zh-Hans, zh-Hant-TW, zh-Hant-HK"):
            call()


def test_a_changed_length_breaks_the_law(monkeypatch):
    twice, nothing = Stage(("default", {"国": "國國"})), Stage(("default", {}))
    loaded = layers.Engine(twice, None, nothing, {})
    monkeypatch.setattr(writer, "load", lambda edition, wording: loaded)
    with pytest.raises(LawError, match=r"a\.txt:1: .*from 1 to 2"):
        convert(article((Kind.PARAGRAPH, "国"), source="a.txt"), TW)


def test_the_rival_library_is_refused_with_the_cure(tmp_path, monkeypatch):
    rival = tmp_path / "opencc-1.4.2.dist-info"
    rival.mkdir()
    (rival / "METADATA").write_text("Metadata-Version: 2.1\nName: opencc\nVersion: 1.4.2\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(MissingError, match=r"opencc 1\.4\.2 .*pip uninstall --yes opencc"):
        check_engine()
    (tmp_path / "a.txt").write_text("国", "utf-8")
    build = tmp_path / "pipeline.yaml"
    build.write_text("sources: a.txt\neditions: zh-Hant-TW\nformats: txt\n", "utf-8")
    with pytest.raises(MissingError):
        pipeline.build(build)
    assert not (tmp_path / "dist").exists()


def test_what_a_rival_left_behind_is_refused(monkeypatch):
    left = ModuleType("opencc")
    left.__file__ = None
    monkeypatch.setitem(sys.modules, "opencc", left)
    engine.find_dictionaries.cache_clear()
    with pytest.raises(MissingError, match=r"is not opencc-python-reimplemented; run: pip install --force"):
        engine.find_dictionaries()


def test_the_library_is_imported_only_when_it_is_used():
    code = (
        "import sys, pipeline.script as s; s.convert_text('国', 'zh-Hans'); sys.exit('opencc' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", layers.OURS)
def test_dictionaries_are_fit_for_the_engine(name):
    entries = layers.dictionary(name)
    assert entries
    for key, value in entries.items():
        assert len(key) == len(value) or name == "taiwan.txt", key
        assert not set(key + value) & set(" \t\u3000，。“”"), key
        assert (len(key) == 1) == (name in ("defaults.txt", "print.txt")), key
    keys = [line.split("\t")[0] for line in (DICTIONARIES / name).read_text(encoding="utf-8").splitlines()]
    kept = [key for key in keys if key and not key.startswith("#")]
    assert len(kept) == len(set(kept))


@pytest.mark.parametrize("edition", [TW, HK])
def test_our_names_come_through_every_stage(edition):
    """The later stages give a name the shapes of its region and nothing else."""
    region = layers.load(Edition(edition), Wording()).variants
    for name, value in layers.dictionary("names.txt").items():
        assert convert_text(name, edition) == region.convert(value), name
        for character, shape in zip(value, region.convert(value), strict=True):
            assert character == shape or character in "裏臺爲羣衆", name


def test_shares_are_shares():
    shares = layers.dictionary("shares.txt")
    assert shares
    assert all(len(character) == 1 and 0 < float(share) < 1 for character, share in shares.items())


INTERPUNCTS = "\u2022\u30fb\uff65"


@pytest.mark.parametrize("mark", INTERPUNCTS)
def test_the_interpunct_between_names_is_the_one_of_clreq(mark):
    assert convert_text(f"约翰{mark}李", TW) == convert_text(f"约翰{mark}李", HK) == "約翰\u00b7李"
    assert convert_text(f"甲{mark} 国", TW) == f"甲{mark} 國"
