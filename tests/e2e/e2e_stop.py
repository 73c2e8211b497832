"""Stopping reaches everything: grandchildren in sessions of their own that ignore TERM (acceptance 5)."""

import time

from aiep_e2e import WorkspaceTest, alive, main, wait_until

TREE = r"""
import os, signal, sys, time
folder = sys.argv[1]
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for i in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() != 0:
            os._exit(0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open(f"{folder}/pid.{i}", "w").write(str(os.getpid()))
        while True:
            time.sleep(1)
open(f"{folder}/pid.top", "w").write(str(os.getpid()))
while True:
    time.sleep(1)
"""


class Stop(WorkspaceTest):
    def test_nothing_lives_when_cancelled_shows(self):
        script = self.write("tree.py", TREE)
        run = self.start([("tree", f"exec python3 {script} {self.folder}", []), ("next", "true", ["tree"])])
        files = [self.folder / f"pid.{name}" for name in (0, 1, 2, "top")]
        wait_until(lambda: all(f.exists() and f.read_text() for f in files), "the tree has grown")
        pids = [int(f.read_text()) for f in files]
        self.assertTrue(all(alive(p) for p in pids))
        before = time.monotonic()
        self.ok("runs", "stop", run, "--reason", "enough")
        self.assert_within(1, before, "recorded within a second")
        self.assertIn(self.state(run), ("cancelling", "cancelled"))
        self.wait_state(run, "cancelled")
        self.assertEqual([p for p in pids if alive(p)], [])
        document = self.json("runs", "show", run)
        self.assertEqual([n["state"] for n in document["nodes"]], ["cancelled", "cancelled"])
        reasons = [e["reason"] or "" for e in self.json("runs", "events", run)]
        self.assertTrue(any("enough" in reason for reason in reasons), reasons)

    def test_stop_survives_the_server(self):
        run = self.start([("stubborn", "trap '' TERM; while :; do sleep 0.2; done", [])])
        wait_until(lambda: self.json("runs", "show", run)["nodes"][0]["state"] == "running", "the node runs")
        self.ok("runs", "stop", run)
        self.ok("server", "stop")
        self.assertEqual(self.wait_state(run, "cancelled", "failed", "succeeded"), "cancelled")


if __name__ == "__main__":
    main()
