"""Running experiments: both formats, keys, following, interruption, exit codes, rerun."""

import json
import signal
import time

from aiep_e2e import PATIENCE, SOURCE, WorkspaceTest, main, wait_until


class Run(WorkspaceTest):
    def test_churn_in_both_formats(self):
        for name in ("churn.json", "churn.yaml"):
            result = self.aiepctl("run", SOURCE / "examples/churn" / name, "--date", "20260131")
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            run = result.stdout.splitlines()[0]
            self.assertRegex(run, r"^[0-9a-f]{9}$")
            document = self.json("runs", "show", run)
            self.assertEqual(document["state"], "succeeded")
            self.assertEqual({n["state"] for n in document["nodes"]}, {"succeeded"})
            folders = [line.split()[-1] for line in result.stderr.splitlines() if line.endswith("/result")]
            self.assertTrue(any((self.folder / f / "metrics.json").is_file() for f in folders), result.stderr)

    def test_a_key_makes_one_run_of_twenty_starts(self):
        mark = self.folder / "executed"
        file = self.write("k.yaml", "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: k}\nnodes:\n"
                          f"  - {{title: once, type: command, with: {{run: \"echo x >> {mark}; sleep 1\"}}}}\n")
        # No server runs yet: the twenty also race to start one.
        starts = [self.spawn("run", file, "--key", "K", "--detach", "-o", "name") for _ in range(20)]
        ended = [(p.communicate(timeout=120 * PATIENCE), p.returncode) for p in starts]
        self.assertEqual([code for _, code in ended], [0] * 20, ended)
        ids = {out for (out, _), _ in ended}
        self.assertEqual(len(ids), 1, ids)
        self.wait_state(ids.pop().strip(), "succeeded")
        self.assertEqual(mark.read_text(), "x\n")
        self.assertEqual(len(self.json("runs", "list")["items"]), 1)

    def test_interrupting_the_client_leaves_the_run(self):
        release = self.folder / "go"
        client = self.spawn("run", self.write("c.yaml", "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: c}\nnodes:\n"
                            f"  - {{title: wait, type: command, with: {{run: \"while [ ! -e {release} ]; do sleep 0.05; done\"}}}}\n"))
        run = client.stdout.readline().strip()
        wait_until(lambda: self.json("runs", "show", run)["nodes"][0]["state"] == "running", "the node runs")
        # The first state line says that the client is following, and so has its handler.
        client.stderr.readline()
        before = time.monotonic()
        client.send_signal(signal.SIGINT)
        _, err = client.communicate(timeout=10 * PATIENCE)
        self.assert_within(2, before, "the client ends")
        self.assertEqual(client.returncode, 130)
        self.assertIn(f"aiepctl runs stop {run}", err)
        self.assertEqual(self.state(run), "running")
        release.touch()
        self.assertEqual(self.wait_state(run, "succeeded", "failed"), "succeeded")

    def interrupted(self, shell):
        """A client with --stop-on-interrupt that follows one running node and has had one SIGINT; and its run."""
        client = self.spawn("run", self.start_file([("wait", shell, [])]), "--stop-on-interrupt")
        run = client.stdout.readline().strip()
        wait_until(lambda: self.json("runs", "show", run)["nodes"][0]["state"] == "running", "the node runs")
        client.send_signal(signal.SIGINT)
        return client, run

    def test_stop_on_interrupt(self):
        client, run = self.interrupted("sleep 600")
        _, err = client.communicate(timeout=10 * PATIENCE)
        self.assertEqual(client.returncode, 8, err)
        self.assertIn(f"stopping run {run}", err)
        self.assertEqual(self.state(run), "cancelled")
        self.assertIn("--stop-on-interrupt", json.dumps(self.json("runs", "events", run)))

    def test_a_second_interrupt_leaves(self):
        client, run = self.interrupted("trap '' TERM; echo deaf; while :; do sleep 0.1; done")
        wait_until(lambda: self.state(run) == "cancelling", "the stop is recorded")
        before = time.monotonic()
        client.send_signal(signal.SIGINT)
        _, err = client.communicate(timeout=10 * PATIENCE)
        self.assert_within(2, before, "the client ends")
        self.assertEqual(client.returncode, 130, err)
        self.assertIn(f"aiepctl runs show {run}", err)
        self.wait_state(run, "cancelled")

    def test_stop_on_interrupt_and_a_run_that_ends_by_itself(self):
        self.assertEqual(self.aiepctl("run", self.start_file([("a", "true", [])]), "--stop-on-interrupt").returncode, 0)
        both = self.aiepctl("run", self.start_file([("a", "true", [])]), "--stop-on-interrupt", "--detach")
        self.assertEqual(both.returncode, 2)

    def test_exit_codes_of_ends(self):
        nodes = [("bad", "echo first; echo 'ValueError: boom' >&2; exit 3", [])]
        failed = self.aiepctl("run", self.start_file(nodes))
        self.assertEqual(failed.returncode, 1)
        self.assertIn("first failing line: ValueError: boom", failed.stderr)
        self.assertIn("exit code 3", failed.stderr)
        run = self.start([("long", "sleep 60", [])])
        late = self.aiepctl("runs", "watch", run, "--timeout", "300ms")
        self.assertEqual(late.returncode, 124, late.stderr)
        self.assertEqual(self.ok("runs", "stop", run, "--wait"), f"{run} cancelled\n")
        self.assertEqual(self.aiepctl("runs", "watch", run).returncode, 8)
        self.assertEqual(self.aiepctl("runs", "show", "000000000").returncode, 3)
        self.assertEqual(self.aiepctl("runs", "stop", run).returncode, 5)

    def start_file(self, nodes):
        from aiep_e2e import command_yaml
        return self.write("f.yaml", command_yaml(nodes))

    def test_rerun_from_failed_takes_over_what_succeeded(self):
        flag = self.folder / "flag"
        run = self.start([("a", f"echo a >> {self.folder}/order", []),
                          ("b", f"echo b >> {self.folder}/order; test -e {flag}", ["a"])])
        self.assertEqual(self.wait_state(run, "failed", "succeeded"), "failed")
        flag.touch()
        again = self.aiepctl("runs", "rerun", run, "--from-failed")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual((self.folder / "order").read_text(), "a\nb\nb\n")

    def test_logs_and_events(self):
        run = self.start([("talk", "echo one; echo two", []), ("other", "echo three", [])])
        self.wait_state(run, "succeeded")
        self.assertEqual(self.ok("runs", "logs", run, "--node", "talk", "--follow")[-8:], "one\ntwo\n")
        self.assertIn("[other] three", self.ok("runs", "logs", run))
        events = self.json("runs", "events", run)
        self.assertEqual([e["seq"] for e in events], sorted(e["seq"] for e in events))
        self.assertEqual(events[-1]["to"], "succeeded")
        rest = self.json("runs", "events", run, "--after", events[2]["seq"])
        self.assertEqual(rest, events[3:])

    def test_an_imported_version_runs_and_nodes_can_be_chosen(self):
        file = self.start_file([("a", "echo a", []), ("b", "echo b", ["a"])])
        experiment = self.ok("experiments", "import", file, "--name", "two steps", "-o", "name").strip()
        self.assertEqual(self.ok("experiments", "export", experiment), file.read_text())
        run = self.json("run", "two steps@v1", "--node", "b")
        self.assertEqual([n["title"] for n in run["nodes"] if n["state"] == "succeeded"], ["b"])
        self.assertEqual(json.loads(self.ok("validate", file, "-o", "json"))["nodes"], 2)


if __name__ == "__main__":
    main()
