"""Simplified to Traditional: the editions, and the only room that imports opencc."""

from pipeline.script.editions import EDITIONS, convert, convert_text

__all__ = ["EDITIONS", "convert", "convert_text"]
