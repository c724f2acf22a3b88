"""Fuzzing: made-up sources against the readers, the repair, the conversion and the writers.

`python -m tests.fuzz --list` names the targets; docs/reliability.md says what each promises.
"""
