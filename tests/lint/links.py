"""Links of Markdown files: each relative target exists, and so does the heading it names."""

import re

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$")
FENCE = re.compile(r"^\s*(```|~~~)")


def without_code(lines):
    """(number, line) outside of fenced blocks."""
    inside = False
    for number, line in enumerate(lines, 1):
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, re.sub(r"`[^`]*`", "", line)


def slugs(lines):
    """Anchors as the usual forges make them."""
    found = set()
    inside = False
    for line in lines:
        if FENCE.match(line):
            inside = not inside
        heading = None if inside else HEADING.match(line)
        if heading:
            text = re.sub(r"[^\w\s-]", "", heading.group(1).strip().lower())
            found.add(re.sub(r"\s", "-", text))
    return found


def check(tree):
    problems = []
    for path in tree.markdown():
        for number, line in without_code(tree.lines(path)):
            for groups in LINK.findall(line):
                target = groups[0] or groups[1]
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                file = (tree.root / path).parent / name if name else tree.root / path
                if not file.exists():
                    problems.append(f"{path}:{number}: link to {target}, which does not exist")
                elif anchor and file.suffix == ".md" and anchor not in slugs(file.read_text("utf-8").splitlines()):
                    problems.append(f"{path}:{number}: link to {target}, which has no such heading")
    return problems
