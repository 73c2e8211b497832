"""Looks at a mode while it works, so that a switched-off guard is found soon after it did harm."""

import time

from verdict import audit, check_run

EVERY_S = 4


class Live:
    def __init__(self):
        self.due, self.seen = 0, set()

    def look(self, world, server, workload):
        """With some pause since the last look. What is wrong becomes a violation, which ends the mode."""
        world.heed()
        if time.monotonic() < self.due:
            return
        audit(world, server.database, live=True)
        server.witnessed()
        answer = server.call("GET", "/v1/runs?limit=1000")
        if answer is not None and answer[0] == 200:
            self.twice(world, answer[1]["items"])
            self.ended(world, server, workload, answer[1]["items"])
        self.due = time.monotonic() + EVERY_S

    @staticmethod
    def twice(world, items):
        names = [item["experiment"] for item in items]
        for name in sorted({name for name in names if names.count(name) > 1}):
            world.violation(f"{name} has {names.count(name)} runs")

    def ended(self, world, server, workload, items):
        by_id = {told.id: told for told in workload.told.values() if told.id}
        for item in items:
            told = by_id.get(item["id"])
            if told is None or told.ended_at is None or item["id"] in self.seen:
                continue
            answer = server.call("GET", f"/v1/runs/{item['id']}")
            if answer is None or answer[0] != 200:
                continue
            self.seen.add(item["id"])
            for text in check_run(told, answer[1], world.hits):
                world.violation(f"{told.name} ({told.id}): {text}")
