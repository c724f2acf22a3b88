"""What the help of each command ends with: examples, and the exit codes."""

from __future__ import annotations

_CODES = """\
exit codes:
  0    done
  1    something is wrong with an input, or with what check, validate or doctor looked at
  2    wrong usage, or settings that are not understood
  3    something this machine needs is missing
  4    the result would break a law (a character lost, say), so it was not given out
  5    an output could not be written; what was there before is untouched
  130  interrupted
  141  the reader of the output went away
"""
ALL = f"""\
examples:
  chongpai init                       begin: pipeline.yaml, and texts/ with a sample
  chongpai build                      publish what pipeline.yaml asks for
  chongpai normalize page.txt         repair one text and print it as Markdown
  chongpai convert page.txt           repair it and print it in Traditional Chinese
  chongpai review page.txt            see every decision, and change what is wrong
  chongpai serve                      all of it on a page in the browser

{_CODES}"""
BUILD = f"""\
examples:
  chongpai build                              the pipeline.yaml of this folder
  chongpai build paper/pipeline.yaml          that of another
  chongpai build --jobs 2 --output /tmp/out   two workers; results into /tmp/out

{_CODES}"""
CLEAN = f"""\
examples:
  chongpai clean                       remove the files in dist/ that builds have made
  chongpai clean --output /tmp/books   those in another folder

{_CODES}"""
NORMALIZE = f"""\
examples:
  chongpai normalize page.txt                          Markdown on standard output
  chongpai normalize page.txt --to json -o page.json   a file, written whole or not at all
  chongpai normalize *.txt --to txt --edition zh-Hant-TW
  chongpai normalize issue.pdf --pages 1-3,8           some pages of a PDF, read by its geometry
  chongpai normalize page.txt --to odt -o page.odt     any format that pandoc writes
  pdftotext page.pdf - | chongpai normalize - --to txt
  chongpai normalize page.txt --explain >page.md       every decision and doubt on standard error
  chongpai normalize clipping.txt --profile daily      as profiles/daily.yaml says that paper is set
  chongpai normalize --in-place pages/*.txt            the files themselves; clean text, Markdown, code stay

{_CODES}"""
CONVERT = f"""\
examples:
  chongpai convert page.txt                            the edition for Taiwan, as Markdown
  chongpai convert page.txt --edition zh-Hant-HK --to txt
  chongpai convert page.txt --report >page.md          what to check on standard error, the doubtful first
  chongpai convert page.txt --vocabulary taiwan        Taiwan's words too; each is named on standard error
  chongpai convert page.txt --dictionary names.txt     your own names and words come first

{_CODES}"""
PROFILE = f"""\
examples:
  chongpai profile pages -o profiles/daily.yaml        from every .txt in the folder pages
  chongpai profile 'pages/2022-*.txt' -o daily.yaml    from some
  chongpai normalize clipping.txt --profile daily      use profiles/daily.yaml

{_CODES}"""
VALIDATE = f"""\
examples:
  chongpai validate dist/*.pdf               what is wrong with them, and what could not be looked at
  chongpai validate book.epub --json         the same for a program

{_CODES}"""
LAYOUT = f"""\
examples:
  chongpai layout page.pdf                       page.svg, to look at in a browser
  chongpai layout issue.pdf --pages 2 -o two.png
  chongpai layout issue.pdf -o issue.svg         of several pages: issue-1.svg, issue-2.svg …

{_CODES}"""
CHECK = f"""\
examples:
  chongpai check                         the sources of pipeline.yaml
  chongpai check texts --diff            every text below a folder, and how its normalized file would change
  chongpai check --in-place pages/*.txt  what normalize --in-place would change
  chongpai check --fail-on warning --output-format github

{_CODES}"""
REVIEW = f"""\
examples:
  chongpai review page.txt               review/page.html, to open in a browser
  chongpai review issue.pdf --pages 1-3  pages of a PDF, their pictures beside the HTML
  chongpai review -o dist/review         the sources of pipeline.yaml
  chongpai review --apply page.corrections.yaml page.txt

{_CODES}"""
SERVE = f"""\
examples:
  chongpai serve                           opens the page in your browser
  chongpai serve --port 8080 --no-browser  prints its address alone

{_CODES}"""
COMPLETION = f"""\
examples:
  chongpai completion bash >~/.local/share/bash-completion/completions/chongpai
  chongpai completion zsh >~/.zfunc/_chongpai

{_CODES}"""
DOCTOR = f"""\
examples:
  chongpai doctor              what is there, what is missing, and the commands that bring it
  chongpai doctor --quiet      nothing where PDF, EPUB and DOCX can be made
  chongpai doctor --json       the same for a program

{_CODES}"""
INIT = f"""\
examples:
  chongpai init            in this folder
  chongpai init paper      in the folder paper, made when needed
  chongpai init --ci       and a workflow: push texts to GitHub, and download the books

{_CODES}"""
