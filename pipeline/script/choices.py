"""The choices a conversion made: every character that has more than one Traditional form, and why that one.

How sure a choice may be is the share of such choices that were right on Traditional texts that were made
Simplified and converted back (bench/conversion.py). Names and neighbours, of which those texts have few,
are put at 95 %, and at 85 % what they hardly hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline import laws
from pipeline.document import Article, Block
from pipeline.recognition import recognize
from pipeline.script import readings
from pipeline.script.editions import choose_writer, find_edition, is_set, is_simplified, list_texts
from pipeline.script.layers import dictionary
from pipeline.script.writer import Word, Writer
from pipeline.settings import Edition, Wording

_AROUND = 6  # characters shown before and after a choice
# The share of choices that were right, by what settled them; what the user says is the user's.
_SURE = {"yours": 1.0, "name": 0.95, "neighbours": 0.95, "guard": 0.995, "phrase": 0.988}
_MERGED = 0.7  # a name whose family two forms share: only the bearer knows
_UNMEASURED = 0.85


@dataclass(frozen=True, slots=True)
class Choice:
    """One character with several forms: where it stands, the form it was given, and the forms it was not.

    `evidence` is what settled it: yours, name, neighbours, guard, phrase or default (see
    `pipeline.script.writer`); `word` is the stretch that did. `confidence` is from 0 to 1.
    """

    line: int
    column: int
    character: str
    form: str
    others: tuple[str, ...]
    evidence: str
    word: str
    confidence: float
    around: str


def list_choices(article: Article, edition: str, wording: Wording = Wording()) -> tuple[Choice, ...]:
    """List the choices that `convert` makes in the blocks of a Simplified article, the doubtful first.

    Empty for zh-Hans and for an article in Traditional already. Raises what `convert` raises.
    """
    asked, whole = find_edition(edition), recognize(list_texts(article))
    if asked is Edition.SIMPLIFIED or is_set(whole):
        return ()
    writer = choose_writer(article, asked, wording)
    ledger = laws.sort_edits(article.edits)
    blocks = (block for block in article.blocks if is_simplified(block.text, whole))
    found = (choice for block in blocks for choice in _choose(block, ledger, writer))
    return tuple(sorted(found, key=lambda choice: (choice.confidence, choice.line, choice.column)))


def _choose(block: Block, ledger: laws.Ledger, writer: Writer) -> Iterator[Choice]:
    places = laws.find_places(block, ledger)
    for word in writer.trace(block.text):
        source = block.text[word.start : word.end]
        if len(source) != len(word.text):
            continue
        for index, (character, form) in enumerate(zip(source, word.text, strict=True), word.start):
            forms = writer.engine.list_forms(character)
            if len(forms) < 2:
                continue
            line, column = places[index] if index < len(places) else (0, 0)
            yield Choice(
                line,
                column,
                character,
                form,
                tuple(other for other in forms if other != form),
                word.evidence,
                source,
                _grade(character, source, word),
                block.text[max(0, index - _AROUND) : index + _AROUND + 1],
            )


def _grade(character: str, source: str, word: Word) -> float:
    """Give the share of such choices that were right."""
    if word.evidence == "default":
        return float(dictionary("shares.txt").get(character, _UNMEASURED))
    if word.evidence == "name" and len(readings.surname(source)[1]) > 1:
        return _MERGED
    return _SURE[word.evidence]
