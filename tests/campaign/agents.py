"""Agents (`aiep-node run`) that follow told runs, and are killed, paused, ended and started again meanwhile."""

import re
import signal
import subprocess
import threading
import time

import processes

BEGUN = re.compile(r"^(attached|started|adopted|retried|already_succeeded|cancelled): ")
RUN = re.compile(r"^Experiment workflow\((\w+)\)")
RECORDED = "the server has recorded the cancel"
CODES = {"succeeded": 0, "failed": 1, "cancelled": 8}
UNKNOWN = 7


class Agent:
    def __init__(self, told):
        self.told = told
        self.process = self.reader = self.began = self.again_at = self.asked = None
        self.restarted = False
        self.code = None
        self.lines = []  # (when it was read, text) of this process

    def start(self, world, server):
        told = self.told
        file = world.folder / f"{told.name}.yaml"
        file.write_text(told.yaml(world.ledger))
        env = {**world.env, "AIEP_OUTER_SYSTEM": "campaign", "AIEP_OUTER_EXECUTION": told.name,
               "AIEP_OUTER_JOB": "j", "AIEP_OUTER_ATTEMPT": "0"}
        self.lines, self.again_at, self.began = [], None, time.monotonic()
        self.process = subprocess.Popen(
            [world.programs / "aiep-node", "run", "--file", file, "--server", f"unix:{server.socket}", "--lease", "600s",
             "--patience", "10m", "--policy", "finish-possible"], env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)
        self.reader = threading.Thread(target=self.read, args=(self.process.stdout, self.lines), daemon=True)
        self.reader.start()

    @staticmethod
    def read(stream, lines):
        with stream:
            for line in stream:
                lines.append((time.monotonic(), line))

    def when(self, pattern):
        """(when, match) of the first line that fits, or None."""
        for at, line in list(self.lines):
            match = re.search(pattern, line)
            if match:
                return at, match
        return None

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()


class Agents:
    def __init__(self, world, server, workload, targets, at_once=6):
        self.world, self.server, self.workload, self.targets = world, server, workload, targets
        self.dice, self.at_once = world.dice, at_once
        self.all = []
        world.undo.append(lambda: [agent.kill() for agent in self.all])

    def running(self):
        return [agent for agent in self.all if agent.code is None]

    def tend(self, new=True):
        """Starts what is to be started, and notes what the running ones said."""
        while new and len(self.running()) < self.at_once:
            told = self.workload.make(stop_share=0)
            told.outer = True
            agent = Agent(told)
            self.all.append(agent)
            agent.start(self.world, self.server)
        for agent in self.running():
            if agent.again_at is not None:
                if time.monotonic() >= agent.again_at or not new:
                    agent.start(self.world, self.server)
                    agent.restarted = True
                continue
            self.listen(agent)
            if agent.process.poll() is not None:
                agent.reader.join()
                self.listen(agent)
                agent.code = agent.process.returncode

    def listen(self, agent):
        found = agent.when(RUN)
        if found and agent.told.id is None:
            self.workload.accepted(agent.told, found[1].group(1))
        begun = agent.when(BEGUN)
        if begun and agent.restarted:
            agent.restarted = False
            there = self.server.ready_since
            if there < begun[0]:
                name = "adopted" if there < agent.began else "adopted_after_outage"
                self.world.measure(name, [begun[0] - max(there, agent.began)])
        recorded = agent.asked and agent.when(RECORDED)
        if recorded and self.server.ready_since < agent.asked:
            self.world.measure("term_recorded", [recorded[0] - agent.asked])
            agent.told.stop_recorded = recorded[0]
            agent.asked = None

    def hit(self):
        alive = [a for a in self.running() if a.again_at is None and a.process.poll() is None]
        if not alive:
            return
        agent = self.dice.choice(alive)
        process = (agent.process.pid, processes.born(agent.process.pid))
        kind = self.dice.choices(("kill", "stop", "term"), (6, 2, 1))[0]
        if kind == "stop":
            processes.send(process, signal.SIGSTOP)
            self.targets.paused.append((time.monotonic() + self.dice.uniform(0.1, 2), process))
        elif kind == "term":
            agent.told.stop_asked = agent.told.stop_asked or time.monotonic()
            agent.asked = time.monotonic()
            agent.process.terminate()
        elif agent.told.stop_asked is None:
            agent.kill()
            agent.again_at = time.monotonic() + self.dice.uniform(0, 0.5)
        self.world.fault(f"{kind}_agent")

    def drain(self, patience):
        end = time.monotonic() + patience
        while self.running() and time.monotonic() < end:
            self.tend(new=False)
            time.sleep(0.05)
        for agent in self.running():
            self.world.violation(f"agent of {agent.told.name} does not end: {agent.lines[-3:]}")
        self.check()

    def check(self):
        """Each exit code is the verdict of its run."""
        states = {item["id"]: item["state"] for item in self.server.all_runs()}
        for agent in self.all:
            told = agent.told
            state = states.get(told.id)
            if told.id is None and told.stop_asked is None:
                self.world.violation(f"agent of {told.name} never had a run: {agent.lines[-3:]}")
            allowed = {CODES.get(state, 8)} | ({UNKNOWN, CODES["cancelled"]} if told.stop_asked else set())
            if agent.code is not None and agent.code not in allowed:
                self.world.violation(f"agent of {told.name} said {agent.code}, its run {told.id} is {state}: "
                                     f"{[line for _, line in agent.lines[-4:]]}")
