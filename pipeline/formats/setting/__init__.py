"""Setting lines of Chinese as W3C CLREQ asks: where they break, and where each character stands.

`marks` knows what two characters do to each other, `lines` chooses the breaks of a paragraph, `spread` gives
the characters of a line their places; `boxes`, `flows` and `ink` have WeasyPrint do so.
"""
