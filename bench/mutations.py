"""The small ways in which code can be wrong: what a mutant of a file is, and how it is made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_UNREAD = frozenset({"annotation", "returns", "decorator_list", "type_params", "keywords of a class"})
_WORDS = re.compile(r"[a-z]+ [a-z ,;:]+")  # said to people, and in the hands of other tests


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: of a file, the place among those that can be changed, and which change it is."""

    file: str
    place: int
    choice: int
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node hangs in its tree, so that another can take its place."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def list_mutants(file: str, source: str) -> Iterator[Mutant]:
    """List every mutant of a file."""
    for number, place in enumerate(_find_places(ast.parse(source))):
        for choice, node in enumerate(_change(place.node)):
            line: int = getattr(place.node, "lineno", 0)
            yield Mutant(file, number, choice, line, _show(place.node), _show(node))


def mutate(source: str, mutant: Mutant) -> ast.Module:
    """Give the tree of a file with a mutant's one change made."""
    tree = ast.parse(source)
    place = next(place for number, place in enumerate(_find_places(tree)) if number == mutant.place)
    place.put(list(_change(place.node))[mutant.choice])
    return ast.fix_missing_locations(tree)


def _find_places(tree: ast.AST) -> Iterator[_Place]:
    """Find the nodes that are run, in the order of the file: no types, decorators and docstrings."""
    for field, value in ast.iter_fields(tree):
        if field in _UNREAD or isinstance(tree, ast.JoinedStr | ast.Import | ast.ImportFrom):
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _is_docstring(node) or _is_pattern(tree, node):
                continue
            yield _Place(tree, field, index, node)
            yield from _find_places(node)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_pattern(parent: ast.AST, node: ast.AST) -> bool:
    """Tell whether a node is in a call of `re.compile`, which is changed as a whole."""
    return isinstance(parent, ast.Call) and ast.unparse(parent.func) == "re.compile"


def _change(node: ast.AST) -> Iterator[ast.AST]:
    """Give what a node could have been by mistake."""
    match node:
        case ast.Compare(ops=[op]):
            for other in _COMPARISONS[type(op)]:
                yield _with(node, ops=[other()])
        case ast.BoolOp(op=ast.And()):
            yield _with(node, op=ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield _with(node, op=ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(op=op) if type(op) in _OPERATORS and not _is_text(node):
            yield _with(node, op=_OPERATORS[type(op)]())
        case ast.AugAssign(op=op) if type(op) in _OPERATORS:
            yield _with(node, op=_OPERATORS[type(op)]())
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            yield _with(node, func=ast.Name(_CALLS[name], ast.Load()))
        case ast.Call(func=ast.Attribute(attr="compile")):
            yield _with(node, args=[ast.Constant("(?!)")])  # a pattern that is found nowhere
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Constant(value=str() as text) if not _WORDS.search(text):
            yield ast.Constant("" if text else "X")
        case ast.IfExp(test=test) | ast.If(test=test) | ast.While(test=test) if _is_plain(test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Continue():
            yield ast.Break()
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()


def _with(node: ast.AST, **fields: object) -> ast.AST:
    made = deepcopy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _is_plain(test: ast.expr) -> bool:
    """Tell whether a condition has no change of its own that turns it round."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp)


def _is_text(node: ast.BinOp) -> bool:
    """Tell whether an operator stands between texts, where any other is an error at once."""
    sides = (node.left, node.right)
    return any(isinstance(side, ast.JoinedStr) or _holds_text(side) for side in sides)


def _holds_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _show(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}…"
