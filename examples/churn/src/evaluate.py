"""Judges the model on the customers that it has not seen."""

import json
import math
import os
import pathlib

upstream = pathlib.Path(os.environ["UPSTREAM_DIR"])
data = json.loads((upstream / "特征工程" / "features.json").read_text(encoding="utf-8"))
kept_back = set(json.loads((upstream / "统计与划分" / "test_ids.json").read_text(encoding="utf-8")))
model = json.loads((upstream / "训练模型" / "model.json").read_text(encoding="utf-8"))


def chance(x):
    score = model["bias"] + sum(weight * value for weight, value in zip(model["weights"], x))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


judged = [(chance(x), y) for customer, x, y in zip(data["ids"], data["x"], data["y"]) if customer in kept_back]
judged.sort(reverse=True)
positives = sum(y for _, y in judged)
negatives = len(judged) - positives

# One point of the curve for each threshold; equal chances move together.
curve, hits, alarms, area = [[0.0, 0.0]], 0, 0, 0.0
for i, (score, y) in enumerate(judged):
    hits, alarms = hits + y, alarms + 1 - y
    if i + 1 == len(judged) or judged[i + 1][0] != score:
        point = [alarms / max(negatives, 1), hits / max(positives, 1)]
        area += (point[0] - curve[-1][0]) * (point[1] + curve[-1][1]) / 2
        curve.append(point)

said = [(score >= 0.5, y) for score, y in judged]
right = sum(1 for guess, y in said if guess == bool(y))
found = sum(1 for guess, y in said if guess and y)
metrics = {
    "run_date": "${run_date}", "customers": len(judged), "auc": round(area, 4),
    "accuracy": round(right / len(said), 4),
    "precision": round(found / max(sum(1 for guess, _ in said if guess), 1), 4),
    "recall": round(found / max(positives, 1), 4),
}
result = pathlib.Path(os.environ["RESULT_DIR"])
(result / "metrics.json").write_text(json.dumps(metrics, indent=2), encoding="utf-8")
(result / "curve.json").write_text(json.dumps(curve), encoding="utf-8")
print(json.dumps(metrics))
