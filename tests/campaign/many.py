"""How soon a server answers again when many runs are stored."""

import concurrent.futures
import time

from server import Server

RUNS = 10_000
KILLS = 10
READY_S = 2.0
YAML = ("apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: many}\n"
        "nodes:\n  - {title: a, type: command, with: {run: 'true'}}\n")


def store_runs(server, experiment, some):
    """Whatever is not confirmed is asked for again under its key."""
    for number in some:
        body = {"experiment": experiment, "backend": "mock", "key": f"many-{number}"}
        while (answer := server.call("POST", "/v1/runs", body)) is None or answer[0] not in (200, 201):
            time.sleep(0.05)


def ready_with_many_runs(world):
    """Kills it in the middle of the last hundred runs; a start that takes too long is a violation."""
    server = Server(world, world.folder / "many")
    world.undo.append(server.kill)
    server.start()
    first = server.call("POST", "/v1/runs", {"source": {"text": YAML}, "backend": "mock", "key": "many"})[1]["id"]
    experiment = server.ask(f"/v1/runs/{first}")["experiment_id"]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        last = RUNS - 10 * KILLS
        list(pool.map(lambda start: store_runs(server, experiment, range(start, last, 4)), range(1, 5)))
        server.ready_times = []
        more = [pool.submit(store_runs, server, experiment, range(last + start, RUNS, 4)) for start in range(4)]
        for _ in range(KILLS):
            time.sleep(world.dice.uniform(0, 0.1))
            server.kill()
            world.fault("kill_daemon")
            server.start()
        for done in more:
            done.result()
    stored = len({run["key"] for run in server.all_runs()})
    if stored != RUNS:
        world.violation(f"{RUNS} runs were stored, {stored} are there")
    server.end()
    world.measure(f"ready_{RUNS}", server.ready_times)
    if max(server.ready_times) > READY_S * world.patience:
        world.violation(f"ready again after {max(server.ready_times):.2f} s with {RUNS} stored runs")
