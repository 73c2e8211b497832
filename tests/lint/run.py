"""Runs one check, or all, over a tree. Usage: run.py CHECK|all [ROOT]. Exit 1 when something is wrong."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import content
import docs
import includes
import links
import sizes
import tools
from tree import Tree

CHECKS = {
    "includes": includes.check,
    "sizes": sizes.check,
    "content": content.check,
    "links": links.check,
    "docs": docs.check,
    "format": tools.format_check,
    "shell": tools.shell_check,
    "spelling": tools.spell_check,
}


def main(name, root):
    failed = False
    tree = Tree(root)
    for check in CHECKS if name == "all" else [name]:
        problems = CHECKS[check](tree)
        for problem in problems:
            print(problem)
        print(f"{check}: {'ok' if not problems else f'{len(problems)} problems'}")
        failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3 or sys.argv[1] not in (*CHECKS, "all"):
        sys.exit(__doc__ + "\nchecks: " + " ".join(CHECKS))
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else pathlib.Path(__file__).parents[2]))
