"""The fuzz targets themselves: a few inputs of each, and every input that once was a finding."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from _pytest.mark.structures import ParameterSet

from tests.fuzz.targets import TARGETS, list_corpus

FEW = {"write-pdf": 1, "write-docx": 1, "write-epub": 2, "write": 1, "epubcheck": 2, "validate-pdf": 1}
NEEDED = {"epubcheck": ("java",), "validate-pdf": ("qpdf", "poppler")}


def need(name: str, *values: object) -> ParameterSet:
    """Have a case that is given the target of this name, and what that needs of the machine."""
    return pytest.param(name, *values, marks=pytest.mark.needs(*NEEDED.get(name, ())))


@pytest.mark.parametrize("name", [*map(need, TARGETS)])
def test_a_few_inputs_hold(name: str) -> None:
    target = TARGETS[name]
    for number in range(FEW.get(name, 4)):
        target.run(target.draw(Random(f"{name} {number}")))


@pytest.mark.parametrize(("name", "path"), [need(*one) for one in list_corpus()])
def test_what_once_was_a_finding_holds(name: str, path: Path) -> None:
    TARGETS[name].run(path.read_bytes())


def test_the_same_seed_draws_the_same() -> None:
    for target in TARGETS.values():
        assert target.draw(Random(7)) == target.draw(Random(7))
