"""5 of 100 store calls fail, some after they were carried out; the database is locked or killed and the daemon killed
meanwhile. Half of the time on MariaDB, half on SQLite."""

import sqlite3
import threading
import time

from agents import Agents
from faults import Targets
from mariadb import MariaDb
from server import Server
from verdict import finish
from workload import Workload
from world import Skip

PERCENT = 5
UNAVAILABLE = 7  # exit code of an aiepd whose store failed while it started
NAMES = {"AIEP-0302": "busy", "AIEP-0303": "full", "AIEP-0311": "io_error", "AIEP-0301": "lost_connection",
         "AIEP-0309": "done_but_failed"}
KINDS = ("database", "kill_daemon", "kill_in_start", "keeper", "task", "agent", "nothing")
WEIGHTS = (12, 10, 6, 6, 6, 10, 50)


class FaultyServer(Server):
    """Each start draws its own store faults."""

    def __init__(self, world, workspace, *options):
        super().__init__(world, workspace, *options)
        self.log = world.folder / f"{self.workspace.name}.store-faults"

    def launch(self):
        seed = self.world.dice.randrange(1 << 30)
        self.env["AIEP_STORE_FAULTS"] = f"seed={seed},percent={PERCENT},log={self.log}"
        super().launch()

    def start(self, patience=60):
        give_up = time.monotonic() + patience
        while True:
            try:
                super().start(patience)
                return
            except AssertionError:
                if self.alive() or self.process.returncode != UNAVAILABLE or time.monotonic() > give_up:
                    raise
            self.world.fault("fault_in_start")

    def count_faults(self):
        for line in self.log.read_text().splitlines():
            self.world.fault(f"store_{NAMES[line.split()[0]]}")


class LockedFile:
    """Another program that holds the SQLite file longer than we wait for it, or shorter."""

    def __init__(self, world, path):
        self.world, self.path, self.thread = world, path, None

    def hit(self):
        if self.thread and self.thread.is_alive():
            return
        self.thread = threading.Thread(target=self.hold, args=(self.world.dice.uniform(0.5, 7),), daemon=True)
        self.thread.start()
        self.world.fault("database_locked")

    def hold(self, seconds):
        connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            pass  # the daemon was faster
        finally:
            connection.close()

    def tend(self, wait=False):
        if wait and self.thread:
            self.thread.join()


class KilledServer:
    """A MariaDB server that ends by kill -9 and is started again a little later."""

    def __init__(self, world, mariadb):
        self.world, self.mariadb, self.back_at = world, mariadb, 0

    def hit(self):
        if self.mariadb.alive():
            self.mariadb.kill()
            self.back_at = time.monotonic() + self.world.dice.uniform(0, 3)
            self.world.fault("kill_mariadb")

    def tend(self, wait=False):
        if wait:
            self.mariadb.start()
        elif not self.mariadb.alive() and time.monotonic() > self.back_at:
            self.mariadb.launch()


class Half:
    """One database: its server, its runs, what is done to them."""

    def __init__(self, world, server, database):
        self.world, self.server, self.database = world, server, database
        world.undo.append(server.kill)
        self.workload = Workload(world, server, in_flight=30, seconds=(0.1, 3.0), stop_share=0.3, near_end=0.7)
        self.targets = Targets(world)
        self.agents = Agents(world, server, self.workload, self.targets, at_once=4)

    def one_fault(self):
        kind = self.world.dice.choices(KINDS, WEIGHTS)[0]
        if kind == "database":
            self.database.hit()
        elif kind == "kill_daemon":
            timer = self.server.kill_after(self.world.dice.uniform(0, 0.3))
            self.workload.top_up()
            self.workload.stop_due()
            timer.join()
            self.server.process.wait()
            self.world.fault(kind)
        elif kind == "kill_in_start":
            self.server.kill()
            self.server.launch()
            time.sleep(self.world.dice.uniform(0, 0.25))
            self.server.kill()
            self.world.fault(kind)
        elif kind == "agent":
            self.agents.hit()
        elif kind != "nothing":
            self.targets.kill(kind)

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.server.alive():
                self.database.tend(wait=True)
                self.server.start()
            self.database.tend()
            self.workload.top_up()
            self.workload.stop_due()
            self.agents.tend()
            self.one_fault()
            self.targets.go_on()
            self.workload.look()
            time.sleep(self.world.dice.uniform(0, 0.3))
        self.targets.go_on(everything=True)
        self.database.tend(wait=True)


def on_sqlite(world, seconds):
    world.use_ledger("ledger-sqlite")
    server = FaultyServer(world, world.folder / "ws-sqlite", "--slots", "40")
    half = Half(world, server, LockedFile(world, server.workspace / "aiep.db"))
    half.run(seconds)
    finish(world, server, half.workload, agents=half.agents)
    server.count_faults()


def on_mariadb(world, seconds):
    mariadb = MariaDb(world)
    mariadb.start()
    url = mariadb.make()
    server = FaultyServer(world, world.folder / "ws-mariadb", "--slots", "40", "--db", url)
    half = Half(world, server, KilledServer(world, mariadb))
    half.run(seconds)
    finish(world, server, half.workload, agents=half.agents, mariadb=mariadb)
    server.count_faults()


def run(world):
    if b"AIEP_STORE_FAULTS" not in (world.programs / "aiepd").read_bytes():
        raise Skip("these programs were built without AIEP_CAMPAIGN")
    on_mariadb(world, world.minutes * 30)
    on_sqlite(world, world.minutes * 30)
