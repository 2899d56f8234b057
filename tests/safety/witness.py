"""Runs tests and tells how they ended: which one failed by an assertion, and what else went wrong.

python witness.py ANSWER TEST …     ANSWER is the file that is written
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

_BY_ASSERTION = (AssertionError, pytest.fail.Exception)


class Witness:
    """Watches a run, which ends with the first test that fails by an assertion.

    Attributes:
        passed: how many tests passed.
        missed: the test that failed by an assertion, and what it says; empty while none has.
        others: whatever else is no pass: errors, skipped tests, files that cannot be collected.
    """

    def __init__(self) -> None:
        self.passed, self.missed, self.others = 0, "", list[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.passed += report.passed and report.when == "call"
        if report.skipped:
            self.others.append(f"{report.nodeid}: skipped")

    def pytest_exception_interact(self, node: Any, call: Any, report: Any) -> None:
        error, last = call.excinfo.value, call.excinfo.traceback[-1]
        what = _first_line(str(error)) or _first_line(str(last.statement))
        said = f"{node.nodeid}: {type(error).__name__}: {what}"
        is_own = Path(last.path) == node.path
        if report.when == "call" and (_is_assertion(error) or (is_own and _is_unpacking(error))):
            self.missed = self.missed or said
            node.session.shouldstop = "an assertion failed"
        else:
            self.others.append(said)


def _is_assertion(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):  # several examples of one property
        return any(map(_is_assertion, error.exceptions))
    return isinstance(error, _BY_ASSERTION)


def _is_unpacking(error: BaseException) -> bool:
    """Whether a test wanted another number of values: `[problem] = …` says that there is one."""
    return isinstance(error, ValueError) and "values to unpack" in str(error)


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")


def main(answer: str, *tests: str) -> int:
    """Runs the tests; gives the status that pytest ends with."""
    witness = Witness()
    # Plain assertions: to explain them, pytest reads all of its plugins anew, which takes seconds.
    options = ["-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider"]
    status = int(pytest.main([*options, *tests], plugins=[witness]))
    Path(answer).write_text(json.dumps({**vars(witness), "status": status}), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
