"""Turns each customer into numbers: scaled columns, and one column for each contract and city."""

import json
import math
import os
import pathlib

NUMBERS = ("age", "tenure_months", "monthly_fee", "complaints", "calls", "data_gb")
WORDS = ("contract", "city")

upstream = pathlib.Path(os.environ["UPSTREAM_DIR"])
rows = json.loads((upstream / "加载数据" / "customers.json").read_text(encoding="utf-8"))

scale = {}
for name in NUMBERS:
    values = [row[name] for row in rows]
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    scale[name] = {"mean": mean, "deviation": deviation or 1.0}
words = {name: sorted({row[name] for row in rows}) for name in WORDS}
names = list(NUMBERS) + [f"{name}={word}" for name in WORDS for word in words[name]]


def vector(row):
    numbers = [(row[name] - scale[name]["mean"]) / scale[name]["deviation"] for name in NUMBERS]
    return numbers + [1.0 if row[name] == word else 0.0 for name in WORDS for word in words[name]]


document = {"names": names, "scale": scale, "words": words,
            "ids": [row["customer_id"] for row in rows], "x": [vector(row) for row in rows],
            "y": [row["churned"] for row in rows]}
pathlib.Path(os.environ["RESULT_DIR"], "features.json").write_text(json.dumps(document), encoding="utf-8")
print(f"{len(names)} features: {', '.join(names)}")
