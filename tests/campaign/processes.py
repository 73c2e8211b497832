"""Looks at /proc. A process is (pid, start time), so that a number used again is never mistaken."""

import os
import pathlib
import signal


def stat(pid):
    """Fields from the state on, or None when it is gone or a zombie."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields


def born(pid):
    fields = stat(pid)
    return fields and fields[19]


def parent(pid):
    fields = stat(pid)
    return int(fields[1]) if fields else 0


def send(process, number):
    """Whether the signal reached exactly this process."""
    pid, start = process
    if born(pid) != start:
        return False
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def read(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def of_folder(folder, spare=()):
    """pid → command line of everything that runs in or for this folder, except ourselves and `spare`."""
    found = {}
    mark = str(folder).encode()
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) in (os.getpid(), *spare) or not stat(entry.name):
            continue
        command = read(entry.name, "cmdline")
        try:
            where = os.readlink(entry / "cwd").encode()
        except OSError:
            where = b""
        if mark in command or where.startswith(mark) or mark in read(entry.name, "environ"):
            found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def is_keeper(pid):
    return pathlib.PurePath(read(pid, "cmdline").split(b"\0")[0].decode(errors="replace")).name == "aiep-keeper"


def spawners(folder):
    """The parents of keepers; one that has no keeper now cannot be told from a keeper and is left out."""
    keepers = [pid for pid, command in of_folder(folder).items() if "aiep-keeper" in command]
    return sorted({parent(pid) for pid in keepers if is_keeper(parent(pid))})


def end_all(folder, spare=()):
    """Kills what is left; what it was."""
    left = {}
    for _ in range(20):
        found = of_folder(folder, spare)
        if not found:
            break
        left.update(found)
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
    return left
