"""Stops in every state: each recorded within a second, confirmed, and nothing begins afterwards."""

import threading
import time

from server import Server
from verdict import finish
from workload import OPEN, Workload

WAYS = ("at_once", "queued", "running", "waiting", "recovery", "double", "concurrent", "outer", "outer_before",
        "outer_racing", "near_end")
RECORD_S = 1.0
OPEN_AT_MOST = 40


class Stopper:
    def __init__(self, world, server, workload):
        self.world, self.server, self.workload, self.dice = world, server, workload, world.dice
        self.pending = []  # (way, told): to be stopped when it is as the way says

    def make(self, way):
        told = self.workload.make(stop_share=0)
        if way == "waiting":
            told.nodes[0] = (told.nodes[0][0], "data", 0, [])
        elif way in ("running", "double", "concurrent", "recovery"):
            told.nodes[0] = (told.nodes[0][0], self.dice.choice(("ok", "deaf")), 30, [])
        return told

    def one(self):
        way = self.dice.choice(WAYS)
        told = self.make(way)
        if way.startswith("outer"):
            self.outer(way, told)
            return
        if not self.workload.hand_in(told):
            raise AssertionError("the server does not answer")
        if way == "at_once":
            self.stop(way, told)
        elif way == "near_end":
            told.stop_at = max(node[2] for node in told.nodes) + self.dice.uniform(-0.1, 0.3)
        else:
            self.pending.append((way, told))

    def due(self):
        """Stops those that are in the state that their way asks for; one that ended before is left alone."""
        states = {item["id"]: item["state"] for item in self.server.all_runs(OPEN)}
        for way, told in list(self.pending):
            state = states.get(told.id)
            # The word for a run with several nodes: one that runs hides one that waits.
            wanted = {"queued": ("queued", "running"), "waiting": ("running", "waiting_for_data", "unknown")}.get(
                way, ("running",))
            if state in wanted:
                self.pending.remove((way, told))
                special = {"double": self.double, "concurrent": self.concurrent, "recovery": self.recovery}
                special.get(way, self.stop)(way, told)
            elif state is None:
                self.pending.remove((way, told))
        self.workload.stop_due()

    def stop(self, way, told):
        self.world.fault(f"stop_{way}")
        if not self.workload.stop(told):
            self.world.violation(f"the stop ({way}) of {told.name} was not recorded")

    def double(self, way, told):
        for _ in range(self.dice.choice((2, 3, 5))):
            self.stop(way, told)
            time.sleep(self.dice.uniform(0, 0.1))

    def concurrent(self, way, told):
        threads = [threading.Thread(target=self.stop, args=(way, told)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def recovery(self, way, told):
        """The stop is the first thing that a server hears after a kill."""
        self.server.kill()
        self.world.fault("kill_daemon")
        self.server.launch()
        told.stop_asked = time.monotonic()
        while self.server.alive() and not self.workload.stop(told):
            time.sleep(0.005)
        self.world.fault(f"stop_{way}")
        self.server.start()

    def outer(self, way, told):
        who = {"system": "campaign", "execution": told.name, "job": "j", "attempt": 0}
        told.outer = True
        cancel = {"outer": who, "agent": told.name, "actor": "campaign", "reason": way}
        attach = {"outer": who, "agent": told.name, "lease_ms": 600_000, "policy": "finish-possible",
                  "source": {"text": told.yaml(self.world.ledger)}}
        told.stop_asked = time.monotonic()
        stopper = threading.Timer(self.dice.uniform(0, 0.03), self.cancel, (told, cancel))
        if way == "outer_before":
            self.cancel(told, cancel)
        elif way == "outer_racing":
            stopper.start()
        answer = self.server.call("POST", "/v1/outer/attach", attach)
        if answer is None or answer[0] not in (200, 201):
            raise AssertionError(f"the attach of {told.name}: {answer}")
        if way == "outer":
            time.sleep(self.dice.uniform(0, 0.1))
            self.cancel(told, cancel)
        elif way == "outer_racing":
            stopper.join()
        self.world.fault(f"stop_{way}")
        told.outer = False
        if answer[1]["run"]:
            self.workload.accepted(told, answer[1]["run"])
        if way == "outer_before" and answer[1]["decision"] != "cancelled":
            self.world.violation(f"{told.name} was cancelled before, and attach said {answer[1]['decision']}")
        if answer[1]["decision"] == "cancelled" and not answer[1]["run"]:
            del self.workload.told[told.name]  # no run; the verdict finds one that nobody knows

    def cancel(self, told, body):
        if not self.workload.stop(told, "/v1/outer/cancel", body):
            self.world.violation(f"the cancel of {told.name} was not recorded")


def run(world):
    (world.folder / "ws/warehouse/demo.db").mkdir(parents=True)
    server = Server(world, world.folder / "ws", "--slots", "16")
    world.undo.append(server.kill)
    workload = Workload(world, server, OPEN_AT_MOST, seconds=(0.1, 2.0))
    stopper = Stopper(world, server, workload)
    server.start()
    while world.time_left():
        if len(workload.open_runs()) < OPEN_AT_MOST:
            stopper.one()
        stopper.due()
        workload.look()
        time.sleep(world.dice.uniform(0, 0.1))
    for way, told in stopper.pending:  # what waits would wait for ever
        stopper.stop(way, told)
    finish(world, server, workload)
    slow = [seconds for seconds in workload.record_times if seconds > RECORD_S * world.patience]
    if slow:
        world.violation(f"{len(slow)} stops took longer than {RECORD_S} s to be recorded: {max(slow):.2f} s")
