"""result.json: the run in figures, for other programs. Checked by schemas/result.schema.json before it is written."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd

from huibao_xl import resources
from huibao_xl.subsidy.reports.forms import form_hashes
from huibao_xl.subsidy.result import Result

_DISPOSITIONS = ("补贴", "不补", "待核")
_SHARE = ("people", "amount_fen", "district_fen", "township_fen")


def write_json(result: Result, path: Path) -> None:
    """Write result.json; raises jsonschema.ValidationError if it is not what the schema says (a defect of ours)."""
    path.write_text(as_text(result), encoding="utf-8", newline="\n")


def as_text(result: Result) -> str:
    """Return the text of result.json; raises jsonschema.ValidationError if it is not what the schema says (a defect of ours)."""
    content = summary(result)
    schema = json.loads((resources.folder("schemas") / "result.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_check_json(sheets: pd.DataFrame, findings: pd.DataFrame, path: Path) -> None:
    """Write the result.json of ``huibao check``: what was read and how many findings of each code."""
    codes = findings["code"].astype("str").value_counts()
    content = {
        "kind": "check",
        "inputs": sheets[["path", "sheet", "role", "rows", "sha256"]].to_dict("records"),
        "by_code": {code: int(count) for code, count in codes.items()},
    }
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
    )


def summary(result: Result) -> dict[str, Any]:
    """Return the content of result.json (contract, section 5)."""
    by_disposition = result.decisions["disposition"].astype("str").value_counts()
    by_code = result.decisions["code"].astype("str").value_counts()
    shares = result.shares
    return {
        "policy": result.policy.name,
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "inputs": [
            {key: str(row[key]) for key in ("path", "sheet", "role", "sha256")} | {"rows": int(row["rows"])}
            for row in result.inputs.to_dict("records")
        ],
        "counts": {"insured_rows": len(result.decisions)}
        | {name: int(by_disposition.get(name, 0)) for name in _DISPOSITIONS},
        "by_code": {code: int(rows) for code, rows in by_code.items()},
        "by_township": {row["township"]: {key: int(row[key]) for key in _SHARE} for row in shares.to_dict("records")},
        "templates": form_hashes(result.templates, result.policy),
        "money": {key: int(shares[key].sum()) for key in _SHARE[1:]},
        "balance": [
            {"name": row["name"], "left": int(row["left"]), "right": int(row["right"]), "ok": bool(row["ok"])}
            for row in result.balance.to_dict("records")
        ],
    }
