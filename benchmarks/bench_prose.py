"""Time and peak memory of converting one text of 64 KiB, for the worst kinds of text known.

Each kind is cut to the longest text that the limits accept. `python -m benchmarks.bench_prose`
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from portal_builder.prose import Refused, convert, examine

SIZE = 64 * 1024
RECORDS = {"CR-7": "../changes/#cr-7"}


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _around(before: str, after: str) -> Callable[[int], str]:
    return lambda size: before * (size // 2 // len(before)) + after * (size // 2 // len(after))


def _numbered(piece: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        made = "".join(piece.replace("#", str(i)) for i in range(size // len(piece) + 1))
        return made[:size]

    return make


def _backtick_runs(size: int) -> str:
    made, i = "", 1
    while len(made) + i < size:
        made, i = made + "`" * i + " ", i + 1
    return made


def _table(columns: int) -> Callable[[int], str]:
    def make(size: int) -> str:
        head = "|a" * columns + "|\n" + "|-" * columns + "|\n"
        return head + "|b" * max(0, size - len(head))

    return lambda size: (make(size)[:size]).replace("|b" * columns, "|b" * columns + "|\n")


def _short_rows(columns: int) -> Callable[[int], str]:
    head = "|a" * columns + "|\n" + "|-" * columns + "|\n"
    return lambda size: (head + "|\nb\n" * size)[:size]


PIECES = (
    "x ",
    "é",
    "word CR-7 ",
    "a\n",
    "a\n\n",
    "\n",
    " ",
    "\t",
    "*a_ ",
    "*a ",
    "a* ",
    "*",
    "**a* ",
    "_",
    "__a_",
    "*_",
    "*a**a",
    "a**b" + "c* ",
    "a***b_ ",
    "~",
    "~~a",
    "~~a~",
    "`",
    "`a ",
    "``a` ",
    "\\",
    "\\*",
    "\\`",
    "\\\n",
    "[a](",
    "[a](b",
    "[a](<b",
    '[a](b "',
    "[](",
    "![",
    "![](",
    "![[]",
    "[a]",
    "[]",
    "[[a]]",
    "[a][b]",
    "[a](b)",
    "[a](https://e.example) ",
    "![a](b)",
    "[![a](b)](c) ",
    "[a\\](",
    "[](abb ",
    "[a](b 'c",
    "[x](((((",
    "[^1]",
    "[a]:",
    "[a]: b\n",
    "[a]: b\n'c\n",
    "[a]:\n",
    "[a\n",
    "[a]: <b\n",
    "[a]: b '\n",
    "<",
    "<a",
    "<a ",
    "<a:",
    "<a@",
    "<a:b",
    "<https://e.example>",
    "<a@b.example>",
    "<br>",
    "<br ",
    "<!--",
    "-->",
    "<!-- a -->",
    "<!-- a\n\nb -->\n\n",
    "<!-- a\n-->\n",
    "<!--`-->",
    "`<!--`",
    "<!--|-->\n",
    "<!<!-- -->",
    "- <!-- ` -->\n",
    "&",
    "&a",
    "&amp;",
    "&#1",
    "&#x41;",
    "&lt;",
    "&#0;",
    "- a\n",
    "- ",
    "-\n",
    "1. a\n",
    "1)",
    "- a\n  - b\n",
    "- a\n\n",
    "- [ ] a\n",
    "+ a\n- a\n",
    "* * * *\n",
    "  - a\n",
    ">",
    "> ",
    "> a\n",
    ">\n",
    "> > > a\n",
    "> - ",
    "- > ",
    "> a\nb\n",
    ">>>>>>>>>> a\n\n",
    "> ```\n",
    "#",
    "# a\n",
    "###### a\n",
    "a\n=\n",
    "a\n-\n",
    "---\n",
    "===\n",
    "***\n",
    "# a #",
    "#" * 6 + " " + "#" * 50,
    "```\n",
    "```a\n```\n",
    "~~~",
    "~~~\n",
    "    a\n",
    "    a\n\n",
    "\ta\n",
    "``` `\n",
    "|",
    "|a",
    "|a\n",
    "|-\n",
    "|a|\n|-|\n",
    "|a|\n|-|\n|b|\n\n",
    "|\\|",
    "a|b\n-|-\n",
    ":-:|",
    "|:-:|\n",
    "https://e.example ",
    "https://",
    "http://a",
    "https://a.b/(",
    "https://a.b/)",
    "https://a.b?!.,",
    "://",
    "http:",
    "h://",
    "HTTPS://A.B\n",
    "https://a.b/*",
    "https://a.b/&amp;",
    "www.a.b ",
    "a@b.c ",
    "CR-7",
    "A-1-",
    "A",
    "A-",
    "☐",
    "{",
    "$",
    "$$\n",
    "!",
    "![]",
    "]",
    "a]",
    "[ ",
    "[\\",
    '"',
    "'",
    "(",
    ")",
    ":",
    "@",
    "^",
    "=",
    "+",
    "%",
    "{a}",
    "\x00",
    "\ufdd0",
    "\u202e",
    "😀",
    "\u00a0",
)

KINDS: dict[str, Callable[[int], str]] = {
    **{repr(p)[1:-1]: _repeated(p) for p in PIECES},
    "brackets nested": _around("[", "]"),
    "links nested": _around("[", "](b)"),
    "images nested": _around("![", "](b)"),
    "images nested, references": _around("![", "]"),
    "emphasis nested": _around("*a ", " a*"),
    "emphasis doubled nested": _around("**a ", " a**"),
    "emphasis of two kinds nested": _around("*_a ", " a_*"),
    "strikethrough nested": _around("~~a ", " a~~"),
    "1,000 brackets before links": lambda n: "[" * 1000 + _repeated("[a](b)")(n - 1000),
    "1,000 brackets between text": lambda n: _repeated("[" + "*a" * (n // 2000))(n)[:n],
    "1,000 images between text": lambda n: _repeated("![" + "a_" * (n // 2000))(n)[:n],
    "999 links that never end": lambda n: _repeated("[](" + "a" + "b" * (n // 999 - 5))(n),
    "1,000 titles that never end": lambda n: _repeated("[](a '" + "b" * (n // 999 - 5))(n),
    "backtick runs of every length": _backtick_runs,
    "references used": lambda n: "[a]: b\n\n" + _repeated("[a] ")(n - 8),
    "references numbered": _numbered("[#]: b\n"),
    "references in one paragraph": _numbered("[#]: b 'c\n"),
    "definitions with open titles": _numbered("[#]: b '\nc\n"),
    "quotes 50 deep": _repeated(">" * 50 + "a\n\n"),
    "quotes 50 deep, lazy": lambda n: ">" * 50 + _repeated("a\n")(n - 50),
    "quotes 50 deep, lists": _repeated("> " * 25 + "- " * 25 + "a\n"),
    "lists 50 deep": lambda n: "- " * 50 + "a\n" + _repeated(" " * 100 + "a\n")(n - 102),
    "lists 50 deep, many": _repeated("- " * 50 + "a\n"),
    "lists 50 deep, blank": lambda n: "- " * 50 + "a\n" + "\n" * (n - 102),
    "quotes and table": _repeated("> |a|\n> |-|\n"),
    "one code span around": lambda n: "`" + "a" * (n - 2) + "`",
    "comment with ticks, one paragraph": _repeated("<!-- ` --> `a`\n"),
    "comment over blocks in a list": _repeated("- <!-- a\n\n  b -->\n"),
    "comments nested": _around("<!", "-- -->"),
    **{f"table of {c} columns": _table(c) for c in (2, 10, 50, 100, 128, 1000, 16000)},
    **{f"table of {c} columns, short rows": _short_rows(c) for c in (10, 100, 128, 256, 1000)},
}


def measure(kind: str) -> tuple[float, float, int, str]:
    """Seconds and MiB for the longest text of a kind that is accepted, its bytes, the kind."""
    source = _longest_accepted(KINDS[kind])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    convert(source, records=RECORDS, assets={})
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return taken, (peak - before) / 1024, len(source.encode()), kind


def _longest_accepted(make: Callable[[int], str]) -> str:
    """By halves: the limits grow with the text."""
    low, high = 0, SIZE
    while high - low > 64:
        size = high if low == 0 and high == SIZE else (low + high) // 2
        if not isinstance(examine(make(size), records={}, assets={}), Refused):
            low = size
            if size == SIZE:
                break
        elif size == high:
            high -= 1
        else:
            high = size
    return make(low)


def main() -> None:
    """Prints the worst kinds first; each is measured in a process of its own."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        measured = sorted(pool.map(measure, KINDS), reverse=True)
    print("seconds     MiB   bytes  text")
    for taken, peak, size, kind in measured[: int(sys.argv[1]) if len(sys.argv) > 1 else 20]:
        print(f"{taken:7.2f} {peak:7.1f} {size:7}  {kind}")
    print(f"greatest memory of all: {max(m[1] for m in measured):.1f} MiB")


if __name__ == "__main__":
    main()
