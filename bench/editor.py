"""An editor who knows the truth: what of a repaired page is wrong, said as corrections.

Each correction is made as soon as it is said, by the code that makes those of a file, so that the next is
quoted from the text as an editor would then see it. Only what is wrong is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from bench.matching import Origin, attach, match
from bench.quoting import quote_bar, quote_block
from bench.scores import squeeze
from pipeline.corrections import Correction, Deed
from pipeline.document import Kind, Repaired
from pipeline.proof.deeds import do
from pipeline.proof.galley import lay_out
from pipeline.proof.places import Proof
from pipeline.proof.quotes import Point, fold
from pipeline.recognition import is_traditional
from pipeline.settings import Spacing

_BESIDE = 3  # characters quoted on each side of a garbled one

Place = tuple[int, int]  # source line and column


@dataclass(frozen=True, slots=True)
class Given:
    """A block as it should be, and the number of its article."""

    kind: Kind
    text: str
    article: int


def edit(repaired: Repaired, truth: Sequence[Sequence[tuple[str, str]]]) -> tuple[Correction, ...]:
    """Say what is wrong with a page, of which `truth` has the articles as blocks of a kind and a text."""
    editor = _Editor(repaired, truth)
    editor.part()
    editor.join()
    editor.order()
    editor.gather_captions()
    editor.bound_articles()
    editor.name_kinds()
    editor.space()
    return (*editor.said, *editor.list_garbled())


class _Editor:
    def __init__(self, repaired: Repaired, truth: Sequence[Sequence[tuple[str, str]]]) -> None:
        self.truth = [
            Given(Kind(kind), text, number)
            for number, article in enumerate(truth)
            for kind, text in article
            if fold(text)
        ]
        texts = [block.text for article in repaired.articles for block in article.blocks]
        self.traditional = is_traditional(texts)
        self.galley = lay_out(repaired.source, repaired.articles)
        self.said: list[Correction] = []
        self.origins = self._find_origins()

    @property
    def proof(self) -> Proof:
        return Proof(self.galley, self.traditional)

    def say(self, deed: Deed | Kind, quoted: tuple[str, int], after: str = "", through: str = "") -> None:
        before = ""
        if after.startswith("<"):
            after, before = "", after[1:]
        quote, line = quoted
        said = Correction(deed, quote, through=through, after=after, before=before, line=line)
        self.galley = do(self.proof, said, Spacing.STRIP).galley
        self.said.append(said)

    def _find_origins(self) -> dict[Place, Origin]:
        """Find what true block each letter of the page is from, by its place in the source."""
        text, true = self.proof.text, [fold(block.text) for block in self.truth]
        found = match(true, text.letters)
        owners: list[Origin | None] = []
        for part in text.parts:
            own = found[len(owners) : len(owners) + len(part)]
            owners += attach(own, [len(one) for one in true])
        places: list[Place] = []
        for number in range(len(self.galley.strips)):
            for cell in self.galley.open(number):
                places += [(cell.line, cell.start)] * len(fold(cell.text))
        return {place: owner for place, owner in reversed(list(zip(places, owners, strict=True))) if owner}

    def trace(self, number: int) -> list[Origin | None]:
        """Give the origin of each letter of a block."""
        cells = self.galley.open(number)
        return [self.origins.get((cell.line, cell.start)) for cell in cells for _ in fold(cell.text)]

    def find_block(self, number: int) -> int | None:
        """Give the true block that a block is of, by its first letter that has one."""
        return next((origin.block for origin in self.trace(number) if origin), None)

    def part(self) -> None:
        """Say where blocks begin."""
        number = 0
        while number < len(self.galley.strips):
            trace = self.trace(number)
            cut = next(
                (at for at in range(1, len(trace)) if not self._goes_on(trace[at - 1], trace[at])), None
            )
            if cut is not None:
                point = Point(number, cut)
                self.say(Deed.BREAK, quote_bar(self.proof, point, point))
            number += 1

    def _goes_on(self, before: Origin | None, after: Origin | None) -> bool:
        if before is None or after is None:
            return before is after
        if before.block != after.block or after.letter < before.letter:
            return False
        between = {Origin(before.block, letter) for letter in range(before.letter + 1, after.letter)}
        return not between & self._present()

    def _present(self) -> frozenset[Origin]:
        if not hasattr(self, "_all"):
            self._all = frozenset(self.origins.values())
        return self._all

    def join(self) -> None:
        """Say what belongs together."""
        for block in range(len(self.truth)):
            while True:
                pieces = sorted(
                    (next(origin.letter for origin in self.trace(number) if origin), number)
                    for number in range(len(self.galley.strips))
                    if self.find_block(number) == block
                )
                if len(pieces) < 2:
                    break
                first, second = pieces[0][1], pieces[1][1]
                end = Point(first, len(self.proof.text.parts[first]))
                self.say(Deed.JOIN, quote_bar(self.proof, end, Point(second, 0)))

    def list_running(self) -> list[tuple[int, int]]:
        """List the blocks that have an order, each with the true one: no captions, no furniture."""
        found = ((number, self.find_block(number)) for number in range(len(self.galley.strips)))
        apart = (Kind.CAPTION, Kind.FURNITURE)
        return [(number, b) for number, b in found if b is not None and self.truth[b].kind not in apart]

    def order(self) -> None:
        """Say where blocks go, those that stand in a row together."""
        while True:
            running = self.list_running()
            wanted = sorted(block for _, block in running)
            follows = dict(pairwise(wanted))
            rows: list[list[tuple[int, int]]] = []
            for number, block in running:
                if rows and follows.get(rows[-1][-1][1]) == block:
                    rows[-1].append((number, block))
                else:
                    rows.append([(number, block)])
            kept = find_rising([row[0][1] for row in rows], [len(row) for row in rows])
            if len(kept) == len(rows):
                return
            still = {block: number for at in kept for number, block in rows[at]}
            leads = {after: before for before, after in follows.items()}
            # Beside one that stays, so that none moves twice.
            row, target = next(
                (row, near)
                for at, row in enumerate(rows)
                for near in (leads.get(row[0][1]), follows.get(row[-1][1]))
                if at not in kept and near in still
            )
            mark = "" if target == leads.get(row[0][1]) else "<"
            through = quote_block(self.proof, row[-1][0])[0] if len(row) > 1 else ""
            beside = quote_block(self.proof, still[target])[0]
            self.say(Deed.MOVE, quote_block(self.proof, row[0][0]), f"{mark}{beside}", through)

    def gather_captions(self) -> None:
        """Say to which article a caption belongs that stands in another one."""
        for block, true in enumerate(self.truth):
            held = [n for n in range(len(self.galley.strips)) if self.find_block(n) == block]
            own = [n for n, b in self.list_running() if self.truth[b].article == true.article]
            if true.kind is not Kind.CAPTION or not held or not own:
                continue
            if not min(own) - 1 <= held[0] <= max(own) + 1:
                target = quote_block(self.proof, own[-1])[0]
                self.say(Deed.MOVE, quote_block(self.proof, held[0]), target)

    def bound_articles(self) -> None:
        """Say where articles begin, and where none does."""
        at = 0
        while at < len(listed := self._list_articles()):
            number, article = listed[at]
            if at and (listed[at - 1][1] == article) != (self._name(listed[at - 1][0]) == self._name(number)):
                name = self._name(number)
                first = min(
                    n for n, part in enumerate(self.proof.text.parts) if part and self._name(n) == name
                )
                merges = listed[at - 1][1] == article
                start = first if merges else number
                self.say(Deed.MERGE if merges else Deed.ARTICLE, quote_block(self.proof, start))
            else:
                at += 1

    def _name(self, number: int) -> tuple[int, int]:
        return self.galley.strips[number].article

    def _list_articles(self) -> list[tuple[int, int]]:
        """List the blocks that are in a true article, with its number."""
        found = ((number, self.find_block(number)) for number in range(len(self.galley.strips)))
        known = ((number, self.truth[block]) for number, block in found if block is not None)
        return [(number, true.article) for number, true in known if true.kind is not Kind.FURNITURE]

    def name_kinds(self) -> None:
        """Say what blocks are; what is in no true block is furniture."""
        for number, strip in enumerate(self.galley.strips):
            block = self.find_block(number)
            kind = Kind.FURNITURE if block is None else self.truth[block].kind
            if strip.block.kind is not kind and self.proof.text.parts[number]:
                self.say(kind, quote_block(self.proof, number))

    def space(self) -> None:
        """Say where paragraphs have a space, and where none."""
        for number in range(len(self.galley.strips)):
            block = self.find_block(number)
            if block is None or self.truth[block].kind is not Kind.PARAGRAPH:
                continue
            given, true = self.galley.strips[number].block.text, self.truth[block].text
            if fold(given) != fold(true):
                continue
            wanted = dict(list_gaps(true))
            for at, spaced in list_gaps(given):
                if spaced != wanted.get(at, spaced):
                    point = Point(number, at)
                    deed = Deed.CLOSE if spaced else Deed.SPACE
                    self.say(deed, quote_bar(self.proof, point, point))

    def list_garbled(self) -> Iterator[Correction]:
        """Say what characters should be others; this is the extractor's fault, and no decision's."""
        for number, strip in enumerate(self.galley.strips):
            block = self.find_block(number)
            if block is None or self.truth[block].kind is Kind.FURNITURE:
                continue
            given, true = squeeze(strip.block.text), squeeze(self.truth[block].text)
            for tag, start, end, first, last in SequenceMatcher(None, given, true, False).get_opcodes():
                if tag == "equal":
                    continue
                left, right = max(start - _BESIDE, 0), end + _BESIDE
                quote = given[left:right]
                becomes = given[left:start] + true[first:last] + given[end:right]
                line = self.proof.line_of(Point(number, len(fold(given[:start]))))
                yield Correction(Deed.WRITE, quote, becomes, line=line)


def list_gaps(text: str) -> Iterator[tuple[int, bool]]:
    """List the places between the letters of a text, and whether there is a space."""
    letters, spaced = 0, False
    for character in text:
        if character.isspace():
            spaced = True
        elif own := len(fold(character)):
            if letters:
                yield letters, spaced
            letters, spaced = letters + own, False


def find_rising(values: Sequence[int], weights: Sequence[int]) -> set[int]:
    """Find the places of a rising row of values whose weights add up to the most."""
    best: list[tuple[int, tuple[int, ...]]] = []
    for at, value in enumerate(values):
        before = [best[other] for other in range(at) if values[other] < value]
        weight, way = max(before, default=(0, ()))
        best.append((weight + weights[at], (*way, at)))
    return set(max(best, default=(0, ()))[1])
