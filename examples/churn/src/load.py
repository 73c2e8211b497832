"""Reads the day's partition, drops rows that cannot be used, and keeps the rest as JSON."""

import csv
import json
import os
import pathlib

RUN_DATE = "${run_date}"
NUMBERS = ("age", "tenure_months", "monthly_fee", "complaints", "calls", "data_gb")

partition = pathlib.Path(os.environ["DATA_DIR"], "demo.db", "customers", f"ds={RUN_DATE}")
rows, dropped = [], 0
for path in sorted(partition.glob("*.csv")):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                row.update({name: float(row[name]) for name in NUMBERS})
                row["churned"] = int(row["churned"])
            except ValueError:
                dropped += 1
                continue
            rows.append(row)
if not rows:
    raise SystemExit(f"{partition} holds no usable row")

target = pathlib.Path(os.environ["RESULT_DIR"], "customers.json")
target.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
print(f"read {len(rows)} customers of {RUN_DATE}, dropped {dropped} incomplete rows")
