"""Makes the partition of a day: python3 make_data.py 20260131 [--root warehouse]. The same day gives the same bytes."""

import argparse
import csv
import datetime
import math
import pathlib
import random
import shutil

COLUMNS = ("customer_id", "age", "city", "contract", "tenure_months", "monthly_fee", "complaints", "calls",
           "data_gb", "churned")
CITIES = ("北京", "上海", "深圳", "成都", "西安")


def customer(number, chance):
    """`chance` gives numbers from 0 to 1; nothing else is random, so every Python makes the same rows."""
    contract = "year" if chance() < 0.45 else "month"
    tenure = int(1 + 71 * chance() ** 1.6)
    fee = round(39 + 160 * chance() ** 2, 1)
    complaints = int(-math.log(1 - 0.999 * chance()) * 0.9)
    calls, data = int(300 * chance()), round(60 * chance() ** 1.5, 1)
    score = (-1.1 + 0.75 * complaints - 0.045 * tenure + 0.011 * (fee - 80)
             + (0.9 if contract == "month" else -0.9) - 0.012 * data)
    churned = int(chance() < 1 / (1 + math.exp(-score)))
    return (f"c{number:06d}", int(18 + 60 * chance()), CITIES[int(len(CITIES) * chance())], contract, tenure, fee,
            complaints, calls, data, churned)


def make(root, day, rows):
    table = pathlib.Path(root, "demo.db", "customers")
    folder, unfinished = table / f"ds={day}", table / f".ds={day}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    chance = random.Random(int(day)).random
    with (unfinished / "part-00000.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(customer(number, chance) for number in range(rows))
    (unfinished / "_SUCCESS").touch()
    # A run may be waiting: the partition appears whole.
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("day", help="YYYYMMDD")
    parser.add_argument("--root", default=pathlib.Path(__file__).parent / "warehouse")
    parser.add_argument("--rows", type=int, default=2000)
    arguments = parser.parse_args()
    datetime.datetime.strptime(arguments.day, "%Y%m%d")
    print(make(arguments.root, arguments.day, arguments.rows))


if __name__ == "__main__":
    main()
