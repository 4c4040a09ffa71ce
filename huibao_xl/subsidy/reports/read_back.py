"""What the files of a result say, read from the files themselves: one side of the equations over what was written."""

import json
from pathlib import Path

import pyarrow.compute as pc

from huibao_xl.files.results import names
from huibao_xl.files.results.read_back import read_csv
from huibao_xl.subsidy.balance import Written
from huibao_xl.subsidy.reports import bank, notice, result_json
from huibao_xl.subsidy.result import Result


def read_back(result: Result, folder: Path) -> Written:
    """Return what 处置全表.csv, 银行代发 and 公示 in ``folder`` say, and what result.json will say of ``result``.

    result.json is the last file of a folder and holds the equations themselves, so its text stands for it here;
    ``write.write_result`` reads the file when it is there.
    """
    table = read_csv(folder / names.DECISIONS_TABLE, ["处置"])
    counts = pc.value_counts(table["处置"]).to_pylist()
    bank_people, bank_fen = bank.read_back(folder / names.BANK_FILES, result.templates)
    posted = notice.read_back(folder / names.NOTICES, result.policy, result.templates)
    return Written(
        rows={count["values"]: count["counts"] for count in counts},
        bank_people=bank_people,
        bank_fen=bank_fen,
        notice_people=posted.people,
        notice_fen=posted.fen,
        notice_exposed=posted.exposed,
        summary=json.loads(json.dumps(result_json.summary(result))),
    )
