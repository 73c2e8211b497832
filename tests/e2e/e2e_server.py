"""The server's life: one per workspace, start race, end by signal and by idleness, TCP with a token."""

import concurrent.futures
import os
import pathlib
import signal
import socket
import subprocess
import time

from aiep_e2e import PATIENCE, PROGRAMS, WorkspaceTest, alive, command_yaml, main, wait_until


class Server(WorkspaceTest):
    def daemon(self, *arguments):
        return subprocess.Popen([str(PROGRAMS / "aiepd"), "--workspace", str(self.workspace), *arguments], env=self.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_twenty_commands_start_one_server(self):
        clients = [self.spawn("server", "start", "-o", "name") for _ in range(20)]
        outs = [(c.communicate(timeout=120 * PATIENCE), c.returncode) for c in clients]
        self.assertEqual([code for _, code in outs], [0] * 20, outs)
        self.assertEqual(len({out for (out, _), _ in outs}), 1, outs)
        servers = [c for c in self.processes().values() if "aiepd" in c]
        self.assertEqual(len(servers), 1, servers)

    def test_term_ends_it_within_two_seconds_and_tasks_go_on(self):
        done = self.folder / "done"
        release = self.folder / "go"
        run = self.start([("slow", f"while [ ! -e {release} ]; do sleep 0.05; done; echo x >> {done}", [])])
        wait_until(lambda: self.json("runs", "show", run)["nodes"][0]["state"] == "running", "the node runs")
        pid = self.server_pid()
        # A client that never finishes its request, and one that waits: neither may hold up the end.
        stuck = socket.socket(socket.AF_UNIX)
        stuck.connect(f"{self.workspace}/run/aiepd.sock")
        stuck.send(b"POST /v1/validate HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{")
        watcher = self.spawn("runs", "watch", run)
        watcher.stdout.readline()
        before = time.monotonic()
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not alive(pid), "the server has ended", 10)
        self.assert_within(2, before, "the server ended")
        stuck.close()
        release.touch()
        # The waiting client brought a new server back, which adopted the run.
        self.assertEqual(watcher.wait(timeout=60 * PATIENCE), 0)
        watcher.communicate()
        self.assertEqual(self.state(run), "succeeded")
        self.assertEqual(done.read_text(), "x\n")

    def test_an_idle_server_ends_itself_but_not_while_something_runs(self):
        self.ok("server", "start", "--idle-timeout", "500ms")
        pid = self.server_pid()
        wait_until(lambda: not alive(pid), "the idle server has ended", 20)
        self.assertEqual(self.aiepctl("server", "status").returncode, 7)
        self.ok("server", "start", "--idle-timeout", "500ms")
        pid = self.server_pid()
        run = self.start([("long", "sleep 3", [])])
        pid_of = self.server_pid()
        self.assertEqual(pid, pid_of)
        end = time.monotonic() + 2
        while time.monotonic() < end:
            self.assertTrue(alive(pid), "it ended although a node runs")
            time.sleep(0.1)
        self.wait_state(run, "succeeded")

    def test_clients_racing_with_an_idle_end_all_succeed(self):
        # Imports, because a request that changes something is never sent twice.
        file = self.write("i.yaml", command_yaml([("a", "true", [])]))
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for _ in range(6):
                self.ok("server", "start", "--idle-timeout", "1ms")
                imports = list(pool.map(lambda _: self.aiepctl("experiments", "import", file), range(24)))
                self.assertEqual([(i.returncode, i.stderr) for i in imports if i.returncode], [])

    def test_stop_waits_for_the_end(self):
        self.ok("server", "start")
        pid = self.server_pid()
        self.ok("server", "stop")
        self.assertFalse(alive(pid))
        self.assertFalse((self.workspace / "run/aiepd.sock").exists())
        self.ok("server", "stop")

    def test_a_second_server_leaves_the_first_alone(self):
        self.ok("server", "start")
        second = self.daemon()
        second.communicate(timeout=20 * PATIENCE)
        self.assertEqual(second.returncode, 0)
        self.ok("server", "status")

    def test_tcp_on_loopback_with_a_token(self):
        server = self.daemon("--listen", "127.0.0.1:0")
        url = server.stdout.readline().strip()
        self.assertRegex(url, r"^http://127\.0\.0\.1:\d+$")
        token = self.workspace / "run/token"
        self.assertEqual(token.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.json("--server", url, "server", "status")["pid"], server.pid)
        self.env["AIEP_TOKEN_FILE"] = str(self.write("wrong", "no"))
        self.assertEqual(self.aiepctl("--server", url, "runs", "list").returncode, 4)
        del self.env["AIEP_TOKEN_FILE"]
        self.ok("server", "stop")
        server.communicate(timeout=20 * PATIENCE)
        self.assertEqual(server.returncode, 0)

    def test_wrong_options_of_the_server(self):
        for arguments, code in [(["--lisen", "x"], 2), (["--idle-timeout", "5"], 2), (["--listen", "0.0.0.0:0"], 7)]:
            server = self.daemon(*arguments)
            _, err = server.communicate(timeout=20 * PATIENCE)
            self.assertEqual(server.returncode, code, err)
            self.assertIn("error[AIEP-", err)

    def test_a_long_workspace_path(self):
        self.workspace = self.folder / ("w" * 100) / ("x" * 100)
        self.env["AIEP_WORKSPACE"] = str(self.workspace)
        run = self.start([("a", "echo hello", [])])
        self.wait_state(run, "succeeded")
        path = pathlib.Path(self.json("server", "status")["socket"])
        self.assertTrue(path.is_socket())
        self.assertEqual(path.parent.stat().st_mode & 0o777, 0o700)


if __name__ == "__main__":
    main()
