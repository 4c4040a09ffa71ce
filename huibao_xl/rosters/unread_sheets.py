"""Sheets that were not read as lists, and parts of rosters below a line that says out: whom they name, and what they say of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import Grid
from huibao_xl.frames import MENTIONED
from huibao_xl.rosters.columns import policy_keys
from huibao_xl.rosters.corrections import corrects
from huibao_xl.rosters.earlier_payments import for_other_years
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.header_terms import fields_of
from huibao_xl.rosters.layout import NOT_USED
from huibao_xl.rosters.letters import Register, lines_of_letter, named_in
from huibao_xl.rosters.list_parts import NAMED, Beside
from huibao_xl.rosters.mentions import (
    all_mentioned,
    in_words,
    mentioned,
    placed,
    says_nothing,
    speaks_of,
    speaks_of_payments,
    without_harmless_changes,
)
from huibao_xl.rosters.named_lines import off_the_table
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.read_lists import Found, SheetList
from huibao_xl.rosters.role import SPEAK_AGAINST, names_of_roles
from huibao_xl.rosters.role_finder import OF_ONE, PRIOR_LIST, WITHOUT_NUMBERS
from huibao_xl.rosters.role_reader import UNHEADED, RoleReader
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.year_columns import year_in

_WITHOUT_COLUMNS = (UNHEADED, OF_ONE)
"""Why a sheet was not read that its name or its columns make a roster."""
_SURELY = 0.72
"""From this score on a header says what its column is."""
_TITLES = 10
_SHOWN = 40
"""Characters of a text beside a table that a sentence shows."""


def mentioned_elsewhere(unread: Sequence[Grid], reader: RoleReader, register: Register) -> tuple[pd.DataFrame, Found]:
    """Who is named on sheets that are no lists and may speak against them (frames.MENTIONED), and I38 at these sheets. ``register``: of whom
    letters may speak."""
    parts, found = [], []
    for grid in unread:
        answer = reader.answers.of_sheet(grid)
        if not grid.n_rows or grid.written or reader.is_ours(grid) or (answer and answer["meaning"] == NOT_USED):
            continue
        people, why, of_all = _speaking(grid, reader, register)
        lines = lines_of_letter(grid) if find_header(grid, reader.book) is None else []
        lines += [(row, text) for row, _, texts in off_the_table(grid) for text in texts.split("\n")]
        if len(named := _besides(named_in(lines, register, of_all), people)):
            why = why or "有的话写有退出或死亡"
            people = all_mentioned(
                [people, placed(named, grid, reader.labels[grid.path], "（所在的话写有退出或死亡）")]
            )
        if len(people):
            row = grid.first_row + 1 if grid.first_row else 0
            place = (reader.labels[grid.path], grid.sheet, row)
            found.append(findings.for_file("I38", *place, why=why, count=len(people)))
            parts.append(people.assign(roster=_may_be_roster(grid, reader)))
        listed = _perhaps_listed(grid, reader, register, people)
        if len(listed):
            why = "写有号码，像名册上的人，没有名册上的列"
            row = grid.first_row + 1 if grid.first_row else 0
            found.append(
                findings.for_file("I38", reader.labels[grid.path], grid.sheet, row, why=why, count=len(listed))
            )
            parts.append(listed.assign(roster=True))
    return all_mentioned(parts), found


def _besides(named: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Whom texts name, without those who are mentioned on the sheet already."""
    there = named["person"].isin(people["person"]) & (named["person"] >= 0)
    for column in ("name_key", "id_raw"):
        there |= named[column].isin(people[column]) & (named[column] != "")
    return named[~there]


def mentioned_beside(lists: Sequence[SheetList], register: Register) -> tuple[pd.DataFrame, Found]:
    """Return who is named beside the tables of lists, by number, policy, or a name that is not in the list (frames.MENTIONED), and I35 at each place
    that names somebody. Whom a line names of its own list waits by its row (:mod:`row_marks`)."""
    parts, found = [], []
    for one in lists:
        grid, label = one.body.grid, one.body.label
        by_row = _named_by_row(one) if one.body.lines else frozenset[str]()
        for lines in _together(one.body):
            texts = [(at, line) for at, (_, _, text) in enumerate(lines) for line in text.split("\n")]
            named = named_in(texts, register, strict=True)
            named = named[~named["name_key"].isin(by_row)]
            for at, people in named.groupby("at"):
                row, where, text = lines[int(str(at))]
                written = " ".join(text.split())
                says = f"{where}写明“{written[:_SHOWN]}{'…' * (len(written) > _SHOWN)}”"
                here = placed(people.assign(at=row), grid, label, f"（{says}）")
                place = int(here["row"].iloc[0])
                mark, after = "这一行" * (place > 0) + says, f"，其中点名的 {len(here)} 人先待核"
                found.append(findings.for_file("I35", label, grid.sheet, place, value=says, mark=mark, after=after))
                parts.append(here)
    return all_mentioned(parts), found


def _named_by_row(one: SheetList) -> frozenset[str]:
    """The keys of the names of a list whose rows lines beside it name."""
    rows = frozenset[int]().union(*(part.rows for part in one.body.parts if part.where == NAMED))
    held = np.isin(one.body.rows, sorted(rows))
    return frozenset(one.frame["name_key"][held]) - {""} if len(held) == len(one.frame) else frozenset()


def _together(body: Body) -> list[list[Beside]]:
    """The lines beside a list: those below its people go on from one to the next, each other text stands alone."""
    below = [one for one in body.lines if not one[1] and one[0] > body.layout.header.last]
    return [*([below] if below else []), *([one] for one in body.lines if one not in below)]


def mentioned_in_parts(body: Body) -> pd.DataFrame:
    """Return who stands in a part of a roster below (or above) a line that says that they are out (本月减少): frames.MENTIONED. They may stand on
    another roster as well, which may be the older one. (Who has died waits whatever other rosters say.)"""
    layout = body.layout
    headed = [part for part in body.parts if part.where in ("之后", "之前") and part.kind != "死亡" and not part.rows]
    if layout.role.frame != "entries" or layout.says or not headed:
        return MENTIONED.empty()
    people = mentioned(body.grid, body.label, "", by_name=False)
    rows = people["row"].to_numpy(dtype=np.int64) - body.grid.first_row - 1
    parts = []
    for part in headed:
        line = body.grid.first_row + part.line + 1
        held = people.iloc[np.flatnonzero(part.holds(rows) & np.isin(rows, body.rows))]
        parts.append(held.assign(doubt=f"（第 {line} 行写明“{part.text}”）"))
    return all_mentioned(parts)


def _speaking(grid: Grid, reader: RoleReader, register: Register) -> tuple[pd.DataFrame, str, bool]:
    """Who is named on a sheet that is no list and may speak against them (frames.MENTIONED), and why it may: by a word of its names and headers,
    as a list that excludes, by words in the rows, or because nothing at all says what list of people it is; and whether its own names do."""
    path, sheet = grid.named
    label_of_file = reader.labels[grid.path]
    names = (sheet, path.stem, *folders_of(label_of_file))
    if word := speaks_of(names, grid, reader.year):
        why = f"名称或表头有“{word}”"
        people = mentioned(grid, label_of_file, f"（{why}）")
        insured = _insured_by_policy(grid, reader, register)
        people = all_mentioned([people, placed(_besides(insured, people), grid, label_of_file, f"（{why}）")])
        people = _of_year_column(people, word, grid, reader)
        return without_harmless_changes(people, names, grid), why, word in names
    if against := _may_speak_against(grid, reader):
        why = f"可能是“{against}”"
        paid = reader.unread[grid.path, grid.sheet].why == WITHOUT_NUMBERS
        people = mentioned(grid, label_of_file, f"（{why}）", by_name=paid)
        return (_of_the_year(people, grid, reader) if against == PRIOR_LIST else people), why, False
    if len(speaking := in_words(grid)):
        return placed(speaking, grid, label_of_file, "（所在的行写有退出或死亡）"), "有的行写有退出或死亡", False
    reading, header = reader.unread.get((grid.path, grid.sheet)), find_header(grid, reader.book)
    spoken = [sheet, path.stem, *([header.title] if header else [])]
    if reading and reading.silent and says_nothing(spoken, reader.is_township):
        why = "名称和表头都没有说明它是什么名单"
        return mentioned(grid, label_of_file, f"（{why}）", by_name=False), why, False
    return MENTIONED.empty(), "", False


def _insured_by_policy(grid: Grid, reader: RoleReader, register: Register) -> pd.DataFrame:
    """Whose policies a sheet without a column of numbers or names names by 保单号 (批改清单, 退费清单): at, person, name_key "", name "", id_raw ""."""
    nobody = pd.DataFrame({"at": [], "person": []}, dtype="int64")
    header = find_header(grid, reader.book)
    scores = [
        (at, field, score)
        for at, text in enumerate(header.texts if header else ())
        for field, score in fields_of(text).items()
    ]
    fields = {field: at for at, field, score in scores if score >= _SURELY}
    if "保单号" in fields and not {"证件号码", "姓名"} & {*fields}:
        cells = pc.fill_null(grid.cells[fields["保单号"]], "").combine_chunks().to_pandas().astype("str")
        keys = pd.DataFrame({"at": np.arange(len(cells)), "key": policy_keys(cells)})
        insured = [
            pd.DataFrame({"key": policy_keys(one["policy_no"]), "person": one["person"]}) for one in register.insured
        ]
        hit = keys[keys["key"] != ""].merge(pd.concat(insured), on="key") if insured else nobody
        nobody = hit.loc[hit["person"] >= 0, ["at", "person"]].drop_duplicates()
    return nobody.assign(name_key="", name="", id_raw="")


def _may_be_roster(grid: Grid, reader: RoleReader) -> bool:
    """Whether an unread sheet may be a roster that was put right: whom it names, and no roster does, is not refused before somebody has said so."""
    reading, header = reader.unread.get((grid.path, grid.sheet)), find_header(grid, reader.book)
    if reading is None or header is None or not corrects(header):
        return False
    return any(reader.book.roles[name].frame == "entries" for name in reading.others)


def _perhaps_listed(grid: Grid, reader: RoleReader, register: Register, people: pd.DataFrame) -> pd.DataFrame:
    """Whom a sheet names by number that may be a roster in words (1、张三，身份证号…), a form, or a letter that takes somebody in (同意纳入低保), and no
    roster and no list that was read has, as frames.MENTIONED. ``people``: who is mentioned there already."""
    reading, header = reader.unread.get((grid.path, grid.sheet)), find_header(grid, reader.book)
    rosters = {name for name, role in reader.book.roles.items() if role.frame == "entries"}
    expected = bool(reading and reading.others and {*reading.others} <= rosters)
    if not expected or not reading or reading.why not in _WITHOUT_COLUMNS:
        path, sheet = grid.named
        texts = [text for row in range(min(grid.n_rows, _TITLES)) for text in grid.row(row) if text.strip()]
        named = names_of_roles((sheet, path.stem, *texts), reader.book)
        if header is not None or not named & rosters or speaks_of((sheet, path.stem), grid, reader.year):
            return MENTIONED.empty()
    here = mentioned(grid, reader.labels[grid.path], "（像名册上的人）", by_name=False)
    listed = here["person"].isin(people["person"]) | (here["person"] < 0)
    for one in register.lists:
        if one.body.layout.role.frame == "entries":
            listed |= here["person"].isin(one.frame["person"])
    return here[~listed].reset_index(drop=True)


def _of_the_year(people: pd.DataFrame, grid: Grid, reader: RoleReader) -> pd.DataFrame:
    """The people of a list that may be 往期发放 without those of rows for other years."""
    header = find_header(grid, reader.book)
    if header is None or not len(people):
        return people
    other = for_other_years(
        grid, header, reader.book.roles[PRIOR_LIST], reader.year, folders_of(reader.labels[grid.path])
    )
    this_year = np.flatnonzero(~other[people["row"].to_numpy() - grid.first_row - 1])
    return people.iloc[this_year].reset_index(drop=True)


def _of_year_column(people: pd.DataFrame, word: str, grid: Grid, reader: RoleReader) -> pd.DataFrame:
    """The people of a list of what was paid over the years without those who have nothing below the policy's year (2022年 | 2023年 | 2024年).
    ``word``: the name that says what the list is."""
    header = find_header(grid, reader.book) if len(people) and speaks_of_payments(word) else None
    years = {at: year_in(text) for at, text in enumerate(header.texts) if year_in(text)} if header else {}
    if len(set(years.values())) < 2 or [*years.values()].count(reader.year) != 1:
        return people
    at = next(column for column, year in years.items() if year == reader.year)
    filled = pc.not_equal(pc.utf8_trim_whitespace(pc.fill_null(grid.cells[at], "")), "").to_numpy(zero_copy_only=False)
    return people.iloc[np.flatnonzero(filled[people["row"].to_numpy() - grid.first_row - 1])].reset_index(drop=True)


def _may_speak_against(grid: Grid, reader: RoleReader) -> str:
    """The role that an unread sheet may be and that would speak against its people, "" if none."""
    reading = reader.unread.get((grid.path, grid.sheet))
    others = reading.others if reading else ()
    return next((name for name in others if reader.book.roles[name].frame in SPEAK_AGAINST), "")
