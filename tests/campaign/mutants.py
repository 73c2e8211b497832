"""Switches off one guard after the other; the mode that is there for it must find that."""

import time

import live

# Which mode must find the absence of which guard (core/base/guards.h).
MODES = {"unique-keys": "store", "fencing": "replicas", "record-before-call": "store", "reconcile-unknown": "backend",
         "final-once": "store", "keeper-identity": "kill"}


def arm(world, guard):
    """The guard is off in whatever this world starts, and the first violation ends the mode."""
    world.env["AIEP_MUTANT"] = guard
    world.live = live.Live()


def run_all(minutes, run_mode):
    """True when each was found in that time. `run_mode(mode, guard)` → the world after it."""
    lines, found_all = [], True
    for guard, mode in MODES.items():
        began = time.monotonic()
        world = run_mode(mode, guard)
        violated = bool(world.violations)
        seconds = (world.violated_at if violated else time.monotonic()) - began
        found = violated and seconds <= minutes * 60
        found_all = found_all and found
        lines.append(f"guard={guard} mode={mode} {'found_after' if found else 'NOT FOUND in'}={seconds:.0f}s")
        print(lines[-1], flush=True)
    print("\n".join(["", *lines]), flush=True)
    return found_all
