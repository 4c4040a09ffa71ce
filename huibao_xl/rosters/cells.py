"""A sheet's cells to a clean frame of its role: ids, names, days, 街镇, values with fixed meanings; each fault at its cell.

One function per frame (:data:`CLEAN`); a role says which frame it becomes. They return the frame (:mod:`huibao_xl.frames`) and the findings. Faults
of an insured row's id are decided later (H01), so they are not reported here.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.frames import ACCOUNTS, DEATHS, ENTRIES, GROUP, INSURED, PRIOR, WITHDRAWN, Shape, coded, one_label
from huibao_xl.identifiers import bank_card, disability_card, resident_id
from huibao_xl.identifiers.spelling import is_separated
from huibao_xl.policy.townships import Names
from huibao_xl.rosters import columns, days, merged
from huibao_xl.rosters.account_checks import with_checks
from huibao_xl.rosters.account_states import with_account_states
from huibao_xl.rosters.account_words import same_person
from huibao_xl.rosters.channels import read_channels
from huibao_xl.rosters.earlier_payments import YEAR_OF_CELL
from huibao_xl.rosters.events import by_last_events
from huibao_xl.rosters.id_cells import with_card_holders, with_every_number
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.layout import instead_of
from huibao_xl.rosters.out_lists import never_insured
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.premiums import about_premiums, negative_cells, unpaid_cells
from huibao_xl.rosters.renewals import with_renewals
from huibao_xl.rosters.row_marks import about_marks, doubts, read_states
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.shared_numbers import with_entire_households
from huibao_xl.rosters.state_columns import has_states
from huibao_xl.rosters.states import PENDING, UNDIVIDED, States, may_be_out, undecided
from huibao_xl.rosters.town_of_list import town_of_list

Cleaned = tuple[pd.DataFrame, list[pd.DataFrame]]


_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?=\s*(?:年度|年(?!\s*\d)|政策|沪惠保|批|$|[^\d年.\-/]))")
"""A year in the name of a list; 2024年3月 is a month, 20240301 a day."""
_STATUSES = pd.Index(["有效", "退保", "不明"])


def insured(body: Body, names: Names, today: date) -> Cleaned:
    """Return a sheet of 承保名单 as frames.INSURED. 街镇 that are not recognised are reported only where they matter (run)."""
    frame, _, about = _policies(body, names, today)
    return INSURED.check(frame), about


def _policies(body: Body, names: Names, today: date) -> tuple[pd.DataFrame, States, list[pd.DataFrame]]:
    """The columns of frames.INSURED, what the sheet's columns of states say, and what was found."""
    frame = columns.person(body, today)
    channel, of_channel, unknown_channels = read_channels(body, frame)
    states, about_states = read_states(body, frame, of_policy=True)
    states = by_last_events(states, body, frame)
    amounts, unpaid = negative_cells(body), unpaid_cells(body)
    negative = amounts != ""
    states = replace(states, unclear=states.unclear | (unpaid != ""), says=_with(states.says, unpaid))
    back = np.where(states.says == "", amounts, states.says)
    states = replace(states, out=states.out | negative, valid=states.valid & ~negative, says=back)
    if body.layout.says == "有进有出" and not has_states(body, of_policy=True):
        states = undecided(states, UNDIVIDED)
    states = undecided(states, PENDING) if body.layout.says == "待定" else states
    towns, about_towns = _township(body, frame, names, report=False)
    insured_on, bad_days, unreadable = columns.read_days(body, frame, "承保日期", exact=True)
    unclear = states.unclear | (states.out & states.valid)
    frame = frame.assign(
        policy_no=columns.text(body, "保单号"),
        channel=channel,
        status=pd.Categorical.from_codes(np.where(unclear, 2, states.out.astype(np.int8)), categories=_STATUSES),
        state=label(np.where(states.out & ~unclear, states.says, "")),
        doubt=label(_with(of_channel, np.where(unclear, states.says, ""))),
        day_doubt=label(_cells_shown(body, "承保日期", bad_days)),
        dead=label(states.dead),
        **towns,
        insured_on=insured_on,
        out_on=states.last.where(states.out).astype("datetime64[s]"),
        phone=columns.text(body, "手机号"),
        village=columns.label(body, "居村委"),
        former_name=columns.label(body, "曾用名"),
    )
    about = [*unknown_channels, *about_states, about_towns, unreadable, *about_premiums(body, frame)]
    return frame, states, [_separated_ids(body, frame), *about]


def entries(body: Body, names: Names, today: date) -> Cleaned:
    """Return a sheet of a roster (名册) as frames.ENTRIES."""
    frame = columns.person(body, today)
    from_cards = findings.concat([])
    if body.layout.role.disability_card:
        frame, from_cards = _with_holders(body, frame, today)
    validity, about_days = _validity(body, frame)
    towns, about_towns = _township(body, frame, names, report=True)
    states, about_states = read_states(body, frame, ended=validity["valid_to"].notna().to_numpy())
    states = with_entire_households(by_last_events(states, body, frame), body)
    rest = {
        "listed_out": body.layout.says == "注销",
        "role": one_label(body.layout.role.name, len(frame)),
        "sub_category": columns.label(body, "子类"),
        "certificate_no": columns.text(body, "证书编号"),
        "village": columns.label(body, "居村委"),
        "phone": columns.text(body, "联系电话"),
        "contact": columns.text(body, "联系人"),
        "former_name": columns.label(body, "曾用名"),
    }
    people: dict[str, Any] = {str(name): column for name, column in frame.items()}
    frame = pd.DataFrame({**people, **validity, **towns, **entry_states(by_name(states, body)), **rest})
    frame = with_renewals(body, frame)
    begun, last = _only_years(body)
    frame["out_from"], frame["begun_by"] = _from_last_years(frame, last), _after_first_years(frame, begun)
    frame["doubt"] = label(_with(texts_of(frame["doubt"]), _unread_days(body, frame["dates_unreadable"].to_numpy())))
    elsewhere = np.where(frame["doubt"].isna(), _in_other_districts(body, names), "")
    frame["doubt"] = label(_with(texts_of(frame["doubt"]), elsewhere))
    about_people = [from_cards, _separated_ids(body, frame), _faulty_ids(body, frame), _missing_names(body, frame)]
    found = [*about_people, *about_days, *about_states, about_towns, about_marks("I35", frame, elsewhere)]
    frame = with_every_number(frame, today)
    return ENTRIES.check(with_card_holders(frame, today) if body.layout.role.disability_card else frame), found


def withdrawn(body: Body, names: Names, today: date) -> Cleaned:
    """Return a sheet of 退保名单 as frames.WITHDRAWN: every row 退保, unless a cell of it says that its policy is in force."""
    frame, states, about = _policies(body, names, today)
    doubted = (frame["doubt"].notna() & (frame["status"] == "不明")).to_numpy()
    against = doubted | (states.valid & ~states.out)
    frame["status"] = pd.Categorical.from_codes(np.where(against, 2, 1).astype(np.int8), categories=_STATUSES)
    frame["state"] = label(np.where(against, "", "在退保名单中"))
    cells = frame["doubt"].astype("str").fillna("在退保名单中，但状态写的是有效").to_numpy(dtype=object)
    frame["doubt"] = label(np.where(against, cells, ""))
    file, sheet = body.grid.named
    frame["attempt"] = never_insured(file.stem, sheet, body.layout.header.title, folders_of(body.label))
    return WITHDRAWN.check(frame.assign(tied=False)), [*about, _faulty_ids(body, frame)]


def by_name(states: States, body: Body) -> States:
    """Return what the rows of a roster say where the names of sheet and file say that they are out, have died, or that both kinds are there."""
    says = body.layout.says
    if says == "注销":
        against = states.valid & ~states.out
        listed = np.where(states.says == "", "在注销、停发或迁出一类的名单中", states.says)
        return replace(states, out=states.out | ~against, unclear=states.unclear | against, says=listed)
    if says == "死亡":
        return replace(states, dead=_of_deaths(states))
    if says == "待定":
        return undecided(states, PENDING)
    return undecided(states, UNDIVIDED) if says and not has_states(body) else states


def accounts(body: Body, names: Names, today: date) -> Cleaned:
    """Return a sheet of 银行账户 as frames.ACCOUNTS. Where 户名 is empty the holder is the person."""
    frame = columns.person(body, today)
    holder = columns.text(body, "户名")
    frame["holder"] = holder.where((holder != "") & ~holder.isin(same_person()), frame["name"])
    checked = bank_card.check(body.texts("银行账号"), body.lost("银行账号"))
    frame["account"], frame["account_fault"] = checked["account"], checked["account_fault"]
    frame["bank"], frame["cnaps"] = columns.text(body, "开户行"), columns.text(body, "联行号")
    frame["guardian"] = columns.text(body, "监护人")
    frame, about_checks = with_checks(body, frame, today)
    states, _ = read_states(body, frame)
    frame["dead"] = label(states.dead)
    frame, about_states = with_account_states(body, frame, states)
    faulty = checked["account_fault"].notna().to_numpy()
    unusable = findings.for_rows(
        "W05",
        frame[faulty],
        body.layout.header_of("银行账号"),
        body.layout.letters_of("银行账号"),
        frame["account"][faulty],
        fault=[bank_card.FAULTS[fault] for fault in checked["account_fault"][faulty]],
    )
    separated = _separated(body, frame, "银行账号", frame["account"])
    found = [_separated_ids(body, frame), _faulty_ids(body, frame), separated, unusable, *about_checks, *about_states]
    return ACCOUNTS.check(frame), found


def group(body: Body, names: Names, today: date) -> Cleaned:
    """Return a sheet of 团单名单 as frames.GROUP."""
    frame = columns.person(body, today)
    frame["employer"] = columns.text(body, "投保单位")
    states, about = read_states(body, frame, of_policy=True)
    doubted = doubts(states)
    frame["out"], frame["doubt"] = states.out & (doubted == ""), label(doubted)
    frame["dead"] = label(states.dead)
    return GROUP.check(frame), [_separated_ids(body, frame), _faulty_ids(body, frame), *about]


def prior(body: Body, names: Names, today: date) -> Cleaned:
    """Return a sheet of 往期发放 as frames.PRIOR; where 政策年度 cannot be read it is 0, with a finding and a doubt. A row that says that nothing
    was paid (退票, 发放失败) is none of them: I36."""
    frame, failed, about = prior_rows(body, names, today)
    return PRIOR.check(frame[~failed].reset_index(drop=True)), about


def prior_rows(body: Body, names: Names, today: date) -> tuple[pd.DataFrame, np.ndarray, list[pd.DataFrame]]:
    """Return every row of a sheet of 往期发放 with the columns of frames.PRIOR and township_raw, which of them say that nothing was paid, and what
    was found."""
    frame = columns.person(body, today)
    years, without_year = _years(body, frame)
    bad = years.isna().to_numpy()
    fen, unread = columns.amounts(body, "金额")
    frame["amount_fen"] = np.where(unread | (columns.text(body, "金额") == ""), -1, fen)
    frame["year"] = pd.to_numeric(years).fillna(0).astype(np.int64)
    towns, about_towns = _township(body, frame, names, report=True)
    states, about_states = read_states(body, frame, of_policy=True)
    doubted = doubts(states)
    frame["doubt"] = label(_with(_cells_shown(body, "政策年度", bad), doubted))
    frame["dead"] = label(states.dead)
    failed = states.out & (doubted == "")
    unpaid = findings.for_rows("I36", frame[failed], value=states.says[failed], cells=states.says[failed])
    about = [_separated_ids(body, frame), _faulty_ids(body, frame), without_year, about_towns, *about_states, unpaid]
    return frame.assign(**towns), failed, about


def _years(body: Body, frame: pd.DataFrame) -> tuple["pd.Series[str]", pd.DataFrame]:
    """政策年度 of each row, null where it cannot be read (I16); without a column the year that sheet, title, file or folder names (I39)."""
    if "政策年度" in body.layout.columns:
        years = columns.text(body, "政策年度").str.extract(YEAR_OF_CELL)["year"]
        return years, columns.faults(body, "I16", frame, "政策年度", years.isna().to_numpy())
    file, sheet = body.grid.named
    names = (sheet, body.layout.header.title, file.stem, *folders_of(body.label))
    named = [set(_YEAR.findall(text)) for text in names]
    year = next((one for one in named if one), set[str]())
    only = year.pop() if len(year) == 1 else None
    return pd.Series([only] * len(frame), dtype="str"), _lacking(
        body, "政策年度", f"名称中的 {only} 年" if only else ""
    )


def deaths(body: Body, names: Names, today: date) -> Cleaned:
    """Return a sheet of 死亡名单 as frames.DEATHS: everybody on it has died, unless a cell of the row says otherwise."""
    frame = columns.person(body, today)
    states, _ = read_states(body, frame)
    frame["dead"] = label(_of_deaths(states))
    return DEATHS.check(frame), [_separated_ids(body, frame), _faulty_ids(body, frame)]


def _of_deaths(states: States) -> np.ndarray:
    """What the rows of a list of the dead say of a death: that they stand on it, unless a cell says otherwise."""
    listed = np.where(states.valid, "", "在死亡名单中")
    doubted = (listed != "") & states.unclear & (states.says != "")
    listed[doubted] = "在死亡名单中，但" + states.says[doubted]
    return np.where(states.dead == "", listed, states.dead)


CLEAN: dict[str, tuple[Shape, Callable[[Body, Names, date], Cleaned]]] = {
    "insured": (INSURED, insured),
    "group": (GROUP, group),
    "entries": (ENTRIES, entries),
    "accounts": (ACCOUNTS, accounts),
    "prior": (PRIOR, prior),
    "deaths": (DEATHS, deaths),
    "withdrawn": (WITHDRAWN, withdrawn),
}
"""{frame of a role: (its shape, function that makes it)}."""


def entry_states(states: States) -> dict[str, Any]:
    """Return out, out_from, out_by, state, doubt and dead of frames.ENTRIES.

    What is 注销 without a day is out; with a day from that day on. Where another cell says that the entry is valid, it is in doubt (from
    the day on), and keeps its ``state``: the person may be out.
    """
    dated = states.first.notna().to_numpy()
    against = states.valid & (states.out | dated)
    unclear = states.unclear | (against & ~dated)
    out_from, gone = _days_where(states.first, ~unclear), (states.out | dated) & ~unclear
    may_be = may_be_out(replace(states, unclear=unclear))
    return {
        "out": gone & ~dated,
        "out_from": out_from,
        "out_by": _days_where(states.last, gone & ~against),
        "state": label(np.where(gone | may_be, states.says, "")),
        "doubt": label(np.where(unclear, states.says, "")),
        "dead": label(states.dead),
    }


def _days_where(days: pd.Series, hit: np.ndarray) -> pd.Series:
    return pd.Series(np.where(hit, days.to_numpy(), np.datetime64("NaT", "s")))


def _with(texts: np.ndarray, more: np.ndarray) -> np.ndarray:
    """The texts of two columns in one, 、 between them where both say something."""
    both = (texts != "") & (more != "")
    joined = np.where(texts == "", more, texts)
    joined[both] = texts[both] + "、" + more[both]
    return joined


def _cells_shown(body: Body, field: str, hit: np.ndarray) -> np.ndarray:
    """How staff call the field's cells where ``hit``, "" elsewhere."""
    shown = np.full(len(body.rows), "", dtype=object)
    if field not in body.layout.columns:
        shown[hit] = f"没有“{field}”列，名称也没有写明"
    elif hit.any():
        place = f"{body.layout.letters_of(field)} 列“{body.layout.header_of(field)}”"
        values = body.texts(field).take(pa.array(np.flatnonzero(hit))).to_pylist()
        shown[hit] = [f"{place}{merged.shown(value)}" if value else f"{place}没有填写" for value in values]
    return shown


def _validity(body: Body, frame: pd.DataFrame) -> tuple[dict[str, Any], list[pd.DataFrame]]:
    """valid_from, valid_to (from two columns, else from one 有效期) and dates_unreadable; I12 and I21 at the cells."""
    begins, bad_start, about_start = columns.read_days(body, frame, "生效日期")
    ends, bad_end, about_end = columns.read_days(body, frame, "失效日期", end=True)
    bad, about = bad_start | bad_end, [about_start, about_end]
    if "有效期" in body.layout.columns:
        positions, results = columns.mapped(
            body.texts("有效期"), lambda text: columns.or_unreadable(lambda: days.parse_period(text))
        )
        unreadable = np.array([isinstance(result, days.Unreadable) for result in results], dtype=bool)[positions]
        periods = [result if isinstance(result, tuple) else (None, None) for result in results]
        begins = begins.fillna(columns.from_days(positions, [first for first, _ in periods]))
        lasts, lasting = _durations(body, begins)
        ends, unreadable = ends.fillna(lasts), unreadable & ~lasting
        about.append(columns.faults(body, "I12", frame, "有效期", unreadable))
        ends = ends.fillna(columns.from_days(positions, [last for _, last in periods]))
        bad = bad | unreadable
    field = "失效日期" if "失效日期" in body.layout.columns else "有效期"
    about.append(columns.faults(body, "I21", frame, field, (ends < begins).to_numpy()))
    return {"valid_from": begins, "valid_to": ends, "dates_unreadable": bad}, about


def _only_years(body: Body) -> tuple[pd.Series, pd.Series]:
    """The years (first of January) of the starts, and of the ends, that name nothing but their year; null elsewhere."""
    found = []
    for side, field in enumerate(("生效日期", "失效日期")):
        years = pd.Series(np.full(len(body.rows), np.datetime64("NaT"), dtype="datetime64[s]"))
        for name in (one for one in ("有效期", field) if one in body.layout.columns):
            positions, pairs = columns.mapped(body.texts(name), days.only_years)
            of_side = [pair[side] or (pair[1] if name == field else None) for pair in pairs]
            years = columns.from_days(positions, [date(year, 1, 1) if year else None for year in of_side]).fillna(years)
        found.append(years)
    return found[0], found[1]


def _from_last_years(frame: pd.DataFrame, years: pd.Series) -> pd.Series:
    """out_from, and where an end names nothing but its year, the first day of that year, if it is earlier: on no day of it does anybody know
    whether the entry is still valid. What is out anyway stays so."""
    starts = frame["out_from"]
    if years.isna().all():
        return starts
    hit = (years.dt.year == frame["valid_to"].dt.year) & ~frame["out"] & ~(starts < years)
    return starts.mask(hit, years).astype("datetime64[s]")


def _after_first_years(frame: pd.DataFrame, years: pd.Series) -> pd.Series:
    """begun_by: where a start names nothing but its year, the last day of that year."""
    if years.isna().all():
        return years
    hit = years.dt.year == frame["valid_from"].dt.year
    return (pd.Series(years + pd.offsets.YearEnd())).where(hit, None).astype("datetime64[s]")


def _unread_days(body: Body, bad: np.ndarray) -> np.ndarray:
    """The cells of an entry's days where one of them cannot be read, "" elsewhere."""
    shown = np.full(len(bad), "", dtype=object)
    for field in ("生效日期", "失效日期", "有效期"):
        if field in body.layout.columns and bad.any():
            shown = _with(shown, _cells_shown(body, field, bad & pc.is_valid(body.texts(field)).to_numpy(False)))
    return shown


def _durations(body: Body, begins: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """The last days of those whose 有效期 is how long it lasts (3年) from a day that is there, and who they are."""
    header = body.layout.header_of("有效期")
    positions, months = columns.mapped(body.texts("有效期"), lambda text: days.duration(text, header) or 0)
    lengths = np.array(months, dtype=np.int64)[positions]
    lasting = (lengths > 0) & begins.notna().to_numpy()
    lasts = pd.Series(np.full(len(begins), np.datetime64("NaT"), dtype="datetime64[s]"))
    for length in np.unique(lengths[lasting]):
        hit = lasting & (lengths == length)
        lasts[hit] = (begins[hit] + pd.DateOffset(months=int(length))).to_numpy().astype("datetime64[s]")
    return lasts, lasting


def _township(
    body: Body, frame: pd.DataFrame, names: Names, report: bool
) -> tuple[dict[str, "pd.Categorical[str]"], pd.DataFrame]:
    """township (the policy's name) and township_raw, of the whole list where there is no column (I19, I61); I13 at cells if ``report``."""
    about = findings.concat([])
    if "街镇" in body.layout.columns:
        positions, raw = columns.mapped(body.texts("街镇"), str.strip)
        results = [names.find(text) if text else None for text in raw]
        unknown = [result is None and text != "" for result, text in zip(results, raw, strict=True)]
        if report:
            about = columns.faults(body, "I13", frame, "街镇", np.array(unknown, dtype=bool)[positions])
    else:
        town, about = town_of_list(body, names)
        positions, results, raw = np.zeros(len(frame), dtype=np.int64), [town], [""]
    columns_of_towns = {
        "township": _categorical(positions, results, [*dict.fromkeys(names.all)]),
        "township_raw": _categorical(positions, raw, [*dict.fromkeys(text for text in raw if text)]),
    }
    return columns_of_towns, about


def _in_other_districts(body: Body, names: Names) -> np.ndarray:
    """The cells of 街镇 that name another district than the policy's, or say that somebody went elsewhere, "" elsewhere."""
    if "街镇" not in body.layout.columns:
        return np.full(len(body.rows), "", dtype=object)
    positions, places = columns.mapped(body.texts("街镇"), names.elsewhere.of_cell)
    return _cells_shown(body, "街镇", np.array([place != "" for place in places], dtype=bool)[positions])


def _categorical(positions: np.ndarray, results: list[Any], categories: list[str]) -> "pd.Categorical[str]":
    index = {category: code for code, category in enumerate(categories)}
    codes = np.array([index.get(result, -1) for result in results], dtype=np.int32)
    return coded(codes[positions], *categories)


def _with_holders(body: Body, frame: pd.DataFrame, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first 18 characters of a 残疾人证号 are the id: where the id cell holds one (I15), or is empty and 证书编号 has it (I45)."""
    if not frame["id_fault"].notna().any():
        return frame, findings.concat([])
    empty = np.flatnonzero(frame["id_fault"] == "missing")
    beside = columns.text(body, "证书编号").iloc[empty].map(disability_card.compact)
    written = pd.concat([frame["id"][frame["id_fault"] == "length"], beside])
    unusual = written.index.to_numpy()
    holders = written.map(lambda number: disability_card.holder(number, today))
    hit = unusual[holders.notna().to_numpy()]
    if not len(hit):
        return frame, findings.concat([])
    checked = resident_id.check(pa.array(holders.dropna().tolist(), pa.string()), np.zeros(len(hit), dtype=bool), today)
    was_empty = np.isin(np.arange(len(frame)), np.intersect1d(hit, empty))
    was_card = np.isin(np.arange(len(frame)), hit) & ~was_empty
    frame = frame.copy()
    for column in ("id", "person"):
        frame.loc[hit, column] = checked[column].to_numpy()
    frame.loc[hit, "id_fault"] = None
    about = [
        columns.faults(body, "I15", frame, "证件号码", was_card),
        columns.faults(body, "I45", frame, "证件号码", was_empty, note="证件号码为空，已取残疾人证号的前 18 位"),
    ]
    return frame, findings.concat(about)


def _separated_ids(body: Body, frame: pd.DataFrame) -> pd.DataFrame:
    """I30 at ids that were put together from parts, I45 at those that stood beside a remark or in the column of names."""
    plain = frame["id"].where(frame["id_fault"].isna(), "")
    if "id_note" not in frame:
        return _separated(body, frame, "证件号码", plain)
    noted = (frame["id_note"] != "").to_numpy()
    about = columns.faults(body, "I45", frame, "证件号码", noted, note=frame["id_note"][noted].tolist())
    return findings.concat([_separated(body, frame, "证件号码", plain.where(~noted, "")), about])


def _separated(body: Body, frame: pd.DataFrame, field: str, numbers: pd.Series) -> pd.DataFrame:
    """I30 at cells whose number was put together from parts. ``numbers``: as compared, "" where they are none."""
    raw, compared = pc.fill_null(body.texts(field), ""), pa.array(numbers.array)
    changed = pc.and_(pc.not_equal(raw, compared), pc.not_equal(compared, "")).to_numpy(zero_copy_only=False)
    written = np.flatnonzero(changed)
    parted = written[[is_separated(raw[int(at)].as_py()) for at in written]]
    hit = np.zeros(len(frame), dtype=bool)
    hit[parted] = True
    return columns.faults(body, "I30", frame, field, hit)


def _faulty_ids(body: Body, frame: pd.DataFrame) -> pd.DataFrame:
    """I11 at invalid ids. Those that Excel destroyed wait (I10, second_look) until all lists are there and can offer candidates."""
    if "证件号码" not in body.layout.columns:
        return _lacking(body, "证件号码")
    if not frame["id_fault"].notna().any():
        return findings.concat([])
    other = frame["id_fault"].notna().to_numpy() & (frame["id_fault"] != "lost").to_numpy()
    faults = [resident_id.FAULTS[fault] for fault in frame["id_fault"][other]]
    what, hint = [fault for fault, _ in faults], [advice for _, advice in faults]
    return columns.faults(body, "I11", frame, "证件号码", other, fault=what, hint=hint)


def _lacking(body: Body, field: str, by_name: str = "") -> pd.DataFrame:
    """I39 at a list that speaks against people and lacks a column: it is read by what it has instead, and whom it may mean waits; or by what its
    names say (``by_name``)."""
    layout, after = body.layout, "" if by_name else "；可能是其中的人，先待核"
    instead = by_name or "、".join(
        f"“{layout.header_of(other)}”" for other in instead_of(field, layout.role, layout.columns)
    )
    row = body.grid.first_row + layout.header.last + 1
    place = (body.label, body.grid.sheet, row)
    return findings.for_file("I39", *place, role=layout.role.name, missing=field, instead=instead, after=after)


def _missing_names(body: Body, frame: pd.DataFrame) -> pd.DataFrame:
    return columns.faults(body, "I20", frame, "姓名", (frame["name_key"] == "").to_numpy())
