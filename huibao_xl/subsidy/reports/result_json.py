"""What a result folder stores for later steps (数据/), and its summary: the run in figures, for other programs, under
the seal."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.figures import balance_records, input_records
from huibao_xl.files.results.folder import store_frame, store_json, write_summary
from huibao_xl.files.writing.checked_json import content_sha256
from huibao_xl.policy import Policy
from huibao_xl.rosters import recipe
from huibao_xl.rosters.recipe import Recipe
from huibao_xl.subsidy.reports.forms import form_hashes
from huibao_xl.subsidy.result import FRAMES, Result
from huibao_xl.subsidy.templates import NAMES

_DISPOSITIONS = ("补贴", "不补", "待核")
_SHARE = ("people", "amount_fen", "district_fen", "township_fen")


def store_data(result: Result, folder: Path) -> None:
    """Store the policy's content, the frames, and how the run was made. Raises OSError if the disk refuses."""
    store_json(folder, names.POLICY, result.policy.content)
    for name, shape in FRAMES.items():
        store_frame(folder, shape, getattr(result, name))
    recipe.store(folder, result.recipe, result.name)
    if result.templates is not None:
        _store_forms(result.templates, folder / names.DATA / names.FORMS)


def _store_forms(templates: Path, folder: Path) -> None:
    """The forms that the bureau restyled, as they were filled."""
    folder.mkdir(parents=True)
    for name in NAMES:
        if (templates / name).is_file():
            shutil.copyfile(templates / name, folder / name)


def write_result_json(result: Result, folder: Path) -> None:
    """Write result.json over everything else in ``folder``. Raises jsonschema.ValidationError if it is not what the
    schema says (a defect of ours)."""
    write_summary(folder, names.RUN, summary(result), result.started)


def write_check_json(
    sheets: pd.DataFrame, findings: pd.DataFrame, rules: Policy, made: Recipe, folder: Path, started: datetime
) -> None:
    """Write the result.json of ``huibao check``: what was read and how many findings of each code; and how it was ``made``."""
    recipe.store(folder, made)
    codes = findings["code"].astype("str").value_counts()
    content = {
        "kind": names.CHECK.key,
        "policy": rules.name,
        "policy_sha256": store_json(folder, names.POLICY, rules.content),
        "inputs": input_records(sheets),
        "by_code": {code: int(count) for code, count in codes.items()},
    }
    write_summary(folder, names.CHECK, content, started)


def summary(result: Result) -> dict[str, Any]:
    """Return what result.json says of the run itself (contract, section 5)."""
    by_disposition = result.decisions["disposition"].value_counts()
    by_code = result.decisions["code"].value_counts()
    shares = result.shares
    return {
        "policy": result.policy.name,
        "policy_sha256": content_sha256(result.policy.content),
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "inputs": input_records(result.inputs),
        "counts": {"insured_rows": len(result.decisions)}
        | {name: int(by_disposition.get(name, 0)) for name in _DISPOSITIONS},
        "by_code": {str(code): int(rows) for code, rows in by_code.items() if rows},
        "by_township": {row["township"]: {key: int(row[key]) for key in _SHARE} for row in shares.to_dict("records")},
        "templates": form_hashes(result.templates, result.policy),
        "money": {key: int(shares[key].sum()) for key in _SHARE[1:]},
        "balance": balance_records(result.balance),
    }
