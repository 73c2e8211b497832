"""Passes on those NUL-separated file names from stdin that the compilation database of BUILD_DIR knows."""

import json
import os
import pathlib
import sys

entries = json.loads(pathlib.Path(sys.argv[1], "compile_commands.json").read_text(encoding="utf-8"))
known = {os.path.realpath(os.path.join(entry["directory"], entry["file"])) for entry in entries}
for name in sys.stdin.read().split("\0"):
    if name and os.path.realpath(name) in known:
        sys.stdout.write(name + "\0")
