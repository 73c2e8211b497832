"""Prints passed, failed and skipped tests per label from CTest's JUnit report; exit 1 unless all is well.

Usage: summarise.py BUILD_DIR JUNIT_XML. The last line is `N passed, N failed`.
"""

import collections
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree


def labels_of_tests(build_dir):
    """Test name -> label, from CTest itself (the report does not hold labels)."""
    listing = subprocess.run(["ctest", "--test-dir", build_dir, "--show-only=json-v1"],
                             check=True, capture_output=True, text=True).stdout
    labels = {}
    for test in json.loads(listing)["tests"]:
        values = [p["value"] for p in test.get("properties", []) if p["name"] == "LABELS"]
        labels[test["name"]] = values[0][0] if values else "none"
    return labels


def count(report, labels):
    """Label -> Counter of passed, failed, skipped; and the names of the failed."""
    table = collections.defaultdict(collections.Counter)
    failed = []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        name = case.get("name")
        # CTest writes status "run" for a pass, "fail" for all kinds of failure and "notrun" both for
        # a missing program and for a skip; only a skip through SKIP_RETURN_CODE says so in words.
        skipped = case.find("skipped")
        if case.get("status") == "run":
            outcome = "passed"
        elif skipped is not None and "SKIP" in (skipped.get("message") or ""):
            outcome = "skipped"
        else:
            outcome = "failed"
            failed.append(name)
        table[labels.get(name, "none")][outcome] += 1
    return table, failed


def verdict(total):
    """Exit code: 0 only if none failed and something ran."""
    return 0 if total.get("failed", 0) == 0 and total.get("passed", 0) > 0 else 1


def main(build_dir, report):
    if not pathlib.Path(report).exists():
        print("0 passed, 1 failed")
        return 1
    table, failed = count(report, labels_of_tests(build_dir))
    total = collections.Counter()
    print()
    for label in sorted(table):
        row = table[label]
        total.update(row)
        print(f"{label:12} {row['passed']:4} passed {row['failed']:4} failed {row['skipped']:4} skipped")
    for name in failed:
        print(f"failed: {name}")
    print(f"{total['passed']} passed, {total['failed']} failed")
    return verdict(total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
