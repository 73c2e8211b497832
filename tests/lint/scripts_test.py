"""The shell scripts where a wrong answer would go unnoticed: set-up, and the verdict of scripts/test."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import summarise

REPORT = """<testsuite>
<testcase name="good" status="run"/>
<testcase name="bad" status="fail"><failure message=""/></testcase>
<testcase name="absent" status="notrun"><skipped message="Unable to find executable"/></testcase>
<testcase name="passed_over" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
</testsuite>"""


class Verdict(unittest.TestCase):
    def count(self, report):
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(report)
            file.flush()
            return summarise.count(file.name, {"good": "unit", "bad": "e2e"})

    def test_each_outcome(self):
        table, failed = self.count(REPORT)
        self.assertEqual(table["unit"]["passed"], 1)
        self.assertEqual(table["e2e"]["failed"], 1)
        self.assertEqual(table["none"]["failed"], 1)
        self.assertEqual(table["none"]["skipped"], 1)
        self.assertEqual(failed, ["bad", "absent"])

    def test_nothing_ran_is_a_failure(self):
        self.assertEqual(summarise.verdict({}), 1)

    def test_verdict(self):
        self.assertEqual(summarise.verdict({"passed": 3}), 0)
        self.assertEqual(summarise.verdict({"passed": 3, "failed": 1}), 1)
        self.assertEqual(summarise.verdict({"skipped": 3}), 1)


class Setup(unittest.TestCase):
    """scripts/setup with stand-ins for the programs that look at and change the machine."""

    def run_setup(self, **stand_ins):
        with tempfile.TemporaryDirectory() as folder:
            for name, body in stand_ins.items():
                path = pathlib.Path(folder, name.replace("_", "-"))
                path.write_text("#!/bin/sh\n" + body + "\n")
                path.chmod(0o755)
            environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
            return subprocess.run([ROOT / "scripts/setup"], env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True)

    def test_all_there_does_nothing(self):
        result = self.run_setup(dpkg_query="printf installed", apt_get="exit 9", id="echo 1000", sudo="exit 9")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_neither_root_nor_sudo(self):
        result = self.run_setup(dpkg_query="printf not-installed", apt_get="exit 9", id="echo 1000", sudo="exit 1")
        self.assertEqual(result.returncode, 2)
        line = next(line for line in result.stderr.splitlines() if "apt-get install" in line)
        for package in ("libpoco-dev", "cmake"):
            self.assertIn(f" {package}", line)
        self.assertNotIn("#", line)

    def test_apt_that_installs_nothing_is_told(self):
        result = self.run_setup(dpkg_query="printf not-installed", apt_get="exit 0", id="echo 0")
        self.assertEqual(result.returncode, 1)
        self.assertIn("did not install", result.stderr)


if __name__ == "__main__":
    unittest.main()
