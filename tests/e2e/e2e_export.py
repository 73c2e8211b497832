"""What was imported comes back: through the real programs, also after `save-as` and by way of the other format.

The platform's own files are looked for in $AIEP_SHARED or beside the checkout; without them the own cases remain.
"""

import json
import os
import pathlib

from aiep_e2e import SOURCE, WorkspaceTest, main

CAPTURES = pathlib.Path(os.environ.get("AIEP_SHARED", SOURCE.parent / "shared")) / "captures/flowjson"
NODE = '{"id": "a", "key": "a", "title": "A", "jobType": "linkis.shell.sh", "jobContent": {"code": "true"}%s}'
OWN = {
    "numbers.json": '{"nodes": [%s], "edges": []}' % (NODE % (
        ', "createTime": 16777217, "layout": {"x": 9007199254740993, "y": -0.0, "w": 1.50, "h": 1E+2, "z": 1e400,'
        ' "big": 123456789012345678901234567890}')),
    "order.json": '{"z": 1, "edges": [], "a": {"z": 1, "y": [], "b": {}}, "nodes": [%s], "m": null}' % (
        NODE % ', "zz": 1, "aa": {"q": 1, "b": 2}'),
    "texts.json": '{"nodes": [%s], "edges": null, "comment": "\\u4e2d\\/\\ud83d\\ude00 \\"q\\" \\\\ \\t 流失 😀"}' % (
        NODE % ', "desc": "${run_date} &{yyyy} ../x\\n"'),
    "absent.json": '{"nodes": [%s]}' % (NODE % ', "params": null, "resources": ""'),
    "manifests.json": '{"nodes": [%s], "edges": [], "props": [{"user.to.proxy": "u"}, null], "scheduleParams": {},'
                      ' "contextID": "{\\"value\\": 9007199254740993}"}' % ", ".join(
        '{"id": "%d", "title": "n%d", "jobType": "linkis.appconn.mlflow.python", "jobContent": {"%s": %s},'
        ' "params": {"configuration": {"special": {"auto.disabled": "true"}, "runtime": {"k": [1, {"v": 1.0}]},'
        ' "startup": {}}}}' % (number, number, key, value)
        for number, (key, value) in enumerate([
            ("ManiFest", '{"script": {"source_code": "1", "command": "python x"}}'),
            ("Manifest", '{"script": {"source_code": "1"}, "more": 16777217}'),
            ("manifest", '"{\\"script\\": {\\"source_code\\": \\"1\\"}}"')])),
    "not-ours.json": '{"nodes": [{"id": "a", "title": "A", "jobType": "linkis.appconn.qualitis", "jobContent": {}}]}',
    "spaces.json": '\ufeff{ "nodes" :\r\n\t[ %s ] , "edges":[ ] }\r\n\r\n' % (NODE % ""),
}


def essence(text):
    """What the graph means, numbers as their texts: the way through YAML may add empty parts and move keys."""
    flow = json.loads(text, parse_int=str, parse_float=str)
    nodes = [{key: node.get(key) for key in ("id", "title", "jobType", "jobContent")} for node in flow["nodes"]]
    return nodes, sorted((edge["source"], edge["target"]) for edge in flow.get("edges") or [])


class Export(WorkspaceTest):
    def export(self, what, *arguments):
        """As bytes: text mode would change the ends of lines."""
        result = self.aiepctl("experiments", "export", what, *arguments, text=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def check(self, path):
        content = path.read_bytes()
        self.ok("validate", path)
        experiment = self.ok("experiments", "import", path, "--name", path.stem, "-o", "name").strip()
        self.assertEqual(self.export(experiment), content)
        self.assertEqual(self.ok("experiments", "save-as", experiment, "-o", "name").strip(), "v2-dev")
        for version in ("", "@v1", "@v2", "@v2-dev"):
            self.assertEqual(self.export(experiment + version), content, version)
        return experiment

    def check_flowjson(self, path):
        experiment = self.check(path)
        yaml = self.write(path.stem + ".yaml", self.export(experiment, "--format", "yaml"))
        self.ok("experiments", "save-as", experiment, "--file", yaml)
        self.assertEqual(self.export(experiment), yaml.read_bytes())
        back = self.export(experiment, "--format", "flowjson").decode("utf-8-sig")
        self.assertEqual(essence(back), essence(path.read_text(encoding="utf-8-sig")), "by way of YAML")
        self.assertEqual(self.export(experiment + "@v1"), path.read_bytes())

    def test_captures(self):
        files = sorted(CAPTURES.glob("*.json"))
        if not files:
            self.skipTest(f"no files in {CAPTURES}")
        for path in files:
            with self.subTest(path.name):
                self.check_flowjson(path)

    def test_own_flowjson(self):
        for name, text in OWN.items():
            with self.subTest(name):
                self.check_flowjson(self.write(name, text))

    def test_examples(self):
        for path in sorted((SOURCE / "examples").glob("*/*.json")):
            with self.subTest(path.name):
                self.check_flowjson(path)
        for path in sorted((SOURCE / "examples").glob("*/*.yaml")):
            with self.subTest(path.name):
                self.check(path)


if __name__ == "__main__":
    main()
