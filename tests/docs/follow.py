"""Does what the two pages "adding a …" say, in a scratch copy of the tree, and builds what comes out of it.

The `text follow` block of each page is run as it stands; nothing else is changed. Then the new component must be
one folder and one line (and its contract test or its line in the table of rooms), pass the include check, compile,
and pass its contract suite.
"""

import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from commands import SOURCE, blocks_of

ENVIRONMENT = {**os.environ, "LANG": "C.UTF-8", "CCACHE_NOHASHDIR": "1"}


def call(folder, *command):
    """Output of a command that must succeed."""
    result = subprocess.run([str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL, check=False,
                            env={**ENVIRONMENT, "CCACHE_BASEDIR": str(folder)}, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\nexit code {result.returncode}\n{result.stdout[-6000:]}")
    return result.stdout


def files_of_the_tree():
    """What a clone would have, and what is new but not ignored."""
    listed = subprocess.run(["git", "-C", SOURCE, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            stdout=subprocess.PIPE, check=True).stdout.decode().split("\0")
    return [name for name in listed if name and (SOURCE / name).is_file()]


def copy_tree(folder):
    for name in files_of_the_tree():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(SOURCE / name, folder / name)


def follow(folder, page):
    steps = ["\n".join(body) for _, info, body in blocks_of(SOURCE / page) if info == "text follow"]
    if len(steps) != 1:
        sys.exit(f"{page} has {len(steps)} blocks to follow")
    call(folder, "bash", "-eu", "-c", steps[0])


def changes(folder, before):
    """New files by folder, and file -> number of lines that differ."""
    new, edited = set(), {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file():
            continue
        if name not in before:
            new.add(path.parent.relative_to(folder).as_posix())
        elif path.read_bytes() != (SOURCE / name).read_bytes():
            lines = [file.read_text(encoding="utf-8").splitlines() for file in (SOURCE / name, path)]
            edited[name] = sum(line[0] == "+" for line in difflib.ndiff(*lines))
    return new, edited


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got}, the page promises {wanted}")


def follow_both(folder):
    before = set(files_of_the_tree())
    copy_tree(folder)
    follow(folder, "docs/adding-a-backend.md")
    new, edited = changes(folder, before)
    expect("new files are in", new, {"adapters/greeter", "tests/contract"})
    expect("changed lines", edited, {"CMakeLists.txt": 1})
    follow(folder, "docs/adding-a-node-type.md")
    new, edited = changes(folder, before)
    expect("new files are in", new, {"adapters/greeter", "tests/contract", "plugins/greeter"})
    expect("changed lines", edited, {"CMakeLists.txt": 1, "plugins/CMakeLists.txt": 1, "tests/lint/rooms.tsv": 1})


def build(folder):
    call(folder, "cmake", "--preset", "dev")
    table = (folder / "build/dev/apps/aiepd/backends.cpp").read_text(encoding="utf-8")
    expect("the table of backends names the new one", "greeter::register_component" in table, True)
    call(folder, "cmake", "--build", "build/dev", "--target", "test_greeter_backend_contract", "plugin_greeter")
    print(call(folder, "ctest", "--test-dir", "build/dev", "-R", "greeter_backend_contract", "--no-tests=error"))


def main():
    with tempfile.TemporaryDirectory(prefix="aiep-follow-") as scratch:
        folder = pathlib.Path(scratch).resolve()
        follow_both(folder)
        for check in ("includes", "format"):
            call(folder, sys.executable, "tests/lint/run.py", check)
        build(folder)


if __name__ == "__main__":
    main()
