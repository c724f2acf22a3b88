"""The one table of costs of the line-break program, in nats (the negative logarithm of a chance).

A cost of 0.7 is a chance of one half, 2.3 of a tenth, 4.6 of a hundredth. What a cost weighs and why
stands beside it; the odds of blank lines and indents are not here, because each source shows its own.
"""

from __future__ import annotations

# Where a line ends inside a paragraph.
ROOM_DOUBT = 0.15  # ems by which a printed width may be misjudged
OVERFULL = 4.0  # for each em beyond the measure: nothing is printed outside its column
STOP_INSIDE = 3.3  # after a full stop: 3.5 % of the breaks inside paragraphs
NO_STOP_INSIDE = 0.04
OTHER_MEASURE = 6.0  # a paragraph goes on in a column of another measure
NUMBERED_INSIDE = 2.0  # a line that opens with （一）, 二、 or 3. is hardly ever the middle of a paragraph
ADDRESS_INSIDE = 4.0  # 各位代表： stands alone
OPENING_INSIDE = 0.9  # after a full stop, a line that opens as paragraphs do
DASH_INSIDE = 3.0  # after a full stop, a line that opens with a dash is an item of a list
UNWRAPPED = 9.0  # the text was not broken into lines at all
PAIR_OPEN = 3.0  # a bracket or quotation mark opened on this line and closed on the next is parted

# Where a line break parts two Han: (nothing known, they make a word). 61 % of the breaks inside
# paragraphs part a word, or what stands together elsewhere in the article; 4 % of the others seem to.
WORD_JOINED = (0.94, 0.5)
WORD_PARTED = (0.04, 3.3)

# Where a paragraph ends.
FULL_LAST_LINE = 2.0  # the last line fills its measure: 15 % of paragraphs, by chance
SHORT_LAST_LINE = 0.15
STOP_AT_END = 0.08  # with a full stop: nearly every paragraph
COLON_AT_END = 1.6  # before a list or a quotation
NO_STOP_AT_END = 3.2  # a caption, an item of a list, a paragraph cut off
NO_STOP_FULL = 1.8  # more, where the line is full: then it most likely goes on
PAUSE_AT_END = 6.0  # with a comma: never on purpose
CUT_OFF = 4.5  # a text that begins in the middle of a paragraph: a clipping
BAD_START = 8.0  # a block that starts with a mark that may not start a line (CLREQ 3.1.3)

# What a block is.
PARAGRAPH = 1.6  # one break in seven
DATELINE_OPENS = -2.5  # 本报讯, 新华社北京5月22日电: a news story's first words
HEAD = 2.4
HEAD_AFTER_HEAD = 3.5  # two section heads with nothing between
HEAD_UNDER_TITLE = 2.0  # a section head right under the headline
HEAD_LAST = 5.0  # a section head with nothing after it
HEAD_NEXT = 0.6  # a section head goes on
HEAD_FOURTH = 1.2  # heads have one to three lines
HEAD_STOP = 5.0  # heads carry no full stop
HEAD_COMMA = 0.25  # for each pause inside
HEAD_COMMA_END = 3.0  # a head that ends with a comma has lost a line
HEAD_LONG = 3.0  # a head as wide as the body's measure, at the body's size
HEAD_BALANCE = 0.25  # for each em of difference between its lines
HEAD_TINY = 2.5  # a single character
HEAD_SENTENCE = 6.0  # a full stop inside

TITLE = 1.5
TITLE_AFTER_TITLE = 3.5  # kicker, title, subtitle
TITLE_FILLS = 2.0  # a line of it fills the body's measure, or that less an indent: text does, heads by chance
TITLE_MARKED = -2.2  # opens with a dash: a subtitle
SUBTITLE_STRAY = 2.5  # a subtitle that extraction put behind the lede
TITLE_NEXT = 2.7  # a title on two lines
TITLE_NEXT_WIDER = 2.0  # whose second line is the wider one: setters fill the first
TITLE_NEXT_BANNER = 1.0  # wider than a headline inside one column can be, so set across several
SUBTITLE_NEXT = -1.2  # a subtitle that opened with a dash goes on
TITLE_NEXT_FRESH = 2.5  # whose second line opens with a year, or ends in a number: a title of its own
TITLE_NEXT_KICKER = 1.5  # whose first line says who did what, and whose second does not: kicker and title
TITLE_NEXT_UNEVEN = 0.2  # for each em of difference between its lines
TITLE_NEXT_PAUSE = -2.0  # broken at a comma
TITLE_BELOW = 3.5  # a title after the body
TITLE_UNDER_LEDE = 4.0  # a title that extraction put behind its lede
TITLE_SUBTITLE = -4.0  # followed by a line that opens with a dash: a subtitle
TITLE_COUPLET = -1.0  # two halves with a space between them
TITLE_WIDE = -1.0  # wider than any column
NO_TITLE = 5.5  # an article without one

SIGNATURE = -3.0  # what reads as a byline, a credit or a dateline of its own
