"""A workspace of its own and aiepctl in it, for the end-to-end tests.

AIEP_BIN names the folder of the programs, AIEP_PATIENCE the factor by which a slow build (sanitizers) may
exceed every bound of time. Every test case gets a fresh workspace; at its end the server is
stopped, a process that still belongs to the workspace is a failure (and ended), and the audit of its event log
(docs/audit.md) must find nothing, with the server alive and after its end.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("AIEP_BIN", SOURCE / "build/release/bin"))
AIEPCTL = str(PROGRAMS / "aiepctl")
AUDIT = str(PROGRAMS / "aiep-audit")
PATIENCE = float(os.environ.get("AIEP_PATIENCE", "1"))
PATIENCE_S = 60


def wait_until(condition, what, patience=PATIENCE_S):
    """Polls; the wait is bounded and its result is the condition's value."""
    patience *= PATIENCE
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.02)


def command_yaml(nodes, name="e2e"):
    """An experiment of command nodes: (title, shell text, [needs])."""
    lines = ["apiVersion: aiep/v1", "kind: Experiment", f"metadata: {{name: {name}}}", "nodes:"]
    for title, shell, needs in nodes:
        lines.append(f"  - {{title: {title}, type: command, needs: {json.dumps(needs)}, "
                     f"with: {{run: {json.dumps(shell)}}}}}")
    return "\n".join(lines) + "\n"


def alive(pid):
    """Whether the process runs (a zombie does not)."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


class WorkspaceTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aiep-e2e-"))
        self.workspace = self.folder / "ws"
        self.env = {**os.environ, "AIEP_WORKSPACE": str(self.workspace), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
                    "XDG_RUNTIME_DIR": str(self.folder), "HOME": str(self.folder)}
        for name in ("AIEP_SERVER", "AIEP_DB", "TERM"):
            self.env.pop(name, None)

    def tearDown(self):
        try:
            try:
                self.audit()
            finally:
                self.aiepctl("server", "stop")
                self.end_processes()
            self.audit()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def end_processes(self):
        try:
            wait_until(self.nothing_lives, "every process of the workspace has ended", 15)
        except AssertionError as error:
            left = self.processes()
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            raise AssertionError(f"left behind: {list(left.values())}") from error

    def audit(self):
        """What happened keeps every promise. A workspace whose server never came up has nothing to look at."""
        if not (self.workspace / "aiep.db").exists():
            return
        ledger = self.folder / "ledger"
        ledger.mkdir(exist_ok=True)
        found = subprocess.run([AUDIT, self.workspace, "--ledger", ledger], env=self.env, stdin=subprocess.DEVNULL,
                               capture_output=True, text=True, check=False, timeout=60 * PATIENCE)
        self.assertEqual(found.returncode, 0, found.stdout + found.stderr)

    def nothing_lives(self):
        """Nothing but the spawner of the local backend, which waits some seconds for the next server."""
        left = self.processes()
        if len(left) == 1 and "aiep-keeper" in next(iter(left.values())):
            pid = next(iter(left))
            if not pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().strip():
                os.kill(pid, signal.SIGKILL)
        return not left

    def processes(self):
        """pid -> command line of what runs in or for this workspace."""
        found = {}
        mark = str(self.folder).encode()
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid() or not alive(int(entry.name)):
                continue
            try:
                command = (entry / "cmdline").read_bytes()
                folder = os.readlink(entry / "cwd").encode()
                # Our own children have the environment, too; what they leave behind has these.
                if mark in command or folder.startswith(mark):
                    found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace")
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
        return found

    def aiepctl(self, *arguments, **options):
        options.setdefault("timeout", 180 * PATIENCE)
        options.setdefault("text", True)
        return subprocess.run([AIEPCTL, *map(str, arguments)], env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)

    def ok(self, *arguments, code=0):
        """stdout of a command that must end with `code`."""
        result = self.aiepctl(*arguments)
        self.assertEqual(result.returncode, code, f"{arguments}\n{result.stdout}\n{result.stderr}")
        return result.stdout

    def json(self, *arguments, code=0):
        return json.loads(self.ok(*arguments, "-o", "json", code=code))

    def spawn(self, *arguments):
        return subprocess.Popen([AIEPCTL, *map(str, arguments)], env=self.env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def start(self, nodes, *arguments):
        """A detached run of command nodes; its id."""
        return self.ok("run", self.write("e2e.yaml", command_yaml(nodes)), "--detach", "-o", "name", *arguments).strip()

    def assert_within(self, seconds, since, what):
        """Not more than `seconds` since the moment `since` of the monotonic clock."""
        self.assertLess(time.monotonic() - since, seconds * PATIENCE, what)

    def state(self, run):
        return self.json("runs", "show", run)["state"]

    def wait_state(self, run, *states):
        return wait_until(lambda: self.state(run) in states and self.state(run), f"run {run} is {states}")

    def server_pid(self):
        return self.json("server", "status")["pid"]


def main():
    if not os.access(AIEPCTL, os.X_OK):
        sys.exit(f"no program {AIEPCTL}")
    unittest.main(verbosity=2)
