"""Sizes of files and functions. Hard limits are problems; the rest is printed for the reader."""

import pathlib
import re
import statistics

HARD, SOFT, MEDIAN = 600, 400, 180
FUNCTION = 60
NO_FUNCTION = re.compile(r"(namespace|class|struct|union|enum|extern|using|typedef|template<>)\b|[#/}]")


def long_blocks(lines, indent):
    """(first line, length) of function-like blocks whose closing brace stands at this indent.

    Relies on clang-format: a block that starts at an indent ends with "}" at the same indent, and
    tables and types end with "};".
    """
    pad = " " * indent
    start = None
    for number, line in enumerate(lines, 1):
        at_indent = line.startswith(pad) and len(line) > indent and line[indent] != " "
        if not at_indent:
            continue
        text = line[indent:]
        if text.startswith("}"):
            if start and not text.startswith("};") and number - start[0] + 1 > FUNCTION and "(" in start[1]:
                yield start[0], number - start[0] + 1
            start = None
        elif text.endswith(";") or text.endswith(":") or NO_FUNCTION.match(text):
            start = None
        elif start is None:
            start = (number, text)


def check(tree):
    problems = []
    sizes = {}
    for path in tree.authored():
        if pathlib.PurePath(path).suffix not in (".h", ".cpp", ".c", ".py", ".sh", ".cmake", ".txt") and not (
                tree.first_line(path).startswith("#!")):
            continue
        lines = tree.lines(path)
        sizes[path] = len(lines)
        if len(lines) > HARD:
            problems.append(f"{path}: {len(lines)} lines, at most {HARD}")
        if path.endswith((".cpp", ".h")):
            for indent in (0, 2):
                for number, length in long_blocks(lines, indent):
                    problems.append(f"{path}:{number}: function of {length} lines, at most {FUNCTION}")
    if sizes:
        median = statistics.median(sizes.values())
        print(f"median file size {median:.0f} lines (aim {MEDIAN})")
        if median > MEDIAN:
            problems.append(f"the median file has {median:.0f} lines, at most {MEDIAN}")
    for path in sorted(p for p in sizes if SOFT < sizes[p] <= HARD):
        print(f"over the soft limit of {SOFT}: {path} {sizes[path]}")
    return problems
