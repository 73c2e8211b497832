"""Command blocks of Markdown files are run by a test, or are one of the scripts that are tests themselves.

A fenced block of a shell language is either marked `sh run` (tests/docs/commands.py runs it) or holds
only the commands of ELSEWHERE, which the acceptance of a release runs on a clean machine.
"""

import re

FENCE = re.compile(r"^(\s*)```(.*)$")
SHELLS = {"sh", "bash", "shell", "console", "zsh"}
ELSEWHERE = re.compile(r"^(git clone (\S+|<[\w ]+>)( \S+)?|cd [\w./-]+|(scripts|\.ci)/\w+( .*)?|cmake .*|ninja .*|ctest .*|#.*|)$")


def blocks(lines):
    """(first line number, info string, body lines) of each fenced block."""
    start = info = None
    body = []
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if not fence:
            body.append(line)
        elif start is None:
            start, info, body = number, fence.group(2).strip(), []
        else:
            yield start, info, body
            start, body = None, []
    if start is not None:
        yield start, info, None


def check(tree):
    problems = []
    for path in tree.markdown():
        for number, info, body in blocks(tree.lines(path)):
            if body is None:
                problems.append(f"{path}:{number}: the block is not closed")
            elif info.split(" ")[0] in SHELLS and info != "sh run":
                problems += [f"{path}:{number + at}: no test runs this command; mark the block `sh run`: {line}"
                             for at, line in enumerate(body, 1)
                             if not ELSEWHERE.match(line.strip())
                             or (line.startswith("scripts/") and not (tree.root / line.split()[0]).exists())]
            elif not info and any(re.match(r"\s*\$ |\s*aiepctl ", line) for line in body):
                problems.append(f"{path}:{number}: commands in a block without a language; mark it `sh run`")
    return problems
