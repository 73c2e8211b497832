"""What lives without a run: the database is lost under running tasks, the way a restored backup loses them."""

import json
import os
import signal
import unittest

from aiep_e2e import WorkspaceTest, wait_until

FLOW = """apiVersion: aiep/v1
kind: Experiment
metadata: {name: long}
nodes:
  - {title: a, type: command, with: {run: 'echo alive; while [ ! -e %(go)s ]; do sleep 0.05; done; echo done'}}
  - {title: b, type: command, with: {run: 'trap "" TERM; while :; do sleep 0.05; done'}}
"""


class Orphans(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.go = self.folder / "go"
        file = self.write("long.yaml", FLOW % {"go": self.go})
        self.old = self.aiepctl("run", file, "--detach", "-o", "name").stdout.strip()
        wait_until(lambda: self.count_running(self.old) == 2, "both nodes run")
        os.kill(json.loads(self.aiepctl("server", "status", "-o", "json").stdout)["pid"], signal.SIGKILL)
        for name in ("aiep.db", "aiep.db-wal", "aiep.db-shm"):
            (self.workspace / name).unlink(missing_ok=True)

    def count_running(self, run):
        shown = self.aiepctl("runs", "show", run, "-o", "json")
        return sum(node["state"] == "running" for node in json.loads(shown.stdout)["nodes"])

    def orphans(self):
        return {item["key"]: item for item in json.loads(self.aiepctl("orphans", "list", "-o", "json").stdout)["items"]}

    def test_they_are_listed_and_adopted_or_killed(self):
        a, b = f"{self.old}.0.1", f"{self.old}.1.1"
        found = self.orphans()
        self.assertEqual(sorted(found), [a, b])
        self.assertEqual(found[a]["reason"], f"this store knows no run {self.old}")
        self.assertIn("2 task(s) live without a run", self.aiepctl("doctor").stdout)

        run = self.aiepctl("orphans", "adopt", a, "--reason", "nearly done").stdout.strip()
        self.assertEqual(sorted(self.orphans()), [b])
        killed = self.aiepctl("orphans", "kill", b)
        self.assertEqual((killed.returncode, killed.stdout), (0, f"{b} killed\n"))
        self.assertEqual(self.orphans(), {})
        self.assertEqual(self.aiepctl("orphans", "kill", b).returncode, 3)

        self.go.touch()
        self.assertEqual(self.aiepctl("runs", "watch", run).returncode, 0)
        self.assertEqual(self.aiepctl("runs", "logs", run).stdout.count("alive"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
