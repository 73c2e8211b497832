"""A keeper dies and its process number, which is its session's, is given to somebody who has nothing to do with us.

Numbers come around after hours; here they are written into the file that the keeper left, beside its own start time.
"""

import os
import signal
import subprocess

import processes


def with_number(record, number):
    """The keeper's file with another process number: names and values, each ended by NUL."""
    words = record.split(b"\0")[:-1]
    fields = dict(zip(words[::2], words[1::2]))
    fields[b"pid"] = fields[b"session"] = str(number).encode()
    return b"".join(name + b"\0" + value + b"\0" for name, value in fields.items())


class Strangers:
    def __init__(self, world, workspace, targets, workload):
        self.world, self.claims = world, workspace / "local/claims"
        self.targets, self.workload = targets, workload
        self.all = []
        world.undo.append(self.end)

    def hit(self):
        """Then the run is stopped, which looks for what the keeper has left."""
        found = self.targets.keeper()
        if not found:
            return
        key, process = found
        told = next((t for t in self.workload.open_runs() if t.id == key.split(".")[0]), None)
        if told is None or told.stop_asked:
            return
        self.world.hits.add(key)
        if not processes.send(process, signal.SIGKILL):
            return
        stranger = subprocess.Popen(["sleep", "1000"], env={}, cwd="/", stdin=subprocess.DEVNULL,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.all.append(stranger)
        file = os.path.join(os.readlink(self.claims / key), "keeper")
        with open(file, "r+b") as keeper:
            record = with_number(keeper.read(), stranger.pid)
            keeper.seek(0)
            keeper.truncate()
            keeper.write(record)
        told.stop_at = 0
        self.workload.stop(told)
        self.world.fault("number_reused")

    def look(self):
        for stranger in [s for s in self.all if s.poll() is not None]:
            self.all.remove(stranger)
            self.world.violation(f"process {stranger.pid} has nothing to do with us and was ended by {stranger.returncode}")

    def end(self):
        for stranger in self.all:
            stranger.kill()
            stranger.wait()
        self.all = []
