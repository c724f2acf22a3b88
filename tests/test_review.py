"""What a review page is made of: the points, their places, the packing, the page, the command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles import judge_bytes, normalize_bytes
from pipeline.cli import main
from pipeline.document import Article, Block, Kind, Line, Span
from pipeline.messages import Language, translate
from pipeline.review.gathering import gather_review
from pipeline.review.matter import Matter
from pipeline.review.packing import pack
from pipeline.review.page import find_policy, write_review
from pipeline.review.points import Sort, list_points

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
CASES = sorted((ROOT / "tests" / "cases" / "repairs").glob("*.txt"))
DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module", params=SEEDS, ids=lambda path: path.stem[:3])
def matter(request: pytest.FixtureRequest) -> Matter:
    return gather_review(request.param.read_bytes(), request.param.name)


def test_every_edit_and_every_block_is_a_point(matter: Matter) -> None:
    opened = {point.block for point in matter.points if point.sort in (Sort.BREAK, Sort.HEAD, Sort.FURNITURE)}
    assert opened == {at for at, block in enumerate(matter.blocks) if block.spans}
    told = {(point.rule, point.line, point.column) for point in matter.points}
    edits = {(e.rule, e.line, e.column) for article in matter.articles for e in article.edits}
    assert edits <= told


def test_points_stand_where_they_say(matter: Matter) -> None:
    for point in matter.points:
        if point.block < 0:
            continue
        text = matter.blocks[point.block].text
        if point.sort is Sort.CONVERSION:
            assert text[point.start : point.start + point.length] == point.before
        elif point.length:
            assert text[point.start : point.start + point.length] == point.after


def test_joins_are_as_sure_as_the_program_was(matter: Matter) -> None:
    data = (ROOT / "seeds" / matter.name).read_bytes()
    decisions = [one for one in judge_bytes(data, matter.name) if one.joined]
    sure = [point.confidence for point in matter.points if point.sort is Sort.JOIN]
    assert None not in sure
    assert len(sure) == len(decisions)
    assert min(one for one in sure if one) == round(min(one.confidence for one in decisions), 3)


def test_the_packing_gives_every_block_again(matter: Matter) -> None:
    packed = json.loads(json.dumps(pack(matter)))
    for block, (_, kind, runs, said, converted, _) in zip(matter.blocks, packed["blocks"], strict=True):
        assert packed["kinds"][kind] == block.kind
        parts = [
            packed["lines"][line - 1][column - 1 : column - 1 + length]
            for line, column, length in zip(runs[::3], runs[1::3], runs[2::3], strict=True)
        ]
        assert (said or "".join(parts)) == block.text
        assert not converted or len(converted) == len(block.text)


def test_what_is_said_of_a_point_has_its_chinese() -> None:
    wordless: set[str] = set()
    for path in (*SEEDS, *CASES):
        text = path.read_bytes().partition(b"--- source\n")[2].partition(b"\n--- expected")[0]
        data = text or path.read_bytes()
        articles = normalize_bytes(data, path.name)
        for point in list_points(articles, judge_bytes(data, path.name)):
            said = {point.why, point.alternative}
            wordless |= {one for one in said if re.search("[a-z]{3}", one) and _stays(one)}
    assert wordless == set()


def _stays(text: str) -> bool:
    return translate(text, Language.CHINESE) == text


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_text_breaks_out_of_the_page(text: str, name: str) -> None:
    line = Line(1, text)
    block = Block(Kind.PARAGRAPH, text, (Span(1, 1, len(text) + 1),))
    page = write_review(Matter(name, (line,), (Article((block,), title=text),)))
    page.encode("utf-8")
    assert page.count("<script") == 2
    (data,) = DATA.findall(page)
    assert "<" not in data
    assert json.loads(data)["lines"] == [text]


def test_the_policy_forbids_all_but_the_page_itself() -> None:
    policy = dict(part.strip().split(" ", 1) for part in find_policy().split(";"))
    assert policy["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy["script-src"])
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy["style-src"])


def test_the_same_source_gives_the_same_page() -> None:
    data = SEEDS[0].read_bytes()
    assert write_review(gather_review(data, "a.txt")) == write_review(gather_review(data, "a.txt"))


def test_the_command_writes_a_page_for_each_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", str(ROOT / "seeds"), "-o", str(tmp_path / "out")]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"{seed.stem}.html" for seed in SEEDS]
    assert f"wrote {tmp_path / 'out' / names[0]}" in capsys.readouterr().out


def test_sources_that_cannot_be_shown_are_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["review"]) == 2
    assert "no source is named" in capsys.readouterr().err
    assert main(["normalize", str(SEEDS[0]), "--to", "json", "-o", "a.json"]) == 0
    (tmp_path / "b.txt").write_bytes(SEEDS[0].read_bytes())
    assert main(["review", "a.json", "b.txt"]) == 1
    assert "nothing to review in JSON of ours; review the source" in capsys.readouterr().err
    assert (tmp_path / "review" / "b.html").exists()
    (tmp_path / "b.md").write_bytes(SEEDS[0].read_bytes())
    assert main(["review", "b.md", "b.txt"]) == 2
    assert "outputs of the same name" in capsys.readouterr().err


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of a text in a folder, whose settings ask for review pages."""
    (tmp_path / "texts" / "2022").mkdir(parents=True)
    (tmp_path / "texts" / "2022" / "page-3.txt").write_bytes(SEEDS[0].read_bytes())
    (tmp_path / "pipeline.yaml").write_text("sources: [texts]\nformats: [md]\nreview: true\n", "utf-8")
    return tmp_path


def test_a_build_lays_review_pages_beside_its_books(project: Path) -> None:
    settings, dist = str(project / "pipeline.yaml"), project / "dist"
    assert main(["build", settings, "--quiet"]) == 0
    page = dist / "review" / "2022" / "page-3.html"
    assert "conversion" not in {point[0] for point in _read(page)["points"]}
    listed = {entry["path"] for entry in json.loads((dist / "manifest.json").read_text("utf-8"))["site"]}
    assert "review/2022/page-3.html" in listed
    assert "review/2022/page-3.html" in (dist / "index.html").read_text("utf-8")
    before = page.stat().st_mtime_ns
    assert main(["build", settings, "--quiet"]) == 0
    assert page.stat().st_mtime_ns == before
    page.unlink()
    assert main(["build", settings, "--quiet", "--jobs", "2"]) == 0
    assert page.exists()
    assert main(["clean", settings]) == 0
    assert not page.exists()


def _read(page: Path) -> dict[str, list[object]]:
    (data,) = DATA.findall(page.read_text("utf-8"))
    read = json.loads(data)
    assert isinstance(read, dict)
    return read


def test_the_option_asks_for_them_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pipeline.yaml").write_text("sources: [texts]\nformats: [md]\neditions: zh-Hant-HK\n", "utf-8")
    assert main(["build", str(project / "pipeline.yaml"), "--review", "--plan"]) == 0
    assert "2022/page-3.txt: normalize → review (zh-Hant-HK)" in capsys.readouterr().out
    assert main(["build", str(project / "pipeline.yaml"), "--review", "--quiet"]) == 0
    assert (project / "dist" / "review" / "2022" / "page-3.html").exists()
    (project / "pipeline.yaml").write_text("sources: [texts]\nreview: perhaps\n", "utf-8")
    assert main(["build", str(project / "pipeline.yaml")]) == 2
    assert "pipeline.yaml:2: review takes true or false; write review: true" in capsys.readouterr().err


@pytest.fixture(scope="module")
def printed() -> bytes:
    """A PDF page of a headline and two columns."""
    text = "春节前后，各村的果园里一片忙碌，村民们正在为果树剪枝、施肥，盼望着新的一年有个好收成。" * 3
    style = (
        "@page { size: 40em 40em; margin: 4em } html { font: 10.5pt/1.45 'Noto Serif CJK SC' }"
        "p { margin: 0; text-indent: 2em } h1 { font-size: 24pt } section { columns: 2 }"
    )
    import weasyprint

    html = f"<style>{style}</style><h1>果园里的新年</h1><section><p>{text}</p><p>{text}</p></section>"
    made = weasyprint.HTML(string=html).write_pdf()
    assert isinstance(made, bytes)
    return made


def test_the_rows_of_a_pdf_have_their_places_on_its_pages(printed: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(printed)
    assert main(["review", str(tmp_path / "page.pdf"), "-o", str(tmp_path / "out")]) == 0
    packed = _read(tmp_path / "out" / "page.html")
    assert (tmp_path / "out" / "page.1.png").read_bytes().startswith(b"\x89PNG")
    assert packed["pictures"] == [[1, "page.1.png", 420, 420]]
    assert [row[0] for row in packed["rows"]] == list(range(1, len(packed["lines"]) + 1))  # type: ignore[index]
    for _, page, left, top, right, bottom in packed["rows"]:  # type: ignore[misc]
        assert page == 1
        assert 0 <= left < right <= 100
        assert 0 <= top < bottom <= 100
