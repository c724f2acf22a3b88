"""Files of corrections: read into values, written as they were read, every mistake with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.corrections import (
    BARRED,
    DEEDS,
    Correction,
    Corrections,
    Deed,
    find_corrections,
    parse_corrections,
    write_corrections,
)
from pipeline.document import Kind
from pipeline.errors import SettingsError

ROOT = Path(__file__).parent.parent
ANY = st.text(min_size=1, max_size=12)
SAID = ANY.map(lambda text: text.replace("|", "")).filter(lambda text: text.strip())
LINE = st.integers(0, 999_999_999)
WORDS = st.text("于敏理发店软件", min_size=2, max_size=4)
CORRECTION = st.one_of(
    st.builds(
        Correction,
        st.sampled_from(sorted(BARRED)),
        st.tuples(SAID, SAID).map("|".join),
        line=LINE,
    ),
    st.builds(
        Correction,
        st.sampled_from([deed for deed in DEEDS if deed not in (*BARRED, Deed.MOVE, Deed.WRITE, Deed.NAME)]),
        SAID,
        line=LINE,
    ),
    st.builds(Correction, st.just(Deed.MOVE), SAID, through=SAID | st.just(""), after=SAID, line=LINE),
    st.builds(Correction, st.just(Deed.MOVE), SAID, before=SAID, line=LINE),
    st.builds(Correction, st.just(Deed.WRITE), SAID, st.text("已经 a\"'\\:#{", max_size=5), line=LINE),
    st.builds(Correction, st.just(Deed.NAME), WORDS, WORDS | st.just("")),
)


@given(st.lists(CORRECTION, max_size=4), st.just("") | st.just("page.txt"))
def test_what_is_written_reads_back_as_it_was(items: list[Correction], source: str) -> None:
    corrections = Corrections(tuple(items), source)
    text = write_corrections(corrections)
    assert parse_corrections(text.encode("utf-8"), "x") == corrections


def test_every_example_of_the_documentation_is_read() -> None:
    page = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")
    found = [
        parse_corrections(block.encode(), "page") for block in re.findall(r"```yaml\n(.*?)```", page, re.S)
    ]
    deeds = {one.deed for corrections in found for one in corrections.items}
    assert set(Deed) <= deeds
    for deed in DEEDS:
        assert f"`{deed}" in page


def test_the_example_of_the_documentation_is_true(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    page = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")
    source, printed = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    corrections = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0]
    (tmp_path / "page.txt").write_text(source, encoding="utf-8")
    assert main(["normalize", str(tmp_path / "page.txt"), "--to", "txt"]) == 0
    assert capsysbinary.readouterr().out.decode() != printed
    (tmp_path / "page.corrections.yaml").write_text(corrections, encoding="utf-8")
    assert main(["normalize", str(tmp_path / "page.txt"), "--to", "txt"]) == 0
    assert capsysbinary.readouterr().out.decode() == printed


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("corections: []", ":1: no setting 'corections'; did you mean 'corrections'?"),
        ("corrections: many", ":1: corrections takes a list;"),
        ("source: [a]", ":1: source takes the name of a file;"),
        ("corrections:\n- heading", ":2: a correction says what it does;"),
        ("corrections:\n- {}", ":2: no correction is called ''; choose from join, break,"),
        ("corrections:\n- headnig: 大河", ":2: no correction is called 'headnig'; did you mean 'heading'?"),
        ("corrections:\n- picture: 大河", ":2: no correction is called 'picture'; "),
        ("corrections:\n- join: a|b\n  break: a|b", ":3: join and break are two corrections; write - before"),
        ("corrections:\n- join: ab", ":2: join takes a text with one bar in it; write what stands"),
        ("corrections:\n- join: a|b|c", ":2: join takes a text with one bar in it;"),
        ("corrections:\n- break: '|b'", ":2: break takes a text with one bar in it;"),
        ("corrections:\n- heading: ' |'", ":2: heading takes a text; quote how it begins"),
        ("corrections:\n- heading:", ":2: heading takes text; write heading:"),
        ("corrections:\n- heading: [大河]", ":2: heading takes text;"),
        ("corrections:\n- heading: 大河\n  as: 河", ":3: heading takes no 'as'; choose from line"),
        ("corrections:\n- heading: 大河\n  line: 0", ":3: line takes a number from 1; write line: 12"),
        ("corrections:\n- heading: 大河\n  line: '9999999999'", ":3: line takes a number from 1;"),
        ("corrections:\n- move: 大河", ":2: move takes one block that it goes behind or before; "),
        ("corrections:\n- move: 大河\n  after: 甲\n  before: 乙", ":2: move takes one block that"),
        ("corrections:\n- write: 己经", ":2: write says what is to stand there; add the line as:"),
        ('corrections:\n- write: 己经\n  as: "已\\n经"', ":3: as takes one line of text;"),
        ("corrections:\n- name: 于", ":2: '于' is one character"),
        ("corrections:\n- name: 于敏\n  line: 3", ":3: name takes no 'line'; choose from as"),
        ("corrections:\n- heading: !!python/object:os.system 大河", ":2: tags (!) are not read here;"),
        ("a: &a [x]\ncorrections: [*a, *a]", ":1: aliases (& and *) are not read here;"),
        ("corrections:\n- heading: 大河\n- heading: '", ":3: this is not YAML:"),
        ("corrections: " + "[" * 50, ":1: there are too many lists inside one another;"),
    ],
)
def test_every_mistake_names_its_line_and_a_way_out(text: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_corrections(text.encode(), "page.corrections.yaml")
    assert str(caught.value).startswith("page.corrections.yaml" + complaint)
    assert caught.value.exit_code == 2
    assert caught.value.step


@given(st.binary(max_size=60) | st.text("corrections:- join|\"'\n &*!{}[]大", max_size=60).map(str.encode))
def test_whatever_is_in_the_file_is_read_or_refused(data: bytes) -> None:
    try:
        parse_corrections(data, "x")
    except SettingsError as error:
        assert error.message


def test_a_file_is_for_the_source_it_names(tmp_path: Path) -> None:
    beside = tmp_path / "page.corrections.yaml"
    text, pdf = tmp_path / "page.txt", tmp_path / "page.pdf"
    text.touch()
    assert find_corrections(text) == ()
    beside.write_text("corrections:\n- heading: 大河\n", encoding="utf-8")
    (one,) = find_corrections(pdf)
    assert (one.deed, one.quote, one.at) == (Kind.HEADING, "大河", 2)
    assert find_corrections(text) == (one,)
    beside.write_text("source: texts/page.txt\ncorrections:\n- heading: 大河\n", encoding="utf-8")
    assert find_corrections(text) == (one,)
    assert find_corrections(pdf) == ()
    text.unlink()
    with pytest.raises(SettingsError, match=r"there is no 'page.txt' here; write source: page.pdf"):
        find_corrections(pdf)
