"""The command `validate`: what is wrong with finished files, in lines or as JSON."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from pipeline.check.findings import Report, Result, Weight
from pipeline.cli.options import choose_project
from pipeline.cli.printing import complain, count, print_line, word_time
from pipeline.errors import ChongpaiError

_FAILED = 1


def validate(chosen: Namespace) -> int:
    """Look at each file and say what is wrong; the code is 1 when a check failed or a file is no book."""
    from pipeline.check.validation import validate as look_at

    asked = choose_project(chosen.settings)
    silence = asked.silence if asked else {}
    code = 0
    reports: list[Report] = []
    for path in chosen.files:
        try:
            report = look_at(path, silence)
        except ChongpaiError as error:
            complain(error)
            code = code or error.exit_code
            continue
        reports.append(report)
        code = code or (_FAILED if report.failed else 0)
        if not chosen.json:
            for line in _word(report, chosen.quiet, chosen.verbose):
                print_line(line)
    if chosen.json:
        print_line(json.dumps([_list(report) for report in reports], ensure_ascii=False, indent=1))
    return code


def _word(report: Report, quiet: bool, verbose: bool) -> Iterator[str]:
    """Word a report: a line for each finding, one for each check, and one for those not run."""
    for result in report.results:
        for finding in result.findings:
            if finding.weight is Weight.ERROR or not quiet:
                place = f"{finding.place}: " if finding.place else ""
                code = f" {finding.code}" if finding.code else ""
                reason = f" ({finding.reason})" if finding.reason else ""
                yield f"{report.path}: {result.check}: {finding.weight}{code}: {place}{finding.text}{reason}"
        if not quiet:
            took = f", {word_time(result.seconds)}" if verbose and not result.lacks else ""
            yield f"{report.path}: {result.check}: {_judge(result)}{took}"


def _judge(result: Result) -> str:
    if result.lacks:
        return f"skipped: {result.lacks}"
    errors = sum(finding.weight is Weight.ERROR for finding in result.findings)
    return f"failed: {count(errors, 'error')}" if errors else "passed"


def _list(report: Report) -> dict[str, Any]:
    return {
        "path": str(report.path),
        "format": report.format,
        "failed": report.failed,
        "checks": [
            {
                "check": result.check,
                "result": "skipped" if result.lacks else "failed" if result.failed else "passed",
                "lacks": result.lacks,
                "findings": [
                    {
                        "weight": str(finding.weight),
                        "code": finding.code,
                        "place": finding.place,
                        "text": finding.text,
                        "reason": finding.reason,
                    }
                    for finding in result.findings
                ],
            }
            for result in report.results
        ],
    }
