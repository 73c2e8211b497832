"""kill -9 and SIGSTOP of daemon, keeper, spawner, task and agent at random moments, with fifty runs open."""

import time

from agents import Agents
from faults import Targets
from many import ready_with_many_runs
from server import Server
from strangers import Strangers
from verdict import finish
from workload import Workload

KINDS = ("kill_daemon", "kill_in_start", "stop_daemon", "task", "keeper", "spawner", "agent", "stranger")
WEIGHTS = (32, 16, 8, 8, 8, 7, 15, 8)
FROM_MINUTES = 2  # storing many runs takes a while


def one_fault(world, server, targets, workload, agents, strangers):
    kind = world.dice.choices(KINDS, WEIGHTS)[0]
    if kind == "kill_daemon":
        timer = server.kill_after(world.dice.uniform(0, 0.3))
        workload.top_up()
        workload.stop_due()
        timer.join()
        server.process.wait()
        world.fault(kind)
    elif kind == "kill_in_start":
        server.kill()
        for _ in range(world.dice.choice((1, 1, 2, 3))):
            server.launch()
            time.sleep(world.dice.uniform(0, 0.25))
            server.kill()
            world.fault(kind)
    elif kind == "stop_daemon":
        server.pause(world.dice.uniform(0.05, 2.0))
        world.fault(kind)
    elif kind == "agent":
        agents.hit()
    elif kind == "stranger":
        strangers.hit()
    elif world.dice.random() < 0.6:
        targets.kill(kind)
    else:
        targets.pause(kind)


def run(world):
    server = Server(world, world.folder / "ws", "--slots", "60")
    world.undo.append(server.kill)
    workload, targets = Workload(world, server, in_flight=60), Targets(world)
    agents = Agents(world, server, workload, targets)
    strangers = Strangers(world, server.workspace, targets, workload)
    for _ in range(5):  # while the schema is made
        server.launch()
        time.sleep(world.dice.uniform(0, 0.1))
        server.kill()
        world.fault("kill_in_start")
    while world.time_left():
        server.start()
        workload.top_up()
        workload.stop_due()
        agents.tend()
        one_fault(world, server, targets, workload, agents, strangers)
        targets.go_on()
        server.start()
        workload.look()
        strangers.look()
        time.sleep(world.dice.uniform(0, 0.3))
    targets.go_on(everything=True)
    finish(world, server, workload, agents=agents)
    strangers.look()
    if world.minutes >= FROM_MINUTES and not world.violations:
        ready_with_many_runs(world)
