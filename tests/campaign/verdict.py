"""The campaign's own oracle, beside aiep-audit: each run came out as its tasks were told, once."""

import sqlite3
import subprocess
import time

import processes
from workload import RETRIES

EVIL = ("failed", "lost")
UNREADABLE = 7  # exit code of an audit without a verdict


def told_of(kind, attempt):
    return "failed" if kind == "bad" or (kind == "again" and attempt == 1) else "succeeded"


def check_node(told, shown, position, hits, states):
    """What is wrong with one node; its needs have been looked at before."""
    title, kind, _, needs = told.nodes[position]
    stopped = told.stop_asked is not None
    attempts, last = shown["attempts"], None
    for attempt in attempts:
        number, state = attempt["number"], attempt["state"]
        hit = f"{told.id}.{position}.{number}" in hits
        allowed = {told_of(kind, number)} | (set(EVIL) if hit else set()) | ({"cancelled"} if stopped else set())
        if state not in allowed:
            yield f"{title} attempt {number} is {state} ({shown.get('reason')}), allowed {sorted(allowed)}"
        if last == "succeeded":
            yield f"{title} has attempt {number} after a success"
        last = state
    if len(attempts) > 1 + RETRIES.get(kind, 0):
        yield f"{title} has {len(attempts)} attempts"
    if last in EVIL and len(attempts) < 1 + RETRIES.get(kind, 0) and not stopped:
        yield f"{title} was not tried again"
    if attempts and shown["state"] != last and not (stopped and shown["state"] == "cancelled"):
        yield f"{title} is {shown['state']}, its last attempt {last}"
    unmet = [need for need in needs if states.get(need) != "succeeded"]
    if attempts and unmet:
        yield f"{title} began although {unmet} had not succeeded"
    if not attempts and not stopped and not (unmet and shown["state"] == "cancelled"):
        yield f"{title} has no attempt and is {shown['state']}"


def check_run(told, run, hits):
    states = {node["title"]: node["state"] for node in run["nodes"]}
    nodes = {node["title"]: node for node in run["nodes"]}
    if sorted(node["title"] for node in run["nodes"]) != sorted(title for title, *_ in told.nodes):
        yield f"its nodes are {[node['title'] for node in run['nodes']]}"
        return
    for position, (title, *_) in enumerate(told.nodes):
        yield from check_node(told, nodes[title], position, hits, states)
    kinds = set(states.values())
    if kinds == {"succeeded"}:
        allowed = {"succeeded"}
    elif told.stop_asked is not None:
        allowed = {"cancelled", "failed"} if "failed" in kinds else {"cancelled"}
    else:
        allowed = {"failed"}
    if run["state"] not in allowed:
        yield f"the run is {run['state']}, its nodes {states}"


def unheard_of(workload, run):
    """The told run whose outer execution was ended before anybody learned the run's id."""
    told = workload.told.get((run["outer"] or {}).get("execution"))
    if told is None or told.id is not None:
        return None
    told.id = run["id"]
    return told


def check_runs(world, server, workload):
    """Every name exactly once, each as told."""
    stored = server.all_runs()
    by_id = {told.id: told for told in workload.told.values() if told.id}
    keys = [item["key"] for item in stored if item["key"]]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        world.violation(f"key {key} is there {keys.count(key)} times")
    for told in workload.told.values():
        if told.id and told.id not in {item["id"] for item in stored}:
            world.violation(f"{told.name} ({told.id}) is lost")
    for item in stored:
        run = server.ask(f"/v1/runs/{item['id']}")
        told = by_id.pop(item["id"], None) or unheard_of(workload, run)
        if told is None:
            world.violation(f"run {item['id']} ({item['key']}) belongs to nobody")
            continue
        for text in check_run(told, run, world.hits):
            world.violation(f"{told.name} ({told.id}): {text}")
    world.runs += len(stored)


def check_ledger(world):
    """No attempt began twice."""
    seen = {}
    path = world.ledger / "tasks.ledger"
    for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
        if line.startswith("start ") and line.endswith(" ."):
            key = line.split()[1]
            seen[key] = seen.get(key, 0) + 1
    for key in (key for key, count in seen.items() if count > 1):
        world.violation(f"{key} began {seen[key]} times")


def nothing_lives(world, patience=40, spare=()):
    """Except `spare`. Also ends the spawner of an ended server, which waits two minutes for the next one."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = processes.of_folder(world.folder, spare)
        if all("aiep-keeper" in command for command in found.values()):
            busy = {processes.parent(pid) for pid in processes.of_folder(world.folder, spare)}
            idle = [pid for pid in found if pid not in busy]
            if len(found) == len(idle):
                for pid in idle:
                    processes.send((pid, processes.born(pid)), 9)
        if not found:
            return
        time.sleep(0.2)
    for pid, command in processes.end_all(world.folder, spare).items():
        world.violation(f"still alive at the end: {pid} {command}")


def audit(world, what, live=False):
    """`live`: a database that is away at the moment is no violation."""
    result = subprocess.run([world.programs / "aiep-audit", what, "--ledger", world.ledger, "--skew", world.skew],
                            env=world.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                            timeout=600)
    if result.returncode not in (0, UNREADABLE if live else 0):
        world.violation(f"aiep-audit ended with {result.returncode}\n{result.stdout}{result.stderr}")


def integrity(world, database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    connection.close()
    if found != ["ok"]:
        world.violation(f"integrity_check: {found[:3]}")


def intact(world, mariadb):
    damage = mariadb.check()
    if damage:
        world.violation(f"CHECK TABLE: {damage}")
    mariadb.end()


def finish(world, server, workload, patience=100, small=None, agents=None, mariadb=None):
    """Everything at the end of a mode with one server; `small` servers end after it. On SQLite without `mariadb`."""
    server.start()
    if agents:
        agents.drain(patience)
    for name in workload.drain(patience):
        world.violation(f"has not ended within {patience} s: {name}")
    check_runs(world, server, workload)
    check_ledger(world)
    audit(world, server.database)
    server.end()
    if small:
        small.end()
    nothing_lives(world, spare=[mariadb.process.pid] if mariadb else [])
    audit(world, server.database)
    if mariadb:
        intact(world, mariadb)
    else:
        integrity(world, server.workspace / "aiep.db")
    world.measure("ready", server.ready_times)
    world.measure("record", workload.record_times)
    world.measure("cancel", workload.cancel_times(deaf=False))
    world.measure("cancel_deaf", workload.cancel_times(deaf=True))
    print(f"{world.mode}: most runs open at once {workload.most_open}", flush=True)
