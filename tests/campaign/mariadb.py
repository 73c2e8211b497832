"""A real MariaDB server of a mode: data in the mode's folder, loopback and a unix socket, killed and started again."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time

from world import Skip

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
START_S = 60


def program(name):
    found = shutil.which(name, path=PATH)
    if not found:
        raise Skip(f"{name} is not there (Debian package mariadb-server)")
    return found


def free_port():
    """mariadbd takes 0 for its default port, so the number is found before."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MariaDb:
    """Not started by the constructor, which only makes the data folder. The root user has no password."""

    def __init__(self, world):
        self.world, self.folder, self.process = world, world.folder / "mariadb", None
        self.folder.mkdir()
        self.port = free_port()
        self.socket = self.folder / "s"
        self.log = self.folder / "log"
        world.undo.append(self.kill)
        self.execute("mariadb-install-db", "--no-defaults", *self.common(), "--auth-root-authentication-method=normal",
                     "--skip-test-db")

    def common(self):
        return f"--datadir={self.folder}/data", f"--user={getpass.getuser()}"

    def execute(self, name, *arguments, statement=None):
        result = subprocess.run([program(name), *arguments], env={**os.environ, "PATH": PATH}, input=statement, text=True,
                                capture_output=True, check=False, timeout=120)
        if result.returncode != 0:
            raise AssertionError(f"{name} ended with {result.returncode}: {result.stderr[-2000:]}{result.stdout[-2000:]}")
        return result.stdout

    def url(self, database="aiep", port=None, user="root"):
        """For `aiepd --db` and `aiep-audit`; `port`: of a proxy before the server."""
        return f"mysql://{user}@127.0.0.1:{port or self.port}/{database}"

    def launch(self):
        """Starts the server and does not wait."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [program("mariadbd"), "--no-defaults", *self.common(), f"--socket={self.socket}", f"--port={self.port}",
                 "--bind-address=127.0.0.1", "--skip-name-resolve", f"--pid-file={self.folder}/pid", "--skip-log-bin",
                 "--innodb-buffer-pool-size=32M"],
                env={**os.environ, "PATH": PATH}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)

    def start(self, patience=START_S):
        """Starts it unless it runs, and waits until it greets (recovery after a kill included)."""
        before = time.monotonic()
        if not self.alive():
            self.launch()
        while not self.answers():
            if not self.alive():
                raise AssertionError(f"mariadbd ended with {self.process.returncode}: {self.last_words()}")
            if time.monotonic() - before > patience:
                raise AssertionError(f"mariadbd does not answer within {patience} s: {self.last_words()}")
            time.sleep(0.02)

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as probe:
                return probe.recv(1) != b""
        except OSError:
            return False

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """kill -9: what was committed survives, connections break."""
        if self.alive():
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def restart(self):
        """As an operator does it: open transactions are rolled back, connections break."""
        self.end()
        self.start()

    def end(self, patience=60):
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(patience)

    def query(self, statement):
        """Rows as lines, fields separated by tabs."""
        return self.execute("mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "--batch",
                            "--skip-column-names", statement=statement)

    def make(self, database="aiep"):
        self.query(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
        return self.url(database)

    def check(self, database="aiep"):
        """What CHECK TABLE finds wrong: "" when all is well."""
        tables = self.query(f"SHOW TABLES FROM {database}").split()
        lines = self.query(f"CHECK TABLE {', '.join(f'{database}.{table}' for table in tables)} EXTENDED").splitlines()
        return "\n".join(line for line in lines if line.split("\t")[2] != "note" and line.split("\t")[-1] != "OK")

    def last_words(self):
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
