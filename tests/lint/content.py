"""What must not stand in the tree: machine paths, registry hosts, reminders, dead code, binaries, wrong modes."""

import os
import pathlib
import re
import subprocess

# Put together from parts so that this file does not find itself.
PATTERNS = [
    (re.compile(r"(?<![\w.])/(" + r"work/(main|wt|shared)|ro" + r"ot/|ho" + r"me/\w+/)"), "path of one machine"),
    (re.compile(r"\b(py" + r"pi\.org|docker\.i" + r"o|ghcr\.i" + r"o|quay\.i" + r"o|registry\.\w+\.\w+"
                r"|deb\.deb" + r"ian\.org|repo\d?\.maven)"), "host of a package registry"),
    (re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX:|HA" + r"CK:)"), "reminder; do it or file an issue"),
]
DEAD_CODE = re.compile(
    r"^\s*//(?!/)\s*(#include|(return|break|continue)\b[^.]*;|(if|for|while|switch) \(.*\{|\}|else \{|"
    r"[\w:<>*&]+ \w+(\(.*\))? = .*;|[\w.:>-]+\([^)]*\);)\s*$")
DEAD_SCRIPT = re.compile(r"^\s*#\s*(import \w+$|from \w+ import|return .*\)$|echo \"|fi$|done$)")
BINARY_SUFFIXES = {".o", ".so", ".a", ".exe", ".pyc", ".zip", ".gz", ".db", ".sqlite"}


def check_lines(tree, path, problems):
    for number, line in enumerate(tree.lines(path), 1):
        for pattern, reason in PATTERNS:
            found = pattern.search(line)
            if found:
                problems.append(f"{path}:{number}: {reason}: {found.group(0)}")
        suffix = pathlib.PurePath(path).suffix
        if suffix in (".h", ".cpp", ".c") and DEAD_CODE.match(line):
            problems.append(f"{path}:{number}: looks like commented-out code: {line.strip()}")
        if suffix in (".py", ".sh", ".cmake") and DEAD_SCRIPT.match(line):
            problems.append(f"{path}:{number}: looks like commented-out code: {line.strip()}")


def executable(tree, path):
    """The mode that git would give the file; the disk's where the file is not yet known to git."""
    if (tree.root / ".git").exists():
        entry = subprocess.run(["git", "ls-files", "-s", "--", path], cwd=tree.root, check=True,
                               capture_output=True, text=True).stdout
        if entry:
            return entry.startswith("100755")
    return os.access(tree.root / path, os.X_OK)


def check_mode(tree, path, problems):
    shebang = tree.first_line(path).startswith("#!")
    # Scripts of an experiment are started through their interpreter, so only tools need the bit.
    if shebang != executable(tree, path):
        problems.append(f"{path}: " + ("starts with #! but is not executable" if shebang else
                                       "is executable but has no #! line"))


def check(tree):
    problems = []
    for path in tree.authored():
        data = (tree.root / path).read_bytes()
        if b"\0" in data or pathlib.PurePath(path).suffix in BINARY_SUFFIXES:
            problems.append(f"{path}: binary file")
            continue
        check_lines(tree, path, problems)
        check_mode(tree, path, problems)
    return problems
