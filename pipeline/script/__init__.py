"""Simplified to Traditional: the editions, and the only room that imports opencc."""

from pipeline.script.choices import Choice, list_choices
from pipeline.script.editions import EDITIONS, convert, convert_text
from pipeline.script.engine import check_engine
from pipeline.script.layers import list_sums

__all__ = ["EDITIONS", "Choice", "check_engine", "convert", "convert_text", "list_choices", "list_sums"]
