"""Whom to hit: keepers, tasks and spawners of a world, by what the tasks wrote into the ledger."""

import signal
import time

import processes


class Targets:
    def __init__(self, world):
        self.world, self.dice = world, world.dice
        self.offset, self.rest = 0, ""
        self.alive = {}  # key → process of the task
        self.paused = []  # (when to go on, process)

    def look(self):
        """Reads what the ledger has got meanwhile."""
        path = self.world.ledger / "tasks.ledger"
        if not path.exists():
            return
        with open(path, encoding="utf-8", errors="replace") as ledger:
            ledger.seek(self.offset)
            text = self.rest + ledger.read()
            self.offset = ledger.tell()
        *lines, self.rest = text.split("\n")
        for line in lines:
            word, *fields = line.split()
            if fields and fields[-1] != ".":
                continue
            values = dict(field.split("=", 1) for field in fields[:-1])
            if word == "start":
                self.alive[values["key"]] = (int(values["pid"]), values["born"])
            elif word == "end":
                self.alive.pop(values["key"], None)

    def pick(self):
        """(key, process of the task) of one that lives, or None."""
        self.look()
        while self.alive:
            key = self.dice.choice(list(self.alive))
            if processes.born(self.alive[key][0]) == self.alive[key][1]:
                return key, self.alive[key]
            del self.alive[key]
        return None

    def task(self):
        return self.pick()

    def keeper(self):
        found = self.pick()
        if not found:
            return None
        pid = processes.parent(found[1][0])
        if not processes.is_keeper(pid):
            return None
        return found[0], (pid, processes.born(pid))

    def spawner(self):
        found = processes.spawners(self.world.folder)
        if not found:
            return None
        pid = self.dice.choice(found)
        return None, (pid, processes.born(pid))

    def kill(self, what):
        """One of `task`, `keeper`, `spawner`. Who was hit is known before the signal is sent."""
        found = getattr(self, what)()
        if not found:
            return
        key, process = found
        if key:
            self.world.hits.add(key)
        if processes.send(process, signal.SIGKILL):
            self.world.fault(f"kill_{what}")

    def pause(self, what):
        found = getattr(self, what)()
        if found and processes.send(found[1], signal.SIGSTOP):
            self.world.fault(f"stop_{what}")
            self.paused.append((time.monotonic() + self.dice.uniform(0.05, 1.5), found[1]))

    def go_on(self, everything=False):
        now = time.monotonic()
        for entry in [e for e in self.paused if everything or e[0] <= now]:
            processes.send(entry[1], signal.SIGCONT)
            self.paused.remove(entry)
