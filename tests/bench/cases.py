"""One function per group of rows of the table. Each returns Rows."""

import concurrent.futures
import dataclasses
import json
import pathlib
import statistics
import subprocess
import time

import flows
import machine
from rest import Rest

CAPTURE = pathlib.Path(__file__).resolve().parents[3] / "shared/captures/flowjson/dss-workflow02.json"


@dataclasses.dataclass
class Row:
    figure: str
    measured: str
    goal: str
    met: bool
    beside: str


def run_seconds(context, file, *options):
    """Wall time of `aiepctl run FILE`, from the command to its exit, everything durable."""
    return machine.timed(context.ctl("run", file, *options), env=context.environment)[0]


def ninja_seconds(context, name, needs):
    folder = context.scratch / f"ninja-{name}"
    folder.mkdir(exist_ok=True)
    (folder / "build.ninja").write_text(flows.as_ninja(needs))
    return machine.timed(["ninja", "-j2"], cwd=folder)[0]


def layered_local(context):
    """2,000 real processes in a layered DAG, beside ninja -j2 on the same DAG."""
    nodes = context.scale(2000)
    needs = flows.layered(nodes, 100)
    file = context.file("layered.yaml", flows.as_yaml("layered", needs))
    context.call("server", "start")
    ours, ninja = [], []
    for _ in range(context.rounds(3)):
        ninja.append(ninja_seconds(context, "layered", needs))
        ours.append(run_seconds(context, file))
    ratio = min(ninja) / min(ours)
    return [Row(f"{nodes} nodes of `true`, layered, local processes, durable state",
                f"{nodes / min(ours):.0f} nodes/s, {ratio:.2f} × ninja", "≥ 0.5 × ninja", ratio >= 0.5,
                f"`ninja -j2` {nodes / min(ninja):.0f} nodes/s")]


def chain_local(context):
    """A chain of 50: what one node costs when nothing can overlap."""
    nodes = 50
    needs = flows.chain(nodes)
    file = context.file("chain.yaml", flows.as_yaml("chain", needs))
    single = context.file("single.yaml", flows.as_yaml("single", flows.chain(1)))
    ours, ninja, first = [], [], []
    for _ in range(context.rounds(5)):
        ninja.append(ninja_seconds(context, "chain", needs))
        ours.append(run_seconds(context, file))
        first.append(run_seconds(context, single))
    # A run of one node carries the whole cost of the command; the difference is 49 nodes.
    each = (min(ours) - min(first)) / (nodes - 1) * 1000
    return [Row("chain of 50 × `true`, per node", f"{each:.2f} ms ({min(ours) / nodes * 1000:.2f} with the command itself)",
                "≤ 5 ms", each <= 5, f"`ninja` {min(ninja) / nodes * 1000:.2f} ms; known of such a machine: Azkaban 9–12, "
                                     "Metaflow 270, Airflow 1,260 ms")]


def layered_mock(context):
    """The layered DAG on the mock backend: engine and store alone, and how it grows."""
    small, large = context.scale(2000), context.scale(8000)
    files = {n: context.file(f"mock{n}.yaml", flows.as_yaml(f"mock{n}", flows.layered(n, 100))) for n in (small, large)}
    times = {n: min(run_seconds(context, files[n], "--backend", "mock") for _ in range(context.rounds(3)))
             for n in (small, large)}
    growth = times[large] / times[small]
    return [Row(f"{small} nodes on the mock backend", f"{small / times[small]:.0f} nodes/s", "≥ 1,000 nodes/s",
                small / times[small] >= 1000, f"{large} nodes: {large / times[large]:.0f} nodes/s"),
            Row("4 × the nodes on the mock backend", f"{growth:.2f} × the time", "≤ 4.5 ×", growth <= 4.5,
                f"{times[small]:.2f} s and {times[large]:.2f} s")]


def planning(context):
    """Parse, validate and plan, as a library call."""
    capture = CAPTURE
    if not capture.exists():
        capture = context.file("generated.json", flows.as_flowjson(flows.layered(160, 12)))
    named = {"flowjson of 2,000 nodes": context.file("plan.json", flows.as_flowjson(flows.layered(2000, 100))),
             "YAML of 2,000 nodes": context.file("plan.yaml", flows.as_yaml("plan", flows.layered(2000, 100))),
             f"`{capture.name}`": capture}
    rows = []
    for name, file in named.items():
        output = machine.timed([context.plan_bench, file, str(context.rounds(20))], stdout=subprocess.PIPE)[1].stdout
        result = json.loads(output)
        load = min(timed_json(file) for _ in range(5)) if file.suffix == ".json" else None
        beside = f"Python's `json.load` alone {load:.1f} ms" if load else "–"
        rows.append(Row(f"parse + validate + plan, {name}",
                        f"{result['total_ms']:.1f} ms ({result['parse_ms']:.1f} + {result['plan_ms']:.1f})", "≤ 50 ms",
                        result["total_ms"] <= 50, beside))
    return rows


def timed_json(file):
    start = time.perf_counter()
    json.loads(file.read_text(encoding="utf-8"))
    return (time.perf_counter() - start) * 1000


def commands(context):
    """What a person waits for at the prompt."""
    context.call("server", "start")
    count = context.rounds(30)
    bare = machine.best(count, ["python3", "-c", "pass"]) * 1000
    rows = []
    for arguments, goal in ((["version"], 20), (["runs", "list"], 100)):
        times = [machine.timed(context.ctl(*arguments), env=context.environment)[0] * 1000 for _ in range(count)]
        middle = statistics.median(times)
        rows.append(Row(f"`aiepctl {' '.join(arguments)}`, warm daemon", f"{middle:.1f} ms (median), best {min(times):.1f}",
                        f"≤ {goal} ms", middle <= goal, f"`python3 -c pass` {bare:.1f} ms"))
    return rows


def start_runs(context, experiment, count):
    """Starts runs over REST on four connections, and waits until none is open."""
    socket = context.server()["socket"]

    def some(first):
        rest = Rest(socket)
        for number in range(first, count, 4):
            rest.call("POST", "/v1/runs", {"experiment": experiment, "backend": "mock", "key": f"bench-{number}"})
        rest.close()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(some, range(4)))
    rest = Rest(socket)
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if not any(rest.call("GET", f"/v1/runs?state={state}&limit=1")["items"] for state in ("queued", "running")):
            return
        time.sleep(0.2)
    raise RuntimeError("runs are still open after 600 s")


def memory(context):
    """The daemon's memory fresh and with 10,000 stored runs, and the list then."""
    context.stop_server()
    context.call("server", "start")
    fresh = machine.rss_mb(context.server()["pid"])
    count = context.scale(10000)
    file = context.file("tiny.yaml", flows.as_yaml("tiny", flows.chain(1)))
    experiment = context.call("experiments", "import", file, "-o", "name").strip()
    start = time.monotonic()
    start_runs(context, experiment, count)
    took = time.monotonic() - start
    full = machine.rss_mb(context.server()["pid"])
    rest = Rest(context.server()["socket"])
    served = []
    for _ in range(context.rounds(500)):
        begin = time.perf_counter()
        rest.call("GET", "/v1/runs?limit=50")
        served.append((time.perf_counter() - begin) * 1000)
    typed = [machine.timed(context.ctl("runs", "list"), env=context.environment)[0] * 1000
             for _ in range(context.rounds(200))]
    p99 = machine.percentile(typed, 0.99)
    return [Row("daemon's resident memory, fresh", f"{fresh:.0f} MB", "≤ 64 MB", fresh <= 64, "–"),
            Row(f"the same after {count} runs", f"{full:.0f} MB", "≤ 150 MB", full <= 150,
                f"they were started and finished at {count / took:.0f} runs/s"),
            Row(f"`aiepctl runs list` p99 with {count} runs", f"{p99:.1f} ms", "≤ 50 ms", p99 <= 50,
                f"the request alone {machine.percentile(served, 0.99):.1f} ms")]


def sizes(context):
    """Release programs, stripped."""
    rows = []
    for name, goal in (("aiepctl", 10), ("aiepd", 20), ("aiep-node", 10), ("aiep-keeper", 10)):
        size = (context.programs / name).stat().st_size / 1e6
        rows.append(Row(f"`{name}`, release, stripped", f"{size:.1f} MB", f"≤ {goal} MB" if not name.startswith("aiep-") else "–",
                        size <= goal, "–"))
    return rows


ALL = [layered_local, chain_local, layered_mock, planning, commands, memory, sizes]
