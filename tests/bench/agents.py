"""Rows about aiep-node run: what an agent costs while it waits, beside an idle JVM where there is one."""

import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import time

from cases import Row

COUNT = 10
LEASE_S = 1.5  # renewed every half second, so that polls can be counted
SLEEPER = """public class Sleeper {
  public static void main(String[] a) throws Exception { System.out.println("ready"); Thread.sleep(600000); }
}
"""


def rollup_kb(pid, field):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(rf"^{field}:\s+(\d+) kB", text, re.M).group(1))


def cpu_ms(pid):
    """Processor time of all threads; the kernel counts nanoseconds here, ticks elsewhere."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
               ) / 1e6


def cpu_in(pids, seconds):
    before = sum(map(cpu_ms, pids))
    time.sleep(seconds)
    return sum(map(cpu_ms, pids)) - before


class Agents:
    """Agents that wait for a node that ends only with them."""

    def __init__(self, context):
        self.context = context
        file = context.file("wait.yaml", "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: wait}\n"
                                         "nodes: [{title: wait, type: command, with: {run: sleep 600}}]\n")
        self.experiment = context.call("experiments", "import", file, "-o", "name").strip()
        self.processes = []

    def start(self, lease):
        environment = {**self.context.environment, "AIEP_OUTER_SYSTEM": "bench",
                       "AIEP_OUTER_EXECUTION": f"{time.monotonic()}-{len(self.processes)}"}
        command = [self.context.programs / "aiep-node", "run", "--experiment", self.experiment, "--workspace",
                   self.context.workspace, "--lease", f"{lease * 1000:.0f}ms"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        for line in process.stdout:
            # Not the node's start: more agents wait than the machine has places for tasks.
            if line.startswith("if this process is silent"):
                return process
        raise RuntimeError("an agent ended")

    def end(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.communicate(timeout=60)
        self.processes = []


def start_ms(context):
    """From exec until the first request has reached a socket."""
    path = str(context.scratch / "start.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    environment = {**context.environment, "AIEP_OUTER_SYSTEM": "bench", "AIEP_OUTER_EXECUTION": "start"}
    command = [context.programs / "aiep-node", "run", "--experiment", "x", "--server", f"unix:{path}"]
    times = []
    for _ in range(context.rounds(40)):
        begin = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        connection, _ = listener.accept()
        connection.recv(100)
        times.append((time.perf_counter() - begin) * 1000)
        process.kill()
        process.wait()
        connection.close()
    return times


def idle_jvms(context):
    """(mean PSS kB, RSS kB of one, CPU ms a second each, ms until it runs); None without a JDK."""
    if not shutil.which("java") or not shutil.which("javac"):
        return None
    context.file("Sleeper.java", SLEEPER)
    subprocess.run(["javac", "Sleeper.java"], cwd=context.scratch, check=True, capture_output=True)
    processes = []
    try:
        begins = []
        for _ in range(COUNT):
            begin = time.perf_counter()
            process = subprocess.Popen(["java", "-Xms8m", "-Xmx128m", "-cp", context.scratch, "Sleeper"],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
            processes.append(process)
            process.stdout.readline()
            begins.append((time.perf_counter() - begin) * 1000)
            if len(processes) == 1:
                time.sleep(1)
                alone = rollup_kb(process.pid, "Rss")
        time.sleep(1)
        pids = [process.pid for process in processes]
        pss = statistics.mean(rollup_kb(pid, "Pss") for pid in pids)
        return pss, alone, cpu_in(pids, 10) / 10 / COUNT, min(begins)
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def agents(context):
    """Memory, start and processor time of waiting agents."""
    context.call("server", "start")
    waiting = Agents(context)
    try:
        first = waiting.start(60)
        time.sleep(2)
        alone = rollup_kb(first.pid, "Rss")
        for _ in range(COUNT - 1):
            waiting.start(60)
        time.sleep(2)
        pids = [process.pid for process in waiting.processes]
        pss = statistics.mean(rollup_kb(pid, "Pss") for pid in pids)
        usual = cpu_in(pids, 30) / 30 / COUNT
        waiting.end()
        seconds = 10
        busy = cpu_in([waiting.start(LEASE_S).pid], seconds)
    finally:
        waiting.end()
    # A renewal and the poll for events that follows it.
    polls = seconds / (LEASE_S / 3) * 2
    times = start_ms(context)
    jvm = idle_jvms(context)
    beside = ["–"] * 4
    if jvm:
        beside = [f"`java -Xms8m -Xmx128m` sleeping {jvm[0] / 1000:.1f} MB ({jvm[0] / pss:.1f} ×)",
                  f"JVM {jvm[1] / 1000:.1f} MB", f"JVM {jvm[3]:.0f} ms",
                  f"a second of waiting: agent (lease 60 s) {usual:.3f} ms, sleeping JVM {jvm[2]:.3f} ms"]
    return [Row(f"{COUNT} waiting agents, PSS of each", f"{pss / 1000:.2f} MB", "≤ 3 MB", pss <= 3000, beside[0]),
            Row("one waiting agent, resident", f"{alone / 1000:.1f} MB", "≤ 12 MB", alone <= 12000, beside[1]),
            Row("agent's start, until its first request arrives", f"{statistics.median(times):.1f} ms (median), best "
                f"{min(times):.1f}", "≤ 10 ms", statistics.median(times) <= 10, beside[2]),
            Row("agent's processor time per poll", f"{busy / polls:.2f} ms", "≤ 1 ms", busy / polls <= 1, beside[3])]


ALL = [agents]
