"""Runs the modes of the campaign (docs/reliability.md): campaign.py PROGRAMS MODE|all|mutants --seed N --minutes M."""

import argparse
import importlib
import os
import secrets
import signal
import sys
import time
import traceback

import mutants
from side_by_side import SideBySide
from world import Found, Skip, World

MODES = ("kill", "cancel", "backend", "clock", "disk", "store", "replicas")
FAULTY = ("store",)  # need programs with the switches of preset campaign
SKIPPED = 77
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_mode(mode, seed, minutes, options, mutant=None):
    """The world after it. With a guard switched off it ends with the first violation."""
    programs = os.environ.get("AIEP_CAMPAIGN_BIN") if mode in FAULTY or mutant else None
    world = World(mode, seed, minutes, programs or options.programs)
    print(f"{mode}: seed {seed}, {minutes:g} minutes, replay with `scripts/campaign {mode} --seed {seed} "
          f"--minutes {minutes:g}{f' --mutant {mutant}' if mutant else ''}`", flush=True)
    try:
        if mutant:
            mutants.arm(world, mutant)
        importlib.import_module(f"mode_{mode}").run(world)
    except Skip as reason:
        world.skipped = str(reason)
    except Found:
        pass
    except AssertionError as error:
        world.live = None
        world.violation(f"the mode could not go on: {error}\n{traceback.format_exc()}")
    finally:
        world.close(keep=options.keep and bool(world.violations))
    if world.skipped is None:
        print(world.details())
    print(world.line(), flush=True)
    return world


def outcome(world):
    """(exit code, line)"""
    return (SKIPPED if world.skipped is not None else 1 if world.violations else 0), world.line()


def interrupted(number, _):
    for again in ENDINGS:  # a second one must not interrupt the clean-up
        signal.signal(again, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def main():
    parser = argparse.ArgumentParser(prog="scripts/campaign", description="Tries to break the promises I1 to I8.")
    parser.add_argument("programs", help=argparse.SUPPRESS)
    parser.add_argument("mode", choices=(*MODES, "all", "mutants"))
    parser.add_argument("--seed", type=int, default=None, help="default: a new one, printed")
    parser.add_argument("--minutes", type=float, default=None, help="of each mode, before its runs are awaited: 2; mutants: 5")
    parser.add_argument("--mutant", choices=(*mutants.MODES, "none"), help="switch that guard off; none: only look closer")
    parser.add_argument("--keep", action="store_true", help="keep the folder of a mode that found something")
    parser.add_argument("--jobs", type=int, default=1, help="of `all`: modes at the same time; spoils the times")
    options = parser.parse_args()
    options.minutes = options.minutes or (5 if options.mode == "mutants" else 2)
    for number in ENDINGS:
        signal.signal(number, interrupted)
    seed = secrets.randbelow(1 << 31) if options.seed is None else options.seed
    began = time.monotonic()
    try:
        if options.mode == "mutants":
            found = mutants.run_all(options.minutes, lambda mode, mutant: run_mode(
                mode, seed, options.minutes, options, mutant))
            sys.exit(0 if found else 1)
        modes = MODES if options.mode == "all" else (options.mode,)
        if len(modes) > 1 and options.jobs > 1:
            results = SideBySide(seed, options).run(modes)
        else:
            results = [outcome(run_mode(mode, seed, options.minutes, options, options.mutant)) for mode in modes]
    except KeyboardInterrupt:
        print("interrupted; everything that was started has been ended", file=sys.stderr)
        sys.exit(130)
    print(f"campaign: {time.monotonic() - began:.0f} s", file=sys.stderr)
    if len(results) > 1:
        print("\n".join(["", *(line for _, line in results)]))
    codes = {code for code, _ in results}
    sys.exit(SKIPPED if codes == {SKIPPED} else max(codes - {SKIPPED}))


if __name__ == "__main__":
    main()
