"""`chongpai review --apply`: what a page saved goes to the corrections beside the source, or nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles import repair_source
from pipeline.cli import main
from pipeline.corrections import Correction, Deed, parse_corrections
from pipeline.document import Kind, Repaired, Source
from pipeline.proof.adding import Added, add, rewrite
from pipeline.read.text import split_lines
from tests.test_proof import PAGE, read

OLD = """\
# What the desk wants.
source: "page.txt"
corrections:
- break: "三十年。|大河奔流"   # the head

# and this is one
- heading: 大河奔流
- write: 他己经在
  as: 他已经在
"""


def repair() -> Repaired:
    repaired = repair_source(Source("page.txt", split_lines(PAGE)))
    assert repaired
    return repaired


def test_the_later_wins_at_one_place() -> None:
    old = parse_corrections(OLD.encode(), "old").items
    new = read(
        "- subtitle: 大河奔流\n- write: 他己经在\n  as: 他早已在\n"
        "- note: 据介绍\n- break: '三十年。|大河奔流'\n"
    )
    added = add(repair(), old, new)
    assert [(one.deed, one.becomes) for one in added.items] == [
        (Deed.BREAK, ""),
        (Kind.SUBTITLE, ""),
        (Deed.WRITE, "他早已在"),
        (Kind.NOTE, ""),
    ]
    assert added.replaced == old[1:]
    assert [one.deed for one in added.new] == [Kind.SUBTITLE, Deed.WRITE, Kind.NOTE]
    assert add(repair(), added.items, new) == Added(added.items, (), ())


def test_a_place_is_the_same_however_much_of_it_is_quoted() -> None:
    old = read('- break: "三十年。|大河"\n- space: "太|谷经"\n- name: 经开区\n')
    new = read('- join: "里卖了三十年。|大河奔流"\n- close: "太|谷经开区也"\n- name: 经开区\n  as: 經開區\n')
    assert add(repair(), old, new).items == new


def test_a_file_keeps_what_a_person_wrote_in_it() -> None:
    old = parse_corrections(OLD.encode(), "old").items
    added = add(repair(), old, read("- subtitle: 大河奔流\n- note: 据介绍\n"))
    text = rewrite(OLD.encode(), added, "page.txt").decode()
    assert text == OLD.replace("- heading: 大河奔流\n", "") + '- subtitle: "大河奔流"\n- note: "据介绍"\n'
    assert parse_corrections(text.encode(), "x").items == added.items


@pytest.mark.parametrize(
    "text",
    ["", "corrections: []\n", "corrections: [{heading: 据介绍}]\nsource: page.txt\n", "# nothing yet\n"],
)
def test_whatever_the_file_looks_like_it_says_the_same_afterwards(text: str) -> None:
    old = parse_corrections(text.encode(), "old").items
    added = add(repair(), old, read("- note: 据介绍\n"))
    made = parse_corrections(rewrite(text.encode(), added, "page.txt"), "x")
    assert made.items == (Correction(Kind.NOTE, "据介绍"),)


LINES = ["- note: 据介绍\n", "\n", "# 甲\n", "- heading: 清晨\n  line: 3\n"]


@given(
    st.lists(st.sampled_from(LINES), max_size=5),
    st.lists(st.sampled_from(["- note: 清晨\n", "- item: 据介绍\n", "- title: 老菜\n"]), max_size=3),
)
def test_a_file_written_reads_as_what_was_added(before: list[str], new: list[str]) -> None:
    data = f"corrections:\n{''.join(before)}".encode()
    added = add(repair(), parse_corrections(data, "x").items, read("".join(new)))
    written = rewrite(data, added, "page.txt")
    assert parse_corrections(written, "x").items == added.items
    assert written.count("# 甲".encode()) == before.count("# 甲\n")


def save(folder: Path) -> tuple[Path, Path, Path]:
    """Write a page and a file of corrections elsewhere: the page, its own corrections, the file."""
    page, elsewhere = folder / "page.txt", folder / "Downloads"
    elsewhere.mkdir()
    page.write_text(PAGE, encoding="utf-8")
    file = elsewhere / "page.corrections.yaml"
    file.write_text("source: page.txt\ncorrections:\n- note: 据介绍\n", encoding="utf-8")
    return page, folder / "page.corrections.yaml", file


def test_the_command_finds_the_source_that_the_file_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, beside, file = save(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["review", "--apply", str(file)]) == 0
    assert capsys.readouterr().out.endswith(".yaml: 1 correction added, 0 replaced, 0 as they were\n")
    assert beside.read_text("utf-8") == 'source: "page.txt"\ncorrections:\n  - note: "据介绍"\n'
    assert main(["review", "--apply", str(file), "page.txt"]) == 0
    assert capsys.readouterr().out.endswith(".yaml: 0 corrections added, 0 replaced, 1 as they were\n")
    assert main(["normalize", "page.txt", "--to", "json"]) == 0
    assert '"kind":"note"' in capsys.readouterr().out.replace(" ", "")


@pytest.mark.parametrize(
    ("corrections", "arguments", "complaint"),
    [
        ("corrections:\n- note: 大江\n", ["page.txt"], "{file}:2: “大江” is not in the text;"),
        ("corrections:\n- note: 据介绍\n", [], "{file}: the source of these corrections is not here;"),
        ("source: ../page.txt\n", [], "{file}: the source of these corrections is not here;"),
        ("source: gone.txt\n", [], "{file}: the source of these corrections is not here;"),
        ("corrections:\n- note\n", ["page.txt"], "{file}:2: a correction says what it does;"),
        ("corrections: []\n", ["page.txt", "page.txt"], "--apply takes one source;"),
    ],
)
def test_nothing_is_written_where_something_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    corrections: str,
    arguments: list[str],
    complaint: str,
) -> None:
    _, beside, file = save(tmp_path)
    file.write_text(corrections, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    beside.write_text(OLD, encoding="utf-8")
    assert main(["review", "--apply", str(file), *arguments]) == 2
    assert capsys.readouterr().err.startswith("chongpai: " + complaint.format(file=file))
    assert beside.read_text("utf-8") == OLD


def test_corrections_of_another_source_are_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page, beside, file = save(tmp_path)
    page.with_suffix(".pdf").touch()
    beside.write_text("source: page.pdf\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["review", "--apply", str(file)]) == 2
    assert "these corrections are for page.pdf; give the two sources two names" in capsys.readouterr().err
    assert beside.read_text("utf-8") == "source: page.pdf\n"
