"""Clean files as other people's projects hold them, and how many of them `normalize --in-place` would change.

    python -m bench.clean [FILE OR FOLDER…]

Twenty-seven kinds of files, six of each, are made of passages in the public domain and of the grammars that
such files have. With no names given, they and the files of tests/clean are measured.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from pipeline.errors import ChongpaiError
from pipeline.publish.inspection import repair_in_place

HERE = Path(__file__).parent
EACH = 6
STOCK: dict[str, list[Any]] = yaml.safe_load((HERE / "clean.yaml").read_text("utf-8"))
Maker = Callable[[Random], str]


def _take(draw: Random, kind: str, count: int) -> list[Any]:
    return draw.sample(STOCK[kind], count)


def _one(draw: Random, kind: str) -> Any:
    return draw.choice(STOCK[kind])


def _time(draw: Random) -> datetime:
    return datetime(2024, 1, 1) + timedelta(seconds=draw.randrange(60_000_000))


def _task(draw: Random) -> str:
    return f"{_one(draw, 'verbs')}{_one(draw, 'nouns')}"


def prose(draw: Random) -> str:
    title, author, *paragraphs = _one(draw, "prose")
    indent, between = draw.choice([("", "\n\n"), ("　　", "\n"), ("    ", "\n"), ("", "\n")])
    return f"{title}\n{author}\n\n" + between.join(indent + one for one in paragraphs) + "\n"


def chapters(draw: Random) -> str:
    parts = []
    for number, (title, _, *paragraphs) in enumerate(_take(draw, "prose", 3), 1):
        parts.append(f"第{'一二三'[number - 1]}章　{title}\n\n" + "\n\n".join(paragraphs))
    return "\n\n\n".join(parts) + "\n"


def poem(draw: Random) -> str:
    title, author, *lines = _one(draw, "poems")
    return f"《{title}》\n{author}\n\n" + "\n".join(lines) + "\n"


def poems(draw: Random) -> str:
    chosen = _take(draw, "poems", 4)
    return "\n\n".join(f"{title}　{author}\n" + "\n".join(lines) for title, author, *lines in chosen) + "\n"


def table_of_tabs(draw: Random) -> str:
    rows = [["品名", "单价", "数量", "产地"]]
    rows += [
        [name, f"{draw.uniform(1, 90):.2f}", str(draw.randint(1, 300)), _one(draw, "places")]
        for name in _take(draw, "things", 8)
    ]
    mark = draw.choice(["\t", ",", ";"])
    return "\n".join(mark.join(row) for row in rows) + "\n"


def table_aligned(draw: Random) -> str:
    rows = [(name, _one(draw, "places"), str(draw.randint(60, 100))) for name in _take(draw, "people", 8)]
    return "姓名      城市      分数\n" + "".join(f"{a:　<5}{b:　<5}{c:>4}\n" for a, b, c in rows)


def table_of_bars(draw: Random) -> str:
    rows = [f"| {name} | {draw.randint(1, 20)} | {_task(draw)} |" for name in _take(draw, "people", 6)]
    return "| 姓名 | 工时 | 任务 |\n|---|---:|---|\n" + "\n".join(rows) + "\n"


def readme(draw: Random) -> str:
    name = draw.choice(["小工具", "标签夹", "晴雨表", "账本"])
    items = "\n".join(f"- {_task(draw)}" for _ in range(draw.randint(3, 6)))
    return (
        f"# {name}\n\n{name}是一个用来{_task(draw)}的程序，也可以{_task(draw)}。\n\n## 安装\n\n"
        f"```sh\npip install {draw.choice('abc')}-tool\n```\n\n## 功能\n\n{items}\n\n"
        f"更多说明见[文档](docs/index.md)。\n"
    )


def changelog(draw: Random) -> str:
    versions = (f"## 1.{n}.0 - {_time(draw):%Y-%m-%d}\n\n" for n in range(4, 0, -1))
    return "# 更新记录\n\n" + "\n".join(
        head + "".join(f"- {_task(draw)}\n" for _ in range(draw.randint(1, 4))) for head in versions
    )


def todo(draw: Random) -> str:
    mark = draw.choice(["- [ ] ", "* ", "1. ", "□ ", "· "])
    return "待办事项\n\n" + "".join(f"{mark}{_task(draw)}\n" for _ in range(draw.randint(5, 12)))


def python(draw: Random) -> str:
    functions = (
        f'def step_{n}(items, limit={draw.randint(1, 99)}):\n    """{_task(draw)}，并{_task(draw)}。"""\n'
        f"    # 先{_task(draw)}，\n    # 再{_task(draw)}\n    for item in items[:limit]:\n"
        f'        print(f"正在{_task(draw)}：{{item}}")\n    return len(items)\n'
        for n in range(draw.randint(2, 4))
    )
    return "import sys\n\n\n" + "\n\n".join(functions)


def script(draw: Random) -> str:
    lines = "".join(
        f'echo "{_task(draw)}"  # {_task(draw)}\ncp -r src/{n} "$HOME/备份/"\n'
        for n in range(draw.randint(3, 6))
    )
    return f"#!/bin/sh\nset -eu\n# {_task(draw)}\n{lines}"


def javascript(draw: Random) -> str:
    lines = "".join(
        f'  // {_task(draw)}\n  await run("{_task(draw)}", {{ retry: {draw.randint(1, 5)} }});\n'
        for _ in range(5)
    )
    return f"/* {_task(draw)} */\nexport async function main() {{\n{lines}}}\n"


def query(draw: Random) -> str:
    return "".join(
        f"-- {_task(draw)}\nSELECT 姓名, 城市 FROM 用户\n"
        f"WHERE 城市 = '{city}' AND 年龄 > {draw.randint(18, 60)};\n\n"
        for city in _take(draw, "places", 4)
    )


def page(draw: Random) -> str:
    title, _, *paragraphs = _one(draw, "prose")
    body = "\n".join(f"  <p>{one}</p>" for one in paragraphs)
    return f'<!DOCTYPE html>\n<html lang="zh">\n<title>{title}</title>\n<body>\n{body}\n</body>\n</html>\n'


def log(draw: Random) -> str:
    at, lines = _time(draw), []
    for _ in range(draw.randint(10, 25)):
        at += timedelta(seconds=draw.randrange(90))
        level = draw.choice(["INFO", "WARN", "DEBUG", "ERROR"])
        lines.append(f"{at:%Y-%m-%d %H:%M:%S} [{level}] {_task(draw)}，用时 {draw.randint(1, 900)} 毫秒")
    return "\n".join(lines) + "\n"


def access_log(draw: Random) -> str:
    return "".join(
        f"10.0.{draw.randrange(9)}.{draw.randrange(99)} - - [{_time(draw):%d/%b/%Y:%H:%M:%S} +0800] "
        f'"GET /搜索?q={_one(draw, "things")} HTTP/1.1" {draw.choice([200, 304, 404])} '
        f"{draw.randrange(9999)}\n"
        for _ in range(20)
    )


def english(draw: Random) -> str:
    width = draw.choice([40, 60, 72])
    return "\n\n".join(textwrap.fill(one, width) for one in _take(draw, "english", 3)) + "\n"


def mail(draw: Random) -> str:
    body = textwrap.fill(_one(draw, "english"), 68, initial_indent="> ", subsequent_indent="> ")
    people = _take(draw, "people", 2)
    return (
        f"From: {people[0]} <a@example.org>\nTo: {people[1]} <b@example.org>\nDate: {_time(draw):%d %b %Y}\n"
        f"Subject: {_task(draw)}\n\n{people[1]}，你好：\n\n{_task(draw)}的事已经办好，请看下面。\n\n"
        f"{body}\n\n{people[0]}\n"
    )


def japanese(draw: Random) -> str:
    width = draw.choice([18, 24, 80])
    return "\n\n".join("\n".join(textwrap.wrap(one, width)) for one in _take(draw, "japanese", 3)) + "\n"


def dialogue(draw: Random) -> str:
    one, other = _take(draw, "people", 2)
    mark = draw.choice(["：", ": ", "："])
    turns = (f"{(one, other)[n % 2]}{mark}{_task(draw)}了吗？还没有，明天再{_task(draw)}。" for n in range(8))
    return draw.choice(["\n", "\n\n"]).join(turns) + "\n"


def chat(draw: Random) -> str:
    at = _time(draw)
    lines = []
    for n in range(10):
        at += timedelta(minutes=n)
        lines.append(
            f"[{at:%H:%M}] {_one(draw, 'people')}: {draw.choice(['好的', '收到', '稍等'])}，我来{_task(draw)}"
        )
    return "\n".join(lines) + "\n"


def data(draw: Random) -> str:
    rows = [
        {"姓名": name, "城市": _one(draw, "places"), "备注": _task(draw)} for name in _take(draw, "people", 4)
    ]
    if draw.random() < 0.5:
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)


def subtitles(draw: Random) -> str:
    lines = [line for _, _, *lines in _take(draw, "poems", 2) for line in lines if line]
    return "\n".join(
        f"{n}\n00:00:{n * 3:02d},000 --> 00:00:{n * 3 + 2:02d},500\n{line}\n"
        for n, line in enumerate(lines, 1)
    )


def catalogue(draw: Random) -> str:
    pairs = [
        f"{place}{thing}"
        for place, thing in zip(_take(draw, "places", 8), _take(draw, "things", 8), strict=True)
    ]
    return draw.choice(["\n", "\n\n", "、\n"]).join(pairs) + "\n"


def clauses(draw: Random) -> str:
    numbers = "一二三四五六"
    rows = (f"第{n}条　甲方应当在每月{draw.randint(1, 28)}日前{_task(draw)}，并通知乙方。" for n in numbers)
    return "服务合同\n\n" + draw.choice(["\n", "\n\n"]).join(rows) + "\n\n甲方（签字）：\n乙方（签字）：\n"


def recipe(draw: Random) -> str:
    things = _take(draw, "things", 4)
    listed = "\n".join(f"{thing} {draw.randint(1, 500)} 克" for thing in things)
    steps = "\n".join(f"{n}. 将{thing}洗净，切成小块，放入锅中。" for n, thing in enumerate(things, 1))
    return f"家常菜\n\n材料：\n{listed}\n\n做法：\n{steps}\n"


KINDS: dict[str, Maker] = {
    f"{maker.__name__.replace('_', '-')}{suffix}": maker
    for maker, suffix in [
        (prose, ".txt"), (chapters, ".txt"), (poem, ".txt"), (poems, ".txt"), (table_of_tabs, ".txt"),
        (table_aligned, ".txt"), (table_of_bars, ".md"), (readme, ".md"), (changelog, ".md"), (todo, ".txt"),
        (python, ".py"), (script, ".sh"), (javascript, ".js"), (query, ".sql"), (page, ".html"),
        (log, ".log"), (access_log, ".log"), (english, ".txt"), (mail, ".eml"), (japanese, ".txt"),
        (dialogue, ".txt"),
        (chat, ".txt"), (data, ".json"), (subtitles, ".srt"), (catalogue, ".txt"), (clauses, ".txt"),
        (recipe, ".txt"),
    ]
}  # fmt: skip


def make_files() -> Iterator[tuple[str, bytes]]:
    """Make the files: the name and the bytes of each, the same ones every time."""
    for name, maker in KINDS.items():
        made = dict.fromkeys(maker(Random(f"{name}/{seed}")) for seed in range(40))  # no text twice
        for number, text in zip(range(1, EACH + 1), made, strict=False):
            stem, _, suffix = name.rpartition(".")
            yield f"{stem}-{number}.{suffix}", text.encode()


def is_changed(name: str, data: bytes) -> bool:
    """Tell whether repairing in place would change a file, under its own name or that of a text."""
    return any(repair_in_place(data, said)[0] != data for said in (name, "page.txt"))


def _read(names: list[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        for path in sorted(Path(name).rglob("*")) if Path(name).is_dir() else [Path(name)]:
            if path.is_file() and not path.is_symlink():
                yield str(path), path.read_bytes()


def main(names: list[str]) -> None:
    files = list(_read(names or [str(HERE.parent / "tests" / "clean")])) + (
        [] if names else list(make_files())
    )
    changed = unread = 0
    for name, data in files:
        try:
            if is_changed(Path(name).name, data):
                changed += 1
                print(f"changed: {name}")
        except ChongpaiError:  # no text at all, as far as we can tell: the command refuses it
            unread += 1
    print(f"{len(files)} files: {changed} changed, {unread} refused")


if __name__ == "__main__":
    main(sys.argv[1:])
