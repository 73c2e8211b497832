"""The wall clock of the daemon and of the agents jumps: skew, back an hour, DST, leap day, midnight.

The fake clock is libfaketime's, read again at each look; the steady clock stays true, as on a machine whose
wall clock is set. Tasks keep the real one.
"""

import datetime
import pathlib
import time

from agents import Agents
from faults import Targets
from server import Server
from verdict import finish
from workload import Workload
from world import Skip

JUMPS = ("+300", "-300", "-3600", "+3600", "+0")
# Zone of the server's machine, and a moment just before something happens there.
MOMENTS = ("2026-03-29 00:59:50", "2026-10-25 00:59:50", "2028-02-28 23:59:50", "2028-02-29 23:59:50",
           "2026-12-31 23:59:50")
LEASE_MS = 3_000


def library():
    found = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise Skip("libfaketime is not there (Debian package libfaketime)")
    return found[0]


def offset_of(dice):
    """Seconds from the real clock."""
    if dice.random() < 0.6:
        return dice.choice(JUMPS)
    moment = datetime.datetime.fromisoformat(dice.choice(MOMENTS)).replace(tzinfo=datetime.timezone.utc)
    return f"{moment.timestamp() - time.time():+.0f}"


class Lease:
    """An outer execution whose agent renews all the time: no jump may lose it."""

    def __init__(self, world, server, workload):
        self.world, self.server, self.renewed = world, server, 0.0
        self.told = workload.make(stop_share=0)
        self.told.nodes = [("n0", "ok", 3600, [])]
        self.body = {"outer": {"system": "campaign", "execution": self.told.name, "job": "j", "attempt": 0},
                     "agent": "keeper-of-the-lease"}
        answer = server.call("POST", "/v1/outer/attach", {
            **self.body, "lease_ms": LEASE_MS, "source": {"text": self.told.yaml(world.ledger)}})
        workload.accepted(self.told, answer[1]["run"])
        self.told.outer = True

    def renew(self):
        answer = self.server.call("POST", "/v1/outer/renew", self.body)
        if answer is None or answer[0] != 200:
            return
        if answer[1]["state"] not in ("queued", "submitting", "running"):
            self.world.violation(f"the run of a lease that was renewed is {answer[1]['state']}: {answer[1]['reason']}")

    def end(self, workload):
        self.told.outer = False
        events = self.server.ask(f"/v1/runs/{self.told.id}/events")["items"]
        if any(event["event"] == "owner-lost" for event in events):
            self.world.violation("a lease lapsed although its agent renewed it")
        workload.stop(self.told)


def run(world):
    clock = world.folder / "clock"
    clock.write_text("+0\n")
    world.env.update({"LD_PRELOAD": str(library()), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
                      "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "Europe/Berlin"})
    world.skew = "30000h"
    server = Server(world, world.folder / "ws", "--slots", "30")
    world.undo.append(server.kill)
    workload, targets = Workload(world, server, in_flight=20, seconds=(0.1, 3.0)), Targets(world)
    agents = Agents(world, server, workload, targets, at_once=3)
    server.start()
    lease = Lease(world, server, workload)
    dates = {}  # run → its run_date when it was new
    while world.time_left():
        for _ in range(5):
            workload.top_up()
            agents.tend()
            workload.stop_due()
            lease.renew()
            workload.look()
            time.sleep(0.1)
        clock.write_text(offset_of(world.dice) + "\n")
        world.fault("jump")
        look_at_dates(world, server, workload, dates)
        if world.dice.random() < 0.1:
            server.kill()
            world.fault("kill_daemon")
            server.start()
    clock.write_text("+0\n")
    lease.end(workload)
    del world.env["LD_PRELOAD"]
    finish(world, server, workload, agents=agents)


def look_at_dates(world, server, workload, dates):
    """run_date is frozen when a run is made."""
    known = [told for told in workload.told.values() if told.id]
    for told in world.dice.sample(known, min(5, len(known))):
        run = server.ask(f"/v1/runs/{told.id}")
        frozen = (run["logical_time"], run["variables"].get("run_date"))
        if dates.setdefault(told.id, frozen) != frozen:
            world.violation(f"{told.name}: the date was {dates[told.id]} and is {frozen}")
