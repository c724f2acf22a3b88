"""The architecture, read from the imports: which way they point, and who imports what from outside."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pipeline"

# From the ground up: an import goes from a storey to one below it, or stays in its room.
STOREYS = [
    {"document", "characters", "sheet"},
    {"laws", "errors", "recognition", "genre", "messages"},
    {
        "files",
        "corrections",
        "needs",
        "limits",
        "design",
        "entries",
        "dictionary",
        "profiles",
        "prints",
        "project",
        "settings",
        "sources",
        "volumes",
        "pandoc",
        "pdfium",
        "pictures",
        "templates",
    },
    {"read", "repair", "script", "formats"},
    {"pages", "proof"},
    {"printed"},
    {"articles"},
    {"review"},
    {"check"},
    {"publish"},
    {"serve"},
    {""},  # the door, pipeline/__init__.py: it opens what it is asked for when it is asked
    {"cli"},
    {"__main__"},
]
STOREY_OF = {room: number for number, rooms in enumerate(STOREYS) for room in rooms}
ROOMS = STOREYS[3]  # beside each other, and strangers
HEAVY = {"ebooklib", "opencc", "pydantic", "pypandoc", "pypdfium2", "weasyprint"}


class Import(NamedTuple):
    """One import: where it stands, what it names, and whether it runs as the file is loaded."""

    file: str
    line: int
    module: str
    at_start: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def imports_of(path: Path, root: Path) -> Iterator[Import]:
    """Find the imports of a file that ever run; those for type checking only are none."""
    file = path.relative_to(root).as_posix()
    package = path.relative_to(root).parent.parts

    def visit(node: ast.AST, at_start: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                    continue
                case ast.Import(names=names):
                    for alias in names:
                        yield Import(file, child.lineno, alias.name, at_start)
                case ast.ImportFrom(module=module, names=names, level=level):
                    base = [*package[: len(package) - level + 1]] if level else []
                    parent = ".".join([*base, *([module] if module else [])])
                    for alias in names:
                        is_module = parent and _is_module(root, f"{parent}.{alias.name}")
                        name = f"{parent}.{alias.name}" if is_module else parent
                        yield Import(file, child.lineno, name, at_start)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                    yield from visit(child, False)
                case _:
                    yield from visit(child, at_start)

    yield from visit(ast.parse(path.read_text(encoding="utf-8"), filename=file), True)


def _is_module(root: Path, name: str) -> bool:
    path = root.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def imports_under(root: Path) -> list[Import]:
    """Find all imports of the package `pipeline` below a folder."""
    return [found for path in sorted((root / "pipeline").rglob("*.py")) for found in imports_of(path, root)]


def room_of(module: str) -> str:
    """Name the room of a module of ours: the part after `pipeline`, empty for the door."""
    return module.partition(".")[2].partition(".")[0]


def file_room(file: str) -> str:
    """Name the room a file stands in."""
    return room_of(file.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))


def wrong_ways(imports: list[Import]) -> list[str]:
    """Find the imports that go up or from room to room, and files of one storey that import each other."""
    wrong: list[str] = []
    beside: set[tuple[str, str]] = set()
    for found in imports:
        if found.module.split(".")[0] != "pipeline":
            continue
        here, there = file_room(found.file), room_of(found.module)
        if here == there or not {here, there} <= STOREY_OF.keys():  # a room of no storey is found elsewhere
            continue
        if here == "document":
            wrong.append(f"{found}: the records import nothing of ours")
        elif STOREY_OF[here] < STOREY_OF[there]:
            wrong.append(f"{found}: the arrow points up")
        elif here in ROOMS and there in ROOMS:
            wrong.append(f"{found}: rooms beside each other do not import each other")
        elif STOREY_OF[here] == STOREY_OF[there]:
            beside.add((here, there))
    mutual = sorted({tuple(sorted(pair)) for pair in beside if pair[::-1] in beside})
    return wrong + [f"{one} and {other} import each other" for one, other in mutual]


def outside(imports: list[Import]) -> dict[str, list[Import]]:
    """Gather the imports of libraries that are neither ours nor Python's, by library."""
    libraries: dict[str, list[Import]] = defaultdict(list)
    for found in imports:
        name = found.module.split(".")[0]
        if name != "pipeline" and name not in sys.stdlib_module_names:
            libraries[name].append(found)
    return libraries


IMPORTS = imports_under(ROOT)


def test_every_room_has_a_storey() -> None:
    rooms = {file_room(path.relative_to(ROOT).as_posix()) for path in PACKAGE.rglob("*.py")}
    assert not rooms - STOREY_OF.keys(), "a new room: give it its storey in STOREYS"


def test_every_room_is_on_the_map() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [f"{one.stem}/" if one.is_dir() else one.name for one in PACKAGE.iterdir()]
    named = [room for room in rooms if room.endswith((".py", "/")) and not room.startswith("__pycache__")]
    assert [room for room in named if f"`{room}`" not in page] == []
    files = {path.name for place in ("pipeline", "bench", "tests") for path in (ROOT / place).rglob("*.py")}
    told = re.findall(r"`(?:\w+/)*(\w+\.py)`", page)
    assert [name for name in told if name not in files] == []


def test_imports_point_one_way() -> None:
    assert not wrong_ways(IMPORTS)


def test_each_library_is_imported_in_one_file() -> None:
    files = {name: {found.file for found in imports} for name, imports in outside(IMPORTS).items()}
    assert not {name: found for name, found in files.items() if len(found) > 1}


def test_heavy_libraries_wait_until_they_are_used() -> None:
    assert not [str(found) for name in HEAVY for found in outside(IMPORTS).get(name, []) if found.at_start]


def test_each_library_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = [*project["dependencies"], *chain(*project.get("optional-dependencies", {}).values())]
    declared = {canonicalize_name(Requirement(text).name) for text in requirements}
    owners = packages_distributions()
    for name, imports in outside(IMPORTS).items():
        distributions = {canonicalize_name(owner) for owner in owners.get(name, [name])}
        assert distributions & declared, f"{imports[0]}, which pyproject.toml does not declare"


@pytest.mark.parametrize(
    ("file", "code", "complaint"),
    [
        ("characters.py", "from pipeline.errors import UsageError", "points up"),
        ("characters.py", "from . import laws", "points up"),
        ("document.py", "from pipeline.characters import HAN", "nothing of ours"),
        ("read/text.py", "def f():\n    from pipeline.formats import html", "beside each other"),
        ("read/text.py", "from ..repair.widths import measure", "beside each other"),
        ("formats/html.py", "from .. import articles", "points up"),
        ("formats/html.py", "import pipeline.cli", "points up"),
    ],
)
def test_a_turned_arrow_is_found(tmp_path: Path, file: str, code: str, complaint: str) -> None:
    path = tmp_path / "pipeline" / file
    path.parent.mkdir(parents=True)
    path.write_text(code, encoding="utf-8")
    for name in ("laws.py", "articles.py", "formats/html.py"):
        (tmp_path / "pipeline" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "pipeline" / name).touch()
    assert [complaint in line for line in wrong_ways(list(imports_of(path, tmp_path)))] == [True]


def test_leaning_on_each_other_is_found() -> None:
    there, back = (
        Import("pipeline/laws.py", 1, "pipeline.errors", True),
        Import("pipeline/errors.py", 1, "pipeline.laws", True),
    )
    assert wrong_ways([there]) == []
    assert wrong_ways([there, back]) == ["errors and laws import each other"]
