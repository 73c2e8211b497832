"""What bad input gets through the command line: one clear error, the right exit code, a living server."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

from aiep_e2e import AIEPCTL, PATIENCE, PROGRAMS, WorkspaceTest, command_yaml, main

NOBODY = 65534


class BadFiles(WorkspaceTest):
    def refused(self, file, code=2):
        """The error of a refused file; the server survives it."""
        for command in ("validate", "run"):
            result = self.aiepctl(command, file, "-o", "json")
            self.assertEqual(result.returncode, code, f"{command} {file}: {result.stdout[:500]} {result.stderr[:500]}")
            error = json.loads(result.stdout)["error"]
            self.assertRegex(error["code"], r"^AIEP-\d{4}$")
            self.assertTrue(error["hint"], error)
        return error

    def tearDown(self):
        self.assertEqual(self.json("runs", "list")["items"], [])
        self.assertEqual(self.json("experiments", "list")["items"], [])
        super().tearDown()

    def test_files(self):
        self.refused(self.write("empty", b""))
        self.refused(self.write("bom-only", b"\xef\xbb\xbf"))
        self.refused(self.write("latin", b"apiVersion: aiep/v1\n# \xe4\xf6\n"))
        self.refused(self.write("nul", b"{\"nodes\": \"\0\"}"))
        self.refused(self.write("deep.json", b"[" * 10000))
        self.refused(self.write("deeper.json", b"{\"nodes\":" * 10000 + b"1" + b"}" * 10000))
        self.refused(self.write("deep.yaml", b"apiVersion: aiep/v1\nnodes: " + b"[" * 10000))
        self.refused(self.write("double.json", b'{"nodes": [], "nodes": [], "edges": []}'))
        self.refused(self.write("cycle.yaml", command_yaml([("a", "true", ["b"]), ("b", "true", ["a"])])))
        self.refused(self.folder / "absent.yaml", code=3)
        self.refused(self.folder, code=2)

    def test_a_file_of_100_mb(self):
        big = self.folder / "big.yaml"
        with big.open("wb") as out:
            out.truncate(100 << 20)
        error = self.refused(big)
        self.assertIn("larger than", error["message"])

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_a_file_without_read_rights(self):
        file = self.write("secret.yaml", b"x")
        file.chmod(0)
        self.refused(file, code=4)

    def test_problems_name_their_place_and_come_all_at_once(self):
        file = self.write("two.yaml", "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: x}\nnodes:\n"
                          "  - {title: a, type: commands, with: {run: x}}\n  - {title: b, type: command, needs: [zz], with: {run: x}}\n")
        result = self.aiepctl("validate", file)
        self.assertEqual(result.returncode, 2)
        self.assertIn(f"--> {file}:5:", result.stderr)
        self.assertIn(f"--> {file}:6:", result.stderr)
        self.assertIn("command", result.stderr)


class OddTitles(WorkspaceTest):
    def test_odd_titles_work_or_are_refused(self):
        for title in ("a\nb", "it's \"quoted\"", "../../etc/passwd", "$(touch owned); `id` && rm -rf x", "😀 流失", "-o json",
                      "x" * 300):
            nodes = [{"title": title, "type": "command", "with": {"run": "echo fine"}}]
            file = self.write("t.yaml", json.dumps({"apiVersion": "aiep/v1", "kind": "Experiment", "metadata": {"name": "t"},
                                                    "nodes": nodes}).replace("{", "{ ", 1))
            text = "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: t}\nnodes: " + json.dumps(nodes) + "\n"
            file.write_text(text, encoding="utf-8")
            result = self.aiepctl("run", file, "-o", "json")
            document = json.loads(result.stdout)
            if result.returncode == 0:
                self.assertEqual(document["nodes"][0]["title"], title)
                self.assertIn("fine", self.ok("runs", "logs", document["id"], f"--node={title}"))
                table = self.ok("runs", "show", document["id"])
                self.assertNotIn("a\nb", table)
            else:
                self.assertEqual(result.returncode, 2, result.stdout)
        self.assertEqual(list(self.folder.glob("**/owned")), [])

    def test_variables_in_a_circle(self):
        text = ("apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: t}\nvariables:\n  - {name: a, default: \"${b}\"}\n"
                "  - {name: b, default: \"${a}\"}\nnodes:\n  - {title: n, type: command, with: {run: \"echo ${a}\"}}\n")
        result = self.aiepctl("run", self.write("v.yaml", text), "-o", "json")
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("a", json.loads(result.stdout)["error"]["message"])


class BadWorkspaces(WorkspaceTest):
    def as_nobody(self, *arguments):
        """aiepctl as another user; needs root. The programs are reachable for everybody or the test is skipped."""
        reachable = subprocess.run([sys.executable, "-c", f"import os; os.setuid({NOBODY}); "
                                    f"raise SystemExit(not os.access({AIEPCTL!r}, os.X_OK))"], check=False)
        if reachable.returncode != 0:
            self.skipTest("another user cannot reach the programs")
        return subprocess.run([AIEPCTL, *arguments], env={**self.env, "HOME": "/nonexistent"}, user=NOBODY, group=NOBODY,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60 * PATIENCE, check=False)

    def error_code(self, result, exit_code):
        self.assertEqual(result.returncode, exit_code, result.stdout + result.stderr)
        self.assertEqual(result.stdout, "")
        return result.stderr.split("]")[0].split("[")[1]

    @unittest.skipUnless(os.geteuid() == 0, "only root can take another user's part")
    def test_a_workspace_of_another_user(self):
        self.workspace.mkdir()
        os.chown(self.workspace, NOBODY, NOBODY)
        self.assertEqual(self.error_code(self.aiepctl("runs", "list"), 4), "AIEP-0830")
        self.assertEqual(list(self.workspace.iterdir()), [], "nothing was left in it")
        os.chown(self.workspace, 0, 0)

    @unittest.skipUnless(os.geteuid() == 0, "only root can take another user's part")
    def test_a_read_only_workspace(self):
        self.folder.chmod(0o755)
        self.workspace.mkdir()
        os.chown(self.workspace, NOBODY, NOBODY)
        self.workspace.chmod(0o555)
        self.assertEqual(self.error_code(self.as_nobody("runs", "list"), 4), "AIEP-0831")
        os.chown(self.workspace, 0, 0)
        self.workspace.chmod(0o755)

    @unittest.skipUnless(os.geteuid() == 0, "only root can take another user's part")
    def test_a_server_answers_its_own_user_only(self):
        self.ok("server", "start")
        self.folder.chmod(0o755)
        for path in (self.workspace, self.workspace / "run"):
            path.chmod(0o755)
        (self.workspace / "run/aiepd.sock").chmod(0o777)
        result = self.as_nobody("--server", f"unix:{self.workspace}/run/aiepd.sock", "runs", "list")
        self.assertEqual(self.error_code(result, 4), "AIEP-0816")

    def test_a_corrupt_database(self):
        self.workspace.mkdir()
        (self.workspace / "aiep.db").write_bytes(b"this is no database" * 1000)
        code = self.error_code(self.aiepctl("runs", "list"), 70)
        self.assertRegex(code, r"^AIEP-03\d\d$")
        health = self.json("doctor", code=1)
        self.assertIn("fail", [c["status"] for c in health["checks"]])
        self.assertEqual((self.workspace / "aiep.db").read_bytes(), b"this is no database" * 1000)
        (self.workspace / "aiep.db").unlink()
        self.ok("runs", "list")

    def test_a_workspace_that_is_a_file(self):
        self.workspace.write_text("x")
        self.assertEqual(self.aiepctl("runs", "list").returncode, 3)
        self.workspace.unlink()

    def test_without_the_server_program(self):
        alone = self.folder / "bin"
        alone.mkdir()
        program = pathlib.Path(alone, "aiepctl")
        program.write_bytes((PROGRAMS / "aiepctl").read_bytes())
        program.chmod(0o755)
        result = subprocess.run([str(program), "runs", "list"], env=self.env, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("aiepd", result.stderr)


if __name__ == "__main__":
    main()
