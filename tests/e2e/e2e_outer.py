"""Runs that an outer scheduler's nodes hold: real servers, killed and idle; agents that fall silent."""

import concurrent.futures
import json
import signal
import subprocess
import sys
import time

from aiep_e2e import PROGRAMS, SOURCE, WorkspaceTest, alive, command_yaml, main, wait_until

sys.path.append(str(SOURCE / "tests/support"))
from unix_http import UnixConnection


class Outer(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.daemon = None

    def tearDown(self):
        super().tearDown()
        self.daemon.wait()

    def boot(self, *options):
        """A server of ours; waits until it answers."""
        self.daemon = subprocess.Popen([PROGRAMS / "aiepd", "--workspace", self.workspace, *options], env=self.env,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.try_call("GET", "/v1/server"), "the server answers")

    def kill_server(self):
        self.daemon.send_signal(signal.SIGKILL)
        self.daemon.wait()

    def try_call(self, method, path, body=None):
        connection = UnixConnection(self.workspace / "run/aiepd.sock")
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return None
        finally:
            connection.close()

    def call(self, path, attempt=1, agent="x", **fields):
        """POST /v1/outer/…: status and document."""
        outer = {"system": "cron", "execution": "16777217", "job": "train", "attempt": attempt}
        answer = self.try_call("POST", "/v1/outer/" + path, {"outer": outer, "agent": agent, **fields})
        self.assertIsNotNone(answer, "the server answers")
        return answer

    def attach(self, attempt=1, agent="x", shell="sleep 600", **fields):
        status, document = self.call("attach", attempt, agent, source={"text": command_yaml([("a", shell, [])])},
                                     **fields)
        self.assertIn(status, (200, 201), document)
        return document

    def events(self, run, name):
        return [e for e in self.json("runs", "events", run) if e["event"] == name]

    def test_twenty_at_once_through_a_kill(self):
        self.boot()
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda i: self.attach(agent=f"agent{i}"), range(20)))
        self.assertEqual(sorted(a["decision"] for a in answers), ["attached"] * 19 + ["started"])
        run = answers[0]["run"]
        self.assertEqual({a["run"] for a in answers}, {run})
        self.kill_server()
        self.boot()
        self.assertEqual(self.attach(agent="again")["decision"], "attached")
        self.assertEqual(self.call("renew", agent="agent0")[0], 409)
        self.assertEqual(self.call("cancel", actor="vera", reason="enough")[0], 202)
        self.wait_state(run, "cancelled")
        self.assertEqual(self.json("runs", "show", run)["outer"],
                         {"system": "cron", "project": None, "flow": None, "execution": "16777217", "job": "train",
                          "attempt": 1, "link": None})

    def test_a_cancel_before_the_run_outlives_the_server(self):
        self.boot()
        self.assertEqual(self.call("cancel", actor="vera"), (202, {"run": "", "state": None, "reason": None}))
        self.kill_server()
        self.boot()
        self.assertEqual(self.attach()["decision"], "cancelled")
        self.assertEqual(self.json("runs", "list")["items"], [])

    def test_a_silent_agent_loses_the_run_although_the_server_was_killed(self):
        self.boot()
        run = self.attach(lease_ms=2_000)["run"]
        self.wait_state(run, "running")
        self.kill_server()
        time.sleep(2.5)  # longer than the lease: an outage is no silence
        self.boot()
        self.assertEqual(self.call("renew")[1]["state"], "running")
        since = time.monotonic()
        self.wait_state(run, "cancelled")
        self.assertGreater(time.monotonic() - since, 1.5)
        self.assertLess(time.monotonic() - since, 2 + 15)
        self.assertEqual(len(self.events(run, "owner-lost")), 1)

    def test_a_held_lease_keeps_the_server_and_its_end_lets_it_go(self):
        self.boot("--idle-timeout", "1s")
        run = self.attach(shell="true")["run"]
        wait_until(lambda: self.call("renew")[1]["state"] == "succeeded", "the end of the run")
        time.sleep(3)  # three times the idle time
        self.assertTrue(alive(self.daemon.pid))
        self.assertEqual(self.call("release")[0], 200)
        self.daemon.wait(timeout=30)
        self.assertEqual(self.json("runs", "show", run)["state"], "succeeded")


if __name__ == "__main__":
    main()
