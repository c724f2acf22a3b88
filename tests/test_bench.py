"""The bench measures what it says: its scores, its degrader, its articles, its classes of errors."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from bench import accuracy, clippings, confidence
from bench.corrections import carry, count_at_one_place, read_case, score
from bench.degrade import degrade, wrap
from bench.errors import classify
from bench.pages import ARTICLES, read_article
from bench.peers import join_at_sentence_ends, read_ours
from bench.scores import HEADS, Block, Page, add, count, read_pages, resample, squeeze
from pipeline.corrections import Deed

TRUTH: list[Block] = [
    ("title", "新桥通车"),
    ("heading", "等了二十年"),
    ("paragraph", "清晨七点，第一班车开上大桥。"),
    ("paragraph", "两岸的人都来看。"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of our own articles, degraded without a typesetter."""
    made = tmp_path_factory.mktemp("pages")
    for path in sorted(ARTICLES.glob("*.yaml")):
        truth = read_article(path)
        page = made / f"own-{path.stem}"
        page.mkdir()
        blocks = [{"kind": kind, "text": text} for kind, text in truth]
        (page / "truth.json").write_text(json.dumps({"articles": [{"blocks": blocks}]}), "utf-8")
        (page / "pdfium.txt").write_text(degrade(truth, Random(path.stem)), "utf-8")
    return made


def test_what_is_right_scores_one() -> None:
    figures = count(TRUTH, [*TRUTH, ("furniture", "第3版")]).figures()
    assert figures == dict.fromkeys(("blocks", "paragraphs", "heads", "order", "space"), 1.0) | {
        "lost": 0.0,
        "added": 0.0,
    }


def test_each_mistake_lowers_its_own_figure() -> None:
    wrong_kind = count(TRUTH, [("heading", TRUTH[0][1]), *TRUTH[1:]]).figures()
    assert (wrong_kind["blocks"], wrong_kind["heads"]) == (1.0, 0.5)
    merged = count(TRUTH, [*TRUTH[:2], ("paragraph", TRUTH[2][1] + TRUTH[3][1])]).figures()
    assert merged["paragraphs"] == 0.0
    assert merged["blocks"] == pytest.approx(2 * 2 / (4 + 3))
    assert count(TRUTH, TRUTH[::-1]).figures()["order"] == 0.0
    spaced = [*TRUTH[:3], ("paragraph", "两岸的人 都来看。")]
    assert count(TRUTH, spaced).figures()["space"] == 0.5
    short = [*TRUTH[:3], ("paragraph", "两岸的人都来。。")]
    assert count(TRUTH, short).figures()["lost"] == count(TRUTH, short).figures()["added"] > 0


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    tallies = [count(TRUTH, TRUTH), count(TRUTH, TRUTH[:2]), count(TRUTH, TRUTH[1:])]
    low, high = resample(tallies, "blocks")
    assert low < add(tallies).figures()["blocks"] < high
    assert resample(tallies, "blocks") == (low, high)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ([*TRUTH[:2], ("paragraph", TRUTH[2][1] + TRUTH[3][1])], "merged: paragraphs"),
        ([*TRUTH[:3], ("paragraph", "两岸的人"), ("paragraph", "都来看。")], "split: a paragraph"),
        ([("title", "新桥通车等了二十年"), *TRUTH[2:]], "merged: adjacent heads"),
        (
            [TRUTH[0], ("paragraph", TRUTH[1][1] + TRUTH[2][1]), TRUTH[3]],
            "merged: a head, byline or caption with text",
        ),
        ([("subtitle", TRUTH[0][1]), *TRUTH[1:]], "kind: title, kicker and subtitle mistaken for each other"),
        ([TRUTH[0], ("paragraph", TRUTH[1][1]), *TRUTH[2:]], "kind: a heading given as a paragraph"),
        ([TRUTH[0], TRUTH[2], TRUTH[1], TRUTH[3]], "order: neighbours parted"),
    ],
)
def test_errors_find_their_class(given: list[Block], name: str) -> None:
    assert name in classify(TRUTH, given)
    assert not classify(TRUTH, TRUTH)


def test_wrapping_keeps_the_text_the_measure_and_the_marks() -> None:
    for path in sorted(ARTICLES.glob("*.yaml")):
        for kind, text in read_article(path):
            lines = wrap(text, 13, 2)
            assert squeeze("".join(lines)) == squeeze(text), kind
            assert not any(line[0] in "，。、；：！？”）》" for line in lines if line)
            assert all(len(line) <= 13 + 2 for line in lines if not any(map(str.isascii, line)))


def test_the_articles_are_of_many_kinds() -> None:
    every = [block for path in ARTICLES.glob("*.yaml") for block in read_article(path)]
    assert {kind for kind, _ in every} == {*HEADS, "byline", "caption", "item", "paragraph"}
    assert all(text == text.strip() and "\n" not in text for _, text in every)


def test_ours_beats_joining_at_sentence_ends(folder: Path) -> None:
    pages = read_pages(folder)
    ours, theirs = (
        add([count(page.truth, read(page.file("pdfium") or folder)) for page in pages]).figures()
        for read in (read_ours, join_at_sentence_ends)
    )
    assert ours["blocks"] > 0.9 > 0.6 > theirs["blocks"]
    assert ours["lost"] == ours["added"] == 0.0


def test_the_commands_print_their_tables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accuracy.main([str(folder), "--only", "pdfium", "--errors"])
    head, row, *_ = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["pages", "blocks", "paragraphs"]
    assert row.split()[:2] == ["pdfium", "12"]
    clippings.main([str(folder), "pdfium"])
    assert len(capsys.readouterr().out.splitlines()) == 2 + len(clippings.SIZES)


def test_sure_decisions_are_right(folder: Path) -> None:
    judged = [one for page in read_pages(folder) for one in confidence.judge(page, "pdfium")]
    sure = [right for decision, right in judged if decision.confidence >= 0.9]
    assert len(sure) > 200
    assert sum(sure) >= 0.99 * len(sure)


def test_a_fitted_curve_finds_the_chance_it_was_made_with() -> None:
    points = [(float(margin), draw < 80 + 2 * margin) for margin in range(10) for draw in range(100)]
    nothing, each = confidence.fit(points)
    for margin, chance in ((0, 0.80), (9, 0.98)):
        assert 1 / (1 + 2.718281828 ** -(nothing + each * margin)) == pytest.approx(chance, abs=0.03)


def test_a_page_knows_its_paper() -> None:
    assert [Page(name, (), ()).paper for name in ("page-rmrb_2019-1", "report-2012-1")] == ["rmrb", "report"]


def test_an_editor_who_knows_the_truth_puts_every_page_right(folder: Path) -> None:
    cases = [read_case(file) for file in sorted(folder.glob("*/pdfium.txt"))[:6]]
    assert sum(len(case.corrections) for case in cases) > 0
    for case in cases:
        figures = score(case, case.corrections).figures()
        assert figures.pop("lost") == figures.pop("added") == 0.0
        assert set(figures.values()) == {1.0}, case.file
        assert count_at_one_place(case) <= 3
        assert carry(case.corrections, case) == (list(case.corrections), [])


def test_what_the_extractor_garbled_is_said_apart(tmp_path: Path) -> None:
    text = "清晨六点，城南的老菜市场已经热闹起来。卖豆腐的周师傅支起摊子。"
    (tmp_path / "truth.json").write_text(
        json.dumps({"articles": [{"blocks": [{"kind": "paragraph", "text": text}]}]}), "utf-8"
    )
    (tmp_path / "pdfium.txt").write_text(text.replace("菜市", "荣").replace("。", "。。", 1), "utf-8")
    case = read_case(tmp_path / "pdfium.txt")
    assert {one.deed for one in case.corrections if one.deed != "paragraph"} == {Deed.WRITE}
    assert score(case, ()).figures()["lost"] > 0
    assert score(case, case.corrections).figures()["blocks"] == 1.0
