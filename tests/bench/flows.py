"""The DAGs that the benchmarks run, in our YAML, in flowjson and for ninja: the same edges each time."""

import json


def layered(nodes, width):
    """Node number -> numbers it needs: layers of `width`, each node needing three of the layer before."""
    needs = []
    for number in range(nodes):
        layer, place = divmod(number, width)
        before = (layer - 1) * width
        needs.append(sorted({before + (place + step) % width for step in (0, 1, 7)}) if layer else [])
    return needs


def chain(nodes):
    return [[number - 1] if number else [] for number in range(nodes)]


def as_yaml(name, needs, command="true"):
    lines = ["apiVersion: aiep/v1", "kind: Experiment", f"metadata: {{name: {name}, group: gp-bench}}", "nodes:"]
    for number, before in enumerate(needs):
        wanted = ", ".join(f"n{n}" for n in before)
        lines.append(f"  - {{title: n{number}, type: command, needs: [{wanted}], with: {{run: '{command}'}}}}")
    return "\n".join(lines) + "\n"


def as_flowjson(needs):
    """As DSS writes it: ids, edges by id, layout, the manifest in jobContent."""
    nodes = [{"id": f"id{n}", "key": f"id{n}", "title": f"n{n}", "jobType": "linkis.shell.sh", "type": "node",
              "layout": {"height": 40, "width": 150, "x": n * 10, "y": n * 10}, "resources": [],
              "jobContent": {"code": "true"}, "createTime": 1700000000000 + n,
              "params": {"configuration": {"special": {}, "runtime": {}, "startup": {}}}}
             for n in range(len(needs))]
    edges = [{"source": f"id{b}", "target": f"id{n}", "sourceLocation": "right", "targetLocation": "left"}
             for n, before in enumerate(needs) for b in before]
    return json.dumps({"nodes": nodes, "edges": edges, "props": [{"user.to.proxy": "bench"}], "resources": [],
                       "scheduleParams": {}, "comment": "", "type": "flow", "updateTime": 1700000000000})


def as_ninja(needs, command="true"):
    """Nothing is ever written, so every run of ninja runs every edge."""
    lines = ["rule run", f"  command = {command}", "  description = $out"]
    for number, before in enumerate(needs):
        wanted = "".join(f" n{n}" for n in before)
        lines.append(f"build n{number}: run{wanted}")
    return "\n".join(lines) + "\n"
