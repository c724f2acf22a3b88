"""What each correction does to a galley, and what is settled by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.corrections import Correction, Deed
from pipeline.document import HEADS, Edit, Kind
from pipeline.laws import BREAK
from pipeline.proof import cells as pieces
from pipeline.proof.galley import Doubt, Galley, Strip
from pipeline.proof.places import Proof
from pipeline.proof.quotes import Point
from pipeline.repair.passages import join_text
from pipeline.repair.spacing import widen
from pipeline.settings import Spacing

_PAUSES = "，、：；？！,:;?!—…-"
_BALANCED = 0.5  # of the longer line of a head: so long is the shorter one, if it was broken on purpose

Place = tuple[str, int, int]  # what is settled there, the source line and column


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a correction: the galley, the place that is settled, and the doubts that are no more."""

    galley: Galley
    place: Place
    settled: tuple[Doubt, ...] = ()


def do(proof: Proof, correction: Correction, spacing: Spacing) -> Done:
    """Make one correction, other than `write`. SettingsError names its line where it does not fit."""
    match correction.deed:
        case Deed.JOIN:
            return _join(proof, correction, spacing)
        case Deed.BREAK:
            return _break(proof, correction)
        case Deed.SPACE | Deed.CLOSE:
            return _space(proof, correction)
        case Deed.MOVE:
            return _move(proof, correction)
        case Deed.ARTICLE:
            return _part(proof, correction)
        case Deed.MERGE:
            return _merge(proof, correction)
        case Deed.NAME:
            if not proof.has(correction):
                message = f"“{correction.quote}” is not in the text"
                raise correction.error(message, step="correct it, or remove this correction")
            return Done(proof.galley, (f"name {correction.quote}", 0, 0))
        case _:
            return _name_kind(proof, correction, Kind(correction.deed), spacing)


def _join(proof: Proof, correction: Correction, spacing: Spacing) -> Done:
    left, right = proof.find_bar(correction)
    galley = proof.galley
    start = proof.place_of(right)
    settled = _settle(proof, left, right)
    place = ("bar", *start)
    if left.block == right.block:
        if left.letter != right.letter:
            message = "this would join a block to itself"
            raise correction.error(message, step="quote the block that it goes on in")
        return Done(galley, place, settled)
    strip = galley.strips[left.block]
    before, after = galley.open(left.block), galley.open(right.block)
    joint = _find_joint(strip.block.kind, spacing)(strip.block.text, galley.strips[right.block].block.text)
    joined = pieces.join_cells(before, after, joint, f"correction/{correction.deed}")
    galley = galley.put(left.block, joined).splice(right.block, right.block + 1, ())
    return Done(galley, place, settled)


def _find_joint(kind: Kind, spacing: Spacing) -> pieces.Join:
    """Give what stands between two lines of a block of this kind."""

    def join(before: str, after: str) -> str:
        if kind is Kind.VERSE:
            return BREAK
        short, long = sorted((len(before), len(after)))
        on_purpose = kind in HEADS and before[-1:] not in _PAUSES and short >= _BALANCED * long
        return widen(" " if on_purpose else join_text(before, after), before, after, spacing)

    return join


def _break(proof: Proof, correction: Correction) -> Done:
    left, right = proof.find_bar(correction)
    place = ("bar", *proof.place_of(right))
    settled = _settle(proof, left, right)
    galley = proof.galley
    # The later of the two first, so that the earlier one is still where it was found.
    for point in sorted({left, right}, key=lambda point: (point.block, point.letter), reverse=True):
        if 0 < point.letter < len(proof.text.parts[point.block]):
            cells, ((behind, _),) = proof.open_at(correction, point.block, point.letter)
            galley = galley.put(point.block, cells[:behind], cells[behind:])
            galley = _record(galley, correction, point.block + 1)
    return Done(galley, place, settled)


def _space(proof: Proof, correction: Correction) -> Done:
    left, right = proof.find_bar(correction)
    if left.block != right.block:
        message = "the two sides of the bar stand in two blocks"
        raise correction.error(message, step="make them one with join: first")
    cells, ((behind, before),) = proof.open_at(correction, left.block, left.letter)
    wanted = correction.deed is Deed.SPACE
    gap = pieces.set_gap(cells[behind:before], cells[before], wanted, f"correction/{correction.deed}")
    galley = proof.galley
    if pieces.word_cells(gap) != pieces.word_cells(cells[behind:before]):
        galley = galley.put(left.block, (*cells[:behind], *gap, *cells[before:]))
    return Done(galley, ("gap", *proof.place_of(right)))


def _name_kind(proof: Proof, correction: Correction, kind: Kind, spacing: Spacing) -> Done:
    at = proof.find_block(correction, correction.quote)
    galley, point = proof.galley, Point(at, 0)
    strip = galley.strips[at]
    lines = strip.block.lines
    settled = (("lines/doubt", proof.line_of(point)), *(("verse/", line) for line in lines))
    place = ("kind", *proof.place_of(point))
    if strip.block.kind is kind:
        return Done(galley, place, settled)
    cells = galley.open(at)
    rule = f"correction/{correction.deed}"
    if kind is Kind.VERSE:
        cells = pieces.keep_lines(cells)
    elif strip.block.kind is Kind.VERSE:
        cells = pieces.join_lines(cells, _find_joint(kind, spacing), rule)
    galley = galley.put(at, cells)
    strip = galley.strips[at]
    galley = galley.splice(at, at + 1, [replace(strip, block=replace(strip.block, kind=kind))])
    return Done(_record(galley, correction, at), place, settled)


def _move(proof: Proof, correction: Correction) -> Done:
    first = proof.find_block(correction, correction.quote)
    last = proof.find_block(correction, correction.through) if correction.through else first
    target = proof.find_block(correction, correction.after or correction.before)
    if last < first:
        raise correction.error("through: this block stands before the first one", step="exchange the two")
    if first <= target <= last:
        raise correction.error("a block cannot go behind or before itself", step="name another block")
    galley, place = proof.galley, ("move", *proof.place_of(Point(first, 0)))
    moved = galley.strips[first : last + 1]
    rest = (*galley.strips[:first], *galley.strips[last + 1 :])
    at = target - (len(moved) if target > last else 0) + bool(correction.after)
    article = galley.strips[target].article
    strips = (*rest[:at], *(replace(strip, article=article) for strip in moved), *rest[at:])
    settled = tuple(("order/", line) for line in _list_ends(strips, at, len(moved)))
    if strips == galley.strips:
        return Done(galley, place, settled)
    return Done(_record(replace(galley, strips=strips), correction, at), place, settled)


def _list_ends(strips: tuple[Strip, ...], at: int, count: int) -> Iterator[int]:
    """List the lines of moved blocks, and of those that stand before and behind them now."""
    for strip in strips[max(at - 1, 0) : at + count + 1]:
        yield from strip.block.lines


def _part(proof: Proof, correction: Correction) -> Done:
    at = proof.find_block(correction, correction.quote)
    galley = proof.galley
    name = galley.strips[at].article
    place, settled = ("article", *proof.place_of(Point(at, 0))), _settle_article(galley, at)
    if not _goes_on(proof, at):
        return Done(galley, place, settled)
    part = 1 + max(strip.article[1] for strip in galley.strips if strip.article[0] == name[0])
    parted = [
        replace(strip, article=(name[0], part)) if strip.article == name and number >= at else strip
        for number, strip in enumerate(galley.strips)
    ]
    return Done(_record(replace(galley, strips=tuple(parted)), correction, at), place, settled)


def _merge(proof: Proof, correction: Correction) -> Done:
    at = proof.find_block(correction, correction.quote)
    galley = proof.galley
    name = galley.strips[at].article
    place, settled = ("article", *proof.place_of(Point(at, 0))), _settle_article(galley, at)
    if _goes_on(proof, at):
        return Done(galley, place, settled)
    before = next((strip.article for strip in reversed(galley.strips[:at]) if strip.article != name), None)
    if before is None:
        raise correction.error("there is no article before this one", step="remove this correction")
    merged = tuple(
        replace(strip, article=before) if strip.article == name else strip for strip in galley.strips
    )
    return Done(_record(replace(galley, strips=merged), correction, at), place, settled)


def _goes_on(proof: Proof, at: int) -> bool:
    """Tell whether a block of the same article, one with letters, stands before this one."""
    strips = proof.galley.strips
    return any(
        strips[number].article == strips[at].article and proof.text.parts[number] for number in range(at)
    )


def _record(galley: Galley, correction: Correction, at: int) -> Galley:
    """Note in the ledger that a correction was made at a block whose text it did not change."""
    strip = galley.strips[at]
    if not strip.block.spans:
        return galley
    span = strip.block.spans[0]
    edit = Edit(f"correction/{correction.deed}", span.line, span.start, "", "", pieces.WHY)
    return galley.note(strip.article, [edit])


def _settle(proof: Proof, left: Point, right: Point) -> tuple[Doubt, ...]:
    """Name the doubts about what stands at a bar: whether a block begins there, and whether it goes on."""
    end = proof.line_of(Point(left.block, left.letter - 1))
    return ("lines/doubt", proof.line_of(right)), ("order/", end)


def _settle_article(galley: Galley, at: int) -> tuple[Doubt, ...]:
    """Name the doubts about where an article ends, from the block before this one on."""
    lines = [line for strip in galley.strips[max(at - 1, 0) : at + 1] for line in strip.block.lines]
    ends = range(min(lines), max(lines) + 1) if lines else range(0)
    return tuple(("article/", line) for line in ends)
