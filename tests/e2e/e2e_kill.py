"""The server is killed twenty times while thirty nodes run: each runs exactly once (acceptance 3)."""

import os
import random
import signal
import time

from aiep_e2e import PATIENCE, WorkspaceTest, main, wait_until

KILLS = 20
NODES = 30


class Kill(WorkspaceTest):
    def test_kills_cost_nothing(self):
        names = self.folder / "names"
        # Six chains of five, so that nodes become ready and start all the time.
        nodes = [(f"n{i}", f"sleep {PATIENCE * (i * 37 % 6 + 3) / 10}; echo n{i} >> {names}",
                  [f"n{i - 6}"] if i >= 6 else []) for i in range(NODES)]
        run = self.start(nodes)
        seed = random.randrange(1 << 30)
        print("seed", seed, flush=True)
        chance = random.Random(seed)
        killed = set()
        for kill in range(KILLS):
            if kill == KILLS // 2:
                self.assertEqual(self.state(run), "running", "the kills must meet the run")
            time.sleep(chance.uniform(0.0, 0.25))
            pid = self.server_pid_or_start()
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        self.assertEqual(len(killed), KILLS)
        self.assertEqual(self.wait_state(run, "succeeded", "failed", "cancelled"), "succeeded")
        self.assertEqual(sorted(names.read_text().split()), sorted(title for title, _, _ in nodes))
        document = self.json("runs", "show", run)
        self.assertEqual([len(n["attempts"]) for n in document["nodes"]], [1] * NODES)

    def server_pid_or_start(self):
        """Any command brings the server back."""
        return wait_until(lambda: self.json("server", "start")["pid"], "a server")


if __name__ == "__main__":
    main()
