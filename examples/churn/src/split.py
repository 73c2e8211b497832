"""Counts what is in the data and decides, by customer id, who is kept back for the test."""

import hashlib
import json
import os
import pathlib

TEST_SHARE = float("${test_share}")

upstream = pathlib.Path(os.environ["UPSTREAM_DIR"])
rows = json.loads((upstream / "加载数据" / "customers.json").read_text(encoding="utf-8"))


def kept_back(customer_id):
    # By hash: the same customer falls on the same side every day.
    return int(hashlib.sha256(customer_id.encode()).hexdigest()[:8], 16) / 2**32 < TEST_SHARE


def share(part):
    return round(sum(row["churned"] for row in part) / len(part), 4) if part else None


test = [row for row in rows if kept_back(row["customer_id"])]
if not test or len(test) == len(rows):
    raise SystemExit(f"test_share={TEST_SHARE} leaves nothing to train or nothing to test")
statistics = {
    "customers": len(rows), "churned": share(rows), "kept_back": len(test),
    "churned_by_contract": {word: share([row for row in rows if row["contract"] == word])
                            for word in sorted({row["contract"] for row in rows})},
}
result = pathlib.Path(os.environ["RESULT_DIR"])
(result / "statistics.json").write_text(json.dumps(statistics, indent=2), encoding="utf-8")
(result / "test_ids.json").write_text(json.dumps([row["customer_id"] for row in test]), encoding="utf-8")
print(json.dumps(statistics))
