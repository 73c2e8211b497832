"""Checks that a Debian tool does: clang-format, shellcheck, codespell. Each is one function."""

import subprocess

CHUNK = 100


def run(tree, command, files):
    """Runs the command over the files and returns its complaints, one a line."""
    problems = []
    for start in range(0, len(files), CHUNK):
        result = subprocess.run(command + files[start:start + CHUNK], cwd=tree.root, capture_output=True, text=True,
                                stdin=subprocess.DEVNULL)
        if result.returncode != 0:
            text = (result.stdout + result.stderr).strip()
            problems += text.splitlines() or [f"{command[0]} ended with {result.returncode}"]
    return problems


def format_check(tree):
    problems = run(tree, ["clang-format-14", "--dry-run", "-Werror", "--ferror-limit=1"], tree.code())
    return [p for p in problems if "error:" in p or "ended with" in p]


def shell_check(tree):
    return run(tree, ["shellcheck", "-x", "-f", "gcc"], tree.scripts("sh") + [
        p for p in tree.authored() if p.endswith(".sh") and not tree.first_line(p).startswith("#!")])


def spell_check(tree):
    # Tests of suggestions misspell on purpose.
    return run(tree, ["codespell"], [p for p in tree.authored() if not p.startswith("tests/")])
