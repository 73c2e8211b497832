"""Modes at the same time, each in a process of its own."""

import concurrent.futures
import pathlib
import subprocess
import sys

CAMPAIGN = pathlib.Path(__file__).resolve().parent / "campaign.py"


class SideBySide:
    def __init__(self, seed, options):
        self.arguments = [options.programs, "--seed", str(seed), "--minutes", str(options.minutes)]
        self.arguments += ["--keep"] if options.keep else []
        self.jobs, self.children = options.jobs, []

    def run(self, modes):
        """(exit code, line) of each."""
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            try:
                return list(pool.map(self.one, modes))
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                for child in self.children:
                    child.terminate()  # it ends what it started; the pool waits for it
                raise

    def one(self, mode):
        programs, *rest = self.arguments
        child = subprocess.Popen([sys.executable, CAMPAIGN, programs, mode, *rest], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.children.append(child)
        last = f"mode={mode} died"
        with child.stdout:
            for line in child.stdout:
                print(f"{mode}| {line}", end="", flush=True)
                last = line.strip() if line.startswith("mode=") else last
        return child.wait(), last
