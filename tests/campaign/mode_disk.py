"""The workspace lies on a filesystem that fills (no byte, a few KB, or no inode left) and empties, with runs in flight.

The filesystem is a tmpfs of ours whose limits are moved to what is in use and back; programs cannot tell that from
files of somebody else that come and go. The ledger lies elsewhere.
"""

import math
import os
import subprocess
import time

import processes
from agents import Agents
from faults import Targets
from server import Server
from verdict import finish
from workload import Workload
from world import Skip

KINDS = ("no_byte", "few_kb", "no_inode")
SPARE_BYTES, SPARE_INODES = 512 << 20, 200_000
PAGE = 4096
GO_ON_S = 10  # from space again to the first accepted run: writes are retried at least every 5 s
NO_SPACE = "No space left on device"
WORDS = (NO_SPACE, "no space is left")


class Disk:
    def __init__(self, world):
        self.world, self.path, self.kind, self.full_since = world, world.folder / "disk", None, None
        self.path.mkdir()
        made = self.mount(f"size={SPARE_BYTES},nr_inodes={SPARE_INODES},mode=700")
        if made.returncode != 0:
            raise Skip(f"no filesystem of its own can be mounted: {made.stderr.strip()}")
        world.undo.append(self.unmount)

    def mount(self, options):
        return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "aiep-campaign", self.path],
                              env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=False)

    def unmount(self):
        processes.end_all(self.world.folder)
        for lazily in ([], [], ["--lazy"]):
            if subprocess.run(["umount", *lazily, self.path], stderr=subprocess.DEVNULL, check=False).returncode == 0:
                return
            time.sleep(0.2)

    def limit(self, spare_bytes, spare_inodes):
        """As much as is in use and this. Who writes at this moment makes the call fail: then again."""
        for _ in range(100):
            now = os.statvfs(self.path)
            size = (now.f_blocks - now.f_bfree) * now.f_frsize + spare_bytes
            if self.mount(f"remount,size={size},nr_inodes={now.f_files - now.f_ffree + spare_inodes}").returncode == 0:
                return
        raise AssertionError("the limits of the filesystem cannot be moved")

    def fill(self, kind=None):
        """Also again while it is full: what somebody removed meanwhile is taken, too."""
        self.kind = kind or self.kind
        few = PAGE * self.world.dice.randint(1, 12)
        if self.kind == "no_inode":
            self.limit(SPARE_BYTES, self.world.dice.choice((0, 0, 1, 3)))
        else:
            self.limit(0 if self.kind == "no_byte" else few, SPARE_INODES)
        self.full_since = self.full_since or time.monotonic()

    def free(self):
        self.kind = self.full_since = None
        self.limit(SPARE_BYTES, SPARE_INODES)


class FullServer(Server):
    """What it refuses while the disk is full must say so."""

    def __init__(self, world, disk, *options):
        super().__init__(world, disk.path / "ws", *options)
        self.disk = disk

    def call(self, method, path, body=None, timeout=30):
        full = self.disk.full_since is not None
        answer = super().call(method, path, body, timeout)
        if answer is not None and answer[0] >= 500 and not any(word in str(answer[1]) for word in WORDS):
            self.world.violation(f"{method} {path} {'with a full disk' if full else 'with space'}: {answer}")
        return answer

    def start_while_full(self, patience=8):
        """It may serve, or end and say why."""
        log = self.world.folder / "aiepd.log"
        before = log.stat().st_size
        self.launch()
        end = time.monotonic() + patience * self.world.patience
        while self.alive() and self.call("GET", "/v1/server", timeout=5) is None and time.monotonic() < end:
            time.sleep(0.02)
        said = log.read_text(errors="replace")[before:]
        if self.alive():
            self.world.fault("served_while_full")
        elif any(word in said for word in WORDS):
            self.world.fault("ended_while_full")
        else:
            self.world.violation(f"aiepd ended with {self.process.returncode} on a full disk ({self.disk.kind}): {said}")


def harm(world, server, targets, agents):
    """One thing more that goes wrong while the disk is full."""
    kind = world.dice.choices(("kill", "start", "agent", "task", "keeper", "spawner", "none"), (3, 3, 2, 1, 1, 1, 6))[0]
    if kind == "kill":
        server.kill()
        world.fault("kill_daemon")
    elif kind == "start" and not server.alive():
        server.start_while_full()
    elif kind == "agent":
        agents.hit()
    elif kind in ("task", "keeper", "spawner"):
        targets.kill(kind)


def hold_full(world, disk, server, workload, targets, agents):
    disk.fill(world.dice.choice(KINDS))
    server.ready_since = math.inf  # what waits for space is not measured
    measured = len(workload.record_times)
    world.fault(disk.kind)
    end = time.monotonic() + world.dice.choice((0.3, 1, 2, 3, 5, 12)) * world.dice.uniform(0.5, 1.2)
    while time.monotonic() < end:
        workload.top_up()
        workload.stop_due()
        agents.tend()
        harm(world, server, targets, agents)
        targets.go_on()
        workload.look()
        time.sleep(world.dice.uniform(0, 0.3))
        disk.fill()
    del workload.record_times[measured:]


def go_on(world, disk, server, workload):
    """There is space again: everything goes on by itself, and soon."""
    for told in workload.told.values():
        told.disturbed = told.disturbed or (told.stop_recorded is not None and told.ended_at is None)
    disk.free()
    server.ready_since = since = time.monotonic()
    lived = server.alive()
    server.start()
    told = workload.make()
    while not workload.hand_in(told) and time.monotonic() < since + 60:
        time.sleep(0.02)
    took = time.monotonic() - since
    world.measure("goes_on" if lived else "goes_on_restarted", [took])
    if took > GO_ON_S * world.patience:
        world.violation(f"{took:.1f} s after there was space again the first run was accepted")


def excuse(world, server):
    """Attempts that failed for want of space and say so came out truthfully."""
    for item in server.all_runs():
        if item["state"] == "succeeded":
            continue
        place = {node["title"]: i for i, node in enumerate(server.ask(f"/v1/runs/{item['id']}")["nodes"])}
        for event in server.ask(f"/v1/runs/{item['id']}/events")["items"]:
            if event["attempt"] and any(word in (event["reason"] or "") for word in WORDS):
                world.hits.add(f"{item['id']}.{place[event['node']]}.{event['attempt']}")


def look_for_halves(world, workspace):
    """Records are there whole or not at all."""
    for path in (workspace / "runs").rglob("*"):
        if path.name == "script" and not path.read_bytes().endswith(b"\n"):
            world.violation(f"half-written: {path}")
        elif path.name == "task" and path.is_file() and path.read_bytes().count(b"\0") % 2:
            world.violation(f"half-written: {path}")
        elif path.name == "exit" and not path.read_bytes().endswith(b"\0end\0\0"):
            world.violation(f"half-written: {path} {path.read_bytes()[-40:]}")


def run(world):
    disk = Disk(world)
    server = FullServer(world, disk, "--slots", "20")
    world.undo.append(server.kill)
    workload, targets = Workload(world, server, in_flight=20, seconds=(0.1, 3.0)), Targets(world)
    agents = Agents(world, server, workload, targets, at_once=3)
    server.start()
    while world.time_left():
        end = time.monotonic() + world.dice.uniform(0.2, 4)
        while time.monotonic() < end:
            workload.top_up()
            workload.stop_due()
            agents.tend()
            workload.look()
            time.sleep(0.05)
        hold_full(world, disk, server, workload, targets, agents)
        go_on(world, disk, server, workload)
    targets.go_on(everything=True)
    workload.drain(patience=100)
    excuse(world, server)
    finish(world, server, workload, agents=agents)
    look_for_halves(world, server.workspace)
