"""Runs on the small HTTP task server; the way to it fails in twelve ways and is gone for a while."""

import signal
import time

from server import Server
from small_servers import SmallServers
from verdict import finish
from workload import Workload

PERCENT = 5
OUTAGE_SHARE = 0.15  # of the time: one outage in the middle


def run(world):
    small = SmallServers(world)
    upstream, _ = small.start("task_server", "--folder", world.folder / "tasks", "--grace", 1)
    log = world.folder / "proxy.log"
    port, proxy = small.start("fault_proxy", "--upstream", upstream, "--seed", world.dice.randrange(1 << 30),
                              "--percent", PERCENT, "--log", log)
    workspace = world.folder / "ws"
    small.use(workspace, port)
    server = Server(world, workspace)
    world.undo.append(server.kill)
    workload = Workload(world, server, in_flight=30, seconds=(0.1, 3.0), fields={"backend": "http_task"})
    server.start()
    left = world.end_at - time.monotonic()
    outage = (time.monotonic() + left * 0.4, time.monotonic() + left * (0.4 + OUTAGE_SHARE))
    away = False
    while world.time_left():
        workload.top_up()
        workload.stop_due()
        workload.look()
        if away != (outage[0] < time.monotonic() < outage[1]):
            away = not away
            proxy.send_signal(signal.SIGUSR1 if away else signal.SIGUSR2)
            if away:
                world.fault("outage")
        if world.dice.random() < 0.02:
            server.kill()
            world.fault("kill_daemon")
            server.start()
        time.sleep(world.dice.uniform(0, 0.2))
    proxy.send_signal(signal.SIGUSR2)
    proxy.send_signal(signal.SIGHUP)  # from now on everything works: what is open must end
    finish(world, server, workload, small=small)
    for line in log.read_text().splitlines():
        world.fault(line.split()[1])
