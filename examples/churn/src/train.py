"""Logistic regression by gradient descent over all training rows."""

import json
import math
import os
import pathlib

RATE = float("${learning_rate}")
EPOCHS = int("${epochs}")

upstream = pathlib.Path(os.environ["UPSTREAM_DIR"])
data = json.loads((upstream / "特征工程" / "features.json").read_text(encoding="utf-8"))
kept_back = set(json.loads((upstream / "统计与划分" / "test_ids.json").read_text(encoding="utf-8")))

train = [(x, y) for customer, x, y in zip(data["ids"], data["x"], data["y"]) if customer not in kept_back]
weights, bias, losses = [0.0] * len(data["names"]), 0.0, []
for epoch in range(EPOCHS):
    slope, bias_slope, loss = [0.0] * len(weights), 0.0, 0.0
    for x, y in train:
        score = bias + sum(map(float.__mul__, weights, x))
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
        loss -= math.log(chance if y else 1 - chance)
        error = chance - y
        bias_slope += error
        slope = [total + error * value for total, value in zip(slope, x)]
    weights = [weight - RATE * total / len(train) for weight, total in zip(weights, slope)]
    bias -= RATE * bias_slope / len(train)
    losses.append(loss / len(train))
    if epoch % 20 == 0 or epoch == EPOCHS - 1:
        print(f"epoch {epoch}: loss {losses[-1]:.4f}", flush=True)

model = {"kind": "logistic regression", "run_date": "${run_date}", "learning_rate": RATE, "epochs": EPOCHS,
         "names": data["names"], "weights": weights, "bias": bias, "scale": data["scale"], "words": data["words"]}
result = pathlib.Path(os.environ["RESULT_DIR"])
(result / "model.json").write_text(json.dumps(model, ensure_ascii=False, indent=1), encoding="utf-8")
(result / "losses.json").write_text(json.dumps(losses), encoding="utf-8")
