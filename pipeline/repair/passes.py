"""The one ordered list of passes: from the lines of an article to its blocks."""

from __future__ import annotations

from pipeline.repair.columns import cut_columns
from pipeline.repair.draft import Draft, Pass
from pipeline.repair.furniture import drop_doubled, set_apart_furniture
from pipeline.repair.glyphs import repair_characters
from pipeline.repair.habits import set_apart_known
from pipeline.repair.items import part_items, set_apart_items
from pipeline.repair.notes import name_notes, set_apart_guides
from pipeline.repair.passages import find_passages
from pipeline.repair.places import place_apart
from pipeline.repair.punctuation import widen_marks
from pipeline.repair.spacing import close_gaps
from pipeline.repair.threads import order_blocks
from pipeline.repair.verse import set_apart_verse
from pipeline.settings import Settings

PASSES: tuple[tuple[str, Pass], ...] = (
    ("characters", repair_characters),  # first: every later pass reads characters, not look-alikes
    ("columns", cut_columns),  # before anything looks at a line: half of one is not a line
    ("known", set_apart_known),  # what the publication is known to repeat needs no words to tell it
    ("furniture", set_apart_furniture),  # before the breaks: a paragraph may go on behind a folio
    ("verse", set_apart_verse),  # before lines given twice are dropped: a refrain is not
    ("guides", set_apart_guides),  # the name of a box is no head
    ("items", set_apart_items),  # before the line breaks: a list has a grammar of its own
    ("threads", order_blocks),  # a break can be judged only beside the line that follows it
    ("doubled", drop_doubled),  # where the order is sure: elsewhere two columns may have the same line
    ("lines", find_passages),  # needs every line of the article, and nothing that is not of it
    ("turns", part_items),  # where the program joined what its openings part
    ("apart", place_apart),  # after the order is settled
    ("notes", name_notes),  # what stands under the name of a box
    ("punctuation", widen_marks),  # before spacing: it makes marks that spacing then tightens
    ("spacing", close_gaps),  # last: which spaces mean something depends on the kind of the block
)


def run(draft: Draft, settings: Settings, until: str = "") -> Draft:
    """Run every pass in order, or those before the one named."""
    for name, run_pass in PASSES:
        if name == until:
            break
        draft = run_pass(draft, settings)
    return draft


def finish(draft: Draft, settings: Settings) -> Draft:
    """Run what is left to do on passages that a page's geometry has found: their marks and spaces."""
    return close_gaps(widen_marks(draft, settings), settings)
