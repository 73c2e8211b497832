"""What a mode works in: a folder, one Random, the logs of faults and violations, the measured line."""

import math
import os
import pathlib
import random
import shutil
import tempfile
import threading
import time

import processes


class Skip(Exception):
    """This machine cannot run the mode."""


class Found(Exception):
    """The first violation, which is all that is asked for."""


def p95(values):
    if not values:
        return "-"
    ordered = sorted(values)
    return f"{ordered[math.ceil(0.95 * len(ordered)) - 1]:.2f}s"


class World:
    def __init__(self, mode, seed, minutes, programs):
        self.mode, self.seed, self.programs = mode, seed, pathlib.Path(programs)
        self.dice = random.Random(f"{mode}/{seed}")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"aiep-campaign-{mode}-"))
        self.ledger = None
        self.use_ledger("ledger")
        self.env = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": str(self.folder),
                    "XDG_RUNTIME_DIR": str(self.folder), "XDG_STATE_HOME": str(self.folder / "state")}
        for name in [n for n in self.env if n.startswith(("AIEP_", "TASK_"))]:
            del self.env[name]
        self.patience = float(os.environ.get("AIEP_PATIENCE", "1"))  # of a slow build, for bounds of time
        self.skew = "0s"  # how far clocks of tasks and servers differ
        self.minutes = minutes
        self.end_at = time.monotonic() + minutes * 60
        self.violations = []
        self.skipped = None  # why this machine cannot run the mode
        self.violated_at = None  # the first
        self.live = None  # looks at the mode while it works (live.py)
        self.faults = {}  # kind → how many
        self.hits = set()  # keys of attempts whose keeper or task was killed
        self.measured = {}  # name → seconds
        self.runs = 0
        self.undo = []  # called at the end, last first

    def use_ledger(self, name):
        """One for each database, because a ledger is held against one."""
        self.ledger = self.folder / name
        self.ledger.mkdir()

    def time_left(self):
        return time.monotonic() < self.end_at

    def violation(self, text):
        self.violated_at = self.violated_at or time.monotonic()
        self.violations.append(text)
        print(f"violation: {text}", flush=True)
        self.heed()

    def heed(self):
        """Ends the mode when the first violation is enough. Threads cannot, so the main one comes by here."""
        if self.live and self.violations and threading.current_thread() is threading.main_thread():
            raise Found

    def fault(self, kind):
        self.faults[kind] = self.faults.get(kind, 0) + 1
        with open(self.folder / "faults.log", "a", encoding="utf-8") as log:
            print(f"{time.monotonic():.3f} {kind}", file=log)

    def note(self, line):
        """A line of the ledger from the one who asks."""
        with open(self.ledger / "asker.ledger", "a", encoding="utf-8") as ledger:
            print(line, file=ledger)

    def measure(self, name, values):
        self.measured.setdefault(name, []).extend(values)

    def close(self, keep=False):
        for action in reversed(self.undo):
            action()
        processes.end_all(self.folder)
        if keep:
            print(f"kept: {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def details(self):
        faults = " ".join(f"{kind}={count}" for kind, count in sorted(self.faults.items()))
        times = " ".join(f"{name}_p95={p95(values)} {name}_max={max(values):.2f}s n={len(values)}"
                         for name, values in sorted(self.measured.items()) if values)
        return f"{self.mode}: seed={self.seed} minutes={self.minutes:g} | {faults} | {times}"

    def line(self):
        if self.skipped is not None:
            return f"mode={self.mode} skipped: {self.skipped}"
        return (f"mode={self.mode} runs={self.runs} faults={sum(self.faults.values())} "
                f"violations={len(self.violations)} adopted_p95={p95(self.measured.get('adopted'))} "
                f"cancel_p95={p95(self.measured.get('cancel'))}")
