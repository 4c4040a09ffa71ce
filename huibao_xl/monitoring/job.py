"""``huibao monitor``: a list of low-income households on one day: who is in which class, who may be 刚性支出困难, who left
since the last list.

The list before is assessed by the standards of its own day if that is given, else by those of today, so that a change
of class comes from the list and not from a new standard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.equations import join, require
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names as result_names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.monitoring import rigid, sums
from huibao_xl.monitoring.changes import NEW, OLD, Compared, compare, person_keys
from huibao_xl.monitoring.households import BELOW, UNCERTAIN, Assessed, assess
from huibao_xl.monitoring.left import ABSENT, REFUSED, Left, about_silent, left_poverty, poor_keys, unsaid_keys
from huibao_xl.monitoring.members import members
from huibao_xl.monitoring.standards import Standards, missing, standards_on, unsure
from huibao_xl.monitoring.unread_money import columns_used
from huibao_xl.policy import Policy
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.fields import household_role
from huibao_xl.rosters.list_years import year_of
from huibao_xl.rosters.listing import Listing, read_listing
from huibao_xl.rosters.lists import shared_folder
from huibao_xl.rosters.recipe import LISTS, Recipe, files_read, open_again
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent

_SIDES = (LISTS, "上次名单")
_COMPARED = ("L17", "L18", "L19", "L30")
"""Findings of a comparison that are told beside those of the list itself."""


@dataclass(frozen=True)
class Monitored:
    """What monitoring gives. ``on``: the day; ``standards``: of that day; ``assessed``: households and members in
    their classes; ``compared``: with the earlier list, and ``left``: who left 低保 (:class:`left.Left`), both None
    without one; ``visits``: members whom an adviser should visit, with ``reason``; ``balance``: frames.BALANCE;
    ``inputs``: the used sheets; ``base``: the folder that their paths start from; ``towns``: every 街镇 in the policy's
    order. ``recipe``, ``rules``, ``standards_file``: how it was made, by whose 街镇 names and with which standards of the bureau; None where it
    was not made from files alone, or there are none. ``columns``: of each sheet, which are used and which not (:func:`unread_money.columns_used`); ``tables``: members.Members.sheets."""

    on: date
    standards: Standards
    assessed: Assessed
    compared: Compared | None
    left: Left | None
    visits: pd.DataFrame
    findings: pd.DataFrame
    balance: pd.DataFrame
    inputs: pd.DataFrame
    base: Path | None
    towns: tuple[str, ...]
    started: datetime = field(default_factory=datetime.now)
    columns: Sequence[tuple[str, str, str]] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    recipe: Recipe | None = None
    rules: Policy | None = None
    standards_file: Path | None = None


def read_households(
    files: Sequence[SourceFile],
    unread: Sequence[pd.DataFrame],
    names: Names,
    where: str,
    base: Path | None = None,
    today: date | None = None,
) -> Listing:
    """Return the list of 低收入家庭 in files that are open. ``unread``: findings about files that are not read; ``where``:
    what the sources are called in a Stop; ``today``: if it is another day. Raises Stop as the reading does, Stop(S51) if there is none."""
    listing = read_listing(files, household_role(), names, today or date.today(), where, base=base)
    files_unread = [str(file) for one in unread for file in one["file"].unique()]
    left_out = (*listing.left_out, *files_unread)
    return replace(listing, findings=findings.concat([*unread, listing.findings]), left_out=left_out)


def monitor(
    sources: Sequence[str],
    on: date,
    before: Sequence[str] = (),
    before_on: date | None = None,
    standards_file: Path | None = None,
    policy_name: str = "",
    passwords: Sequence[str] = (),
    stage: Stage = silent,
) -> Monitored:
    """Read the lists and assess them. ``standards_file``: what the bureau entered; ``policy_name``: whose 街镇 names
    count. Raises Stop."""
    started, rules = datetime.now(), policy.load(policy_name)
    given = [Sources.parse(paths) for paths in (sources, before) if paths]
    opened = [open_sources(each, passwords, stage) for each in given]
    read = {
        side: files_read(files, unread, each.forced)
        for side, each, (files, unread) in zip(_SIDES, given, opened, strict=False)
    }
    options = {"on": on.isoformat(), "before_on": (before_on or on).isoformat()}
    recipe = Recipe(started.date(), read, options=options)
    return replace(_monitored(opened, recipe, rules, standards_file, stage), started=started)


def monitor_again(opened: ResultFolder, recipe: Recipe, passwords: Sequence[str], stage: Stage) -> Monitored:
    """Monitor once more what a result stores of its making. Raises Stop as :func:`monitor` does."""
    rules, standards = policy.build(opened.json(result_names.POLICY)), opened.path / result_names.DATA
    files = [open_again(recipe.files[side], passwords, stage) for side in _SIDES if side in recipe.files]
    bureau = standards / result_names.STANDARDS
    return _monitored(files, recipe, rules, bureau if bureau.is_file() else None, stage)


def _monitored(
    opened: Sequence[tuple[Sequence[SourceFile], Sequence[pd.DataFrame]]],
    recipe: Recipe,
    rules: Policy,
    standards_file: Path | None,
    stage: Stage,
) -> Monitored:
    names, base = Names(rules), shared_folder([file.path for files, _ in opened for file in files])
    now, *rest = (
        read_households(files, unread, names, side, base, recipe.today)
        for (files, unread), side in zip(opened, _SIDES, strict=False)
    )
    on, before_on = (date.fromisoformat(recipe.options[key]) for key in ("on", "before_on"))
    with stage("判断档次、比对变动", None):
        found = monitor_lists(now, rest[0] if rest else None, on, before_on, names, standards_file)
    return replace(found, recipe=recipe, rules=rules, standards_file=standards_file)


def monitor_lists(
    now: Listing, earlier: Listing | None, on: date, before_on: date, names: Names, standards_file: Path | None
) -> Monitored:
    """Assess one list, against an earlier one if there is one. Touches no file but ``standards_file``. Raises
    Stop(S09) if an equation does not hold."""
    standards = standards_on(on, standards_file)
    found = members(now, standards)
    assessed = assess(found, standards)
    compared = left = None
    about, tables = [_about(standards, on, now)], []
    if earlier is not None:
        old_standards = standards_on(before_on, standards_file)
        past = assess(members(earlier, old_standards), old_standards).members
        compared = compare(earlier, now)
        left = left_poverty(past, assessed.members, compared, now)
        about.append(compared.findings[compared.findings["code"].isin(_COMPARED)])
        about.append(about_silent(past, assessed.members, now))
        keys = poor_keys(past, OLD), poor_keys(assessed.members, NEW), unsaid_keys(assessed.members)
        tables = [sums.left_equations(*keys, left), compared.balance]
    visits = _visits(assessed.members, left)
    read_rows = int(now.sheets["rows"].sum())
    balance = join([sums.equations(read_rows, assessed, visits, standards), *tables])
    require(balance)
    return Monitored(
        on=on,
        standards=standards,
        assessed=assessed,
        compared=compared,
        left=left,
        visits=visits if left is None else _with_absent(visits, left),
        findings=findings.concat([*about, found.findings]),
        balance=balance,
        inputs=now.sheets,
        base=now.base,
        towns=tuple(names.all),
        columns=columns_used(now),
        tables=found.sheets,
    )


def may_be_rigid(rows: pd.DataFrame) -> pd.Series:
    """Return who should be told of 刚性支出困难 (households or members): whoever may be one, but those below 低保标准, who apply for 低保."""
    return rows["rigid"].isin([rigid.MAY, rigid.MAY_IF]) & (rows["tier"] != BELOW)


def _visits(people: pd.DataFrame, left: Left | None) -> pd.DataFrame:
    """Whom an adviser should visit among the people of the list, each once and with why; nobody who does not count in
    the household."""
    keys, nobody = person_keys(people, NEW), pd.Series(False, index=people.index)
    reasons = pd.Series("", index=people.index, dtype="str")
    for hit, why in (
        (people["tier"].isin(sums.BELOW_A_LINE), people["tier"].astype("str")),
        (people["tier"] == UNCERTAIN, "待核实：" + people["household_doubt"].astype("str")),
        (may_be_rigid(people), "可能符合刚性支出困难"),
        (people["identity"] == REFUSED, "申请低保未通过"),
        (keys.isin(left.sure["key"]) if left is not None else nobody, "退出低保"),
        (keys.isin(left.open["key"]) if left is not None else nobody, "低保去向待核"),
    ):
        reasons = reasons.where(~hit, reasons + "；" + why)
    chosen = (reasons != "") & people["counted"]
    return people.assign(reason=reasons.str.removeprefix("；"))[chosen].reset_index(drop=True)


def _with_absent(visits: pd.DataFrame, left: Left) -> pd.DataFrame:
    """Visits, and after them those of :class:`left.Left` who stand in the earlier list only: what they are now no list says."""
    gone = left.sure[left.sure["now"] == ABSENT].assign(reason="退出低保，不在本次名单中")
    unclear = left.open[left.open["now"] == ABSENT].assign(reason="低保去向待核，不在本次名单中")
    absent = pd.concat([gone, unclear], ignore_index=True)
    absent["identity"] = absent["identity"].where(pd.Series(False, index=absent.index))
    return pd.concat([visits, absent], ignore_index=True)[list(visits.columns)]


def _about(standards: Standards, on: date, now: Listing) -> pd.DataFrame:
    """L12 about every value that nobody confirmed, L13 about every standard that is not set."""
    file = now.sheets["path"].iloc[0]
    unconfirmed = [
        findings.for_file(
            "L12",
            file,
            name=standard.name,
            amount=standard.shown,
            source=standard.source,
            note=standard.note or "来源不是原文。",
        )
        for standard in unsure(standards)
    ]
    unset = [
        findings.for_file("L13", file, name=standard.name, day=on.isoformat(), use=standard.use)
        for standard in missing(standards)
    ]
    return findings.concat([*_of_another_year(on, now), *unconfirmed, *unset])


def _of_another_year(on: date, now: Listing) -> list[pd.DataFrame]:
    """L32 at each sheet whose names say another year than that of the day."""
    found = []
    for (file, sheet), title in now.titles.items():
        year = year_of(sheet, title, Path(file).stem)
        if year and year != on.year:
            found.append(findings.for_file("L32", file, sheet, year=year, day=on.isoformat()))
    return found
