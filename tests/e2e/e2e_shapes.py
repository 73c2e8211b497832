"""The JSON documents that scripts rely on, letter by letter."""

import json
import re

from aiep_e2e import WorkspaceTest, main

ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
RUN = ["id", "experiment_id", "experiment", "version", "state", "reason", "key", "logical_time", "variables",
       "created_at", "started_at", "ended_at"]


class Shapes(WorkspaceTest):
    def test_runs(self):
        run = self.start([("good", "true", []), ("bad", "exit 7", ["good"]), ("after", "true", ["bad"])],
                         "--date", "20240229", "--key", "shape")
        self.wait_state(run, "failed")
        document = self.json("runs", "show", run)
        self.assertEqual(list(document), RUN + ["outer", "nodes"])
        self.assertEqual((document["id"], document["key"], document["experiment"]), (run, "shape", "e2e"))
        self.assertRegex(document["experiment_id"], r"^[0-9a-f]{32}$")
        for name in ("logical_time", "created_at", "started_at", "ended_at"):
            self.assertRegex(document[name], ISO)
        self.assertIsInstance(document["variables"], dict)
        good, bad, after = document["nodes"]
        self.assertEqual(list(good), ["id", "title", "type", "state", "reason", "started_at", "ended_at", "attempts"])
        self.assertEqual((good["state"], bad["state"], after["state"]), ("succeeded", "failed", "cancelled"))
        self.assertEqual(list(bad["attempts"][0]), ["number", "state", "exit_code", "signal", "started_at", "ended_at",
                                                    "external_id"])
        self.assertEqual(bad["attempts"][0]["exit_code"], 7)
        self.assertIsNone(bad["attempts"][0]["signal"])
        self.assertEqual(after["attempts"], [])
        self.assertIsNone(after["started_at"])
        page = self.json("runs", "list")
        self.assertEqual(list(page), ["items", "next"])
        self.assertEqual(list(page["items"][0]), RUN)
        self.assertIsNone(page["next"])
        for event in self.json("runs", "events", run):
            self.assertEqual(list(event), ["seq", "at", "actor", "run", "node", "attempt", "event", "from", "to", "reason"])
            self.assertRegex(event["at"], ISO)
            self.assertEqual(event["run"], run)

    def test_without_a_server(self):
        self.assertEqual(self.json("dates", "--date", "20240229", "run_date", "run_date_std", "run_date-1"),
                         {"run_date": "20240229", "run_date_std": "2024-02-29", "run_date-1": "20240228"})
        self.assertIn("run_month_end", self.json("dates", "--date", "20240229"))
        self.assertEqual(self.json("version")["server"], f"unix:{self.workspace}/run/aiepd.sock")
        self.ok("explain", "AIEP-0001")
        self.ok("completion", "bash")
        self.assertFalse(self.workspace.exists(), "none of these needs a workspace")

    def test_server_and_plugins(self):
        self.ok("server", "start")
        status = self.json("server", "status")
        self.assertEqual(list(status), ["pid", "socket", "version", "uptime_s"])
        self.assertIsInstance(status["uptime_s"], int)
        types = self.ok("plugins", "list", "-o", "name").split()
        self.assertLessEqual({"command", "python", "data_checker", "experiment"}, set(types))
        for one in types:
            described = self.json("plugins", "describe", one)
            self.assertTrue(all(o["description"] and o["description_zh"] for o in described["options"]), one)
        health = self.json("doctor")
        self.assertTrue(health["ok"], health)
        for check in health["checks"]:
            self.assertEqual(list(check), ["check", "status", "detail", "detail_zh", "mend", "mend_zh"])
            self.assertTrue(check["detail"] and check["detail_zh"], check)
            self.assertEqual(check["mend"] is None, check["mend_zh"] is None, check)
        self.assertIn("完整性已检查", self.ok("doctor", "--lang", "zh"))
        self.assertIn("integrity checked", self.ok("doctor", "--lang", "en"))

    def test_failures_are_one_document_too(self):
        for arguments, code, kind in [(["runs", "show", "x"], 3, "not_found"), (["rnu"], 2, "invalid_argument"),
                                      (["validate", "/no/such/file"], 3, "not_found"),
                                      (["run", "nothing-of-that-name"], 3, "not_found"),
                                      (["dates", "run_dat"], 3, "not_found"),
                                      (["--server", "http://127.0.0.1:1", "runs", "list"], 7, "unavailable")]:
            result = self.aiepctl(*arguments, "-o", "json")
            self.assertEqual(result.returncode, code, f"{arguments} {result.stdout}")
            error = json.loads(result.stdout)["error"]
            self.assertEqual(error["kind"], kind, arguments)
            self.assertRegex(error["code"], r"^AIEP-\d{4}$")
            self.assertEqual(set(error), {"code", "kind", "message", "message_zh", "hint", "hint_zh", "path", "file", "line",
                                          "column", "retryable"})
            self.ok("explain", error["code"])


if __name__ == "__main__":
    main()
