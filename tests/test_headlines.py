"""Which head is title, kicker and subtitle, and what is read before the body."""

from __future__ import annotations

import pytest

from pipeline.document import Kind, Line
from pipeline.repair.draft import Passage
from pipeline.repair.labels import Label, Labelling, Phase, State, continues, opens_block
from pipeline.repair.order import order_passages

NAMES = {Kind.KICKER: "kicker", Kind.TITLE: "title", Kind.SUBTITLE: "subtitle"}
PLAIN, OTHER = "两岸菜园喝清流", "渠水润泽人家"
SAYS, SAYS_TOO = "县里召开春灌会议", "县里部署通水"
DASHED, NUMBERED = "——老农的一天", "渠边人家（二）"


def passage(text: str, kind: Kind = Kind.TITLE) -> Passage:
    return Passage(kind, (Line(1, text),))


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        ((PLAIN,), "title"),
        ((SAYS,), "title"),
        ((DASHED,), "title"),
        ((PLAIN, OTHER), "title subtitle"),
        ((SAYS, PLAIN), "kicker title"),
        ((SAYS, SAYS_TOO), "title subtitle"),
        ((PLAIN, SAYS), "title subtitle"),
        ((PLAIN, DASHED), "title subtitle"),
        ((SAYS, DASHED), "title subtitle"),
        ((SAYS, NUMBERED), "title subtitle"),
        ((PLAIN, OTHER, DASHED), "kicker title subtitle"),
        ((SAYS, PLAIN, DASHED), "kicker title subtitle"),
        ((SAYS, PLAIN, OTHER), "kicker title subtitle"),
        ((SAYS, PLAIN, OTHER, DASHED), "kicker title subtitle subtitle"),
        ((PLAIN, OTHER, SAYS, DASHED), "kicker kicker title subtitle"),
        ((PLAIN, OTHER, SAYS), "title subtitle subtitle"),
        ((DASHED, PLAIN), "title subtitle"),
        ((NUMBERED, PLAIN, DASHED), "kicker title subtitle"),
    ],
)
def test_the_heads_of_a_headline_are_told_apart(heads: tuple[str, ...], names: str) -> None:
    body = passage("去看水。", Kind.PARAGRAPH)
    found = order_passages((*map(passage, heads), body), len(heads) + 1)
    assert " ".join(NAMES[one.kind] for one in found[:-1]) == names
    assert [one.text for one in found] == [*heads, body.text]
    assert found[-1] == body


def test_a_text_without_a_headline_stays_as_it_is() -> None:
    body = (passage("去看水。", Kind.PARAGRAPH), passage("渠水", Kind.HEADING))
    assert order_passages(body, 2) == body


def test_what_stands_below_the_body_is_read_first() -> None:
    body, head = passage("去看水。", Kind.PARAGRAPH), passage("渠水", Kind.HEADING)
    lede, title = passage("今年通水。", Kind.PARAGRAPH), passage(PLAIN)
    assert order_passages((body, head, title, lede), 2) == (title, lede, body, head)
    assert order_passages((lede, title, body, head), 4) == (title, lede, body, head)


START: State = (Phase.BODY, Label.FIRST, 10.0)


@pytest.mark.parametrize(
    ("before", "state", "goes_on"),
    [
        (START, (Phase.BODY, Label.NEXT, 10.0), True),
        (START, (Phase.BODY, Label.FIRST, 10.0), False),
        (START, (Phase.BODY, Label.HEAD, 1.0), False),
        ((Phase.BODY, Label.HEAD, 1.0), (Phase.BODY, Label.HEAD, 2.0), True),
        ((Phase.TITLED, Label.TITLE, 1.0), (Phase.TITLED, Label.TITLE, 1.0), False),
        ((Phase.TITLED, Label.TITLE, 1.0), (Phase.TITLED, Label.TITLE, 2.0), True),
        ((Phase.BODY, Label.SIGNATURE, 1.0), (Phase.BODY, Label.SIGNATURE, 0.0), True),
        ((Phase.BODY, Label.SIGNATURE, 0.0), (Phase.BODY, Label.SIGNATURE, 0.0), False),
        ((Phase.BODY, Label.SIGNATURE, 2.0), (Phase.BODY, Label.SIGNATURE, 0.0), False),
        ((Phase.BODY, Label.HEAD, 1.0), (Phase.BODY, Label.SIGNATURE, 0.0), False),
    ],
)
def test_a_row_goes_on_with_its_block_or_opens_one(before: State, state: State, goes_on: bool) -> None:
    assert continues(before, state) is goes_on
    labelling = Labelling((before, state), (1.0, 1.0))
    assert opens_block(labelling, 0)
    assert opens_block(labelling, 1) is not goes_on


def test_the_first_row_opens_a_block_whatever_it_is() -> None:
    assert opens_block(Labelling(((Phase.BODY, Label.NEXT, 10.0),) * 2, (1.0, 1.0)), 0)
