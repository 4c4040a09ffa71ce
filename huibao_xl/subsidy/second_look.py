"""What a person must look at after the decision: every 待核 row, and what does not fit about rows that were decided."""

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import DECISIONS, PERSON, PLACE
from huibao_xl.rosters.lists import Lists
from huibao_xl.subsidy.explanations import id_faults, near_ids


def second_look(decisions: pd.DataFrame, roster_town: pd.Series, lists: Lists) -> pd.DataFrame:
    """Return the findings about insured rows: H.. as decided, W01, W06, I13; and I10 at roster ids that Excel
    destroyed.

    ``roster_town``: the 街镇 that the valid, same-named roster entries name for each row, or null.
    """
    DECISIONS.check(decisions)
    return findings.concat(
        [
            _pending(decisions, lists.sheets),
            _two_towns(decisions, roster_town),
            _born_later(decisions),
            unknown_towns(decisions[decisions["in_roster"]]),
            destroyed_ids(lists),
        ]
    )


def _two_towns(decisions: pd.DataFrame, roster_town: pd.Series) -> pd.DataFrame:
    """W01: subsidised people whose 街镇 differs between roster and insured row."""
    paid = decisions[decisions["code"] == "OK"]
    named = roster_town[paid.index].astype(object)
    differing = paid[named.notna() & paid["township"].notna() & (named != paid["township"].astype(object))]
    return findings.for_rows(
        "W01",
        differing,
        "街镇",
        value=differing["township_raw"],
        roster=named[differing.index],
        insured=differing["township"],
    )


def unknown_towns(insured: pd.DataFrame) -> pd.DataFrame:
    """Return I13 at insured rows whose 街镇 is written but not one of the policy's."""
    unknown = insured[insured["township"].isna() & insured["township_raw"].notna()]
    return findings.for_rows("I13", unknown, "街镇", value=unknown["township_raw"])


def faulty_ids(lists: Lists) -> pd.DataFrame:
    """Return H01 at insured rows whose id is none, with what other lists offer; for ``huibao check``, which decides
    nothing."""
    faulty = lists.insured[lists.insured["id_fault"].notna()]
    texts = id_faults(faulty, lists)
    parts = []
    for (file, sheet), rows in faulty.groupby(["file", "sheet"], observed=True, sort=False):
        fields = texts.loc[rows.index]
        parts.append(
            findings.for_rows(
                "H01",
                rows,
                *_id_cell(lists.sheets, str(file), str(sheet)),
                rows["id_raw"],
                fault=fields["fault"],
                hint=fields["hint"],
            )
        )
    return findings.concat([*parts, destroyed_ids(lists)])


def destroyed_ids(lists: Lists) -> pd.DataFrame:
    """Return I10 at ids of the other lists that Excel destroyed, with the candidates that any list holds."""
    frames = [
        frame.loc[frame["id_fault"] == "lost", [*PERSON, *PLACE]]
        for frame in (lists.entries, lists.accounts, lists.group, lists.prior)
    ]
    hints = near_ids(pd.concat([frame[[*PERSON]] for frame in frames], ignore_index=True), lists)
    ends = np.cumsum([len(frame) for frame in frames])
    return findings.concat(
        [
            _destroyed(frame, hints[end - len(frame) : end], lists.sheets)
            for frame, end in zip(frames, ends, strict=True)
        ]
    )


def _pending(decisions: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
    """The 待核 rows in source order, each at its 证件号码 cell."""
    pending = decisions[decisions["disposition"] == "待核"]
    if pending.empty:
        return findings.concat([])
    shown = pending["id"].where(pending["id_fault"].isna(), pending["id_raw"])
    parts = []
    for (file, sheet, code), rows in pending.groupby(["file", "sheet", "code"], observed=True, sort=False):
        cell = _id_cell(sheets, str(file), str(sheet))
        part = findings.with_texts(
            str(code), rows, rows["why"].tolist(), rows["advice"].tolist(), *cell, shown[rows.index]
        )
        parts.append(part.assign(at=rows.index))
    return pd.concat(parts).sort_values("at", ignore_index=True).drop(columns="at")


def _id_cell(sheets: pd.DataFrame, file: str, sheet: str) -> tuple[str, str]:
    row = sheets[(sheets["path"] == file) & (sheets["sheet"] == sheet)].iloc[0]
    return row["id_header"], row["id_letters"]


def _born_later(decisions: pd.DataFrame) -> pd.DataFrame:
    """W06: subsidised people whose id says that they were born after the reference date."""
    paid = decisions[decisions["code"] == "OK"]
    born = pd.to_datetime(paid["id"].str[6:14], format="%Y%m%d")
    late = paid[(born > paid["day"]).to_numpy(dtype=bool)]
    return findings.for_rows("W06", late, "证件号码", value=late["id"], day=late["day"].dt.strftime("%Y-%m-%d"))


def _destroyed(lost: pd.DataFrame, sentences: list[str], sheets: pd.DataFrame) -> pd.DataFrame:
    if lost.empty:
        return findings.concat([])
    hints = pd.Series(sentences, index=lost.index, dtype="str")
    parts = []
    for (file, sheet), rows in lost.groupby(["file", "sheet"], observed=True, sort=False):
        parts.append(
            findings.for_rows(
                "I10", rows, *_id_cell(sheets, str(file), str(sheet)), rows["id_raw"], hint=hints[rows.index]
            )
        )
    return pd.concat(parts)
