"""Messages in the language of the reader: every one of them has its Chinese."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import examples
from pipeline.cli.parser import take_language
from pipeline.errors import UsageError
from pipeline.messages import Language, choose_language, read_table, translate

ROOT = Path(__file__).parent.parent
ERRORS = re.compile(r"(\w*Error|error|_fault)$")
KNOWN = {english.replace("{n}", "{}") for english in read_table()}
# What is nothing but a name, or is worded from parts that are translated by themselves.
WORDLESS = {
    "layout",
    "date",
    "language",
    "cover",
    "columns",
    "style",
    "silence",
    "dictionary",
    "page_size",
    "pages",
}


def find_templates(node: ast.AST, names: dict[str, list[str]]) -> list[str]:
    """Give the messages an expression may be, with {} for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in values)]
        case ast.IfExp(body=body, orelse=orelse):
            return find_templates(body, names) + find_templates(orelse, names)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            lefts, rights = find_templates(left, names), find_templates(right, names)
            return [one + other for one in lefts or ["{}"] for other in rights or ["{}"]]
        case ast.Name(id=name):
            return names.get(name, [])
    return []


def find_messages(path: Path) -> Iterator[str]:
    """Find what a file says to people: in errors, doubts, help and lines of output."""
    for room in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(room, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        names: dict[str, list[str]] = {}
        for node in ast.walk(room):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    names[name] = names.get(name, []) + find_templates(value, names)
        for node in ast.walk(room):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            keys = {keyword.arg: keyword.value for keyword in node.keywords}
            said: list[ast.AST] = []
            if ERRORS.match(name):
                said = [*node.args[:1], *([keys["step"]] if "step" in keys else [])]
            elif name == "Notice":
                said = list(node.args[2:4])
            elif name == "say":
                said = list(node.args)
            elif name == "switch":
                said = list(node.args[2:3])
            elif name in ("add_argument", "add_parser", "Parser", "offer"):
                said = [keys[key] for key in ("help", "description") if key in keys] + list(node.args[3:4])
            for argument in said:
                yield from find_templates(argument, names)


MESSAGES = sorted(
    {
        message
        for path in (ROOT / "pipeline").rglob("*.py")
        for message in find_messages(path)
        if re.search("[a-z]{2}", message.replace("{}", "")) and message not in WORDLESS
    }
)


def test_the_messages_are_found() -> None:
    assert len(MESSAGES) > 250
    assert {"no such file", "wrote {}", "larger than {} MB", "print errors only"} <= set(MESSAGES)


def test_every_message_has_its_chinese() -> None:
    assert not {message for message in MESSAGES if message not in KNOWN}


def test_every_example_and_exit_code_has_its_chinese() -> None:
    texts = [text for name, text in vars(examples).items() if name.isupper() or name == "_CODES"]
    rows = {row.strip() for text in texts for row in text.splitlines() if row.startswith("  ")}
    said = {re.split("  +", row)[-1] for row in rows if "  " in row}
    assert said
    assert sorted(said - read_table().keys()) == []


@pytest.mark.parametrize("english", sorted(read_table()))
def test_a_message_is_found_again_with_what_is_put_in(english: str) -> None:
    words = iter(["7"] * 9 if "{n}" in english else ["甲.txt", "b", "c", "d", "e", "f", "g"])
    put = []

    def fill(_: re.Match[str]) -> str:
        put.append(next(words))
        return put[-1]

    filled = re.sub(r"\{n?\}", fill, english)
    chinese = translate(filled, Language.CHINESE)
    expected = read_table()[english]
    for word in put:
        expected = re.sub(r"\{n?\}", word, expected, count=1)
    assert chinese == expected
    assert translate(filled, Language.ENGLISH) == filled


@given(st.text(max_size=80))
def test_whatever_is_said_comes_out(text: str) -> None:
    assert translate(text, Language.CHINESE) or not text


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.GB18030"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "en"),
    ],
)
def test_the_locale_chooses(environment: dict[str, str], language: str) -> None:
    assert choose_language(environment) == language


def test_the_option_stands_anywhere_and_is_one_of_two() -> None:
    assert take_language(["check", "--lang", "zh", "a"]) == (Language.CHINESE, ["check", "a"])
    assert take_language(["--lang=en"]) == (Language.ENGLISH, [])
    assert take_language(["check", "--", "--lang"]) == (None, ["check", "--", "--lang"])
    with pytest.raises(UsageError, match="no language 'fr'; choose from zh, en"):
        take_language(["--lang", "fr"])


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        capture_output=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("LC_")}
        | {"PYTHONPATH": str(ROOT)}
        | environment,
        check=False,
    )


@pytest.mark.parametrize("locale", ["zh_CN.UTF-8", "zh_TW.UTF-8"])
def test_errors_are_in_the_language_of_the_locale(locale: str) -> None:
    done = run("normalize", "none.txt", LANG=locale, PYTHONUTF8="1")
    assert (done.returncode, done.stderr.decode()) == (1, "chongpai: none.txt: 没有这个文件; 请改正名字\n")


@pytest.mark.parametrize("coding", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gb18030"}])
def test_a_locale_that_cannot_show_it_breaks_nothing(coding: dict[str, str]) -> None:
    for arguments in (["--help"], ["check", "--help"], ["normalize", "none.txt"], ["--nonsense"]):
        done = run(*arguments, "--lang", "zh", **coding)
        assert b"Traceback" not in done.stderr
        assert done.returncode == (0 if "--help" in arguments else 1 if "none.txt" in arguments else 2)


def test_what_programs_read_stays_as_it_is(tmp_path: Path) -> None:
    page = next((ROOT / "seeds").glob("*.txt"))
    said = [
        run("check", str(page), "--no-cache", "--output-format", "sarif", "--lang", language).stdout
        for language in ("zh", "en")
    ]
    assert said[0] == said[1]
