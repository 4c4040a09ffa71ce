"""result.json of a medical clearing, for other programs: figures only, no person in it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.figures import balance_records, input_records
from huibao_xl.files.results.folder import store_json, write_summary
from huibao_xl.files.results.names import Kind
from huibao_xl.medical.policy import MedicalPolicy

_MONEY = ("rows", "people", "paid_fen", "due_fen", "difference_fen")


def write_medical_json(
    folder: Path,
    kind: Kind,
    policy: MedicalPolicy,
    sheets: pd.DataFrame,
    faults: pd.DataFrame,
    balance: pd.DataFrame,
    started: datetime,
) -> dict[str, Any]:
    """Store the content of the parameters in 数据/, write the summary over everything in ``folder``, and return it read
    back.

    ``sheets``: collect.Lists.sheets; ``faults``, ``balance``: the tables of medical.sums; ``started``: when the job
    began. Raises jsonschema.ValidationError if the summary is not what the schema says (a defect of ours).
    """
    about = {
        "name": policy.name,
        "title": policy.title,
        "fingerprint": policy.fingerprint,
        "verified": policy.verified,
        "banner": policy.banner,
    }
    content = {
        "kind": kind.key,
        "policy": about,
        "policy_sha256": store_json(folder, names.POLICY, policy.content),
        "inputs": input_records(sheets),
        "by_code": {
            row["code"]: {"title": row["title"]} | {key: int(row[key]) for key in _MONEY}
            for row in faults.to_dict("records")
        },
        "money": {key: int(faults[key].sum()) for key in _MONEY[2:]},
        "balance": balance_records(balance),
    }
    return write_summary(folder, kind, content, started)
