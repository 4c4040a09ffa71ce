"""Known then / known now: was a difference an error by what was known when it was paid, or did a list change
afterwards?

The earlier sources, or the result that was made of them, say what was known. The same payments are judged by them
once more: what differed already then is 当时差错; what was right by them and differs now is 后来变化, and the fields that
changed are named. Several earlier results count together; a person's best row of any of them is what was known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl.clearing.classify import classify, standing
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.writing.checked_json import content_sha256
from huibao_xl.payments.terms import other_policy
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.explanations import title_of
from huibao_xl.subsidy.result import Result, of_folder

THEN, LATER, UNJUDGED = "当时差错", "后来变化", "没有对比"
JUDGING = ("承保名单", "团单名单")
"""Roles of the lists that decide, beside the rosters of the policy's categories, who is entitled: if these files are
the same, nothing changed."""
FIELDS = {
    "name": "姓名",
    "certificate_no": "证书编号",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "township": "街镇",
}
"""Fields of a roster entry that may change, and what they are called."""
_SETTLED = ("一致", "在途")


@dataclass(frozen=True)
class Knowledge:
    """What lists said. ``standing``: subsidy.STANDING; ``entries``: person, role and FIELDS as text, one row per
    person and role;
    ``hashes``: of the files that decide who is entitled; ``inputs``: path, sheet, role, rows, sha256."""

    standing: pd.DataFrame
    entries: pd.DataFrame
    hashes: frozenset[str]
    inputs: pd.DataFrame


def of_result(result: Result) -> Knowledge:
    """What the lists of a run say."""
    return Knowledge(
        standing(result.decisions, result.policy),
        _entries(result.entries),
        _hashes(result.inputs, result.policy),
        result.inputs,
    )


def of_folders(folders: Sequence[Path], rules: Policy) -> Knowledge:
    """What the lists of earlier results said. Raises Stop(S73) if a folder is no result of this policy, S93 if it is one
    of a policy of this name that says something else, S90 or S91 if it cannot be used."""
    results = [_earlier_result(folder, rules) for folder in folders]
    decided = pd.concat([result.decisions for result in results], ignore_index=True)
    entries = pd.concat([_entries(result.entries) for result in results], ignore_index=True).drop_duplicates()
    files = pd.concat([result.inputs for result in results], ignore_index=True)
    return Knowledge(standing(decided.astype({"id_fault": "category"}), rules), entries, _hashes(files, rules), files)


def _earlier_result(folder: Path, rules: Policy) -> Result:
    opened = ResultFolder.open(folder)
    if opened.kind is not names.RUN or opened.summary["policy"] != rules.name:
        raise Stop("S73", folder=folder, why=f"不是 {rules.name} 年度政策的认定结果")
    if opened.summary["policy_sha256"] != content_sha256(rules.content):
        raise other_policy(f"当时的结果“{folder}”", opened.summary["policy"], rules.name)
    return of_folder(opened.require_data())


def _hashes(inputs: pd.DataFrame, rules: Policy) -> frozenset[str]:
    return frozenset(inputs.loc[inputs["role"].isin([*JUDGING, *rules.roles]), "sha256"])


def _entries(entries: pd.DataFrame) -> pd.DataFrame:
    """One row per person and role; several records of one are told together."""
    valid = entries[entries["person"] >= 0]
    texts = {field: _text(valid[field]) for field in FIELDS}
    frame = pd.DataFrame({"person": valid["person"], "role": valid["role"].astype("str")} | texts)
    return frame.drop_duplicates()


def _text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    return column.astype("str").fillna("")


def judge(
    items: pd.DataFrame, lines: pd.DataFrame, now: Knowledge, then: Knowledge | None, rules: Policy
) -> pd.DataFrame:
    """Return ITEMS with timing (当时差错, 后来变化, 没有对比; "" where nothing differs) and changed (which fields, from what to
    what)."""
    differs = ~items["class"].isin(_SETTLED)
    if then is None:
        return items.assign(timing=np.where(differs, UNJUDGED, ""), changed="")
    if then.hashes == now.hashes:
        return items.assign(timing=np.where(differs, THEN, ""), changed="")
    at_the_time = classify(lines, then.standing, rules)
    wrong = at_the_time[~at_the_time["class"].isin(_SETTLED)]
    paid, unpaid = wrong[wrong["paid_row"] > 0], wrong[wrong["paid_row"] == 0]
    keys = ["paid_file", "paid_sheet", "paid_row"]
    line = pd.MultiIndex.from_frame(items[keys]).isin(pd.MultiIndex.from_frame(paid[keys]))
    wrong_then = np.where(items["paid_row"] > 0, line, items["person"].isin(unpaid["person"]))
    timing = np.where(differs, np.where(wrong_then, THEN, LATER), "")
    changes = _changes(items.loc[differs & (items["person"] >= 0), "person"].unique(), now, then, rules)
    changed = [
        changes.get(person, "") if differ else "" for person, differ in zip(items["person"], differs, strict=True)
    ]
    return items.assign(timing=timing, changed=pd.array(changed, dtype="str"))


def _changes(people: np.ndarray, now: Knowledge, then: Knowledge, rules: Policy) -> dict[int, str]:
    """What changed for each person between two knowledges: entries by role and field, then the decision."""
    sides = [_of_people(people, knowledge) for knowledge in (then, now)]
    changes = {}
    for person in people:
        before, after = (side.get(person, ({}, "")) for side in sides)
        words = [
            word
            for role in sorted({*before[0], *after[0]})
            for word in _role_changes(role, before[0].get(role), after[0].get(role))
        ]
        if before[1] != after[1]:
            words.append(f"处置由“{_decision(before[1], rules)}”变为“{_decision(after[1], rules)}”")
        changes[int(person)] = "；".join(words)
    return changes


def _of_people(people: np.ndarray, knowledge: Knowledge) -> dict[int, tuple[dict[str, dict[str, str]], str]]:
    """{person: ({role: {field: what its records say}}, code)}."""
    texts: dict[int, dict[str, dict[str, set[str]]]] = {}
    for row in knowledge.entries[knowledge.entries["person"].isin(people)].to_dict("records"):
        fields = texts.setdefault(row["person"], {}).setdefault(row["role"], {field: set() for field in FIELDS})
        for field in FIELDS:
            fields[field] |= {row[field]} - {""}
    codes = dict(zip(knowledge.standing["person"], knowledge.standing["code"], strict=True))
    return {person: (_joined(texts.get(person, {})), codes.get(person, "")) for person in people}


def _joined(roles: dict[str, dict[str, set[str]]]) -> dict[str, dict[str, str]]:
    return {
        role: {field: "、".join(sorted(texts)) for field, texts in fields.items()} for role, fields in roles.items()
    }


def _role_changes(role: str, before: dict[str, str] | None, after: dict[str, str] | None) -> list[str]:
    if before is None:
        return [f"{role}名册新增此人"]
    if after is None:
        return [f"{role}名册不再有此人"]
    changed = [(title, before[field], after[field]) for field, title in FIELDS.items() if before[field] != after[field]]
    return [f"{role}名册的{title}由“{was or '空'}”改为“{is_ or '空'}”" for title, was, is_ in changed]


def _decision(code: str, rules: Policy) -> str:
    return f"{code} {title_of(code, rules)}" if code else "不在承保名单"
