"""Runs that were told what to do: made, handed in under their names, stopped, watched to their ends."""

import json
import pathlib
import time

TASK = pathlib.Path(__file__).resolve().parent / "campaign_task"
OPEN = "queued,submitting,running,waiting_for_data,unknown,cancelling"
KINDS = ("ok", "bad", "again", "deaf")
WEIGHTS = (60, 12, 16, 12)
RETRIES = {"again": 1}


class Told:
    """One run and what its tasks were told. `stop_at`: the moment at which somebody stops it."""

    def __init__(self, name, nodes):
        self.name, self.nodes = name, nodes
        self.id = self.handed_in_at = self.stop_at = self.stop_asked = self.stop_recorded = self.ended_at = None
        self.outer = self.disturbed = False  # disturbed: its stop had to wait for something that we took away
        self.state = "none"
        self.fields = {}  # of its request

    def yaml(self, ledger):
        lines = ["apiVersion: aiep/v1", "kind: Experiment", f"metadata: {{name: {self.name}}}", "nodes:"]
        for title, kind, seconds, needs in self.nodes:
            if kind == "data":
                lines.append(f"  - {{title: {title}, type: data_checker, "
                             f"with: {{objects: ['demo.never{{ds=20240101}}'], timeout: 1h, poll: 1s}}}}")
                continue
            command = json.dumps(f"exec {TASK} {kind} {seconds}")
            lines.append(f"  - {{title: {title}, type: command, needs: {json.dumps(needs)}, "
                         f"retries: {RETRIES.get(kind, 0)}, env: {{TASK_LEDGER: {json.dumps(str(ledger))}}}, "
                         f"with: {{run: {command}}}}}")
        return "\n".join(lines) + "\n"


class Workload:
    """Keeps `in_flight` runs open. Everything random comes from the world's one Random."""

    def __init__(self, world, server, in_flight, **options):
        self.world, self.server, self.in_flight = world, server, in_flight
        self.stop_share, self.seconds = options.get("stop_share", 0.15), options.get("seconds", (0.1, 4.0))
        self.near_end = options.get("near_end", 0)  # share of the stops that come around the end of their run
        self.fields = options.get("fields", {})
        self.told = {}  # name → Told
        self.record_times = []
        self.most_open = 0

    def make(self, stop_share=None):
        dice = self.world.dice
        kinds = dice.choices(KINDS, WEIGHTS, k=dice.choice((1, 1, 2, 3)))
        needs = ([], ["n0"], [])
        nodes = [(f"n{i}", kind, round(dice.uniform(*self.seconds), 2), needs[i]) for i, kind in enumerate(kinds)]
        told = Told(f"run-{len(self.told)}", nodes)
        if dice.random() < (self.stop_share if stop_share is None else stop_share):
            told.stop_at = dice.expovariate(1 / 1.5)
            if self.near_end and dice.random() < self.near_end:
                lengths = [node[2] for node in nodes]
                told.stop_at = max(sum(lengths[:2]), *lengths) + dice.uniform(-0.3, 0.7)
        self.told[told.name] = told
        return told

    def open_runs(self):
        return [t for t in self.told.values() if t.ended_at is None and not t.outer]

    def top_up(self, at_most=15, new=True):
        """Hands in what nobody has confirmed yet, then new runs."""
        waiting = [t for t in self.open_runs() if t.id is None]
        while new and len(waiting) < at_most and len(self.open_runs()) < self.in_flight:
            waiting.append(self.make())
        for told in waiting[:at_most]:
            if not self.hand_in(told):
                return

    def hand_in(self, told):
        body = {"source": {"text": told.yaml(self.world.ledger)}, "key": told.name, "policy": "finish-possible",
                **self.fields, **told.fields}
        answer = self.server.call("POST", "/v1/runs", body)
        if answer is None or answer[0] in (429, 502, 503, 504):
            return False
        if answer[0] not in (200, 201):
            raise AssertionError(f"{told.name} was refused: {answer}")
        self.accepted(told, answer[1]["id"])
        return True

    def accepted(self, told, run):
        if told.id not in (None, run):
            self.world.violation(f"{told.name} is {told.id} and {run}")
        told.id = run
        told.handed_in_at = time.monotonic()
        self.world.note(f"accepted key={run} .")

    def stop_due(self):
        for told in self.open_runs():
            if told.id and told.stop_at is not None and not told.stop_recorded and (
                    time.monotonic() > told.handed_in_at + told.stop_at):
                self.stop(told)

    def stop(self, told, path=None, body=None):
        """Whether it was recorded; the time it took when the server was there all the while."""
        told.stop_asked = told.stop_asked or time.monotonic()
        before = time.monotonic()
        answer = self.server.call("POST", path or f"/v1/runs/{told.id}/stop", body or {"reason": "campaign"})
        if answer is None or answer[0] >= 429:
            return False
        if answer[0] not in (200, 202, 409):
            self.world.violation(f"the stop of {told.name} was refused: {answer}")
        told.stop_recorded = time.monotonic()
        self.record_times.append(told.stop_recorded - before)
        return True

    def look(self):
        """Which runs have ended."""
        if self.world.live:
            self.world.live.look(self.world, self.server, self)
        asked = time.monotonic()
        answer = self.server.call("GET", f"/v1/runs?limit=1000&state={OPEN}")
        if answer is None or answer[0] != 200 or answer[1]["next"]:
            return
        still = {item["id"]: item["state"] for item in answer[1]["items"]}
        self.most_open = max(self.most_open, len(still))
        now = time.monotonic()
        for told in self.told.values():
            if told.id and told.ended_at is None and told.handed_in_at < asked:
                told.state = still.get(told.id, "ended")
                if told.state == "ended":
                    told.ended_at = now

    def drain(self, patience):
        """Waits until every run has ended; the names of those that have not."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.top_up(1000, new=False)
            self.stop_due()
            self.look()
            if not self.open_runs():
                return []
            time.sleep(0.1)
        return [f"{t.name} ({t.id}) {t.state}" for t in self.open_runs()]

    def cancel_times(self, deaf):
        """From the recorded stop to the confirmed end, of the runs with or without a task that hears no TERM."""
        return [t.ended_at - t.stop_recorded for t in self.told.values() if t.stop_recorded and t.ended_at and
                not t.disturbed and any(kind == "deaf" for _, kind, *_ in t.nodes) == deaf]
