"""Three servers on one MariaDB: killed, paused for longer than their lease, cut off from the database in three ways.

Two of three runs have their tasks on the small HTTP task server, which any of them may drive; the others are local.
"""

import time

from mariadb import MariaDb
from replicas import LEASE_S, TAKEOVER_S, Replicas
from small_servers import SmallServers
from verdict import finish
from workload import Workload

WAYS = ("kill", "pause", "cut", "stall", "mute")
WEIGHTS = (5, 6, 2, 3, 2)


class MixedWorkload(Workload):
    def make(self, stop_share=None):
        told = super().make(stop_share)
        told.fields = {"backend": self.world.dice.choice(("http_task", "http_task", "local"))}
        return told


def harm(world, replicas, workload):
    """One more goes away, if that leaves somebody: for moments, or until its runs have been taken over."""
    here = replicas.here()
    if len(here) < 2:
        return
    how = world.dice.choices(WAYS, WEIGHTS)[0]
    short = world.dice.random() < 0.4
    seconds = world.dice.uniform(0.05, 2) if short else LEASE_S + TAKEOVER_S + world.dice.uniform(0.5, 3)
    replica = world.dice.choice(here)
    for told in workload.told.values():
        told.disturbed = told.disturbed or told.ended_at is None
    replica.leave(how, seconds)
    world.fault(f"{how}_{'short' if short else 'long'}")
    if not short:
        replicas.watch(replica)


def run(world):
    mariadb, small = MariaDb(world), SmallServers(world)
    mariadb.start()
    mariadb.make()
    upstream, _ = small.start("task_server", "--folder", world.folder / "tasks", "--grace", 1)
    replicas = Replicas(world, mariadb, small)
    for replica in replicas.all:
        small.use(replica.workspace, upstream)
    replicas.start()
    replicas.set_witness()
    workload = MixedWorkload(world, replicas, in_flight=30, seconds=(0.1, 4.0))
    world.end_at = time.monotonic() + world.minutes * 60  # to make a database takes a while
    harm_at = time.monotonic() + 2
    while world.time_left():
        workload.top_up()
        workload.stop_due()
        workload.look()
        replicas.tend()
        if time.monotonic() >= harm_at:
            harm(world, replicas, workload)
            harm_at = time.monotonic() + world.dice.uniform(0.5, 5)
        time.sleep(0.1)
    replicas.tend(everything=True)
    finish_with(world, replicas, workload, small, mariadb)


def finish_with(world, replicas, workload, small, mariadb):
    replicas.start()
    for name in workload.drain(patience=100):
        world.violation(f"has not ended within 100 s: {name}")
    replicas.ask_witness()
    finish(world, replicas, workload, small=small, mariadb=mariadb)
