"""A simulated year with planted faults: all are found, none is invented, each to the fen; row by row and the whole year agree."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import medical_simulation
import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tables import grid

from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.medical.clear import Clearing, clear_settlements
from huibao_xl.medical.earlier import Earlier
from huibao_xl.medical.lists import MedicalLists, collect
from huibao_xl.medical.policy import load
from huibao_xl.medical.state import State, settle

POLICY = load(str(medical_simulation.POLICY))


def read(year: medical_simulation.Year) -> MedicalLists:
    grids = [
        grid([medical_simulation.HEADERS, *year.rows], "救助结算.xlsx"),
        grid([medical_simulation.IDENTITY_HEADERS, *year.identities], "救助身份.xlsx"),
    ]
    return collect([SourceFile(one.path, [one], str(one.path)) for one in grids], {}, date(2025, 1, 1))


@pytest.fixture(scope="module")
def year() -> medical_simulation.Year:
    return medical_simulation.simulate(rows=2_500, people=170)


@pytest.fixture(scope="module")
def cleared(year) -> pd.DataFrame:
    lists = read(year)
    clearing = clear_settlements(lists.settlements, lists.identities, POLICY)
    assert set(clearing.findings["code"]) <= {"M07", "M44", "M45", "M54", "M55"} and lists.findings.empty
    return clearing.rows.assign(number=clearing.settlements["number"])


def test_every_kind_of_fault_is_planted(year):
    assert set(year.faults_wanted) == {"M02", "M03", "M04", "M05", "M06", "M07"}
    assert all(count >= 3 for count in year.faults_wanted.values())


def test_every_row_is_due_what_the_oracle_says(year, cleared):
    once = cleared[cleared["code"] != "M07"]
    assert dict(zip(once["number"], once["due_fen"], strict=True)) == {
        number: int(due * 100) for number, due in year.due.items()
    }


def test_every_planted_fault_is_found_and_none_is_invented(year, cleared):
    found = cleared[cleared["code"] != "M01"]
    got = {row.number: (row.code, row.due_fen, row.paid_fen) for row in found.itertuples()}
    assert len(found) == len(got)
    assert got == {
        number: (code, int(due * 100), int(paid * 100)) for number, (code, due, paid) in year.planted.items()
    }


def outcome(settlements: pd.DataFrame, rows: pd.DataFrame) -> list[tuple[str, str, int, int]]:
    """Which of two equal rows are copies does not depend on the batches; that they came in two (M14) or in one (M07) does."""
    codes = rows["code"].astype(str).replace("M14", "M07")
    return sorted(zip(settlements["number"], codes, rows["due_fen"], settlements["paid_fen"], strict=True))


def corrected_later(lists: MedicalLists, share: float, seed: int) -> pd.DataFrame:
    """Some settlements came first without 综合减负, and again with it when it had been credited."""
    rows = lists.settlements
    late = rows[(rows["relief_fen"] > 0) & ~rows["refund"]].sample(frac=share, random_state=seed)
    first = late.assign(relief_fen=0, relief_on=pd.NaT, received_on=late["settled_on"])
    first["relief_on"] = first["relief_on"].astype("datetime64[s]")
    again = rows.assign(received_on=rows["received_on"].where(~rows.index.isin(late.index), pd.Timestamp("2024-12-31")))
    return pd.concat([again, first], ignore_index=True).astype({"kind": "category", "received_on": "datetime64[s]"})


@given(
    st.integers(0, 10**6),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.lists(st.integers(12, 40), min_size=1, max_size=4),
    st.booleans(),
)
@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_row_by_row_ends_where_the_whole_year_does(seed, share, sizes, identities_again):
    """Whatever the order in which rows come, in whatever batches, with corrections months later."""
    lists = read(medical_simulation.simulate(rows=60, people=6, seed=seed))
    settlements = corrected_later(lists, share, seed)
    whole: Clearing = clear_settlements(settlements, lists.identities, POLICY)
    shuffled = settlements.sample(frac=1, random_state=seed).reset_index(drop=True)
    state, start, turn = State.empty(), 0, 0
    while start < len(shuffled):
        size = sizes[turn % len(sizes)]
        known = lists.identities if turn == 0 or identities_again else lists.identities.iloc[:0]
        state = settle(state, shuffled.iloc[start : start + size].reset_index(drop=True), known, POLICY).state
        start, turn = start + size, turn + 1
    assert outcome(state.earlier.all(), state.outcomes) == outcome(whole.settlements, whole.rows)


def stored(folder: Path) -> ResultFolder:
    """A folder that holds the settlements of a turn and nothing else."""
    return ResultFolder(
        folder, names.SETTLE, {"outputs": {f"{names.DATA}/{path.name}": "" for path in (folder / names.DATA).iterdir()}}
    )


@pytest.mark.parametrize("seed", [2, 5])
def test_rows_of_nobody_change_whom_they_change_in_the_whole_year(seed, tmp_path):
    """Ids that cannot be read, names that are masked or missing, in batches that are stored and read again: only some persons are read and cleared again."""
    dice = random.Random(seed)
    year = medical_simulation.simulate(rows=90, people=18, seed=seed)
    for table in (year.rows, year.identities):
        for row in table:
            row[0] = dice.choice([row[0]] * 60 + ["样*", ""])
            row[1] = dice.choice([row[1]] * 80 + ["", row[1][:17] + "?", row[1][:14] + "****", "#N/A"])
    lists, state = read(year), State.empty()
    for turn, rows in enumerate(np.array_split(np.arange(len(lists.settlements)), 4)):
        listed = lists.identities.iloc[: 14 if turn == 0 else None].reset_index(drop=True)
        new = lists.settlements.iloc[rows].reset_index(drop=True)
        after = settle(state, new, listed, POLICY).state
        (tmp_path / str(turn)).mkdir()
        after.earlier.store(tmp_path / str(turn))
        state, everything = replace(after, earlier=Earlier.in_folder(stored(tmp_path / str(turn)))), after.earlier.all()
    whole = clear_settlements(everything, state.identities, POLICY)
    codes = whole.rows["code"].astype(str)
    assert state.outcomes["code"].astype(str).tolist() == codes.tolist()
    assert state.outcomes["due_fen"].tolist() == whole.rows["due_fen"].tolist()
    assert {"M21", "M01"} <= {*codes}


def test_a_late_correction_changes_the_earlier_row_and_says_so():
    lists = read(medical_simulation.simulate(rows=120, people=12, seed=4))
    settlements = corrected_later(lists, 1.0, 4)
    first = settlements[settlements["received_on"] != pd.Timestamp("2024-12-31")].reset_index(drop=True)
    late = settlements[settlements["received_on"] == pd.Timestamp("2024-12-31")].reset_index(drop=True)
    assert len(late)
    before = settle(State.empty(), first, lists.identities, POLICY)
    after = settle(before.state, late, lists.identities.iloc[:0], POLICY)
    assert after.new == len(late)
    assert set(late["number"]) <= set(after.clearing.settlements["number"].iloc[after.changed["at"]])
    assert "M13" in set(after.changed["code_after"])
