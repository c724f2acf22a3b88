"""Corrections made: articles as they were repaired become articles as an editor wants them.

A pure function of values; what it gives keeps laws 1 and 2, since every change is of spans or a named edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.corrections import Correction, Deed
from pipeline.document import Article, Repaired
from pipeline.proof.deeds import Place, do
from pipeline.proof.galley import Doubt, lay_out, take_up
from pipeline.proof.places import Proof
from pipeline.proof.writing import write_all
from pipeline.recognition import is_traditional
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Corrected:
    """The articles with every correction made, and the place that each of these settles."""

    articles: tuple[Article, ...]
    places: tuple[Place, ...]


def correct(
    repaired: Repaired, corrections: Sequence[Correction], settings: Settings = Settings()
) -> tuple[Article, ...]:
    """Make corrections of the articles of a source; their facts have still to be gathered.

    Raises SettingsError, naming the correction's file and line, for the first that does not fit.
    """
    return settle(repaired, corrections, settings).articles if corrections else repaired.articles


def settle(
    repaired: Repaired, corrections: Sequence[Correction], settings: Settings = Settings()
) -> Corrected:
    """Make corrections, and say which place each of them is about. Raises as `correct` does."""
    source, articles = repaired.source, repaired.articles
    traditional = is_traditional(block.text for article in articles for block in article.blocks)
    galley = lay_out(source, articles)
    places: dict[int, Place] = {}
    settled: list[Doubt] = []
    for number, correction in enumerate(corrections):
        if correction.deed is Deed.WRITE:
            continue
        done = do(Proof(galley, traditional), correction, settings.spacing)
        galley, places[number] = done.galley, done.place
        settled += done.settled
    written = [number for number, one in enumerate(corrections) if one.deed is Deed.WRITE]
    galley, all_done = write_all(Proof(galley, traditional), [corrections[number] for number in written])
    for number, done in zip(written, all_done, strict=True):
        places[number] = done.place
        settled += done.settled
    made = take_up(galley, articles, frozenset(settled))
    return Corrected(made, tuple(places[number] for number in range(len(corrections))))
