"""The churn example without the programs: its parts agree, and its scripts do what they say."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
CHURN = ROOT / "examples" / "churn"
DAY = "20260131"
PARTITION = pathlib.Path("demo.db", "customers", f"ds={DAY}")


def flow():
    return json.loads((CHURN / "churn.json").read_text(encoding="utf-8"))


class Parts(unittest.TestCase):
    def test_embedded_scripts_are_those_of_src(self):
        embedded = [node["jobContent"]["Manifest"]["script"]["source_code"] for node in flow()["nodes"]
                    if node["jobType"].endswith(".python")]
        files = [path.read_text(encoding="utf-8") for path in (CHURN / "src").glob("*.py")]
        self.assertEqual(sorted(embedded), sorted(files))

    def test_flow_is_what_build_flow_gives(self):
        done = subprocess.run([sys.executable, CHURN / "build_flow.py", "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_yaml_has_the_same_nodes_and_edges(self):
        text = (CHURN / "churn.yaml").read_text(encoding="utf-8")
        titles = {node["id"]: node["title"] for node in flow()["nodes"]}
        self.assertEqual(re.findall(r"title: ([^,}\n]+)", text), list(titles.values()))
        edges = {(titles[edge["source"]], titles[edge["target"]]) for edge in flow()["edges"]}
        written = set()
        for title, needs in re.findall(r"title: ([^,}\n]+),.*needs: \[([^\]]*)\]", text):
            written |= {(need.strip(), title) for need in needs.split(",")}
        self.assertEqual(written, edges)

    def test_data_of_the_day_is_what_make_data_gives(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, CHURN / "make_data.py", DAY, "--root", folder], check=True,
                           capture_output=True)
            for name in ("part-00000.csv", "_SUCCESS"):
                made = pathlib.Path(folder, PARTITION, name).read_bytes()
                self.assertEqual(made, (CHURN / "warehouse" / PARTITION / name).read_bytes())


class Scripts(unittest.TestCase):
    """Each script as the local backend runs it: own folders, upstream results by title."""

    def run_all(self, folder, variables):
        document = flow()
        titles = {node["id"]: node["title"] for node in document["nodes"]}
        needs = {title: set() for title in titles.values()}
        results = {}
        for edge in document["edges"]:
            needs[titles[edge["target"]]].add(titles[edge["source"]])
        for node in document["nodes"]:
            title, script = node["title"], node["jobContent"]["Manifest"].get("script")
            earlier = set().union(*(needs[need] for need in needs[title]), needs[title])
            needs[title] = earlier  # direct and indirect, because the file is in order
            if script is None:
                continue
            place = pathlib.Path(folder, title)
            upstream, result = place / "upstream", place / "result"
            upstream.mkdir(parents=True)
            result.mkdir()
            for need in earlier & results.keys():
                (upstream / need).symlink_to(results[need])
            code = script["source_code"]
            for name, value in variables.items():
                code = code.replace("${" + name + "}", value)
            self.assertNotIn("${", code)
            (place / "main.py").write_text(code, encoding="utf-8")
            environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(CHURN / "warehouse"),
                           "UPSTREAM_DIR": str(upstream), "RESULT_DIR": str(result)}
            done = subprocess.run([sys.executable, place / "main.py"], env=environment, capture_output=True, text=True,
                                  cwd=place, encoding="utf-8")
            self.assertEqual(done.returncode, 0, f"{title}: {done.stderr}")
            results[title] = result
        return results

    def test_model_learns_and_is_reported(self):
        variables = {entry["key"]: entry["value"] for entry in flow()["global_variables"]} | {"run_date": DAY}
        with tempfile.TemporaryDirectory() as folder:
            result = self.run_all(folder, variables)["报告"]
            metrics = json.loads((result / "metrics.json").read_text(encoding="utf-8"))
            self.assertEqual(metrics["run_date"], DAY)
            self.assertEqual(metrics["statistics"]["customers"], 2000)
            self.assertGreater(metrics["auc"], 0.75)
            model = json.loads((result / "model.json").read_text(encoding="utf-8"))
            self.assertEqual(len(model["weights"]), len(model["names"]))
            svg = (result / "report.svg").read_text(encoding="utf-8")
            self.assertTrue(svg.startswith("<svg ") and "polyline" in svg)


if __name__ == "__main__":
    unittest.main()
