"""result.json of a medical clearing, for other programs: figures only, no person in it. Checked by schemas/medical-clearing.schema.json."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd

from huibao_xl import resources


def write_medical_json(
    path: Path, kind: str, policy: dict[str, Any], sheets: pd.DataFrame, faults: pd.DataFrame, balance: pd.DataFrame
) -> None:
    """Write the file. ``policy``: name, title, fingerprint, verified, banner; ``sheets``: collect.Lists.sheets; the tables of
    clearing.medical_tables. Raises jsonschema.ValidationError if it is not what the schema says (a defect of ours)."""
    money = ("rows", "people", "paid_fen", "due_fen", "difference_fen")
    content = {
        "kind": kind,
        "policy": policy,
        "inputs": [
            {key: str(row[key]) for key in ("path", "sheet", "role", "sha256")} | {"rows": int(row["rows"])}
            for row in sheets.to_dict("records")
        ],
        "by_code": {
            row["code"]: {"title": row["title"]} | {key: int(row[key]) for key in money}
            for row in faults.to_dict("records")
        },
        "money": {key: int(faults[key].sum()) for key in money[2:]},
        "balance": [
            {"name": row["name"], "left": int(row["left"]), "right": int(row["right"]), "ok": bool(row["ok"])}
            for row in balance.to_dict("records")
        ],
    }
    schema = json.loads((resources.folder("schemas") / "medical-clearing.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
