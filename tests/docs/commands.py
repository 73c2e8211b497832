"""Runs the `sh run` blocks of README and docs, each document's in order in a workspace of its own.

The blocks of a document are one shell session in a scratch copy of the examples, with AIEP_BIN first on
the PATH, stopping at the first command that fails. A block `yaml NAME` is put into the file NAME before.
Usage: commands.py [DOCUMENT…]   (default: all)
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/lint"))
from docs import blocks
from tree import Tree

LIMIT_S = 120 * float(os.environ.get("AIEP_PATIENCE", "1"))


def script_of(path):
    """The `sh run` blocks of a document as one script, or "" when it has none."""
    return "\n".join("\n".join(body) for _, info, body in blocks_of(path) if info == "sh run")


def files_of(path):
    """Name -> text of the blocks that are files."""
    return {info.split(" ")[1]: "\n".join(body) + "\n" for _, info, body in blocks_of(path)
            if re.fullmatch(r"yaml [\w.-]+", info)}


def blocks_of(path):
    return list(blocks(path.read_text(encoding="utf-8").splitlines()))


def run_document(name, script, programs):
    """Empty when everything worked, else what was said."""
    # What a document that failed left running may write while the folder goes; the failure must be told.
    with tempfile.TemporaryDirectory(prefix="aiep-docs-", ignore_cleanup_errors=True) as scratch:
        shutil.copytree(SOURCE / "examples", pathlib.Path(scratch, "examples"))
        for file, text in files_of(SOURCE / name).items():
            pathlib.Path(scratch, file).write_text(text, encoding="utf-8")
        environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}",
                       "AIEP_WORKSPACE": f"{scratch}/ws", "HOME": scratch, "LANG": "C.UTF-8"}
        try:
            result = subprocess.run(["bash", "-euxo", "pipefail", "-c", script], cwd=scratch, env=environment,
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                    text=True, timeout=LIMIT_S)
        except subprocess.TimeoutExpired as expired:
            return f"{name}: took more than {LIMIT_S} s\n{expired.output or ''}"
        finally:
            subprocess.run([f"{programs}/aiepctl", "server", "stop"], env=environment, capture_output=True,
                           stdin=subprocess.DEVNULL, timeout=LIMIT_S)
        return f"{name}: exit code {result.returncode}\n{result.stdout}" if result.returncode else ""


def main(names):
    programs = os.environ["AIEP_BIN"]
    failures, ran = [], 0
    for name in names or Tree(SOURCE).markdown():
        script = script_of(SOURCE / name)
        if not script:
            continue
        ran += 1
        failure = run_document(name, script, programs)
        print(f"{name}: {'FAILED' if failure else 'ok'}")
        if failure:
            failures.append(failure)
    print("\n".join(failures))
    if ran == 0:
        print("no document has a block to run")
    return 1 if failures or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
