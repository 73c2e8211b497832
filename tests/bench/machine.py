"""Measuring: times of commands, memory of processes, and what machine the figures are from (no names)."""

import os
import pathlib
import re
import subprocess
import time


def timed(command, **options):
    """Seconds and result of one command; its output is thrown away unless asked for."""
    options.setdefault("stdout", subprocess.DEVNULL)
    options.setdefault("stderr", subprocess.PIPE)
    start = time.perf_counter()
    result = subprocess.run(command, stdin=subprocess.DEVNULL, text=True, **options)
    seconds = time.perf_counter() - start
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {result.returncode}: {result.stderr[-2000:]}")
    return seconds, result


def best(count, command, **options):
    return min(timed(command, **options)[0] for _ in range(count))


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def rss_mb(pid):
    """Resident memory of a process in MB (10^6 bytes)."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text).group(1)) * 1024 / 1e6


def fsync_ms(folder):
    """Best of 20: append 4 KiB and flush it to the disk, the floor of every durable commit here."""
    path = pathlib.Path(folder, "flush")
    times = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(20):
            start = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    path.unlink()
    return min(times) * 1000


def describe(folder):
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+) kB", pathlib.Path("/proc/meminfo").read_text())
    kind = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True).stdout.strip()
    return (f"{len(os.sched_getaffinity(0))} cores ({model.group(1).strip() if model else 'unknown processor'}), "
            f"{int(memory.group(1)) / 1e6:.0f} GB memory, {kind} file system with {fsync_ms(folder):.2f} ms per flush")
