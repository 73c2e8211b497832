"""The server is killed twenty times while thirty nodes run: each runs exactly once (acceptance 3)."""

import os
import random
import signal
import time

from aiep_e2e import WorkspaceTest, main, wait_until

KILLS = 20
NODES = 30


class Kill(WorkspaceTest):
    def test_kills_cost_nothing(self):
        names = self.folder / "names"
        go = self.folder / "go"
        # Six chains of five, so that nodes become ready and start all the time; the last of each chain
        # waits until the kills are over.
        hold = f"while [ ! -e {go} ]; do sleep 0.05; done; "
        nodes = [(f"n{i}", f"sleep {(i * 37 % 6 + 3) / 10}; {hold if i >= NODES - 6 else ''}echo n{i} >> {names}",
                  [f"n{i - 6}"] if i >= 6 else []) for i in range(NODES)]
        run = self.start(nodes)
        seed = random.randrange(1 << 30)
        print("seed", seed, flush=True)
        chance = random.Random(seed)
        killed = set()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.0, 0.25))
            pid = self.server_pid_or_start()
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        self.assertEqual(len(killed), KILLS)
        self.assertEqual(self.state(run), "running")
        go.touch()
        self.assertEqual(self.wait_state(run, "succeeded", "failed", "cancelled"), "succeeded")
        self.assertEqual(sorted(names.read_text().split()), sorted(title for title, _, _ in nodes))
        document = self.json("runs", "show", run)
        self.assertEqual([len(n["attempts"]) for n in document["nodes"]], [1] * NODES)

    def server_pid_or_start(self):
        """Any command brings the server back."""
        return wait_until(lambda: self.json("server", "start")["pid"], "a server")


if __name__ == "__main__":
    main()
