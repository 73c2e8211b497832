"""One aiepd of a workspace: started, killed, paused, asked, and how soon it answers again."""

import http.client
import json
import pathlib
import signal
import subprocess
import sys
import threading
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from unix_http import UnixConnection


class Server:
    def __init__(self, world, workspace, *options):
        self.world, self.workspace, self.options = world, pathlib.Path(workspace), options
        self.database = options[options.index("--db") + 1] if "--db" in options else self.workspace  # for the audit
        self.process = None
        self.env = dict(world.env)
        self.ready_since = 0.0  # when it began to answer without a break
        self.ready_times = []

    @property
    def socket(self):
        return self.workspace / "run/aiepd.sock"

    def launch(self):
        """Starts the program and does not wait."""
        with open(self.world.folder / "aiepd.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.world.programs / "aiepd", "--workspace", self.workspace, "--idle-timeout", "0", *self.options],
                env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def start(self, patience=60):
        """Starts it unless it runs, and waits for the first answered request."""
        before = time.monotonic()
        fresh = not self.alive()
        if fresh:
            self.launch()
        while self.call("GET", "/v1/server", timeout=5) is None:
            if not self.alive():
                raise AssertionError(f"aiepd ended with {self.process.returncode}; see aiepd.log")
            if time.monotonic() - before > patience:
                raise AssertionError(f"aiepd does not answer within {patience} s")
            time.sleep(0.005)
        if fresh:
            self.ready_since = time.monotonic()
            self.ready_times.append(self.ready_since - before)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.alive():
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def kill_after(self, delay):
        """In the middle of what we ask meanwhile."""
        process = self.process
        timer = threading.Timer(delay, process.kill)
        timer.start()
        return timer

    def pause(self, seconds):
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)
        self.ready_since = time.monotonic()

    def end(self, patience=30):
        """As a person ends it. Killed when it does not."""
        if not self.alive():
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"aiepd does not end within {patience} s of TERM") from None

    def call(self, method, path, body=None, timeout=30):
        """(status, document), or None when there was no answer (the request may have arrived)."""
        connection = UnixConnection(self.socket, timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def ask(self, path):
        """The document of a GET that must be answered."""
        for _ in range(20):
            answer = self.call("GET", path)
            if answer is not None and answer[0] == 200:
                return answer[1]
            time.sleep(0.2)
        raise AssertionError(f"no answer to {path}: {answer}")

    def witnessed(self):
        """What others saw it do wrong becomes a violation."""

    def all_runs(self, states=""):
        """Every stored run, newest first."""
        query = "/v1/runs?limit=1000" + (f"&state={states}" if states else "")
        page = self.ask(query)
        items = page["items"]
        while page["next"]:
            page = self.ask(f"{query}&after={page['next']}")
            items += page["items"]
        return items
