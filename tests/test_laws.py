"""The laws hold on any text and on pages of the fuzzer's grammar, which Hypothesis draws and makes small."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline import laws
from pipeline.articles import judge_bytes, normalize_bytes, normalize_source
from pipeline.check.text import same_blocks
from pipeline.document import Article, Book, Kind, Source, Span
from pipeline.errors import InputError, LawError
from pipeline.formats import write
from pipeline.formats.plain import write_markdown
from pipeline.publish.work import check
from pipeline.read.canonical import read_canonical
from pipeline.read.text import split_lines
from pipeline.script import convert
from pipeline.settings import Edition, Format, Punctuation, Settings, Spacing
from tests.fuzz.grammar import draw_page

# Weighted to the characters that rules look at.
ACTIVE = (
    "“”‘’《》（）(),.，。：；！？、—…· \u3000\u00a0\n\n\n\r\f\u2028\t\ufeff\u200b\u00ad\x07"
    "⽂⻔⻓⼾2０19％%ＡaB-=*#_`\\<&>|~[]太谷区年人民的工业一二三第版记者摄图为电月日星期责编"
)
NEWSPAPER = st.text(st.sampled_from(ACTIVE), max_size=120)
ANYTHING = st.text(max_size=120)
PAGES = st.randoms(use_true_random=False).map(draw_page)  # of the fuzzer's grammar
TEXTS = NEWSPAPER | ANYTHING | PAGES
SETTINGS = st.builds(Settings, st.sampled_from(Spacing), st.sampled_from(Punctuation))
SURE = 0.95  # law 6: what is less sure is a notice


def read(text: str) -> Source:
    return Source("text", split_lines(text))


@given(TEXTS, SETTINGS)
def test_no_character_is_lost_and_every_change_is_named(text: str, settings: Settings) -> None:
    source = read(text)
    articles = normalize_source(source, settings)
    kept = sum(len(block.text.split()) > 0 for article in articles for block in article.blocks)
    assert laws.find_losses(source, articles) == []
    assert laws.find_unnamed(source, articles) == []
    assert kept == sum(len(article.blocks) for article in articles), "no block is empty"


def describe(articles: tuple[Article, ...]) -> list[list[tuple[Kind, str]]]:
    return [[(block.kind, block.text) for block in article.blocks] for article in articles]


@given(TEXTS)
def test_a_second_run_changes_nothing(text: str) -> None:
    articles = normalize_source(read(text))
    if not articles:
        return
    again = pipeline.normalize_text(write_markdown(Book("", articles)).decode())
    assert describe(tuple(again)) == describe(articles)


@given(TEXTS)
def test_the_same_source_gives_the_same_bytes_and_its_text(text: str) -> None:
    articles = normalize_source(read(text))
    if not articles:
        return
    assert normalize_source(read(text)) == articles
    book = Book("合订本", articles)
    for format in (Format.HTML, Format.JSON, Format.EPUB):
        made = write(book, format)
        assert write(book, format) == made
        check(book, format, made)


@given(TEXTS, st.sampled_from(Edition))
def test_an_edition_has_the_blocks_of_its_article(text: str, edition: Edition) -> None:
    for article in normalize_source(read(text)):
        converted = convert(article, edition)
        same_blocks(article, converted)
        assert convert(converted, edition).blocks == converted.blocks


@given(TEXTS, SETTINGS)
def test_a_doubt_is_said(text: str, settings: Settings) -> None:
    data = text.encode("utf-8", "replace")
    try:
        articles = normalize_bytes(data, "a.txt", settings)
    except InputError:  # no Chinese text
        return
    doubted = {notice.line for article in articles for notice in article.notices}
    unsure = {one.line for one in judge_bytes(data, "a.txt", settings) if one.confidence < SURE}
    assert unsure <= doubted


def test_a_lost_character_is_found() -> None:
    source = read("一二三\n四五六")
    article = pipeline.normalize_text("一二三\n四五六")[0]
    (block,) = article.blocks
    short = Article((type(block)(block.kind, block.text, block.spans[:1]),), edits=article.edits)
    assert laws.find_losses(source, [short]) == ["line 2, character 1: “四” is in no block and no edit"]


def test_a_character_used_twice_is_found() -> None:
    source = read("一二三")
    block = pipeline.Block(Kind.PARAGRAPH, "一二三", (Span(1, 1, 4),))
    assert laws.find_losses(source, [Article((block, block))]) == ["line 1: characters 1 to 3 are used twice"]


def test_a_change_without_an_edit_stops_the_run() -> None:
    source = read("一二三")
    article = Article((pipeline.Block(Kind.PARAGRAPH, "一二四", (Span(1, 1, 4),)),))
    try:
        laws.check(source, [article])
    except LawError as error:
        assert error.exit_code == 4
        assert "line 1" in str(error)
    else:
        raise AssertionError("the law did not hold, and nobody said so")


def test_canonical_markdown_keeps_the_laws_itself() -> None:
    articles = normalize_source(read("新春走基层\n\n太 谷 区 的 人 民 2022 年。\n（下转第3版）"))
    source = read(write_markdown(Book("", articles)).decode())
    again = read_canonical(source)
    assert laws.find_losses(source, again) == []
    assert laws.find_unnamed(source, again) == []
