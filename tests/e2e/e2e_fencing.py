"""Two servers on one MariaDB: one is stopped beyond its lease, the other one takes over, and the stopped one wakes."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import types

from aiep_e2e import AUDIT, PATIENCE, PROGRAMS, SOURCE, WorkspaceTest, command_yaml, main, wait_until

sys.path += [str(SOURCE / "tests/campaign"), str(SOURCE / "tests/support")]
from mariadb import MariaDb
from unix_http import UnixConnection

LEASE_S = 4
TAKEOVER_S = 5
OPEN = ("queued", "submitting", "running", "unknown", "cancelling", "waiting_for_data")


class Daemon:
    """One aiepd in a workspace of its own; to the engine that is a machine of its own."""

    def __init__(self, test, name, *options):
        self.workspace = test.folder / name
        if test.tasks:
            (self.workspace / "http_task").mkdir(parents=True)
            for folder in (self.workspace, self.workspace / "http_task"):
                folder.chmod(0o700)
            (self.workspace / "http_task/server").write_text(f"http://127.0.0.1:{test.tasks}\n")
        self.process = subprocess.Popen(
            [PROGRAMS / "aiepd", "--workspace", self.workspace, "--idle-timeout", "0", "--db", test.url, *options],
            env=test.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        test.daemons.append(self)
        wait_until(lambda: self.call("GET", "/v1/server"), f"server {name} answers")

    def call(self, method, path, body=None):
        connection = UnixConnection(self.workspace / "run/aiepd.sock")
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return None
        finally:
            connection.close()

    def state(self, run):
        return self.call("GET", f"/v1/runs/{run}")[1]["state"]

    def log(self):
        return (self.workspace / "log/aiepd.log").read_text()

    def told(self, event, run):
        return any(f" {event} run={run} " in line for line in self.log().splitlines())

    def signal(self, number):
        self.process.send_signal(number)


class Fencing(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.daemons, self.undo, self.tasks = [], [], None
        self.database = MariaDb(types.SimpleNamespace(folder=self.folder, undo=self.undo))
        self.database.start()
        self.url = self.database.make()
        self.go = self.folder / "go"
        self.addCleanup(self.clean)

    def clean(self):
        for daemon in self.daemons:
            daemon.process.kill()
            daemon.process.wait()
        for undo in self.undo:
            undo()

    def tearDown(self):
        try:
            for daemon in self.daemons:
                daemon.signal(signal.SIGTERM)
                daemon.signal(signal.SIGCONT)
            for daemon in self.daemons:
                self.assertEqual(daemon.process.wait(30), 0)
            self.audit()
            self.end_mini()
            self.database.end()
        finally:
            super().tearDown()

    def audit(self):
        if not self.database.alive():
            return
        found = subprocess.run([AUDIT, self.url], env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               check=False, timeout=60 * PATIENCE)
        self.assertEqual(found.returncode, 0, found.stdout + found.stderr)

    def start_mini(self):
        child = subprocess.Popen([SOURCE / "tests/mini/task_server", "--folder", self.folder / "tasks", "--grace", "1"],
                                 env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.mini = child
        self.undo.append(child.kill)
        self.tasks = int(child.stdout.readline().split()[1])

    def end_mini(self):
        if self.tasks:
            self.mini.terminate()
            self.mini.wait(10)
            self.mini.stdout.close()

    def begin(self, daemon, name, nodes, backend):
        status, run = daemon.call("POST", "/v1/runs", {"source": {"text": command_yaml(nodes, name)}, "key": name,
                                                       "backend": backend})
        self.assertEqual(status, 201, run)
        wait_until(lambda: daemon.state(run["id"]) == "running", f"{name} runs")
        return run["id"]

    def waiting_nodes(self):
        """Waits for `go`, and then there is more to do."""
        return [("a", f"while [ ! -e {self.go} ]; do sleep 0.05; done", []), ("b", "true", ["a"]), ("c", "true", ["b"])]

    def rows(self, runs):
        """Everything that is stored of these runs."""
        ids = ",".join(f"'{run}'" for run in runs)
        tables = (("runs", "id"), ("tasks", "run_id"), ("attempts", "run_id"), ("events", "run_id"))
        return [self.database.query(f"SELECT * FROM aiep.{table} WHERE {column} IN ({ids}) ORDER BY 1, 2, 3")
                for table, column in tables]

    def check_wakes_fenced(self, stopped, other, runs, since):
        for run in runs:
            wait_until(lambda run=run: other.told("run-taken-over", run), f"{run} is taken over")
        self.assert_within(LEASE_S + TAKEOVER_S, since, "the other server took over")
        self.go.touch()
        for run in runs:
            wait_until(lambda run=run: other.state(run) not in OPEN, f"{run} ends")
            self.assertEqual(other.state(run), "succeeded")
        before = self.rows(runs)
        stopped.signal(signal.SIGCONT)
        for run in runs:
            wait_until(lambda run=run: stopped.told("run-dropped", run), f"{run} is dropped")
            self.assertEqual(stopped.state(run), "succeeded")
        time.sleep(3)  # what it might still write
        self.assertEqual(self.rows(runs), before)
        # It is a server like any other again.
        self.assertEqual(stopped.state(self.begin(stopped, "later", [("a", "sleep 1", [])], "http_task")), "running")

    def test_a_stopped_owner_loses_its_runs_and_writes_nothing_more(self):
        self.start_mini()
        first = Daemon(self, "one", "--lease", f"{LEASE_S}s")
        second = Daemon(self, "two", "--lease", f"{LEASE_S}s")
        runs = [self.begin(first, f"run-{i}", self.waiting_nodes(), "http_task") for i in range(5)]
        since = time.monotonic()
        first.signal(signal.SIGSTOP)
        self.check_wakes_fenced(first, second, runs, since)

    def count_after_pause(self, query):
        """InnoDB renews its table of transactions only when nobody has read it for 0.1 s."""
        time.sleep(0.2)
        return int(self.database.query(query))

    def test_a_stopped_owner_in_the_middle_of_a_write_keeps_no_lock(self):
        self.start_mini()
        first = Daemon(self, "one", "--lease", f"{LEASE_S}s")
        second = Daemon(self, "two", "--lease", f"{LEASE_S}s")
        runs = [self.begin(first, f"run-{i}", self.waiting_nodes(), "http_task") for i in range(2)]
        # Its next write waits for a lock that we have; it gets it when it is stopped already.
        holder = subprocess.Popen(["mariadb", "--no-defaults", f"--socket={self.database.socket}", "--user=root", "aiep"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            holder.stdin.write("START TRANSACTION; SELECT 'held' FROM leases ORDER BY epoch FOR UPDATE;\n")
            holder.stdin.flush()
            waiting = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
            wait_until(lambda: self.count_after_pause(waiting) >= 1, "a write of the owner waits")
            since = time.monotonic()
            first.signal(signal.SIGSTOP)
        finally:
            holder.stdin.close()
            holder.stdout.close()
            holder.wait(10)
        self.check_wakes_fenced(first, second, runs, since)

    def test_local_tasks_stay_with_their_server(self):
        first = Daemon(self, "one", "--lease", "2s")
        second = Daemon(self, "two", "--lease", "2s")
        run = self.begin(first, "local", self.waiting_nodes(), "local")
        first.signal(signal.SIGKILL)
        first.process.wait()
        wait_until(lambda: second.told("run-left", run), "the other server says that it leaves it")
        place = f"{os.uname().nodename}:{pathlib.Path(first.workspace).resolve()}"
        self.assertIn(place, second.log())
        status, refusal = second.call("POST", f"/v1/runs/{run}/stop", {"reason": "x"})
        self.assertEqual((status, refusal["error"]["code"]), (409, "AIEP-0417"), refusal)
        self.assertIn(place, refusal["error"]["message"])
        self.go.touch()
        time.sleep(4)  # twice the lease: who would take it over would have done so
        self.assertEqual(second.state(run), "running")
        self.daemons.remove(first)
        again = Daemon(self, "one", "--lease", "2s")
        wait_until(lambda: again.state(run) == "succeeded", "its own server finds its tasks again")


if __name__ == "__main__":
    main()
