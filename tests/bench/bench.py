"""The benchmark table: every figure beside its yardstick, measured in one go on one machine.

Usage: bench.py BIN_DIR PLAN_BENCH [--quick] [--only WORD] [--write FILE]
"""

import argparse
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import agents
import cases
import machine


@dataclasses.dataclass
class Context:
    """Where things are, and the one workspace that all cases use."""
    programs: pathlib.Path
    plan_bench: pathlib.Path
    scratch: pathlib.Path
    quick: bool

    def __post_init__(self):
        self.workspace = self.scratch / "ws"
        self.environment = {**os.environ, "AIEP_WORKSPACE": str(self.workspace), "LANG": "C.UTF-8"}

    def ctl(self, *arguments):
        return [self.programs / "aiepctl", *arguments]

    def call(self, *arguments):
        """stdout of aiepctl."""
        return machine.timed(self.ctl(*arguments), env=self.environment, stdout=subprocess.PIPE)[1].stdout

    def rounds(self, count):
        return 1 if self.quick else count

    def scale(self, count):
        return count // 10 if self.quick else count

    def file(self, name, text):
        path = self.scratch / name
        path.write_text(text, encoding="utf-8")
        return path

    def server(self):
        return json.loads(self.call("server", "status", "-o", "json"))

    def stop_server(self):
        subprocess.run(self.ctl("server", "stop"), env=self.environment, capture_output=True, stdin=subprocess.DEVNULL)


def page(rows, context, seconds):
    lines = ["# Benchmarks", "", "Written by `scripts/bench`; every figure stands beside its yardstick, measured in the",
             "same run. Best of several unless the row says otherwise.", "",
             f"Machine: {machine.describe(context.scratch)}. The whole table took {seconds:.0f} s.", "",
             "| figure | measured | goal | met | beside |", "|---|---|---|---|---|"]
    lines += [f"| {row.figure} | {row.measured} | {row.goal} | {'yes' if row.met else '**no**'} | {row.beside} |"
              for row in rows]
    notes = pathlib.Path(__file__).with_name("notes.md")
    if notes.exists():
        lines += ["", notes.read_text(encoding="utf-8").rstrip()]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("plan_bench", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, one round: does it work at all?")
    parser.add_argument("--only", default="", help="cases whose name holds this word")
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="aiep-bench-") as scratch:
        context = Context(options.programs.resolve(), options.plan_bench.resolve(), pathlib.Path(scratch), options.quick)
        rows = []
        try:
            for case in cases.ALL + agents.ALL:
                if options.only in case.__name__:
                    print(f"== {case.__doc__.splitlines()[0]}", file=sys.stderr, flush=True)
                    rows += case(context)
        finally:
            context.stop_server()
        text = page(rows, context, time.monotonic() - start)
        # Before the folder goes: removing the files of so many tasks takes a while.
        print(text, flush=True)
        if options.write:
            options.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
