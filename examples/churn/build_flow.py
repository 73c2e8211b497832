"""Puts the scripts of src/ into churn.json: python3 build_flow.py [--check]. --check only compares, 1 = stale."""

import argparse
import json
import pathlib
import sys
import uuid

HERE = pathlib.Path(__file__).parent
# Title, script, titles it needs, x and y in the editor.
NODES = (
    ("等待数据", None, (), 360, 40),
    ("加载数据", "load.py", ("等待数据",), 360, 140),
    ("特征工程", "features.py", ("加载数据",), 240, 240),
    ("统计与划分", "split.py", ("加载数据",), 480, 240),
    ("训练模型", "train.py", ("特征工程", "统计与划分"), 360, 340),
    ("评估", "evaluate.py", ("训练模型",), 360, 440),
    ("报告", "report.py", ("评估",), 360, 540),
)
SAVED = 1769846400000


def node_id(title):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "aiep-batch/examples/churn/" + title))


def manifest(title, script):
    meta = {"name": title, "description": "", "proxy_user": "hadoop"}
    if script is None:
        return {"meta_data": meta,
                "data_setting": {"check_timeout": 3600, "data_source": "HiveDB",
                                 "database_table_objects": ["demo.customers{ds=${run_date}}"]}}
    return {"meta_data": meta,
            "script": {"source_code": (HERE / "src" / script).read_text(encoding="utf-8"),
                       "command": "python ${UPLOAD_CODE_DIR}/main.py"}}


def node(title, script, x, y):
    kind = "python" if script else "datachecker"
    return {"key": node_id(title), "id": node_id(title), "title": title, "desc": "",
            "layout": {"height": 40, "width": 150, "x": x, "y": y}, "resources": [],
            "params": {"configuration": {"special": {}, "runtime": {}, "startup": {}}},
            "createTime": SAVED, "modifyTime": SAVED, "modifyUser": "hadoop", "selected": False,
            "editParam": True, "editBaseInfo": True, "submitToScheduler": True, "enableCopy": True,
            "shouldCreationBeforeNode": False, "supportJump": True,
            "jobType": "linkis.appconn.mlflow." + kind, "jobContent": {"Manifest": manifest(title, script)}}


def flow():
    edges = [{"source": node_id(need), "target": node_id(title), "sourceLocation": "bottom", "targetLocation": "top"}
             for title, _, needs, _, _ in NODES for need in needs]
    variables = [("learning_rate", "number", "1.0"), ("epochs", "number", "60"), ("test_share", "number", "0.25")]
    return {"nodes": [node(title, script, x, y) for title, script, _, x, y in NODES], "edges": edges,
            "global_variables": [{"type": kind, "key": key, "value": value} for key, kind, value in variables],
            "props": [{"user.to.proxy": "hadoop"}], "resources": [], "scheduleParams": {"proxyuser": "hadoop"},
            "labels": {"route": "dev"}, "comment": "流失预测", "type": "flow", "updateTime": SAVED,
            "updateUser": "hadoop"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = json.dumps(flow(), ensure_ascii=False, indent=2) + "\n"
    target = HERE / "churn.json"
    if not arguments.check:
        target.write_text(text, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != text:
        sys.exit("churn.json is not what src/ and build_flow.py give; run python3 build_flow.py")


if __name__ == "__main__":
    main()
