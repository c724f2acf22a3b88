"""The local page: paste or drop a text, see it repaired, correct it, and take the books. Nothing leaves."""
