"""Runs on the small task server behind a proxy that fails often: no false verdict, nothing twice, nothing left."""

import pathlib
import signal
import subprocess

from aiep_e2e import SOURCE, WorkspaceTest, command_yaml, main, wait_until

MINI = SOURCE / "tests/mini"
TASK = SOURCE / "tests/support/ledger_task"
PERCENT = 25
# Silence costs the whole time-out of a call each time; its tests are those of the adapter.
QUICK = "reset,lost_reply,error,late_error,cut,cut_json,wrong_json,unknown_word,stale"
RUNS = 4
LONG_S = 240  # failed calls are repeated with growing pauses


class HttpTask(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.children = []
        self.ledger = self.folder / "ledger"
        self.ledger.mkdir()
        self.server = self.mini("task_server", "--folder", self.folder / "tasks", "--grace", "1")

    def tearDown(self):
        try:
            super().tearDown()
        finally:
            self.end_children()

    def end_processes(self):
        self.end_children()
        super().end_processes()

    def end_children(self):
        for child in self.children:
            child.terminate()
            child.wait(10)
            child.stdout.close()
        self.children = []

    def mini(self, name, *arguments):
        """Starts a small server; its port."""
        child = subprocess.Popen([MINI / name, *map(str, arguments)], env=self.env, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, text=True)
        self.children.append(child)
        return int(child.stdout.readline().split()[1])

    def use(self, port):
        folder = self.workspace / "http_task"
        folder.mkdir(parents=True, mode=0o700)
        self.workspace.chmod(0o700)
        (folder / "server").write_text(f"http://127.0.0.1:{port}\n")

    def use_proxy(self, percent, *more):
        self.use(self.mini("fault_proxy", "--upstream", self.server, "--seed", 20240229, "--percent", percent,
                           "--log", self.folder / "faults", *more))
        return self.children[-1]

    def start_tasks(self, *nodes):
        """A detached run of tasks that keep the ledger: (title, arguments of the task, needs)."""
        text = command_yaml([(title, f"exec {TASK} {arguments}", needs) for title, arguments, needs in nodes])
        text = text.replace("type: command", f"type: command, env: {{TASK_LEDGER: {self.ledger}}}")
        return self.ok("run", self.write("tasks.yaml", text), "--backend", "http_task", "--detach", "-o", "name").strip()

    def end_of(self, run):
        ends = ("failed", "succeeded", "cancelled")
        return wait_until(lambda: self.state(run) in ends and self.state(run), f"run {run} ends", LONG_S)

    def test_a_bad_network_makes_no_false_verdict(self):
        self.use_proxy(PERCENT, "--only", QUICK)
        nodes = [("a", "1", []), ("b", "0", ["a"]), ("bad", "0 3", ["a"]), ("c", "2", [])]
        ended = [self.start_tasks(*nodes) for _ in range(RUNS)]
        stopped = [self.start_tasks(("long", "400", []), ("next", "0", ["long"])) for _ in range(RUNS)]
        for run in stopped:
            self.ok("runs", "stop", run)
        for run in ended:
            self.assertEqual(self.end_of(run), "failed")
            states = {node["title"]: node["state"] for node in self.json("runs", "show", run)["nodes"]}
            self.assertEqual(states, {"a": "succeeded", "b": "succeeded", "bad": "failed", "c": "succeeded"})
        for run in stopped:
            self.assertEqual(self.end_of(run), "cancelled")
        faults = pathlib.Path(self.folder / "faults").read_text().splitlines()
        self.assertGreater(len(faults), 15, "the proxy did its work")

    def test_an_outage_delays_and_decides_nothing(self):
        proxy = self.use_proxy(0)
        run = self.start_tasks(("a", "10", []), ("b", "0", ["a"]))
        wait_until(lambda: (self.ledger / "tasks.ledger").exists(), "the first task writes")
        proxy.send_signal(signal.SIGUSR1)
        self.wait_state(run, "unknown")
        ended = lambda: "end key=" in (self.ledger / "tasks.ledger").read_text()
        wait_until(ended, "the task ends while nobody can see it")
        self.assertEqual(self.state(run), "unknown")
        proxy.send_signal(signal.SIGUSR2)
        self.assertEqual(self.wait_state(run, "succeeded", "failed"), "succeeded")


if __name__ == "__main__":
    main()
