"""No program but the campaign's own has its switches: trace_test.py SOURCES PROGRAM…"""

import pathlib
import sys

SWITCHES = {"core/base/guards.cpp": "AIEP_MUTANT", "core/store/faulty_store.cpp": "AIEP_STORE_FAULTS"}


def main():
    sources, *programs = map(pathlib.Path, sys.argv[1:])
    wrong = []
    for source, switch in SWITCHES.items():
        if f'"{switch}"' not in (sources / source).read_text():
            wrong.append(f"{source} does not read {switch} any more: correct this test")
        wrong += [f"{program} knows {switch}" for program in programs if switch.encode() in program.read_bytes()]
    print("\n".join(wrong) or f"no trace in {len(programs)} programs")
    sys.exit(1 if wrong else 0)


main()
