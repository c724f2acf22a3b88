"""What `--explain` says: every decision in reading order, with how sure the line-break program is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.articles import judge_bytes, normalize_bytes
from pipeline.cli import main
from pipeline.cli.explaining import explain
from pipeline.repair.confidence import CURVES, SURE
from tests.samples import COLUMN

BELOW = f"""\
{COLUMN}。

老菜市场的新日子
——城南菜市场改造见闻
第3版
"""


@pytest.fixture(scope="module")
def said() -> list[str]:
    data = BELOW.encode()
    return list(explain("p", normalize_bytes(data, "p"), judge_bytes(data, "p")))


def find(said: list[str], rule: str) -> list[str]:
    return [line for line in said if f": {rule}: " in line]


def test_every_block_is_said_to_open_with_its_kind_in_reading_order(said: list[str]) -> None:
    opened = [line.split(": ")[:2] for line in said if "opens here" in line]
    assert opened == [
        ["p:10:1", "head/title"],
        ["p:11:1", "head/subtitle"],
        ["p:12:1", "furniture/furniture"],
        ["p:1:1", "block/paragraph"],
        ["p:5:1", "block/paragraph"],
    ]


def test_a_move_says_where_the_block_stood(said: list[str]) -> None:
    assert find(said, "order/moved") == [
        "p:10:1: order/moved: stood behind line 8",
        "p:1:1: order/moved: stood first",
    ]


def test_joins_have_a_margin_and_a_confidence_and_changes_of_rule_have_none(said: list[str]) -> None:
    joins = find(said, "lines/join")
    assert len(joins) == 6
    assert all(
        re.search(r" \[([0-9]+\.[0-9] nats|no other reading), [0-9.]+% sure\]$", line) for line in joins
    )
    gaps = find(said, "spacing/gap")
    assert [line.split(": ")[0] for line in gaps] == ["p:5:12", "p:5:14", "p:5:16"]
    assert not any("nats" in line for line in gaps)


def test_nothing_is_said_twice_and_no_edit_is_left_out(said: list[str]) -> None:
    (article,) = normalize_bytes(BELOW.encode(), "p")
    assert len(set(said)) == len(said)
    assert sum("→" in line for line in said) == len(article.edits)


def test_confidence_grows_with_the_margin_and_is_less_over_a_seam() -> None:
    for nothing, each in CURVES.values():
        assert each > 0 and nothing > -1
    decisions = judge_bytes(BELOW.encode(), "p")
    assert [decision.joined for decision in decisions[:5]] == [False, True, True, True, False]
    assert all(0.5 <= decision.confidence <= 1 for decision in decisions)
    assert decisions[0].confidence > SURE


def test_our_own_forms_hold_no_decisions(tmp_path: Path) -> None:
    assert judge_bytes(b'{"chongpai": 1, "articles": []}', "book.json") == ()
    assert judge_bytes("---\nchongpai: 1\n---\n\n春天。\n".encode(), "book.md") == ()


def test_the_command_explains_on_standard_error(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "p.txt"
    path.write_text(BELOW, encoding="utf-8")
    assert main(["normalize", str(path), "--to", "txt", "--explain"]) == 0
    out, explained = capfdbinary.readouterr()
    assert out.decode().startswith("老菜市场的新日子\n")
    assert f"{path}:10:1: head/title: “老菜市场的新日子” opens here" in explained.decode()
