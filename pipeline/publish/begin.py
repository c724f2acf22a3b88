"""A first project: a commented pipeline.yaml and a folder of sources with a small sample in it."""

from __future__ import annotations

from pathlib import Path

from pipeline.files import write_new

SETTINGS = "pipeline.yaml"
WORKFLOW = ".github/workflows/books.yml"
TEXTS = "texts"

_SETTINGS = """\
# What `chongpai build` makes. Paths are relative to this file.

# Files, folders (every .txt in them and below) or patterns (texts/2022-*.txt).
# NAME.yaml beside NAME.txt may say its title, subtitle, byline, date, publication, page, language, cover.
sources: [texts]

# zh-Hans (Simplified), zh-Hant-TW (Traditional, Taiwan), zh-Hant-HK (Traditional, Hong Kong)
editions: [zh-Hans, zh-Hant-TW]

# pdf, epub, docx, md, txt, html, json
formats: [pdf, epub, docx]

# Between Chinese and Latin letters or digits: strip (nothing is stored) or space (one space).
spacing: strip

# ASCII marks beside Chinese: keep, or fullwidth (turned into Chinese marks).
punctuation: keep

# EPUBs: horizontal, or vertical (then one in columns from right to left is made beside each).
layout: horizontal

# The cover of EPUBs: title (made from the title), none, or a picture (front.jpg).
cover: title

# What shows EPUBs: the faces of the reader, or ours inside the file (embedded).
fonts: reader

# Which DOCX have a table of contents: books (of several articles) or always.
contents: books

# Messages of `chongpai validate` that do not count here, each with its reason.
# silence: {E115: the publisher wants his own blue}

# The page of the PDF: A4, A5, B5, 16开, 32开, or width and height in millimetres (170x240);
# 1, 2 or 3 columns; ua-1 (read aloud) or a-3u and the like (kept); a look: report, large, or CSS of your own.
page_size: A5
columns: 1
pdf_standard: ua-1
# style: large

# Words in the edition for Taiwan: keep (the source's) or taiwan (软件 becomes 軟體; each change is named).
vocabulary: keep

# Forms in the edition for Hong Kong: print (說, as its books have it) or standard (説, as its schools do).
forms: print

# Names and words of your own, a line each: a word, a tab, what it becomes; a name stands alone.
# dictionary: names.txt

# Books bound of several sources, in parts by month, issue or section.
# books: [{title: 样报合订本, name: volume, sources: [texts], parts: month}]

# What a source may take: seconds, megabytes of memory, megabytes as a file; 0 for any.
# limit_time: 600
# limit_memory: 4096
# limit_size: 64

# The folder for the results.
output: dist
"""

# As text comes off a newspaper page: cut into short lines, the indents gone, the title at the end.
_SAMPLE = """\
清晨六点，城南的老菜市场已经
热闹起来。卖豆腐的周师傅支起摊
子，第一锅豆浆刚刚烧开，热气顺着
屋檐往上飘。
市场今年换了新顶棚，地面也重
新铺过。管理处的负责人说，改造分
三期进行，共铺设排水管道1200米，
安装节能灯360盏，摊位由原来的85
个增加到102个。
“以前一下雨就得踩着砖头走，
现在穿布鞋来也不怕。”住在附近的
陈阿姨提着菜篮子说。

夜里办起
新课堂

傍晚收摊以后，市场变成了夜
校。每周三和周五，退休教师在这里
教摊主用手机记账，写进货单，拍短
视频。
周师傅学得最认真。他说，豆腐
还是老味道，可是做买卖的办法，要
跟上新日子。

（本报记者 林一舟）

老菜市场的新日子
——城南菜市场改造见闻
"""

_METADATA = """\
# What is known about sample.txt; every line may be left out.
date: 2026-03-01
publication: 样报
page: 3
"""


# For GitHub, which is where somebody without a terminal can have books made.
_WORKFLOW = """\
# Makes the books of the texts in this project, whenever one of them changes.
#
# Without a terminal: on the page of the project, press "Add file", "Upload files", and put texts into the
# folder texts/. A few minutes later the page "Actions" has the books, under the run's "Artifacts".
name: books
on:
  push:
  workflow_dispatch:
permissions:
  contents: read
jobs:
  books:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - uses: actions/cache@v4
        with:
          path: |
            ~/.cache/chongpai
            ~/.cache/pip
          key: books-${{ github.run_id }}
          restore-keys: books-
      - name: Libraries and fonts
        run: |
          sudo apt-get update -q
          sudo apt-get install -q -y --no-install-recommends \\
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk
      - name: Chongpai
        run: python -m pip install --quiet chongpai
      - name: Check
        run: chongpai check --output-format github
      - name: Build
        run: chongpai build --output "$RUNNER_TEMP/books"
      - uses: actions/upload-artifact@v4
        with:
          name: books
          path: ${{ runner.temp }}/books
          if-no-files-found: error
"""


def begin(folder: Path, *, ci: bool = False) -> tuple[Path, ...]:
    """Write a first project into a folder and give the files made; nothing that is there is changed.

    A folder of texts that is there already is left as it is. With `ci`, a workflow for GitHub is written too,
    and a project that is there is left as it is. Raises OutputError when there is a pipeline.yaml (with `ci`,
    a workflow), or when a file cannot be written.
    """
    made = {folder / WORKFLOW: _WORKFLOW} if ci else {}
    if not ci or not (folder / SETTINGS).exists():
        made[folder / SETTINGS] = _SETTINGS
    if not (folder / TEXTS).exists():
        made[folder / TEXTS / "sample.txt"] = _SAMPLE
        made[folder / TEXTS / "sample.yaml"] = _METADATA
    for path, text in made.items():
        write_new(path, text.encode())
    return tuple(made)
