"""aiep-node run against a real server: each way to die, and what becomes of the run."""

import os
import pathlib
import re
import signal
import subprocess
import time
import unittest

from aiep_e2e import PATIENCE, PROGRAMS, WorkspaceTest, alive, command_yaml, main, wait_until

AIEP_NODE = str(PROGRAMS / "aiep-node")


class Agent(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.env.update({"AIEP_OUTER_SYSTEM": "cron", "AIEP_OUTER_EXECUTION": "night-1", "AIEP_OUTER_JOB": "churn",
                         "XDG_STATE_HOME": str(self.folder / "state")})
        self.agents = []
        self.marks = self.folder / "marks"
        self.go = self.folder / "go"

    def tearDown(self):
        for agent in self.agents:
            if agent.poll() is None:
                agent.kill()
            agent.communicate()
        super().tearDown()

    def agent(self, *arguments, attempt=0, execution="night-1", server=None):
        """A started agent; its standard output and error go to one file."""
        log = self.folder / f"agent-{len(self.agents)}.log"
        where = ["--server", server] if server else ["--workspace", str(self.workspace)]
        env = {**self.env, "AIEP_OUTER_ATTEMPT": str(attempt), "AIEP_OUTER_EXECUTION": execution}
        with open(log, "wb") as out:
            process = subprocess.Popen([AIEP_NODE, "run", *where, *map(str, arguments)], env=env,
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        process.log = log
        self.agents.append(process)
        return process

    def text(self, agent):
        return agent.log.read_text(encoding="utf-8")

    def wait_text(self, agent, pattern, patience=60):
        def found():
            match = re.search(pattern, self.text(agent), re.M)
            if not match and agent.poll() is not None and not re.search(pattern, self.text(agent), re.M):
                raise AssertionError(f"it ended without {pattern!r}:\n{self.text(agent)}")
            return match
        return wait_until(found, pattern, patience)

    def end(self, agent, code, patience=60):
        """Its output, after it ended with this code; the last line must say so."""
        agent.wait(timeout=patience)
        text = self.text(agent)
        self.assertEqual(agent.returncode, code, text)
        self.assertRegex(text.splitlines()[-1], rf'^AIEP_RESULT run=\S+ state=\w+ exit={code} reason=".*"$', text)
        self.assertEqual(text.count("AIEP_RESULT"), 1, text)
        return text

    def result(self, agent):
        return dict(re.findall(r"(run|state|exit)=(\S+)", self.text(agent).splitlines()[-1]))

    def experiment(self, nodes):
        file = self.write("agent.yaml", command_yaml(nodes, "agent"))
        return ["--experiment", self.ok("experiments", "import", file, "-o", "name").strip()]

    def long_node(self):
        """A node that writes into the ledger and runs until `go` exists."""
        return ("long", f"echo start >> {self.marks}; while [ ! -e {self.go} ]; do sleep 0.05; done; "
                        f"echo end >> {self.marks}", [])

    def run_of(self, agent):
        return self.wait_text(agent, r"^Experiment workflow\((\w+)\)").group(1)

    def running(self, agent):
        """The run's id once its long node runs."""
        run = self.run_of(agent)
        wait_until(self.marks.exists, "the node runs")
        return run

    def test_success_and_failure(self):
        agent = self.agent("--file", self.write("a.yaml", command_yaml([("a", "echo hi", []), ("b", "true", ["a"])])))
        text = self.end(agent, 0)
        first, second = text.splitlines()[:2]
        self.assertRegex(first, r"^Experiment workflow\(\w+\) was submitted; ")
        self.assertTrue(second.startswith("started: "), text)
        self.assertRegex(text, r"(?m)^\S+Z  a  succeeded$")
        bad = self.experiment([("a", "echo one; echo 'ValueError: no rows' >&2; exit 3", [])])
        text = self.end(self.agent(*bad, execution="night-2", attempt=0), 1)
        self.assertIn("first failing line: a: ValueError: no rows", text)
        self.assertRegex(text, r"aiepctl runs rerun \w+ --from-failed --workspace ")
        chinese = self.end(self.agent(*bad, "--lang", "zh", execution="night-3"), 1)
        self.assertRegex(chinese, r"^实验工作流\(\w+\)提交执行成功，")

    def test_refusals(self):
        self.assertIn("AIEP-", self.end(self.agent("--experiment", "nothing"), 3))
        self.end(self.agent("--experiment", "a", "--lease", "x"), 2)
        broken = self.write("b.yaml", "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: b}\nnodes: [{titel: x}]\n")
        self.assertIn("b.yaml:4", self.end(self.agent("--file", broken), 2))
        self.env.pop("AIEP_OUTER_SYSTEM")
        self.end(self.agent("--experiment", "a"), self.agents[-1].wait() and self.agents[-1].returncode)

    def test_killed_agent_with_the_same_key_attaches(self):
        experiment = self.experiment([self.long_node()])
        first = self.agent(*experiment)
        run = self.running(first)
        first.kill()
        first.wait()
        before = time.monotonic()
        second = self.agent(*experiment)
        self.wait_text(second, r"^attached: ")
        self.assertLess(time.monotonic() - before, 3)
        self.assertEqual(self.run_of(second), run)
        self.go.touch()
        self.end(second, 0)
        self.assertEqual(self.marks.read_text(), "start\nend\n")
        # And once more after the end: its verdict, nothing run again.
        third = self.agent(*experiment)
        self.assertIn("attached: ", self.end(third, 0))
        self.assertEqual(self.marks.read_text(), "start\nend\n")

    def test_two_agents_at_once_start_one_run(self):
        experiment = self.experiment([self.long_node()])
        agents = [self.agent(*experiment, "--lease", "2s") for _ in range(4)]
        runs = {self.run_of(agent) for agent in agents}
        self.assertEqual(len(runs), 1)
        # The newest holds the lease; the others say so and end without a verdict.
        wait_until(lambda: sum(a.poll() is None for a in agents) == 1, "one agent is left", 30)
        for agent in agents:
            if agent.poll() is not None:
                self.assertEqual(self.result(agent)["state"], "superseded", self.text(agent))
                self.assertEqual(agent.returncode, 5)
        self.go.touch()
        wait_until(lambda: all(a.poll() is not None for a in agents), "all have ended")
        self.assertEqual(sorted(a.returncode for a in agents), [0, 5, 5, 5])
        self.assertEqual(self.marks.read_text(), "start\nend\n")

    def test_term_cancels_the_run(self):
        for number, which in enumerate((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)):
            with self.subTest(which=which):
                self.marks.unlink(missing_ok=True)
                agent = self.agent(*self.experiment([self.long_node()]), execution=f"term-{number}")
                run = self.running(agent)
                before = time.monotonic()
                agent.send_signal(which)
                self.wait_text(agent, r"^the server has recorded the cancel", 5)
                self.assertLess(time.monotonic() - before, 1)
                agent.send_signal(which)  # a second one changes nothing
                text = self.end(agent, 8, 25)
                self.assertEqual(self.result(agent)["state"], "cancelled", text)
                self.assertEqual(self.state(run), "cancelled")
                self.assertEqual(self.marks.read_text(), "start\n")
                self.assertEqual(list(self.workspace.glob("spool/*.cancel")), [])

    def test_term_while_the_server_is_stopped_is_delivered_later(self):
        experiment = self.experiment([self.long_node()])
        socket = self.json("server", "status")["socket"]
        agent = self.agent(*experiment, server=f"unix:{socket}")
        run = self.running(agent)
        self.kill_server()
        agent.send_signal(signal.SIGTERM)
        self.wait_text(agent, r"^the server does not answer; the cancel is kept in (\S+)", 5)
        spool = self.folder / "state/aiep-batch/spool"
        kept = list(spool.glob("*.cancel"))
        self.assertEqual([k.stat().st_mode & 0o777 for k in kept], [0o600])
        # The scheduler loses its patience; what was kept is delivered all the same.
        agent.kill()
        agent.wait()
        self.ok("server", "start")
        wait_until(lambda: self.state(run) == "cancelled", "the cancel arrived", 60)
        wait_until(lambda: not list(spool.glob("*.cancel")), "the spool is empty")
        self.assertEqual(self.marks.read_text(), "start\n")
        # The next agent of this attempt is told so.
        self.assertEqual(self.result_of_ended(self.agent(*experiment, server=f"unix:{socket}"), 8), "cancelled")

    def result_of_ended(self, agent, code):
        self.end(agent, code)
        return self.result(agent)["state"]

    def test_term_right_after_the_server_of_the_workspace_died(self):
        agent = self.agent(*self.experiment([self.long_node()]))
        run = self.running(agent)
        self.kill_server()
        agent.send_signal(signal.SIGTERM)
        # Whoever brings the server back, the agent or its helper: the run ends cancelled.
        self.end(agent, 8, 40)
        self.assertEqual(self.state(run), "cancelled")
        wait_until(lambda: not list(self.workspace.glob("spool/*.cancel")), "the spool is empty")

    def test_term_while_the_server_hangs(self):
        experiment = self.experiment([self.long_node()])
        agent = self.agent(*experiment)
        run = self.running(agent)
        pid = self.server_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            before = time.monotonic()
            agent.send_signal(signal.SIGTERM)
            self.wait_text(agent, r"^the server does not answer; the cancel is kept in (\S+)", 5)
            self.assertLess(time.monotonic() - before, 3)
        finally:
            os.kill(pid, signal.SIGCONT)
        self.end(agent, 8, 40)
        self.assertEqual(self.state(run), "cancelled")

    def test_a_later_agent_delivers_what_was_kept(self):
        experiment = self.experiment([self.long_node()])
        socket = self.json("server", "status")["socket"]
        agent = self.agent(*experiment, server=f"unix:{socket}")
        run = self.running(agent)
        self.kill_server()
        agent.send_signal(signal.SIGTERM)
        self.wait_text(agent, r"^the server does not answer; the cancel is kept in (\S+)", 5)
        # Everything dies, the helper too.
        agent.kill()
        agent.wait()
        helper = wait_until(self.deliverers, "the helper runs")
        for pid in helper:
            os.kill(pid, signal.SIGKILL)
        self.ok("server", "start")
        quick = self.write("quick.yaml", command_yaml([("a", "true", [])], "quick"))
        self.end(self.agent("--file", quick, execution="another", server=f"unix:{socket}"), 0)
        wait_until(lambda: self.state(run) == "cancelled", "the cancel arrived")

    def deliverers(self):
        return [pid for pid, command in self.processes().items() if "aiep-node deliver" in command]

    def test_a_killed_agent_lets_the_run_be_cancelled_when_the_lease_ends(self):
        agent = self.agent(*self.experiment([self.long_node()]), "--lease", "1s")
        run = self.running(agent)
        before = time.monotonic()
        agent.kill()
        agent.wait()
        wait_until(lambda: self.state(run) == "cancelled", "the policy was carried out", 16)
        self.assertGreater(time.monotonic() - before, 0.5)
        self.assertIn("owner-lost", self.ok("runs", "events", run))

    def test_keep_and_adopt(self):
        experiment = self.experiment([self.long_node()])
        agent = self.agent(*experiment, "--lease", "1s", "--on-lost", "keep-and-adopt")
        run = self.running(agent)
        agent.kill()
        agent.wait()
        wait_until(lambda: "owner-lost" in self.ok("runs", "events", run), "the loss is recorded", 16)
        self.assertEqual(self.state(run), "running")
        adopter = self.agent(*experiment, "--on-lost", "keep-and-adopt", attempt=1)
        self.wait_text(adopter, r"^adopted: ")
        self.assertEqual(self.run_of(adopter), run)
        self.go.touch()
        self.end(adopter, 0)
        self.assertEqual(self.marks.read_text(), "start\nend\n")
        self.assertIn("already_succeeded: ", self.end(self.agent(*experiment, attempt=2), 0))

    def test_keep(self):
        experiment = self.experiment([self.long_node()])
        agent = self.agent(*experiment, "--lease", "1s", "--on-lost", "keep")
        run = self.running(agent)
        self.assertIn("the run goes on alone; a later attempt waits for its end\n", self.text(agent))
        agent.kill()
        agent.wait()
        wait_until(lambda: "owner-lost" in self.ok("runs", "events", run), "the loss is recorded", 16)
        self.assertEqual(self.state(run), "running")
        # Started again, the same attempt has its run; a later one waits, whatever it wishes for itself.
        same = self.agent(*experiment, "--on-lost", "keep")
        self.wait_text(same, r"^attached: ")
        same.kill()
        same.wait()
        later = self.agent(*experiment, "--on-lost", "keep-and-adopt", attempt=1)
        self.wait_text(later, rf"^waiting: the run of an earlier attempt must end first: {run} \(running\)$")
        self.go.touch()
        text = self.end(later, 0)
        self.assertIn("already_succeeded: ", text)
        self.assertEqual(self.result(later)["run"], run)
        self.assertEqual(self.marks.read_text(), "start\nend\n")

    def test_a_retry_runs_what_failed(self):
        flag = self.folder / "mended"
        experiment = self.experiment([("a", f"echo a >> {self.marks}", []),
                                      ("b", f"echo b >> {self.marks}; test -e {flag}", ["a"])])
        self.end(self.agent(*experiment), 1)
        flag.touch()
        text = self.end(self.agent(*experiment, attempt=1), 0)
        self.assertIn("retried: ", text)
        self.assertEqual(self.marks.read_text(), "a\nb\nb\n")

    def kill_server(self):
        pid = self.server_pid()
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not alive(pid), "the server is dead")

    def test_server_killed_while_following(self):
        experiment = self.experiment([self.long_node()])
        socket = self.json("server", "status")["socket"]
        local = self.agent(*experiment)
        remote = self.agent(*experiment, execution="other", server=f"unix:{socket}")
        runs = [self.run_of(local), self.run_of(remote)]
        wait_until(lambda: self.marks.exists() and self.marks.read_text() == "start\n" * 2, "both nodes run")
        self.kill_server()
        # The one that knows the workspace brings the server back; both go on with the same runs.
        self.wait_text(remote, r"^the server answers again", 30)
        self.go.touch()
        for agent, run in zip((local, remote), runs):
            self.end(agent, 0)
            self.assertEqual(self.result(agent), {"run": run, "state": "succeeded", "exit": "0"})
            self.assertLessEqual(self.text(agent).count("the server does not answer"), 1)
        self.assertEqual(self.marks.read_text(), "start\nstart\nend\nend\n")

    def test_patience_over_is_no_verdict(self):
        experiment = self.experiment([self.long_node()])
        socket = self.json("server", "status")["socket"]
        agent = self.agent(*experiment, "--patience", "1s", server=f"unix:{socket}")
        self.running(agent)
        self.kill_server()
        self.end(agent, 7)
        self.assertEqual(self.result(agent)["state"], "unknown")
        self.ok("server", "start")
        self.go.touch()

    def test_hosts_with_two_codes(self):
        properties = self.write("job.properties", "system=mock\nexecution=7\njob=j\nattempt=0\n")
        experiment = self.experiment([self.long_node()])
        agent = self.agent(*experiment, "--host", "mock", "--properties", properties)
        self.running(agent)
        agent.send_signal(signal.SIGTERM)
        self.end(agent, 1)
        self.assertEqual(self.result(agent)["state"], "cancelled")

    @unittest.skipIf(PATIENCE > 1, "a sanitizer's shadow memory is not the agent's")
    def test_ten_waiting_agents_are_small(self):
        experiment = self.experiment([self.long_node()])
        agents = [self.agent(*experiment, execution=f"many-{i}") for i in range(10)]
        for agent in agents:
            self.run_of(agent)
        pss = []
        for agent in agents:
            text = pathlib.Path(f"/proc/{agent.pid}/smaps_rollup").read_text()
            pss.append(int(re.search(r"^Pss:\s+(\d+) kB", text, re.M).group(1)))
        print("pss kB", pss, flush=True)
        # Generous: a build with debug information and other programs around (3 MB is the release's goal).
        self.assertLess(sum(pss) / len(pss), 6_000)
        self.go.touch()
        for agent in agents:
            self.end(agent, 0)


if __name__ == "__main__":
    main()
