"""Puts everything into one folder: metrics.json, model.json and report.svg."""

import json
import os
import pathlib
import shutil

upstream = pathlib.Path(os.environ["UPSTREAM_DIR"])
result = pathlib.Path(os.environ["RESULT_DIR"])


def read(node, name):
    return json.loads((upstream / node / name).read_text(encoding="utf-8"))


metrics, curve = read("评估", "metrics.json"), read("评估", "curve.json")
losses, statistics = read("训练模型", "losses.json"), read("统计与划分", "statistics.json")


def panel(left, title, points, note):
    """One plot of 240 by 240; points lie between 0 and 1."""
    path = " ".join(f"{left + 240 * x:.1f},{290 - 240 * y:.1f}" for x, y in points)
    return (f'<rect x="{left}" y="50" width="240" height="240" fill="none" stroke="#999"/>'
            f'<text x="{left}" y="40">{title}</text><text x="{left}" y="310" fill="#666">{note}</text>'
            f'<polyline points="{path}" fill="none" stroke="#1a66b3" stroke-width="2"/>')


last = max(len(losses) - 1, 1)
fall = [(i / last, loss / max(losses)) for i, loss in enumerate(losses)]
svg = ('<svg xmlns="http://www.w3.org/2000/svg" width="600" height="340" font-family="sans-serif" font-size="13">'
       '<rect width="600" height="340" fill="white"/>'
       f'<text x="40" y="18" font-size="15">churn {metrics["run_date"]}: {statistics["customers"]} customers</text>'
       + panel(40, "ROC", curve, f'AUC {metrics["auc"]}, accuracy {metrics["accuracy"]}')
       + panel(320, "loss", fall, f"{losses[0]:.4f} to {losses[-1]:.4f} in {len(losses)} epochs") + "</svg>\n")
(result / "report.svg").write_text(svg, encoding="utf-8")
(result / "metrics.json").write_text(json.dumps({**metrics, "statistics": statistics}, indent=2), encoding="utf-8")
shutil.copyfile(upstream / "训练模型" / "model.json", result / "model.json")
print(f"auc {metrics['auc']}, accuracy {metrics['accuracy']}; see {result / 'report.svg'}")
