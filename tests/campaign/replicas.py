"""Three servers on one MariaDB, each with a workspace and a network of its own, and who may write what."""

import random
import signal
import subprocess
import threading
import time

from server import Server

NAMES = ("d0", "d1", "d2")
LEASE_S = 5
TAKEOVER_S = 5  # after the end of the lease
ELSEWHERE = ("AIEP-0416", "AIEP-0417")
CALL_S = 2
# Each server logs in as itself, so that the database can tell who writes. A row that is written by somebody who does
# not hold the run's lease is noted, whatever the servers believe.
HOLDS = ("SELECT 1 FROM aiep.leases l{join} WHERE l.epoch = {epoch} "
         "AND l.owner LIKE CONCAT('%/ws-', SUBSTRING_INDEX(USER(), '@', 1))")
WITNESS = """
CREATE DATABASE campaign;
CREATE TABLE campaign.witness (who VARCHAR(99), what VARCHAR(999)) ENGINE = InnoDB;
CREATE TRIGGER aiep.witness_runs AFTER UPDATE ON aiep.runs FOR EACH ROW
  INSERT INTO campaign.witness SELECT USER(), CONCAT('run ', NEW.id, ': ', OLD.state, ' > ', NEW.state) FROM DUAL
  WHERE (OLD.state <> NEW.state OR OLD.lease_epoch <> NEW.lease_epoch) AND NOT EXISTS ({of_run});
"""
PART = """
CREATE TRIGGER aiep.witness_{table} AFTER UPDATE ON aiep.{table} FOR EACH ROW
  INSERT INTO campaign.witness SELECT USER(), CONCAT('{table} ', NEW.run_id, '/', NEW.node_id, ': ', OLD.state, ' > ',
  NEW.state) FROM DUAL WHERE NOT EXISTS ({of_part});
"""


class Replica(Server):
    def __init__(self, world, name, mariadb, small):
        port, self.proxy = small.start("cut_proxy", "--upstream", mariadb.port, stdin=subprocess.PIPE)
        super().__init__(world, world.folder / f"ws-{name}", "--db", mariadb.url(user=name, port=port), "--lease",
                         f"{LEASE_S}s", "--slots", "20")
        self.name, self.away, self.back_at = name, None, 0.0
        mariadb.query(f"CREATE USER {name}@127.0.0.1; GRANT ALL ON aiep.* TO {name}@127.0.0.1")

    def network(self, word):
        self.proxy.stdin.write(word + "\n")
        self.proxy.stdin.flush()

    def leave(self, how, seconds):
        self.away, self.back_at = how, time.monotonic() + seconds
        if how == "kill":
            self.kill()
        elif how == "pause":
            self.process.send_signal(signal.SIGSTOP)
        else:
            self.network(how)

    def come_back(self):
        if self.away == "pause" and self.alive():
            self.process.send_signal(signal.SIGCONT)
        elif self.away in ("cut", "stall", "mute"):
            self.network("mend")
        self.away = None

    def kill(self):
        super().kill()
        self.process = None


class Replicas(Server):
    """What the workload takes for one server: asks any of them, a stop until it has found the owner."""

    def __init__(self, world, mariadb, small):
        self.world, self.mariadb, self.ready_times, self.ready_since = world, mariadb, [], 0.0
        self.database = mariadb.url()
        self.all = [Replica(world, name, mariadb, small) for name in NAMES]
        self.watched = []  # (replica, since, its runs)
        self.watching = threading.Thread(target=self.look, daemon=True)
        self.ended = threading.Event()
        self.dice = random.Random(world.dice.random())  # whom to ask: how often that is depends on the machine
        world.undo.append(lambda: [replica.kill() for replica in self.all])
        world.undo.append(self.ended.set)

    def here(self):
        return [replica for replica in self.all if replica.away is None and replica.alive()]

    def start(self, patience=60):
        if not self.watching.is_alive():
            self.watching.start()
        for replica in self.all:
            replica.start(patience)
            self.ready_times += replica.ready_times
            replica.ready_times = []

    def end(self):
        self.ended.set()
        self.watching.join()
        for replica in self.all:
            replica.end()

    def call(self, method, path, body=None, timeout=CALL_S):
        whom = self.dice.sample(self.here(), len(self.here()))
        if self.dice.random() < 0.05:
            whom.insert(0, self.dice.choice(self.all))
        answer = None
        for replica in whom:
            answer = replica.call(method, path, body, timeout)
            elsewhere = answer is not None and answer[0] == 409 and answer[1]["error"]["code"] in ELSEWHERE
            if not elsewhere:
                return answer
            answer = (503, answer[1])
        return answer

    def tend(self, everything=False):
        """Who is due comes back; who ended because it could not reach its database is started again."""
        for replica in self.all:
            if replica.away and (everything or time.monotonic() >= replica.back_at):
                replica.come_back()
            if replica.away not in ("kill", "pause") and not replica.alive():
                if replica.process is not None and replica.process.returncode != 7:
                    self.world.violation(f"{replica.name} ended with {replica.process.returncode}; see aiepd.log")
                replica.launch()

    def owned(self):
        """(run, name of its owner) of the open runs that any server could drive."""
        rows = self.mariadb.query("SELECT r.id, l.owner FROM aiep.runs r JOIN aiep.leases l ON l.epoch = r.lease_epoch "
                                  "WHERE r.is_open = 1 AND r.place = ''").splitlines()
        return {(row.split("\t")[0], row.rsplit("ws-", 1)[1]) for row in rows}

    def watch(self, replica):
        runs = {run for run, owner in self.owned() if owner == replica.name}
        if runs:
            self.watched.append((replica, time.monotonic(), runs))

    def look(self):
        """Whether the runs of those that are away go over to others in time. In a thread: its times must not wait."""
        while not self.ended.wait(0.2):
            for entry in list(self.watched):
                away = entry[0].away
                asked = time.monotonic()
                self.judge(entry, away, asked, self.owned())

    def judge(self, entry, away, asked, owned):
        replica, since, runs = entry
        left = {run for run in runs if (run, replica.name) in owned}
        if not left:
            self.world.measure("takeover", [asked - since])
        elif asked - since > LEASE_S + TAKEOVER_S * self.world.patience:
            self.world.violation(f"{asked - since:.1f} s after {replica.name} went ({away}) it has {sorted(left)}")
        elif away:
            return
        self.watched.remove(entry)

    def set_witness(self):
        of_part = HOLDS.format(join=" JOIN aiep.runs r ON r.id = NEW.run_id", epoch="r.lease_epoch")
        self.mariadb.query(WITNESS.format(of_run=HOLDS.format(join="", epoch="NEW.lease_epoch")) +
                           "".join(PART.format(table=table, of_part=of_part) for table in ("tasks", "attempts")))

    def witnessed(self):
        for line in self.mariadb.query("SELECT * FROM campaign.witness").splitlines():
            self.world.violation(f"written by one who does not hold the run: {line}")

    def ask_witness(self):
        self.witnessed()
        if not self.all_runs():
            return
        # Does it see anything at all?
        seen = self.mariadb.query("START TRANSACTION; UPDATE aiep.tasks SET state = 'seen'; UPDATE aiep.attempts "
                                  "SET state = 'seen'; UPDATE aiep.runs SET state = 'seen'; SELECT count(DISTINCT "
                                  "substring(what, 1, 3)) FROM campaign.witness; ROLLBACK")
        if seen.strip() != "3":
            self.world.violation(f"the witness is blind: {seen}")
