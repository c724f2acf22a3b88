"""The laws hold on any text: nothing is lost, every change is named, a second run changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline import laws
from pipeline.articles import normalize_source
from pipeline.document import Article, Book, Kind, Source, Span
from pipeline.errors import LawError
from pipeline.formats.plain import write_markdown
from pipeline.read.canonical import read_canonical
from pipeline.read.text import split_lines
from pipeline.settings import Punctuation, Settings, Spacing

# Weighted to the characters that rules look at.
ACTIVE = (
    "“”‘’《》（）(),.，。：；！？、—…· \u3000\u00a0\n\n\n\r\f\u2028\t\ufeff\u200b\u00ad\x07"
    "⽂⻔⻓⼾2０19％%ＡaB-=*#_`\\<&>|~[]太谷区年人民的工业一二三第版记者摄图为电月日星期责编"
)
NEWSPAPER = st.text(st.sampled_from(ACTIVE), max_size=120)
ANYTHING = st.text(max_size=120)
SETTINGS = st.builds(Settings, st.sampled_from(Spacing), st.sampled_from(Punctuation))


def read(text: str) -> Source:
    return Source("text", split_lines(text))


@given(NEWSPAPER | ANYTHING, SETTINGS)
def test_no_character_is_lost_and_every_change_is_named(text: str, settings: Settings) -> None:
    source = read(text)
    articles = normalize_source(source, settings)
    kept = sum(len(block.text.split()) > 0 for article in articles for block in article.blocks)
    assert laws.find_losses(source, articles) == []
    assert laws.find_unnamed(source, articles) == []
    assert kept == sum(len(article.blocks) for article in articles), "no block is empty"


def describe(articles: tuple[Article, ...]) -> list[list[tuple[Kind, str]]]:
    return [[(block.kind, block.text) for block in article.blocks] for article in articles]


@given(NEWSPAPER | ANYTHING)
def test_a_second_run_changes_nothing(text: str) -> None:
    articles = normalize_source(read(text))
    if not articles:
        return
    again = pipeline.normalize_text(write_markdown(Book("", articles)).decode())
    assert describe(tuple(again)) == describe(articles)


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
