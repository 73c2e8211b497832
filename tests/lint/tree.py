"""The files of a source tree, as every check sees them."""

import os
import pathlib
import subprocess

CODE = {".h", ".cpp", ".c"}
# Data of tests may hold anything on purpose: broken files, golden output, other systems' documents.
DATA = ("tests/cases/", "tests/fuzz/corpus/", "tests/golden/")


class Tree:
    """Files below root: what git would commit, or everything when root is no work tree."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.paths = sorted(self._from_git() if (self.root / ".git").exists() else self._from_disk())

    def _from_git(self):
        names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                               cwd=self.root, check=True, capture_output=True).stdout
        return [n for n in names.decode().split("\0") if n and (self.root / n).is_file()]

    def _from_disk(self):
        for folder, _, names in os.walk(self.root):
            for name in names:
                yield str((pathlib.Path(folder) / name).relative_to(self.root))

    def authored(self):
        """Everything that people wrote, without the data of tests."""
        return [p for p in self.paths if not p.startswith(DATA)]

    def code(self):
        return [p for p in self.authored() if pathlib.PurePath(p).suffix in CODE]

    def markdown(self):
        return [p for p in self.authored() if p.endswith(".md")]

    def scripts(self, interpreter):
        """Files whose first line names the interpreter, for example "bash"."""
        return [p for p in self.authored() if (line := self.first_line(p)).startswith("#!") and interpreter in line]

    def first_line(self, path):
        with open(self.root / path, "rb") as file:
            return file.readline(200).decode(errors="replace")

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def lines(self, path):
        return self.text(path).splitlines()
