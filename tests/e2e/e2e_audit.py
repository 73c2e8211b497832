"""aiep-audit as a user meets it: sound workspaces, forged ones, exit codes, with the server alive and dead."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess

from aiep_e2e import AUDIT, PATIENCE, SOURCE, WorkspaceTest, command_yaml, main, wait_until

TASK = SOURCE / "tests/support/ledger_task"


class Audit(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.ledger = self.folder / "ledger"
        self.ledger.mkdir()

    def run_audit(self, *arguments, code=0):
        found = subprocess.run([AUDIT, *map(str, arguments)], env=self.env, stdin=subprocess.DEVNULL,
                               capture_output=True, text=True, check=False, timeout=60 * PATIENCE)
        self.assertEqual(found.returncode, code, found.stdout + found.stderr)
        return found

    def findings(self, *arguments, code=0):
        """(invariant, run, text) of each violation."""
        found = self.run_audit(self.workspace, *arguments, "-o", "json", code=code)
        return [(v["invariant"], v["run"], v["text"]) for v in json.loads(found.stdout)["violations"]]

    def start_tasks(self, *nodes):
        """A detached run of tasks that keep the ledger: (title, arguments of the task, needs)."""
        text = command_yaml([(title, f"exec {TASK} {arguments}", needs) for title, arguments, needs in nodes])
        text = text.replace("type: command", f"type: command, env: {{TASK_LEDGER: {self.ledger}}}")
        return self.ok("run", self.write("tasks.yaml", text), "--detach", "-o", "name").strip()

    def lines(self):
        path = self.ledger / "tasks.ledger"
        return path.read_text().splitlines() if path.exists() else []

    def test_a_sound_run_alive_and_dead(self):
        run = self.start_tasks(("a", "2", []), ("b", "0", ["a"]), ("bad", "0 3", ["a"]))
        wait_until(lambda: len(self.lines()) >= 2, "the first task writes")
        self.assertEqual(self.findings("--ledger", self.ledger, "--slots", 8), [])
        self.wait_state(run, "failed")
        os.kill(self.server_pid(), signal.SIGKILL)
        text = self.run_audit(self.workspace, "--ledger", self.ledger).stdout
        self.assertIn("I4  ok", text)
        self.assertIn("I7  not checked", text)
        self.assertIn("I8  not checked", text)
        self.assertIn("violations=0", text)
        self.assertEqual(len([line for line in self.lines() if line.startswith("end ")]), 3)

    def test_what_the_tasks_wrote_is_believed(self):
        run = self.start_tasks(("a", "0", []))
        self.wait_state(run, "succeeded")
        end = next(line for line in self.lines() if line.startswith("end "))
        with (self.ledger / "forged.ledger").open("w") as forged:
            print(end.replace("end ", "start ").replace(f"{run}.0.1", "123456789.0.1").replace(" exit=0", ""), file=forged)
            print(end.replace("end ", "start ").replace("pid=", "pid=1").replace(" exit=0", ""), file=forged)
            print(f"told key={run} exit=1 .", file=forged)
            print(f"told key={run} ex", file=forged)
        found = self.findings("--ledger", self.ledger, code=1)
        self.assertEqual([(i, r) for i, r, _ in found], [("I2", "123456789"), ("I4", run), ("I6", run)])
        text = self.run_audit(self.workspace, "--ledger", self.ledger, code=1).stdout
        self.assertIn("forged.ledger:2", text)
        self.assertIn("1 lines of the ledger could not be read", text)
        (self.ledger / "forged.ledger").unlink()
        (self.ledger / "tasks.ledger").write_text("".join(line + "\n" for line in self.lines() if line != end))
        self.assertEqual([(i, r) for i, r, _ in self.findings("--ledger", self.ledger, code=1)], [("I4", run)])
        (self.ledger / "tasks.ledger").write_text("")  # forged on purpose: nothing for the audit at the end
        self.ok("server", "stop")
        self.forget_workspace()

    def test_a_forged_event_is_found_and_shown(self):
        run = self.start([("a", "true", [])])
        self.wait_state(run, "succeeded")
        self.ok("server", "stop")
        with sqlite3.connect(self.workspace / "aiep.db") as database:
            made = database.execute("INSERT INTO events (at_ms, actor, run_id, node_id, attempt, event, from_state, "
                                    "to_state, reason) VALUES (5, 'nobody', ?, '', 0, 'state', 'succeeded', 'failed', '')",
                                    (run,)).lastrowid
        database.close()
        found = self.findings(code=1)
        self.assertEqual([(i, r) for i, r, _ in found], [("I3", run)] * 2)
        text = self.run_audit(f"sqlite://{self.workspace}/aiep.db", code=1).stdout
        self.assertIn(f"event {made}  1970-01-01T00:00:00.005Z  nobody  state  succeeded > failed", text)
        self.assertIn("I3  violated", text)
        self.forget_workspace()

    def test_exit_codes_without_a_verdict(self):
        self.assertIn("usage", self.run_audit("--help").stdout)
        self.assertIn("aiep-audit ", self.run_audit("--version").stdout)
        for wrong in (["--nonsense"], ["a", "b"], ["-o", "xml"], ["--slots", "none"], ["--ledger"], ["sqlite://here"]):
            self.assertIn("error[AIEP-", self.run_audit(*wrong, code=2).stderr)
        missing = self.folder / "none"
        self.assertIn("error[AIEP-", self.run_audit(missing, code=7).stderr)
        self.assertFalse(missing.exists())
        broken = self.folder / "broken"
        broken.mkdir()
        (broken / "aiep.db").write_text("this is no database, but it is long enough to be taken for one" * 100)
        self.run_audit(broken, code=7)
        self.start([("a", "true", [])])
        self.run_audit(self.workspace, "--ledger", missing, code=7)
        self.run_audit("mysql://nobody@127.0.0.1:1/none", code=7)

    def forget_workspace(self):
        """The test broke it on purpose."""
        for path in pathlib.Path(self.workspace).glob("aiep.db*"):
            path.unlink()


if __name__ == "__main__":
    main()
